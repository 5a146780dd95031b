//! What a record says, as statements that components can be judged by.

use formats::record::{Affected, Range, RangeEnd, RangeKind, Record, Status, Subject};
use matching::alias::{self, Edge};
use matching::component::{cpe_key, known_name_key, named_key, package_key};
use matching::{StatedRange, Statement, SubjectKind};
use packages::cpe::Cpe;
use packages::range::{Bound, Interval};
use packages::scheme::Scheme;

/// Most statements kept of one record.
pub const RECORD_STATEMENTS_MAX: usize = 50_000;

/// Which other ids a record names, and how.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// Other names of the same flaw.
    pub(crate) same: Vec<String>,
    /// Flaws that the record is about without being one of them.
    pub(crate) contains: Vec<String>,
}

/// Sorts a record's aliases: an advisory, or a record of several CVEs, only contains what it names.
pub(crate) fn names(record: &Record) -> Names {
    let aliases: Vec<_> = record.aliases.iter().filter(|a| **a != record.id).cloned().collect();
    if alias::edge_of(&record.id, &aliases) == Edge::Same {
        return Names { same: aliases, contains: Vec::new() };
    }
    let mut contains = aliases;
    if alias::is_advisory(&record.id) {
        contains.extend(record.related.iter().filter(|id| alias::is_cve(id)).cloned());
    }
    contains.sort();
    contains.dedup();
    Names { same: Vec::new(), contains }
}

/// The statements of a record; feed and digest are filled in by the reader of the library.
pub(crate) fn statements(record: &Record) -> Vec<Statement> {
    let mut out: Vec<Statement> = Vec::new();
    for affected in &record.affected {
        if out.len() >= RECORD_STATEMENTS_MAX {
            break;
        }
        let Some(statement) = statement(record, affected) else { continue };
        // A list of CPEs that differ in version only repeats the entry's own ranges.
        let from = out.iter().rposition(|known| known.pointer != statement.pointer).map_or(0, |at| at + 1);
        let same =
            |known: &Statement| known.key == statement.key && known.ranges == statement.ranges && known.versions == statement.versions;
        match out[from..].iter_mut().find(|known| same(known)) {
            Some(known) if known.subject == SubjectKind::Named => *known = statement,
            Some(_) => {}
            None => out.push(statement),
        }
    }
    out
}

fn statement(record: &Record, affected: &Affected) -> Option<Statement> {
    let mut versions = affected.versions.clone();
    let (key, subject, distro) = match &affected.subject {
        Subject::Package { purl_type, namespace, name, distro } => {
            (package_key(purl_type, namespace.as_deref(), name), SubjectKind::Package, distro.clone())
        }
        Subject::Cpe(text) => {
            let cpe = Cpe::parse(text).ok()?;
            if affected.ranges.is_empty() && versions.is_empty() {
                versions.extend(cpe.full_version());
            }
            (cpe_key(&cpe)?, SubjectKind::Cpe, None)
        }
        Subject::Named { vendor, product } => match known_name_key(vendor, product) {
            Some(key) => (key.to_owned(), SubjectKind::Cpe, None),
            None => (named_key(vendor, product)?, SubjectKind::Named, None),
        },
        // Commits need the history of a repository, which the library does not have.
        Subject::Git { .. } => return None,
    };
    Some(Statement {
        vulnerability: record.id.clone(),
        digest: String::new(),
        source: String::new(),
        key,
        subject,
        scheme: affected.ranges.iter().any(|r| r.kind == RangeKind::Semver).then_some(Scheme::Semver),
        ranges: affected.ranges.iter().map(range).collect(),
        versions,
        default_status: status(affected.default_status),
        distro,
        pointer: affected.pointer.clone(),
    })
}

fn range(range: &Range) -> StatedRange {
    let from = range.from.clone().map_or(Bound::Open, Bound::With);
    let to = match &range.to {
        RangeEnd::Open => Bound::Open,
        RangeEnd::Before(version) => Bound::Without(version.clone()),
        RangeEnd::With(version) => Bound::With(version.clone()),
    };
    StatedRange { interval: Interval { from, to }, status: status(range.status), git: range.kind == RangeKind::Git }
}

fn status(status: Status) -> matching::Status {
    match status {
        Status::Affected => matching::Status::Affected,
        Status::Unaffected => matching::Status::Unaffected,
        Status::Unknown => matching::Status::Unknown,
    }
}
