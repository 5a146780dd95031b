//! Comparators joined by commas or spaces, `||` between alternatives: how advisories write ranges of every type, and how
//! Debian (`<<`, `>>`), RPM and Alpine write theirs.

use super::parts::{comparator, words};
use super::{AnyOf, Clause, Fault};
use crate::range::vers::Comparator;

pub(super) fn read(text: &str) -> Result<AnyOf, Fault> {
    text.split("||").map(all_of).collect()
}

fn all_of(text: &str) -> Result<Vec<Clause>, Fault> {
    let text = text.trim();
    if text == "*" {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    let words = words(text, true)?;
    if words.len() > 1 && words.iter().any(|(sign, _)| sign.is_empty()) {
        // A version alone beside anything else is a list or prose, not a condition.
        return Err(Fault::at(text));
    }
    for (sign, version) in words {
        let comparator = match sign {
            "<<" => Some(Comparator::Lt),
            ">>" => Some(Comparator::Gt),
            sign => comparator(sign),
        };
        if version.contains(['*', '|']) {
            return Err(Fault::at(version));
        }
        out.push(Clause::Plain(comparator.ok_or_else(|| Fault::at(&format!("{sign}{version}")))?, version.to_owned()));
    }
    // Nothing at all is no range, except where the syntax says so.
    if out.is_empty() { Err(Fault::at(text)) } else { Ok(out) }
}

/// Whether a text begins with a comparator, so that it is read here although its type has a syntax of its own.
pub(super) fn begins_here(text: &str) -> bool {
    text.starts_with(['<', '>', '=', '!'])
}
