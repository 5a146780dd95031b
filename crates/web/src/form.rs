//! Forms: the token that each carries, the fields as they were sent, the faults beside them.

use crate::Web;
use crate::frame::visit;
use crate::oops::Oops;
use app::{Ctx, Error, Fault};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use base64::Engine as _;
use domain::instant::Instant;
use domain::refusal::Refusal;
use std::collections::BTreeMap;
use words::Words;

/// Bytes of a body, where a route does not say otherwise.
pub(crate) const BODY_BYTES_MAX: usize = 2_000_000;
/// Fields of one form.
const FIELDS_MAX: usize = 2_000;
/// How long a form may stay open.
const TOKEN_MS: i64 = 12 * 3_600_000;
/// Bytes of the keyed digest inside a token.
const MAC_BYTES: usize = 16;

/// The limit in words, for refusals.
pub(crate) fn body_limit_words() -> String {
    format!("{} MB", BODY_BYTES_MAX / 1_000_000)
}

/// Makes the token of the forms of one page; bound to the session, or to nobody on public pages.
pub(crate) fn token(ctx: &Ctx, session: Option<&str>, now: Instant) -> String {
    let stamp = now.as_ms().to_be_bytes();
    let mac = ctx.house.key.mac("form", &[session.unwrap_or("").as_bytes(), &stamp]);
    let mut bytes = stamp.to_vec();
    bytes.extend_from_slice(&mac[..MAC_BYTES]);
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// Checks a token, and that the browser does not say that another site sent the form.
///
/// # Errors
/// [`Refusal::FormToken`].
pub(crate) fn check_token(ctx: &Ctx, session: Option<&str>, headers: &HeaderMap, sent: &str) -> Result<(), Refusal> {
    let refuse = Refusal::FormToken;
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if header("sec-fetch-site").is_some_and(|site| site == "cross-site") {
        return Err(refuse);
    }
    if let (Some(origin), Some(host)) = (header("origin"), header("host"))
        && origin != "null"
        && origin.split_once("://").is_none_or(|(_, from)| from != host)
    {
        return Err(refuse);
    }
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(sent).unwrap_or_default();
    let Some((stamp, mac)) = bytes.split_at_checked(8) else { return Err(refuse) };
    let Ok(stamp): Result<[u8; 8], _> = stamp.try_into() else { return Err(refuse) };
    let expected = ctx.house.key.mac("form", &[session.unwrap_or("").as_bytes(), &stamp]);
    let age = ctx.now().as_ms() - i64::from_be_bytes(stamp);
    if app::secret::same(mac, &expected[..MAC_BYTES]) && (0..=TOKEN_MS).contains(&age) { Ok(()) } else { Err(refuse) }
}

/// The fields of a form as they were sent; a name may come several times.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(pub(crate) BTreeMap<String, Vec<String>>);

impl Fields {
    /// The first value of a field; empty when it was not sent.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// The first value, owned.
    pub(crate) fn text(&self, name: &str) -> String {
        self.get(name).to_owned()
    }

    /// All values of a field.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// Whether a box was ticked.
    pub(crate) fn ticked(&self, name: &str) -> bool {
        matches!(self.get(name), "1" | "on" | "yes" | "true")
    }

    /// An instant from three visible inputs `name_date`, `name_time`, `name_zone`; none when the date is empty.
    ///
    /// # Errors
    /// [`Refusal::ZoneRequired`] when time or zone is missing or unreadable.
    pub(crate) fn instant(&self, name: &str) -> Result<Option<domain::instant::Given>, Refusal> {
        let (date, time) = (self.get(&format!("{name}_date")).trim(), self.get(&format!("{name}_time")).trim());
        let zone = self.get(&format!("{name}_zone")).trim();
        if date.is_empty() && time.is_empty() {
            return Ok(None);
        }
        let seconds = if time.len() == 5 { ":00" } else { "" };
        Instant::parse(&format!("{date}T{time}{seconds}{zone}")).map(Some)
    }

    pub(crate) fn put(&mut self, name: String, value: String) {
        self.0.entry(name).or_default().push(value);
    }
}

/// A posted form whose token was right.
pub(crate) struct Posted(pub(crate) Fields);

impl FromRequest<Web> for Posted {
    type Rejection = Oops;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Oops> {
        let (parts, body) = request.into_parts();
        let visit = visit(&parts)?;
        let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), web)
            .await
            .map_err(|_| Refusal::BodyTooLarge { limit: body_limit_words() })?;
        let fields = parse(&bytes)?;
        check_token(&visit.ctx, visit.session.as_deref(), &parts.headers, fields.get("form_token"))?;
        Ok(Self(fields))
    }
}

/// Reads `application/x-www-form-urlencoded`.
pub(crate) fn parse(bytes: &[u8]) -> Result<Fields, Refusal> {
    let mut fields = Fields::default();
    for (at, pair) in bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).enumerate() {
        if at >= FIELDS_MAX {
            return Err(Refusal::BodyTooLarge { limit: FIELDS_MAX.to_string() });
        }
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
        fields.put(decode(name), decode(value));
    }
    Ok(fields)
}

fn decode(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'+' => out.push(b' '),
            b'%' => {
                let hex =
                    text.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok());
                match hex {
                    Some(byte) => {
                        out.push(byte);
                        at += 2;
                    }
                    None => out.push(b'%'),
                }
            }
            other => out.push(other),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The faults of a form, for its page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults {
    list: Vec<(String, String)>,
}

