//! Whether the server can be met as it stands in the fields: nothing is saved for it, and nobody has to wait for it.

use std::time::{Duration, Instant};

use egui::Ui;

use crate::{
    desk::{Met, Trouble},
    shell::Shell,
    widgets::{self, FailureView, Mood},
};

/// A trial of what stands in the fields.
#[derive(Default)]
pub(super) enum Trial {
    #[default]
    None,
    Waiting(Instant),
    Over(Box<Result<Met, Trouble>>),
}

impl Trial {
    /// The server is asked from now on.
    pub(super) fn begin() -> Self {
        Self::Waiting(Instant::now())
    }

    pub(super) const fn is_waiting(&self) -> bool {
        matches!(self, Self::Waiting(_))
    }

    /// Takes what the server said; what nobody waits for any more is forgotten.
    pub(super) fn take(&mut self, shell: &mut Shell) {
        let Some(tried) = shell.tried.take().filter(|_| self.is_waiting()) else { return };
        if let Err(trouble) = &tried {
            shell.note_failure(&trouble.code);
        }
        *self = Self::Over(Box::new(tried));
    }

    /// Draws it; the person may stop waiting.
    pub(super) fn ui(&mut self, ui: &mut Ui, shell: &mut Shell) {
        match self {
            Self::None => {}
            Self::Waiting(since) => {
                let waited = since.elapsed();
                widgets::line(ui, Mood::Plain, &shell.t("gui-settings-trying"));
                ui.label(shell.text("gui-wait-seconds", &[("seconds", waited.as_secs().into())]));
                widgets::weak(ui, &shell.t("gui-settings-trying-limit"));
                ui.ctx()
                    .request_repaint_after(Duration::from_secs(waited.as_secs() + 1).saturating_sub(waited));
                if widgets::button(ui, &shell.t("gui-wait-stop")).clicked() {
                    *self = Self::None;
                }
            }
            Self::Over(outcome) => match &**outcome {
                Ok(met) => {
                    let args = [("version", met.versions.server.as_str().into())];
                    widgets::line(ui, Mood::Good, &shell.text("gui-settings-tried", &args));
                }
                Err(trouble) => {
                    let wish =
                        FailureView::new(trouble).on_settings("gui-settings-advice-network").show(ui, shell);
                    if let Some(wish) = wish {
                        shell.grant(wish, &trouble.code);
                    }
                }
            },
        }
    }
}
