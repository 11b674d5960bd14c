//! F5: a secondary card with a delegation signs for another one (manual § 7.2.3.3); one without is told so, and
//! another card does in its place.

use std::sync::LazyLock;

use scap_ac::{AuthorizationCertificate, CardRank, Draft, Profile, Sequence, SerialNumber, UnixTime};
use scap_flow::{CardRole, Content, Event, Failure, Outcome, ServerReply, Step, WrongCard};
use scap_proto::Base64;
use scap_test_pki::fixed::{self, Card};

use crate::{
    cards::{APPLICATIONS, COLLEAGUE, HOLDER, SIGNER, content, delegation, now},
    desk::{Desk, DeskCard, OPEN, Played, play, play_but, play_with},
    functions::{issue, undelegate},
    server::refusal,
};

/// A third secondary card of the entity.
pub(crate) static CAROL: LazyLock<Card> =
    LazyLock::new(|| fixed::card(&fixed::request(CardRank::Secondary, "2001"), 5));

#[test]
fn a_delegate_signs_in_place_of_the_primary_card() {
    let one = [
        "find holder",
        "insert holder",
        "pin of holder",
        "holder reads",
        "find unwritten",
        "server: terms",
        "agree?",
        "server: catalogue",
        "fill in",
        "review",
        "server: nonce",
        "holder signs",
        "find signer",
        "insert signer",
        "server: issue",
        "find signer",
        "pin of signer",
        "signer signs",
        "server: record",
        "show",
        "find holder",
        "insert holder",
        "pin of holder",
        "holder reads",
        "server: record",
        "holder writes",
        "holder reads",
        "holder signs",
        "server: written",
        "done: issued",
    ];
    let two = [
        "find holder",
        // Either secondary card may be the holder's.
        "choose holder",
        "pin of holder",
        "holder reads",
        "find unwritten",
        "server: terms",
        "agree?",
        "server: catalogue",
        "fill in",
        "review",
        "server: nonce",
        "holder signs",
        "find signer",
        "server: issue",
        "find signer",
        "pin of signer",
        "signer signs",
        "server: record",
        "show",
        "find holder",
        "holder writes",
        "holder reads",
        "holder signs",
        "server: written",
        "done: issued",
    ];
    let mut both = Desk::with_delegate(2);
    both.present = vec![0, 1];
    for (mut desk, expected) in [(Desk::with_delegate(1), &one[..]), (both, &two[..])] {
        let played = play(&mut issue(), &mut desk);
        assert_eq!(played.steps, expected);
        assert_signed_by(&COLLEAGUE, &played, &desk);
    }
}

/// The certificate is on the holder's card and at the server, signed by this card.
fn assert_signed_by(signer: &Card, played: &Played, desk: &Desk) {
    let Step::Done(Outcome::Issued { certificate, .. }) = &played.end else { panic!("{:?}", played.end) };
    assert!(signer.certificate.verifies(certificate.to_be_signed(), certificate.signature()));
    assert!(certificate.is_for(&HOLDER.certificate));
    let (signed_by, _) = certificate.serial().split_authorization().unwrap();
    assert_eq!(signed_by, *signer.certificate.serial());
    assert_eq!(desk.cards[0].content.as_deref(), Some(certificate.as_der()));
    let ledger = desk.server.ledger();
    let known = ledger.issuances.values().find(|known| known.holder == HOLDER.certificate).unwrap();
    assert_eq!(known.certificate.as_ref().unwrap().as_der(), certificate.as_der());
    assert!(known.written);
}

#[test]
fn a_primary_card_is_preferred_when_both_are_present() {
    for present in [[0, 1, 2], [2, 1, 0], [0, 2, 1]] {
        let mut desk = with_company(Desk::with_delegate(3));
        desk.present = present.to_vec();
        let played = play(&mut issue(), &mut desk);
        assert_eq!(played.count("choose signer"), 0, "{present:?}");
        assert_signed_by(&SIGNER, &played, &desk);
    }
}

/// The company's card lies on the desk, too.
fn with_company(mut desk: Desk) -> Desk {
    desk.cards.push(DeskCard::new(&SIGNER, "Company", scap_card::AreaState::None));
    desk
}

/// Bob, who is no delegate or not any more, where the signer's card is awaited; then Company.
pub(crate) fn without_delegation(readers: usize, code: &str) -> Desk {
    let mut desk = Desk::new(readers, OPEN);
    if code == "delegation.inactive" {
        let mut ended = Desk::with_delegation(1, &COLLEAGUE);
        ended.cards[0].card = COLLEAGUE.clone();
        assert_eq!(play(&mut undelegate(), &mut ended).end(), "done: deactivated");
        desk.server = ended.server;
        desk.server.ledger().activated.insert(*HOLDER.certificate.serial());
        desk.server.ledger().calls.clear();
    }
    desk.cards[1] = DeskCard::new(&COLLEAGUE, "Bob", OPEN);
    with_company(desk)
}

