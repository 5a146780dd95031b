//! Composer: four numbers, then a stability, as `VersionParser::normalize` reads them. Branch names are no versions.

use super::key::{Key, Part, is_number, trim_zeros};

const NUMBER: i16 = 9;
const NUMBERS_MAX: usize = 4;

pub(super) fn key(version: &str) -> Option<Key> {
    let version = version.to_ascii_lowercase();
    let version = version.strip_prefix('v').unwrap_or(&version);
    let version = version.split_once('+').map_or(version, |(v, _)| v);
    let end = version.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(version.len());
    let (numbers, tail) = version.split_at(end);
    let numbers: Vec<_> = numbers.trim_end_matches('.').split('.').collect();
    if numbers.len() > NUMBERS_MAX || !numbers.iter().all(|n| is_number(n)) {
        return None;
    }
    let mut parts: Vec<_> = numbers.iter().map(|n| Part::number(NUMBER, n)).collect();
    trim_zeros(&mut parts, NUMBER);
    let (tail, dev) = match tail.strip_suffix("dev") {
        Some(tail) => (tail.trim_end_matches(['.', '-', '_']), true),
        None => (tail, false),
    };
    stability(tail, dev, &mut parts)?;
    // `1.0-beta2-dev` stands before `1.0-beta2`.
    parts.push(Part::mark(i16::from(!dev)));
    Some(Key::of(parts))
}

fn stability(tail: &str, dev: bool, parts: &mut Vec<Part>) -> Option<()> {
    let tail = tail.trim_start_matches(['.', '-', '_']);
    let end = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
    let (word, number) = tail.split_at(end);
    parts.push(Part::mark(match word {
        "" if dev => 0,
        "alpha" | "a" => 1,
        "beta" | "b" => 2,
        "rc" => 3,
        "" | "stable" => 4,
        "patch" | "pl" | "p" => 5,
        _ => return None,
    }));
    for piece in number.split(['.', '-']).filter(|piece| !piece.is_empty()) {
        if !is_number(piece) {
            return None;
        }
        parts.push(Part::number(NUMBER, piece));
    }
    Some(())
}
