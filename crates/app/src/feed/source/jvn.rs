//! JVN iPedia: the yearly details as its list of checksums names them, then what MyJVN lists as changed, in Japanese.

use super::listing::{Item, Mark};
use super::{Ask, Got, Source, Step, Tag, Trouble, cursor_of, instant_ms, kept};
use domain::instant::{Instant, Zone};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// Where the yearly files and their list are.
const YEARS: &str = "https://jvndb.jvn.jp/ja/feed/";
/// Where MyJVN is.
const API: &str = "https://jvndb.jvn.jp/myjvn?feed=hnd&lang=ja";
/// Entries of a page of overviews; the most that MyJVN gives.
const PAGE: u64 = 50;
/// Details that are asked for together; the most that MyJVN gives.
const GROUP: usize = 10;
/// Pages of overviews of one run.
const PAGES_MAX: u64 = 2_000;
/// Days that the first list of changes reaches back before the yearly files were fetched, and each one before the last.
const OVERLAP_DAYS: i64 = 2;
/// Rest between requests.
const PAUSE: Duration = Duration::from_millis(1_000);
/// Groups of details that are taken in together.
const KEEP_EVERY: usize = 50;

/// How far it came.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    /// SHA-256 of the yearly files that were taken in.
    years: BTreeMap<String, String>,
    mark: Mark,
}

enum State {
    Checksums,
    Years(VecDeque<Yearly>),
    Overviews { first: u64, found: Vec<Item> },
    Details,
    Done,
}

/// JVN iPedia.
pub(in crate::feed) struct Jvn {
    cursor: Cursor,
    state: State,
    items: VecDeque<Item>,
    group: Vec<Item>,
    page: Option<(String, Vec<u8>)>,
    groups: usize,
    rested: bool,
    now: Instant,
}

impl Jvn {
    pub(in crate::feed) fn new(cursor: &Value, now: Instant) -> Self {
        let cursor: Cursor = cursor_of(cursor);
        let state = if cursor.mark.since.is_some() { State::Overviews { first: 1, found: Vec::new() } } else { State::Checksums };
        Self { cursor, state, items: VecDeque::new(), group: Vec::new(), page: None, groups: 0, rested: true, now }
    }

    fn overviews(&self, first: u64) -> String {
        let since = Instant::from_ms(self.cursor.mark.since.unwrap_or(0)).plus_days(-OVERLAP_DAYS).civil(Zone::Tokyo);
        let (year, month, day) = (since.year, since.month, since.day);
        format!(
            "{API}&method=getVulnOverviewList&startItem={first}&maxCountItem={PAGE}&rangeDatePublic=n&rangeDatePublished=n\
             &rangeDateFirstPublished=n&datePublishedStartY={year}&datePublishedStartM={month}&datePublishedStartD={day}"
        )
    }

    fn read_overviews(&mut self, bytes: &[u8], first: u64, mut found: Vec<Item>) -> Result<(), Trouble> {
        let total = total(bytes)?;
        let (records, _) = formats::jvn::read(bytes);
        let item = |record: formats::record::Record| {
            let at = instant_ms(record.modified.as_deref().or(record.published.as_deref())?)?;
            is_number(&record.id).then_some(Item { at, name: record.id })
        };
        let before = found.len();
        found.extend(records.into_iter().filter_map(item));
        let next = first + PAGE;
        if next > total || found.len() == before || next / PAGE > PAGES_MAX {
            self.items = self.cursor.mark.due(found);
            self.state = State::Details;
        } else {
            self.state = State::Overviews { first: next, found };
        }
        Ok(())
    }
}

impl Source for Jvn {
    fn next(&mut self) -> Step {
        if let Some((name, bytes)) = self.page.take() {
            return Step::Hand(name, bytes);
        }
        if self.groups.is_multiple_of(KEEP_EVERY) && !std::mem::replace(&mut self.rested, true) {
            return Step::Keep;
        }
        match &self.state {
            State::Checksums => Step::Ask(Ask::list(format!("{YEARS}checksum.txt"))),
            State::Years(years) => match years.front() {
                Some(year) => Step::Ask(Ask::archive(format!("{YEARS}detail/{}", year.filename), &year.filename, Tag::default())),
                None => {
                    self.cursor.mark = Mark::at(self.now.plus_days(-OVERLAP_DAYS).as_ms(), self.now);
                    self.state = State::Overviews { first: 1, found: Vec::new() };
                    Step::Keep
                }
            },
            State::Overviews { first, .. } => Step::Ask(Ask { pause: PAUSE, ..Ask::list(self.overviews(*first)) }),
            State::Details => {
                let most = GROUP.min(self.items.len());
                self.group = self.items.drain(..most).collect();
                if self.group.is_empty() {
                    self.state = State::Done;
                    return Step::Done;
                }
                let ids: Vec<&str> = self.group.iter().map(|item| item.name.as_str()).collect();
                Step::Ask(Ask { pause: PAUSE, ..Ask::list(format!("{API}&method=getVulnDetailInfo&vulnId={}", ids.join("+"))) })
            }
            State::Done => Step::Done,
        }
    }

