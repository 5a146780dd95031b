//! Forms with one file: the token is checked before the file is looked at, the file is bounded.

use crate::Web;
use crate::form::{Fields, check_token};
use crate::frame::visit;
use crate::oops::Oops;
use axum::extract::{FromRequest, Multipart, Request};
use domain::refusal::Refusal;

/// Bytes of a text field beside the file.
const FIELD_BYTES_MAX: usize = 100_000;
/// Fields beside the file.
const FIELDS_MAX: usize = 50;

/// A form with at most one file.
pub(crate) struct Upload {
    pub(crate) fields: Fields,
    /// Name and bytes of the file; none when nothing was chosen.
    pub(crate) file: Option<(String, Vec<u8>)>,
}

impl FromRequest<Web> for Upload {
    type Rejection = Oops;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Oops> {
        let (parts, body) = request.into_parts();
        let visit = visit(&parts)?;
        let headers = parts.headers.clone();
        let unreadable = |detail: String| Oops::from(Refusal::Unreadable { detail });
        let mut form = Multipart::from_request(Request::from_parts(parts, body), web).await.map_err(|e| unreadable(e.to_string()))?;
        let most = web.house.config.limits.sbom_mb * 1_000_000;
        let mut upload = Self { fields: Fields::default(), file: None };
        let mut checked = false;
        for _ in 0..FIELDS_MAX {
            let Some(mut part) = form.next_field().await.map_err(|e| unreadable(e.to_string()))? else { break };
            let (name, file) = (part.name().unwrap_or("").to_owned(), part.file_name().map(str::to_owned));
            let limit = if file.is_some() { most } else { FIELD_BYTES_MAX };
            if file.is_some() && !checked {
                return Err(Refusal::FormToken.into());
            }
            let mut bytes = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(|e| unreadable(e.to_string()))? {
                if bytes.len() + chunk.len() > limit {
                    return Err(Refusal::SbomTooLarge { limit: web.house.config.limits.sbom_mb.to_string() }.into());
                }
                bytes.extend_from_slice(&chunk);
            }
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
