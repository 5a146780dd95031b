//! Vulnerabilities of the NVD: pages of its API 2.0, the items of mirrors (`cve_items`), single ones, and overrides that carry
//! configurations only.
//!
//! What a configuration joins by `AND` is kept as a condition on the other parts of a product.

use crate::cve5::applicability::{self, Element};
use crate::documents::Place;
use crate::json;
use crate::json::lenient::{List, Object, Text};
use crate::json::scan;
use crate::problem::{Problem, Problems, quote};
use crate::record::{Form, Record, RecordScore};
use serde::Deserialize;

/// An item, or the inside of one.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    published: Text<'a>,
    #[serde(borrow, default)]
    last_modified: Text<'a>,
    #[serde(borrow, default)]
    vuln_status: Text<'a>,
    #[serde(borrow, default)]
    descriptions: List<Object<Words<'a>>>,
    #[serde(borrow, default)]
    metrics: Object<Metrics<'a>>,
    #[serde(borrow, default)]
    weaknesses: List<Object<Weakness<'a>>>,
    #[serde(borrow, default)]
    configurations: List<Object<Element<'a>>>,
    #[serde(borrow, default)]
    references: List<Object<Reference<'a>>>,
}

/// An item with its envelope.
#[derive(Deserialize, Default)]
struct Wrapped<'a> {
    #[serde(borrow, default)]
    cve: Object<Item<'a>>,
    #[serde(borrow, default, rename = "_annotation")]
    annotation: Object<Annotation<'a>>,
}

/// What an override says of itself.
#[derive(Deserialize, Default)]
struct Annotation<'a> {
    #[serde(borrow, default)]
    cve_id: Text<'a>,
    #[serde(borrow, default)]
    description: Text<'a>,
    #[serde(borrow, default)]
    modified: Text<'a>,
}

#[derive(Deserialize, Default)]
struct Words<'a> {
    #[serde(borrow, default)]
    lang: Text<'a>,
    #[serde(borrow, default)]
    value: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Metrics<'a> {
    #[serde(borrow, default)]
    cvss_metric_v40: List<Object<Metric<'a>>>,
    #[serde(borrow, default)]
    cvss_metric_v31: List<Object<Metric<'a>>>,
    #[serde(borrow, default)]
    cvss_metric_v30: List<Object<Metric<'a>>>,
    #[serde(borrow, default)]
    cvss_metric_v2: List<Object<Metric<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Metric<'a> {
    #[serde(borrow, default)]
    source: Text<'a>,
    #[serde(borrow, default)]
    cvss_data: Object<CvssData<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct CvssData<'a> {
    #[serde(borrow, default)]
    vector_string: Text<'a>,
}

#[derive(Deserialize, Default)]
struct Weakness<'a> {
    #[serde(borrow, default)]
    description: List<Object<Words<'a>>>,
}

#[derive(Deserialize, Default)]
struct Reference<'a> {
    #[serde(borrow, default)]
    url: Text<'a>,
}

/// Where the list of items of a page begins, so that a page of any size is read item by item; none where the bytes are no page.
#[must_use]
pub fn list_of(bytes: &[u8]) -> Option<usize> {
    let start = json::trim_start(bytes);
    let mut page = false;
    for (key, value) in scan::members(start) {
        match key {
            b"resultsPerPage" | b"totalResults" | b"feed_name" | b"cve_count" => page = true,
            b"format" => page |= scan::plain_text(value) == Some("NVD_CVE"),
            b"vulnerabilities" | b"cve_items" if page || key == b"cve_items" => {
                return value.starts_with(b"[").then(|| value.as_ptr() as usize - bytes.as_ptr() as usize);
            }
            _ => {}
        }
    }
    None
}

/// Reads a page, or one item.
///
/// An item without an id, or which cannot be read, is left out with a problem.
#[must_use]
pub fn read(bytes: &[u8]) -> (Vec<Record>, Vec<Problem>) {
    let mut problems = Problems::default();
    let mut records = Vec::new();
    match list_of(bytes) {
        Some(at) => {
            for (index, item) in scan::elements(&bytes[at..]).enumerate().take(crate::documents::RECORDS_MAX) {
                match item {
                    Ok(item) => records.extend(read_one(item, Place::Item(index), &mut problems)),
                    Err(_) => problems.note("record.truncated", Place::Item(index).pointer(""), "the list ends early"),
                }
            }
        }
        None => records.extend(read_one(json::trim_start(bytes), Place::Whole, &mut problems)),
    }
    (records, problems.into_vec())
}

