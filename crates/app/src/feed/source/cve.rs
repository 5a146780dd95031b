//! The CVE list: the baseline of midnight, then the log of what changed in the last 30 days.

use super::listing::{Item, KEEP_EVERY, Mark, is_whole_due};
use super::{Ask, Got, Note, Source, Step, Tag, Trouble, cursor_of, instant_ms, kept};
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::VecDeque;

/// The newest release, which names its files.
const RELEASE: &str = "https://api.github.com/repos/CVEProject/cvelistV5/releases/latest";
/// Where its files are; nothing else that a release may name is fetched.
const DOWNLOADS: &str = "https://github.com/CVEProject/cvelistV5/releases/download/";
/// Where the list lies, file by file.
const LIST: &str = "https://raw.githubusercontent.com/CVEProject/cvelistV5/main/cves/";
/// More changes than this are had faster with a new baseline.
const CHANGES_MAX: usize = 5_000;
/// Changes of a log that are read.
const LOG_ITEMS_MAX: usize = 1_000_000;

/// How far it came.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    mark: Mark,
    log: Tag,
    /// When the baseline was fetched, in milliseconds since 1970.
    whole: Option<i64>,
}

enum State {
    Release,
    Baseline { url: String, since: i64 },
    Log,
    Items { newest: Tag },
    Done,
}

/// The CVE list.
pub(in crate::feed) struct Cve {
    cursor: Cursor,
    state: State,
    items: VecDeque<Item>,
    fetched: usize,
    rested: bool,
    /// Whether a baseline was fetched in this run: no second one follows.
    based: bool,
    now: Instant,
    missing: Option<Note>,
}

impl Cve {
    pub(in crate::feed) fn new(cursor: &Value, now: Instant) -> Self {
        let cursor: Cursor = cursor_of(cursor);
        let whole_due = cursor.mark.since.is_none() || is_whole_due(cursor.whole, now);
        let state = if whole_due { State::Release } else { State::Log };
        Self { cursor, state, items: VecDeque::new(), fetched: 0, rested: true, based: false, now, missing: None }
    }

    /// Finds the baseline among the files of a release: its address, and the midnight that it shows.
    fn baseline(bytes: &[u8]) -> Option<(String, i64)> {
        let release: Release = serde_json::from_slice(bytes).ok()?;
        let whole = |asset: &&Asset| asset.name.contains("_all_CVEs_at_midnight") && asset.browser_download_url.starts_with(DOWNLOADS);
        let asset = release.assets.iter().find(whole)?;
        let midnight = instant_ms(&format!("{}T00:00:00Z", asset.name.get(..10)?))?;
        Some((asset.browser_download_url.clone(), midnight))
    }

    /// Reads the log; gives whether it reaches back far enough.
    fn read_log(&mut self, bytes: &[u8]) -> Result<bool, Trouble> {
        let log: Vec<Delta> = serde_json::from_slice(bytes).map_err(Trouble::unreadable)?;
        let mut oldest = i64::MAX;
        let mut items = Vec::new();
        for delta in &log {
            let Some(at) = instant_ms(&delta.fetch_time) else { continue };
            oldest = oldest.min(at);
            let changes = delta.new.iter().chain(&delta.updated).filter(|change| path_of(&change.cve_id).is_some());
            items.extend(changes.map(|change| Item { at, name: change.cve_id.clone() }).take(LOG_ITEMS_MAX.saturating_sub(items.len())));
        }
        if log.is_empty() {
            return Err(Trouble::unreadable("the log of changes is empty"));
        }
        let since = self.cursor.mark.since.unwrap_or(i64::MIN);
        self.items = self.cursor.mark.due(items);
        Ok(self.based || (oldest <= since && self.items.len() <= CHANGES_MAX))
    }

    fn item_done(&mut self, is_there: bool) {
        let Some(item) = self.items.pop_front() else { return };
        self.cursor.mark.advance(&item, self.now);
        if !is_there {
            self.missing = Some(Note { file: item.name, code: "feed.missing", detail: "listed as changed, and not there".into() });
        }
        self.fetched += 1;
        self.rested = false;
    }
}

