//! OSV: for each ecosystem the whole as one archive, then what changed after it, record by record.

use super::listing::{Item, KEEP_EVERY, Mark, is_whole_due};
use super::{Ask, Got, Note, Source, Step, Tag, Trouble, cursor_of, encoded, file_of, instant_ms, is_plain, kept};
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};

/// Where everything lies.
const BUCKET: &str = "https://osv-vulnerabilities.storage.googleapis.com/";
/// More changes than this are had faster with the archive.
const CHANGES_MAX: usize = 2_000;
/// Rows of a list that are read.
const ROWS_MAX: usize = 2_000_000;

/// How far one ecosystem came.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    mark: Mark,
    list: Tag,
    /// When the archive was fetched, in milliseconds since 1970.
    whole: Option<i64>,
}

enum State {
    List,
    Archive { mark: Mark, list: Tag },
    Items { list: Tag },
}

/// OSV.
pub(in crate::feed) struct Osv {
    ecosystems: VecDeque<String>,
    places: BTreeMap<String, Place>,
    state: State,
    items: VecDeque<Item>,
    fetched: usize,
    rested: bool,
    now: Instant,
    note: Option<Note>,
}

impl Osv {
    pub(in crate::feed) fn new(ecosystems: &[String], cursor: &Value, now: Instant) -> Self {
        let ecosystems = ecosystems.iter().cloned().collect();
        let (places, items) = (cursor_of(cursor), VecDeque::new());
        Self { ecosystems, places, state: State::List, items, fetched: 0, rested: true, now, note: None }
    }

    fn address(ecosystem: &str, file: &str) -> String {
        format!("{BUCKET}{}/{}", encoded(ecosystem), encoded(file))
    }

    /// The place of the ecosystem at hand.
    fn place(&mut self) -> &mut Place {
        let name = self.ecosystems.front().cloned().unwrap_or_default();
        self.places.entry(name).or_default()
    }

    fn read_list(&mut self, bytes: &[u8], list: Tag) -> Result<(), Trouble> {
        let rows = String::from_utf8_lossy(bytes);
        let items: Vec<Item> = rows.lines().take(ROWS_MAX).filter_map(item).collect();
        let newest = items.iter().map(|item| item.at).max();
        let newest = newest.ok_or_else(|| Trouble::unreadable("the list of changes has no row"))?;
        let now = self.now;
        let place = self.place();
        let due = place.mark.due(items.iter().cloned());
        if place.mark.since.is_none() || is_whole_due(place.whole, now) || due.len() > CHANGES_MAX {
            // The list was fetched before the archive: what changes in between is fetched again, never missed.
            let mut mark = Mark::at(newest, now);
            let since = mark.since.unwrap_or(newest);
            items.iter().filter(|item| item.at >= since).for_each(|item| mark.advance(item, now));
            self.state = State::Archive { mark, list };
        } else {
            self.items = due;
            self.state = State::Items { list };
        }
        Ok(())
    }

    /// Goes on with the next ecosystem.
    fn onward(&mut self) {
        self.ecosystems.pop_front();
        self.state = State::List;
    }

    fn item_done(&mut self, is_there: bool) {
        let (Some(item), now) = (self.items.pop_front(), self.now) else { return };
        self.place().mark.advance(&item, now);
        if !is_there {
            self.note = Some(Note { file: item.name, code: "feed.missing", detail: "listed as changed, and not there".into() });
        }
        self.fetched += 1;
        self.rested = false;
    }
}

impl Source for Osv {
    fn next(&mut self) -> Step {
        if let Some(note) = self.note.take() {
            return Step::Note(note);
        }
        loop {
            if self.fetched.is_multiple_of(KEEP_EVERY) && !std::mem::replace(&mut self.rested, true) {
                return Step::Keep;
            }
            let Some(ecosystem) = self.ecosystems.front().cloned() else { return Step::Done };
            match &self.state {
                State::List => {
                    let now = self.now;
                    let place = self.place();
                    let tag = if is_whole_due(place.whole, now) { Tag::default() } else { place.list.clone() };
                    return Step::Ask(Ask { tag, ..Ask::list(Self::address(&ecosystem, "modified_id.csv")) });
                }
                State::Archive { .. } => {
                    let name = format!("{}.zip", encoded(&ecosystem));
                    return Step::Ask(Ask::archive(Self::address(&ecosystem, "all.zip"), name, Tag::default()));
                }
                State::Items { list } => match self.items.front() {
                    Some(item) => {
                        let url = Self::address(&ecosystem, &format!("{}.json", item.name));
                        return Step::Ask(Ask::record(url, file_of(&item.name)));
                    }
                    None => {
                        let list = list.clone();
                        self.place().list = list;
                        self.onward();
                    }
                },
            }
        }
    }

    fn take(&mut self, got: Got) -> Result<(), Trouble> {
        match (&self.state, got) {
            (State::List, Got::Unchanged) => self.onward(),
            (State::List, Got::Bytes(bytes, list)) => self.read_list(&bytes, list)?,
            (State::Archive { mark, list }, Got::Kept(..)) => {
                let place = Place { mark: mark.clone(), list: list.clone(), whole: Some(self.now.as_ms()) };
                *self.place() = place;
                self.onward();
                // An archive is taken in before the next one comes.
                (self.rested, self.fetched) = (false, 0);
            }
            (State::Items { .. }, Got::Kept(..)) => self.item_done(true),
            (State::Items { .. }, Got::Missing) => self.item_done(false),
            _ => return Err(Trouble::unasked()),
        }
        Ok(())
    }

    fn cursor(&self) -> Value {
        kept(&self.places)
    }
}

/// A row `instant,id`; what is neither is left out.
fn item(row: &str) -> Option<Item> {
    let (at, id) = row.split_once(',')?;
    let id = id.trim();
    Some(Item { at: instant_ms(at).filter(|_| is_plain(id))?, name: id.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_lead_elsewhere_are_left_out() {
        assert_eq!(
            item("2026-01-01T00:00:00.5Z,GHSA-aaaa-bbbb-cccc"),
            Some(Item { at: 1_767_225_600_500, name: "GHSA-aaaa-bbbb-cccc".into() })
        );
        for bad in [
            "",
            "x",
            "2026-01-01T00:00:00Z,../x",
            "2026-01-01T00:00:00Z,a/b",
            "yesterday,A-1",
            "2026-01-01T00:00:00Z,",
            "2026-01-01T00:00:00Z,.x",
        ] {
            assert_eq!(item(bad), None, "{bad}");
        }
        assert_eq!(Osv::address("Red Hat", "all.zip"), format!("{BUCKET}Red%20Hat/all.zip"));
    }
}
