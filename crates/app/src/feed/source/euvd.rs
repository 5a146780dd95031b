//! ENISA's database: pages of everything, then pages of what changed since a day.

use super::{Ask, Got, Source, Step, Trouble, cursor_of, day, kept};
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

/// Where the search is.
const API: &str = "https://euvdservices.enisa.europa.eu/api/search";
/// Records of a page; the most that the search gives.
const PAGE: u64 = 100;
/// Rest between requests.
const PAUSE: Duration = Duration::from_millis(1_000);
/// Pages that are taken in together.
const KEEP_EVERY: u64 = 50;

/// How far it came.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    /// The day since which changes are asked for; none while everything is read for the first time.
    since: Option<String>,
    /// The day when the reading at hand began.
    began: Option<String>,
    /// The next page.
    page: u64,
}

/// ENISA's database.
pub(in crate::feed) struct Euvd {
    cursor: Cursor,
    page: Option<(u64, Vec<u8>)>,
    pages: u64,
    rested: bool,
    over: bool,
    now: Instant,
}

impl Euvd {
    pub(in crate::feed) fn new(cursor: &Value, now: Instant) -> Self {
        Self { cursor: cursor_of(cursor), page: None, pages: 0, rested: true, over: false, now }
    }
}

impl Source for Euvd {
    fn next(&mut self) -> Step {
        if let Some((page, bytes)) = self.page.take() {
            return Step::Hand(format!("euvd-{page:06}.json"), bytes);
        }
        if self.over {
            return Step::Done;
        }
        if self.pages.is_multiple_of(KEEP_EVERY) && !std::mem::replace(&mut self.rested, true) {
            return Step::Keep;
        }
        let began = self.cursor.began.get_or_insert_with(|| day(self.now)).clone();
        let page = self.cursor.page;
        let window = self.cursor.since.as_ref().map(|since| format!("&fromUpdatedDate={since}&toUpdatedDate={began}"));
        let pause = if self.pages == 0 { Duration::ZERO } else { PAUSE };
        Step::Ask(Ask { pause, ..Ask::list(format!("{API}?size={PAGE}&page={page}{}", window.unwrap_or_default())) })
    }

    fn take(&mut self, got: Got) -> Result<(), Trouble> {
        let Got::Bytes(bytes, _) = got else { return Err(Trouble::unasked()) };
        let list: List = serde_json::from_slice(&bytes).map_err(Trouble::unreadable)?;
        let (page, items) = (self.cursor.page, list.items.len() as u64);
        if items > 0 {
            self.page = Some((page, bytes));
        }
        let next = page + 1;
        if items == 0 || next.saturating_mul(PAGE) >= list.total {
            // The day when the reading began is asked for again: it was not over.
            self.cursor = Cursor { since: self.cursor.began.take(), began: None, page: 0 };
            self.over = true;
        } else {
            self.cursor.page = next;
        }
        self.pages += 1;
        self.rested = false;
        Ok(())
    }

    fn cursor(&self) -> Value {
        kept(&self.cursor)
    }
}

/// An answer of the search.
#[derive(Deserialize)]
struct List {
    items: Vec<serde::de::IgnoredAny>,
    total: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(items: usize, total: u64) -> Got {
        let items = vec!["{}"; items].join(",");
        Got::Bytes(format!(r#"{{"items":[{items}],"total":{total}}}"#).into_bytes(), Default::default())
    }

    fn next_url(euvd: &mut Euvd) -> Option<String> {
        loop {
            match euvd.next() {
                Step::Ask(ask) => return Some(ask.url),
                Step::Done => return None,
                _ => {}
            }
        }
    }

    #[test]
    fn the_first_reading_is_whole_and_the_next_asks_since_the_day_it_began() {
        let now = Instant::parse("2026-11-21T09:00:00+09:00").unwrap().instant;
        let mut euvd = Euvd::new(&Value::Null, now);
        assert!(next_url(&mut euvd).unwrap().ends_with("?size=100&page=0"));
        euvd.take(answer(100, 150)).unwrap();
        assert!(next_url(&mut euvd).unwrap().ends_with("&page=1"));
        euvd.take(answer(50, 150)).unwrap();
        assert!(next_url(&mut euvd).is_none());
        let mut euvd = Euvd::new(&euvd.cursor(), now.plus_days(1));
        assert!(next_url(&mut euvd).unwrap().ends_with("page=0&fromUpdatedDate=2026-11-21&toUpdatedDate=2026-11-22"));
        euvd.take(answer(0, 0)).unwrap();
        assert!(next_url(&mut euvd).is_none());
        assert!(Euvd::new(&Value::Null, now).take(Got::Bytes(b"[]".to_vec(), Default::default())).is_err());
    }
}
