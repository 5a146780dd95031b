//! ENISA's European vulnerability database: answers of its API (`search`, `lastvulnerabilities`, one record) and the list that maps its
//! numbers to CVEs.

use std::sync::Arc;

use crate::documents::RECORDS_MAX;
use crate::json;
use crate::json::lenient::{List, Object, Text};
use crate::json::scan;
use crate::problem::{Problem, Problems, quote};
use crate::record::{Affected, Form, Range, RangeEnd, RangeKind, Record, RecordScore, Status, Subject};
use serde::Deserialize;

/// Products of one record.
const AFFECTED_MAX: usize = 5_000;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    description: Text<'a>,
    #[serde(borrow, default)]
    date_published: Text<'a>,
    #[serde(borrow, default)]
    date_updated: Text<'a>,
    #[serde(borrow, default)]
    base_score_vector: Text<'a>,
    #[serde(borrow, default)]
    references: Text<'a>,
    #[serde(borrow, default)]
    aliases: Text<'a>,
    #[serde(borrow, default)]
    assigner: Text<'a>,
    #[serde(borrow, default)]
    enisa_id_product: List<Object<Product<'a>>>,
    #[serde(borrow, default)]
    enisa_id_vendor: List<Object<Vendor<'a>>>,
}

#[derive(Deserialize, Default)]
struct Product<'a> {
    #[serde(borrow, default)]
    product: Object<Named<'a>>,
    #[serde(borrow, default)]
    product_version: Text<'a>,
}

#[derive(Deserialize, Default)]
struct Vendor<'a> {
    #[serde(borrow, default)]
    vendor: Object<Named<'a>>,
}

#[derive(Deserialize, Default)]
struct Named<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
}

/// Whether a member says that its object is a record of the database.
pub(crate) fn decides(key: &[u8], value: &[u8]) -> bool {
    match key {
        b"enisaIdProduct" | b"enisaIdVendor" | b"baseScoreVector" => true,
        b"id" => scan::plain_text(value).is_some_and(|id| id.starts_with("EUVD-")),
        _ => false,
    }
}

/// Whether an item of an answer is a record. What is nested in it is not looked into.
pub(crate) fn is_item(bytes: &[u8]) -> bool {
    scan::members(bytes).any(|(key, value)| decides(key, value))
}

/// Where the list of an answer begins, so that each record can be kept by itself; none where the bytes are no answer.
#[must_use]
pub fn list_of(bytes: &[u8]) -> Option<usize> {
    // The form is told by the first keys, so that a document of another form costs no walk to its end.
    let start = json::trim_start(bytes);
    if crate::detect::form(start) != Some(Form::Euvd) {
        return None;
    }
    let (_, items) = scan::members(start).find(|(key, value)| *key == b"items" && value.starts_with(b"["))?;
    Some(items.as_ptr() as usize - bytes.as_ptr() as usize)
}

/// Reads one record, or an answer with its `items`. An item without a number is left out with a problem.
#[must_use]
pub fn read(bytes: &[u8]) -> (Vec<Record>, Vec<Problem>) {
    let mut problems = Problems::default();
    let mut records = Vec::new();
    let start = json::trim_start(bytes);
    let items = scan::members(start).find(|(key, value)| *key == b"items" && value.starts_with(b"[")).map(|(_, value)| value);
    match items {
        Some(items) => {
            for (at, item) in scan::elements(items).enumerate().take(RECORDS_MAX) {
                match item {
                    Ok(item) => records.extend(one(item, &format!("/items/{at}"), &mut problems)),
                    Err(_) => problems.note("record.truncated", format!("/items/{at}"), "the list ends early"),
                }
            }
        }
        None => records.extend(one(start, "", &mut problems)),
    }
    (records, problems.into_vec())
}

