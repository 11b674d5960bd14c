//! What one card of a batch is to get.

use std::path::Path;

use scap_ac::{Application, ApplicationCode, AuthorizedApplication, Grant, Slots, hex, json::GrantJson};
use scap_flow::Content;
use scap_proto::wire::Catalogue;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use super::flaw::{Column, Flaw, FlawError};

/// What one card is to get.
#[derive(Debug)]
pub(crate) struct Order {
    /// The card as the file names it: a reader's name, a token's label, a soft card's name, or a serial.
    pub(crate) card: String,
    /// What is granted. Until [`name`] gives them their names, applications are called by their codes.
    pub(crate) content: Content,
    /// The PIN, if the file names one for this card.
    pub(crate) pin: Option<SecretString>,
    /// Tells whether an earlier run issued the same.
    pub(crate) digest: String,
    /// The line of each application.
    lines: Vec<(ApplicationCode, u64)>,
}

impl Order {
    /// An order whose applications are called by their codes.
    pub(super) fn new(
        card: String,
        content: Content,
        pin: Option<SecretString>,
        lines: Vec<(ApplicationCode, u64)>,
    ) -> Self {
        let digest = digest(&content);
        Self { card, content, pin, digest, lines }
    }

    /// How many applications it authorizes.
    pub(crate) fn applications(&self) -> usize {
        self.lines.len()
    }

    /// Gives the applications the names of the catalogue; returns the lines of those that are not in it.
    fn name(&mut self, catalogue: &Catalogue) -> Vec<u64> {
        let (mut named, mut unknown) = (Vec::new(), Vec::new());
        for (code, line) in &self.lines {
            let known = catalogue.applications.iter().find(|known| known.code == code.as_str());
            let name = known.and_then(|known| known.name.parse().ok());
            match (name, slot_of(&self.content, code)) {
                (Some(name), Some(slot)) => {
                    let application = Application { code: code.clone(), name };
                    named.push(AuthorizedApplication { application, ..slot.clone() });
                }
                _ => unknown.push(*line),
            }
        }
        if let Ok(slots) = Slots::new(named) {
            self.content.grant = Grant::Application(slots);
        }
        unknown
    }
}

/// Gives the applications of all orders the names of the catalogue; returns what is wrong in `file`.
pub(crate) fn name(orders: &mut [Order], catalogue: &Catalogue, file: &Path) -> Vec<FlawError> {
    let unknown = orders.iter_mut().flat_map(|order| order.name(catalogue));
    unknown.map(|line| FlawError::new(file, line, Column::Application, Flaw::UnknownApplication)).collect()
}

fn slot_of<'a>(content: &'a Content, code: &ApplicationCode) -> Option<&'a AuthorizedApplication> {
    match &content.grant {
        Grant::Application(slots) => slots.application(code.as_str()),
        Grant::Delegation(_) => None,
    }
}

/// Enough to see that a row was changed. Of the holder's number 16 bits go in: whoever has the result file and tries
/// every number finds thousands that fit.
fn digest(content: &Content) -> String {
    let grant = serde_json::to_vec(&GrantJson::from(&content.grant)).unwrap_or_default();
    let holder = format!("{} {}", content.holder_id.kind().as_str(), content.holder_id.number());
    let (grant, holder) = (Sha256::digest(grant), Sha256::digest(holder));
    format!("{}-{}", hex(grant.get(..8).unwrap_or_default()), hex(holder.get(..2).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use scap_ac::{HolderId, HolderIdKind, Slot};

    use super::*;

    fn content(number: &str, codes: &[&str]) -> Content {
        let slot = |(slot, code): (u8, &&str)| AuthorizedApplication {
            slot: Slot::new(slot).unwrap(),
            application: Application { code: code.parse().unwrap(), name: code.parse().unwrap() },
            unit_name: None,
            unit_code: None,
            role: None,
        };
        let slots = Slots::new((1..).zip(codes).map(slot)).unwrap();
        let holder_id = HolderId::new(HolderIdKind::NationalId, number).unwrap();
        Content { holder_id, grant: Grant::Application(slots) }
    }

    #[test]
    fn the_digest_tells_a_change_and_not_the_number() {
        let digest = |number, codes: &[&str]| digest(&content(number, codes));
        let one = digest("A123456789", &["A", "B"]);
        assert_eq!(one, digest("A123456789", &["A", "B"]));
        let (slots, holder) = one.split_once('-').unwrap();
        for other in [digest("A123456789", &["A"]), digest("A123456789", &["B", "A"])] {
            assert!(!other.starts_with(slots) && other.ends_with(holder));
        }
        let other = digest("B123456780", &["A", "B"]);
        assert!(other.starts_with(slots) && !other.ends_with(holder));
        assert_eq!(holder.len(), 4, "few enough bits that many numbers fit");
    }
}
