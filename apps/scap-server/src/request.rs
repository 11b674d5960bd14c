//! What handlers take from a request; whatever is wrong with it is answered as problem+json.

use axum::{
    body::{HttpBody, to_bytes},
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{StatusCode, request::Parts},
};
use scap_registry::RegistryError;
use serde::de::DeserializeOwned;

use crate::reply::Refusal;

/// The largest body that is read, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// A JSON body of at most 64 KiB; a refusal names the field that is wrong.
#[derive(Debug)]
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let body = request.into_body();
        // A length that is announced is refused before the body is read, so that the answer arrives.
        if body.size_hint().lower() > u64::try_from(MAX_BODY).unwrap_or(u64::MAX) {
            return Err(too_large());
        }
        let body = to_bytes(body, MAX_BODY).await.map_err(|_| too_large())?;
        let mut reader = serde_json::Deserializer::from_slice(&body);
        let read = serde_path_to_error::deserialize(&mut reader)
            .map_err(|error| RegistryError::malformed(&error))?;
        reader.end().map_err(|_| RegistryError::Malformed { field: None })?;
        Ok(Self(read))
    }
}

fn too_large() -> Refusal {
    let title = "the body is larger than 64 KiB, or it was cut off";
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "request.too_large", title)
}

/// The one part of the path that varies.
#[derive(Debug)]
pub(crate) struct PathPart(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for PathPart {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(part)) => Ok(Self(part)),
            // Percent-encoded octets that are no UTF-8.
            Err(_) => Err(Refusal::not_found()),
        }
    }
}
