//! Public forms with files: read in pieces, counted while they come, never more in memory than the house has room for.

use crate::Web;
use crate::form::{Fields, check_token, parse};
use crate::frame::visit;
use crate::oops::Oops;
use crate::room::{Held, UPLOAD_TIME_MAX};
use app::report::File;
use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use domain::refusal::Refusal;
use domain::report::{ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX};

/// Bytes of all text fields of one form together.
const TEXT_BYTES_MAX: usize = 2_000_000;
/// Parts of one form.
const PARTS_MAX: usize = 100;
/// Bytes of one form with its files.
pub(crate) const UPLOAD_BYTES_MAX: usize = ATTACHMENTS_MAX * ATTACHMENT_BYTES_MAX + 2 * TEXT_BYTES_MAX;
/// Bytes of files that all forms together may hold in memory.
pub(crate) const ROOM_BYTES: usize = 320_000_000;

/// A posted form with its files.
pub(crate) struct PublicForm {
    pub(crate) fields: Fields,
    pub(crate) files: Vec<File>,
    /// Sizes of files that were counted but not kept: over the limit of size or number.
    pub(crate) refused_bytes: Vec<usize>,
    /// Why the form is not taken at all, where its text is still shown again: too many posts, or no valid token.
    pub(crate) refused: Option<Refusal>,
    held: Held,
}

impl PublicForm {
    /// The files, with the room that they hold; keep it until they are stored.
    pub(crate) fn take_files(self) -> (Vec<File>, Vec<usize>, impl Send) {
        (self.files, self.refused_bytes, self.held)
    }
}

impl FromRequest<Web> for PublicForm {
    type Rejection = Oops;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Oops> {
        tokio::time::timeout(UPLOAD_TIME_MAX, read(request, web))
            .await
            .map_err(|_| Refusal::Unreadable { detail: format!("> {} s", UPLOAD_TIME_MAX.as_secs()) })?
    }
}

fn too_large() -> Refusal {
    Refusal::BodyTooLarge { limit: format!("{} MB", UPLOAD_BYTES_MAX / 1_000_000) }
}

fn broken(error: &MultipartError) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { Refusal::Unreadable { detail: error.body_text() } }
}

async fn read(mut request: Request, web: &Web) -> Result<PublicForm, Oops> {
    let headers = request.headers().clone();
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if header(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > UPLOAD_BYTES_MAX) {
        return Err(too_large().into());
    }
    let multipart = header(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("multipart/form-data"));
    DefaultBodyLimit::max(if multipart { UPLOAD_BYTES_MAX } else { TEXT_BYTES_MAX }).apply(&mut request);
    let (parts, body) = request.into_parts();
    let visit = visit(&parts)?;
    let request = Request::from_parts(parts, body);
    let held = web.room.hold();
    let mut upload =
        PublicForm { fields: Fields::default(), files: Vec::new(), refused_bytes: Vec::new(), refused: visit.limited.clone(), held };
    if multipart {
        let form = Multipart::from_request(request, web).await.map_err(|error| Refusal::Unreadable { detail: error.body_text() })?;
        read_parts(form, &mut upload).await?;
    } else {
        let bytes = Bytes::from_request(request, web).await.map_err(|_| too_large())?;
        upload.fields = parse(&bytes)?;
    }
    if upload.refused.is_none() {
        upload.refused = check_token(&visit.ctx, visit.session.as_deref(), &headers, upload.fields.get("form_token")).err();
    }
    Ok(upload)
}

async fn read_parts(mut form: Multipart, upload: &mut PublicForm) -> Result<(), Refusal> {
    let (mut parts, mut text_bytes) = (0, 0);
    while let Some(part) = form.next_field().await.map_err(|error| broken(&error))? {
        parts += 1;
        if parts > PARTS_MAX {
            return Err(too_large());
        }
        match part.file_name().map(str::to_owned) {
            Some(name) => read_file(name, part, upload).await?,
            None => {
                let name = part.name().unwrap_or("").to_owned();
                let value = read_text(part, &mut text_bytes).await?;
                upload.fields.put(name, value);
            }
        }
    }
    Ok(())
}

async fn read_text(mut part: Field<'_>, text_bytes: &mut usize) -> Result<String, Refusal> {
    let mut value = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|error| broken(&error))? {
        *text_bytes += piece.len();
        if *text_bytes > TEXT_BYTES_MAX {
            return Err(too_large());
        }
        value.extend_from_slice(&piece);
    }
    Ok(String::from_utf8_lossy(&value).into_owned())
}

/// Reads a file; one that will be refused anyway is counted to its end and not kept.
async fn read_file(name: String, mut part: Field<'_>, upload: &mut PublicForm) -> Result<(), Refusal> {
    let claimed_type = part.content_type().unwrap_or("").to_owned();
    let before: usize = upload.files.iter().map(|file| file.bytes.len()).sum();
    let mut keep = upload.refused.is_none() && upload.files.len() < ATTACHMENTS_MAX;
    let (mut bytes, mut size) = (Vec::new(), 0usize);
    while let Some(piece) = part.chunk().await.map_err(|error| broken(&error))? {
        size += piece.len();
        if size > ATTACHMENT_BYTES_MAX {
            (keep, bytes) = (false, Vec::new());
        }
        if keep {
            upload.held.cover(before + size)?;
            bytes.extend_from_slice(&piece);
        }
    }
    if name.is_empty() && size == 0 {
        // A file field that nobody filled.
    } else if keep {
        upload.files.push(File { name, claimed_type, bytes });
    } else {
        upload.refused_bytes.push(size);
    }
    Ok(())
}
