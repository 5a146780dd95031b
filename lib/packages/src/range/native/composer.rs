//! Composer: "Versions and constraints": caret, tilde, hyphen, wildcards, `|`, stability flags.
//!
//! As in Composer's parser, `>=` and `<` stand before the development versions of theirs unless a stability is named.

use super::parts::{Partial, comparator, words};
use super::{AnyOf, Clause, Fault};
use crate::range::vers::Comparator;
use crate::scheme::Scheme;

/// A version of Composer has up to four numbers.
const NUMBERS: usize = 4;

pub(super) fn read(text: &str) -> Result<AnyOf, Fault> {
    text.replace("||", "|").split('|').map(all_of).collect()
}

fn all_of(text: &str) -> Result<Vec<Clause>, Fault> {
    let pieces: Vec<_> = text.split_whitespace().collect();
    if let [from, "-", to] = pieces[..] {
        let lower = lower(bare(from));
        let upper = partial(to)?;
        let to = bare(to);
        // `2.1` as an end is all of 2.1, `2.1.0` is itself.
        let end = if upper.is_full(3) || !upper.tail.is_empty() {
            Clause::Plain(Comparator::Le, to.to_owned())
        } else {
            Clause::BelowFloor(upper.next(upper.last(), 1))
        };
        partial(from)?;
        return Ok(vec![lower, end]);
    }
    let words = words(text, true)?;
    if words.is_empty() {
        return Err(Fault::at(text));
    }
    let mut out = Vec::new();
    for (sign, version) in words {
        out.extend(constraint(sign, bare(version))?);
    }
    Ok(out)
}

fn constraint(sign: &str, version: &str) -> Result<Vec<Clause>, Fault> {
    let fault = || Fault::at(&format!("{sign}{version}"));
    if sign.is_empty() && (version.starts_with("dev-") || version.ends_with("-dev") && version.contains('x')) {
        // A branch: no version, but named letter by letter.
        return Ok(vec![Clause::Plain(Comparator::Eq, version.to_owned())]);
    }
    let wild = version.split('.').any(|piece| matches!(piece, "*" | "x" | "X"));
    match (sign, wild) {
        ("" | "=" | "==" | ">=", true) => {
            let partial = partial(version)?;
            if partial.numbers.is_empty() {
                return Ok(Vec::new());
            }
            let from = Clause::FromFloor(partial.padded(1));
            let until = Clause::BelowFloor(partial.next(partial.last(), 1));
            Ok(if sign == ">=" { vec![from] } else { vec![from, until] })
        }
        ("!=" | "<>", true) => {
            let partial = partial(version)?;
            Ok(vec![Clause::Hole(partial.padded(1), partial.next(partial.last(), 1))])
        }
        (_, true) => Err(fault()),
        ("^", false) => {
            let partial = partial(version)?;
            // At most the third number is kept: `^0.0.0.4` is as `^0.0.0`.
            Ok(vec![lower(version), Clause::BelowFloor(partial.next(partial.leading().min(2), 1))])
        }
        ("~" | "~>", false) => {
            let partial = partial(version)?;
            Ok(vec![lower(version), Clause::BelowFloor(partial.next(partial.last().saturating_sub(1), 1))])
        }
        (sign, false) => {
            let comparator = if sign == "<>" { Some(Comparator::Ne) } else { comparator(sign) };
            Scheme::Composer.key(version).ok_or_else(fault)?;
            Ok(vec![match comparator.ok_or_else(fault)? {
                Comparator::Ge => lower(version),
                Comparator::Lt if is_release(version) => Clause::BelowFloor(version.to_owned()),
                comparator => Clause::Plain(comparator, version.to_owned()),
            }])
        }
    }
}

fn lower(version: &str) -> Clause {
    if is_release(version) { Clause::FromFloor(version.to_owned()) } else { Clause::Plain(Comparator::Ge, version.to_owned()) }
}

fn is_release(version: &str) -> bool {
    version.trim_start_matches(['v', 'V']).bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn partial(version: &str) -> Result<Partial<'_>, Fault> {
    Partial::read(bare(version), NUMBERS).ok_or_else(|| Fault::at(version))
}

/// Without a stability flag (`@beta`) and a commit (`#abc`), which choose but do not order.
fn bare(version: &str) -> &str {
    let end = version.find(['@', '#']).unwrap_or(version.len());
    &version[..end]
}
