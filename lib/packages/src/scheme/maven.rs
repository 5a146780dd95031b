//! Maven: "Version Order Specification" of the POM reference, as `ComparableVersion` follows it.

use super::key::{Key, Part, is_number, runs};

const END: i16 = 0;
const SP: i16 = 1;
const WORD: i16 = 2;
const DASH_NUMBER: i16 = 3;
const DOT_NUMBER: i16 = 4;

/// A token with the separator before it.
struct Token {
    dash: bool,
    part: Part,
    null: bool,
}

pub(super) fn key(version: &str) -> Option<Key> {
    if !version.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let mut parts: Vec<Token> = Vec::new();
    for token in tokens(&version.to_ascii_lowercase()) {
        // Nulls carry no weight at the end of a run of numbers, that is before a dash or a word.
        if token.dash || token.part.rank() < DASH_NUMBER {
            trim_nulls(&mut parts);
        }
        parts.push(token);
    }
    trim_nulls(&mut parts);
    let mut parts: Vec<_> = parts.into_iter().map(|t| t.part).collect();
    parts.push(Part::mark(END));
    Some(Key::of(parts))
}

fn trim_nulls(tokens: &mut Vec<Token>) {
    while tokens.last().is_some_and(|token| token.null) {
        tokens.pop();
    }
}

fn tokens(version: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut dash = false;
    for (i, piece) in version.split(['.', '-', '_']).enumerate() {
        if i > 0 {
            // The separator stands just before this piece.
            let at = piece.as_ptr() as usize - version.as_ptr() as usize - 1;
            dash = version.as_bytes()[at] != b'.';
        }
        if piece.is_empty() {
            out.push(token(dash, "0", false));
            continue;
        }
        let pieces: Vec<_> = runs(piece).collect();
        for (n, run) in pieces.iter().enumerate() {
            let before_digits = pieces.get(n + 1).is_some_and(|next| is_number(next));
            // Where digits and letters meet, a dash is understood.
            out.push(token(dash || n > 0, run, before_digits));
        }
    }
    out
}

fn token(dash: bool, run: &str, before_digits: bool) -> Token {
    if is_number(run) {
        let part = Part::number(if dash { DASH_NUMBER } else { DOT_NUMBER }, run);
        return Token { dash, null: run.bytes().all(|b| b == b'0'), part };
    }
    let rank = match run {
        "alpha" => -5,
        "a" if before_digits => -5,
        "beta" => -4,
        "b" if before_digits => -4,
        "milestone" => -3,
        "m" if before_digits => -3,
        "rc" | "cr" => -2,
        "snapshot" => -1,
        "ga" | "final" | "release" => END,
        "sp" => SP,
        _ => return Token { dash, null: false, part: Part::text(WORD, run) },
    };
    Token { dash, null: rank == END, part: Part::mark(rank) }
}
