//! Advisories in the form of their own homes: RustSec and Haskell (TOML in Markdown), PHP (`FriendsOfPHP`, YAML). Each becomes what a
//! record of OSV would say.

use std::sync::Arc;

use crate::json::scan;
use crate::problem::{Problem, Problems, quote};
use crate::record::{Affected, Form, Range, RangeEnd, RangeKind, Record, RecordScore, Status, Subject};
use crate::yaml;
use packages::range::{RangeSet, native};
use packages::scheme::Scheme;
use toml::{Table, Value};

/// Largest advisory, in bytes.
pub const ADVISORY_BYTES_MAX: usize = 1024 * 1024;
/// Entries of a list that are read.
const ENTRIES_MAX: usize = 1_000;

const FENCE: &str = "```toml";

/// Whether the bytes begin like an advisory of one of these homes.
pub(crate) fn looks_like(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let package = |line: &[u8]| line.starts_with(b"reference:") && memchr::memmem::find(line, b"composer://").is_some();
    start.starts_with(FENCE.as_bytes()) || yaml::looks_like(bytes) && bytes.split(|byte| *byte == b'\n').any(package)
}

/// Reads an advisory. PHP's have no number; theirs is made of the file's name.
#[must_use]
pub fn read(bytes: &[u8], name: &str) -> (Vec<Record>, Vec<Problem>) {
    let mut problems = Problems::default();
    if bytes.len() > ADVISORY_BYTES_MAX {
        problems.note("record.too_large", "", format!("{} bytes, at most {ADVISORY_BYTES_MAX}", bytes.len()));
        return (Vec::new(), problems.into_vec());
    }
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let record = match text.strip_prefix(FENCE) {
        Some(rest) => markdown(rest, &mut problems),
        None => php(bytes, name, &mut problems),
    };
    (record.into_iter().collect(), problems.into_vec())
}

fn markdown(rest: &str, problems: &mut Problems) -> Option<Record> {
    let Some((head, body)) = rest.split_once("\n```") else {
        problems.note("record.truncated", "", "the TOML block does not end");
        return None;
    };
    let table: Table = match head.parse() {
        Ok(table) => table,
        Err(error) => {
            problems.note("record.not_toml", "", error.message().to_owned());
            return None;
        }
    };
    let empty = Table::new();
    let advisory = table.get("advisory").and_then(Value::as_table).unwrap_or(&empty);
    let text = |key: &str| advisory.get(key).and_then(Value::as_str).map(str::to_owned);
    let Some(id) = text("id") else {
        problems.note("record.no_id", "/advisory/id", "an advisory without its number");
        return None;
    };
    let mut record = Record::new(id, Form::Osv);
    let when = |key: &str| advisory.get(key).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    record.published = when("date");
    record.modified = when("modified").or_else(|| when("date"));
    record.withdrawn = when("withdrawn");
    record.aliases = texts(advisory, "aliases");
    record.related = texts(advisory, "related");
    record.references = text("url").into_iter().chain(texts(advisory, "references")).collect();
    record.references.extend(tables(&table, "references").filter_map(|reference| Some(reference.get("url")?.as_str()?.to_owned())));
    record.weaknesses = list(advisory, "cwe").filter_map(Value::as_integer).map(|number| format!("CWE-{number}")).collect();
    score(&mut record, text("cvss").as_deref());
    let body = body.trim_start_matches('`').trim();
    let (first, more) = body.split_once('\n').unwrap_or((body, ""));
    record.title = first.strip_prefix('#').map(|title| title.trim().to_owned()).filter(|title| !title.is_empty());
    record.description = Some(if record.title.is_some() { more.trim() } else { body }.to_owned()).filter(|text| !text.is_empty());
    if let Some(package) = text("package") {
        record.affected.push(rust(&table, package, problems));
    }
    for (at, affected) in tables(&table, "affected").enumerate() {
        record.affected.extend(haskell(&mut record.scores, affected, at));
    }
    Some(record)
}

fn list<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().take(ENTRIES_MAX)
}

fn texts(table: &Table, key: &str) -> Vec<String> {
    list(table, key).filter_map(Value::as_str).map(str::to_owned).collect()
}

fn tables<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a Table> + use<'a> {
    list(table, key).filter_map(Value::as_table)
}

