//! RPM: epoch, version, release, each by `rpmvercmp`.

use super::key::{Key, Part, is_number, runs};

const TILDE: i16 = 0;
const END: i16 = 1;
const CARET: i16 = 2;
const WORD: i16 = 3;
const NUMBER: i16 = 4;

pub(super) fn key(version: &str) -> Option<Key> {
    if !version.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let (epoch, rest) = version.split_once(':').unwrap_or(("0", version));
    if !is_number(epoch) {
        return None;
    }
    let (version, release) = rest.rsplit_once('-').unwrap_or((rest, ""));
    if !version.bytes().any(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let mut parts = vec![Part::number(NUMBER, epoch)];
    push(version, &mut parts);
    // Invariant: without a release a version stands before each of its releases, which keeps the order total.
    push(release, &mut parts);
    Some(Key::of(parts))
}

fn push(text: &str, parts: &mut Vec<Part>) {
    for segment in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = segment.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        for run in runs(word) {
            parts.push(if is_number(run) { Part::number(NUMBER, run) } else { Part::text(WORD, run) });
        }
        match segment[word.len()..].chars().next() {
            Some('~') => parts.push(Part::mark(TILDE)),
            Some('^') => parts.push(Part::mark(CARET)),
            _ => {}
        }
    }
    parts.push(Part::mark(END));
}
