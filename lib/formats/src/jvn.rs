//! JVN iPedia, as MyJVN gives it out: overviews in JVNRSS (`getVulnOverviewList`, the yearly and the new feeds), details in VULDEF
//! (`getVulnDetailInfo`, the yearly details).
//!
//! Versions are Japanese prose; what `packages` understands of it becomes ranges, and what it does not is a problem, so that nobody takes
//! silence for an answer.

use std::sync::Arc;

use crate::elements::{self, Element};
use crate::problem::{Problem, Problems, quote};
use crate::record::{Affected, Form, Range, RangeKind, Record, RecordScore, Status, Subject};
use memchr::memmem;
use packages::cpe::Cpe;
use packages::range::jvn as prose;
use packages::scheme::Scheme;
use std::ops::Range as Span;

/// Largest document, in bytes; a year of details has some 100 MB.
pub const JVN_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Products of one record.
const AFFECTED_MAX: usize = 5_000;
/// The versions of CPE names have no scheme of their own.
const SCHEME: Scheme = Scheme::CpeGeneric;

/// Whether the bytes begin like a document of MyJVN.
pub(crate) fn looks_like(bytes: &[u8]) -> bool {
    let head = elements::text(bytes.get(..bytes.len().min(2_000)).unwrap_or_default());
    let head = head.trim_start();
    let piece = head.starts_with("<Vulinfo") || head.starts_with("<item") && head.contains("<sec:");
    piece || head.starts_with('<') && (head.contains("jvn.jp/vuldef") || head.contains("jvn.jp/rss/mod_sec"))
}

/// Where the records of a document lie, so that each can be kept and read again by itself. Empty for what is no document of MyJVN or not
/// written in UTF-8, whose pieces would lose their declaration.
#[must_use]
pub fn pieces(bytes: &[u8]) -> Vec<Span<usize>> {
    if !looks_like(bytes) || std::str::from_utf8(bytes).is_err() {
        return Vec::new();
    }
    let mut pieces = Vec::new();
    let mut end = 0;
    for start in memchr::memchr_iter(b'<', bytes) {
        let rest = bytes.get(start..).unwrap_or_default();
        let close: &[u8] = match rest {
            // Inside the piece before.
            _ if start < end => continue,
            _ if rest.starts_with(b"<Vulinfo>") => b"</Vulinfo>",
            _ if rest.starts_with(b"<item>") || rest.starts_with(b"<item ") => b"</item>",
            _ => continue,
        };
        let Some(length) = memmem::find(rest, close) else { break };
        end = start + length + close.len();
        pieces.push(start..end);
        if pieces.len() == crate::documents::RECORDS_MAX {
            break;
        }
    }
    pieces
}

/// Reads overviews and details. An entry without a number is left out with a problem.
#[must_use]
pub fn read(bytes: &[u8]) -> (Vec<Record>, Vec<Problem>) {
    let mut problems = Problems::default();
    let mut records = Vec::new();
    if bytes.len() > JVN_BYTES_MAX {
        problems.note("record.too_large", "", format!("{} bytes, at most {JVN_BYTES_MAX}", bytes.len()));
        return (records, problems.into_vec());
    }
    let text = elements::text(bytes);
    elements::each(&text, &["item", "Vulinfo"], &mut problems, &mut |at, element, problems| {
        let read = if element.name == "item" { overview(element) } else { detail(element, at, problems) };
        match read {
            Some(record) => records.push(record),
            None => problems.note("record.no_id", format!("record {at}"), "an entry without its JVNDB number"),
        }
    });
    (records, problems.into_vec())
}

/// A record with its texts. A piece of a document does not say its language; Japanese is told by its letters.
fn begin(id: &str, title: Option<&str>, description: Option<&str>) -> Record {
    let letter = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
    let japanese = title.into_iter().chain(description).any(|text| text.contains(letter));
    let mut record = Record::new(id, Form::Jvn);
    let (title, description) = (title.map(str::to_owned), description.map(str::to_owned));
    if japanese {
        (record.title_ja, record.description_ja) = (title, description);
    } else {
        (record.title, record.description) = (title, description);
    }
    record
}

