//! Ruby gems: `Gem::Version#<=>`; letters make a prerelease.

use super::key::{Key, Part, is_number, runs, trim_zeros};

const WORD: i16 = 0;
/// Zeros before a word: above the word itself, below the end.
const ZERO_BEFORE_WORD: i16 = 1;
const END: i16 = 2;
const NUMBER: i16 = 3;

pub(super) fn key(version: &str) -> Option<Key> {
    if !version.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let version = version.replace('-', ".pre.");
    let mut parts = Vec::new();
    let mut release = true;
    for piece in version.split('.') {
        if piece.is_empty() || !piece.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        for run in runs(piece) {
            if is_number(run) {
                parts.push(Part::number(NUMBER, run));
                continue;
            }
            if release {
                trim_zeros(&mut parts, NUMBER);
            }
            release = false;
            for zero in parts.iter_mut().rev().take_while(|part| part.is_zero(NUMBER)) {
                *zero = zero.clone().with_rank(ZERO_BEFORE_WORD);
            }
            parts.push(Part::text(WORD, run));
        }
    }
    trim_zeros(&mut parts, NUMBER);
    parts.push(Part::mark(END));
    Some(Key::of(parts))
}
