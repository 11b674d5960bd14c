//! What cards, server and journal hold after a run: nothing is lost, or all is done.

use std::fs;

use scap_ac::AcKind;
use scap_card::AreaState;
use scap_test_pki::fixed::Card;
use uuid::Uuid;

use crate::{
    cards::{COLLEAGUE, HOLDER},
    function::Function,
    person::Person,
    server::FakeServer,
    table::ALICE,
};

/// What the holder's card and the server say.
pub(crate) struct Found {
    pub(crate) area: Option<Vec<u8>>,
    pub(crate) is_open: bool,
    /// The certificates that the server recorded for the holder's card and whether the write is recorded, in order.
    pub(crate) issued: Vec<(Uuid, Vec<u8>, bool)>,
    pub(crate) serials: usize,
    /// Whether the newest delegation of each card is active.
    pub(crate) delegations: Vec<bool>,
    /// A certificate waits to be written.
    pub(crate) unwritten: bool,
}

pub(crate) fn look(person: &Person, server: &FakeServer) -> Found {
    let ledger = server.ledger();
    let mut recorded: Vec<_> = ledger.issuances.iter().filter(|(_, known)| known.recorded > 0).collect();
    recorded.sort_by_key(|(_, known)| known.recorded);
    let issued = recorded.iter().filter(|(_, known)| known.kind == AcKind::Application);
    let issued = issued.map(|(id, known)| {
        assert_eq!(known.holder, HOLDER.certificate);
        (**id, known.certificate.as_ref().unwrap().as_der().to_vec(), known.written)
    });
    let newest = |card: &Card| ledger.newest(&card.certificate, AcKind::Delegation);
    Found {
        area: person.table.area(ALICE),
        is_open: matches!(person.table.card(ALICE).area_state().unwrap(), AreaState::Open { .. }),
        issued: issued.collect(),
        serials: ledger.issuances.len(),
        unwritten: !person.table.journal().unwritten(FakeServer::URL).unwrap().is_empty(),
        delegations: [&*HOLDER, &*COLLEAGUE]
            .into_iter()
            .filter_map(newest)
            .map(|known| !known.deactivated)
            .collect(),
    }
}

/// Nothing is half written, and what the server acknowledged is on the card and recorded as written, or on the way.
pub(crate) fn assert_nothing_lost(person: &Person, before: &Found, found: &Found, case: &str) {
    let journal = person.table.journal();
    let unwritten = journal.unwritten(FakeServer::URL).unwrap().into_iter().map(|unwritten| unwritten.id);
    let pending = journal.pending(FakeServer::URL).unwrap().into_iter().map(|pending| pending.id);
    let on_the_way: Vec<_> = unwritten.chain(pending).collect();
    for (id, _, written) in &found.issued {
        assert!(*written || on_the_way.contains(id), "{case}: {id} is lost");
    }
    let new = found.issued.iter().any(|(_, der, _)| found.area.as_ref() == Some(der));
    assert!(new || found.area == before.area, "{case}: the area holds something else");
    let written = found.issued.iter().all(|(_, der, written)| !written || found.area.as_ref() == Some(der));
    assert!(written, "{case}: a write is recorded that is none");
    assert!(found.serials <= before.serials + 1, "{case}: a second serial");
    for card in [ALICE, person.signer] {
        assert_eq!(person.table.tries_left(card), 3, "{case}: {card}");
    }
}

/// All is done, once, and nothing is left to do.
pub(crate) fn assert_done(
    function: &Function,
    person: &Person,
    server: &FakeServer,
    (before, cut): (&Found, &Found),
    case: &str,
) {
    let found = look(person, server);
    let left = fs::read_dir(person.table.journal_folder()).map_or(0, Iterator::count);
    assert_eq!(left, 0, "{case}: files in the journal");
    // What was on the card already was issued again, and what waits is written before it is changed; anything else
    // was finished.
    let again = cut.area != before.area || (function.name == "F9" && cut.unwritten);
    let expected = usize::from(function.issues) + usize::from(function.issues && again);
    assert_eq!(found.issued.len(), expected, "{case}");
    assert!(found.issued.iter().all(|(.., written)| *written), "{case}: a write is not recorded");
    assert_eq!(server.ledger().writes, expected, "{case}: a write is recorded twice");
    let newest = found.issued.last().map(|(_, der, _)| der);
    assert_eq!(found.area.as_ref(), newest.or(before.area.as_ref()), "{case}");
    let delegations = match function.name {
        "F3" | "F5" => &[true][..],
        "F4" => &[false],
        _ => &[],
    };
    assert_eq!(found.delegations, delegations, "{case}");
    assert!(found.is_open, "{case}");
}
