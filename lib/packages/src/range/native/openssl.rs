//! OpenSSL and nginx: lists of versions and spans as their advisories write them.

use super::parts::from_until;
use super::plain::{self, begins_here};
use super::{AnyOf, Clause, Fault};
use crate::range::set::increment;
use crate::range::vers::Comparator;

/// `3.0.0, 1.0.1b`: versions one by one.
pub(super) fn read(text: &str) -> Result<AnyOf, Fault> {
    if begins_here(text) || text == "*" {
        return plain::read(text);
    }
    list(text).map(|version| Ok(vec![Clause::Plain(Comparator::Eq, checked(version)?.to_owned())])).collect()
}

/// `0.7.52-0.8.39`, `0.8.40+`, `all`: a plus reaches to the end of a stable branch, whose second number is even, and
/// without end on the main line.
pub(super) fn nginx(text: &str) -> Result<AnyOf, Fault> {
    match text {
        "all" | "*" => return Ok(vec![Vec::new()]),
        "none" => return Ok(Vec::new()),
        _ if begins_here(text) => return plain::read(text),
        _ => {}
    }
    list(text).map(span).collect()
}

fn span(text: &str) -> Result<Vec<Clause>, Fault> {
    if let Some((from, to)) = text.split_once('-') {
        let ends = [(Comparator::Ge, from), (Comparator::Le, to)];
        return ends.into_iter().map(|(comparator, v)| Ok(Clause::Plain(comparator, checked(v.trim())?.to_owned()))).collect();
    }
    let Some(from) = text.strip_suffix('+') else {
        return Ok(vec![Clause::Plain(Comparator::Eq, checked(text)?.to_owned())]);
    };
    let from = checked(from.trim())?;
    let mut numbers = from.split('.');
    let (major, minor) = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    let stable = minor.as_bytes().last().is_some_and(|digit| digit.is_ascii_digit() && digit % 2 == 0);
    if stable && minor.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(from_until(from.to_owned(), format!("{major}.{}.0", increment(minor))));
    }
    Ok(vec![Clause::Plain(Comparator::Ge, from.to_owned())])
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim)
}

fn checked(version: &str) -> Result<&str, Fault> {
    let fits = version.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    if fits && version.starts_with(|c: char| c.is_ascii_digit()) { Ok(version) } else { Err(Fault::at(version)) }
}
