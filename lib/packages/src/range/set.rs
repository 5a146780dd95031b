//! The normal form of every range: a set of versions over one scheme, in three values.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::interval::{is_beginning, is_open};
use super::line::{Cut, Line};
use super::{Bound, Containment, Interval, Reason};
use crate::scheme::{Key, Scheme};

/// Most ends of intervals, and most versions named letter by letter, that one set keeps; a larger one is unknown as a whole.
pub const CUTS_MAX: usize = 200_000;

/// Membership of what cannot be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Truth {
    No,
    Perhaps,
    Yes,
}

impl Truth {
    const fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Perhaps => Self::Perhaps,
            Self::Yes => Self::No,
        }
    }
}

/// A set of versions of one scheme: sorted disjoint intervals, explicit versions as intervals of one version.
///
/// Two lines of intervals are kept: what is inside for sure, and what may be inside because an end could not be read.
/// Union, intersection and complement follow Kleene's logic of three values, so nothing unknown becomes known by them.
/// Versions that the scheme cannot read are compared letter by letter.
#[derive(Debug, Clone)]
pub struct RangeSet {
    scheme: Scheme,
    /// Invariant: every key in `sure` is in `maybe`.
    sure: Line,
    maybe: Line,
    named: BTreeMap<Arc<str>, Truth>,
    /// What holds of unreadable versions that are not named.
    others: Truth,
    /// Why what is unknown is unknown.
    doubt: Reason,
}

impl RangeSet {
    fn of_line(scheme: Scheme, line: Line, others: Truth) -> Self {
        Self { scheme, sure: line.clone(), maybe: line, named: BTreeMap::new(), others, doubt: Reason::BoundUnreadable }
    }

    /// No version.
    #[must_use]
    pub fn nothing(scheme: Scheme) -> Self {
        Self::of_line(scheme, Line::whole(false), Truth::No)
    }

    /// Every version, also those that the scheme cannot read.
    #[must_use]
    pub fn everything(scheme: Scheme) -> Self {
        Self::of_line(scheme, Line::whole(true), Truth::Yes)
    }

    /// Nobody knows which versions, and why.
    #[must_use]
    pub fn unknown(scheme: Scheme, doubt: Reason) -> Self {
        Self { maybe: Line::whole(true), doubt, ..Self::of_line(scheme, Line::whole(false), Truth::Perhaps) }
    }

    /// One version; what the scheme cannot read is kept letter by letter.
    #[must_use]
    pub fn of_version(scheme: Scheme, version: &str) -> Self {
        let version = version.trim();
        match (cut(scheme, version, false), cut(scheme, version, true)) {
            (Some(before), Some(after)) => Self::of_line(scheme, Line::between(Some(before), Some(after)), Truth::Perhaps),
            _ => {
                let mut set = Self::of_line(scheme, Line::whole(false), Truth::Perhaps);
                set.named.insert(version.into(), Truth::Yes);
                set
            }
        }
    }

    /// An interval as a record writes it: `0` and `*` begin everything, `5.10.*` ends with the last 5.10.
    #[must_use]
    pub fn of_interval(scheme: Scheme, interval: &Interval) -> Self {
        let from = if is_beginning(&interval.from) {
            Some(None)
        } else {
            let after = matches!(interval.from, Bound::Without(_));
            let version = interval.from.version().unwrap_or_default();
            cut(scheme, version.strip_suffix(".*").unwrap_or(version), after).map(Some)
        };
        let to = if is_open(&interval.to) {
            Some(None)
        } else {
            let with = matches!(interval.to, Bound::With(_));
            let version = interval.to.version().unwrap_or_default();
            match version.strip_suffix(".*") {
                Some(branch) if with => branch_end(scheme, branch).map(Some),
                branch => cut(scheme, branch.unwrap_or(version), with).map(Some),
            }
        };
        Self::between(scheme, from, to)
    }

