//! Whose failure it is that a card fails: whether the next card would fail in the same way.

use scap_flow::Failure;
use serde_json::Value;

use crate::error::CliError;

/// Where an issuance is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Part {
    /// At the secondary card, and on the way to the one that signs.
    Holder,
    /// At the card that signs.
    Signer,
}

/// Whose failure it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fault {
    /// That of this one secondary card.
    Holder,
    /// That of the card that signs: it would sign for no other, either.
    Signer,
    /// That of what all cards need: the server, the readers, the disk.
    All,
}

impl Fault {
    /// Of a failure in this part of an issuance to the card whose certificate has this serial, once it was seen.
    pub(super) fn of(error: &CliError, part: Part, holder: Option<&str>) -> Self {
        let code = error.code();
        let family = code.split_once('.').map_or(code, |(family, _)| family);
        match family {
            "audit" | "catalogue" | "clock" | "file" | "input" | "net" | "reader" | "serial" | "server"
            | "terms" | "version" => return Self::All,
            _ if matches!(code, "delegation.self" | "entity.mismatch") => return Self::Holder,
            _ => {}
        }
        // Whose PIN it is, and whose certificate the server does not take, is told with the failure.
        let details = error.details();
        let fact = match family {
            "pin" => details.get("card_serial"),
            "card" => details.get("serial"),
            _ => None,
        };
        let is_of_card = matches!(
            error,
            CliError::Flow(Failure::Card(_) | Failure::WrongCard(_) | Failure::Ambiguous { .. })
        );
        match (fact.and_then(Value::as_str), holder) {
            (Some(card), Some(holder)) if card != holder => Self::Signer,
            (Some(_), _) => Self::Holder,
            _ if is_of_card && part == Part::Signer => Self::Signer,
            _ => Self::Holder,
        }
    }
}

#[cfg(test)]
mod tests {
    use scap_card::{AreaState, CardError, PinState};
    use scap_flow::{CardFacts, NamedCard};
    use scap_proto::{Problem, ServerError};
    use scap_test_pki::fixed::{self, Card, PRIMARY_SERIAL, SECONDARY_SERIAL};
    use serde_json::json;

    use super::*;

    fn refused(code: &str, details: Value) -> CliError {
        let problem = json!({
            "type": format!("urn:scap:error:{code}"), "title": "-", "status": 403, "code": code, "details": details,
        });
        let problem: Problem = serde_json::from_value(problem).unwrap();
        ServerError::Refused(problem).into()
    }

    fn pin(card: Card, error: CardError) -> CliError {
        let facts = CardFacts {
            reader: "a reader".to_owned(),
            label: "a card".to_owned(),
            certificate: card.certificate,
            pin: PinState::new(None),
            area: AreaState::None,
            verified: false,
        };
        Failure::Pin { card: Box::new(NamedCard::new(&facts)), error }.into()
    }

    #[test]
    fn a_failure_is_that_of_the_card_that_it_names_or_of_the_part_it_came_in() {
        use Part::{Holder, Signer};

        let of = |serial: &str| json!({ "serial": serial });
        let (holder, signer) = (|| of(SECONDARY_SERIAL), || of(PRIMARY_SERIAL));
        let locked = |card: Card| pin(card, CardError::PinLocked);
        let incorrect = |card: Card| pin(card, CardError::PinIncorrect { tries_left: Some(1) });
        let (amy, boss) = (fixed::secondary, fixed::primary);
        let table: [(&str, CliError, Part, Fault); 14] = [
            ("taken out", CardError::Removed.into(), Holder, Fault::Holder),
            ("the signer, taken out", CardError::Removed.into(), Signer, Fault::Signer),
            ("locked", locked(amy()), Holder, Fault::Holder),
            ("the signer, locked before it is asked", locked(boss()), Holder, Fault::Signer),
            ("a wrong PIN", incorrect(amy()), Holder, Fault::Holder),
            ("a wrong PIN of the signer", incorrect(boss()), Signer, Fault::Signer),
            ("revoked", refused("card.certificate_revoked", holder()), Holder, Fault::Holder),
            ("the signer, revoked", refused("card.certificate_revoked", signer()), Holder, Fault::Signer),
            ("the signer, expired", refused("card.certificate_expired", signer()), Holder, Fault::Signer),
            ("the signer, untrusted", refused("card.untrusted", signer()), Holder, Fault::Signer),
            ("too many of this card", refused("issuance.limit", json!({})), Holder, Fault::Holder),
            ("of another entity", refused("entity.mismatch", json!({})), Signer, Fault::Holder),
            ("the terms", refused("terms.outdated", json!({})), Holder, Fault::All),
            ("the database", refused("server.database", json!({})), Signer, Fault::All),
        ];
        for (name, error, part, expected) in table {
            assert_eq!(Fault::of(&error, part, Some(SECONDARY_SERIAL)), expected, "{name}");
        }
        let unseen = refused("card.certificate_revoked", holder());
        assert_eq!(Fault::of(&unseen, Holder, None), Fault::Holder);
    }
}
