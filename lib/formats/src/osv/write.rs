//! Writes records of OSV, schema 1.7.

use super::ecosystem;
use crate::pretty;
use crate::problem::{Problem, Problems};
use crate::record::{Affected, Range, RangeEnd, RangeKind, Record, Status, Subject};
use packages::purl::Purl;
use serde::Serialize;

/// The version of the schema that is written.
const SCHEMA: &str = "1.7.0";

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    affected: Vec<Item>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    aliases: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<&'a str>,
    id: &'a str,
    modified: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    references: Vec<Reference<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    related: &'a [String],
    schema_version: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    severity: Vec<Severity<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn: Option<&'a str>,
}

#[derive(Serialize)]
struct Severity<'a> {
    score: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
struct Reference<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct Item {
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<Package>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ranges: Vec<Span>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    versions: Vec<String>,
}

#[derive(Serialize)]
struct Package {
    ecosystem: String,
    name: String,
    purl: String,
}

#[derive(Serialize)]
struct Span {
    events: Vec<Event>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repo: Option<String>,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Event {
    Introduced(String),
    Fixed(String),
    LastAffected(String),
}

/// Writes a record; the same facts give the same bytes. What OSV cannot say is a problem and left out: statements on products by CPE or by
/// name, packages of ecosystems that it does not know, and versions that are named as not affected.
#[must_use]
pub fn write(record: &Record) -> (Vec<u8>, Vec<Problem>) {
    let mut problems = Problems::default();
    let modified = record.modified.as_deref().or(record.published.as_deref()).unwrap_or_else(|| {
        problems.note("osv.no_modified", "/modified", "a record says when it was changed");
        ""
    });
    let severity =
        record.scores.iter().filter_map(|score| Some(Severity { kind: kind_of(&score.vector)?, score: &score.vector })).collect();
    let affected = record.affected.iter().filter_map(|affected| item(affected, &mut problems)).collect();
    let entry = Entry {
        affected,
        aliases: &record.aliases,
        details: record.description.as_deref(),
        id: &record.id,
        modified,
        published: record.published.as_deref(),
        references: record.references.iter().map(|url| Reference { kind: "WEB", url }).collect(),
        related: &record.related,
        schema_version: SCHEMA,
        severity,
        summary: record.title.as_deref(),
        withdrawn: record.withdrawn.as_deref(),
    };
    (pretty::bytes(&entry), problems.into_vec())
}

fn kind_of(vector: &str) -> Option<&'static str> {
    match vector.split('/').next()? {
        "CVSS:4.0" => Some("CVSS_V4"),
        "CVSS:3.1" | "CVSS:3.0" => Some("CVSS_V3"),
        first => first.starts_with("AV:").then_some("CVSS_V2"),
    }
}

fn item(affected: &Affected, problems: &mut Problems) -> Option<Item> {
    let (package, repo) = match &affected.subject {
        Subject::Package { purl_type, namespace, name, distro } => {
            let known = ecosystem::of_subject(purl_type, namespace.as_deref(), name, distro.as_deref());
            let purl = Purl::new(purl_type, namespace.as_deref(), name, None).ok();
            match known.zip(purl) {
                Some(((ecosystem, name), purl)) => (Some(Package { ecosystem, name, purl: purl.to_string() }), None),
                None => {
                    problems.note("osv.unknown_package", affected.pointer.clone(), format!("{purl_type} {name} is in no ecosystem of OSV"));
                    return None;
                }
            }
        }
        Subject::Git { repo } => (None, Some(repo)),
        Subject::Cpe(_) | Subject::Named { .. } => {
            problems.note("osv.no_subject", affected.pointer.clone(), "OSV names packages and repositories, not products");
            return None;
        }
    };
    let mut ranges = Vec::new();
    for range in &affected.ranges {
        if range.status == Status::Affected {
            ranges.push(span(range, repo.cloned()));
        } else {
            problems.note("osv.not_affected", affected.pointer.clone(), "OSV has no word for versions that are not affected");
        }
    }
    Some(Item { package, ranges, versions: affected.versions.clone() })
}

fn span(range: &Range, repo: Option<String>) -> Span {
    let kind = match range.kind {
        _ if repo.is_some() => "GIT",
        RangeKind::Semver => "SEMVER",
        RangeKind::Git => "GIT",
        RangeKind::Ecosystem | RangeKind::Custom => "ECOSYSTEM",
    };
    let mut events = vec![Event::Introduced(range.from.clone().unwrap_or_else(|| "0".to_owned()))];
    match &range.to {
        RangeEnd::Open => {}
        RangeEnd::Before(version) => events.push(Event::Fixed(version.clone())),
        RangeEnd::With(version) => events.push(Event::LastAffected(version.clone())),
    }
    Span { events, repo, kind }
}
