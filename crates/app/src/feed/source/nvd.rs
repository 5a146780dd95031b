//! NVD's API 2.0: pages of everything, then pages of what changed, in windows that the API allows.

use super::{Ask, Got, Source, Step, Trouble, cursor_of, kept};
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

/// Where the API is.
const API: &str = "https://services.nvd.nist.gov/rest/json/cves/2.0";
/// Records of a page; the most that the API gives.
const PAGE: u64 = 2_000;
/// Longest window of changes, below the API's 120 days.
const WINDOW_MS: i64 = 119 * 24 * 3_600_000;
/// Overlap of two windows: the API's index lags behind its instants.
const OVERLAP_MS: i64 = 15 * 60_000;
/// Rest between requests without a key: five within 30 s are allowed.
const PAUSE: Duration = Duration::from_millis(6_500);
/// Rest between requests with a key: 50 within 30 s are allowed.
const PAUSE_WITH_KEY: Duration = Duration::from_millis(700);
/// Pages that are taken in together.
const KEEP_EVERY: u64 = 5;

/// How far it came.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    /// Up to when every change is known; none while everything is read for the first time.
    since: Option<i64>,
    /// End of the window at hand; in the first reading, when that began.
    until: Option<i64>,
    /// First record of the next page.
    index: u64,
}

/// The NVD.
pub(in crate::feed) struct Nvd {
    key: Option<String>,
    cursor: Cursor,
    page: Option<(u64, Vec<u8>)>,
    pages: u64,
    rested: bool,
    asked: bool,
    now: Instant,
}

impl Nvd {
    pub(in crate::feed) fn new(key: Option<String>, cursor: &Value, now: Instant) -> Self {
        Self { key, cursor: cursor_of(cursor), page: None, pages: 0, rested: true, asked: false, now }
    }

    /// The address of the page at hand; none when every change up to now is known.
    fn address(&mut self) -> Option<String> {
        let now = self.now.as_ms();
        let Some(since) = self.cursor.since else {
            self.cursor.until.get_or_insert(now);
            return Some(format!("{API}?resultsPerPage={PAGE}&startIndex={}", self.cursor.index));
        };
        if since >= now {
            return None;
        }
        let until = *self.cursor.until.get_or_insert_with(|| now.min(since.saturating_add(WINDOW_MS)));
        // With a numeric offset, as the API documents it.
        let instant = |ms: i64| Instant::from_ms(ms).to_rfc3339().replace('Z', ".000%2B00:00");
        let start = instant(since.saturating_sub(OVERLAP_MS));
        Some(format!(
            "{API}?resultsPerPage={PAGE}&startIndex={}&lastModStartDate={start}&lastModEndDate={}",
            self.cursor.index,
            instant(until)
        ))
    }
}

impl Source for Nvd {
    fn next(&mut self) -> Step {
        if let Some((index, bytes)) = self.page.take() {
            return Step::Hand(format!("nvd-{index:08}.json"), bytes);
        }
        if self.pages.is_multiple_of(KEEP_EVERY) && !std::mem::replace(&mut self.rested, true) {
            return Step::Keep;
        }
        let Some(url) = self.address() else { return Step::Done };
        let pause = match (std::mem::replace(&mut self.asked, true), self.key.is_some()) {
            (false, _) => Duration::ZERO,
            (true, true) => PAUSE_WITH_KEY,
            (true, false) => PAUSE,
        };
        Step::Ask(Ask { header: self.key.clone().map(|key| ("apiKey", key)), pause, ..Ask::list(url) })
    }