    /// Between two ends: outer none = unreadable, inner none = without end.
    pub(super) fn between(scheme: Scheme, from: Option<Option<Cut>>, to: Option<Option<Cut>>) -> Self {
        if let (Some(None), Some(None)) = (&from, &to) {
            return Self::everything(scheme);
        }
        let readable = from.is_some() && to.is_some();
        let line = Line::between(from.flatten(), to.flatten());
        let sure = if readable { line.clone() } else { Line::whole(false) };
        Self { sure, ..Self::of_line(scheme, line, Truth::Perhaps) }
    }

    /// The scheme whose versions these are.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Whether a version is inside.
    #[must_use]
    pub fn contains(&self, version: &str) -> Containment {
        if let Some(key) = self.scheme.key(version) {
            return self.contains_key(&key);
        }
        match self.named.get(version.trim()).copied().unwrap_or(self.others) {
            Truth::Yes => Containment::In,
            Truth::No => Containment::Out,
            Truth::Perhaps if self.doubt == Reason::BoundUnreadable => Containment::Unknown(Reason::VersionUnreadable),
            Truth::Perhaps => Containment::Unknown(self.doubt),
        }
    }

    /// As `contains`, for a version that has been read already.
    #[must_use]
    pub fn contains_key(&self, key: &Key) -> Containment {
        if self.sure.contains(key) {
            Containment::In
        } else if self.maybe.contains(key) {
            Containment::Unknown(self.doubt)
        } else {
            Containment::Out
        }
    }

    /// The versions outside.
    #[must_use]
    pub fn complement(self) -> Self {
        Self {
            sure: self.maybe.complement(),
            maybe: self.sure.complement(),
            named: self.named.into_iter().map(|(version, truth)| (version, truth.not())).collect(),
            others: self.others.not(),
            ..self
        }
    }

    /// The versions of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a || b, Truth::max)
    }

    /// The versions of both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a && b, Truth::min)
    }

    /// The versions of this set that are not in the other.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        self.intersection(&other.clone().complement())
    }

    /// The union of any number of sets, in the time that sorting takes; sets of other schemes make it unknown.
    #[must_use]
    pub fn union_all(scheme: Scheme, sets: impl IntoIterator<Item = Self>) -> Self {
        let mut out = Self::nothing(scheme);
        let (mut sure, mut maybe, mut size) = (Vec::new(), Vec::new(), 0);
        let (mut named, mut silent) = (BTreeMap::<Arc<str>, (Truth, [usize; 3])>::new(), [0; 3]);
        for set in sets {
            if set.scheme != scheme {
                return Self::unknown(scheme, Reason::SchemesDiffer);
            }
            size += set.size();
            if size > CUTS_MAX {
                return Self::unknown(scheme, Reason::TooLarge);
            }
            if !set.is_exact() {
                out.doubt = set.doubt;
            }
            silent[set.others as usize] += 1;
            for (version, truth) in set.named {
                let said = named.entry(version).or_insert((truth, [0; 3]));
                said.0 = said.0.max(truth);
                said.1[set.others as usize] += 1;
            }
            sure.push(set.sure);
            maybe.push(set.maybe);
        }
        // What holds of a version for the sets that do not name it: the most that remains without those that do.
        let most = |without: [usize; 3]| [Truth::Yes, Truth::Perhaps].into_iter().find(|t| silent[*t as usize] > without[*t as usize]);
        out.others = most([0; 3]).unwrap_or(Truth::No);
        out.named = named
            .into_iter()
            .map(|(version, (truth, naming))| (version, truth.max(most(naming).unwrap_or(Truth::No))))
            .filter(|(_, truth)| *truth != out.others)
            .collect();
        Self { sure: Line::union_all(sure), maybe: Line::union_all(maybe), ..out }
    }

    fn combine(&self, other: &Self, keeps: fn(bool, bool) -> bool, both: fn(Truth, Truth) -> Truth) -> Self {
        if self.scheme != other.scheme {
            return Self::unknown(self.scheme, Reason::SchemesDiffer);
        }
        if self.size() + other.size() > CUTS_MAX {
            return Self::unknown(self.scheme, Reason::TooLarge);
        }
        Self {
            scheme: self.scheme,
            sure: self.sure.combine(&other.sure, keeps),
            maybe: self.maybe.combine(&other.maybe, keeps),
            named: merge(self, other, both),
            others: both(self.others, other.others),
            doubt: if self.is_exact() { other.doubt } else { self.doubt },
        }
    }

    fn size(&self) -> usize {
        self.maybe.cuts().len().max(self.sure.cuts().len()) + self.named.len()
    }

    /// Whether every version that the scheme reads is known to be inside or outside.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.sure == self.maybe
    }

    /// Whether every version that the scheme reads is inside.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.sure == Line::whole(true)
    }

    /// Whether no version is inside, not even perhaps.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.maybe == Line::whole(false) && self.named.values().all(|truth| *truth == Truth::No) && self.others != Truth::Yes
    }

    /// What is inside for sure, sorted and disjoint; a single version is an interval from it to it.
    pub fn intervals(&self) -> impl Iterator<Item = Interval> {
        self.sure.stretches().map(|(from, to)| Interval {
            from: from.map_or(Bound::Open, |cut| bound(cut, !cut.after)),
            to: to.map_or(Bound::Open, |cut| bound(cut, cut.after)),
        })
    }

    /// Versions outside of the scheme's order that are inside, in alphabetical order.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.named.iter().filter(|(_, truth)| **truth == Truth::Yes).map(|(version, _)| &**version)
    }

    pub(super) const fn line(&self) -> &Line {
        &self.sure
    }

    /// Whether the intervals say everything: no doubt, and no version named letter by letter.
    pub(super) fn is_line(&self) -> bool {
        self.is_exact() && self.named.is_empty()
    }
}