fn one(bytes: &[u8], pointer: &str, problems: &mut Problems) -> Option<Record> {
    let item: Item<'_> = match json::record(bytes, || pointer.to_owned(), problems)? {
        Object::Is(item) => item,
        _ => {
            problems.note("record.not_object", pointer, "a record is an object");
            return None;
        }
    };
    let Some(id) = item.id.get() else {
        problems.note("record.no_id", pointer, "an entry without its EUVD number");
        return None;
    };
    let mut record = Record::new(id, Form::Euvd);
    record.description = item.description.owned();
    record.published = instant(&item.date_published, &format!("{pointer}/datePublished"), problems);
    record.modified = instant(&item.date_updated, &format!("{pointer}/dateUpdated"), problems);
    record.aliases = lines(&item.aliases).filter(|alias| *alias != id).map(str::to_owned).collect();
    record.references = lines(&item.references).map(str::to_owned).collect();
    if let Some(vector) = item.base_score_vector.get().filter(|vector| vector.contains('/')) {
        let source = item.assigner.get().unwrap_or("euvd").to_owned();
        record.scores.push(RecordScore { vector: vector.to_owned(), source });
    }
    let name = |named: &Object<Named<'_>>| named.get().and_then(|named| named.name.owned());
    let vendors: Vec<String> = item.enisa_id_vendor.items.iter().filter_map(|vendor| name(&vendor.get()?.vendor)).collect();
    // Vendors and products are two lists; which belongs to which is told only where there is one vendor.
    let vendor = if let [vendor] = vendors.as_slice() { vendor.clone() } else { String::new() };
    for (at, entry) in item.enisa_id_product.items.iter().enumerate().take(AFFECTED_MAX) {
        let Some(entry) = entry.get() else { continue };
        let Some(product) = name(&entry.product) else { continue };
        record.affected.push(affected(vendor.clone(), product, entry.product_version.get(), format!("{pointer}/enisaIdProduct/{at}")));
    }
    Some(record)
}

/// Lines of a text that holds a list.
fn lines<'a>(text: &'a Text<'_>) -> impl Iterator<Item = &'a str> {
    text.get().unwrap_or("").lines().map(str::trim).filter(|line| !line.is_empty())
}

/// A version as the database writes it: one, `1.0 <1.5`, `<1.5`, `≤1.5`, or words, of which nobody knows.
fn affected(vendor: String, product: String, version: Option<&str>, pointer: String) -> Affected {
    let subject = Subject::Named { vendor, product };
    let (mut ranges, mut versions) = (Vec::new(), Vec::new());
    let text = version.unwrap_or("").trim();
    let plain = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || c == 'v') && !text.contains([' ', ',', '<', '>', '≤']);
    let (from, rest) = match text.split_once(['<', '≤']) {
        Some((from, _)) => (from.trim(), text.get(from.len()..).unwrap_or("")),
        None => (text, ""),
    };
    let end = rest.strip_prefix("<=").or_else(|| rest.strip_prefix('≤')).map(|end| RangeEnd::With(end.trim().to_owned()));
    let end = end.or_else(|| rest.strip_prefix('<').map(|end| RangeEnd::Before(end.trim().to_owned())));
    match end {
        Some(RangeEnd::With(end) | RangeEnd::Before(end)) if !plain(&end) || !(from.is_empty() || plain(from)) => {}
        Some(to) => {
            let from = (!from.is_empty() && from != "0").then(|| from.to_owned());
            ranges.push(Range { kind: RangeKind::Custom, status: Status::Affected, from, to });
        }
        None if plain(text) => versions.push(text.to_owned()),
        None => {}
    }
    let default_status = if ranges.is_empty() && versions.is_empty() { Status::Unknown } else { Status::Unaffected };
    Affected { subject, ranges, versions, default_status, context: Arc::default(), pointer }
}

/// `Apr 15, 2025, 8:30:58 PM` (UTC) as RFC 3339; what is RFC 3339 already stays.
fn instant(text: &Text<'_>, pointer: &str, problems: &mut Problems) -> Option<String> {
    let text = text.get().map(str::trim).filter(|text| !text.is_empty())?;
    if text.as_bytes().get(4) == Some(&b'-') {
        return Some(text.to_owned());
    }
    let read = american(text);
    if read.is_none() {
        problems.note("euvd.bad_date", pointer, quote(text));
    }
    read
}

