//! Draws a question below what stands on the screen, again after each key, and takes it away when it is answered.

use std::io::{self, Write};

use crossterm::{
    cursor::{MoveDown, MoveToColumn, MoveUp},
    queue,
    style::{Attribute, Color, Print, ResetColor, SetAttribute, SetForegroundColor},
    terminal::{self, Clear, ClearType},
};

use super::{
    Prompt, Reply,
    drawing::{Drawing, Row, Size, Style},
    key::{self, Input},
};
use crate::error::CliError;

/// Asks at the terminal: on stderr, as stdout is for the answer of the command.
///
/// # Errors
///
/// [`CliError::Cancelled`] after Ctrl+C, or if the terminal is gone.
pub(crate) fn ask<P: Prompt>(mut prompt: P) -> Result<Reply<P::Answer>, CliError> {
    let answer = converse(&mut prompt);
    answer.ok().flatten().ok_or(CliError::Cancelled)
}

/// Nothing if the person leaves.
fn converse<P: Prompt>(prompt: &mut P) -> io::Result<Option<Reply<P::Answer>>> {
    let _raw = RawMode::enter()?;
    let mut screen = Screen::default();
    let answer = loop {
        screen.show(prompt.draw(size()))?;
        match key::next()? {
            Input::Leave => break None,
            Input::Resized => screen.clear()?,
            Input::Key(key) => {
                if let Some(reply) = prompt.press(key) {
                    break Some(reply);
                }
            }
        }
    };
    screen.clear()?;
    // What was typed ahead was meant for something else, and may be a PIN.
    key::forget()?;
    Ok(answer)
}

/// Keys come one by one and are not echoed, until this is dropped.
pub(super) struct RawMode;

impl RawMode {
    pub(super) fn enter() -> io::Result<Self> {
        terminal::enable_raw_mode().map(|()| Self)
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        // There is nothing to be done about a terminal that is gone.
        let _gone = terminal::disable_raw_mode();
    }
}

/// The size of the terminal; of the usual one if it does not tell.
fn size() -> Size {
    match terminal::size() {
        Ok((columns, rows)) if columns > 0 && rows > 0 => Size { columns: columns.into(), rows: rows.into() },
        _ => Size { columns: 80, rows: 24 },
    }
}

/// What stands on the screen.
#[derive(Default)]
struct Screen {
    rows: Vec<Row>,
    /// The row of the cursor.
    at: usize,
}

impl Screen {
    /// Draws what has changed.
    fn show(&mut self, mut drawing: Drawing) -> io::Result<()> {
        drawing.rows.truncate(size().rows);
        let same = self.rows.iter().zip(&drawing.rows).take_while(|(old, new)| old == new).count();
        // The row to draw from must be there to go to it.
        let from = same.min(self.rows.len().saturating_sub(1));
        let mut out = Vec::new();
        move_rows(&mut out, self.at, from)?;
        queue!(out, MoveToColumn(0))?;
        let mut at = from;
        if self.rows != drawing.rows {
            queue!(out, Clear(ClearType::FromCursorDown))?;
            for (row, content) in drawing.rows.iter().enumerate().skip(from) {
                if row > from {
                    queue!(out, Print("\r\n"))?;
                }
                print(&mut out, content)?;
                at = row;
            }
        }
        let (row, column) = drawing.cursor;
        let row = row.min(drawing.rows.len().saturating_sub(1));
        move_rows(&mut out, at, row)?;
        queue!(out, MoveToColumn(u16::try_from(column).unwrap_or(u16::MAX)))?;
        (self.rows, self.at) = (drawing.rows, row);
        write(&out)
    }

    /// Takes the drawing away. If the screen was resized, the terminal may have moved its rows: what is not found
    /// stays above the next drawing.
    fn clear(&mut self) -> io::Result<()> {
        let mut out = Vec::new();
        move_rows(&mut out, self.at, 0)?;
        queue!(out, MoveToColumn(0), Clear(ClearType::FromCursorDown))?;
        *self = Self::default();
        write(&out)
    }
}

fn move_rows(out: &mut Vec<u8>, from: usize, to: usize) -> io::Result<()> {
    let by = u16::try_from(from.abs_diff(to)).unwrap_or(u16::MAX);
    match from.cmp(&to) {
        std::cmp::Ordering::Greater => queue!(out, MoveUp(by)),
        std::cmp::Ordering::Less => queue!(out, MoveDown(by)),
        std::cmp::Ordering::Equal => Ok(()),
    }
}

/// Colours stand out if the person did not say `NO_COLOR`; nothing is told by them alone.
fn print(out: &mut Vec<u8>, row: &Row) -> io::Result<()> {
    match row.style {
        Style::Plain => return queue!(out, Print(&row.text)),
        Style::Question => queue!(out, SetAttribute(Attribute::Bold))?,
        Style::Chosen => queue!(out, SetForegroundColor(Color::Cyan))?,
        Style::Faint => queue!(out, SetAttribute(Attribute::Dim))?,
        Style::Right => queue!(out, SetForegroundColor(Color::Green))?,
        Style::Wrong => queue!(out, SetForegroundColor(Color::Red))?,
    }
    queue!(out, Print(&row.text), SetAttribute(Attribute::Reset), ResetColor)
}

fn write(bytes: &[u8]) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    stderr.write_all(bytes)?;
    stderr.flush()
}
