//! CVE 5: the `versions` of an affected product (CVE record format 5, description of `versions`).

use super::set::{RangeSet, cut};
use super::{Bound, Interval, Reason, native};
use crate::scheme::Scheme;

/// Most times that the status may change from one entry to the next; a record with more is unknown.
pub const TURNS_MAX: usize = 2_048;

/// A status of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Vulnerable.
    Affected,
    /// Not vulnerable.
    Unaffected,
    /// Nobody has said.
    Unknown,
}

/// One entry of `versions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The single version, or the begin of the range.
    pub version: &'a str,
    /// The status of the version or range.
    pub status: Status,
    /// End of the range, without it; `*` is no end.
    pub less_than: Option<&'a str>,
    /// End of the range, with it; `5.10.*` is the last 5.10.
    pub less_than_or_equal: Option<&'a str>,
    /// From each version on within the range, another status.
    pub changes: &'a [(&'a str, Status)],
}

/// The affected versions. The first entry that a version matches decides, `default` only where none does; without a
/// default it is unknown, as the format has it. What is affected by default although no entry names a version is
/// unknown too: such records mean "some", not "all".
#[must_use]
pub fn read(scheme: Scheme, default: Option<Status>, entries: &[Entry<'_>]) -> RangeSet {
    let mut affected = RangeSet::nothing(scheme);
    let mut unmatched = RangeSet::everything(scheme);
    let unknown = RangeSet::unknown(scheme, Reason::NoRange);
    let mut claim = |unmatched: &mut RangeSet, status, run: Vec<RangeSet>| {
        let named = RangeSet::union_all(scheme, run);
        let here = unmatched.intersection(&named);
        affected = match status {
            Status::Affected => affected.union(&here),
            Status::Unaffected => return *unmatched = unmatched.without(&named),
            Status::Unknown => affected.union(&here.intersection(&unknown)),
        };
        *unmatched = unmatched.without(&named);
    };
    // Neighbours of one status go together, so that a list of thousands of versions costs one pass.
    let (mut run, mut run_status, mut turns) = (Vec::new(), None, 0);
    for (set, status) in entries.iter().flat_map(|entry| pieces(scheme, entry)) {
        if run_status.is_some_and(|before| before != status) {
            claim(&mut unmatched, run_status.unwrap_or(status), std::mem::take(&mut run));
            turns += 1;
            if turns > TURNS_MAX {
                return RangeSet::unknown(scheme, Reason::TooLarge);
            }
        }
        run_status = Some(status);
        run.push(set);
    }
    if let Some(status) = run_status {
        claim(&mut unmatched, status, run);
    }
    let default = if entries.is_empty() && default == Some(Status::Affected) { None } else { default };
    let everything = vec![RangeSet::everything(scheme)];
    claim(&mut unmatched, default.unwrap_or(Status::Unknown), everything);
    affected
}

/// The parts of an entry with their status; of parts that hold one version, the first counts.
fn pieces(scheme: Scheme, entry: &Entry<'_>) -> Vec<(RangeSet, Status)> {
    let end = match (entry.less_than, entry.less_than_or_equal) {
        (Some(version), _) => Bound::Without(version.to_owned()),
        (None, Some(version)) => Bound::With(version.to_owned()),
        (None, None) if entry.changes.is_empty() => return vec![(single(scheme, entry.version), entry.status)],
        // `changes` without an end: the format wants one, the meaning is plain.
        (None, None) => Bound::Open,
    };
    let to = if matches!(end.version(), Some("unspecified" | "all")) { Bound::Open } else { end };
    let from = if stands_for_nothing(entry.version) { Bound::Open } else { Bound::With(entry.version.to_owned()) };
    let whole = RangeSet::of_interval(scheme, &Interval { from, to });
    // The last change that has come decides, so from the last to the first, then the rest of the range.
    let changed = entry.changes.iter().take(TURNS_MAX).rev().map(|(at, status)| {
        let after = RangeSet::between(scheme, cut(scheme, at, false).map(Some), Some(None));
        (whole.intersection(&after), *status)
    });
    let mut out: Vec<_> = changed.collect();
    out.push((whole, entry.status));
    out
}

/// A version alone: `*` is every one, `5.10.*` a branch, `>= 1.0, < 1.2` a range in a wrong place; prose is unknown.
fn single(scheme: Scheme, version: &str) -> RangeSet {
    let version = version.trim();
    let branch = version.strip_suffix(".*").or_else(|| version.strip_suffix(".x"));
    match branch {
        _ if version == "*" => RangeSet::everything(scheme),
        _ if version != "0" && stands_for_nothing(version) => RangeSet::unknown(scheme, Reason::NoRange),
        Some(branch) => {
            let (from, to) = (Bound::With(branch.to_owned()), Bound::With(format!("{branch}.*")));
            RangeSet::of_interval(scheme, &Interval { from, to })
        }
        None if version.starts_with(['<', '>', '=']) => {
            native::comparators(version).map_or(RangeSet::unknown(scheme, Reason::TextUnreadable), |native| native.set(scheme))
        }
        None if scheme.key(version).is_none() && version.contains(char::is_whitespace) => RangeSet::unknown(scheme, Reason::TextUnreadable),
        None => RangeSet::of_version(scheme, version),
    }
}

/// Words in the place of a version: as a begin the beginning of everything, alone nothing that is known.
fn stands_for_nothing(version: &str) -> bool {
    matches!(version, "0" | "*" | "-" | "" | "unspecified" | "n/a" | "N/A" | "all" | "any" | "unknown")
}
