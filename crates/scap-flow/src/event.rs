//! What happened.

use scap_ac::{CardCertificate, Grant, HolderId};
use scap_card::{AreaState, CardError, PinState, UserCode};
use scap_proto::{
    ServerError,
    wire::{
        ActivationReply, ApplicationDetail, Catalogue, CertificateReply, DeactivationReply, IssuanceReply,
        NonceReply, RecordsReply, Terms, VersionReply, WriteReply,
    },
};

use crate::journal::Unwritten;

/// What a card tells without a PIN.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the driver fills in every field")]
pub struct CardFacts {
    /// The reader that it is in.
    pub reader: String,
    /// The card's label.
    pub label: String,
    /// Its signing certificate.
    pub certificate: CardCertificate,
    /// What it tells of its PIN.
    pub pin: PinState,
    /// The state of its authorization area.
    pub area: AreaState,
    /// The PIN was verified since the card came, so it is not asked again.
    pub verified: bool,
}

/// What is to be issued.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "an app fills in every field")]
pub struct Content {
    /// Who holds the secondary card.
    pub holder_id: HolderId,
    /// What is granted.
    pub grant: Grant,
}

/// What happened, for [`Flow::next`](crate::Flow::next).
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver must know every event")]
pub enum Event {
    /// The flow begins.
    Start,
    /// The cards that are present, and those among them that cannot be read.
    Cards {
        /// The cards that were read.
        cards: Vec<CardFacts>,
        /// Why others could not be read.
        unreadable: Vec<CardError>,
    },
    /// The readers cannot be listed: there are none, or they or their service fail.
    NoReaders(CardError),
    /// The person chose one of several cards.
    Chosen(usize),
    /// The card took the PIN.
    PinAccepted,
    /// The card refused the PIN.
    PinRejected {
        /// Tries left, if the card tells.
        tries_left: Option<u8>,
    },
    /// Yes: this card, issue again, agree, correct, go on.
    Yes,
    /// No.
    No,
    /// Back to what was filled in.
    Back,
    /// The user code.
    UserCode(UserCode),
    /// Units and roles of this application are wanted.
    LookUp(String),
    /// The content is filled in.
    Filled(Content),
    /// The card did what was asked.
    Card(Result<CardReply, CardError>),
    /// The certificate that was issued to the card and not written yet, if there is one.
    Unwritten(Option<Box<Unwritten>>),
    /// The server answered.
    Server(Result<ServerReply, ServerError>),
    /// There will be no card, PIN, code or content, as a script has no other: the flow ends with what was
    /// wrong, or as cancelled if nothing was.
    GiveUp,
    /// The person wants to leave.
    Cancel,
}

/// What a card answered to a [`CardRequest`](crate::CardRequest).
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a driver must know every answer")]
pub enum CardReply {
    /// The bytes in the area.
    Area(Option<Vec<u8>>),
    /// The signature.
    Signature(Vec<u8>),
    /// Opened or written.
    Done,
}

/// What the server answered to a [`ServerRequest`](crate::ServerRequest).
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a driver must know every answer")]
pub enum ServerReply {
    /// The versions.
    Version(VersionReply),
    /// The terms.
    Terms(Terms),
    /// The applications.
    Catalogue(Catalogue),
    /// One application.
    Application(ApplicationDetail),
    /// A nonce.
    Nonce(NonceReply),
    /// The area may be opened.
    Activated(ActivationReply),
    /// Serial and validity.
    Issued(IssuanceReply),
    /// The certificate is recorded.
    Recorded(CertificateReply),
    /// The write is recorded.
    Written(WriteReply),
    /// The delegation is ended.
    Deactivated(DeactivationReply),
    /// The records.
    Records(RecordsReply),
}
