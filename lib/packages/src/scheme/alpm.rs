//! Arch Linux: epoch, version, pkgrel, each by pacman's own variant of `rpmvercmp`.
//!
//! Unlike RPM, letters right behind a number make it older than the number alone (`1.0rc` before `1.0`), the number of
//! separators counts, and `~` and `^` are plain separators. pacman takes a version without pkgrel as equal to each pkgrel
//! of it; no order can say that of all at once, so here it is the first, `-1`. Source: vercmp(8).

use super::key::{Writer, is_number, runs};

const WORD_AT_ONCE: i8 = -1;
const END: i8 = 0;
const NUMBER_AT_ONCE: i8 = 1;
const SEPARATORS: i8 = 2;
const WORD: i8 = 3;
const NUMBER: i8 = 4;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    let (epoch, rest) = super::rpm::split_epoch(version);
    let (version, release) = rest.rsplit_once('-').unwrap_or((rest, "1"));
    if !rest.bytes().all(|b| b.is_ascii_graphic() && b != b':') || !version.bytes().any(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    w.number(NUMBER, epoch);
    write_segments(version, w);
    write_segments(release, w);
    Some(())
}

fn write_segments(text: &str, w: &mut Writer) {
    let mut separators = 0;
    for piece in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        for run in runs(piece) {
            let number = is_number(run);
            match (separators, number) {
                (0, true) => w.number(NUMBER_AT_ONCE, run),
                (0, false) => w.text(WORD_AT_ONCE, run),
                (_, number) => {
                    w.integer(SEPARATORS, separators);
                    if number { w.number(NUMBER, run) } else { w.text(WORD, run) }
                }
            }
            separators = 0;
        }
        separators += 1;
    }
    w.mark(END);
}