/// Reads one item, with or without its envelope.
pub(crate) fn read_one(bytes: &[u8], place: Place, problems: &mut Problems) -> Option<Record> {
    let wrapped = scan::members(bytes).any(|(key, value)| key == b"cve" && value.starts_with(b"{"));
    if !wrapped {
        let item: Object<Item<'_>> = json::record(bytes, || place.pointer(""), problems)?;
        return record(item.get()?, None, "", place, problems);
    }
    let outer: Object<Wrapped<'_>> = json::record(bytes, || place.pointer(""), problems)?;
    let outer = outer.get()?;
    record(outer.cve.get()?, outer.annotation.get(), "/cve", place, problems)
}

fn record(item: &Item<'_>, annotation: Option<&Annotation<'_>>, inside: &str, place: Place, problems: &mut Problems) -> Option<Record> {
    let Some(id) = item.id.get().or_else(|| annotation?.cve_id.get()) else {
        problems.note("nvd.no_id", place.pointer(&format!("{inside}/id")), "an item needs an id");
        return None;
    };
    let mut record = Record::new(id, Form::Nvd);
    // Instants of the API bear no zone and are UTC.
    let instant = |text: &Text<'_>| {
        text.owned().map(|at| if at.ends_with('Z') || at.len() < 19 || at[19..].contains(['+', '-']) { at } else { at + "Z" })
    };
    record.published = instant(&item.published);
    record.modified = instant(&item.last_modified).or_else(|| annotation?.modified.owned());
    if item.vuln_status.get() == Some("Rejected") {
        record.withdrawn = record.modified.clone().or_else(|| record.published.clone());
    }
    let said =
        |lang: &str| item.descriptions.items.iter().filter_map(Object::get).find(|words| words.lang.get() == Some(lang))?.value.owned();
    record.description = said("en").or_else(|| annotation?.description.owned());
    if let Some(metrics) = item.metrics.get() {
        let lists = [&metrics.cvss_metric_v40, &metrics.cvss_metric_v31, &metrics.cvss_metric_v30, &metrics.cvss_metric_v2];
        for metric in lists.into_iter().flat_map(|list| &list.items).filter_map(Object::get) {
            let Some(vector) = metric.cvss_data.get().and_then(|data| data.vector_string.owned()) else { continue };
            match scoring::cvss::Vector::parse(&vector) {
                Ok(_) => record.scores.push(RecordScore { vector, source: metric.source.owned().unwrap_or_else(|| "nvd".to_owned()) }),
                Err(_) => problems.note("nvd.bad_metric", place.pointer(&format!("{inside}/metrics")), quote(&vector)),
            }
        }
    }
    for words in
        item.weaknesses.items.iter().filter_map(Object::get).flat_map(|weakness| &weakness.description.items).filter_map(Object::get)
    {
        if let Some(cwe) =
            words.value.get().filter(|value| value.starts_with("CWE-") && !record.weaknesses.iter().any(|known| known == value))
        {
            record.weaknesses.push(cwe.to_owned());
        }
    }
    record.references = item.references.items.iter().filter_map(|item| item.get()?.url.owned()).collect();
    let pointer = format!("{inside}/configurations");
    applicability::read(&item.configurations, &pointer, &mut record.affected, &mut |code, at, detail| {
        problems.note(code, place.pointer(at), detail);
    });
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::{list_of, read};
    use crate::record::{RangeEnd, Status};

    const PAGE: &str = r#"{"resultsPerPage": 3, "startIndex": 0, "totalResults": 3, "format": "NVD_CVE", "version": "2.0", "vulnerabilities": [
      {"cve": {"id": "CVE-1900-1000", "published": "2026-01-02T03:04:05.678", "lastModified": "2026-02-02T03:04:05.678", "vulnStatus": "Analyzed",
        "descriptions": [{"lang": "es", "value": "x"}, {"lang": "en", "value": "A flaw."}],
        "metrics": {"cvssMetricV31": [{"source": "nvd@nist.gov", "type": "Primary", "cvssData": {"vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}],
                    "cvssMetricV2": [{"source": "nvd@nist.gov", "cvssData": {"vectorString": "AV:N/AC:L/Au:N/C:P/I:P/A:Q"}}]},
        "weaknesses": [{"description": [{"lang": "en", "value": "CWE-787"}, {"lang": "en", "value": "NVD-CWE-noinfo"}]}],
        "configurations": [{"nodes": [{"operator": "OR", "negate": false, "cpeMatch": [
            {"vulnerable": true, "criteria": "cpe:2.3:a:kakuu:lib:*:*:*:*:*:*:*:*", "versionStartExcluding": "1.0", "versionEndIncluding": "2.0"},
            {"vulnerable": false, "criteria": "cpe:2.3:o:linux:linux_kernel:-:*:*:*:*:*:*:*"}]}]},
          {"operator": "AND", "nodes": [
            {"operator": "OR", "cpeMatch": [{"vulnerable": true, "criteria": "cpe:2.3:o:kakuu:board_firmware:*:*:*:*:*:*:*:*", "versionEndExcluding": "3.1"}]},
            {"operator": "OR", "negate": true, "cpeMatch": [{"vulnerable": false, "criteria": "cpe:2.3:h:kakuu:board:-:*:*:*:*:*:*:*"}]}]},
          {"negate": true, "nodes": [{"operator": "OR", "cpeMatch": [{"vulnerable": true, "criteria": "cpe:2.3:a:kakuu:x:*:*:*:*:*:*:*:*"}]}]}],
        "references": [{"url": "https://kakuu.example/a"}]}},
      {"cve": {"vulnStatus": "Received"}},
      {"cve": {"id": "CVE-1900-1001", "lastModified": "2026-02-02T03:04:05Z", "vulnStatus": "Rejected"}}]}"#;

    #[test]
    fn a_page_is_read_item_by_item() {
        let (records, problems) = read(PAGE.as_bytes());
        let [first, rejected] = records.as_slice() else { panic!("{records:?}") };
        assert_eq!((first.id.as_str(), first.published.as_deref()), ("CVE-1900-1000", Some("2026-01-02T03:04:05.678Z")));
        assert_eq!((first.scores.len(), first.weaknesses.as_slice()), (1, ["CWE-787".to_owned()].as_slice()));
        let [out, range] = first.affected[0].ranges.as_slice() else { panic!("{:?}", first.affected) };
        assert_eq!((out.status, out.from.as_deref()), (Status::Unaffected, Some("1.0")), "the first that holds a version decides");
        assert_eq!((range.status, &range.to), (Status::Affected, &RangeEnd::With("2.0".into())));
        let [condition] = &*first.affected[1].context else { panic!("{:?}", first.affected[1]) };
        assert_eq!(
            (condition.negate, condition.all, condition.parts[0].cpe.as_str()),
            (true, false, "cpe:2.3:h:kakuu:board:-:*:*:*:*:*:*:*")
        );
        assert!(first.affected[0].context.is_empty() && condition.parts[0].interval.is_everything());
        assert_eq!(rejected.withdrawn.as_deref(), Some("2026-02-02T03:04:05Z"));
        let found: Vec<_> = problems.iter().map(|p| (p.code, p.pointer.as_str())).collect();
        assert_eq!(
            found,
            [("nvd.bad_metric", "/0/cve/metrics"), ("cve5.complex_applicability", "/0/cve/configurations/2"), ("nvd.no_id", "/1/cve/id")]
        );
    }

    #[test]
    fn a_cut_page_keeps_what_it_has_and_single_items_are_read() {
        let (records, problems) = read(&PAGE.as_bytes()[..PAGE.len() - 40]);
        assert_eq!((records.len(), problems.last().map(|p| p.code)), (1, Some("record.truncated")));
        assert_eq!(list_of(br#"{"catalogVersion": "1", "vulnerabilities": []}"#), None, "KEV is no page");
        let mirror = r#"{"feed_name": "x", "cve_items": [{"id": "CVE-1900-1002", "configurations": []}]}"#;
        assert_eq!(read(mirror.as_bytes()).0[0].id, "CVE-1900-1002");
        let own = r#"{"_annotation": {"cve_id": "CVE-1900-1003"}, "cve": {"configurations": [{"nodes": [{"cpeMatch": [{"vulnerable": true, "criteria": "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*"}]}]}]}}"#;
        assert_eq!(read(own.as_bytes()).0[0].affected[0].versions, ["1"]);
        assert!(read(b"{}").0.is_empty() && read(b"[").0.is_empty());
    }

    #[test]
    fn what_asks_for_too_much_is_left_out_with_a_problem() {
        let many = |vulnerable: bool, part: &str| {
            let one = |n: usize| format!(r#"{{"vulnerable": {vulnerable}, "criteria": "cpe:2.3:a:kakuu:{part}{n}:*:*:*:*:*:*:*:*"}}"#);
            format!(r#"{{"operator": "OR", "cpeMatch": [{}]}}"#, (0..1_100).map(one).collect::<Vec<_>>().join(","))
        };
        let nodes = format!(r#"[{},{}]"#, many(true, "a"), many(false, "b"));
        let item = format!(r#"{{"cve": {{"id": "CVE-1900-1004", "configurations": [{{"operator": "AND", "nodes": {nodes}}}]}}}}"#);
        let (records, problems) = read(item.as_bytes());
        assert_eq!((records[0].affected.len(), problems[0].code), (0, "cve5.complex_applicability"));
    }
}
