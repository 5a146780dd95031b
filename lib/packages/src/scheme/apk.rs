//! Alpine: `digits{.digits}[letter]{_suffix[number]}[~hash][-rN]`, ordered as apk-tools does.
//!
//! Behind the first, a number that begins with zero compares as text. Where versions part, `_alpha`, `_beta`, `_pre` and
//! `_rc` make the older one; else what comes earlier in the pattern makes the newer one, and the end the oldest.
//! Source: apk-package(5) of apk-tools 3, "Package version", and its published table of comparisons.

use super::key::{Writer, split_digits};

// Each part by what it is; the ranks of the older suffixes lie below these.
const UNREADABLE: i8 = 0;
const END: i8 = 1;
const REVISION: i8 = 2;
const HASH: i8 = 3;
const SUFFIX_NUMBER: i8 = 4;
const SUFFIX: i8 = 5;
const LETTER: i8 = 20;
const ZERO_NUMBER: i8 = 21;
const NUMBER: i8 = 22;

/// What may still follow: each part opens the later ones only.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum After {
    Number,
    Letter,
    Suffix,
    SuffixNumber,
    Hash,
    Revision,
}

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    read(version, w, false)
}

/// Reads what apk-tools compares though it calls it invalid: an unreadable rest is older than the end, and numbers may
/// be missing.
pub(super) fn write_loose(version: &str, w: &mut Writer) -> Option<()> {
    read(version, w, true)
}

fn read(version: &str, w: &mut Writer, loose: bool) -> Option<()> {
    let (first, mut rest) = split_digits(version);
    if first.is_empty() {
        if !loose {
            return None;
        }
        w.mark(UNREADABLE);
    } else {
        w.number(NUMBER, first);
    }
    let mut after = After::Number;
    while !rest.is_empty() {
        let Some((next, tail)) = part(rest, after, w, loose) else {
            if loose {
                w.mark(UNREADABLE);
            }
            return loose.then_some(());
        };
        (after, rest) = (next, tail);
    }
    w.mark(END);
    Some(())
}

/// Writes the part at the beginning of a text; gives back what may follow and the rest.
fn part<'a>(text: &'a str, after: After, w: &mut Writer, loose: bool) -> Option<(After, &'a str)> {
    let (first, tail) = (text.as_bytes().first()?, text.get(1..).unwrap_or_default());
    match first {
        b'a'..=b'z' if after == After::Number => {
            w.text(LETTER, &text[..1]);
            Some((After::Letter, tail))
        }
        b'.' if after == After::Number => number(tail, w, loose),
        b'0'..=b'9' if after == After::Letter && loose => number(text, w, loose),
        b'0'..=b'9' if after == After::Suffix => {
            let (digits, tail) = split_digits(text);
            w.number(SUFFIX_NUMBER, digits);
            Some((After::SuffixNumber, tail))
        }
        b'_' if after <= After::SuffixNumber => {
            let (word, tail) = tail.split_at(tail.bytes().position(|b| !b.is_ascii_lowercase()).unwrap_or(tail.len()));
            w.mark(suffix(word)?);
            Some((After::Suffix, tail))
        }
        b'~' if after < After::Hash => {
            let (hash, tail) = tail.split_at(tail.bytes().position(|b| !b.is_ascii_hexdigit()).unwrap_or(tail.len()));
            if hash.is_empty() {
                return None;
            }
            w.text(HASH, hash);
            Some((After::Hash, tail))
        }
        b'-' if after < After::Revision => {
            let (digits, tail) = split_digits(tail.strip_prefix('r')?);
            if digits.is_empty() && !(loose && (tail.is_empty() || tail.starts_with('-'))) {
                return None;
            }
            w.number(REVISION, digits);
            Some((After::Revision, tail))
        }
        _ => None,
    }
}

fn number<'a>(text: &'a str, w: &mut Writer, loose: bool) -> Option<(After, &'a str)> {
    let (digits, tail) = split_digits(text);
    match digits.as_bytes().first() {
        Some(b'0') => w.text(ZERO_NUMBER, digits),
        Some(_) => w.number(NUMBER, digits),
        None if loose => w.mark(UNREADABLE),
        None => return None,
    }
    Some((After::Number, tail))
}

fn suffix(word: &str) -> Option<i8> {
    Some(match word {
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
    })
}
