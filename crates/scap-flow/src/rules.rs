//! What the client checks of the content before anybody signs: the server checks all of it again.

use scap_ac::Grant;
use scap_proto::wire::Catalogue;

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
