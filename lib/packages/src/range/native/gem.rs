//! RubyGems: `Gem::Requirement`: commas join, `~>` keeps all but the last number; `||` as advisories add it.

use super::parts::{comparator, words};
use super::{AnyOf, Clause, Fault};
use crate::range::set::increment;
use crate::range::vers::Comparator;

pub(super) fn read(text: &str) -> Result<AnyOf, Fault> {
    text.split("||").map(all_of).collect()
}

fn all_of(text: &str) -> Result<Vec<Clause>, Fault> {
    let words = words(text, true)?;
    if words.is_empty() {
        return Err(Fault::at(text));
    }
    let mut out = Vec::new();
    for (sign, version) in words {
        let fault = || Fault::at(&format!("{sign}{version}"));
        if !version.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(fault());
        }
        if sign == "~>" {
            out.push(Clause::Plain(Comparator::Ge, version.to_owned()));
            out.push(Clause::BelowFloor(bump(version).ok_or_else(fault)?));
        } else {
            out.push(Clause::Plain(comparator(sign).filter(|_| sign != "==").ok_or_else(fault)?, version.to_owned()));
        }
    }
    Ok(out)
}

/// `Gem::Version#bump`: without its pre-release and its last number, one higher: `2.0.8` becomes `2.1`, `2` becomes `3`.
fn bump(version: &str) -> Option<String> {
    let digits = |segment: &&str| !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_digit());
    let release = version.split_once('-').map_or(version, |(release, _)| release);
    let mut numbers: Vec<_> = release.split('.').take_while(digits).collect();
    if numbers.len() > 1 {
        numbers.pop();
    }
    let last = increment(numbers.pop()?);
    numbers.push(&last);
    Some(numbers.join("."))
}
