//! Finds out from the bytes which form records have, and reads them.

use crate::documents::{self, Place};
use crate::json::{scan, trim_start};
use crate::problem::{Problem, Problems, quote};
use crate::record::{Form, Record};
use crate::{csaf, cve5, epss, euvd, homes, jvn, kev, nvd, osv, yaml};

/// Reads records of any form: OSV (JSON, YAML), CVE 5, NVD, JVN, EUVD, CSAF, KEV, EPSS; alone, in a list, or one a line, forms mixed.
///
/// The name is only said in problems; a form that is not known is the problem `record.unknown_form`.
#[must_use]
pub fn records(bytes: &[u8], name: &str) -> (Vec<Record>, Vec<Problem>) {
    let start = trim_start(bytes);
    if !start.starts_with(b"{") && !start.starts_with(b"[") {
        return of_text(bytes, name);
    }
    let mut problems = Problems::default();
    let mut records = Vec::new();
    documents::each(start, &mut problems, |document, place, problems| match json_form(document) {
        Some(Form::Osv) => records.extend(osv::read_one(document, place, problems)),
        Some(Form::Cve5) => records.extend(cve5::read_one(document, place, problems)),
        Some(Form::Kev) => {
            let (found, more) = kev::read(document);
            records.extend(found);
            for problem in more {
                problems.note(problem.code, place.pointer(&problem.pointer), problem.detail);
            }
        }
        Some(Form::Nvd) => {
            let (found, more) = nvd::read(document);
            records.extend(found);
            for problem in more {
                problems.note(problem.code, place.pointer(&problem.pointer), problem.detail);
            }
        }
        Some(Form::Euvd) => {
            let (found, more) = euvd::read(document);
            records.extend(found);
            for problem in more {
                problems.note(problem.code, place.pointer(&problem.pointer), problem.detail);
            }
        }
        Some(Form::Csaf) => records.extend(csaf::records_of(document, place, problems)),
        Some(Form::Epss | Form::Jvn) => unknown(name, place, problems),
        None => match serde_json::from_slice::<serde::de::IgnoredAny>(document) {
            Ok(_) => unknown(name, place, problems),
            Err(error) => problems.note("record.not_json", place.pointer(""), error.to_string()),
        },
    });
    (records, problems.into_vec())
}

/// The form of one document, from its bytes; nothing if it is none of ours.
#[must_use]
pub fn form(bytes: &[u8]) -> Option<Form> {
    let start = trim_start(bytes);
    match start.first()? {
        b'{' => json_form(start),
        b'[' => scan::elements(start).next()?.ok().and_then(json_form),
        b'<' if jvn::looks_like(bytes) => Some(Form::Jvn),
        _ if epss::looks_like(bytes) => Some(Form::Epss),
        _ if start.starts_with(b"cveID,") || start.starts_with(b"\"cveID\",") => Some(Form::Kev),
        _ if yaml::looks_like(bytes) && is_osv_yaml(bytes) => Some(Form::Osv),
        // Homes that write a form of their own, which becomes what OSV would say.
        _ if homes::looks_like(bytes) => Some(Form::Osv),
        _ => None,
    }
}

fn of_text(bytes: &[u8], name: &str) -> (Vec<Record>, Vec<Problem>) {
    match form(bytes) {
        Some(Form::Epss) => epss::read(bytes),
        Some(Form::Kev) => kev::read(bytes),
        Some(Form::Osv) if homes::looks_like(bytes) => homes::read(bytes, name),
        Some(Form::Osv) => osv::read(bytes),
        Some(Form::Jvn) => jvn::read(bytes),
        Some(Form::Cve5 | Form::Nvd | Form::Euvd | Form::Csaf) | None => {
            let mut problems = Problems::default();
            unknown(name, Place::Whole, &mut problems);
            (Vec::new(), problems.into_vec())
        }
    }
}

fn unknown(name: &str, place: Place, problems: &mut Problems) {
    problems.note(
        "record.unknown_form",
        place.pointer(""),
        format!("{} is not OSV, CVE 5, NVD, JVN, EUVD, CSAF, KEV or EPSS", quote(name)),
    );
}

