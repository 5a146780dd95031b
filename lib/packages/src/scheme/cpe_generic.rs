//! Products named by CPE: numbers, letters and a few words that most makers use alike; other words are not guessed.

use super::key::{Key, Part, is_number, runs, trim_zeros};

const END: i16 = 0;
const POST: i16 = 1;
const LETTER: i16 = 2;
const NUMBER: i16 = 3;

/// Longest run of letters that is a release letter (`1.0.2za`, `15.0(2)SE11`), not a word.
const LETTERS_MAX: usize = 2;
/// A hexadecimal text of this length without any separator is a commit.
const COMMIT_MIN: usize = 12;

pub(super) fn key(version: &str) -> Option<Key> {
    let version = version.to_ascii_lowercase();
    let version = version.trim_start_matches("version").trim_start_matches([' ', '_', '-', '.']);
    let version = version.strip_prefix(['v', 'r']).unwrap_or(version).trim_start_matches(['.', '-', '_', ' ']);
    if !version.starts_with(|c: char| c.is_ascii_digit()) || is_commit(version) {
        return None;
    }
    let mut parts = Vec::new();
    for piece in version.split(['.', '-', '_', '+', '(', ')', '/', ' ', ',', ':', '~']).filter(|piece| !piece.is_empty()) {
        let pieces: Vec<_> = runs(piece).collect();
        for (i, run) in pieces.iter().enumerate() {
            if is_number(run) {
                parts.push(Part::number(NUMBER, run));
            } else if let Some(part) = word(run, i > 0 && pieces.len() > i + 1)? {
                trim_zeros(&mut parts, NUMBER);
                parts.push(part);
            }
        }
    }
    trim_zeros(&mut parts, NUMBER);
    parts.push(Part::mark(END));
    Some(Key::of(parts))
}

/// A word's part; inner none = a word without weight, outer none = a word that nobody can order.
fn word(run: &str, between_digits: bool) -> Option<Option<Part>> {
    let rank = match run {
        "dev" | "snapshot" | "nightly" => -6,
        "alpha" => -5,
        "a" if between_digits => -5,
        "beta" => -4,
        "b" if between_digits => -4,
        "m" | "milestone" if between_digits => -3,
        "milestone" => -3,
        "pre" | "preview" | "prerelease" => -2,
        "rc" | "cr" => -1,
        "final" | "ga" | "release" | "stable" | "lts" => return Some(None),
        "p" | "pl" | "patch" | "sp" | "update" | "u" | "hotfix" | "hf" | "build" | "rev" => POST,
        _ if run.len() <= LETTERS_MAX && run.bytes().all(|b| b.is_ascii_alphabetic()) => return Some(Some(Part::text(LETTER, run))),
        _ => return None,
    };
    Some(Some(Part::mark(rank)))
}

fn is_commit(version: &str) -> bool {
    version.len() >= COMMIT_MIN && version.bytes().all(|b| b.is_ascii_hexdigit()) && version.bytes().any(|b| b.is_ascii_alphabetic())
}
