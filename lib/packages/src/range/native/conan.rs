//! Conan: version ranges of Conan 2: spaces join, `||`, tilde, caret; commas as advisories add them.
//!
//! `2-` stands before every pre-release of 2.

use super::parts::{comparator, words};
use super::{AnyOf, Clause, Fault};
use crate::range::set::increment;
use crate::range::vers::Comparator;

pub(super) fn read(text: &str) -> Result<AnyOf, Fault> {
    // An option for the whole range; pre-releases between ends are inside anyway.
    let options = |text: &str| text.trim_start().starts_with("include_prerelease");
    let text = text.split_once(',').map_or(text, |(range, rest)| if options(rest) { range } else { text });
    // Any word is a version to Conan, so a comma must lead to a comparator or a number: an unknown option is not understood.
    let leads = |part: &str| part.trim_start().starts_with(|c: char| c.is_ascii_digit() || "<>=~^".contains(c));
    if let Some(part) = text.split(',').skip(1).find(|part| !leads(part)) {
        return Err(Fault::at(part));
    }
    text.split("||").map(all_of).collect()
}

fn all_of(text: &str) -> Result<Vec<Clause>, Fault> {
    let text = text.trim();
    if text.is_empty() || text == "*" || text == "*-" {
        return Ok(vec![Clause::Plain(Comparator::Ge, "0.0.0".to_owned())]);
    }
    let mut out = Vec::new();
    for (sign, version) in words(text, true)? {
        let fault = || Fault::at(&format!("{sign}{version}"));
        let version = version.strip_suffix('-').filter(|version| !version.is_empty()).unwrap_or(version);
        if version.contains(['*', '|', ',']) {
            return Err(fault());
        }
        let until = match sign {
            "~" => next(version, |numbers| 1.min(numbers.len() - 1)),
            "^" => next(version, |numbers| numbers.iter().position(|n| n.bytes().any(|b| b != b'0')).unwrap_or(numbers.len() - 1)),
            _ => {
                out.push(Clause::Plain(comparator(sign).ok_or_else(fault)?, version.to_owned()));
                continue;
            }
        };
        out.push(Clause::Plain(Comparator::Ge, version.to_owned()));
        out.push(Clause::BelowFloor(until.ok_or_else(fault)?));
    }
    Ok(out)
}

/// The end of what a tilde or a caret keeps, with the dash that puts it before its pre-releases.
fn next(version: &str, index: impl Fn(&[&str]) -> usize) -> Option<String> {
    let release = version.split(['-', '+']).next().unwrap_or(version);
    let numbers: Vec<_> = release.split('.').take_while(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())).collect();
    if numbers.is_empty() {
        return None;
    }
    let index = index(&numbers);
    let mut out: Vec<String> = numbers[..index].iter().map(|n| (*n).to_owned()).collect();
    out.push(increment(numbers[index]));
    Some(out.join(".") + "-")
}
