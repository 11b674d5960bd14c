//! The password of the account at the proxy: it is replaced or removed, and never shown.

use egui::Ui;
use scap_desk::{Place, SettingsFile};
use secrecy::SecretString;

use crate::{
    shell::Shell,
    widgets::{self, Mood, Secret},
};

/// The password, as it is being changed.
#[derive(Debug)]
pub(super) enum Password {
    /// One is kept there.
    Kept(Place),
    /// It is to be removed from there.
    Removed(Place),
    /// Another one is typed; where the one before is kept.
    Typed(Secret, Option<Place>),
}

impl Password {
    /// As the settings file has it.
    pub(super) fn of(place: Option<Place>) -> Self {
        place.map_or_else(|| Self::Typed(Secret::new(), None), Self::Kept)
    }

    /// What is to be kept in its place: an empty one removes it. Nothing if it stays as it is.
    pub(super) fn change(&self) -> Option<SecretString> {
        match self {
            Self::Kept(_) => None,
            Self::Removed(_) => Some(SecretString::default()),
            Self::Typed(secret, _) => Some(secret.copy()).filter(|_| !secret.is_empty()),
        }
    }

    /// Whether something is to be kept in its place.
    pub(super) fn is_changed(&self) -> bool {
        match self {
            Self::Kept(_) => false,
            Self::Removed(_) => true,
            Self::Typed(secret, _) => !secret.is_empty(),
        }
    }

    /// What is typed.
    pub(super) fn typed(&self) -> Option<SecretString> {
        match self {
            Self::Typed(secret, _) => Some(secret.copy()).filter(|_| !secret.is_empty()),
            _ => None,
        }
    }

    /// Where the one is that is used, if none is typed.
    pub(super) const fn place(&self) -> Option<Place> {
        match self {
            Self::Kept(place) => Some(*place),
            Self::Typed(_, place) => *place,
            Self::Removed(_) => None,
        }
    }

    /// Draws it; whether it was changed.
    pub(super) fn ui(&mut self, ui: &mut Ui, shell: &Shell, file: &SettingsFile) -> bool {
        let mut next = None;
        let mut changed = false;
        match self {
            Self::Kept(place) => {
                ui.label(shell.t("gui-settings-password"));
                widgets::line(ui, Mood::Good, &shell.t("gui-settings-password-set"));
                widgets::weak(ui, &told(shell, *place, file));
                ui.horizontal_wrapped(|ui| {
                    if widgets::button(ui, &shell.t("gui-settings-password-replace")).clicked() {
                        next = Some(Self::Typed(Secret::new(), Some(*place)));
                    }
                    if widgets::button(ui, &shell.t("gui-settings-password-remove")).clicked() {
                        next = Some(Self::Removed(*place));
                    }
                });
            }
            Self::Removed(place) => {
                ui.label(shell.t("gui-settings-password"));
                widgets::line(ui, Mood::Warning, &shell.t("gui-settings-password-removed"));
                if widgets::button(ui, &shell.t("gui-settings-password-keep")).clicked() {
                    next = Some(Self::Kept(*place));
                }
            }
            Self::Typed(secret, before) => {
                let (response, caps_lock) =
                    widgets::secret_field(ui, &shell.t("gui-settings-password"), secret);
                changed = response.changed();
                if caps_lock {
                    widgets::line(ui, Mood::Warning, &shell.t("gui-caps-lock"));
                }
                widgets::weak(ui, &shell.t("gui-settings-password-about"));
                if let Some(place) = before
                    && widgets::button(ui, &shell.t("gui-settings-password-keep")).clicked()
                {
                    next = Some(Self::Kept(*place));
                }
            }
        }
        if let Some(next) = next {
            *self = next;
            changed = true;
        }
        changed
    }
}

/// Where it is kept.
fn told(shell: &Shell, place: Place, file: &SettingsFile) -> String {
    match place {
        Place::Keyring => shell.t("gui-settings-password-keyring"),
        Place::File => {
            let file = file.password_file().display().to_string();
            shell.text("gui-settings-password-file", &[("file", file.into())])
        }
    }
}
