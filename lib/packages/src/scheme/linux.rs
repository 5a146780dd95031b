//! The Linux kernel: two to four numbers, `-rcN` before the release, and a vendor's suffix without weight.
//!
//! `6.1` is `6.1.0`; `-testN`, `-preN` and `-rcN` stand before their release. What a vendor or a build adds
//! (`5.15.0-91-generic`, `6.1.21-rt7`, `3.10.0-1160.el7.x86_64`, `6.1.0-rc3+`) says nothing about upstream: it has no
//! weight, and such versions count as the upstream version that they name. A branch, `4.19.y`, stands after all of its
//! releases and before the next branch. Source: kernel.org, "Releases" and the names of its tags.

use super::key::{Writer, is_number, split_digits};

const RELEASE: i8 = 0;
const NUMBER: i8 = 2;
const BRANCH: i8 = 3;
const NUMBERS_MAX: usize = 4;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    let mut rest = version.strip_prefix("linux-").unwrap_or(version);
    rest = rest.strip_prefix(['v', 'V']).unwrap_or(rest);
    let mut count = 0;
    let branch = loop {
        let (digits, tail) = split_digits(rest);
        if digits.is_empty() || count == NUMBERS_MAX {
            return None;
        }
        w.light_number(NUMBER, digits);
        (rest, count) = (tail, count + 1);
        let Some(next) = tail.strip_prefix('.') else { break false };
        if matches!(next, "y" | "x" | "*") {
            break true;
        }
        // A vendor's suffix may follow a dot too (`4.18.0.el8`).
        if !next.starts_with(|c: char| c.is_ascii_digit()) {
            break false;
        }
        rest = next;
    };
    if count < 2 && !branch {
        return None;
    }
    if branch {
        // The zeros of a branch stand before its own mark, so they are its numbers.
        w.settle();
        w.mark(BRANCH);
        return Some(());
    }
    w.trim();
    if !rest.starts_with(['-', '+', '.', '_', '~']) && !rest.is_empty() {
        return write_stage(rest, w);
    }
    let suffix = rest.trim_start_matches(['-', '_', '~']);
    if rest.starts_with(['-', '_', '~']) && write_stage(suffix, w).is_some() {
        return Some(());
    }
    if !rest.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    w.mark(RELEASE);
    Some(())
}

/// Writes what stands before a release; none = this is another suffix.
fn write_stage(suffix: &str, w: &mut Writer) -> Option<()> {
    let (rank, rest) = [("test", -3), ("pre", -2), ("rc", -1)].iter().find_map(|(word, rank)| Some((*rank, suffix.strip_prefix(word)?)))?;
    let (number, rest) = split_digits(rest);
    let ends = rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_punctuation());
    if !is_number(number) || !ends || !rest.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    w.number(rank, number);
    Some(())
}
