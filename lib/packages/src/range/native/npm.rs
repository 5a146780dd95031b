//! npm: the range grammar of node-semver: `||`, hyphens, x-ranges, tilde, caret; commas as advisories add them.

use super::parts::{Partial, from_until, words};
use super::{AnyOf, Clause, Fault};
use crate::range::vers::Comparator;

/// A version of npm has three numbers.
const NUMBERS: usize = 3;

pub(super) fn read(text: &str) -> Result<AnyOf, Fault> {
    text.split("||").map(all_of).collect()
}

fn all_of(text: &str) -> Result<Vec<Clause>, Fault> {
    let pieces: Vec<_> = text.split_whitespace().collect();
    if let [from, "-", to] = pieces[..] {
        return hyphen(from, to);
    }
    let mut out = Vec::new();
    for (sign, version) in words(text, true)? {
        let partial = Partial::read(version, NUMBERS).ok_or_else(|| Fault::at(version))?;
        out.extend(range(sign, &partial, false).ok_or_else(|| Fault::at(&format!("{sign}{version}")))?);
    }
    Ok(out)
}

/// `1.2 - 2.3` ends with the last 2.3.
fn hyphen(from: &str, to: &str) -> Result<Vec<Clause>, Fault> {
    let lower = Partial::read(from, NUMBERS).ok_or_else(|| Fault::at(from))?;
    let upper = Partial::read(to, NUMBERS).ok_or_else(|| Fault::at(to))?;
    let mut out = range(">=", &lower, false).unwrap_or_default();
    out.extend(range("<=", &upper, false).unwrap_or_default());
    Ok(out)
}

/// The clauses of one comparator; none = no such comparator. Cargo shares the rules, but a bare version is a caret there.
pub(super) fn range(sign: &str, partial: &Partial<'_>, bare_is_caret: bool) -> Option<Vec<Clause>> {
    let full = partial.is_full(NUMBERS);
    let sign = match sign {
        "" if bare_is_caret && !partial.wild => "^",
        "" => "=",
        sign => sign,
    };
    if partial.numbers.is_empty() {
        return match sign {
            "=" | ">=" | "<=" | "~" | "~>" | "^" => Some(Vec::new()),
            // Nothing is above or below everything.
            "<" | ">" => Some(vec![Clause::BelowFloor("0.0.0".to_owned())]),
            _ => None,
        };
    }
    let first = partial.padded(NUMBERS);
    let next = |index| partial.next(index, NUMBERS);
    let plain = |comparator, version| vec![Clause::Plain(comparator, version)];
    Some(match sign {
        "=" if full => plain(Comparator::Eq, first),
        "=" => from_until(first, next(partial.last())),
        ">=" => plain(Comparator::Ge, first),
        ">" if full => plain(Comparator::Gt, first),
        ">" => plain(Comparator::Ge, next(partial.last())),
        "<" if full => plain(Comparator::Lt, first),
        "<" => vec![Clause::BelowFloor(first)],
        "<=" if full => plain(Comparator::Le, first),
        "<=" => vec![Clause::BelowFloor(next(partial.last()))],
        "~" | "~>" => from_until(first, next(1)),
        "^" => from_until(first, next(partial.leading())),
        _ => return None,
    })
}