/// Looks at the keys until one decides.
fn json_form(document: &[u8]) -> Option<Form> {
    let mut id = false;
    let mut other = false;
    for (key, value) in scan::members(document) {
        match key {
            b"cveMetadata" => return Some(Form::Cve5),
            b"dataType" if scan::plain_text(value) == Some("CVE_RECORD") => return Some(Form::Cve5),
            b"catalogVersion" => return Some(Form::Kev),
            b"resultsPerPage" | b"cve_items" | b"vulnStatus" | b"sourceIdentifier" => return Some(Form::Nvd),
            b"cve" if value.starts_with(b"{") => return Some(Form::Nvd),
            b"items" if scan::elements(value).next().is_some_and(|first| first.is_ok_and(euvd::is_item)) => return Some(Form::Euvd),
            _ if euvd::decides(key, value) => return Some(Form::Euvd),
            b"id" => id = true,
            b"schema_version" | b"modified" | b"affected" | b"summary" | b"details" | b"aliases" => other = true,
            // What other JSON documents of the field begin with.
            b"document" if is_csaf(value) => return Some(Form::Csaf),
            // CSAF 2.1 begins with its schema, as other documents do.
            b"$schema" => {}
            b"bomFormat" | b"spdxVersion" | b"SPDXID" | b"document" | b"@context" => return None,
            _ => {}
        }
        if id && other {
            return Some(Form::Osv);
        }
    }
    None
}

/// Whether the head of a document is that of CSAF.
pub(crate) fn is_csaf(head: &[u8]) -> bool {
    scan::members(head).any(|(key, _)| matches!(key, b"csaf_version" | b"tracking" | b"publisher"))
}

/// An `id` and a `modified` at the first level.
fn is_osv_yaml(bytes: &[u8]) -> bool {
    let has = |key: &[u8]| bytes.split(|byte| *byte == b'\n').any(|line| line.starts_with(key));
    has(b"id:") && has(b"modified:")
}

#[cfg(test)]
mod tests {
    use super::{form, records};
    use crate::record::Form;

    #[test]
    fn the_bytes_decide_not_the_name() {
        for (text, expected) in [
            (include_str!("../testdata/osv-npm.json"), Some(Form::Osv)),
            (include_str!("../testdata/cve5.json"), Some(Form::Cve5)),
            ("[{\"id\":\"A\",\"modified\":\"2026\"}]", Some(Form::Osv)),
            ("id: A\nmodified: 2026-01-01T00:00:00Z\n", Some(Form::Osv)),
            ("{\"catalogVersion\":\"1\",\"vulnerabilities\":[]}", Some(Form::Kev)),
            ("cveID,vendorProject\n", Some(Form::Kev)),
            ("#model_version:v1,score_date:2026-01-01\ncve,epss,percentile\n", Some(Form::Epss)),
            ("CVE-1900-1;0.1;0.2\n", Some(Form::Epss)),
            ("{\"bomFormat\":\"CycloneDX\",\"id\":\"x\"}", None),
            ("hello", None),
            ("", None),
        ] {
            assert_eq!(form(text.as_bytes()), expected, "{}", &text[..text.len().min(40)]);
        }
    }

    #[test]
    fn mixed_lines_are_read_and_the_strange_one_is_named() {
        let text = "{\"id\":\"A\",\"modified\":\"x\"}\n{\"dataType\":\"CVE_RECORD\",\"cveMetadata\":{\"cveId\":\"CVE-1900-1\"},\"containers\":{\"cna\":{}}}\n{\"x\":1}\n{\"id\":\n";
        let (records, problems) = records(text.as_bytes(), "mixed.jsonl");
        let ids: Vec<_> = records.iter().map(|record| record.id.as_str()).collect();
        assert_eq!(ids, ["A", "CVE-1900-1"]);
        let found: Vec<_> = problems.iter().map(|problem| (problem.code, problem.pointer.as_str())).collect();
        assert_eq!(found, [("record.unknown_form", "line 3"), ("record.not_json", "line 4")]);
    }
}
