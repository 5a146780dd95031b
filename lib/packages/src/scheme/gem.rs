//! Ruby gems: numbers and words by turns; a word makes a prerelease.
//!
//! A word stands before a number and before the end; zeros at the end of the numbers, and at the end of what follows the
//! first word, have no weight. `-` means `.pre.`. Source: the documentation of `Gem::Version`, "How versions sort".

use super::key::{Writer, is_number, runs};

const WORD: i8 = 0;
/// Zeros before a word: above the word itself, below the end.
const ZERO_BEFORE_WORD: i8 = 1;
const END: i8 = 2;
const NUMBER: i8 = 3;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    if !version.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut release = true;
    for (i, part) in version.split('-').enumerate() {
        if i > 0 {
            write_word("pre", &mut release, w);
        }
        for piece in part.split('.') {
            if piece.is_empty() || !piece.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return None;
            }
            for run in runs(piece) {
                if is_number(run) { w.light_number(NUMBER, run) } else { write_word(run, &mut release, w) }
            }
        }
    }
    w.trim();
    w.mark(END);
    Some(())
}

fn write_word(word: &str, release: &mut bool, w: &mut Writer) {
    if *release {
        w.trim();
    }
    *release = false;
    w.rank_zeros(ZERO_BEFORE_WORD);
    w.text(WORD, word);
}
