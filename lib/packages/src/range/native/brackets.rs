//! Maven ("Dependency Version Requirement Specification") and NuGet ("Version ranges"): intervals in brackets.

use super::parts::{Partial, from_until};
use super::plain::{self, begins_here};
use super::{AnyOf, Clause, Fault};
use crate::range::vers::Comparator;

/// NuGet: a bare version is the lowest that is taken; `1.*` floats within its branch.
pub(super) fn nuget(text: &str) -> Result<AnyOf, Fault> {
    if begins_here(text) {
        return plain::read(text);
    }
    if text.starts_with(['[', '(']) {
        return intervals(text, true);
    }
    if let Some(clauses) = floating(text) {
        return Ok(vec![clauses]);
    }
    checked(text).map(|version| vec![vec![Clause::Plain(Comparator::Ge, version)]])
}

/// Maven: a bare version is only a wish to a resolver; in an advisory it names that version.
pub(super) fn maven(text: &str) -> Result<AnyOf, Fault> {
    if begins_here(text) {
        return plain::read(text);
    }
    if text.starts_with(['[', '(']) {
        return intervals(text, false);
    }
    text.split(',').map(|version| Ok(vec![Clause::Plain(Comparator::Eq, checked(version)?)])).collect()
}

/// Alternatives in brackets, a comma or `||` between them.
fn intervals(text: &str, floats: bool) -> Result<AnyOf, Fault> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let with_from = rest.starts_with('[');
        let inner = rest.strip_prefix(['[', '(']).ok_or_else(|| Fault::at(rest))?;
        let end = inner.find([']', ')']).ok_or_else(|| Fault::at(rest))?;
        let with_to = inner[end..].starts_with(']');
        out.push(interval(&inner[..end], with_from, with_to, floats)?);
        let tail = inner[end + 1..].trim_start();
        rest = tail.strip_prefix(',').or_else(|| tail.strip_prefix("||")).unwrap_or(tail).trim_start();
        if rest.is_empty() && !tail.is_empty() {
            return Err(Fault::at(tail));
        }
    }
    Ok(out)
}

fn interval(inner: &str, with_from: bool, with_to: bool, floats: bool) -> Result<Vec<Clause>, Fault> {
    let Some((from, to)) = inner.split_once(',') else {
        return if with_from && with_to { Ok(vec![Clause::Plain(Comparator::Eq, checked(inner)?)]) } else { Err(Fault::at(inner)) };
    };
    let (from, to) = (from.trim(), to.trim());
    let mut out = Vec::new();
    // A floating begin has its lowest version; where it would end, the other end says.
    let lowest = if floats { floating(from).map(|clauses| clauses.into_iter().next()) } else { None };
    match lowest {
        Some(clause) => out.extend(clause),
        None if from.is_empty() => {}
        None => out.push(Clause::Plain(if with_from { Comparator::Ge } else { Comparator::Gt }, checked(from)?)),
    }
    if !to.is_empty() {
        out.push(Clause::Plain(if with_to { Comparator::Le } else { Comparator::Lt }, checked(to)?));
    }
    Ok(out)
}

/// `*`, `1.*`, `1.2.*`, `1.2.3-*`, `1.2-rc.*`; none = floats not.
fn floating(text: &str) -> Option<Vec<Clause>> {
    let head = text.strip_suffix('*')?;
    if head.is_empty() || text == "*-*" {
        return Some(Vec::new());
    }
    if let Some((release, label)) = head.split_once('-') {
        // A floating pre-release: from its first one up to the release itself.
        let partial = Partial::read(release.strip_suffix(".*").unwrap_or(release), 4).filter(|partial| !partial.wild)?;
        let version = partial.padded(3);
        let label = label.trim_end_matches('.');
        let from = if label.is_empty() { format!("{version}-0") } else { format!("{version}-{label}") };
        return Some(vec![Clause::Plain(Comparator::Ge, from), Clause::Plain(Comparator::Le, version)]);
    }
    let partial = Partial::read(head.strip_suffix('.')?, 4).filter(|partial| !partial.wild)?;
    Some(from_until(partial.padded(3), partial.next(partial.last(), 3)))
}

fn checked(version: &str) -> Result<String, Fault> {
    let version = version.trim();
    let fits = !version.is_empty() && version.bytes().all(|b| b.is_ascii_graphic() && !b"[](),|<>=*".contains(&b));
    if fits { Ok(version.to_owned()) } else { Err(Fault::at(version)) }
}
