//! An authorization certificate to be read, copied and saved (F6, F7): what it means, then every field.

use egui::{RichText, Ui};
use scap_ac::{AuthorizationCertificate, AuthorizedApplication, FieldRole, Grant, UnixTime};

pub(crate) use self::save::Save;
use crate::{
    days, look,
    organization::organization,
    shell::Shell,
    widgets::{self, Fact, Mood},
};

mod save;

/// What it means, every field, and where to save it.
pub(crate) fn page(ui: &mut Ui, shell: &mut Shell, certificate: &AuthorizationCertificate, save: &mut Save) {
    meaning(ui, shell, certificate);
    ui.add_space(4.0);
    contents(ui, shell, certificate, save);
}

/// Every field, and where to save it: what it meant is not told of one that means it no more.
pub(crate) fn contents(
    ui: &mut Ui,
    shell: &mut Shell,
    certificate: &AuthorizationCertificate,
    save: &mut Save,
) {
    look::card(ui.style()).show(ui, |ui| {
        ui.set_width(ui.available_width());
        widgets::facts(ui, &fields(shell, certificate, true));
    });
    if widgets::button(ui, &shell.t("gui-copy-all")).clicked() {
        ui.ctx().copy_text(certificate.to_text(shell.language()));
    }
    ui.add_space(4.0);
    save.ui(ui, shell, certificate);
}

/// What it says, without what only programs read: for a question that is asked about it.
pub(crate) fn summary(ui: &mut Ui, shell: &Shell, certificate: &AuthorizationCertificate) {
    meaning(ui, shell, certificate);
    look::card(ui.style()).show(ui, |ui| {
        ui.set_width(ui.available_width());
        widgets::facts(ui, &fields(shell, certificate, false));
    });
}

/// In plain words: what the card may be used for, for whom, and until when.
fn meaning(ui: &mut Ui, shell: &Shell, certificate: &AuthorizationCertificate) {
    let entity = organization(&certificate.issuer());
    match certificate.grant() {
        Grant::Application(slots) if slots.is_empty() => {
            widgets::line(ui, Mood::Plain, &shell.t("gui-means-nothing"));
        }
        Grant::Application(slots) => {
            for used in &slots {
                widgets::line(ui, Mood::Good, &means(shell, &entity, used));
            }
        }
        Grant::Delegation(_) => {
            let text = shell.text("gui-means-delegation", &[("entity", entity.into())]);
            widgets::line(ui, Mood::Good, &text);
        }
    }
    ui.label(RichText::new(validity(shell, certificate.not_before(), certificate.not_after())).strong());
}

/// What a slot means in plain words.
pub(super) fn means(shell: &Shell, entity: &str, used: &AuthorizedApplication) -> String {
    let args = [
        ("application", used.application.name.as_str().into()),
        ("entity", entity.into()),
        ("unit", used.unit_name.as_ref().map(|name| name.as_str()).into()),
        ("role", used.role.as_ref().map(|role| role.as_str()).into()),
    ];
    shell.text("gui-means-application", &args)
}

/// The fields, with those that programs check the certificate by if they are wanted.
fn fields(shell: &Shell, certificate: &AuthorizationCertificate, proof: bool) -> Vec<Fact> {
    let serials = [certificate.serial().to_string(), certificate.holder().serial.to_string()];
    let fields = certificate.fields(shell.language()).into_iter();
    let shown = fields.filter(|field| proof || field.role != FieldRole::Proof);
    shown
        .map(|field| {
            if serials.contains(&field.value) {
                Fact::new(field.label, grouped(&field.value)).in_digits()
            } else if field.role == FieldRole::Proof {
                Fact::new(field.label, spaced(&field.value, 8)).in_digits()
            } else {
                Fact::new(field.label, field.value)
            }
        })
        .collect()
}

/// A serial in groups of three from the right, as it is compared and read out.
pub(crate) fn grouped(digits: &str) -> String {
    let first = digits.len() % 3;
    let (head, rest) = digits.split_at_checked(first).unwrap_or((digits, ""));
    match (head, rest) {
        ("", rest) => spaced(rest, 3),
        (head, "") => head.to_owned(),
        (head, rest) => format!("{head} {}", spaced(rest, 3)),
    }
}

/// Groups of this many characters, which also lets a long line be broken.
fn spaced(text: &str, size: usize) -> String {
    let characters: Vec<_> = text.chars().collect();
    let groups = characters.chunks(size).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

/// From when to when, and how it stands today.
fn validity(shell: &Shell, not_before: UnixTime, not_after: UnixTime) -> String {
    const DAY: u64 = 24 * 60 * 60;
    let now = scap_desk::now().map_or(0, UnixTime::as_secs);
    let (state, days) = if now < not_before.as_secs() {
        ("early", 0)
    } else if now > not_after.as_secs() {
        ("over", 0)
    } else {
        ("valid", (not_after.as_secs() - now) / DAY)
    };
    let args = [
        ("from", day(shell, not_before).into()),
        ("to", day(shell, not_after).into()),
        ("state", state.into()),
        ("days", days.into()),
    ];
    shell.text("gui-validity", &args)
}

/// The day in Taiwan.
pub(crate) fn day(shell: &Shell, instant: UnixTime) -> String {
    days::of(instant).map_or_else(|| instant.to_string(), |day| days::text(shell, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_read_in_groups() {
        for (digits, expected) in
            [("", ""), ("7", "7"), ("123", "123"), ("1234", "1 234"), ("178597702969", "178 597 702 969")]
        {
            assert_eq!(grouped(digits), expected);
        }
    }
}
