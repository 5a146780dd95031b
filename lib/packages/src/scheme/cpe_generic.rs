//! Products named by CPE: numbers, letters and a few words that most makers use alike; other words are not guessed.
//!
//! Separators only separate and zeros before a word or the end have no weight. `dev` to `rc` stand before the plain
//! version, `p`, `sp`, `update` and their like after it, one or two letters after those, numbers last. No standard says
//! so (CPE 2.3 leaves versions to their makers); the words are those that NVD's versions agree on.

use super::key::{Writer, is_number, runs};

const END: i8 = 0;
const POST: i8 = 1;
const LETTER: i8 = 2;
const NUMBER: i8 = 3;

/// Longest run of letters that is a release letter (`1.0.2za`, `15.0(2)SE11`), not a word.
const LETTERS_MAX: usize = 2;
/// A hexadecimal text of this length without any separator is a commit.
const COMMIT_MIN: usize = 12;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    let version = version.to_ascii_lowercase();
    let version = version.trim_start_matches("version").trim_start_matches([' ', '_', '-', '.']);
    let version = version.strip_prefix(['v', 'r']).unwrap_or(version).trim_start_matches(['.', '-', '_', ' ']);
    if !version.starts_with(|c: char| c.is_ascii_digit()) || is_commit(version) {
        return None;
    }
    for piece in version.split(['.', '-', '_', '+', '(', ')', '/', ' ', ',', ':', '~']).filter(|piece| !piece.is_empty()) {
        let mut first = true;
        let mut pieces = runs(piece).peekable();
        while let Some(run) = pieces.next() {
            if is_number(run) {
                w.light_number(NUMBER, run);
            } else {
                write_word(run, !first && pieces.peek().is_some(), w)?;
            }
            first = false;
        }
    }
    w.trim();
    w.mark(END);
    Some(())
}

/// Writes a word's part; none = a word that nobody can order.
fn write_word(run: &str, between_digits: bool, w: &mut Writer) -> Option<()> {
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
        "final" | "ga" | "release" | "stable" | "lts" => return Some(()),
        "p" | "pl" | "patch" | "sp" | "update" | "u" | "hotfix" | "hf" | "build" | "rev" => POST,
        _ if run.len() <= LETTERS_MAX && run.bytes().all(|b| b.is_ascii_alphabetic()) => LETTER,
        _ => return None,
    };
    w.trim();
    if rank == LETTER { w.text(LETTER, run) } else { w.mark(rank) }
    Some(())
}

fn is_commit(version: &str) -> bool {
    version.len() >= COMMIT_MIN && version.bytes().all(|b| b.is_ascii_hexdigit()) && version.bytes().any(|b| b.is_ascii_alphabetic())
}
