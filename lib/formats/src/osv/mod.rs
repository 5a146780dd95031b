//! Reads OSV records (OSV schema 1.x), in JSON or YAML.

mod ecosystem;
mod events;
mod write;

use std::sync::Arc;

use serde::Deserialize;

use crate::documents::{self, Place};
use crate::json;
use crate::json::lenient::{List, Object, Text};
use crate::problem::{Problem, Problems, quote};
use crate::record::{Affected, Form, Range, RangeKind, Record, RecordScore, Status, Subject};
use crate::yaml;

pub use write::write;

/// Most affected entries read of one record.
pub const AFFECTED_MAX: usize = 20_000;

/// Reads one record, a list of records, or records one a line; a YAML document is read as one record.
///
/// A record without an `id`, or which is not JSON, is left out with a problem; a fault inside an entry costs that entry only.
/// `database_specific` and `ecosystem_specific` are not read.
#[must_use]
pub fn read(bytes: &[u8]) -> (Vec<Record>, Vec<Problem>) {
    let mut problems = Problems::default();
    let mut records = Vec::new();
    if yaml::looks_like(bytes) {
        read_yaml(bytes, &mut records, &mut problems);
    } else {
        documents::each(bytes, &mut problems, |document, place, problems| records.extend(read_one(document, place, problems)));
    }
    (records, problems.into_vec())
}

/// Reads one record in YAML.
pub(crate) fn read_yaml(bytes: &[u8], records: &mut Vec<Record>, problems: &mut Problems) {
    match yaml::to_json(bytes) {
        Ok(json) => records.extend(read_one(&json, Place::Whole, problems)),
        Err(fault) => problems.note("record.not_yaml", format!("line {}", fault.line), fault.what),
    }
}

/// Reads one record.
pub(crate) fn read_one(bytes: &[u8], place: Place, problems: &mut Problems) -> Option<Record> {
    let entry: Entry<'_> = match json::record(bytes, || place.pointer(""), problems)? {
        Object::Is(entry) => entry,
        Object::Absent | Object::Wrong => {
            problems.note("record.not_object", place.pointer(""), "a record is an object");
            return None;
        }
    };
    let Some(id) = entry.id.get() else {
        problems.note("osv.no_id", place.pointer("/id"), "a record needs an `id`");
        return None;
    };
    Some(Reading { place, problems }.record(id, &entry))
}

#[derive(Deserialize, Default)]
struct Entry<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    aliases: List<Text<'a>>,
    #[serde(borrow, default)]
    related: List<Text<'a>>,
    #[serde(borrow, default)]
    upstream: List<Text<'a>>,
    #[serde(borrow, default)]
    published: Text<'a>,
    #[serde(borrow, default)]
    modified: Text<'a>,
    #[serde(borrow, default)]
    withdrawn: Text<'a>,
    #[serde(borrow, default)]
    summary: Text<'a>,
    #[serde(borrow, default)]
    details: Text<'a>,
    #[serde(borrow, default)]
    severity: List<Object<Severity<'a>>>,
    #[serde(borrow, default)]
    references: List<Object<Reference<'a>>>,
    #[serde(borrow, default)]
    affected: List<Object<AffectedEntry<'a>>>,
}

#[derive(Deserialize, Default)]
struct Severity<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    score: Text<'a>,
}

#[derive(Deserialize, Default)]
struct Reference<'a> {
    #[serde(borrow, default)]
    url: Text<'a>,
}

#[derive(Deserialize, Default)]
struct AffectedEntry<'a> {
    #[serde(borrow, default)]
    package: Object<Package<'a>>,
    #[serde(borrow, default)]
    severity: List<Object<Severity<'a>>>,
    #[serde(borrow, default)]
    ranges: List<Object<RangeEntry<'a>>>,
    #[serde(borrow, default)]
    versions: List<Text<'a>>,
}

#[derive(Deserialize, Default)]
struct Package<'a> {
    #[serde(borrow, default)]
    ecosystem: Text<'a>,
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    purl: Text<'a>,
}

#[derive(Deserialize, Default)]
struct RangeEntry<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    repo: Text<'a>,
    #[serde(borrow, default)]
    events: List<Object<events::Event<'a>>>,
}

struct Reading<'p> {
    place: Place,
    problems: &'p mut Problems,
}