/// An item of JVNRSS with the elements of its security module.
fn overview(item: &Element) -> Option<Record> {
    let mut record = begin(item.text_at("identifier")?, item.text_at("title"), item.text_at("description"));
    record.published = item.text_at("issued").or_else(|| item.text_at("date")).map(str::to_owned);
    record.modified = item.text_at("modified").or_else(|| item.text_at("date")).map(str::to_owned);
    record.references.extend(item.text_at("link").map(str::to_owned));
    for reference in item.all("references") {
        name(&mut record, reference.attribute("id").unwrap_or(""));
        record.references.extend(reference.text().filter(|url| url.starts_with("http")).map(str::to_owned));
    }
    for cvss in item.all("cvss") {
        score(&mut record, cvss.attribute("vector"));
    }
    for (at, cpe) in item.all("cpe").enumerate().take(AFFECTED_MAX) {
        // An overview names products without their versions: it says that one may be concerned, not which.
        record.affected.extend(cpe.text().and_then(subject).map(|subject| Affected {
            subject,
            ranges: Vec::new(),
            versions: Vec::new(),
            default_status: Status::Unknown,
            context: Arc::default(),
            pointer: format!("/sec:cpe/{at}"),
        }));
    }
    Some(record)
}

/// A vulnerability of VULDEF.
fn detail(info: &Element, at: usize, problems: &mut Problems) -> Option<Record> {
    let data = info.at("VulinfoData")?;
    let mut record = begin(info.text_at("VulinfoID")?, data.text_at("Title"), data.text_at("VulinfoDescription/Overview"));
    record.published = data.text_at("DateFirstPublished").map(str::to_owned);
    record.modified = data.text_at("DateLastUpdated").map(str::to_owned);
    for impact in data.all("Impact") {
        for cvss in impact.all("Cvss") {
            score(&mut record, cvss.text_at("Vector"));
        }
    }
    for item in data.all("Related").flat_map(|related| related.all("RelatedItem")) {
        name(&mut record, item.text_at("VulinfoID").unwrap_or(""));
        record.references.extend(item.text_at("URL").filter(|url| url.starts_with("http")).map(str::to_owned));
    }
    let items = data.all("Affected").flat_map(|affected| affected.all("AffectedItem"));
    for (nth, item) in items.enumerate() {
        if nth == AFFECTED_MAX {
            problems.note("jvn.too_many_products", format!("record {at}"), format!("only the first {AFFECTED_MAX} were read"));
            break;
        }
        affected(&mut record, item, &format!("record {at}/Affected/{nth}"), problems);
    }
    Some(record)
}

/// Notes what an id of a reference is: another name, or a weakness.
fn name(record: &mut Record, id: &str) {
    let cve = crate::csaf::is_cve(id);
    let list = match id {
        _ if cve || id.starts_with("JVN#") || id.starts_with("JVNVU#") || id.starts_with("GHSA-") => &mut record.aliases,
        _ if id.starts_with("CWE-") => &mut record.weaknesses,
        _ => return,
    };
    if !list.iter().any(|known| known == id) {
        list.push(id.to_owned());
    }
}

/// Vectors of version 2 stand in brackets.
fn score(record: &mut Record, vector: Option<&str>) {
    let Some(vector) = vector.map(|vector| vector.trim_matches(['(', ')', ' '])).filter(|vector| vector.contains('/')) else { return };
    let score = RecordScore { vector: vector.to_owned(), source: "jvn".to_owned() };
    if !record.scores.contains(&score) {
        record.scores.push(score);
    }
}

fn subject(cpe: &str) -> Option<Subject> {
    Cpe::parse(cpe).ok().map(|cpe| Subject::Cpe(cpe.to_string()))
}

