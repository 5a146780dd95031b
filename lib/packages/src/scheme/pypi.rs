//! Python: PEP 440.
//!
//! Epoch, release numbers (zeros at the end have no weight), then `.devN` before `aN` before `bN` before `rcN` before the
//! release before `.postN`, each of which may itself have a `.devN` before it; a local version stands after the same
//! version without it. Source: PEP 440, "Summary of permitted suffixes and relative ordering", "Normalization" and
//! Appendix B for the spelling.

use super::key::{Writer, is_number, split_digits};

const LEGACY: i8 = -9;
const LEGACY_PART: i8 = 0;
const EPOCH: i8 = 0;
const NUMBER: i8 = 9;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    let mut rest = version.strip_prefix(['v', 'V']).unwrap_or(version);
    let (digits, tail) = split_digits(rest);
    match tail.strip_prefix('!') {
        Some(tail) if !digits.is_empty() => {
            w.number(EPOCH, digits);
            rest = tail;
        }
        _ => w.number(EPOCH, "0"),
    }
    loop {
        let (digits, tail) = split_digits(rest);
        if digits.is_empty() {
            return None;
        }
        w.light_number(NUMBER, digits);
        rest = tail;
        match tail.strip_prefix('.') {
            Some(next) if next.starts_with(|c: char| c.is_ascii_digit()) => rest = next,
            _ => break,
        }
    }
    w.trim();
    let pre = suffix(&mut rest, &[("alpha", 1), ("a", 1), ("beta", 2), ("b", 2), ("preview", 3), ("pre", 3), ("c", 3), ("rc", 3)]);
    let post = implicit_post(&mut rest).or_else(|| suffix(&mut rest, &[("post", 1), ("rev", 1), ("r", 1)]));
    let dev = suffix(&mut rest, &[("dev", 0)]);
    match pre {
        Some((rank, number)) => w.number(rank, number),
        // A development release without pre or post stands before every prerelease of the same number.
        None => w.mark(if post.is_none() && dev.is_some() { 0 } else { 4 }),
    }
    match post {
        Some((rank, number)) => w.number(rank, number),
        None => w.mark(0),
    }
    match dev {
        Some((rank, number)) => w.number(rank, number),
        None => w.mark(1),
    }
    match rest.strip_prefix('+') {
        Some(local) => write_local(local, w),
        None => rest.is_empty().then_some(()),
    }
}

/// Takes a suffix off the beginning: a separator, one of these words, a separator, a number, the word alone is needed.
fn suffix<'a>(rest: &mut &'a str, words: &[(&str, i8)]) -> Option<(i8, &'a str)> {
    let text = rest.strip_prefix(is_separator).unwrap_or(rest);
    let starts = |word: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let (word, rank) = words.iter().find(|(word, _)| starts(word))?;
    let text = &text[word.len()..];
    let (number, tail) = split_digits(text.strip_prefix(is_separator).unwrap_or(text));
    *rest = tail;
    Some((*rank, number))
}

/// Takes the `-N` off that is short for `.postN`.
fn implicit_post<'a>(rest: &mut &'a str) -> Option<(i8, &'a str)> {
    let (number, tail) = split_digits(rest.strip_prefix('-')?);
    if number.is_empty() {
        return None;
    }
    *rest = tail;
    Some((1, number))
}

fn write_local(local: &str, w: &mut Writer) -> Option<()> {
    for segment in local.split(is_separator) {
        if is_number(segment) {
            w.number(1, segment);
        } else if !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_alphanumeric()) {
            w.small_text(0, segment);
        } else {
            return None;
        }
    }
    Some(())
}

const fn is_separator(c: char) -> bool {
    matches!(c, '.' | '-' | '_')
}

/// Reads what was a version before PEP 440, as setuptools did: such versions stand before all others.
///
/// A word alone is no version even so.
pub(super) fn write_loose(version: &str, w: &mut Writer) -> Option<()> {
    if !version.contains(|c: char| c.is_ascii_digit() || is_separator(c)) {
        return None;
    }
    w.mark(LEGACY);
    let small = version.to_lowercase();
    let mut parts = Vec::new();
    for part in legacy_parts(&small) {
        if part.starts_with('*') {
            if *part < *"*final" {
                pop_while(&mut parts, "*final-");
            }
            pop_while(&mut parts, "00000000");
        }
        parts.push(part);
    }
    parts.iter().for_each(|part| w.text(LEGACY_PART, part));
    Some(())
}

/// The components of an old version as texts that sort: numbers of one length, words after a star.
fn legacy_parts(small: &str) -> impl Iterator<Item = String> {
    let kind = |c: char| match c {
        '0'..='9' => 0,
        'a'..='z' => 1,
        '.' => 2,
        '-' => 3,
        _ => 4,
    };
    let mut rest = small;
    let pieces = std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        // Dots and dashes stand alone.
        let end = match kind(first) {
            2 | 3 => 1,
            same => rest.find(|c| kind(c) != same).unwrap_or(rest.len()),
        };
        let (piece, tail) = rest.split_at(end);
        rest = tail;
        Some(piece)
    });
    pieces.filter(|piece| *piece != ".").map(legacy_part).chain(std::iter::once("*final".to_owned()))
}

fn legacy_part(piece: &str) -> String {
    match piece {
        "pre" | "preview" | "rc" => "*c".to_owned(),
        "-" => "*final-".to_owned(),
        "dev" => "*@".to_owned(),
        _ if is_number(piece) => format!("{piece:0>8}"),
        _ => format!("*{piece}"),
    }
}

fn pop_while(parts: &mut Vec<String>, what: &str) {
    while parts.last().is_some_and(|last| last == what) {
        parts.pop();
    }
}
