//! What a feed asks for, one file for each: plans that are told what came and say what is next; none of them opens a socket or a file.

pub(super) mod csaf;
pub(super) mod cve;
pub(super) mod euvd;
pub(super) mod file;
pub(super) mod jvn;
mod listing;
pub(super) mod nvd;
pub(super) mod osv;

use domain::instant::Instant;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;

/// Largest archive of a feed, in bytes.
const ARCHIVE_BYTES_MAX: u64 = 4_000_000_000;
/// Largest list or page that is read in memory, in bytes.
const LIST_BYTES_MAX: u64 = 128_000_000;
/// Largest single record that is fetched, in bytes.
const RECORD_BYTES_MAX: u64 = 64_000_000;
/// Longest time for an archive.
const ARCHIVE_TIME_MAX: Duration = Duration::from_secs(3_600);
/// Longest time for a list, a page or a record.
const LIST_TIME_MAX: Duration = Duration::from_secs(300);

/// A plan of one run.
pub(super) trait Source: Send {
    /// What is to be done next.
    fn next(&mut self) -> Step;

    /// Takes the answer to what was asked last.
    ///
    /// # Errors
    /// An answer that is not what the feed promises.
    fn take(&mut self, got: Got) -> Result<(), Trouble>;

    /// Where the next run goes on once all that was handed over so far is taken in.
    fn cursor(&self) -> Value;

    /// Whether a run reads the whole feed, so that the number of its records can be held against the one before.
    fn is_whole(&self) -> bool {
        false
    }
}

/// What a plan wants.
#[derive(Debug)]
pub(super) enum Step {
    /// An address.
    Ask(Ask),
    /// That these bytes are taken in under a name.
    Hand(String, Vec<u8>),
    /// That a directory or file of this machine is taken in.
    Take(PathBuf),
    /// That a bundle of this machine is taken in.
    Bundle(PathBuf),
    /// That something is told which is no fault of the whole run.
    Note(Note),
    /// That what was handed over is taken in before more is fetched.
    Keep,
    /// Nothing more.
    Done,
}

/// One request.
#[derive(Debug, Clone, Default)]
pub(super) struct Ask {
    /// Where.
    pub(super) url: String,
    /// A header beside those of the condition, its value perhaps a secret.
    pub(super) header: Option<(&'static str, String)>,
    /// What is known already; the answer may be that it has not changed.
    pub(super) tag: Tag,
    /// Name under which the body is kept to be taken in; none = the plan reads it.
    pub(super) keep: Option<String>,
    /// Most bytes.
    pub(super) bytes_max: u64,
    /// Longest time.
    pub(super) time_max: Duration,
    /// Rest before it is asked, as the server wants it.
    pub(super) pause: Duration,
    /// Whether its absence is an answer.
    pub(super) may_miss: bool,
}

impl Ask {
    /// An archive or other large file that is kept.
    fn archive(url: impl Into<String>, name: impl Into<String>, tag: Tag) -> Self {
        let (bytes_max, time_max) = (ARCHIVE_BYTES_MAX, ARCHIVE_TIME_MAX);
        Self { url: url.into(), keep: Some(name.into()), tag, bytes_max, time_max, ..Self::default() }
    }

    /// One record that is kept.
    fn record(url: impl Into<String>, name: impl Into<String>) -> Self {
        let (bytes_max, time_max) = (RECORD_BYTES_MAX, LIST_TIME_MAX);
        Self { url: url.into(), keep: Some(name.into()), bytes_max, time_max, may_miss: true, ..Self::default() }
    }

    /// A list or page that the plan reads.
    fn list(url: impl Into<String>) -> Self {
        Self { url: url.into(), bytes_max: LIST_BYTES_MAX, time_max: LIST_TIME_MAX, ..Self::default() }
    }
}

/// How a server names the version of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Tag {
    /// `ETag`, as given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) etag: String,
    /// `Last-Modified`, as given; never one that lies in the future.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) modified: String,
}

/// What came.
#[derive(Debug)]
pub(super) enum Got {
    /// The bytes of a list.
    Bytes(Vec<u8>, Tag),
    /// A file that was kept, with its SHA-256 in hex.
    Kept(Tag, String),
    /// Nothing new.
    Unchanged,
    /// Nothing there.
    Missing,
}

/// Why a run ended early.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// Which sort; worded in `words`, group `feed_trouble`.
    pub code: String,
    /// What was met.
    pub detail: String,
    /// Until when the server wants to be left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<i64>,
}

impl Trouble {
    /// Names a trouble.
    pub(super) fn new(code: &str, detail: impl std::fmt::Display) -> Self {
        Self { code: code.to_owned(), detail: detail.to_string().chars().take(DETAIL_CHARS_MAX).collect(), until_ms: None }
    }

    /// A document that is not what the feed promises.
    pub(super) fn unreadable(detail: impl std::fmt::Display) -> Self {
        Self::new("unreadable", detail)
    }

    /// Something that the plan did not ask for.
    fn unasked() -> Self {
        Self::unreadable("an answer that was not asked for")
    }
}

/// Characters of a detail that are kept.
const DETAIL_CHARS_MAX: usize = 300;

/// Something of one document that is told in the result of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Which document.
    pub file: String,
    /// Stable code, never translated.
    pub code: &'static str,
    /// What was met.
    pub detail: String,
}

/// Reads a cursor; one that cannot be read any more begins anew.
fn cursor_of<T: DeserializeOwned + Default>(kept: &Value) -> T {
    T::deserialize(kept).unwrap_or_default()
}

/// Writes a cursor.
fn kept(cursor: &impl Serialize) -> Value {
    serde_json::to_value(cursor).unwrap_or(Value::Null)
}

/// Milliseconds of an RFC 3339 instant; none where it is none.
fn instant_ms(text: &str) -> Option<i64> {
    text.trim().parse::<jiff::Timestamp>().ok().map(|at| at.as_millisecond())
}

/// `YYYY-MM-DD` in UTC.
fn day(at: Instant) -> String {
    at.to_rfc3339().chars().take(10).collect()
}

/// A part of a path or query, percent-encoded.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}

/// Whether a text of a feed may be part of a file's name: an id, nothing that leads elsewhere.
pub(super) fn is_plain(id: &str) -> bool {
    (1..=200).contains(&id.len())
        && !id.starts_with('.')
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':' | b'+'))
}

/// The file that keeps a record of a feed.
fn file_of(id: &str) -> String {
    format!("{}.json", id.replace(':', "_"))
}
