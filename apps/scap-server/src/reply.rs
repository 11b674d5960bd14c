//! Answers: JSON, or problem+json with the code of what refused.

use axum::{
    body::Body,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use scap_proto::Problem;
use scap_registry::RegistryError;

use crate::error::chain;

/// A refusal as it is answered.
#[derive(Debug)]
pub(crate) struct Refusal(Problem);

/// The code of a refusal, for the log.
#[derive(Clone, Debug)]
pub(crate) struct Code(pub(crate) String);

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &str, title: &str) -> Self {
        Self(Problem::new(status.as_u16(), code, title))
    }

    /// No route leads there.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "server.not_found", "there is no such address")
    }

    /// Something failed that is nobody's fault outside.
    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server.internal", "the system failed")
    }
}

impl From<RegistryError> for Refusal {
    fn from(error: RegistryError) -> Self {
        if !error.is_refusal() {
            tracing::error!(code = error.code(), error = chain(&error), "failed");
        }
        let problem = Problem::new(status(&error).as_u16(), error.code(), error.to_string());
        Self(error.details().into_iter().fold(problem, |problem, (name, value)| problem.with(name, value)))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let mut response = (status, [(CONTENT_TYPE, Problem::MEDIA_TYPE)], Body::from(body)).into_response();
        response.extensions_mut().insert(Code(self.0.code));
        response
    }
}

/// The HTTP status of a refusal; clients go by the code.
const fn status(error: &RegistryError) -> StatusCode {
    match error {
        RegistryError::Malformed { .. }
        | RegistryError::RequestSignature
        | RegistryError::Url { .. }
        | RegistryError::Nonce
        | RegistryError::CardUnsupported
        | RegistryError::Content(_)
        | RegistryError::Certificate(_)
        | RegistryError::NotAsAgreed
        | RegistryError::QueryRange { .. }
        | RegistryError::QueryCursor => StatusCode::BAD_REQUEST,
        RegistryError::NoCatalogue
        | RegistryError::ApplicationUnknown { .. }
        | RegistryError::IssuanceUnknown => StatusCode::NOT_FOUND,
        RegistryError::IssuanceConflict
        | RegistryError::IssuanceAbandoned
        | RegistryError::IssuanceSuperseded
        | RegistryError::IssuanceOutdated { .. }
        | RegistryError::NotIssued => StatusCode::CONFLICT,
        RegistryError::IssuanceLimit => StatusCode::TOO_MANY_REQUESTS,
        RegistryError::Database(_) => StatusCode::SERVICE_UNAVAILABLE,
        RegistryError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::FORBIDDEN,
    }
}
