//! The names of weaknesses in the CWE catalogue.

use std::sync::OnceLock;

const CATALOGUE: &str = include_str!("../../data/cwe.tsv");
/// Number and names of each weakness, sorted by number as text.
static LINES: OnceLock<Vec<(&str, &str)>> = OnceLock::new();

/// The present name of `CWE-79`, or none when the catalogue has no such weakness.
#[must_use]
pub fn name(id: &str) -> Option<&'static str> {
    names(id)?.next()
}

/// Whether the catalogue gives, or in an earlier version gave, this name to the weakness.
#[must_use]
pub fn is_named(id: &str, name: &str) -> bool {
    names(id).is_some_and(|mut names| names.any(|known| known == name))
}

fn names(id: &str) -> Option<impl Iterator<Item = &'static str>> {
    let number = id.strip_prefix("CWE-")?;
    let lines = LINES.get_or_init(|| {
        let mut lines: Vec<_> = CATALOGUE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect();
        lines.sort_unstable();
        lines
    });
    let at = lines.binary_search_by_key(&number, |(number, _)| number).ok()?;
    Some(lines[at].1.split('\t'))
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
}