impl Source for Cve {
    fn next(&mut self) -> Step {
        if let Some(note) = self.missing.take() {
            return Step::Note(note);
        }
        match &self.state {
            State::Release => Step::Ask(Ask::list(RELEASE)),
            State::Baseline { url, .. } => Step::Ask(Ask::archive(url, "cvelist.zip", Tag::default())),
            State::Log => {
                if !std::mem::replace(&mut self.rested, true) {
                    return Step::Keep;
                }
                Step::Ask(Ask { tag: self.cursor.log.clone(), ..Ask::list(format!("{LIST}deltaLog.json")) })
            }
            State::Items { newest } => {
                if self.fetched.is_multiple_of(KEEP_EVERY) && !std::mem::replace(&mut self.rested, true) {
                    return Step::Keep;
                }
                // The same record may have changed several times; it is fetched once.
                while self.items.front().is_some_and(|first| self.items.iter().skip(1).any(|later| later.name == first.name)) {
                    if let Some(item) = self.items.pop_front() {
                        self.cursor.mark.advance(&item, self.now);
                    }
                }
                match self.items.front().and_then(|item| Some((item, path_of(&item.name)?))) {
                    Some((item, path)) => Step::Ask(Ask::record(format!("{LIST}{path}"), format!("{}.json", item.name))),
                    None => {
                        self.cursor.log = newest.clone();
                        self.state = State::Done;
                        Step::Done
                    }
                }
            }
            State::Done => Step::Done,
        }
    }

    fn take(&mut self, got: Got) -> Result<(), Trouble> {
        match (&self.state, got) {
            (State::Release, Got::Bytes(bytes, _)) => {
                let (url, since) = Self::baseline(&bytes).ok_or_else(|| Trouble::unreadable("the release names no baseline"))?;
                self.state = State::Baseline { url, since };
            }
            (State::Baseline { since, .. }, Got::Kept(..)) => {
                self.cursor = Cursor { mark: Mark::at(*since, self.now), log: Tag::default(), whole: Some(self.now.as_ms()) };
                self.state = State::Log;
                (self.rested, self.based) = (false, true);
            }
            (State::Log, Got::Unchanged) => self.state = State::Done,
            (State::Log, Got::Bytes(bytes, newest)) => {
                let reaches = self.read_log(&bytes)?;
                self.state = if reaches { State::Items { newest } } else { State::Release };
            }
            (State::Items { .. }, Got::Kept(..)) => self.item_done(true),
            (State::Items { .. }, Got::Missing) => self.item_done(false),
            _ => return Err(Trouble::unasked()),
        }
        Ok(())
    }

    fn cursor(&self) -> Value {
        kept(&self.cursor)
    }
}

/// Where a record lies below the list: `2026/1xxx/CVE-2026-1234.json`; none for what is no CVE id.
fn path_of(id: &str) -> Option<String> {
    let (year, number) = id.strip_prefix("CVE-")?.split_once('-')?;
    let digits =
        |text: &str, lengths: std::ops::RangeInclusive<usize>| lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(year, 4..=4) || !digits(number, 4..=19) {
        return None;
    }
    Some(format!("{year}/{}xxx/{id}.json", number.get(..number.len() - 3)?))
}

#[derive(Deserialize)]
struct Release {
    #[serde(default)]
    assets: Vec<Asset>,
}

#[derive(Deserialize)]
struct Asset {
    name: String,
    browser_download_url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delta {
    fetch_time: String,
    #[serde(default)]
    new: Vec<Change>,
    #[serde(default)]
    updated: Vec<Change>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    #[serde(default)]
    cve_id: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_fetched_only_from_its_own_place() {
        assert_eq!(path_of("CVE-1900-1234").as_deref(), Some("1900/1xxx/CVE-1900-1234.json"));
        assert_eq!(path_of("CVE-1900-0001").as_deref(), Some("1900/0xxx/CVE-1900-0001.json"));
        assert_eq!(path_of("CVE-1900-1234567").as_deref(), Some("1900/1234xxx/CVE-1900-1234567.json"));
        for bad in ["", "CVE-1900-1", "CVE-19-1234", "CVE-1900-12/4", "../x", "GHSA-1900-1234", "CVE-1900-1234/../x"] {
            assert_eq!(path_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_a_file_of_the_list_itself_is_a_baseline() {
        let of = |url: &str| {
            let name = "1999-12-31_all_CVEs_at_midnight.zip.zip";
            Cve::baseline(serde_json::json!({ "assets": [{ "name": name, "browser_download_url": url }] }).to_string().as_bytes())
        };
        let good = format!("{DOWNLOADS}cve_1999-12-31_0000Z/x.zip.zip");
        assert_eq!(of(&good), Some((good, 946_598_400_000)));
        assert_eq!(of("https://else.example/x.zip"), None);
    }
}
