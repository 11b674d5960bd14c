//! A signature by a PKCS#11 module: by `scap-card`, and by no more calls than it takes.

use cryptoki::{
    context::Pkcs11,
    mechanism::Mechanism,
    object::{Attribute, AttributeType, ObjectClass},
    session::{Session, UserType},
    slot::Slot,
    types::AuthPin,
};
use scap_card::{CardSlot, Pin, Readers as _, pkcs11::Pkcs11Readers};
use scap_test_pki::softhsm;

use crate::{Outcome, print, timed};

pub const LABEL: &str = "card";
pub const PIN: &str = "123456";

const REPEATS: usize = 10;
const MESSAGE: &[u8] = &[0x0C; 1400];

/// SoftHSM2 with a card.
pub struct Module {
    readers: Pkcs11Readers,
    card: CardSlot,
    pin: Pin,
    bare: Pkcs11,
    slot: Slot,
    bare_pin: AuthPin,
}

impl Module {
    pub fn load() -> Outcome<Self> {
        // This starts the module, for both.
        let mut readers = Pkcs11Readers::load(&softhsm::module())?;
        let card =
            readers.slots()?.into_iter().find(|slot| slot.is_named(LABEL)).ok_or("there is no token")?;
        let bare = Pkcs11::new(softhsm::module())?;
        let slot = bare.get_slots_with_initialized_token()?.pop().ok_or("there is no slot")?;
        Ok(Self { readers, card, pin: Pin::new(PIN.into())?, bare, slot, bare_pin: PIN.into() })
    }

    pub fn round(&mut self) -> Outcome {
        let (mut bare, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..REPEATS {
            let (one, time) = timed(|| self.sign())?;
            ours.push(time);
            let (other, time) = timed(|| self.sign_bare())?;
            bare.push(time);
            if one != other {
                return Err("the signatures differ".into());
            }
        }
        print("sign-bare", &mut bare);
        print("sign-ours", &mut ours);
        Ok(())
    }

    fn sign(&mut self) -> Outcome<Vec<u8>> {
        let mut token = self.readers.open(&self.card)?;
        token.verify_pin(&self.pin)?;
        Ok(token.sign(MESSAGE)?)
    }

    /// The certificate is read, too, as it is to be shown before the PIN is asked.
    fn sign_bare(&self) -> Outcome<Vec<u8>> {
        let session = self.bare.open_rw_session(self.slot)?;
        let certificate = find(&session, ObjectClass::CERTIFICATE)?;
        session.get_attributes(certificate, &[AttributeType::Value])?;
        session.login(UserType::User, Some(&self.bare_pin))?;
        let key = find(&session, ObjectClass::PRIVATE_KEY)?;
        let signature = session.sign(&Mechanism::Sha256RsaPkcs, key, MESSAGE)?;
        session.logout()?;
        Ok(signature)
    }
}

fn find(session: &Session, class: ObjectClass) -> Outcome<cryptoki::object::ObjectHandle> {
    let found = session.find_objects(&[Attribute::Class(class), Attribute::Id(b"SIGN".to_vec())])?;
    Ok(found.into_iter().next().ok_or("there is no such object")?)
}
