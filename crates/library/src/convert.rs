//! What a record says, as statements that components can be judged by.

use std::sync::Arc;

use formats::record::{self, Affected, Range, RangeEnd, RangeKind, Record, Status, Subject};
use matching::alias::{self, Edge};
use matching::component::{cpe_key, named_key, package_key};
use matching::{Condition, Part, StatedRange, Statement, SubjectKind};
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
    let mut contexts = Contexts::default();
    for affected in &record.affected {
        if out.len() >= RECORD_STATEMENTS_MAX {
            break;
        }
        let Some(statement) = statement(record, affected, &mut contexts) else { continue };
        // A list of CPEs that differ in version only repeats the entry's own ranges.
        let from = out.iter().rposition(|known| known.pointer != statement.pointer).map_or(0, |at| at + 1);
        let same = |known: &Statement| {
            known.key == statement.key
                && known.ranges == statement.ranges
                && known.versions == statement.versions
                && known.context == statement.context
        };
        match out[from..].iter_mut().find(|known| same(known)) {
            Some(known) if known.subject == SubjectKind::Named => *known = statement,
            Some(_) => {}
            None => out.push(statement),
        }
    }
    out
}

fn statement(record: &Record, affected: &Affected, contexts: &mut Contexts) -> Option<Statement> {
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
        Subject::Named { vendor, product } => (named_key(vendor, product)?, SubjectKind::Named, None),
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
        context: contexts.of(&affected.context),
        pointer: affected.pointer.clone(),
    })
}

/// Conditions as the matcher reads them; neighbours that share them in the record share them here.
#[derive(Default)]
struct Contexts {
    last: Option<Said>,
}

/// Conditions as the record says them, and as the matcher reads them.
type Said = (Arc<[record::Condition]>, Arc<[Condition]>);

impl Contexts {
    fn of(&mut self, context: &Arc<[record::Condition]>) -> Arc<[Condition]> {
        if context.is_empty() {
            return Arc::default();
        }
        if let Some((known, made)) = &self.last
            && Arc::ptr_eq(known, context)
        {
            return Arc::clone(made);
        }
        let made: Arc<[Condition]> = context.iter().map(condition).collect();
        self.last = Some((Arc::clone(context), Arc::clone(&made)));
        made
    }
}

fn condition(said: &record::Condition) -> Condition {
    let part = |part: &record::OtherPart| {
        // A part whose product is a wildcard is no part that anybody could have; nobody can tell whether it is there.
        let key = Cpe::parse(&part.cpe).ok().and_then(|cpe| cpe_key(&cpe)).unwrap_or_default();
        Part { key, interval: part.interval.clone() }
    };
    Condition { negate: said.negate, all: said.all, parts: said.parts.iter().map(part).collect() }
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