impl PartialEq for RangeSet {
    /// Equal sets answer alike for every version; without doubt its reason does not count.
    fn eq(&self, other: &Self) -> bool {
        let same = self.scheme == other.scheme && self.sure == other.sure && self.maybe == other.maybe;
        same && self.named == other.named && self.others == other.others && (self.is_exact() || self.doubt == other.doubt)
    }
}

impl Eq for RangeSet {}

impl fmt::Display for RangeSet {
    /// Writes `>= 1.0, < 2.0 | = 3.0`; what is only perhaps inside is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        let mut bar = |f: &mut fmt::Formatter<'_>| if std::mem::take(&mut first) { Ok(()) } else { f.write_str(" | ") };
        for (from, to) in self.sure.stretches() {
            bar(f)?;
            match (from, to) {
                (Some(from), Some(to)) if from.key == to.key => write!(f, "= {}", from.text)?,
                (None, None) => f.write_str("*")?,
                (Some(from), None) => write!(f, "{}", lower(from))?,
                (None, Some(to)) => write!(f, "{}", upper(to))?,
                (Some(from), Some(to)) => write!(f, "{}, {}", lower(from), upper(to))?,
            }
        }
        for version in self.named() {
            bar(f)?;
            write!(f, "= {version}")?;
        }
        Ok(())
    }
}

fn lower(cut: &Cut) -> String {
    format!("{} {}", if cut.after { ">" } else { ">=" }, cut.text)
}

fn upper(cut: &Cut) -> String {
    format!("{} {}", if cut.after { "<=" } else { "<" }, cut.text)
}

fn bound(cut: &Cut, with: bool) -> Bound {
    if with { Bound::With(cut.text.to_string()) } else { Bound::Without(cut.text.to_string()) }
}

/// The versions that either names, each with what both say of it.
fn merge(a: &RangeSet, b: &RangeSet, both: fn(Truth, Truth) -> Truth) -> BTreeMap<Arc<str>, Truth> {
    let of = |set: &RangeSet, version: &Arc<str>| set.named.get(version).copied().unwrap_or(set.others);
    let others = both(a.others, b.others);
    let said = a.named.keys().chain(b.named.keys()).map(|version| (Arc::clone(version), both(of(a, version), of(b, version))));
    said.filter(|(_, truth)| *truth != others).collect()
}

/// The place just before or just after a version; none = the scheme cannot read it.
pub(super) fn cut(scheme: Scheme, version: &str, after: bool) -> Option<Cut> {
    let version = version.trim();
    // Conan ends ranges with `2-`, which stands before every pre-release of 2; the first of them is `2-0`.
    let key = match version.strip_suffix('-').filter(|_| scheme.word() == "conan") {
        Some(base) => scheme.key(&format!("{base}-0")),
        None => scheme.key(version),
    }?;
    Some(Cut { key, after, text: version.into() })
}