/// Reads one product: by each of its CPE names, else by vendor and product.
fn affected(record: &mut Record, item: &Element, pointer: &str, problems: &mut Problems) {
    let mut subjects = Vec::new();
    for cpe in item.all("Cpe").filter_map(Element::text) {
        match subject(cpe) {
            Some(subject) => subjects.push(subject),
            None => problems.note("jvn.bad_cpe", pointer, quote(cpe)),
        }
    }
    if subjects.is_empty()
        && let (Some(vendor), Some(product)) = (item.text_at("Name"), item.text_at("ProductName"))
    {
        subjects.push(Subject::Named { vendor: vendor.to_owned(), product: product.to_owned() });
    }
    let status = if item.attribute("affectedstatus") == Some("not_vulnerable") { Status::Unaffected } else { Status::Affected };
    let mut ranges = Vec::new();
    let mut doubtful = false;
    for text in item.all("VersionNumber").filter_map(Element::text) {
        let said = prose::read(SCHEME, text);
        if said.understood && said.set.is_exact() {
            said.set.intervals().for_each(|interval| Range::add(&interval, status, RangeKind::Custom, &mut ranges));
        } else {
            doubtful = true;
            problems.note("jvn.version_text", pointer, quote(text));
        }
    }
    // Beyond what is said nothing is affected; where a word on versions is missing or not understood, nobody knows.
    let default_status = if doubtful || ranges.is_empty() { Status::Unknown } else { Status::Unaffected };
    let entry = |subject| Affected {
        subject,
        ranges: ranges.clone(),
        versions: Vec::new(),
        default_status,
        context: Arc::default(),
        pointer: pointer.to_owned(),
    };
    record.affected.extend(subjects.into_iter().map(entry));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RangeEnd;

    /// Made by us from the documented form of VULDEF 3.2; no entry of JVN iPedia.
    const DETAIL: &str = include_str!("../testdata/jvn-detail.xml");
    /// Made by us from the documented form of JVNRSS with its security module.
    const OVERVIEW: &str = include_str!("../testdata/jvn-overview.xml");

    #[test]
    fn a_detail_keeps_texts_names_scores_and_versions() {
        assert!(looks_like(DETAIL.as_bytes()));
        let (records, problems) = read(DETAIL.as_bytes());
        let record = &records[0];
        assert_eq!((records.len(), record.id.as_str(), record.form), (2, "JVNDB-1900-000001", Form::Jvn));
        assert_eq!(record.title_ja.as_deref(), Some("架空電機製ルーターにおける認証回避の脆弱性"));
        assert!(record.description_ja.is_some() && record.title.is_none());
        assert_eq!(record.aliases, ["CVE-1900-0001", "JVN#00000001"]);
        assert_eq!(record.weaknesses, ["CWE-287"]);
        let vectors: Vec<_> = record.scores.iter().map(|score| score.vector.as_str()).collect();
        assert_eq!(vectors, ["CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "AV:N/AC:L/Au:N/C:P/I:P/A:P"]);
        assert_eq!(record.published.as_deref(), Some("1900-01-10T12:00:00+09:00"));
        let router = &record.affected[0];
        assert_eq!(router.subject, Subject::Cpe("cpe:2.3:o:kakuu:router_firmware:*:*:*:*:*:*:*:*".to_owned()));
        assert_eq!(router.ranges[0].to, RangeEnd::With("1.20".to_owned()));
        let named = &record.affected[1];
        assert!(
            matches!(&named.subject, Subject::Named { product, .. } if product == "設定ツール") && named.default_status == Status::Unknown
        );
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["jvn.version_text", "record.no_id"]);
    }

    #[test]
    fn an_overview_names_products_without_saying_which_version() {
        let (records, problems) = read(OVERVIEW.as_bytes());
        assert!(problems.is_empty(), "{problems:?}");
        let record = &records[0];
        assert_eq!((record.id.as_str(), record.aliases.as_slice()), ("JVNDB-1900-000001", &["CVE-1900-0001".to_owned()][..]));
        assert_eq!((record.affected.len(), record.affected[0].default_status), (2, Status::Unknown));
        assert_eq!(record.scores.len(), 2);
        assert_eq!(record.modified.as_deref(), Some("1900-02-01T09:00:00+09:00"));
    }

    #[test]
    fn each_piece_is_read_again_by_itself() {
        for document in [DETAIL, OVERVIEW] {
            let whole = read(document.as_bytes()).0;
            let pieces = pieces(document.as_bytes());
            let again: Vec<_> = pieces.into_iter().flat_map(|piece| crate::detect::records(&document.as_bytes()[piece], "x").0).collect();
            assert_eq!(
                again.iter().map(|record| &record.id).collect::<Vec<_>>(),
                whole.iter().map(|record| &record.id).collect::<Vec<_>>()
            );
            assert_eq!((again[0].title_ja.as_ref(), again[0].affected.len()), (whole[0].title_ja.as_ref(), whole[0].affected.len()));
        }
        assert!(pieces(b"<html><item></item></html>").is_empty());
    }

    #[test]
    fn what_ends_early_keeps_what_came_before() {
        let cut = &DETAIL[..DETAIL.find("JVNDB-1900-000002").unwrap()];
        let (records, problems) = read(cut.as_bytes());
        assert_eq!(records.len(), 1);
        assert!(problems.iter().any(|problem| problem.code.starts_with("record.")), "{problems:?}");
    }
}