#[test]
fn a_card_without_a_delegation_is_named_and_another_one_does_with_the_same_consent() {
    for code in ["delegation.none", "delegation.inactive"] {
        for readers in [1, 3] {
            let case = format!("{code}, {readers} readers");
            let mut desk = without_delegation(readers, code);
            let mut told = None;
            let played = play_with(&mut issue(), &mut desk, |_, _, step| {
                if let Step::InsertCard { role: CardRole::Signer, problem: Some(problem) } = step {
                    told = Some(problem.clone());
                }
                None
            });
            let Some(WrongCard::NoDelegation { card, problem }) = &told else { panic!("{case}: {told:?}") };
            assert_eq!(
                (&*card.label, &*card.reader, card.rank),
                ("Bob", "reader of Bob", CardRank::Secondary)
            );
            assert_eq!(problem.code, code, "{case}");

            let from = played.steps.iter().position(|step| step == "server: issue").unwrap();
            let expected = [
                "server: issue".to_owned(),
                "find signer".to_owned(),
                format!("insert signer: {code}"),
                "server: issue".to_owned(),
                "find signer".to_owned(),
                "pin of signer".to_owned(),
            ];
            assert_eq!(played.steps[from..][..6], expected, "{case}");
            assert_signed_by(&SIGNER, &played, &desk);
            assert_eq!(played.count("server: nonce"), 1, "{case}: the consent is still good");
            // A card that left needs its PIN to be written; for the other signer it is not asked again.
            assert_eq!(played.count("pin of holder"), if readers == 1 { 2 } else { 1 }, "{case}");
            assert_eq!(played.count("pin of signer"), 1, "{case}: not of one that may not sign");
        }
    }
}

#[test]
fn a_card_that_was_refused_is_not_asked_about_twice() {
    for code in ["delegation.none", "delegation.inactive"] {
        let mut desk = without_delegation(1, code);
        let mut looks = 0;
        let played = play_with(&mut issue(), &mut desk, |desk, (_, name), _| {
            if name != format!("insert signer: {code}") {
                return None;
            }
            // It is still there, then taken out and put in again.
            looks += 1;
            match looks {
                1 => Some(desk.look()),
                2 => {
                    desk.pull(1);
                    desk.insert(1);
                    Some(desk.look())
                }
                _ => Some(Event::GiveUp),
            }
        });
        assert_eq!((played.end(), looks), (&*format!("refused: {code}"), 3));
        assert_eq!(desk.server.ledger().calls.iter().filter(|call| **call == "issue").count(), 1, "{code}");
        let Step::Refused(failure @ Failure::WrongCard(_)) = &played.end else { panic!("{:?}", played.end) };
        let details = failure.details();
        assert_eq!(details["card"], "Bob");
        assert_eq!(details["card_serial"], fixed::OTHER_SECONDARY_SERIAL);
        assert!(desk.server.ledger().issuances.values().all(|known| known.holder != HOLDER.certificate));
    }
}

#[test]
fn a_colleague_with_a_delegation_does_in_place_of_one_without() {
    for readers in [1, 3] {
        let mut desk = Desk::with_delegate(readers);
        desk.cards.insert(1, DeskCard::new(&CAROL, "Carol", OPEN));
        let played = play_with(&mut issue(), &mut desk, |desk, (_, name), _| {
            (name == "insert signer: delegation.none").then(|| {
                desk.insert(2);
                desk.look()
            })
        });
        assert_eq!((played.count("insert signer: delegation.none"), played.count("choose signer")), (1, 0));
        assert_signed_by(&COLLEAGUE, &played, &desk);
    }
}

#[test]
fn no_other_refusal_asks_for_another_card() {
    let table = [
        ("of a delegate", Desk::with_delegate(1), "application.unknown"),
        ("of a primary card, which needs no delegation", Desk::new(1, OPEN), "delegation.none"),
    ];
    for (case, mut desk, code) in table {
        let error = Event::Server(Err(refusal(code)));
        let played = play_but(&mut issue(), &mut desk, "server: issue", error);
        assert_eq!(played.end(), format!("refused: {code}"), "{case}");
        assert_eq!(played.steps[played.steps.len() - 2], "server: issue", "{case}: it ends at once");
    }
}