impl Reading<'_> {
    fn note(&mut self, code: &'static str, pointer: &str, detail: impl Into<String>) {
        self.problems.note(code, self.place.pointer(pointer), detail);
    }

    fn record(&mut self, id: &str, entry: &Entry<'_>) -> Record {
        let mut record = Record::new(id, Form::Osv);
        record.aliases = self.texts(&entry.aliases, &|| "/aliases".to_owned());
        record.related = self.texts(&entry.related, &|| "/related".to_owned());
        for upstream in self.texts(&entry.upstream, &|| "/upstream".to_owned()) {
            if !record.related.contains(&upstream) {
                record.related.push(upstream);
            }
        }
        record.published = entry.published.owned();
        record.modified = entry.modified.owned();
        record.withdrawn = entry.withdrawn.owned();
        record.title = entry.summary.owned();
        record.description = entry.details.owned();
        record.references = entry.references.items.iter().filter_map(|item| item.get()?.url.owned()).collect();
        self.scores(&entry.severity, &|| "/severity".to_owned(), &mut record.scores);
        if entry.affected.wrong {
            self.note("osv.bad_affected", "/affected", "`affected` is not a list");
        }
        for (index, item) in entry.affected.items.iter().enumerate() {
            let pointer = format!("/affected/{index}");
            if index == AFFECTED_MAX {
                self.note("osv.too_many_affected", &pointer, format!("only the first {AFFECTED_MAX} entries were read"));
                break;
            }
            match item {
                Object::Is(affected) => {
                    self.scores(&affected.severity, &|| format!("{pointer}/severity"), &mut record.scores);
                    self.affected(affected, pointer, &mut record.affected);
                }
                Object::Absent | Object::Wrong => self.note("osv.bad_affected", &pointer, "an entry of `affected` is an object"),
            }
        }
        record
    }

    fn texts(&mut self, list: &List<Text<'_>>, pointer: &dyn Fn() -> String) -> Vec<String> {
        if list.wrong {
            self.note("osv.bad_list", &pointer(), "expected a list of text");
        }
        let mut texts = Vec::with_capacity(list.items.len());
        for (index, text) in list.items.iter().enumerate() {
            match text.get() {
                Some(text) => texts.push(text.to_owned()),
                None => self.note("osv.bad_text", &format!("{}/{index}", pointer()), "expected text"),
            }
        }
        texts
    }

    /// Takes the CVSS vectors; other kinds of severity (such as Ubuntu's words) are not scores.
    fn scores(&mut self, list: &List<Object<Severity<'_>>>, pointer: &dyn Fn() -> String, scores: &mut Vec<RecordScore>) {
        for (index, item) in list.items.iter().enumerate() {
            let Some(severity) = item.get() else {
                self.note("osv.bad_severity", &format!("{}/{index}", pointer()), "an entry of `severity` is an object");
                continue;
            };
            if !severity.kind.get().is_some_and(|kind| kind.starts_with("CVSS_")) {
                continue;
            }
            match severity.score.get() {
                Some(vector) if vector.contains("/AV:") || vector.starts_with("AV:") => {
                    if !scores.iter().any(|score| score.vector == vector) {
                        scores.push(RecordScore { vector: vector.to_owned(), source: Form::Osv.key().to_owned() });
                    }
                }
                other => self.note("osv.bad_severity", &format!("{}/{index}/score", pointer()), quote(other.unwrap_or(""))),
            }
        }
    }

    /// One entry becomes one statement about its package and one for each git repository that it names.
    fn affected(&mut self, entry: &AffectedEntry<'_>, pointer: String, out: &mut Vec<Affected>) {
        let package = self.package(entry, &pointer);
        let mut package_ranges: Vec<Range> = Vec::new();
        let mut git: Vec<(String, Vec<Range>)> = Vec::new();
        for (index, item) in entry.ranges.items.iter().enumerate() {
            let here = || format!("{pointer}/ranges/{index}");
            let Some(range) = item.get() else {
                self.note("osv.bad_range", &here(), "a range is an object");
                continue;
            };
            let Some(kind) = range_kind(range.kind.get()) else {
                self.note("osv.bad_range", &format!("{}/type", here()), quote(range.kind.get().unwrap_or("")));
                continue;
            };
            let read = events::ranges(kind, &range.events, &package, &mut |code, inside, detail| {
                self.problems.note(code, self.place.pointer(&format!("{}{inside}", here())), detail);
            });
            if kind != RangeKind::Git {
                package_ranges.extend(read);
            } else if let Some(repo) = range.repo.get() {
                match git.iter_mut().find(|(known, _)| known == repo) {
                    Some((_, ranges)) => ranges.extend(read),
                    None => git.push((repo.to_owned(), read)),
                }
            } else {
                self.note("osv.bad_range", &format!("{}/repo", here()), "a GIT range needs a `repo`");
            }
        }
        let mut versions = self.texts(&entry.versions, &|| format!("{pointer}/versions"));
        if let Some(subject) = package {
            out.push(statement(subject, package_ranges, std::mem::take(&mut versions), &pointer));
        } else if !package_ranges.is_empty() || git.is_empty() {
            self.note("osv.no_subject", &pointer, "neither a package that can be named nor a git repository");
        }
        for (repo, ranges) in git {
            // Without a package the versions are tags of the repository.
            out.push(statement(Subject::Git { repo }, ranges, std::mem::take(&mut versions), &pointer));
        }
    }

    fn package(&mut self, entry: &AffectedEntry<'_>, pointer: &str) -> Option<Subject> {
        let package = entry.package.get()?;
        match ecosystem::subject(package.ecosystem.get(), package.name.get(), package.purl.get()) {
            Ok(subject) => subject,
            Err(what) => {
                self.note("osv.unknown_package", &format!("{pointer}/package"), what);
                None
            }
        }
    }
}

fn statement(subject: Subject, ranges: Vec<Range>, versions: Vec<String>, pointer: &str) -> Affected {
    // An entry that names no version at all leaves them open.
    let default_status = if ranges.is_empty() && versions.is_empty() { Status::Unknown } else { Status::Unaffected };
    Affected { subject, ranges, versions, default_status, context: Arc::default(), pointer: pointer.to_owned() }
}

fn range_kind(word: Option<&str>) -> Option<RangeKind> {
    match word? {
        "SEMVER" => Some(RangeKind::Semver),
        "ECOSYSTEM" => Some(RangeKind::Ecosystem),
        "GIT" => Some(RangeKind::Git),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