/// The place before a version and all its pre-releases, as far as the scheme can name the first of them.
pub(super) fn floor(scheme: Scheme, version: &str) -> Option<Cut> {
    let version = version.trim();
    let first = match scheme.word() {
        "semver" | "npm" | "cargo" | "nuget" | "go" | "pub" | "hex" | "swift" => "-0",
        "pypi" => ".dev0",
        "gem" => ".A",
        "composer" | "cpe-generic" | "openssl" => "-dev",
        "linux" => "-test0",
        "deb" | "rpm" | "opam" => "~~",
        "alpm" => "A",
        "apk" | "gentoo" => "_alpha",
        "conan" if !version.ends_with('-') => "-",
        _ => "",
    };
    cut(scheme, &format!("{version}{first}"), false).or_else(|| cut(scheme, version, false))
}

/// The place after everything of a branch: for `5.10`, before 5.11 and its pre-releases.
fn branch_end(scheme: Scheme, branch: &str) -> Option<Cut> {
    let branch = branch.trim();
    scheme.key(branch)?;
    let digits = branch.len() - branch.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (head, last) = branch.split_at(branch.len() - digits);
    if last.is_empty() { cut(scheme, branch, true) } else { floor(scheme, &format!("{head}{}", increment(last))) }
}

/// The number after this one; `digits` are ASCII digits of any count.
pub(super) fn increment(digits: &str) -> String {
    let kept = digits.trim_end_matches('9');
    let nines = digits.len() - kept.len();
    let mut out = match kept.as_bytes().split_last() {
        None => "1".to_owned(),
        Some((last, head)) => format!("{}{}", String::from_utf8_lossy(head), char::from(last + 1)),
    };
    out.extend(std::iter::repeat_n('0', nines));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_floor_of_a_version_is_before_its_first_pre_release() {
        for (word, before, version, early) in [
            ("npm", "1.9.9", "2.0.0", "2.0.0-0"),
            ("nuget", "1.9.9", "2.0", "2.0.0-alpha"),
            ("pypi", "1.9", "2.0", "2.0.dev0"),
            ("pypi", "1.9.post1", "2", "2a1.dev1"),
            ("gem", "1.9", "2", "2.0.alpha"),
            ("composer", "1.9", "2.0", "2.0-dev"),
            ("cpe-generic", "1.9", "2.0", "2.0-alpha"),
            ("deb", "1.9-1", "2.0", "2.0~rc1"),
            ("rpm", "1.9-1", "2.0", "2.0~rc1"),
            ("opam", "1.9", "2.0", "2.0~beta"),
            ("alpm", "1.9", "2.0", "2.0alpha"),
            ("apk", "1.9", "2.0", "2.0_alpha1"),
            ("gentoo", "1.9", "2.0", "2.0_alpha1"),
            ("linux", "6.0.99", "6.1", "6.1-rc1"),
            ("openssl", "1.1.1w", "3.0.0", "3.0.0-alpha1"),
            ("conan", "1.9", "2", "2-rc1"),
            ("conan", "1.9", "2-", "2.0-1"),
            ("hackage", "1.9", "2.0", "2.0"),
        ] {
            let Some(scheme) = Scheme::of_word(word) else { continue };
            let floor = floor(scheme, version).unwrap();
            assert!(scheme.key(before).unwrap() < floor.key, "{word}: {before} {version}");
            assert!(floor.key <= scheme.key(early).unwrap(), "{word}: {version} {early}");
            assert!(floor.key <= cut(scheme, version, false).unwrap().key, "{word}: {version}");
        }
    }

    #[test]
    fn numbers_of_any_length_are_counted_on() {
        for (digits, next) in [("0", "1"), ("9", "10"), ("199", "200"), ("99999999999999999999", "100000000000000000000"), ("09", "10")] {
            assert_eq!(increment(digits), next);
        }
    }
}
