//! Turns the events of an OSV range into intervals (OSV schema 1.7, evaluation).

use std::cmp::Ordering;

use packages::scheme::Scheme;
use serde::Deserialize;

use crate::json::lenient::{List, Object, Text};
use crate::record::{Range, RangeEnd, RangeKind, Status, Subject};

/// One event; exactly one of its fields is to be given.
#[derive(Deserialize, Default)]
pub(super) struct Event<'a> {
    #[serde(borrow, default)]
    introduced: Text<'a>,
    #[serde(borrow, default)]
    fixed: Text<'a>,
    #[serde(borrow, default)]
    last_affected: Text<'a>,
    #[serde(borrow, default)]
    limit: Text<'a>,
}

/// What an event says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark<'a> {
    Introduced(&'a str),
    Fixed(&'a str),
    LastAffected(&'a str),
    Limit(&'a str),
}

impl<'a> Mark<'a> {
    const fn version(self) -> &'a str {
        match self {
            Self::Introduced(version) | Self::Fixed(version) | Self::LastAffected(version) | Self::Limit(version) => version,
        }
    }

    /// `introduced: 0` comes before every version.
    fn is_bottom(self) -> bool {
        self == Self::Introduced("0")
    }
}

impl Event<'_> {
    fn mark(&self) -> Option<Mark<'_>> {
        let mut marks = [
            self.introduced.get().map(Mark::Introduced),
            self.fixed.get().map(Mark::Fixed),
            self.last_affected.get().map(Mark::LastAffected),
            self.limit.get().map(Mark::Limit),
        ]
        .into_iter()
        .flatten();
        let first = marks.next()?;
        marks.next().is_none().then_some(first)
    }
}

/// Notes a problem: code, pointer inside the range, detail.
pub(super) type Note<'n> = dyn FnMut(&'static str, &str, String) + 'n;

/// The intervals that the events describe.
///
/// Versions are taken in the order of the list, as writers keep them sorted; a list whose order does not alternate between begin and end
/// is sorted first where the subject's versions can be compared.
pub(super) fn ranges(kind: RangeKind, list: &List<Object<Event<'_>>>, subject: &Option<Subject>, note: &mut Note<'_>) -> Vec<Range> {
    let mut marks = Vec::with_capacity(list.items.len());
    for (index, item) in list.items.iter().enumerate() {
        match item.get().and_then(Event::mark) {
            Some(Mark::Limit("*")) => {}
            Some(mark) => marks.push(mark),
            None => note("osv.bad_event", &format!("/events/{index}"), "an event has exactly one of its four kinds".to_owned()),
        }
    }
    if !marks.iter().any(|mark| matches!(mark, Mark::Introduced(_))) {
        note("osv.no_introduced", "/events", "no `introduced` event, so nothing is affected by it".to_owned());
        return Vec::new();
    }
    if kind == RangeKind::Git {
        return git_ranges(&marks);
    }
    if !alternates(&marks) && !sort(&mut marks, kind, subject.as_ref()) {
        note("osv.unordered_events", "/events", "begins and ends do not alternate and cannot be put in order".to_owned());
    }
    intervals(kind, &marks)
}

fn alternates(marks: &[Mark<'_>]) -> bool {
    marks.iter().enumerate().all(|(index, mark)| matches!(mark, Mark::Introduced(_)) == (index % 2 == 0))
}

/// Puts the marks in the order of their versions; false if they cannot be compared.
fn sort(marks: &mut [Mark<'_>], kind: RangeKind, subject: Option<&Subject>) -> bool {
    let scheme = match (kind, subject) {
        (RangeKind::Semver, _) => Some(Scheme::Semver),
        (_, Some(Subject::Package { purl_type, .. })) => Scheme::of_purl_type(purl_type),
        _ => None,
    };
    let Some(scheme) = scheme else { return false };
    if !marks.iter().all(|mark| mark.is_bottom() || scheme.key(mark.version()).is_some()) {
        return false;
    }
    marks.sort_by(|a, b| match (a.is_bottom(), b.is_bottom()) {
        (false, false) => scheme.compare(a.version(), b.version()).unwrap_or(Ordering::Equal),
        (a, b) => b.cmp(&a),
    });
    true
}

/// Reads the marks as a walk upwards: a begin opens unless open, an end closes unless closed.
fn intervals(kind: RangeKind, marks: &[Mark<'_>]) -> Vec<Range> {
    let mut out = Vec::new();
    let mut open: Option<&str> = None;
    for mark in marks {
        let end = match *mark {
            Mark::Introduced(version) => {
                open = open.or(Some(version));
                continue;
            }
            Mark::Fixed(version) | Mark::Limit(version) => RangeEnd::Before(version.to_owned()),
            Mark::LastAffected(version) => RangeEnd::With(version.to_owned()),
        };
        if let Some(from) = open.take() {
            out.push(affected(kind, from, end));
        }
    }
    if let Some(from) = open {
        out.push(affected(kind, from, RangeEnd::Open));
    }
    out
}

/// Commits have no line order: every begin reaches to the first end, and what a further end contains is not affected.
fn git_ranges(marks: &[Mark<'_>]) -> Vec<Range> {
    let mut ends = marks.iter().filter_map(|mark| match *mark {
        Mark::Introduced(_) => None,
        Mark::Fixed(commit) | Mark::Limit(commit) => Some(RangeEnd::Before(commit.to_owned())),
        Mark::LastAffected(commit) => Some(RangeEnd::With(commit.to_owned())),
    });
    let first = ends.next().unwrap_or(RangeEnd::Open);
    let mut out: Vec<Range> = marks
        .iter()
        .filter_map(|mark| match *mark {
            Mark::Introduced(commit) => Some(affected(RangeKind::Git, commit, first.clone())),
            _ => None,
        })
        .collect();
    for end in ends {
        if let RangeEnd::Before(commit) = end {
            out.push(Range { kind: RangeKind::Git, status: Status::Unaffected, from: Some(commit), to: RangeEnd::Open });
        }
    }
    out
}

fn affected(kind: RangeKind, from: &str, to: RangeEnd) -> Range {
    Range { kind, status: Status::Affected, from: (from != "0").then(|| from.to_owned()), to }
}
