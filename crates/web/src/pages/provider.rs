//! What machines fetch: the provider's files with media type, `ETag` and an age up to which they may be kept.

use crate::frame::Anyone;
use crate::oops::Oops;
use crate::routes::Routes;
use app::advisory::site::{self, File};
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use domain::access::Act;
use domain::refusal::Refusal;
use serde::Deserialize;

/// Seconds for which a copy is good: short, because a correction must arrive.
const FRESH: &str = "public, max-age=300";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .machine("/csaf/white/{year}/{file}", Act::PublicRead, document)
        .machine("/csaf/provider-metadata.json", Act::PublicRead, site_wide)
        .machine("/.well-known/csaf/provider-metadata.json", Act::PublicRead, site_wide)
        .machine("/csaf/feed-tlp-white.json", Act::PublicRead, site_wide)
        .machine("/csaf/service.json", Act::PublicRead, site_wide)
        .machine("/csaf/index.txt", Act::PublicRead, site_wide)
        .machine("/csaf/changes.csv", Act::PublicRead, site_wide)
        .machine("/feed/ja.atom", Act::PublicRead, site_wide)
        .machine("/feed/en.atom", Act::PublicRead, site_wide)
        .machine("/.well-known/security.txt", Act::PublicRead, site_wide)
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    v: Option<String>,
}

async fn document(
    anyone: Anyone,
    Path((year, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Oops> {
    let file = site::file(&anyone.ctx, &format!("csaf/white/{year}/{name}"), asked.v.as_deref()).await?;
    Ok(serve(file, &headers))
}

async fn site_wide(anyone: Anyone, uri: Uri, headers: HeaderMap) -> Result<Response, Oops> {
    let path = uri.path().trim_start_matches('/');
    if !site::SITE_WIDE.contains(&path) {
        return Err(Refusal::NotFound.into());
    }
    Ok(serve(site::file(&anyone.ctx, path, None).await?, &headers))
}

fn serve(file: File, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", file.sha256);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same = known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag || one.trim() == "*"));
    let mut response = if same { StatusCode::NOT_MODIFIED.into_response() } else { file.bytes.into_response() };
    let mut put = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    put(header::ETAG, &tag);
    put(header::CACHE_CONTROL, FRESH);
    put(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    if !same {
        put(header::CONTENT_TYPE, &file.media);
    }
    response
}
