//! The routes of the protocol, each a call of the registry.

use std::{sync::Arc, time::SystemTime};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    middleware,
    routing::{get, post, put},
};
use scap_ac::UnixTime;
use scap_proto::{
    jws::Jws,
    wire::{
        ActivationReply, ApplicationDetail, Catalogue, CertificateReply, CertificateUpload,
        DeactivationReply, IssuanceReply, IssuanceRequest, NonceReply, RecordsReply, Terms, VersionReply,
        WriteReply,
    },
};
use scap_registry::{Registry, RegistryError};
use semver::Version;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    reply::Refusal,
    request::{JsonBody, PathPart},
    watch,
};

/// What every handler sees.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) registry: Registry,
    pub(crate) newest_client: Version,
    pub(crate) minimum_client: Version,
    pub(crate) download: Option<String>,
}

pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/healthz", get(health))
        .route("/v1/version", get(version))
        .route("/v1/nonce", get(nonce))
        .route("/v1/terms", get(terms))
        .route("/v1/applications", get(applications))
        .route("/v1/applications/{code}", get(application))
        .route("/v1/activations", post(activate))
        .route("/v1/issuances", post(reserve))
        .route("/v1/issuances/{id}/certificate", put(record_certificate))
        .route("/v1/issuances/{id}/written", post(record_write))
        .route("/v1/delegations/{serial}/deactivation", post(deactivate))
        .route("/v1/records/query", post(records))
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn(watch::watch))
        .with_state(app)
}

fn now() -> Result<UnixTime, Refusal> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    UnixTime::from_secs(since.as_secs()).map_err(|_| Refusal::internal())
}

async fn health(State(app): State<Arc<App>>) -> Result<Json<Value>, Refusal> {
    app.registry.ping().await?;
    Ok(Json(json!({ "status": "ok" })))
}

async fn version(State(app): State<Arc<App>>) -> Json<VersionReply> {
    Json(VersionReply {
        server: env!("CARGO_PKG_VERSION").to_owned(),
        minimum_client: app.minimum_client.to_string(),
        newest_client: app.newest_client.to_string(),
        download: app.download.clone(),
    })
}

async fn nonce(State(app): State<Arc<App>>) -> Result<Json<NonceReply>, Refusal> {
    Ok(Json(app.registry.nonce(now()?).await?))
}

async fn terms(State(app): State<Arc<App>>) -> Result<Json<Terms>, Refusal> {
    Ok(Json(app.registry.terms().await?))
}

async fn applications(State(app): State<Arc<App>>) -> Result<Json<Catalogue>, Refusal> {
    Ok(Json(app.registry.applications().await?))
}

async fn application(
    State(app): State<Arc<App>>,
    PathPart(code): PathPart,
) -> Result<Json<ApplicationDetail>, Refusal> {
    Ok(Json(app.registry.application(&code).await?))
}

async fn activate(
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<Jws>,
) -> Result<Json<ActivationReply>, Refusal> {
    Ok(Json(app.registry.activate(&request, now()?).await?))
}

async fn reserve(
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<IssuanceRequest>,
) -> Result<Json<IssuanceReply>, Refusal> {
    Ok(Json(app.registry.reserve(&request, now()?).await?))
}

async fn record_certificate(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart,
    JsonBody(upload): JsonBody<CertificateUpload>,
) -> Result<Json<CertificateReply>, Refusal> {
    Ok(Json(app.registry.record_certificate(issuance(&id)?, &upload, now()?).await?))
}

async fn record_write(
    State(app): State<Arc<App>>,
    PathPart(id): PathPart,
    JsonBody(request): JsonBody<Jws>,
) -> Result<Json<WriteReply>, Refusal> {
    Ok(Json(app.registry.record_write(issuance(&id)?, &request, now()?).await?))
}

async fn deactivate(
    State(app): State<Arc<App>>,
    PathPart(serial): PathPart,
    JsonBody(request): JsonBody<Jws>,
) -> Result<Json<DeactivationReply>, Refusal> {
    let serial = serial.parse().map_err(|_| RegistryError::DelegationNone)?;
    Ok(Json(app.registry.deactivate(&serial, &request, now()?).await?))
}

async fn records(
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<Jws>,
) -> Result<Json<RecordsReply>, Refusal> {
    Ok(Json(app.registry.records(&request, now()?).await?))
}

fn issuance(id: &str) -> Result<Uuid, RegistryError> {
    id.parse().map_err(|_| RegistryError::IssuanceUnknown)
}

async fn not_found() -> Refusal {
    Refusal::not_found()
}

async fn wrong_method() -> Refusal {
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "request.method", "the address does not know this method")
}