impl Faults {
    /// Words the faults of a refused form; anything else goes on as an error.
    ///
    /// # Errors
    /// The error itself, when it is no fault of the form's content.
    pub(crate) fn of(error: Error, w: Words) -> Result<Self, Oops> {
        let list = match error {
            Error::Fields(faults) => faults.iter().map(|Fault { field, refusal }| (field.clone(), w.refusal(refusal))).collect(),
            Error::Refused(refusal) if shown_beside_form(&refusal) => vec![(field_of(&refusal), w.refusal(&refusal))],
            other => return Err(Oops(other)),
        };
        Ok(Self { list })
    }

    /// Words a refusal that is shown with the form although it is no fault of its content, such as too many posts.
    ///
    /// # Errors
    /// A failure of a machine: there is nothing to correct.
    pub(crate) fn told(error: Error, w: Words) -> Result<Self, Oops> {
        match error.refusal() {
            Some(refusal) if !matches!(error, Error::Fields(_)) => Ok(Self { list: vec![(field_of(&refusal), w.refusal(&refusal))] }),
            _ => Self::of(error, w),
        }
    }

    /// Words any refusal beside one field.
    ///
    /// # Errors
    /// A failure of a machine.
    pub(crate) fn beside(error: Error, field: &str, w: Words) -> Result<Self, Oops> {
        match error.refusal() {
            Some(refusal) => Ok(Self { list: vec![(field.to_owned(), w.refusal(&refusal))] }),
            None => Err(Oops(error)),
        }
    }

    /// The same faults at one of several forms of a page, whose fields are called `form-field`; what belongs to no field is the form's.
    pub(crate) fn within(self, form: &str, sent: &Fields) -> Self {
        let place = |name: String| {
            let known = sent.0.contains_key(&name) || sent.0.contains_key(&format!("{name}_date"));
            if known { format!("{form}-{name}") } else { form.to_owned() }
        };
        Self { list: self.list.into_iter().map(|(name, words)| (place(name), words)).collect() }
    }

    /// A fault at one field in words of its own.
    pub(crate) fn at_field(field: &str, words: &str) -> Self {
        Self { list: vec![(field.to_owned(), words.to_owned())] }
    }

    pub(crate) fn any(&self) -> bool {
        !self.list.is_empty()
    }

    pub(crate) fn count(&self) -> usize {
        self.list.len()
    }

    /// Field and words, for the summary.
    pub(crate) fn each(&self) -> &[(String, String)] {
        &self.list
    }

    /// The words at a field; empty when it is fine.
    pub(crate) fn at(&self, field: &str) -> &str {
        self.list.iter().find(|(name, _)| name == field).map_or("", |(_, words)| words.as_str())
    }
}

/// Refusals of these sorts are shown with the form, its text kept; "not found" and "no identity" are pages of their own.
fn shown_beside_form(refusal: &Refusal) -> bool {
    use domain::refusal::Sort;
    matches!(
        refusal.sort(),
        Sort::Invalid | Sort::Conflict | Sort::Unreadable | Sort::TooLarge | Sort::Unsupported | Sort::Stale | Sort::Unavailable
    ) || matches!(refusal, Refusal::AuthWrong)
}

fn field_of(refusal: &Refusal) -> String {
    match refusal {
        Refusal::FieldRequired { field } | Refusal::FieldInvalid { field, .. } => field.clone(),
        Refusal::EmbargoPast { .. } | Refusal::EmbargoTooLong { .. } => "until".to_owned(),
        Refusal::AwarenessInFuture { .. } => "aware_at".to_owned(),
        Refusal::AwarenessOrder => "started_at".to_owned(),
        Refusal::FilingReferenceRequired => "reference".to_owned(),
        Refusal::FilingLateReasonRequired { .. } | Refusal::ReasonRequired => "reason".to_owned(),
        Refusal::VexJustificationRequired => "justification".to_owned(),
        Refusal::VexActionRequired => "action".to_owned(),
        Refusal::VexEvidenceRequired => "evidence".to_owned(),
        Refusal::SsvcBadPoint { point, .. } => point.clone(),
        other if other.code().starts_with("cvss.") => "vector".to_owned(),
        other => other.code().replace('.', "-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_and_bounded() {
        let fields = parse("a=1+2&b=%E7%81%AB&a=3&c=%zz".as_bytes()).unwrap();
        assert_eq!(fields.all("a"), ["1 2", "3"]);
        assert_eq!((fields.get("b"), fields.get("c"), fields.get("d")), ("火", "%zz", ""));
        assert!(parse("a&".repeat(FIELDS_MAX + 1).as_bytes()).is_err());
    }

    #[test]
    fn an_instant_needs_date_time_and_zone() {
        let mut fields = Fields::default();
        assert_eq!(fields.instant("until"), Ok(None));
        fields.put("until_date".into(), "2026-12-10".into());
        fields.put("until_time".into(), "10:00".into());
        assert_eq!(fields.instant("until").unwrap_err().code(), "instant.zone_required");
        fields.put("until_zone".into(), "+09:00".into());
        assert_eq!(fields.instant("until").unwrap().unwrap().instant.to_rfc3339(), "2026-12-10T01:00:00Z");
    }
}
