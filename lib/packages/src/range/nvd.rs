//! NVD: a CPE match criterion with its bounds (NVD CVE API 2.0, `cpeMatch`).

use super::set::RangeSet;
use super::{Bound, Interval, Reason};
use crate::scheme::Scheme;

/// The version of the criterion's CPE and the bounds beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Criterion<'a> {
    /// The version attribute: `*` any, `-` none, or a version.
    pub version: &'a str,
    /// `versionStartIncluding`
    pub start_including: Option<&'a str>,
    /// `versionStartExcluding`
    pub start_excluding: Option<&'a str>,
    /// `versionEndIncluding`
    pub end_including: Option<&'a str>,
    /// `versionEndExcluding`
    pub end_excluding: Option<&'a str>,
}

/// The versions that a criterion matches. Bounds count beside `*` only; where both an including and an excluding bound
/// are given, both hold. The version `-` says that the product has none, which says nothing about a component that has
/// one: unknown. `*` without bounds is everything; how far to trust that is for the caller to judge.
#[must_use]
pub fn read(scheme: Scheme, criterion: &Criterion<'_>) -> RangeSet {
    match criterion.version {
        "-" => return RangeSet::unknown(scheme, Reason::NoRange),
        "*" | "" => {}
        version => return RangeSet::of_version(scheme, version),
    }
    let with = |version: Option<&str>| version.map_or(Bound::Open, |version| Bound::With(version.to_owned()));
    let without = |version: Option<&str>| version.map_or(Bound::Open, |version| Bound::Without(version.to_owned()));
    let including = Interval { from: with(criterion.start_including), to: with(criterion.end_including) };
    let excluding = Interval { from: without(criterion.start_excluding), to: without(criterion.end_excluding) };
    RangeSet::of_interval(scheme, &including).intersection(&RangeSet::of_interval(scheme, &excluding))
}
