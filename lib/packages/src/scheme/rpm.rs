//! RPM: epoch, version, release, each by `rpmvercmp`.
//!
//! Runs of digits compare as numbers, runs of letters by their bytes, and a number stands after letters; separators only
//! separate. `~` stands before everything, even the end; `^` after the end and before everything else. Without a release
//! a version stands before each of its releases. Source: the RPM manual, "Version comparison" and "Dependencies".

use super::key::{Writer, is_number, runs};

const TILDE: i8 = 0;
const END: i8 = 1;
const CARET: i8 = 2;
const WORD: i8 = 3;
const NUMBER: i8 = 4;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    if !version.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let (epoch, rest) = version.split_once(':').unwrap_or(("0", version));
    let plain = rest.split('-').next().is_some_and(|v| v.bytes().any(|b| b.is_ascii_alphanumeric()));
    if !is_number(epoch) || rest.contains(':') || !plain {
        return None;
    }
    write_parts(epoch, rest, w);
    Some(())
}

/// Reads what `rpmvercmp` is given though no package has such a version: it takes every text, and an epoch is digits.
pub(super) fn write_loose(version: &str, w: &mut Writer) -> Option<()> {
    let (epoch, rest) = split_epoch(version);
    write_parts(epoch, rest, w);
    Some(())
}

/// Cuts off the epoch: digits, maybe none, before the first colon; without it the epoch is zero.
pub(super) fn split_epoch(version: &str) -> (&str, &str) {
    version.split_once(':').filter(|(epoch, _)| epoch.bytes().all(|b| b.is_ascii_digit())).unwrap_or(("0", version))
}

fn write_parts(epoch: &str, rest: &str, w: &mut Writer) {
    let (version, release) = rest.rsplit_once('-').map_or((rest, None), |(v, r)| (v, Some(r)));
    w.number(NUMBER, epoch);
    write_segments(version, w);
    // Invariant: a version without release is a beginning of those with one, which keeps the order total.
    if let Some(release) = release {
        write_segments(release, w);
    }
}

fn write_segments(text: &str, w: &mut Writer) {
    for segment in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = segment.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        for run in runs(word) {
            if is_number(run) { w.number(NUMBER, run) } else { w.text(WORD, run) }
        }
        match segment[word.len()..].chars().next() {
            Some('~') => w.mark(TILDE),
            Some('^') => w.mark(CARET),
            _ => {}
        }
    }
    w.mark(END);
}
