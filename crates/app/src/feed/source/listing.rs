//! Lists of what changed when: which items are due, and how far a run came, without trusting the clock of the list.

use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};

/// Items at the edge of a mark that are remembered by name.
const SEEN_MAX: usize = 20_000;
/// Items that are fetched before they are taken in.
pub(super) const KEEP_EVERY: usize = 500;

/// Time after which a whole reading is repeated: lists of changes miss some.
const WHOLE_EVERY_MS: i64 = 30 * 24 * 3_600_000;

/// Whether the whole is to be read again; never read is read first.
pub(super) fn is_whole_due(read_at: Option<i64>, now: Instant) -> bool {
    read_at.is_none_or(|read_at| now.as_ms().saturating_sub(read_at) > WHOLE_EVERY_MS)
}

/// Something that changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Item {
    /// When, in milliseconds since 1970.
    pub(super) at: i64,
    /// Its name, unique in its list.
    pub(super) name: String,
}

/// Up to when a list was worked off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Everything before this instant is known; none = nothing is.
    pub(super) since: Option<i64>,
    /// What is known at or after it: others may come later with the same instant, and a list may be ahead of our clock.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    seen: BTreeSet<(i64, String)>,
}

impl Mark {
    /// A mark at an instant, never ahead of now.
    pub(super) fn at(since: i64, now: Instant) -> Self {
        Self { since: Some(since.min(now.as_ms())), seen: BTreeSet::new() }
    }

    /// The items that are not known, the oldest first.
    pub(super) fn due(&self, items: impl IntoIterator<Item = Item>) -> VecDeque<Item> {
        let since = self.since.unwrap_or(i64::MIN);
        let mut due: Vec<Item> =
            items.into_iter().filter(|item| item.at >= since && !self.seen.contains(&(item.at, item.name.clone()))).collect();
        due.sort();
        due.dedup();
        due.into()
    }

    /// Notes an item as known; items come in the order of [`Mark::due`].
    pub(super) fn advance(&mut self, item: &Item, now: Instant) {
        // Invariant: the mark is never ahead of our clock, so an instant of the future hides nothing that comes before it.
        let since = item.at.min(now.as_ms()).max(self.since.unwrap_or(i64::MIN));
        self.since = Some(since);
        self.seen.retain(|(at, _)| *at >= since);
        if item.at >= since && self.seen.len() < SEEN_MAX {
            self.seen.insert((item.at, item.name.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(at: i64, name: &str) -> Item {
        Item { at, name: name.to_owned() }
    }

    fn names(mark: &Mark, items: &[Item]) -> Vec<String> {
        mark.due(items.to_vec()).into_iter().map(|item| item.name).collect()
    }

    #[test]
    fn nothing_is_fetched_twice_and_nothing_is_missed() {
        let now = Instant::from_ms(100);
        let mut mark = Mark::default();
        let first = [item(20, "b"), item(10, "a"), item(20, "b")];
        assert_eq!(names(&mark, &first), ["a", "b"]);
        mark.due(first).iter().for_each(|item| mark.advance(item, now));
        assert_eq!(names(&mark, &[item(10, "a"), item(20, "b")]), Vec::<String>::new());
        assert_eq!(names(&mark, &[item(20, "late"), item(20, "b"), item(30, "c")]), ["late", "c"], "the same instant, listed later");
        assert_eq!(names(&mark, &[item(25, "b")]), ["b"], "changed again");
    }

    #[test]
    fn a_list_that_is_ahead_of_our_clock_hides_nothing() {
        let now = Instant::from_ms(100);
        let mut mark = Mark::at(500, now);
        assert_eq!(mark.since, Some(100));
        mark.advance(&item(900, "ahead"), now);
        assert_eq!(names(&mark, &[item(900, "ahead"), item(120, "true")]), ["true"]);
        let again: Mark = serde_json::from_str(&serde_json::to_string(&mark).unwrap()).unwrap();
        assert_eq!(again, mark);
    }
}
