//! Style sheet, script and pictures, compiled in and named by their content.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::access::Act;
use domain::refusal::Refusal;

use crate::oops::Oops;
use crate::routes::Routes;

const CSS: &str = include_str!(concat!(env!("OUT_DIR"), "/app.css"));
const JS: &str = include_str!("../assets/js/hinomi.js");
const ICONS: &str = include_str!("../assets/icons.svg");

/// Address of the style sheet.
pub(crate) const CSS_PATH: &str = concat!("/assets/", env!("ASSETS_HASH"), "/app.css");
/// Address of the script.
pub(crate) const JS_PATH: &str = concat!("/assets/", env!("ASSETS_HASH"), "/hinomi.js");
/// Address of the pictures.
pub(crate) const ICONS_PATH: &str = concat!("/assets/", env!("ASSETS_HASH"), "/icons.svg");

pub(crate) fn routes() -> Routes {
    Routes::new().machine("/assets/{hash}/{name}", Act::PublicRead, asset).machine("/favicon.ico", Act::PublicRead, favicon)
}

async fn asset(Path((_hash, name)): Path<(String, String)>) -> Result<Response, Oops> {
    let (kind, text) = match name.as_str() {
        "app.css" => ("text/css; charset=utf-8", CSS),
        "hinomi.js" => ("text/javascript; charset=utf-8", JS),
        "icons.svg" => ("image/svg+xml", ICONS),
        _ => return Err(Refusal::NotFound.into()),
    };
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")], text).into_response())
}

/// The mark of the house.
const FAVICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\"><path fill=\"none\" stroke=\"#0017c1\" stroke-width=\"2\" \
d=\"M4.5 5.5 12 2l7.5 3.5zM7 5.5v3h10v-3M9 8.5 6.500 22M15 8.5 17.5 22M8 14h8M7.2 18.200h9.600\"/></svg>";

async fn favicon() -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], FAVICON).into_response()
}
