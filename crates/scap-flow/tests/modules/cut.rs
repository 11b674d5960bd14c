//! A card that is gone at any PKCS#11 call, before it or after its effect, and there again at the next: the function goes
//! on or ends with a code, the area holds the old certificate or the new one, and a second run finishes.

use scap_ac::AcKind;
use scap_flow::{Activate, Issue};
use scap_test_pki::shim::{Rule, When};
use uuid::Uuid;

use crate::{
    cards::{HOLDER, now},
    lab::{Lab, run},
    server::FakeServer,
};

const DEVICE_REMOVED: u64 = 0x32;

/// How a function may end at which a card is gone for one call. A module that cannot list its slots is no card's failure.
const ENDS: [&str; 4] = ["done", "card.removed", "card.unreadable", "reader.failed"];

/// Runs `case` with each of the calls failing in turn, until the function makes no more.
fn cut_everywhere(lab: &Lab, mut case: impl FnMut(&Rule<'_>, &str) -> bool) {
    let mut cuts = 0;
    for when in [When::Before, When::After] {
        let mut call = 1;
        loop {
            let rule = Rule::Fail { call, when, on: false, value: DEVICE_REMOVED, function: None };
            if !case(&rule, &format!("{when:?} {call}")) {
                break;
            }
            (call, cuts) = (call + 1, cuts + 1);
        }
    }
    lab.play(&[]);
    println!("{cuts} cuts");
    assert!(cuts > 100, "{cuts}");
}

/// Runs a function with this rule: how it ends, and whether the rule came to anything.
fn run_cut(lab: &Lab, rule: &Rule<'_>, function: impl FnOnce() -> String) -> (String, bool) {
    lab.play(std::slice::from_ref(rule));
    let end = function();
    let Rule::Fail { call, .. } = rule else { panic!("{rule:?}") };
    let reached = lab.shim.calls().len() >= *call;
    lab.play(&[]);
    (end, reached)
}

#[test]
fn opening_the_area() {
    run("cut::opening_the_area", |lab| {
        cut_everywhere(lab, |rule, case| {
            lab.clear_area();
            let server = FakeServer::default();
            let activate = || lab.run(Activate::new(FakeServer::url(), now()), &server);
            let (end, reached) = run_cut(lab, rule, activate);
            assert!(ENDS.contains(&&*end), "{case}: {end}");
            let again = activate();
            assert!(["done", "area.already_open"].contains(&&*again), "{case}: {end}, then {again}");
            assert!(end != "done" || again == "area.already_open", "{case}");
            assert!(server.ledger().activated.contains(HOLDER.certificate.serial()), "{case}");
            assert_eq!(lab.area(), None, "{case}: open and empty");
            reached
        });
    });
}

#[test]
fn issuing() {
    run("cut::issuing", |lab| {
        let server = FakeServer::default();
        assert_eq!(lab.run(Activate::new(FakeServer::url(), now()), &server), "done");
        let mut id = 0;
        let mut issue = || {
            id += 1;
            Issue::new(FakeServer::url(), Uuid::from_u128(id), now())
        };
        assert_eq!(lab.run(issue(), &server), "done");
        cut_everywhere(lab, |rule, case| {
            let (old, serials) = (lab.area().unwrap(), server.ledger().issuances.len());
            let first = issue();
            let (end, reached) = run_cut(lab, rule, || lab.run(first, &server));
            assert!(ENDS.contains(&&*end), "{case}: {end}");
            let area = lab.area().unwrap();
            let newest = || {
                let ledger = server.ledger();
                let newest = ledger.newest(&HOLDER.certificate, AcKind::Application).unwrap();
                newest.certificate.as_ref().unwrap().as_der().to_vec()
            };
            assert!(area == newest() || end != "done" && area == old, "{case}: {end}");
            assert!(server.ledger().issuances.len() <= serials + 1, "{case}: a second serial");
            if end != "done" {
                assert_eq!(lab.run(issue(), &server), "done", "{case}: {end}");
            }
            assert!(lab.area().unwrap() == newest() && is_written(&server), "{case}: {end}");
            reached
        });
    });
}

/// Whether all that was recorded is recorded as written, too.
fn is_written(server: &FakeServer) -> bool {
    server.ledger().issuances.values().all(|known| known.recorded == 0 || known.written)
}
