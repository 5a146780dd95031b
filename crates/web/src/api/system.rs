//! The document, the version, who am I.

use super::{Answer, Call, Doc};
use crate::oops::Oops;
use crate::routes::Routes;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::access::Act;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .machine("/api/v1/openapi.json", Act::PublicRead, document)
        .api("GET", "/api/v1/version", Act::PublicRead, Doc::new("system", "Tells the version of the program.").gives::<Version>(), version)
        .api("GET", "/api/v1/me", Act::Door, Doc::new("system", "Tells who is calling and with which scopes.").gives::<Me>(), me)
}

async fn document() -> Response {
    static DOCUMENT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.get_or_init(crate::openapi).as_str()).into_response()
}

/// The program.
#[derive(Debug, Serialize, ToSchema)]
struct Version {
    /// Its name.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

async fn version() -> Answer<Version> {
    Answer::ok(Version { name: "hinomi", version: env!("CARGO_PKG_VERSION") })
}

/// Who is calling.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    /// Login.
    login: String,
    /// Roles, each with its division's row number where limited.
    roles: Vec<String>,
    /// Scopes of the token; absent for the local command line.
    #[serde(skip_serializing_if = "Option::is_none")]
    scopes: Option<Vec<String>>,
}

async fn me(call: Call) -> Result<Answer<Me>, Oops> {
    if matches!(call.ctx.viewer.actor, domain::viewer::Actor::Public) {
        return Err(domain::refusal::Refusal::AuthRequired.into());
    }
    let viewer = call.ctx.viewer;
    let roles = viewer
        .grants
        .iter()
        .map(|grant| grant.division.map_or(grant.role.key().to_owned(), |d| format!("{}:{}", grant.role.key(), d.get())));
    Ok(Answer::ok(Me { login: viewer.name.clone(), roles: roles.collect(), scopes: viewer.token_scopes }))
}
