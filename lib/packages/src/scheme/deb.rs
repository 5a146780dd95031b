//! Debian: epoch, upstream version and revision; each of the last two by turns of other characters and digits.
//!
//! Digits compare as numbers; in the rest `~` stands before everything, even before the end, and letters before other
//! characters. An epoch or revision left out is zero. Source: Debian Policy §5.6.12 and deb-version(7), "Sorting algorithm".

use super::key::{Writer, is_number, split_digits};

/// What every run of other characters ends with: above `~`, below everything else.
const END: u8 = 2;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    let (epoch, rest) = version.split_once(':').unwrap_or(("0", version));
    let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, "0"));
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'~' | b'-' | b':' | b'_');
    if !is_number(epoch) || upstream.is_empty() || !rest.bytes().all(allowed) {
        return None;
    }
    w.count(epoch);
    write_turns(upstream, w);
    write_turns(revision, w);
    Some(())
}

/// Writes text and number by turns, the text first, and a last empty text; nothing is zero.
///
/// Invariant: what is written ends with an empty text, which else stands at the beginning only, so nothing that is
/// written is the beginning of something else. Characters are ASCII.
pub(super) fn write_turns(text: &str, w: &mut Writer) {
    let mut rest = if text.is_empty() { "0" } else { text };
    loop {
        let (word, tail) = rest.split_at(rest.bytes().position(|b| b.is_ascii_digit()).unwrap_or(rest.len()));
        w.word(word.bytes().map(weight), END);
        if tail.is_empty() {
            // The end compares as an empty text; after another text a zero is understood before it.
            if !word.is_empty() {
                w.count("0");
                w.word(std::iter::empty(), END);
            }
            return;
        }
        let (number, tail) = split_digits(tail);
        w.count(number);
        rest = tail;
    }
}

const fn weight(byte: u8) -> u8 {
    match byte {
        b'~' => 1,
        letter if letter.is_ascii_alphabetic() => letter,
        other => other | 0x80,
    }
}
