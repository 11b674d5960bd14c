//! Two cards in SoftHSM, behind the module that fails as it is told, and a person who runs functions with them.

use std::{env, path::Path, process::Command, time::Duration};

use cryptoki::{
    context::Pkcs11,
    object::{Attribute, ObjectClass},
    session::UserType,
};
use scap_card::{CardError, Pin, Readers, Token, UserCode, pkcs11::Pkcs11Readers};
use scap_flow::{Answer, Ask, CardSelection, Driver, Flow, Journal};
use scap_test_pki::{
    shim::{self, Rule, Shim},
    softhsm::{self, CONFIG_VARIABLE, SIGNING_ID, SoftHsm},
};
use tempfile::TempDir;

use crate::{
    cards::{APPLICATIONS, HOLDER, SIGNER, USER_CODE, content},
    server::FakeServer,
};

pub(crate) const ALICE: &str = "Alice";
const COMPANY: &str = "Company";
const PIN: &str = "123456";

/// Names the folder of the test in the second process.
const DIR: &str = "SCAP_TEST_DIR";

pub(crate) struct Lab {
    pub(crate) shim: Shim,
    journal: TempDir,
}

/// Runs `case` in a process of its own, with both cards behind the module.
pub(crate) fn run(test: &str, case: impl FnOnce(&Lab)) {
    if let Some(dir) = env::var_os(DIR) {
        return case(&Lab { shim: Shim::new(Path::new(&dir)), journal: TempDir::new_in(dir).unwrap() });
    }
    shim::build().unwrap();
    // SoftHSM writes durably; in memory that costs nothing.
    let memory = Path::new("/dev/shm");
    let dir = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
    let softhsm = SoftHsm::new(dir.path()).unwrap();
    for (name, card) in [(ALICE, &*HOLDER), (COMPANY, &*SIGNER)] {
        softhsm.add_token(name, PIN).unwrap();
        let certificate = card.certificate.as_der();
        softhsm.add_pair((name, PIN), (SIGNING_ID, "cert1"), &card.key, certificate).unwrap();
    }
    let shim = Shim::new(dir.path());
    shim.play(&[]).unwrap();
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(CONFIG_VARIABLE, softhsm.config())
        .env(DIR, dir.path())
        .envs(shim.environment(&softhsm::module()))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("1 passed"), "{test} is no test: {text}");
    print!("{text}");
}

impl Lab {
    pub(crate) fn play(&self, rules: &[Rule<'_>]) {
        self.shim.play(rules).unwrap();
    }

    /// Runs a function to its end: `done` or the code that it ends with.
    pub(crate) fn run(&self, flow: impl Flow + 'static, server: &FakeServer) -> String {
        self.run_with(flow, server, Self::readers(), || {})
    }

    /// The readers of the module.
    pub(crate) fn readers() -> Box<dyn Readers> {
        Box::new(Pkcs11Readers::load(&shim::module()).unwrap())
    }

    /// Runs a function with these readers; `insert` inserts the card that is asked for.
    pub(crate) fn run_with(
        &self,
        flow: impl Flow + 'static,
        server: &FakeServer,
        readers: Box<dyn Readers>,
        mut insert: impl FnMut(),
    ) -> String {
        let selection = CardSelection { holder: Some(ALICE.into()), signer: Some(COMPANY.into()) };
        let journal = Journal::new(self.journal.path().join("journal"));
        let mut driver = Driver::new(flow, readers, selection, Some(Box::new(server.clone())), journal);
        let mut ask = driver.start();
        let (mut asked, mut pins, mut insertions) = (0, 0, 0);
        loop {
            asked += 1;
            assert!(asked < 40, "no end: {ask:?}");
            let answer = match ask {
                Ask::Done(_) => return "done".to_owned(),
                Ask::Refused(failure) => return failure.code().to_owned(),
                // Both are there all the time, so one that is not found soon does not come.
                Ask::InsertCard { .. } if insertions == 2 => Answer::GiveUp,
                Ask::InsertCard { .. } => {
                    insertions += 1;
                    insert();
                    Answer::Wait(Duration::ZERO)
                }
                Ask::Pin(_) => {
                    pins += 1;
                    assert!(pins <= 3, "one PIN for each card, and one more for one that was away");
                    Answer::Pin(Pin::new(PIN.into()).unwrap())
                }
                Ask::UserCode { .. } => Answer::UserCode(UserCode::new(USER_CODE.into())),
                Ask::FillIn(_) => Answer::Filled(content(&APPLICATIONS[..1])),
                Ask::ChooseCard { .. } | Ask::Cancelled => panic!("{ask:?}"),
                _ => Answer::Yes,
            };
            ask = driver.answer(answer);
        }
    }

    /// The holder's area; `None` if it is not open or empty.
    pub(crate) fn area(&self) -> Option<Vec<u8>> {
        let mut token = self.holder();
        match token.read_area() {
            Err(CardError::AreaNotOpen) => None,
            read => read.unwrap(),
        }
    }

    fn holder(&self) -> Box<dyn Token> {
        let mut readers = Self::readers();
        let slot = readers.slots().unwrap().into_iter().find(|slot| slot.is_named(ALICE)).unwrap();
        readers.open(&slot).unwrap()
    }

    /// Takes the area off the holder's card, past the module that fails.
    pub(crate) fn clear_area(&self) {
        let _started = Self::readers();
        let module = Pkcs11::new(softhsm::module()).unwrap();
        let slots = module.get_slots_with_token().unwrap();
        let is_holder = |slot| module.get_token_info(slot).unwrap().label() == ALICE;
        let slot = slots.into_iter().find(|slot| is_holder(*slot)).unwrap();
        let session = module.open_rw_session(slot).unwrap();
        // A token that is logged in already is as good.
        let _ = session.login(UserType::User, Some(&PIN.into()));
        for object in session.find_objects(&[Attribute::Class(ObjectClass::DATA)]).unwrap() {
            session.destroy_object(object).unwrap();
        }
        session.logout().unwrap();
    }
}
