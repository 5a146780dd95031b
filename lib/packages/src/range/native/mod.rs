//! Ranges in the syntax of a package manager, read into alternatives of clauses: one file for each syntax.
//!
//! They are read as advisories mean them: a pre-release between two ends is inside, although a resolver that looks for
//! something to install may skip it. What a syntax says of the pre-releases of an end itself is kept, so `^1.2` of npm
//! ends before `2.0.0-0`, as node-semver has it.

mod brackets;
mod cargo;
mod composer;
mod conan;
mod gem;
mod npm;
mod openssl;
mod parts;
mod plain;
mod pypi;

use super::set::{RangeSet, cut, floor};
use super::vers::{Comparator, Constraint, Fault as VersFault, Vers, scheme_of_type};
use super::{CONSTRAINTS_MAX, RANGE_BYTES_MAX};
use crate::scheme::Scheme;

/// What is wrong with a native range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Longer than `RANGE_BYTES_MAX`, or more than `CONSTRAINTS_MAX` constraints.
    #[error("the range is longer than what is read")]
    TooLong,
    /// A part that this syntax does not have.
    #[error("`{0}` is not understood")]
    NotUnderstood(String),
    /// A type whose syntax is not known.
    #[error("the range syntax of `{0}` is not known")]
    UnknownType(String),
}

impl Fault {
    fn at(text: &str) -> Self {
        Self::NotUnderstood(text.trim().chars().take(80).collect())
    }
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Clause {
    /// A comparator and a version.
    Plain(Comparator, String),
    /// `>=` with the version's pre-releases.
    FromFloor(String),
    /// `<` without the version's pre-releases.
    BelowFloor(String),
    /// Not from the first version's pre-releases up to before the second's.
    Hole(String, String),
}

/// Alternatives of clauses that hold together; an alternative without clauses is everything.
type AnyOf = Vec<Vec<Clause>>;

/// A range as a package manager writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Native {
    ty: String,
    any_of: AnyOf,
}

/// Reads a range in the syntax of a type of purl or VERS, such as `npm`; types without a syntax of their own take
/// comparators (`>= 1.0, < 2.0 || = 3.0`, `<<` and `>>` of Debian), as advisories write them for every type.
///
/// # Errors
/// If any part is not understood; nothing is skipped.
pub fn read(ty: &str, text: &str) -> Result<Native, Fault> {
    let ty = ty.to_ascii_lowercase();
    if text.len() > RANGE_BYTES_MAX {
        return Err(Fault::TooLong);
    }
    let text = text.trim();
    let any_of = match ty.as_str() {
        "npm" => npm::read(text),
        "cargo" => cargo::read(text),
        "gem" => gem::read(text),
        "composer" => composer::read(text),
        "maven" => brackets::maven(text),
        "nuget" => brackets::nuget(text),
        "pypi" => pypi::read(text),
        "conan" => conan::read(text),
        "nginx" => openssl::nginx(text),
        "openssl" => openssl::read(text),
        _ if scheme_of_type(&ty).is_some() || ty == "github" => plain::read(text),
        _ => Err(Fault::UnknownType(ty.chars().take(40).collect())),
    }?;
    if any_of.iter().map(|all| all.len().max(1)).sum::<usize>() > CONSTRAINTS_MAX {
        return Err(Fault::TooLong);
    }
    Ok(Native { ty, any_of })
}

/// Reads comparators without the syntax of any type: `>= 1.0, < 1.2`.
///
/// # Errors
/// If any part is not understood.
pub fn comparators(text: &str) -> Result<Native, Fault> {
    read("generic", text)
}

impl Native {
    /// The scheme that orders its versions.
    #[must_use]
    pub fn scheme(&self) -> Option<Scheme> {
        scheme_of_type(&self.ty)
    }

    /// What is meant, under a scheme, which usually is that of the type.
    #[must_use]
    pub fn set(&self, scheme: Scheme) -> RangeSet {
        let clauses =
            |all: &Vec<Clause>| all.iter().fold(RangeSet::everything(scheme), |inside, clause| inside.intersection(&clause.set(scheme)));
        RangeSet::union_all(scheme, self.any_of.iter().map(clauses))
    }

    /// The constraints as they stand, in the order of their versions, as tools of VERS transcribe a native range. It is
    /// for comparing with them: neither alternatives nor pre-releases of ends survive it, and it may not be canonical.
    /// The canonical VERS of what is meant is `Vers::of_set(&native.set(scheme))`.
    ///
    /// # Errors
    /// If there are more constraints than VERS may hold, or none of them has a version.
    pub fn transcribed(&self) -> Result<Vers, VersFault> {
        let constraint = |comparator, version: &String| Constraint { comparator, version: version.clone() };
        let mut out = Vec::new();
        for clause in self.any_of.iter().flatten() {
            match clause {
                Clause::Plain(comparator, version) => out.push(constraint(*comparator, version)),
                Clause::FromFloor(version) => out.push(constraint(Comparator::Ge, version)),
                Clause::BelowFloor(version) => out.push(constraint(Comparator::Lt, version)),
                Clause::Hole(from, to) => {
                    out.extend([constraint(Comparator::Lt, from), constraint(Comparator::Ge, to)]);
                }
            }
        }
        if self.any_of.iter().any(Vec::is_empty) {
            out.clear();
        }
        Vers::build(&self.ty, out)
    }
}

impl Clause {
    fn set(&self, scheme: Scheme) -> RangeSet {
        let before = |version: &str| cut(scheme, version, false).map(Some);
        let after = |version: &str| cut(scheme, version, true).map(Some);
        let whole = Some(None);
        match self {
            Self::Plain(Comparator::Eq, version) => RangeSet::of_version(scheme, version),
            Self::Plain(Comparator::Ne, version) => RangeSet::of_version(scheme, version).complement(),
            Self::Plain(Comparator::Lt, version) => RangeSet::between(scheme, whole, before(version)),
            Self::Plain(Comparator::Le, version) => RangeSet::between(scheme, whole, after(version)),
            Self::Plain(Comparator::Gt, version) => RangeSet::between(scheme, after(version), whole),
            Self::Plain(Comparator::Ge, version) => RangeSet::between(scheme, before(version), whole),
            Self::FromFloor(version) => RangeSet::between(scheme, floor(scheme, version).map(Some), whole),
            Self::BelowFloor(version) => RangeSet::between(scheme, whole, floor(scheme, version).map(Some)),
            Self::Hole(from, to) => RangeSet::between(scheme, floor(scheme, from).map(Some), floor(scheme, to).map(Some)).complement(),
        }
    }
}