    fn take(&mut self, got: Got) -> Result<(), Trouble> {
        let Got::Bytes(bytes, _) = got else { return Err(Trouble::unasked()) };
        let page: Page = serde_json::from_slice(&bytes).map_err(Trouble::unreadable)?;
        if page.start_index != self.cursor.index {
            return Err(Trouble::unreadable(format!("page {} was asked for, {} came", self.cursor.index, page.start_index)));
        }
        let next = page.start_index + page.results_per_page.min(PAGE);
        if page.results_per_page == 0 && next < page.total_results {
            return Err(Trouble::unreadable("an empty page before the end"));
        }
        if page.results_per_page > 0 {
            self.page = Some((self.cursor.index, bytes));
        }
        if next >= page.total_results {
            self.cursor = Cursor { since: self.cursor.until, until: None, index: 0 };
        } else {
            self.cursor.index = next;
        }
        self.pages += 1;
        self.rested = false;
        Ok(())
    }

    fn cursor(&self) -> Value {
        kept(&self.cursor)
    }
}

/// The head of a page.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    results_per_page: u64,
    start_index: u64,
    total_results: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: i64 = 24 * 3_600_000;

    fn page(index: u64, count: u64, total: u64) -> Got {
        let text = format!(r#"{{"resultsPerPage":{count},"startIndex":{index},"totalResults":{total},"vulnerabilities":[]}}"#);
        Got::Bytes(text.into_bytes(), Default::default())
    }

    fn asked(step: Step) -> Ask {
        match step {
            Step::Ask(ask) => ask,
            other => panic!("{other:?}"),
        }
    }

    /// Takes pages until the plan asks again or is done.
    fn next_ask(nvd: &mut Nvd) -> Option<Ask> {
        loop {
            match nvd.next() {
                Step::Hand(..) | Step::Keep => {}
                Step::Done => return None,
                step => return Some(asked(step)),
            }
        }
    }

    #[test]
    fn everything_is_read_once_and_an_interrupted_reading_goes_on() {
        let now = Instant::from_ms(1_000 * DAY_MS);
        let mut nvd = Nvd::new(None, &Value::Null, now);
        let first = next_ask(&mut nvd).unwrap();
        assert!(first.url.ends_with("startIndex=0") && first.pause.is_zero(), "{}", first.url);
        nvd.take(page(0, 2_000, 5_000)).unwrap();
        let cursor = nvd.cursor();
        let mut again = Nvd::new(None, &cursor, Instant::from_ms(1_001 * DAY_MS));
        assert!(next_ask(&mut again).unwrap().url.ends_with("startIndex=2000"));
        again.take(page(2_000, 2_000, 5_000)).unwrap();
        assert_eq!(next_ask(&mut again).unwrap().pause, PAUSE);
        again.take(page(4_000, 1_000, 5_000)).unwrap();
        // What changed while it was read follows at once.
        let changes = next_ask(&mut again).unwrap().url;
        assert!(changes.contains("lastModStartDate=1972-09-26T23:45:00.000%2B00:00&lastModEndDate="), "{changes}");
        again.take(page(0, 0, 0)).unwrap();
        assert!(next_ask(&mut again).is_none());
    }

    #[test]
    fn a_window_is_never_longer_than_the_api_allows() {
        let now = Instant::from_ms(1_000 * DAY_MS);
        let cursor = serde_json::json!({ "since": 700 * DAY_MS });
        let mut nvd = Nvd::new(Some("key".into()), &cursor, now);
        let mut windows = 0;
        while let Some(ask) = next_ask(&mut nvd) {
            assert_eq!(ask.header, Some(("apiKey", "key".to_owned())));
            nvd.take(page(0, 0, 0)).unwrap();
            windows += 1;
        }
        assert_eq!(windows, 3, "300 days are three windows");
    }

    #[test]
    fn pages_out_of_order_and_endless_ones_are_refused() {
        let fresh = || {
            let mut nvd = Nvd::new(None, &Value::Null, Instant::from_ms(DAY_MS));
            next_ask(&mut nvd);
            nvd
        };
        assert!(fresh().take(page(2_000, 2_000, 5_000)).is_err());
        assert!(fresh().take(page(0, 0, 5_000)).is_err());
        assert!(fresh().take(Got::Bytes(b"<html>".to_vec(), Default::default())).is_err());
    }
}
