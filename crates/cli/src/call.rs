//! Calls of the JSON API: of the house in the data directory inside this process, or of another one over HTTP.

use crate::talk::{Stop, Talk, exit};
use anyhow::Context as _;
use app::remote::Remote;
use app::{Clock, Config, House};
use axum::body::Body;
use axum::http::{Request, header};
use domain::viewer::Viewer;
use http_body_util::BodyExt as _;
use serde_json::Value;
use std::sync::Arc;
use tower::ServiceExt as _;

/// Items of one page of a list.
const PAGE: usize = 200;

/// Where calls go.
enum Place {
    Here(Arc<House>),
    There(Remote),
}

/// Calls the API as the operator of the data directory, or with a token elsewhere.
pub(crate) struct Caller {
    place: Place,
    talk: Talk,
}

/// A good answer.
pub(crate) struct Reply {
    pub(crate) etag: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    /// The body as JSON; null where there is none.
    pub(crate) fn json(&self) -> anyhow::Result<Value> {
        if self.bytes.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&self.bytes).context("the answer is not JSON") }
    }
}

/// Something to send.
#[derive(Default)]
pub(crate) struct Sent {
    pub(crate) kind: Option<&'static str>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) if_match: Option<String>,
}

/// Opens the house of the data directory, which must be there: a verb that only asks never makes one.
pub(crate) async fn open_house(talk: Talk, config: Config) -> anyhow::Result<Arc<House>> {
    let dir = config.server.data_dir.clone();
    if !dir.is_dir() {
        return Err(Stop::with(exit::BAD_INPUT, talk.w.cli_no_data(dir.display())));
    }
    House::open(config, Clock::Machine, false).await.map_err(|error| talk.refused(&error))
}

/// One segment of a path, percent-encoded.
pub(crate) fn segment(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'@' | b':') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

/// Adds a question to a path.
pub(crate) fn with_query(path: &str, name: &str, value: &str) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}{name}={}", segment(value))
}

impl Caller {
    /// A caller for the configuration: `HINOMI_URL` with `HINOMI_TOKEN`, else the data directory.
    pub(crate) async fn open(talk: Talk, config: Config) -> anyhow::Result<Self> {
        let place = match std::env::var("HINOMI_URL").ok().filter(|url| !url.is_empty()) {
            None => Place::Here(open_house(talk, config).await?),
            Some(url) => {
                let token = std::env::var("HINOMI_TOKEN").unwrap_or_default();
                Place::There(Remote::new(&url, &token).map_err(|error| Stop::with(exit::BAD_INPUT, error.to_string()))?)
            }
        };
        Ok(Self { place, talk })
    }

    /// The house of the data directory, unless calls go elsewhere.
    pub(crate) fn here(&self) -> Option<&Arc<House>> {
        match &self.place {
            Place::Here(house) => Some(house),
            Place::There(_) => None,
        }
    }

    /// Whether calls go to another server.
    pub(crate) fn is_remote() -> bool {
        std::env::var("HINOMI_URL").is_ok_and(|url| !url.is_empty())
    }

    /// Reads.
    pub(crate) async fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.send("GET", path, Sent::default()).await?.json()
    }

    /// Reads all items of a list, page after page, up to `most`.
    pub(crate) async fn list(&self, path: &str, most: usize) -> anyhow::Result<Vec<Value>> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        while items.len() < most {
            let mut page = with_query(path, "limit", &PAGE.min(most - items.len()).to_string());
            if let Some(cursor) = &cursor {
                page = with_query(&page, "cursor", cursor);
            }
            let answer = self.get(&page).await?;
            let found = answer.get("items").or(Some(&answer)).and_then(Value::as_array).cloned().unwrap_or_default();
            cursor = answer.get("next").and_then(Value::as_str).map(str::to_owned);
            let last = found.is_empty() || cursor.is_none();
            items.extend(found);
            if last {
                break;
            }
        }
        items.truncate(most);
        Ok(items)
    }

    /// Acts with a JSON body.
    pub(crate) async fn act(&self, method: &str, path: &str, body: &Value) -> anyhow::Result<Value> {
        let sent = Sent { kind: Some("application/json"), bytes: body.to_string().into_bytes(), if_match: None };
        self.send(method, path, sent).await?.json()
    }

    /// Sends anything; an answer that is not good ends the verb with its words and exit code.
    pub(crate) async fn send(&self, method: &str, path: &str, sent: Sent) -> anyhow::Result<Reply> {
        let (status, reply) = self.ask(method, path, sent).await?;
        if (200..300).contains(&status) {
            return Ok(reply);
        }
        let problem = serde_json::from_slice(&reply.bytes).unwrap_or(Value::Null);
        Err(self.talk.problem(status, &problem))
    }

    /// Sends anything and gives whatever is answered.
    pub(crate) async fn ask(&self, method: &str, path: &str, sent: Sent) -> anyhow::Result<(u16, Reply)> {
        match &self.place {
            Place::Here(house) => self.ask_here(house, method, path, sent).await,
            Place::There(remote) => self.ask_there(remote, method, path, sent).await,
        }
    }

    async fn ask_here(&self, house: &Arc<House>, method: &str, path: &str, sent: Sent) -> anyhow::Result<(u16, Reply)> {
        let mut request = Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, self.talk.w.lang.tag());
        if let Some(kind) = sent.kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if let Some(tag) = &sent.if_match {
            request = request.header(header::IF_MATCH, tag);
        }
        let request = request.extension(web::LocalViewer(Viewer::operator())).body(Body::from(sent.bytes));
        let request = request.map_err(|error| Stop::with(exit::BAD_INPUT, error.to_string()))?;
        let Ok(response) = web::router(house).oneshot(request).await;
        let status = response.status().as_u16();
        let etag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
        let bytes = response.into_body().collect().await.context("reading the answer")?.to_bytes().to_vec();
        if method != "GET" {
            app::work::drain(house).await.map_err(|error| self.talk.refused(&error))?;
        }
        Ok((status, Reply { etag, bytes }))
    }

    async fn ask_there(&self, remote: &Remote, method: &str, path: &str, sent: Sent) -> anyhow::Result<(u16, Reply)> {
        let mut headers = vec![("accept-language", self.talk.w.lang.tag())];
        headers.extend(sent.kind.map(|kind| ("content-type", kind)));
        headers.extend(sent.if_match.as_deref().map(|tag| ("if-match", tag)));
        let answer = remote.call(method, path, &headers, sent.bytes).await;
        let answer =
            answer.map_err(|fault| Stop::with(exit::UNREACHABLE, self.talk.w.cli_unreachable(fault.to_string(), remote.base())))?;
        Ok((answer.status, Reply { etag: answer.etag, bytes: answer.bytes }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_never_leaves_its_place_in_the_path() {
        assert_eq!(segment("kd-cam200@1.4.0"), "kd-cam200@1.4.0");
        assert_eq!(segment("../a b?x#日"), "..%2Fa%20b%3Fx%23%E6%97%A5");
        assert_eq!(with_query(&with_query("/x", "a", "1"), "b", "&"), "/x?a=1&b=%26");
    }
}
