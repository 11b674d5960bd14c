//! What the client checks of a content and of a delegation before anybody signs: the server checks all of it again.

use scap_ac::{AuthorizationCertificate, CardCertificate, CardRank, Grant, UnixTime};
use scap_proto::{Base64, wire::Catalogue};

use crate::{event::Content, failure::Failure};

/// Whether every application is in the catalogue, by code and name.
pub(crate) fn check_content(content: &Content, catalogue: &Catalogue) -> Result<(), Failure> {
    let Grant::Application(slots) = &content.grant else { return Ok(()) };
    for used in slots {
        let (code, name) = (used.application.code.as_str(), used.application.name.as_str());
        let known = |known: &scap_ac::json::ApplicationJson| known.code == code && known.name == name;
        if !catalogue.applications.iter().any(known) {
            return Err(Failure::UnknownApplication { application: code.to_owned() });
        }
    }
    Ok(())
}

/// Whether a certificate until `not_after` is covered: a secondary card signs by a delegation that names it, and
/// outlives neither that nor itself. A primary card needs none.
pub(crate) fn check_delegation(
    signer: &CardCertificate,
    not_after: UnixTime,
    delegation: Option<&Base64>,
) -> Result<(), Failure> {
    if signer.rank() == CardRank::Primary {
        return Ok(());
    }
    let answer = || Failure::Answer { what: "delegation" };
    let delegation = delegation.ok_or_else(answer)?;
    let delegation = AuthorizationCertificate::from_der(delegation.as_bytes()).map_err(|_| answer())?;
    let covered = not_after <= delegation.not_after() && not_after <= signer.not_after();
    match delegation.grant() {
        Grant::Delegation(_) if delegation.is_for(signer) && covered => Ok(()),
        _ => Err(answer()),
    }
}