fn score(record: &mut Record, vector: Option<&str>) {
    record.scores.extend(vector.map(|vector| RecordScore { vector: vector.to_owned(), source: "cna".to_owned() }));
}

fn package(purl_type: &str, namespace: Option<&str>, name: &str) -> Subject {
    Subject::Package { purl_type: purl_type.to_owned(), namespace: namespace.map(str::to_owned), name: name.to_owned(), distro: None }
}

/// A crate: what is neither patched nor unaffected is affected.
fn rust(table: &Table, name: String, problems: &mut Problems) -> Affected {
    let empty = Table::new();
    let versions = table.get("versions").and_then(Value::as_table).unwrap_or(&empty);
    let mut ranges = Vec::new();
    let mut readable = true;
    let mut spared = RangeSet::nothing(Scheme::Cargo);
    for requirement in texts(versions, "patched").into_iter().chain(texts(versions, "unaffected")) {
        match native::read("cargo", &requirement) {
            Ok(read) => spared = spared.union(&read.set(Scheme::Cargo)),
            Err(fault) => {
                readable = false;
                problems.note("home.bad_requirement", "/versions", format!("{}: {fault}", quote(&requirement)));
            }
        }
    }
    let affected = spared.complement();
    if readable && affected.is_exact() {
        affected.intervals().for_each(|interval| Range::add(&interval, Status::Affected, RangeKind::Semver, &mut ranges));
    }
    let default_status = if readable { Status::Unaffected } else { Status::Unknown };
    Affected {
        subject: package("cargo", None, &name),
        ranges,
        versions: Vec::new(),
        default_status,
        context: Arc::default(),
        pointer: "/versions".to_owned(),
    }
}

/// A package of Hackage, or a part of the compiler.
fn haskell(scores: &mut Vec<RecordScore>, affected: &Table, at: usize) -> Option<Affected> {
    let text = |table: &Table, key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
    let name = text(affected, "package").or_else(|| text(affected, "ghc-component"))?;
    let purl_type = if affected.contains_key("package") { "hackage" } else { "generic" };
    scores.extend(text(affected, "cvss").map(|vector| RecordScore { vector, source: "cna".to_owned() }));
    let range = |versions: &Table| Range {
        kind: RangeKind::Ecosystem,
        status: Status::Affected,
        from: text(versions, "introduced"),
        to: text(versions, "fixed").map_or(RangeEnd::Open, RangeEnd::Before),
    };
    let ranges = tables(affected, "versions").map(range).collect();
    Some(Affected {
        subject: package(purl_type, None, &name),
        ranges,
        versions: Vec::new(),
        default_status: Status::Unaffected,
        context: Arc::default(),
        pointer: format!("/affected/{at}"),
    })
}

