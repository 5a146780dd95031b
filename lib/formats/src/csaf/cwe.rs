//! The weaknesses of the CWE catalogue, with what each version of it says of them.

use std::sync::OnceLock;

const CATALOGUE: &str = include_str!("../../data/cwe.tsv");
static WEAKNESSES: OnceLock<Catalogue> = OnceLock::new();

/// Names since this version count where a document does not say which version it uses.
const NAMES_SINCE: &str = "4.0";

/// How CWE advises to use a weakness for naming what a vulnerability is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    /// Fit for it.
    Allowed,
    /// Fit after a look for a better one.
    WithReview,
    /// Better not.
    Discouraged,
    /// Not fit for it.
    Prohibited,
}

/// A version of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(usize);

struct Catalogue {
    /// Versions with the days on which they came out, oldest first.
    versions: Vec<(&'static str, &'static str)>,
    /// By number as text.
    weaknesses: Vec<(&'static str, Weakness)>,
}

/// A weakness in the course of the versions.
pub struct Weakness {
    first: usize,
    last: usize,
    deprecated: Option<usize>,
    usages: &'static str,
    names: Vec<(usize, &'static str)>,
}

fn catalogue() -> &'static Catalogue {
    WEAKNESSES.get_or_init(|| {
        let mut lines = CATALOGUE.lines().filter(|line| !line.starts_with('#'));
        let versions = lines.next().unwrap_or("").split(' ').filter_map(|version| version.split_once('=')).collect();
        let mut weaknesses: Vec<_> = lines.filter_map(weakness).collect();
        weaknesses.sort_unstable_by_key(|(number, _)| *number);
        Catalogue { versions, weaknesses }
    })
}

fn weakness(line: &'static str) -> Option<(&'static str, Weakness)> {
    let mut cells = line.split('\t');
    let (number, span, deprecated, usages) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let (first, last) = span.split_once('-').map_or((span, None), |(first, last)| (first, last.parse().ok()));
    let names = cells.filter_map(|cell| cell.split_once(' ')).filter_map(|(since, name)| Some((since.parse().ok()?, name))).collect();
    let last = last.unwrap_or(usize::MAX);
    Some((number, Weakness { first: first.parse().ok()?, last, deprecated: deprecated.parse().ok(), usages, names }))
}

/// The version of this name, such as `4.13`; none when there was none.
#[must_use]
pub fn version(name: &str) -> Option<Version> {
    catalogue().versions.iter().position(|(version, _)| *version == name).map(Version)
}

/// The newest version that was out on a day written `YYYY-MM-DD`.
#[must_use]
pub fn version_on(day: &str) -> Option<(Version, &'static str)> {
    let versions = &catalogue().versions;
    let at = versions.iter().rposition(|(_, out)| *out <= day)?;
    Some((Version(at), versions.get(at)?.0))
}

/// The weakness `CWE-79`; none when no version of the catalogue has it. Categories and views are no weaknesses.
#[must_use]
pub fn get(id: &str) -> Option<&'static Weakness> {
    let number = id.strip_prefix("CWE-")?;
    let weaknesses = &catalogue().weaknesses;
    let at = weaknesses.binary_search_by_key(&number, |(number, _)| number).ok()?;
    weaknesses.get(at).map(|(_, weakness)| weakness)
}

impl Weakness {
    /// Its name in a version; none when that version does not have it.
    #[must_use]
    pub fn name_in(&self, version: Version) -> Option<&'static str> {
        let here = (self.first..=self.last).contains(&version.0);
        self.names.iter().rev().find(|(since, _)| here && *since <= version.0).map(|(_, name)| *name)
    }

    /// Whether it was given up in a version or before.
    #[must_use]
    pub fn is_deprecated_in(&self, version: Version) -> bool {
        self.deprecated.is_some_and(|since| since <= version.0)
    }

    /// How a version advises to use it; none before 4.12, which was the first to say.
    #[must_use]
    pub fn usage_in(&self, version: Version) -> Option<Usage> {
        let mut changes = self.usages.split(',').filter_map(|change| change.split_at_checked(change.len().checked_sub(1)?));
        let latest = changes.rfind(|(since, _)| since.parse::<usize>().is_ok_and(|since| since <= version.0));
        match latest?.1 {
            "A" => Some(Usage::Allowed),
            "R" => Some(Usage::WithReview),
            "D" => Some(Usage::Discouraged),
            _ => Some(Usage::Prohibited),
        }
    }
}

/// The present name of `CWE-79`, or none when the catalogue has no such weakness.
#[must_use]
pub fn name(id: &str) -> Option<&'static str> {
    let weakness = get(id).filter(|weakness| weakness.last == usize::MAX)?;
    weakness.names.last().map(|(_, name)| *name)
}

/// Whether the catalogue gives, or since 4.0 gave, this name to the weakness.
#[must_use]
pub fn is_named(id: &str, name: &str) -> bool {
    let since = version(NAMES_SINCE).map_or(0, |version| version.0);
    let Some(weakness) = get(id) else { return false };
    let ends = weakness.names.iter().skip(1).map(|(next, _)| *next).chain([usize::MAX]);
    weakness.names.iter().zip(ends).any(|((_, known), end)| *known == name && end > since)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weakness_has_its_names() {
        assert_eq!(name("CWE-862"), Some("Missing Authorization"));
        assert_eq!(name("CWE-0862"), None);
        assert_eq!(name("862"), None);
        assert!(is_named("CWE-787", "Out-of-bounds Write"));
        assert!(!is_named("CWE-79", "Improper Input Validation"));
    }

    #[test]
    fn a_version_says_what_it_said() {
        let (old, new) = (version("1.0").unwrap(), version("4.13").unwrap());
        assert!(version("4.99").is_none() && old < new);
        let weakness = get("CWE-20").unwrap();
        assert_eq!(weakness.name_in(old), Some("Insufficient Input Validation"));
        assert_eq!(weakness.name_in(new), Some("Improper Input Validation"));
        assert_eq!((weakness.usage_in(old), weakness.usage_in(new)), (None, Some(Usage::Discouraged)));
        assert_eq!(get("CWE-1324").and_then(|weakness| weakness.name_in(old)), None);
        assert!(get("CWE-596").unwrap().is_deprecated_in(new) && !get("CWE-596").unwrap().is_deprecated_in(old));
        assert_eq!(version_on("2024-01-21"), Some((new, "4.13")));
        assert_eq!(version_on("2000-01-01"), None);
    }
}
