//! One interval as a record writes it, and whether a version lies inside.

use std::cmp::Ordering;
use std::fmt;

use super::{Containment, Reason};
use crate::scheme::{Key, Scheme};

/// One end of an interval.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Bound {
    /// Nowhere.
    Open,
    /// With this version.
    With(String),
    /// Without this version.
    Without(String),
}

impl Bound {
    /// The version written at this end.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        match self {
            Self::Open => None,
            Self::With(version) | Self::Without(version) => Some(version),
        }
    }
}

/// An interval of versions, as a record writes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Interval {
    /// Lower end; `0` and `*` are the beginning of everything.
    pub from: Bound,
    /// Upper end; `*` is open, `5.10.*` is every 5.10.
    pub to: Bound,
}

impl Interval {
    /// Whether nothing bounds it.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        is_beginning(&self.from) && is_open(&self.to)
    }
}

impl fmt::Display for Interval {
    /// Writes `>= 1.0, < 2.0`; everything is `*`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = Some(&self.from).filter(|from| !is_beginning(from));
        let to = Some(&self.to).filter(|to| !is_open(to));
        match from {
            Some(Bound::With(v)) => write!(f, ">= {v}")?,
            Some(Bound::Without(v)) => write!(f, "> {v}")?,
            _ => {}
        }
        if from.is_some() && to.is_some() {
            f.write_str(", ")?;
        }
        match to {
            Some(Bound::With(v)) => write!(f, "<= {v}"),
            Some(Bound::Without(v)) => write!(f, "< {v}"),
            _ if from.is_none() => f.write_str("*"),
            _ => Ok(()),
        }
    }
}

/// Whether a version lies inside an interval, as the scheme orders them.
#[must_use]
pub fn contains(scheme: Scheme, interval: &Interval, version: &str) -> Containment {
    scheme.key(version).map_or(Containment::Unknown(Reason::VersionUnreadable), |key| contains_key(scheme, interval, version, &key))
}

/// As `contains`, for a version that has been read already.
#[must_use]
pub fn contains_key(scheme: Scheme, interval: &Interval, version: &str, key: &Key) -> Containment {
    let from = lower(scheme, &interval.from, key);
    let to = upper(scheme, &interval.to, version, key);
    // An end that says no decides, whatever the other is.
    match (from, to) {
        (Some(false), _) | (_, Some(false)) => Containment::Out,
        (Some(true), Some(true)) => Containment::In,
        _ => Containment::Unknown(Reason::BoundUnreadable),
    }
}

fn lower(scheme: Scheme, bound: &Bound, key: &Key) -> Option<bool> {
    if is_beginning(bound) {
        return Some(true);
    }
    let version = bound.version()?;
    let at = scheme.key(version.strip_suffix(".*").unwrap_or(version))?;
    Some(match key.cmp(&at) {
        Ordering::Less => false,
        Ordering::Equal => matches!(bound, Bound::With(_)),
        Ordering::Greater => true,
    })
}

fn upper(scheme: Scheme, bound: &Bound, version: &str, key: &Key) -> Option<bool> {
    if is_open(bound) {
        return Some(true);
    }
    let end = bound.version()?;
    if let (Some(branch), Bound::With(_)) = (end.strip_suffix(".*"), bound) {
        return Some(*key <= scheme.key(branch)? || is_of_branch(version, branch));
    }
    let at = scheme.key(end.strip_suffix(".*").unwrap_or(end))?;
    Some(match key.cmp(&at) {
        Ordering::Less => true,
        Ordering::Equal => matches!(bound, Bound::With(_)),
        Ordering::Greater => false,
    })
}

/// Whether a version belongs to a branch: `5.10.3` and `5.10-rc1` to `5.10`, but not `5.100`.
fn is_of_branch(version: &str, branch: &str) -> bool {
    let version = version.trim().trim_start_matches(['v', 'V']);
    version.strip_prefix(branch.trim_start_matches(['v', 'V'])).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

pub(super) fn is_beginning(bound: &Bound) -> bool {
    match bound {
        Bound::Open => true,
        Bound::With(version) => matches!(version.as_str(), "0" | "*" | ""),
        Bound::Without(_) => false,
    }
}

pub(super) fn is_open(bound: &Bound) -> bool {
    bound.version().is_none_or(|version| matches!(version, "*" | ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(text: &str) -> Interval {
        let mut out = Interval { from: Bound::Open, to: Bound::Open };
        for part in text.split(',').map(str::trim) {
            match part.split_once(' ') {
                Some((">=", v)) => out.from = Bound::With(v.into()),
                Some((">", v)) => out.from = Bound::Without(v.into()),
                Some(("<=", v)) => out.to = Bound::With(v.into()),
                Some(("<", v)) => out.to = Bound::Without(v.into()),
                _ => assert_eq!(part, "*"),
            }
        }
        out
    }

    #[test]
    fn ends_count_as_they_are_written() {
        use Containment::{In, Out};
        for (range, version, want) in [
            (">= 1.0, < 2.0", "1.0", In),
            (">= 1.0, < 2.0", "2.0", Out),
            (">= 1.0, < 2.0", "2.0-rc1", In),
            (">= 1.0, < 2.0", "0.9", Out),
            ("> 1.0, <= 2.0", "1.0", Out),
            ("> 1.0, <= 2.0", "2.0", In),
            ("*", "7", In),
            (">= 0, < 3", "0.0.1", In),
            (">= 0, < 3", "0-alpha", In),
            (">= 5.10, <= 5.10.*", "5.10.225", In),
            (">= 5.10, <= 5.10.*", "5.11", Out),
            (">= 5.10, <= 5.10.*", "5.11-rc1", Out),
            (">= 5.10, <= 5.10.*", "5.100", Out),
            (">= 1, <= *", "9", In),
        ] {
            assert_eq!(contains(Scheme::CpeGeneric, &interval(range), version), want, "{version} in {range}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_unknown_unless_the_other_end_decides() {
        let range = interval(">= 2.0, < what-ever");
        assert_eq!(contains(Scheme::Npm, &range, "3.0.0"), Containment::Unknown(Reason::BoundUnreadable));
        assert_eq!(contains(Scheme::Npm, &range, "1.0.0"), Containment::Out);
        assert_eq!(contains(Scheme::Npm, &range, "latest"), Containment::Unknown(Reason::VersionUnreadable));
    }

    #[test]
    fn intervals_are_written_as_people_read_them() {
        for text in [">= 1.0, < 2.0", "> 1", "<= 5.10.*", "*"] {
            assert_eq!(interval(text).to_string(), text);
        }
        assert_eq!(interval(">= 0, < 3").to_string(), "< 3");
    }
}
