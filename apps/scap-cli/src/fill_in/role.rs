//! The roles of a slot: several of the application's, and others in the person's own words.

use scap_ac::{Role, Slot};

use super::text;
use crate::{
    error::CliError,
    prompt::{self, Checked, Checks, Line, Reply, Verdict},
    terminal::Terminal,
};

/// What stands between roles.
const JOINT: &str = "、";

/// Asks for the roles.
pub(super) fn ask(
    terminal: &Terminal,
    slot: Slot,
    roles: &[String],
    present: Option<&Role>,
) -> Result<Reply<Option<Role>>, CliError> {
    if roles.is_empty() {
        return ask_text(terminal, present);
    }
    let present: Vec<&str> = present.map(|role| role.as_str().split(JOINT).collect()).unwrap_or_default();
    let own = present.iter().filter(|role| !roles.iter().any(|known| known == *role));
    let mut items: Vec<String> = roles.iter().cloned().chain(own.map(|role| (*role).to_owned())).collect();
    let mut checked: Vec<bool> = items.iter().map(|item| present.contains(&item.as_str())).collect();
    loop {
        let question = terminal.text("form-role-question", &[("slot", slot.number().into())]);
        let help = terminal.text("keys-checks", &[]);
        let judge = |checked: &[bool]| judge(terminal, &items, checked);
        let more = terminal.text("form-own", &[]);
        let checks = Checks::new(question, help, items.clone(), checked, more, judge);
        match prompt::ask(checks)? {
            Reply::Answer(Checked::Done(role)) => return Ok(Reply::Answer(role)),
            Reply::Answer(Checked::More(so_far)) => checked = so_far,
            Reply::Back => return Ok(Reply::Back),
        }
        if let Reply::Answer(Some(role)) = ask_text(terminal, None)? {
            items.push(role.to_string());
            checked.push(true);
        }
    }
}

/// Asks for a role in the person's own words.
pub(super) fn ask_text(terminal: &Terminal, present: Option<&Role>) -> Result<Reply<Option<Role>>, CliError> {
    let line = Line::new(terminal.text("form-role", &[]), terminal.text("keys-line", &[]), |typed| {
        text::optional(terminal, "role", typed)
    });
    prompt::ask(line.with_text(present.map_or("", Role::as_str)))
}

/// The roles that are checked, as the certificate will say them.
fn judge(terminal: &Terminal, items: &[String], checked: &[bool]) -> Verdict<Option<Role>> {
    let chosen = items.iter().zip(checked).filter(|(_, checked)| **checked);
    let role = chosen.map(|(item, _)| item.as_str()).collect::<Vec<_>>().join(JOINT);
    if role.is_empty() {
        return Verdict::Right(None, terminal.text("form-role-none", &[]));
    }
    match role.parse() {
        Ok(parsed) => Verdict::Right(Some(parsed), text::field(terminal, "form-role", &role)),
        Err(error) => Verdict::Wrong(text::wrong(terminal, "role", error)),
    }
}