    fn take(&mut self, got: Got) -> Result<(), Trouble> {
        match (&mut self.state, got) {
            (State::Checksums, Got::Bytes(bytes, _)) => {
                let all: Vec<Yearly> = serde_json::from_slice(&bytes).map_err(Trouble::unreadable)?;
                let new = |year: &Yearly| year.is_detail() && self.cursor.years.get(&year.filename) != Some(&year.sha256.to_lowercase());
                self.state = State::Years(all.into_iter().filter(new).collect());
            }
            (State::Years(years), Got::Kept(_, sha256)) => {
                let Some(year) = years.pop_front() else { return Err(Trouble::unasked()) };
                if !year.sha256.eq_ignore_ascii_case(&sha256) {
                    return Err(Trouble::new("digest", year.filename));
                }
                self.cursor.years.insert(year.filename, sha256);
                // A year is taken in before the next one comes.
                (self.rested, self.groups) = (false, 0);
            }
            (State::Overviews { first, found }, Got::Bytes(bytes, _)) => {
                let (first, found) = (*first, std::mem::take(found));
                self.read_overviews(&bytes, first, found)?;
            }
            (State::Details, Got::Bytes(bytes, _)) => {
                total(&bytes)?;
                for item in std::mem::take(&mut self.group) {
                    self.cursor.mark.advance(&item, self.now);
                }
                self.page = Some((format!("jvn-{:05}.xml", self.groups), bytes));
                self.groups += 1;
                self.rested = false;
            }
            _ => return Err(Trouble::unasked()),
        }
        Ok(())
    }

    fn cursor(&self) -> Value {
        kept(&self.cursor)
    }
}

/// A yearly file as the list of checksums names it.
#[derive(Debug, Deserialize)]
struct Yearly {
    #[serde(default)]
    filename: String,
    #[serde(default)]
    sha256: String,
}

impl Yearly {
    fn is_detail(&self) -> bool {
        let year = self.filename.strip_prefix("jvndb_detail_").and_then(|rest| rest.strip_suffix(".rdf"));
        year.is_some_and(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))
    }
}

fn is_number(id: &str) -> bool {
    id.strip_prefix("JVNDB-").is_some_and(|rest| rest.len() <= 20 && rest.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
}

/// How many entries an answer of MyJVN is about; its status says also when it is none.
fn total(bytes: &[u8]) -> Result<u64, Trouble> {
    let text = String::from_utf8_lossy(bytes);
    let status = text.find(":Status").or_else(|| text.find("<Status")).and_then(|at| text.get(at..));
    let status = status.and_then(|rest| rest.split_once('>')).map(|(status, _)| status);
    let status = status.ok_or_else(|| Trouble::unreadable("an answer without the status of MyJVN"))?;
    let value = |name: &str| Some(status.split_once(&format!("{name}=\""))?.1.split_once('"')?.0);
    match (value(" retCd"), value(" totalRes").and_then(|total| total.parse().ok())) {
        (Some("0"), Some(total)) => Ok(total),
        _ => Err(Trouble::unreadable(value(" errMsg").unwrap_or("MyJVN answers with an error"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_an_answer_decides() {
        let answer = |status: &str| format!("<rdf:RDF><item/><status:Status xmlns:status=\"x\" version=\"3.3\" {status} /></rdf:RDF>");
        let of = |status: &str| total(answer(status).as_bytes());
        assert_eq!(of("retCd=\"0\" totalRes=\"155174\" totalResRet=\"50\""), Ok(155_174));
        assert!(of("retCd=\"1\" totalRes=\"\" errMsg=\"bad\"").unwrap_err().detail.contains("bad"));
        assert!(total(b"<html></html>").is_err());
    }

    #[test]
    fn only_yearly_details_and_numbers_are_asked_for() {
        let is = |name: &str| Yearly { filename: name.into(), sha256: String::new() }.is_detail();
        assert!(is("jvndb_detail_2026.rdf"));
        assert!(!is("jvndb_2026.rdf") && !is("../jvndb_detail_2026.rdf") && !is("jvndb_detail_20/6.rdf"));
        assert!(is_number("JVNDB-1900-000001") && !is_number("JVNDB-1900-1&x=y") && !is_number("CVE-1900-0001"));
    }
}
