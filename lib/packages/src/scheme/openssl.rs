//! OpenSSL: three numbers and, before 3.0, release letters.
//!
//! `1.0.2` comes before `1.0.2a`, `1.0.2z` before `1.0.2za`; from 3.0 on the third number counts the releases and letters
//! are no versions. `-alphaN`, `-betaN`, `-preN` and `-dev` stand before the version; `-fips` and build metadata such as
//! `+quic` have no weight. The names of tags, `OpenSSL_1_1_1w` and `openssl-3.0.12`, are read as well.
//! Source: OpenSSL Library, "Release Strategy" and "Versioning"; openssl-versions of the 1.x manual.

use super::key::{Writer, is_number, split_digits};

const RELEASE: i8 = 0;
const LETTERS: i8 = 1;
const NUMBER: i8 = 2;
/// First major version without letters.
const PLAIN_SINCE: u64 = 3;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    let tag = version.get(..7).filter(|start| start.eq_ignore_ascii_case("openssl")).map_or(version, |_| &version[7..]);
    let version = if tag.len() < version.len() { tag.strip_prefix(['-', '_', ' '])? } else { tag };
    let version = version.strip_prefix('v').unwrap_or(version);
    let version = version.split_once('+').map_or(version, |(v, _)| v);
    let (first, _) = split_digits(version);
    let mut rest = version;
    let mut count = 0;
    loop {
        let (digits, tail) = split_digits(rest);
        if digits.is_empty() {
            return None;
        }
        w.light_number(NUMBER, digits);
        (rest, count) = (tail, count + 1);
        match tail.strip_prefix(['.', '_']) {
            Some(next) if next.starts_with(|c: char| c.is_ascii_digit()) => rest = next,
            _ => break,
        }
    }
    if count > 3 {
        return None;
    }
    w.trim();
    let letters = &rest[..rest.bytes().position(|b| !b.is_ascii_lowercase()).unwrap_or(rest.len())];
    if !letters.is_empty() {
        if count < 3 || first.parse().is_ok_and(|major: u64| major >= PLAIN_SINCE) {
            return None;
        }
        w.text(LETTERS, letters);
    }
    write_tail(&rest[letters.len()..], w)
}

fn write_tail(tail: &str, w: &mut Writer) -> Option<()> {
    if tail.is_empty() {
        w.mark(RELEASE);
        return Some(());
    }
    let tail = tail.strip_prefix(['-', '_'])?;
    let (word, number) = tail.split_at(tail.bytes().position(|b| b.is_ascii_digit()).unwrap_or(tail.len()));
    let rank = match word.to_ascii_lowercase().as_str() {
        "dev" => -4,
        "alpha" => -3,
        "beta" => -2,
        "pre" => -1,
        "fips" if number.is_empty() => RELEASE,
        _ => return None,
    };
    if !number.is_empty() && !is_number(number) {
        return None;
    }
    if rank == RELEASE { w.mark(rank) } else { w.number(rank, number) }
    Some(())
}
