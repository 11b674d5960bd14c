//! How a function ended: what was done, or what went wrong and what can be done about it.

use egui::Ui;
use scap_ac::{AuthorizationCertificate, SerialNumber};
use scap_flow::{Ask, CardFacts, Outcome};

use super::{HOME, certificate};
use crate::{
    desk::{Call, Trouble},
    function::Function,
    page::Go,
    pages::records::Found,
    shell::Shell,
    widgets::{self, Bar, FailureView, Mood},
};

/// How a function ended.
pub(super) enum Ending {
    /// F1.
    Activated(CardFacts),
    /// F2, F3, F5, F6, F9, F10, in the words of the text with this id.
    Certificate {
        text: &'static str,
        card: CardFacts,
        certificate: Box<AuthorizationCertificate>,
        save: certificate::Save,
    },
    /// F4.
    Deactivated { serial: String },
    /// Nothing was changed.
    Unchanged,
    /// F8.
    Records(Box<Found>),
    /// The person did not wait for the server, which may have done what it was asked for.
    Stopped { changing: bool },
    /// It went wrong; the serial is that of what was signed and is not on its card.
    Refused { trouble: Trouble, unwritten: Option<SerialNumber> },
}

/// What the person wants next.
pub(super) enum Wish {
    Go(Go),
    /// The same function once more.
    Again,
}

#[derive(Clone)]
enum Pressed {
    Home,
    Again,
    Finish,
}

impl Ending {
    /// Nothing if the person left and nothing is to be told.
    pub(super) fn new(
        how: Ask,
        unwritten: Option<SerialNumber>,
        stopped: Option<Call>,
        function: &Function,
    ) -> Option<Self> {
        let certificate = |text, card, certificate: Box<AuthorizationCertificate>| {
            let save = certificate::Save::new(&certificate);
            Self::Certificate { text, card, certificate, save }
        };
        match how {
            Ask::Done(Outcome::Activated { card, .. }) => Some(Self::Activated(card)),
            Ask::Done(Outcome::Issued { card, certificate: issued, .. }) => {
                Some(certificate("issue-done", card, issued))
            }
            Ask::Done(Outcome::Delegated { card, certificate: issued }) => {
                Some(certificate("delegate-done", card, issued))
            }
            Ask::Done(Outcome::Viewed { card, certificate: viewed }) => {
                Some(certificate("view-header", card, viewed))
            }
            Ask::Done(Outcome::Deactivated(reply)) => Some(Self::Deactivated { serial: reply.serial }),
            Ask::Done(Outcome::Records { card, reply }) => {
                let Function::Records(filter) = function else { return None };
                Some(match Found::new(card, reply, filter.clone()) {
                    Ok(found) => Self::Records(Box::new(found)),
                    Err(trouble) => Self::Refused { trouble, unwritten: None },
                })
            }
            Ask::Done(Outcome::Unchanged | Outcome::Met(_)) => Some(Self::Unchanged),
            Ask::Refused(failure) => match Trouble::from(&failure) {
                // The person did not wait for the server.
                trouble if trouble.code == "cancelled" && unwritten.is_none() => {
                    stopped.map(|call| Self::Stopped { changing: call.changes() })
                }
                trouble => Some(Self::Refused { trouble, unwritten }),
            },
            _ => None,
        }
    }

    /// The id of its name in the title of the window.
    pub(super) const fn text(&self) -> &'static str {
        match self {
            Self::Refused { .. } | Self::Stopped { .. } => "gui-asks-failed",
            Self::Unchanged => "gui-asks-unchanged",
            _ => "gui-asks-done",
        }
    }

    /// The code of what went wrong.
    pub(super) fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { trouble, .. } => Some(&trouble.code),
            _ => None,
        }
    }

    /// Draws the page.
    pub(super) fn ui(&mut self, ui: &mut Ui, shell: &mut Shell) -> Option<Wish> {
        if let Self::Records(found) = self {
            return found.ui(ui, shell).map(Wish::Go);
        }
        let mut wish = None;
        widgets::body(ui, "ending", |ui| match self {
            Self::Activated(card) => {
                let args = [("label", card.label.as_str().into())];
                widgets::line(ui, Mood::Good, &shell.text("activate-done", &args));
                ui.label(shell.t("gui-activated-next"));
            }
            Self::Certificate { text, card, certificate, save } => {
                let args = [
                    ("label", card.label.as_str().into()),
                    ("serial", certificate.serial().to_string().into()),
                ];
                widgets::line(ui, Mood::Good, &shell.text(text, &args));
                certificate::page(ui, shell, certificate, save);
            }
            Self::Deactivated { serial } => {
                let args = [("serial", serial.as_str().into())];
                widgets::line(ui, Mood::Good, &shell.text("gui-undelegate-done", &args));
            }
            Self::Unchanged => {
                widgets::line(ui, Mood::Plain, &shell.t("gui-unchanged"));
            }
            // It has buttons of its own, and was drawn above.
            Self::Records(_) => {}
            Self::Stopped { changing } => {
                widgets::line(ui, Mood::Plain, &shell.t("gui-stopped"));
                if *changing {
                    widgets::line(ui, Mood::Warning, &shell.t("gui-stopped-changing"));
                }
            }
            Self::Refused { trouble, unwritten } => {
                let view = FailureView::new(trouble);
                // Nothing is wrong with a card that is as it should be.
                let view = if trouble.code == "area.already_open" { view.mild() } else { view };
                wish = view.show(ui, shell).map(|wish| (wish, trouble.code.clone()));
                if let Some(serial) = unwritten {
                    let args = [("serial", serial.to_string().into())];
                    widgets::line(ui, Mood::Warning, &shell.text("gui-unwritten", &args));
                }
            }
        });
        if let Some((wish, code)) = wish {
            shell.grant(wish, &code);
        }
        Some(match self.bar(shell).show(ui)? {
            Pressed::Home => Wish::Go(HOME),
            Pressed::Again => Wish::Again,
            Pressed::Finish => Wish::Go(Go::Begin(Function::Finish)),
        })
    }

    fn bar(&self, shell: &Shell) -> Bar<Pressed> {
        let (home, again) = (shell.t("gui-home"), shell.t("gui-try-again"));
        match self {
            // What was signed is written; nothing is signed once more.
            Self::Refused { unwritten: Some(_), .. } => {
                Bar::new().primary(shell.t("gui-finish-write"), Pressed::Finish).escape(home, Pressed::Home)
            }
            // It is done but for what is sent by itself.
            Self::Refused { trouble, .. } if trouble.code == "audit.pending" => {
                Bar::new().primary(home, Pressed::Home)
            }
            Self::Refused { trouble, .. } if is_settled(&trouble.code) => {
                Bar::new().primary(home, Pressed::Home).other(again, Pressed::Again)
            }
            Self::Stopped { changing: true } => {
                Bar::new().primary(home, Pressed::Home).other(again, Pressed::Again)
            }
            Self::Refused { .. } | Self::Stopped { .. } => {
                Bar::new().primary(again, Pressed::Again).escape(home, Pressed::Home)
            }
            _ => Bar::new().primary(home, Pressed::Home),
        }
    }
}

/// Whether the same function would end alike if it were begun once more with the same cards.
fn is_settled(code: &str) -> bool {
    matches!(code, "area.already_open" | "area.none" | "pin.locked" | "query.cursor" | "user_code.locked")
}
