//! What the syntaxes share: words of comparator and version, and versions with parts left out.

use super::{Clause, Fault};
use crate::range::set::increment;
use crate::range::vers::Comparator;

/// A comparator, perhaps empty, with the version that follows it.
pub(super) type Word<'a> = (&'a str, &'a str);

/// Cuts a text into comparators and versions. Words are parted by spaces and, where `commas` are part of the syntax, by commas.
pub(super) fn words(text: &str, commas: bool) -> Result<Vec<Word<'_>>, Fault> {
    let separates = |c: char| c.is_whitespace() || commas && c == ',';
    let mut out = Vec::new();
    let mut rest = text.trim_matches(separates);
    while !rest.is_empty() {
        let start = rest.find(|c: char| !matches!(c, '<' | '>' | '=' | '!' | '~' | '^')).ok_or_else(|| Fault::at(rest))?;
        let (sign, tail) = rest.split_at(start);
        let tail = tail.trim_start();
        let end = tail.find(|c: char| separates(c) || matches!(c, '<' | '>')).unwrap_or(tail.len());
        let (version, tail) = tail.split_at(end);
        if version.is_empty() {
            return Err(Fault::at(rest));
        }
        out.push((sign, version));
        rest = tail.trim_start_matches(separates);
    }
    Ok(out)
}

/// The comparator that every syntax writes alike.
pub(super) fn comparator(sign: &str) -> Option<Comparator> {
    if sign == "==" { Some(Comparator::Eq) } else { Comparator::of_sign(sign) }
}

/// A version with parts left out: `1`, `1.2.x`, `*`, `1.2.3-beta.1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Partial<'a> {
    /// The numbers before the end or the first wildcard.
    pub(super) numbers: Vec<&'a str>,
    /// Whether a wildcard stands after the numbers.
    pub(super) wild: bool,
    /// A pre-release with its dash, or nothing; build metadata is left out.
    pub(super) tail: &'a str,
}

impl<'a> Partial<'a> {
    /// Reads up to `max` numbers; none = no such version.
    pub(super) fn read(text: &'a str, max: usize) -> Option<Self> {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let text = text.split_once('+').map_or(text, |(text, _)| text);
        let (head, tail) = text.split_at(text.find('-').unwrap_or(text.len()));
        let mut out = Self { numbers: Vec::new(), wild: false, tail };
        for (i, piece) in head.split('.').enumerate() {
            if i >= max {
                return None;
            }
            match piece {
                "x" | "X" | "*" => out.wild = true,
                _ if !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_digit()) && !out.wild => out.numbers.push(piece),
                _ => return None,
            }
        }
        Some(out)
    }

    /// Whether all `n` numbers are there.
    pub(super) fn is_full(&self, n: usize) -> bool {
        !self.wild && self.numbers.len() >= n
    }

    /// The lowest version of this shape, with `n` numbers.
    pub(super) fn padded(&self, n: usize) -> String {
        let mut out = self.numbers.join(".");
        pad(&mut out, self.numbers.len(), n);
        out + if self.wild { "" } else { self.tail }
    }

    /// The version after all that agree up to the number at `index`, with `n` numbers.
    pub(super) fn next(&self, index: usize, n: usize) -> String {
        let index = index.min(self.numbers.len().saturating_sub(1));
        let mut numbers: Vec<_> = self.numbers.iter().take(index).map(|number| (*number).to_owned()).collect();
        numbers.push(increment(self.numbers.get(index).copied().unwrap_or("0")));
        let mut out = numbers.join(".");
        pad(&mut out, numbers.len(), n);
        out
    }

    /// The place of the first number that is not zero, else of the last one: what a caret keeps.
    pub(super) fn leading(&self) -> usize {
        let zero = |number: &&str| number.bytes().all(|b| b == b'0');
        self.numbers.iter().position(|number| !zero(number)).unwrap_or(self.numbers.len().saturating_sub(1))
    }

    pub(super) fn last(&self) -> usize {
        self.numbers.len().saturating_sub(1)
    }
}

fn pad(out: &mut String, have: usize, want: usize) {
    for _ in have..want {
        out.push_str(".0");
    }
}

/// From a version up to before the pre-releases of another.
pub(super) fn from_until(from: String, until: String) -> Vec<Clause> {
    vec![Clause::Plain(Comparator::Ge, from), Clause::BelowFloor(until)]
}
