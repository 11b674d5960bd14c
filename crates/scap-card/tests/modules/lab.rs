//! What the tests here have in common: a card in SoftHSM, behind the module that misbehaves.

use std::{
    env,
    fmt::Debug,
    path::{Path, PathBuf},
    process::Command,
};

use cryptoki::{
    context::Pkcs11,
    object::{Attribute, AttributeType, ObjectClass},
    session::UserType,
};
use scap_ac::CardRank;
use scap_card::{CardError, CardSlot, Pin, Readers, Token, pkcs11::Pkcs11Readers};
use scap_test_pki::{
    CardRequest, Usage, fixed,
    shim::{self, Rule, Shim},
    softhsm::{self, CONFIG_VARIABLE, ENCRYPTION_ID, SIGNING_ID, SoftHsm},
};

pub(crate) const PIN: &str = "s3cr3t";

/// The label of the card.
pub(crate) const CARD: &str = "card";

/// Names the folder of the test in the second process.
const DIR: &str = "SCAP_TEST_DIR";

/// The name of a variable, and its value for a test in this folder.
type Variable<'a> = (&'a str, &'a dyn Fn(&Path) -> PathBuf);

pub(crate) struct Lab {
    pub(crate) softhsm: SoftHsm,
    pub(crate) shim: Shim,
}

/// Runs `case` in a process of its own, with a card behind the module that misbehaves.
pub(crate) fn run(test: &str, case: impl FnOnce(&Lab)) {
    run_with(test, &softhsm::module(), &[], case);
}

/// As [`run`], with SoftHSM behind the module `real`, which finds it by these variables.
pub(crate) fn run_with(test: &str, real: &Path, variables: &[Variable<'_>], case: impl FnOnce(&Lab)) {
    if let Some(dir) = env::var_os(DIR) {
        let dir = Path::new(&dir);
        case(&Lab { softhsm: SoftHsm::new(dir).unwrap(), shim: Shim::new(dir) });
        return;
    }
    shim::build().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let softhsm = SoftHsm::new(dir.path()).unwrap();
    add_card(&softhsm);
    let shim = Shim::new(dir.path());
    shim.play(&[]).unwrap();
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(CONFIG_VARIABLE, softhsm.config())
        .env(DIR, dir.path())
        .envs(shim.environment(real))
        .envs(variables.iter().map(|(name, value)| (name, value(dir.path()))))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("1 passed"), "{test} is no test: {text}");
    print!("{text}");
}

/// A secondary card as the real ones are: two pairs, of which the one for encryption comes first, and two CAs.
fn add_card(softhsm: &SoftHsm) {
    let request = fixed::request(CardRank::Secondary, fixed::SECONDARY_SERIAL);
    let encryption = fixed::card(&CardRequest { usage: Usage::Encryption, ..request }, 3);
    let signing = fixed::secondary();
    softhsm.add_token(CARD, PIN).unwrap();
    for (id, label, card) in [(ENCRYPTION_ID, "cert2", &encryption), (SIGNING_ID, "cert1", &signing)] {
        softhsm.add_pair((CARD, PIN), (id, label), &card.key, card.certificate.as_der()).unwrap();
    }
    let ca = fixed::ca();
    for (id, der) in [("434143657274", ca.intermediate_der()), ("524f4f54434143657274", ca.anchor_der())] {
        softhsm.add_certificate((CARD, PIN), (id, "ca"), der).unwrap();
    }
}

impl Lab {
    pub(crate) fn play(&self, rules: &[Rule<'_>]) {
        self.shim.play(rules).unwrap();
    }

    pub(crate) fn readers(&self) -> Pkcs11Readers {
        Pkcs11Readers::load(&shim::module()).unwrap()
    }

    pub(crate) fn slot(&self, readers: &mut Pkcs11Readers) -> CardSlot {
        readers.slots().unwrap().into_iter().find(|slot| slot.is_named(CARD)).unwrap()
    }

    pub(crate) fn open(&self) -> Box<dyn Token> {
        let mut readers = self.readers();
        let slot = self.slot(&mut readers);
        readers.open(&slot).unwrap()
    }

    pub(crate) fn open_with_pin(&self) -> Box<dyn Token> {
        let mut token = self.open();
        token.verify_pin(&pin(PIN)).unwrap();
        token
    }

    /// The labels of the objects of the area.
    pub(crate) fn labels(&self) -> Vec<String> {
        let mut labels = Vec::new();
        self.data_objects(|session, object| {
            if let [Attribute::Label(label)] =
                &session.get_attributes(object, &[AttributeType::Label]).unwrap()[..]
            {
                labels.push(String::from_utf8(label.clone()).unwrap());
            }
        });
        labels.sort_unstable();
        labels
    }

    /// Takes the area off the card.
    pub(crate) fn clear_area(&self) {
        self.data_objects(|session, object| session.destroy_object(object).unwrap());
    }

    fn data_objects(
        &self,
        mut each: impl FnMut(&cryptoki::session::Session, cryptoki::object::ObjectHandle),
    ) {
        // Past the module that misbehaves and the code under test, which starts what is below both.
        self.readers();
        let module = Pkcs11::new(softhsm::module()).unwrap();
        let slot = module.get_slots_with_token().unwrap().into_iter();
        let slot =
            slot.into_iter().find(|slot| module.get_token_info(*slot).unwrap().label() == CARD).unwrap();
        let session = module.open_rw_session(slot).unwrap();
        // A token that a test left logged in is as good.
        let _ = session.login(UserType::User, Some(&PIN.into()));
        for object in session.find_objects(&[Attribute::Class(ObjectClass::DATA)]).unwrap() {
            each(&session, object);
        }
        session.logout().unwrap();
    }
}

pub(crate) fn pin(text: &str) -> Pin {
    Pin::new(text.into()).unwrap()
}

pub(crate) fn code<T: Debug>(result: Result<T, CardError>) -> &'static str {
    result.unwrap_err().code()
}
