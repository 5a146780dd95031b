//! Python: version specifiers of PEP 440, `||` and a single `=` as advisories add them.
//!
//! Two finer points of the PEP have no place on a line of versions and are left out: `>1.0` also refuses `1.0.post1` and
//! `1.0+local`, and `==1.0` also takes `1.0+local`.

use super::parts::from_until;
use super::{AnyOf, Clause, Fault};
use crate::range::set::increment;
use crate::range::vers::Comparator;
use crate::scheme::Scheme;

const SIGNS: &[&str] = &["===", "~=", "==", "!=", "<=", ">=", "<", ">", "="];

pub(super) fn read(text: &str) -> Result<AnyOf, Fault> {
    let alternatives: AnyOf = text.split("||").map(all_of).collect::<Result<_, _>>()?;
    // An empty specifier takes everything; between alternatives it is a slip.
    if alternatives.len() > 1 && alternatives.iter().any(Vec::is_empty) { Err(Fault::at(text)) } else { Ok(alternatives) }
}

fn all_of(text: &str) -> Result<Vec<Clause>, Fault> {
    let text = text.trim();
    let text = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    if text == "*" {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        out.extend(specifier(part)?);
    }
    Ok(out)
}

fn specifier(part: &str) -> Result<Vec<Clause>, Fault> {
    let fault = || Fault::at(part);
    let (sign, version) = SIGNS.iter().find_map(|sign| Some((*sign, part.strip_prefix(sign)?))).unwrap_or(("==", part));
    let (sign, version) = (if sign == "=" { "==" } else { sign }, version.trim());
    let branch = version.strip_suffix(".*");
    if sign != "===" && Scheme::Pypi.key(branch.unwrap_or(version)).is_none() {
        return Err(fault());
    }
    let plain = |comparator| vec![Clause::Plain(comparator, version.to_owned())];
    Ok(match (sign, branch) {
        ("==", Some(branch)) => from_floor(branch, next(branch, 0).ok_or_else(fault)?),
        ("!=", Some(branch)) => vec![Clause::Hole(branch.to_owned(), next(branch, 0).ok_or_else(fault)?)],
        (_, Some(_)) => return Err(fault()),
        ("~=", None) => from_until(version.to_owned(), next(version, 1).ok_or_else(fault)?),
        ("==" | "===", None) if !version.is_empty() => plain(Comparator::Eq),
        ("!=", None) => plain(Comparator::Ne),
        ("<=", None) => plain(Comparator::Le),
        (">=", None) => plain(Comparator::Ge),
        (">", None) => plain(Comparator::Gt),
        // Before 2.0 its pre-releases are not meant, unless one is named.
        ("<", None) if is_release(version) => vec![Clause::BelowFloor(version.to_owned())],
        ("<", None) => plain(Comparator::Lt),
        _ => return Err(fault()),
    })
}

fn from_floor(from: &str, until: String) -> Vec<Clause> {
    vec![Clause::FromFloor(from.to_owned()), Clause::BelowFloor(until)]
}

fn is_release(version: &str) -> bool {
    version.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'!')
}

/// The release after this branch, `dropped` numbers shorter: `1.4.5` and 1 become `1.5`; none = too short for that.
fn next(version: &str, dropped: usize) -> Option<String> {
    let version = version.strip_prefix(['v', 'V']).unwrap_or(version);
    let (epoch, release) =
        version.split_once('!').map_or(("", version), |(_, release)| (&version[..version.len() - release.len()], release));
    let end = release.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(release.len());
    let mut numbers: Vec<_> = release[..end].split('.').filter(|number| !number.is_empty()).collect();
    if numbers.len() <= dropped {
        return None;
    }
    numbers.truncate(numbers.len() - dropped);
    let last = increment(numbers.pop()?);
    numbers.push(&last);
    Some(format!("{epoch}{}", numbers.join(".")))
}
