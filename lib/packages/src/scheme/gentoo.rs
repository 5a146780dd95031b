//! Gentoo: `digits{.digits}[letter]{_suffix[number]}[-rN]`, ordered as the Package Manager Specification says.
//!
//! Behind the first, a number that begins with zero is a decimal fraction: it compares as text, without the zeros at its
//! end. More numbers are newer, zeros included. `_alpha`, `_beta`, `_pre` and `_rc` stand before the plain version, `_p`
//! after it; a revision left out is zero. Source: PMS, "Version specifications" and "Version comparison", algorithms 3.1 to 3.7.

use super::key::{Writer, is_number, split_digits};

const REVISION: i8 = 0;
const PATCH: i8 = 1;
const LETTER: i8 = 2;
const FRACTION: i8 = 3;
const NUMBER: i8 = 4;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    let (rest, revision) = version.rsplit_once("-r").unwrap_or((version, "0"));
    let mut pieces = rest.split('_');
    let numbers = pieces.next()?;
    let (numbers, letter) = match numbers.char_indices().next_back() {
        Some((at, c)) if c.is_ascii_lowercase() => numbers.split_at(at),
        _ => (numbers, ""),
    };
    for (i, number) in numbers.split('.').enumerate() {
        if !is_number(number) {
            return None;
        }
        if i > 0 && number.starts_with('0') {
            w.text(FRACTION, number.trim_end_matches('0'));
        } else {
            w.number(NUMBER, number);
        }
    }
    if !letter.is_empty() {
        w.text(LETTER, letter);
    }
    for suffix in pieces {
        let (word, number) = suffix.split_at(suffix.find(|c: char| c.is_ascii_digit()).unwrap_or(suffix.len()));
        if !number.is_empty() && !split_digits(number).1.is_empty() {
            return None;
        }
        let rank = match word {
            "alpha" => -4,
            "beta" => -3,
            "pre" => -2,
            "rc" => -1,
            "p" => PATCH,
            _ => return None,
        };
        w.number(rank, number);
    }
    if !is_number(revision) {
        return None;
    }
    w.number(REVISION, revision);
    Some(())
}
