//! OSV: events of an affected package (OSV schema 1.7, "Evaluation").
//!
//! Ranges of the type `GIT` speak of commits, which no line of versions orders; they are not for this reader.

use super::set::{RangeSet, cut};
use super::{Bound, Interval, Reason};
use crate::scheme::Scheme;

/// One event with its version; exactly one of the four is given in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// From this version on; `0` comes before every version.
    Introduced(&'a str),
    /// No longer from this version on.
    Fixed(&'a str),
    /// No longer after this version.
    LastAffected(&'a str),
    /// The range says nothing from this version on; `*` is no limit.
    Limit(&'a str),
}

impl<'a> Event<'a> {
    /// Its version.
    #[must_use]
    pub const fn version(self) -> &'a str {
        match self {
            Self::Introduced(version) | Self::Fixed(version) | Self::LastAffected(version) | Self::Limit(version) => version,
        }
    }
}

/// The affected versions: every range by its events, and the versions listed one by one, all together.
///
/// A list without any range and version is unknown. A range whose events can all be read is evaluated in the order of
/// versions, otherwise in the order of the list, as writers keep it.
#[must_use]
pub fn read(scheme: Scheme, ranges: &[&[Event<'_>]], versions: &[&str]) -> RangeSet {
    if ranges.is_empty() && versions.is_empty() {
        return RangeSet::unknown(scheme, Reason::NoRange);
    }
    let listed = versions.iter().map(|version| RangeSet::of_version(scheme, version));
    RangeSet::union_all(scheme, ranges.iter().map(|events| range(scheme, events)).chain(listed))
}

fn range(scheme: Scheme, events: &[Event<'_>]) -> RangeSet {
    let mut walk: Vec<_> = events.iter().copied().filter(|event| !matches!(event, Event::Limit(_))).collect();
    let place = |event: &Event<'_>| match *event {
        Event::Introduced("0") => Some(None),
        Event::LastAffected(version) => cut(scheme, version, true).map(Some),
        event => cut(scheme, event.version(), false).map(Some),
    };
    if walk.iter().all(|event| place(event).is_some()) {
        // Stable: at one place the order of the list decides.
        walk.sort_by_cached_key(|event| place(event).flatten());
    }
    let mut spans = Vec::new();
    let mut open: Option<&str> = None;
    for event in walk {
        let to = match event {
            Event::Introduced(version) => {
                open = open.or(Some(version));
                continue;
            }
            Event::LastAffected(version) => Bound::With(version.to_owned()),
            event => Bound::Without(event.version().to_owned()),
        };
        spans.extend(open.take().map(|from| Interval { from: Bound::With(from.to_owned()), to }));
    }
    spans.extend(open.map(|from| Interval { from: Bound::With(from.to_owned()), to: Bound::Open }));
    let inside = RangeSet::union_all(scheme, spans.iter().map(|span| RangeSet::of_interval(scheme, span)));
    let mut limits = events.iter().filter_map(|event| if let Event::Limit(version) = event { Some(*version) } else { None }).peekable();
    if limits.peek().is_none() {
        return inside;
    }
    // Below any of the limits is enough.
    let below = |version: &str| {
        let to = Bound::Without(version.to_owned());
        RangeSet::of_interval(scheme, &Interval { from: Bound::Open, to })
    };
    inside.intersection(&RangeSet::union_all(scheme, limits.map(below)))
}
