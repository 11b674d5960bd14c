//! What surrounds every request: its id, its time limit, its log line, and that no answer is stored.

use std::time::{Duration, Instant};

use axum::{
    extract::{MatchedPath, Request},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::Instrument;
use uuid::Uuid;

use crate::reply::{Code, Refusal};

/// How long a request may take, its body included.
const LIMIT: Duration = Duration::from_secs(10);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(crate) async fn watch(request: Request, next: Next) -> Response {
    let id = Uuid::new_v4().simple().to_string();
    let method = request.method().clone();
    // The route, not the path: a path may hold what a user typed.
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let span = tracing::info_span!("request", %id);
    let start = Instant::now();
    let answer = tokio::time::timeout(LIMIT, next.run(request)).instrument(span.clone()).await;
    let mut response = answer.unwrap_or_else(|_| {
        let title = "the request took longer than ten seconds";
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "server.timeout", title).into_response()
    });

    let code = response.extensions_mut().remove::<Code>().map(|Code(code)| code);
    span.in_scope(|| {
        tracing::info!(
            %method,
            route = route.as_deref().unwrap_or("-"),
            status = response.status().as_u16(),
            code = code.as_deref().unwrap_or("-"),
            us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX),
            "answered"
        );
    });
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    response
}