/// An advisory of `FriendsOfPHP`: branches, each with the constraints that hold together.
fn php(bytes: &[u8], name: &str, problems: &mut Problems) -> Option<Record> {
    let json = match yaml::to_json(bytes) {
        Ok(json) => json,
        Err(fault) => {
            problems.note("record.not_yaml", format!("line {}", fault.line), fault.what);
            return None;
        }
    };
    let document: serde_json::Value = serde_json::from_slice(&json).ok()?;
    let text = |key: &str| document.get(key).and_then(serde_json::Value::as_str).map(str::to_owned);
    let reference = text("reference").unwrap_or_default();
    let package_name = reference.strip_prefix("composer://").unwrap_or("");
    let (namespace, package_name) = package_name.split_once('/').map_or((None, package_name), |(vendor, name)| (Some(vendor), name));
    // The homes' files are `vendor/package/CVE-….yaml`.
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let file = file.strip_suffix(".yaml").or_else(|| file.strip_suffix(".yml")).unwrap_or(file);
    let cve = text("cve").filter(|cve| crate::csaf::is_cve(cve));
    let own = (!file.is_empty()).then(|| format!("FRIENDSOFPHP-{}-{package_name}-{file}", namespace.unwrap_or("")));
    let Some(id) = own.or_else(|| cve.clone()) else {
        problems.note("record.no_id", "", "neither a file name nor a CVE");
        return None;
    };
    let mut record = Record::new(id, Form::Osv);
    record.title = text("title");
    record.references = text("link").into_iter().collect();
    record.aliases = cve.into_iter().collect();
    let mut ranges = Vec::new();
    let mut readable = true;
    let mut first = None::<String>;
    for (branch, of) in document.get("branches").and_then(serde_json::Value::as_object).into_iter().flatten().take(ENTRIES_MAX) {
        let time = of
            .get("time")
            .and_then(serde_json::Value::as_str)
            .map(|time| time.replace(' ', "T") + if time.contains(' ') { "Z" } else { "" });
        first = match (first, time) {
            (Some(first), Some(time)) => Some(first.min(time)),
            (first, time) => first.or(time),
        };
        let constraints: Vec<&str> =
            of.get("versions").and_then(serde_json::Value::as_array).into_iter().flatten().filter_map(serde_json::Value::as_str).collect();
        let pointer = format!("/branches/{}", scan::escape(branch));
        match native::read("composer", &constraints.join(",")).map(|read| read.set(Scheme::Composer)) {
            Ok(set) if set.is_exact() && !constraints.is_empty() => {
                set.intervals().for_each(|interval| Range::add(&interval, Status::Affected, RangeKind::Ecosystem, &mut ranges));
            }
            _ => {
                readable = false;
                problems.note("home.bad_requirement", pointer, quote(&constraints.join(", ")));
            }
        }
    }
    record.published = first;
    let default_status = if readable { Status::Unaffected } else { Status::Unknown };
    let subject = package("composer", namespace, package_name);
    record.affected.push(Affected {
        subject,
        ranges,
        versions: Vec::new(),
        default_status,
        context: Arc::default(),
        pointer: "/branches".to_owned(),
    });
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_affected_where_it_is_neither_patched_nor_unaffected() {
        let text = "```toml\n[advisory]\nid = \"RUSTSEC-1900-0001\"\npackage = \"kakuu\"\ndate = \"1900-01-01\"\naliases = [\"CVE-1900-0001\"]\n\
            cvss = \"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H\"\n[versions]\npatched = [\">= 1.2.3\", \"^1.0.9\"]\nunaffected = [\"< 0.5.0\"]\n```\n\n# A flaw\n\nMore words.\n";
        assert_eq!(crate::detect::form(text.as_bytes()), Some(Form::Osv));
        let (records, problems) = crate::detect::records(text.as_bytes(), "x.md");
        assert!(problems.is_empty(), "{problems:?}");
        let record = &records[0];
        assert_eq!((record.id.as_str(), record.title.as_deref()), ("RUSTSEC-1900-0001", Some("A flaw")));
        assert_eq!(record.description.as_deref(), Some("More words."));
        let affected = &record.affected[0];
        assert_eq!(affected.ranges.len(), 1);
        assert_eq!((affected.ranges[0].from.as_deref(), &affected.ranges[0].to), (Some("0.5.0"), &RangeEnd::Before("1.0.9".to_owned())));
    }

    #[test]
    fn branches_of_php_are_ranges() {
        let text = "title: A flaw\nlink: https://a.example/\ncve: CVE-1900-0002\nbranches:\n    1.x:\n        time: 1900-02-01 10:00:00\n        versions: ['>=1.0.0', '<1.2.3']\n    2.x:\n        time: 1900-01-01 10:00:00\n        versions: ['<2.0.1']\nreference: composer://kakuu/denki\n";
        let (records, problems) = crate::detect::records(text.as_bytes(), "kakuu/denki/CVE-1900-0002.yaml");
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(records[0].id, "FRIENDSOFPHP-kakuu-denki-CVE-1900-0002");
        assert_eq!((records[0].aliases[0].as_str(), records[0].published.as_deref()), ("CVE-1900-0002", Some("1900-01-01T10:00:00Z")));
        assert_eq!(records[0].affected[0].ranges.len(), 2);
    }

    #[test]
    fn what_is_cut_off_or_nested_without_end_is_one_problem() {
        for bad in ["```toml\n[advisory]\nid = \"A\"\n", "```toml\nid = [\n```\n", "```toml\n[advisory]\n```\n"] {
            let (records, problems) = crate::detect::records(bad.as_bytes(), "x.md");
            assert_eq!((records.len(), problems.len()), (0, 1), "{bad}");
        }
        let deep = format!("```toml\nx = {}1{}\n```\n", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(crate::detect::records(deep.as_bytes(), "x.md").0.len(), 0);
    }
}
