//! Conventions of the API: who calls, bodies, answers, cursors, edit tags.

use crate::Web;
use crate::frame::visit;
use crate::oops::Oops;
use app::Ctx;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::refusal::Refusal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::openapi::schema::{Array, Object, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use words::Words;

/// Items of one page at most.
pub(crate) const PAGE_MAX: i64 = 200;
/// Items of one page where nothing else is asked.
const PAGE_DEFAULT: i64 = 50;

/// A call of the API.
pub(crate) struct Call {
    pub(crate) ctx: Ctx,
    pub(crate) w: Words,
}

impl FromRequestParts<Web> for Call {
    type Rejection = Oops;

    async fn from_request_parts(parts: &mut Parts, _web: &Web) -> Result<Self, Oops> {
        let visit = visit(parts)?;
        Ok(Self { ctx: visit.ctx, w: visit.w })
    }
}

/// A JSON body, bounded in size and depth.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Web> for Body<T> {
    type Rejection = Oops;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Oops> {
        let bytes =
            Bytes::from_request(request, web).await.map_err(|_| Refusal::BodyTooLarge { limit: crate::form::body_limit_words() })?;
        let empty: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        let unreadable = |detail: String| Oops::from(Refusal::Unreadable { detail });
        // Typed reading would take a list for the fields in their order, and does not look into texts that it skips.
        let text = std::str::from_utf8(empty).map_err(|error| unreadable(error.to_string()))?.trim_start();
        if !text.starts_with('{') {
            return Err(unreadable("expected a JSON object".to_owned()));
        }
        serde_json::from_str(text).map(Self).map_err(|error| unreadable(error.to_string()))
    }
}

/// An answer with its status, edit tag and address.
pub(crate) struct Answer<T> {
    status: StatusCode,
    body: T,
    tag: Option<i64>,
    location: Option<String>,
}

impl<T: Serialize> Answer<T> {
    pub(crate) fn ok(body: T) -> Self {
        Self { status: StatusCode::OK, body, tag: None, location: None }
    }

    pub(crate) fn created(location: String, body: T) -> Self {
        Self { status: StatusCode::CREATED, body, tag: None, location: Some(location) }
    }

    /// Adds the edit number as `ETag`.
    pub(crate) fn tagged(mut self, edit: i64) -> Self {
        self.tag = Some(edit);
        self
    }
}

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::Json(self.body)).into_response();
        let mut put = |name, value: String| {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        };
        if let Some(edit) = self.tag {
            put(header::ETAG, format!("\"{edit}\""));
        }
        if let Some(location) = self.location {
            put(header::LOCATION, location);
        }
        response
    }
}

/// The edit number that the caller read, from `If-Match`.
///
/// # Errors
/// [`Refusal::EditPreconditionRequired`] when it is absent or no edit number.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<i64, Refusal> {
    let text = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()).ok_or(Refusal::EditPreconditionRequired)?;
    text.trim().trim_start_matches("W/").trim_matches('"').parse().map_err(|_| Refusal::EditPreconditionRequired)
}

/// Paging by cursor: `?limit=50&cursor=…`.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Paging {
    limit: Option<i64>,
    cursor: Option<String>,
}

impl Paging {
    /// A place in a list that a page shows.
    pub(crate) fn at(cursor: Option<String>) -> Self {
        Self { limit: None, cursor }
    }

    /// The cursor behind a row number.
    pub(crate) fn cursor(id: i64) -> String {
        format!("c{id:x}")
    }

    /// How many items, 1 to [`PAGE_MAX`].
    pub(crate) fn limit(&self) -> i64 {
        self.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX)
    }

    /// The row number behind the cursor.
    ///
    /// # Errors
    /// A cursor that was not made here.
    pub(crate) fn before(&self) -> Result<Option<i64>, Refusal> {
        let Some(cursor) = self.cursor.as_deref().filter(|cursor| !cursor.is_empty()) else { return Ok(None) };
        let id = cursor.strip_prefix('c').and_then(|hex| i64::from_str_radix(hex, 16).ok()).filter(|id| *id > 0);
        id.map(Some).ok_or_else(|| Refusal::invalid("cursor", "Link: rel=\"next\""))
    }
}

/// A page of a list. `next` is the cursor of the following page.
#[derive(Debug, Serialize)]
pub(crate) struct Page<T> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// Cursor of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

/// Every list has a schema of its own, named by its items.
impl<T: ToSchema> ToSchema for Page<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Page", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

impl<T: ToSchema> PartialSchema for Page<T> {
    fn schema() -> RefOr<Schema> {
        let cursor = Object::with_type(SchemaType::Type(Type::String));
        ObjectBuilder::new()
            .description(Some("A page of a list. `next` is the cursor of the following page; absent on the last."))
            .property("items", Array::new(Ref::from_schema_name(T::name())))
            .property("next", cursor)
            .required("items")
            .into()
    }
}

impl<T> Page<T> {
    /// A whole list without further pages.
    pub(crate) fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }

    /// A page of rows that were asked for with one more than the limit; `id` gives the row number of the last kept one.
    pub(crate) fn cut<R>(mut rows: Vec<R>, limit: i64, id: impl Fn(&R) -> i64, view: impl Fn(R) -> T) -> Self {
        let limit = usize::try_from(limit).unwrap_or(0);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(|row| Paging::cursor(id(row))) } else { None };
        Self { items: rows.into_iter().map(view).collect(), next }
    }
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let link = self.next.as_ref().map(|next| format!("<?cursor={next}>; rel=\"next\""));
        let mut response = axum::Json(self).into_response();
        if let Some(value) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
            response.headers_mut().insert(header::LINK, value);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_ours_or_refused() {
        let paging = |cursor: &str| Paging { limit: None, cursor: Some(cursor.to_owned()) };
        assert_eq!(paging("c2a").before(), Ok(Some(42)));
        for bad in ["42", "c", "czz", "c-1"] {
            assert!(paging(bad).before().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_page_ends_with_a_cursor_only_when_more_follows() {
        let page = Page::cut(vec![3, 2, 1], 2, |id| *id, |id| id);
        assert_eq!((page.items, page.next.as_deref()), (vec![3, 2], Some("c2")));
        assert_eq!(Page::cut(vec![3, 2], 2, |id| *id, |id| id).next, None);
    }
}
