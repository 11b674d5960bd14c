//! Who holds the card: the kind of number, and the number, checked as it is typed.

use scap_ac::{HolderId, HolderIdKind};
use scap_desk::TypedHolderId;

use crate::{
    error::CliError,
    prompt::{self, Item, Line, List, Reply, Verdict},
    terminal::Terminal,
};

#[derive(Clone, Copy)]
enum Choice {
    Keep,
    New(HolderIdKind),
}

/// Asks for the number; the present one can be kept.
pub(super) fn ask(terminal: &Terminal, present: Option<&HolderId>) -> Result<Reply<HolderId>, CliError> {
    let mut at = 0;
    loop {
        let mut items = Vec::new();
        if let Some(present) = present {
            let text = terminal.text("form-keep", &[("value", present.masked().into())]);
            items.push(Item::new(Choice::Keep, text));
        }
        for kind in [HolderIdKind::NationalId, HolderIdKind::Other] {
            let text = terminal.text("form-holder-kind", &[("kind", kind.as_str().into())]);
            items.push(Item::new(Choice::New(kind), text));
        }
        let list = List::new(terminal.text("form-holder", &[]), terminal.text("keys-list", &[]), items);
        let kind = match (prompt::ask(list.at(at))?, present) {
            (Reply::Back, _) => return Ok(Reply::Back),
            (Reply::Answer(Choice::Keep), Some(present)) => return Ok(Reply::Answer(present.clone())),
            (Reply::Answer(Choice::Keep), None) => continue,
            (Reply::Answer(Choice::New(kind)), _) => kind,
        };
        let question = terminal.text("form-holder-question", &[("kind", kind.as_str().into())]);
        let line = Line::new(question, terminal.text("keys-line", &[]), |typed| judge(terminal, kind, typed));
        if let Reply::Answer(id) = prompt::ask(line)? {
            return Ok(Reply::Answer(id));
        }
        at = usize::from(present.is_some()) + usize::from(kind == HolderIdKind::Other);
    }
}

fn judge(terminal: &Terminal, kind: HolderIdKind, typed: &str) -> Verdict<HolderId> {
    match TypedHolderId::judge(terminal.messages(), kind, typed) {
        TypedHolderId::Right(id, text) => Verdict::Right(id, text),
        TypedHolderId::Unfinished(text) => Verdict::Unfinished(text),
        TypedHolderId::Wrong(text) => Verdict::Wrong(text),
    }
}
