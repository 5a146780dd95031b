//! Debian: deb-version(7), "Sorting algorithm".

use super::key::{Key, Part, is_number};

/// What every run of other characters ends with: above `~`, below everything else.
const END: char = '\u{2}';

pub(super) fn key(version: &str) -> Option<Key> {
    let (epoch, rest) = version.split_once(':').unwrap_or(("0", version));
    let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, "0"));
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'~' | b'-' | b':' | b'_');
    if !is_number(epoch) || upstream.is_empty() || !rest.bytes().all(allowed) {
        return None;
    }
    let mut parts = vec![Part::number(0, epoch)];
    push(upstream, &mut parts);
    push(revision, &mut parts);
    Some(Key::of(parts))
}

/// Pushes text and number by turns, the text first, and a last empty text.
fn push(text: &str, parts: &mut Vec<Part>) {
    let mut rest = text;
    loop {
        let (word, tail) = rest.split_at(rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len()));
        parts.push(Part::text(0, word.chars().map(weight).chain([END]).collect::<String>()));
        if tail.is_empty() {
            // The end compares as an empty word; after a word that was the end already.
            if !word.is_empty() {
                parts.push(Part::number(0, "0"));
                parts.push(Part::text(0, END.to_string()));
            }
            return;
        }
        let (number, tail) = tail.split_at(tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len()));
        parts.push(Part::number(0, number));
        rest = tail;
    }
}

fn weight(c: char) -> char {
    match c {
        '~' => '\u{1}',
        c if c.is_ascii_alphabetic() => c,
        c => char::from_u32(u32::from(c) + 256).unwrap_or(c),
    }
}