fn american(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    // A narrow blank stands before AM and PM in newer answers.
    let mut words = text.split([' ', ',', '\u{202f}', '\u{a0}']).filter(|word| !word.is_empty());
    let month = MONTHS.iter().position(|month| words.clone().next() == Some(month))? + 1;
    words.next()?;
    let (day, year): (u32, u32) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let mut time = words.next()?.split(':').map(|part| part.parse::<u32>().ok());
    let (hour, minute, second) = (time.next()??, time.next()??, time.next()??);
    let hour = match words.next()? {
        "AM" => hour % 12,
        "PM" => hour % 12 + 12,
        _ => return None,
    };
    let fits = (1..=31).contains(&day) && (1000..=9999).contains(&year) && hour < 24 && minute < 60 && second < 60;
    fits.then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

/// Reads the list that maps numbers of the database to CVEs: rows of `EUVD-…,CVE-…`, with or without a head.
#[must_use]
pub fn mapping(bytes: &[u8]) -> (Vec<(String, String)>, Vec<Problem>) {
    let mut problems = Problems::default();
    let mut pairs = Vec::new();
    for (number, line) in crate::documents::lines(json::trim_start(bytes)) {
        if pairs.len() == RECORDS_MAX {
            problems.note("record.too_many", format!("line {number}"), format!("only the first {RECORDS_MAX} rows were read"));
            break;
        }
        let line = String::from_utf8_lossy(line);
        let mut cells = line.split([',', ';', '\t']).map(|cell| cell.trim().trim_matches('"'));
        let (own, other) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
        match (own.starts_with("EUVD-"), crate::csaf::is_cve(other)) {
            (true, true) => pairs.push((own.to_owned(), other.to_owned())),
            _ if number == 1 => {}
            _ => problems.note("euvd.bad_row", format!("line {number}"), quote(&line)),
        }
    }
    (pairs, problems.into_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by us from the documented form of the API; no entry of the database.
    const ANSWER: &str = r#"{"items": [
        {"id": "EUVD-1900-1001", "description": "A flaw.", "datePublished": "Apr 15, 2025, 8:30:58 PM", "dateUpdated": "Apr 16, 2025, 12:00:01 AM",
         "baseScore": 9.8, "baseScoreVersion": "3.1", "baseScoreVector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
         "references": "https://a.example/1\nhttps://a.example/2\n", "aliases": "CVE-1900-0001\nGHSA-xxxx-yyyy-zzzz\n", "assigner": "kakuu", "epss": 0.4,
         "enisaIdProduct": [
            {"id": "1", "product": {"name": "Router"}, "product_version": "1.0 <1.5"},
            {"id": "2", "product": {"name": "Camera"}, "product_version": "2.1"},
            {"id": "3", "product": {"name": "Hub"}, "product_version": "all but the newest"}],
         "enisaIdVendor": [{"id": "v", "vendor": {"name": "Kakuu Denki"}}]},
        {"description": "no number"}], "total": 2}"#;

    #[test]
    fn an_answer_keeps_names_dates_scores_and_products() {
        assert_eq!(crate::detect::form(ANSWER.as_bytes()), Some(Form::Euvd));
        let (records, problems) = crate::detect::records(ANSWER.as_bytes(), "euvd.json");
        let record = &records[0];
        assert_eq!((records.len(), record.id.as_str()), (1, "EUVD-1900-1001"));
        assert_eq!(record.aliases, ["CVE-1900-0001", "GHSA-xxxx-yyyy-zzzz"]);
        assert_eq!(record.published.as_deref(), Some("2025-04-15T20:30:58Z"));
        assert_eq!(record.modified.as_deref(), Some("2025-04-16T00:00:01Z"));
        assert_eq!((record.references.len(), record.scores[0].source.as_str()), (2, "kakuu"));
        assert_eq!(record.affected[0].ranges[0].to, RangeEnd::Before("1.5".to_owned()));
        assert_eq!(record.affected[1].versions, ["2.1"]);
        assert_eq!(record.affected[2].default_status, Status::Unknown);
        assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["record.no_id"]);
    }

    #[test]
    fn dates_and_versions_that_are_not_understood_are_left_open() {
        for bad in ["Foo 15, 2025, 8:30:58 PM", "Apr 99, 2025, 8:30:58 PM", "Apr", "15/04/2025", "Apr 15, 2025, 8:30 PM"] {
            assert_eq!(american(bad), None, "{bad}");
        }
        let of = |version| affected("v".to_owned(), "p".to_owned(), Some(version), String::new());
        assert_eq!(of("≤3.2").ranges[0].to, RangeEnd::With("3.2".to_owned()));
        assert_eq!(of("0 <=3.2").ranges[0], Range { from: None, to: RangeEnd::With("3.2".to_owned()), ..of("<1").ranges[0].clone() });
        for open in ["", "n/a", "1.0, 1.1", "before <x y"] {
            assert_eq!(of(open).default_status, Status::Unknown, "{open}");
        }
    }

    #[test]
    fn answers_inside_answers_are_not_followed() {
        let deep = format!("{}1{}", r#"{"items":["#.repeat(200_000), "]}".repeat(200_000));
        assert_eq!(crate::detect::form(deep.as_bytes()), None);
        assert!(list_of(deep.as_bytes()).is_none() && list_of(b"[]").is_none());
        assert!(list_of(ANSWER.as_bytes()).is_some_and(|at| ANSWER[at..].starts_with('[')));
    }

    #[test]
    fn the_mapping_is_pairs() {
        let (pairs, problems) = mapping(b"euvd_id,cve_id\nEUVD-1900-1,CVE-1900-0001\nx,y\n");
        assert_eq!((pairs.len(), problems.len()), (1, 1));
    }
}
