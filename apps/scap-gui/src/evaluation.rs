//! The evaluation cards: soft cards that are inserted and pulled in the window.
//!
//! The folder has `cards`, whose soft cards are in readers, and `drawer`, whose soft cards are not. A file
//! `evaluation.toml` may tell what is to be typed: `pin` and `user_code`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use egui::{Panel, Ui};
use serde::Deserialize;

use crate::{
    shell::Shell,
    widgets::{self, Mood},
};

/// The cards of the folder.
pub(crate) struct Evaluation {
    folder: PathBuf,
    hints: Hints,
    problem: Option<String>,
}

/// What is to be typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Hints {
    pin: Option<String>,
    user_code: Option<String>,
}

impl Evaluation {
    pub(crate) fn new(folder: PathBuf) -> Self {
        let text = fs::read_to_string(folder.join("evaluation.toml")).unwrap_or_default();
        Self { hints: toml::from_str(&text).unwrap_or_default(), folder, problem: None }
    }

    /// Draws the panel.
    pub(crate) fn ui(&mut self, ui: &mut Ui, shell: &Shell) {
        Panel::right("evaluation").resizable(false).exact_size(210.0).show(ui, |ui| {
            egui::ScrollArea::vertical().show(ui, |ui| {
                ui.add_space(8.0);
                widgets::heading(ui, &shell.t("gui-evaluation"));
                widgets::weak(ui, &shell.t("gui-evaluation-about"));
                for (there, folder) in [(true, "cards"), (false, "drawer")] {
                    widgets::weak(
                        ui,
                        &shell.t(if there { "gui-evaluation-in" } else { "gui-evaluation-out" }),
                    );
                    for name in names(&self.folder.join(folder)) {
                        let id = if there { "gui-evaluation-pull" } else { "gui-evaluation-insert" };
                        let text = shell.text(id, &[("name", name.as_str().into())]);
                        if widgets::button(ui, &text).clicked() {
                            self.problem = self.turn(&name, there).err().map(|error| error.to_string());
                        }
                    }
                }
                let hints =
                    [("gui-evaluation-pin", &self.hints.pin), ("gui-evaluation-code", &self.hints.user_code)];
                for (id, value) in hints {
                    if let Some(value) = value {
                        ui.label(shell.text(id, &[("value", value.as_str().into())]));
                    }
                }
                if let Some(problem) = &self.problem {
                    widgets::line(ui, Mood::Bad, problem);
                }
            });
        });
    }

    /// Inserts a card, or pulls it.
    fn turn(&self, name: &str, there: bool) -> io::Result<()> {
        let (from, to) = if there { ("cards", "drawer") } else { ("drawer", "cards") };
        fs::rename(self.folder.join(from).join(name), self.folder.join(to).join(name))
    }
}

/// The soft cards in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}
