//! Alpine: `digits{.digits}[letter]{_suffix[number]}[~hash][-rN]`, ordered as apk-tools does.

use super::key::{Key, Part, is_number};

const END: i16 = 0;
const REVISION: i16 = 1;
const SUFFIX_NUMBER: i16 = 2;
const SUFFIX: i16 = 3;
const LETTER: i16 = 20;
const ZEROS: i16 = 21;
const NUMBER: i16 = 22;

pub(super) fn key(version: &str) -> Option<Key> {
    let (rest, revision) = match version.rsplit_once("-r") {
        Some((rest, revision)) => (rest, Some(revision)),
        None => (version, None),
    };
    // A commit after `~` says where it came from and has no weight.
    let rest = rest.split_once('~').map_or(rest, |(rest, _)| rest);
    let mut pieces = rest.split('_');
    let numbers = pieces.next()?;
    let (numbers, letter) = match numbers.char_indices().next_back() {
        Some((at, c)) if c.is_ascii_alphabetic() => (&numbers[..at], Some(c)),
        _ => (numbers, None),
    };
    let mut parts = Vec::new();
    for (i, number) in numbers.split('.').enumerate() {
        push_number(i, number, &mut parts)?;
    }
    if let Some(letter) = letter {
        parts.push(Part::text(LETTER, letter.to_string()));
    }
    for suffix in pieces {
        push_suffix(suffix, &mut parts)?;
    }
    if let Some(revision) = revision {
        if !is_number(revision) {
            return None;
        }
        parts.push(Part::number(REVISION, revision));
    }
    parts.push(Part::mark(END));
    Some(Key::of(parts))
}

/// After the first, a number that begins with zeros is a fraction: more zeros make it smaller.
fn push_number(i: usize, number: &str, parts: &mut Vec<Part>) -> Option<()> {
    if !is_number(number) {
        return None;
    }
    let digits = number.trim_start_matches('0');
    let zeros = number.len() - digits.len();
    if i == 0 || zeros == 0 {
        parts.push(Part::number(NUMBER, number));
        return Some(());
    }
    parts.push(Part::number(ZEROS, &(super::VERSION_BYTES_MAX - zeros.min(super::VERSION_BYTES_MAX)).to_string()));
    if !digits.is_empty() {
        parts.push(Part::number(NUMBER, digits));
    }
    Some(())
}

fn push_suffix(suffix: &str, parts: &mut Vec<Part>) -> Option<()> {
    let (word, number) = suffix.split_at(suffix.find(|c: char| c.is_ascii_digit()).unwrap_or(suffix.len()));
    let rank = match word {
        "alpha" => -4,
        "beta" => -3,
        "pre" => -2,
        "rc" => -1,
        "cvs" => SUFFIX,
        "svn" => SUFFIX + 1,
        "git" => SUFFIX + 2,
        "hg" => SUFFIX + 3,
        "p" => SUFFIX + 4,
        _ => return None,
    };
    parts.push(Part::mark(rank));
    if !number.is_empty() {
        if !is_number(number) {
            return None;
        }
        parts.push(Part::number(SUFFIX_NUMBER, number));
    }
    Some(())
}
