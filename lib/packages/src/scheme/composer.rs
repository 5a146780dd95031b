//! Composer: up to four numbers, then a stability, as `VersionParser::normalize` reads them.
//!
//! Stabilities rise from `dev` by `alpha`, `beta` and `RC` to none, and `patch` stands after it; `-dev` behind a stability
//! comes before it. Numbers left out are zero, build metadata has no weight, dates are numbers. Names of branches are no
//! versions. Source: the Composer documentation, "Versions and constraints", and the PHP manual, `version_compare`.

use super::key::{Writer, is_number, runs, split_digits};

const UNKNOWN: i8 = 0;
const DEV: i8 = 1;
const END: i8 = 5;
const TAIL_NUMBER: i8 = 6;
const PATCH: i8 = 7;
const NUMBER: i8 = 9;

const NUMBERS_MAX: usize = 4;
const SEPARATORS: [char; 4] = ['.', '-', '_', '+'];

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    let version = version.strip_prefix(['v', 'V']).unwrap_or(version);
    let version = version.split_once('+').map_or(version, |(v, _)| v);
    let end = end_of_numbers(version);
    let (numbers, tail) = version.split_at(end);
    let numbers = numbers.trim_end_matches(is_date_separator);
    let dated = numbers.contains(['-', ':']);
    if numbers.split(is_date_separator).count() > NUMBERS_MAX && !dated || !is_tail(tail) {
        return None;
    }
    for number in numbers.split(is_date_separator) {
        if !is_number(number) {
            return None;
        }
        w.light_number(NUMBER, number);
    }
    w.trim();
    write_tail(tail, w);
    Some(())
}

/// Reads what `version_compare` of PHP is given though no package has such a version: names of branches (before every
/// number), words without a known place (before `dev`), numbers after a dash.
pub(super) fn write_loose(version: &str, w: &mut Writer) -> Option<()> {
    let version = version.strip_prefix(['v', 'V']).unwrap_or(version);
    let end = end_of_numbers(version);
    let (numbers, tail) = version.split_at(end);
    numbers.split(is_date_separator).filter(|number| !number.is_empty()).for_each(|number| w.light_number(NUMBER, number));
    w.trim();
    write_tail(tail, w);
    Some(())
}

/// Where the numbers at the beginning end; those of a date may have dashes and colons between them.
fn end_of_numbers(version: &str) -> usize {
    let (year, rest) = split_digits(version);
    let end = |allowed: fn(char) -> bool| version.find(|c: char| !c.is_ascii_digit() && !allowed(c)).unwrap_or(version.len());
    let part = rest.strip_prefix(['-', ':', '.']).map_or(0, |rest| split_digits(rest).0.len());
    if year.len() == 4 && part == 2 { end(is_date_separator) } else { end(|c| c == '.') }
}

const fn is_date_separator(c: char) -> bool {
    matches!(c, '.' | '-' | ':')
}

/// Whether this is a stability with its numbers, a `dev`, both, or nothing.
fn is_tail(tail: &str) -> bool {
    let tail = tail.trim_start_matches(SEPARATORS);
    let words = tail.len() - tail.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    let (word, numbers) = tail.split_at(words);
    if word.eq_ignore_ascii_case("dev") {
        return numbers.is_empty();
    }
    // The word may run into the `dev` behind it, the numbers may not.
    let has_dev = |text: &str| text.len() >= 3 && text.is_char_boundary(text.len() - 3) && text[text.len() - 3..].eq_ignore_ascii_case("dev");
    let numbers = if has_dev(numbers) { &numbers[..numbers.len() - 3] } else { numbers };
    (word.is_empty() && numbers.is_empty() || word.eq_ignore_ascii_case("stable") || rank(word).is_some_and(|rank| rank != DEV))
        && numbers.split(SEPARATORS).all(|n| n.is_empty() || is_number(n))
}

fn write_tail(tail: &str, w: &mut Writer) {
    for run in tail.split(|c: char| !c.is_ascii_alphanumeric()).flat_map(runs) {
        match rank(run) {
            _ if is_number(run) => w.number(TAIL_NUMBER, run),
            Some(rank) => w.mark(rank),
            None if run.eq_ignore_ascii_case("stable") => {}
            None => w.small_text(UNKNOWN, run),
        }
    }
    w.mark(END);
}

fn rank(word: &str) -> Option<i8> {
    const RANKS: [(&str, i8); 9] =
        [("dev", DEV), ("alpha", 2), ("a", 2), ("beta", 3), ("b", 3), ("rc", 4), ("patch", PATCH), ("pl", PATCH), ("p", PATCH)];
    RANKS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, rank)| *rank)
}