#[test]
fn a_delegate_does_not_sign_for_itself() {
    let mut desk = Desk::with_delegation(1, &HOLDER);
    desk.server.ledger().activated.insert(*HOLDER.certificate.serial());
    let mut asked = Vec::new();
    let played = play_with(&mut issue(), &mut desk, |desk, (_, name), _| {
        if !name.starts_with("insert signer") {
            return None;
        }
        asked.push(name.to_owned());
        match asked.len() {
            // It is where it was: the other card is awaited.
            1 => Some(desk.look()),
            2 => {
                desk.pull(0);
                desk.insert(0);
                Some(desk.look())
            }
            _ => Some(Event::GiveUp),
        }
    });
    assert_eq!(asked, ["insert signer", "insert signer", "insert signer: delegation.self"]);
    assert_eq!(played.end(), "refused: delegation.self");
    assert!(!desk.server.ledger().calls.contains(&"issue"));
}

/// A certificate of the primary card for this one, of a content, until an instant.
fn granted(to: &Card, content: &Content, not_after: UnixTime) -> Option<Base64> {
    let draft = Draft {
        serial: SerialNumber::for_authorization(SIGNER.certificate.serial(), Sequence::new(9).unwrap())
            .unwrap(),
        holder: &to.certificate,
        signer: &SIGNER.certificate,
        not_before: now(),
        not_after,
        holder_id: &content.holder_id,
        grant: &content.grant,
    };
    let unsigned = draft.to_be_signed(&Profile::default()).unwrap();
    let signature = SIGNER.sign_sha256(unsigned.as_bytes());
    let certificate: AuthorizationCertificate = unsigned.assemble(&signature).unwrap();
    Some(Base64::from(certificate.as_der()))
}

#[test]
fn a_delegation_that_does_not_cover_what_is_to_be_signed_is_refused_before_anybody_signs() {
    let (last, earlier) = (fixed::time(fixed::NOT_AFTER), fixed::time("2033-12-31T23:59:58Z"));
    let (delegation, application) = (delegation(), content(&APPLICATIONS));
    let table = [
        ("as agreed", granted(&COLLEAGUE, &delegation, last), "done: issued"),
        ("none", None, "refused: server.answer"),
        ("no certificate", Some(Base64::from(b"none".as_slice())), "refused: server.answer"),
        ("for another card", granted(&HOLDER, &delegation, last), "refused: server.answer"),
        ("an application", granted(&COLLEAGUE, &application, last), "refused: server.answer"),
        ("outlived by a second", granted(&COLLEAGUE, &delegation, earlier), "refused: server.answer"),
    ];
    for (case, delegation, expected) in table {
        let mut desk = Desk::with_delegate(1);
        let played = play_with(&mut issue(), &mut desk, |desk, (_, name), step| {
            if name != "server: issue" {
                return None;
            }
            let Some(Event::Server(Ok(ServerReply::Issued(mut reply)))) = desk.answer(step) else { panic!() };
            reply.delegation.clone_from(&delegation);
            Some(Event::Server(Ok(ServerReply::Issued(reply))))
        });
        assert_eq!(played.end(), expected, "{case}");
        assert_eq!(played.count("signer signs"), usize::from(expected == "done: issued"), "{case}");
    }
}

#[test]
fn what_a_delegate_signs_does_not_outlive_its_own_card() {
    // The delegate's card ends a year before the holder's; the server forgets that.
    let not_after = fixed::time("2032-12-31T23:59:59Z");
    let request = scap_test_pki::CardRequest { not_after, ..fixed::request(CardRank::Secondary, "2002") };
    let bob = fixed::card(&request, 5);
    for (end, expected) in
        [("2032-12-31T23:59:59Z", "done: issued"), ("2033-01-01T00:00:00Z", "refused: server.answer")]
    {
        let mut desk = Desk::with_delegation(1, &bob);
        desk.server.ledger().activated.insert(*HOLDER.certificate.serial());
        desk.cards[1] = DeskCard::new(&bob, "Bob", OPEN);
        let played = play_with(&mut issue(), &mut desk, |desk, (_, name), step| {
            if name != "server: issue" {
                return None;
            }
            let Some(Event::Server(Ok(ServerReply::Issued(mut reply)))) = desk.answer(step) else { panic!() };
            assert_eq!(reply.not_after, "2032-12-31T23:59:59Z");
            reply.not_after = end.to_owned();
            reply.delegation = granted(&bob, &delegation(), fixed::time(fixed::NOT_AFTER));
            Some(Event::Server(Ok(ServerReply::Issued(reply))))
        });
        assert_eq!(played.end(), expected, "{end}");
    }
}
