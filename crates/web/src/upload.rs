//! Forms with one file: the token is checked before the file is looked at, the file is bounded.

use crate::Web;
use crate::form::{Fields, check_token};
use crate::frame::visit;
use crate::oops::Oops;
use crate::room::Held;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use domain::refusal::Refusal;

/// Bytes of a text field beside the file.
const FIELD_BYTES_MAX: usize = 100_000;
/// Fields beside the file.
const FIELDS_MAX: usize = 50;

/// Bytes of files and SBOMs of staff that may be in memory on their way in.
pub(crate) const ROOM_BYTES: usize = 200_000_000;

/// A form with at most one file.
pub(crate) struct Upload {
    pub(crate) fields: Fields,
    /// Name and bytes of the file; none when nothing was chosen.
    pub(crate) file: Option<(String, Vec<u8>)>,
    /// The room that the file takes; kept as long as the form.
    held: Held,
}

/// The refusal of a file that is too large: an SBOM has one of its own.
fn too_large(path: &str, limit_mb: usize) -> Refusal {
    if path.ends_with("/sboms") {
        Refusal::SbomTooLarge { limit: limit_mb.to_string() }
    } else {
        Refusal::BodyTooLarge { limit: format!("{limit_mb} MB") }
    }
}

/// Reads one part; a part over its limit is read to its end without being kept, then refused.
async fn bytes_of(mut part: Field<'_>, limit: usize, held: &mut Held, too_large: Refusal) -> Result<Vec<u8>, Refusal> {
    let (mut bytes, mut size) = (Vec::new(), 0);
    while let Some(chunk) = part.chunk().await.map_err(|error| unreadable(&error, &too_large))? {
        size += chunk.len();
        if size > limit {
            bytes = Vec::new();
            continue;
        }
        held.cover(size)?;
        bytes.extend_from_slice(&chunk);
    }
    if size > limit { Err(too_large) } else { Ok(bytes) }
}

fn unreadable(error: &MultipartError, too_large: &Refusal) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large.clone() } else { Refusal::Unreadable { detail: error.body_text() } }
}

impl FromRequest<Web> for Upload {
    type Rejection = Oops;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Oops> {
        let (parts, body) = request.into_parts();
        let visit = visit(&parts)?;
        let headers = parts.headers.clone();
        let limit_mb = web.house.config.limits.sbom_mb;
        let too_large = too_large(parts.uri.path(), limit_mb);
        let form = Multipart::from_request(Request::from_parts(parts, body), web).await;
        let mut form = form.map_err(|error| Refusal::Unreadable { detail: error.body_text() })?;
        let most = limit_mb.saturating_mul(1_000_000);
        let mut upload = Self { fields: Fields::default(), file: None, held: web.staff_room.hold() };
        let mut checked = false;
        for _ in 0..FIELDS_MAX {
            let Some(part) = form.next_field().await.map_err(|error| unreadable(&error, &too_large))? else { break };
            let (name, file) = (part.name().unwrap_or("").to_owned(), part.file_name().map(str::to_owned));
            let limit = if file.is_some() { most } else { FIELD_BYTES_MAX };
            if file.is_some() && !checked {
                return Err(Refusal::FormToken.into());
            }
            let bytes = bytes_of(part, limit, &mut upload.held, too_large.clone()).await?;
            match file {
                Some(file) if !bytes.is_empty() => upload.file = Some((file, bytes)),
                Some(_) => {}
                None => {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    if name == "form_token" {
                        check_token(&visit.ctx, visit.session.as_deref(), &headers, &text)?;
                        checked = true;
                    }
                    upload.fields.put(name, text);
                }
            }
        }
        if checked { Ok(upload) } else { Err(Refusal::FormToken.into()) }
    }
}
