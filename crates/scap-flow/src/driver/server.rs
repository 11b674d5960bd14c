//! The server as a flow asks it.

use scap_proto::{Base64, Client, ServerError, wire::CertificateUpload};

use crate::{event::ServerReply, step::ServerRequest};

/// A server that answers a flow's requests. Implemented by [`Client`]; a test puts its own here.
pub trait Server: Send {
    /// The address that signed requests state.
    fn url(&self) -> &str;

    /// Answers one request.
    ///
    /// # Errors
    ///
    /// [`ServerError`].
    fn call(&mut self, request: ServerRequest) -> Result<ServerReply, ServerError>;
}

impl Server for Client {
    fn url(&self) -> &str {
        Self::url(self).as_str()
    }

    fn call(&mut self, request: ServerRequest) -> Result<ServerReply, ServerError> {
        Ok(match request {
            ServerRequest::Version => ServerReply::Version(self.version()?),
            ServerRequest::Terms => ServerReply::Terms(self.terms()?),
            ServerRequest::Catalogue => ServerReply::Catalogue(self.applications()?),
            ServerRequest::Application(code) => ServerReply::Application(self.application(&code)?),
            ServerRequest::Nonce => ServerReply::Nonce(self.nonce()?),
            ServerRequest::Activate(request) => ServerReply::Activated(self.activate(&request)?),
            ServerRequest::Issue(request) => ServerReply::Issued(self.issue(&request)?),
            ServerRequest::Record(unwritten) => {
                let certificate = Base64::from(unwritten.certificate.as_der());
                ServerReply::Recorded(self.record(unwritten.id, &CertificateUpload { certificate })?)
            }
            ServerRequest::RecordDelegation { id, certificate } => {
                let certificate = Base64::from(certificate);
                ServerReply::Recorded(self.record(id, &CertificateUpload { certificate })?)
            }
            ServerRequest::Written(pending) => {
                ServerReply::Written(self.written(pending.id, &pending.record)?)
            }
            ServerRequest::Deactivate { serial, request } => {
                ServerReply::Deactivated(self.deactivate(&serial, &request)?)
            }
            ServerRequest::Records(query) => ServerReply::Records(self.records(&query)?),
        })
    }
}
