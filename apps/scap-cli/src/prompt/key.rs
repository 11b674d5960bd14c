//! The keys that questions know.

use std::{io, time::Duration};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, poll, read};

/// A key, by what it means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Key {
    Char(char),
    Enter,
    /// Esc.
    Back,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    Backspace,
    Delete,
    /// Ctrl+U: everything that was typed.
    Erase,
}

/// What comes from the terminal.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Input {
    Key(Key),
    /// Ctrl+C.
    Leave,
    /// The screen has another size.
    Resized,
}

/// Waits for the next thing that means something.
pub(crate) fn next() -> io::Result<Input> {
    loop {
        let input = match read()? {
            Event::Key(key) if key.kind != KeyEventKind::Release => meaning(key),
            Event::Resize(..) => Some(Input::Resized),
            _ => None,
        };
        if let Some(input) = input {
            return Ok(input);
        }
    }
}

/// Forgets what was typed and not read yet.
pub(crate) fn forget() -> io::Result<()> {
    while poll(Duration::ZERO)? {
        read()?;
    }
    Ok(())
}

fn meaning(key: KeyEvent) -> Option<Input> {
    let held = key.modifiers - KeyModifiers::SHIFT;
    let key = match key.code {
        KeyCode::Char('c') if held == KeyModifiers::CONTROL => return Some(Input::Leave),
        KeyCode::Char('u') if held == KeyModifiers::CONTROL => Key::Erase,
        // A line feed, as pasted text and some terminals have it for Enter.
        KeyCode::Char('j') if held == KeyModifiers::CONTROL => Key::Enter,
        KeyCode::Char(c) if held.is_empty() => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Back,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        _ => return None,
    };
    Some(Input::Key(key))
}
