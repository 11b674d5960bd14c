//! What is needed next.

use std::fmt;

use scap_ac::{AcKind, AuthorizationCertificate, CardCertificate, SerialNumber};
use scap_proto::{
    jws::Jws,
    wire::{
        ActivationReply, ApplicationDetail, Catalogue, DeactivationReply, IssuanceRequest, RecordsReply,
        Terms, VersionReply, WriteReply,
    },
};
use uuid::Uuid;

use crate::{
    event::{CardFacts, Content},
    failure::{Failure, WrongCard},
    journal::{PendingRecord, Unwritten},
};

/// Which part a card plays in a flow.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "an app must have a prompt for each")]
pub enum CardRole {
    /// The secondary card that is opened, authorized or viewed.
    Holder,
    /// The card that signs the authorization: a primary card, or a secondary card with a delegation.
    Signer,
    /// The primary card that gives or ends a delegation.
    Primary,
    /// The card whose records are asked for, of either rank.
    Subject,
}

/// A PIN that is to be entered.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "an app reads every field")]
pub struct PinRequest {
    /// Which card's.
    pub role: CardRole,
    /// The card, with the tries that are left before this one.
    pub card: CardFacts,
    /// The PIN before this one was wrong.
    pub rejected: bool,
}

/// The content as it is to be filled in.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "an app reads every field")]
pub struct Form {
    /// What is filled in: slots, or a delegation.
    pub kind: AcKind,
    /// The applications; none for a delegation.
    pub catalogue: Catalogue,
    /// Units and roles of the application that was looked up.
    pub detail: Option<ApplicationDetail>,
    /// What was filled in before, or is on the card.
    pub draft: Option<Content>,
    /// The code of what is wrong with it.
    pub problem: Option<String>,
}

/// What was filled in, for confirmation.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "an app reads every field")]
pub struct Review {
    /// The content.
    pub content: Content,
    /// The card that it is for.
    pub holder: CardFacts,
    /// The version of the terms that the holder's card agrees to by its signature.
    pub terms: String,
}

/// What is needed next.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "an app must handle every step")]
pub enum Step {
    /// Look which cards are present.
    FindCard {
        /// For which part.
        role: CardRole,
    },
    /// Have a card inserted, then look again.
    InsertCard {
        /// For which part.
        role: CardRole,
        /// What is wrong with the one that is there.
        problem: Option<WrongCard>,
    },
    /// Have one of several cards chosen.
    ChooseCard {
        /// For which part.
        role: CardRole,
        /// The cards that would do.
        candidates: Vec<CardFacts>,
    },
    /// Ask for the PIN and let the card verify it.
    VerifyPin(PinRequest),
    /// Show the card's data for confirmation.
    ConfirmCard(CardFacts),
    /// Ask for the user code.
    EnterUserCode {
        /// Tries left, after a wrong one.
        tries_left: Option<u64>,
        /// The code before this one was wrong.
        rejected: bool,
    },
    /// Ask whether to issue again.
    ConfirmReissue {
        /// What is on the card.
        present: Box<AuthorizationCertificate>,
    },
    /// Look whether a certificate was issued to this card and not written yet.
    FindUnwritten {
        /// The card.
        holder: CardCertificate,
    },
    /// Ask whether to write the certificate that was issued and not written yet, instead of issuing another.
    ConfirmFinish {
        /// The certificate.
        certificate: Box<AuthorizationCertificate>,
    },
    /// Ask whether to end a delegation.
    ConfirmDeactivation {
        /// Its serial.
        serial: SerialNumber,
        /// The delegation, if the card that it was given to told.
        delegation: Option<Box<AuthorizationCertificate>>,
    },
    /// Show the terms and ask for agreement.
    AcceptTerms(Terms),
    /// Have the content filled in.
    FillIn(Box<Form>),
    /// Show what was filled in, for confirmation.
    Review(Box<Review>),
    /// Let a card do something.
    Card {
        /// The part that it plays.
        role: CardRole,
        /// Which card: the key identifier of its certificate.
        key: [u8; 20],
        /// What.
        request: CardRequest,
    },
    /// Ask the server.
    Server(ServerRequest),
    /// Show the certificate that was issued.
    ShowCertificate(Box<AuthorizationCertificate>),
    /// The flow is done.
    Done(Outcome),
    /// The flow ended for a reason.
    Refused(Failure),
    /// The person left; nothing is half done.
    Cancelled,
}

impl Step {
    /// Whether the flow has ended with this step.
    #[must_use]
    pub const fn is_end(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Refused(_) | Self::Cancelled)
    }
}

/// What a card is asked for. `Debug` prints lengths only, as what is signed may hold a user code.
#[derive(Clone, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a driver must handle every request")]
pub enum CardRequest {
    /// Read the authorization area.
    ReadArea,
    /// Open the authorization area.
    OpenArea,
    /// Write the authorization area.
    WriteArea(Vec<u8>),
    /// Sign this.
    Sign(Vec<u8>),
}

impl fmt::Debug for CardRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReadArea => f.write_str("ReadArea"),
            Self::OpenArea => f.write_str("OpenArea"),
            Self::WriteArea(certificate) => write!(f, "WriteArea({} bytes)", certificate.len()),
            Self::Sign(message) => write!(f, "Sign({} bytes)", message.len()),
        }
    }
}

/// What the server is asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a driver must handle every request")]
pub enum ServerRequest {
    /// F13: which versions of the client it knows. The driver asks on the first contact.
    Version,
    /// The terms.
    Terms,
    /// The applications.
    Catalogue,
    /// One application.
    Application(String),
    /// A nonce.
    Nonce,
    /// F1.
    Activate(Jws),
    /// A serial.
    Issue(IssuanceRequest),
    /// To record the certificate. The driver keeps it until it is written, too.
    Record(Unwritten),
    /// To record a delegation, which is not written.
    RecordDelegation {
        /// The issuance.
        id: Uuid,
        /// The certificate, DER.
        certificate: Vec<u8>,
    },
    /// To record the write. The driver keeps it until the server has it.
    Written(PendingRecord),
    /// F4.
    Deactivate {
        /// The serial of the delegation.
        serial: SerialNumber,
        /// The signed request.
        request: Jws,
    },
    /// F8.
    Records(Jws),
}

/// How a flow ended well.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "an app must tell every outcome")]
pub enum Outcome {
    /// F1: the area is open.
    Activated {
        /// The card.
        card: CardFacts,
        /// The server's answer.
        reply: ActivationReply,
    },
    /// F2, F5, F9, F10: issued, written and recorded.
    Issued {
        /// The card.
        card: CardFacts,
        /// What is on it now.
        certificate: Box<AuthorizationCertificate>,
        /// The server's answer.
        reply: WriteReply,
    },
    /// F3: the delegation is recorded.
    Delegated {
        /// The card that it was given to.
        card: CardFacts,
        /// The delegation.
        certificate: Box<AuthorizationCertificate>,
    },
    /// F4: the delegation is ended.
    Deactivated(DeactivationReply),
    /// The person did not want it: nothing changed.
    Unchanged,
    /// F6.
    Viewed {
        /// The card.
        card: CardFacts,
        /// What is on it.
        certificate: Box<AuthorizationCertificate>,
    },
    /// F13: the server was met, and has what earlier runs could not send.
    Met(VersionReply),
    /// F8.
    Records {
        /// The card.
        card: CardFacts,
        /// The records.
        reply: RecordsReply,
    },
}
