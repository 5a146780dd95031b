//! Conan: items with dots, then a prerelease after the first `-`, then a build after the last `+`.
//!
//! Zeros at the end have no weight; a prerelease stands before its version and a build after it; both are items again.
//! Items that are numbers compare as numbers, others by their bytes. Where Conan compares a number with other text it
//! compares both as text, which makes circles (9, 10, 1a); here an item is the number it begins with and then its text,
//! and an item without a number stands after those with one. Source: the Conan 2 documentation, "Version".

use super::key::{Writer, is_number, split_digits};

const PRERELEASE: i8 = 0;
const RELEASE: i8 = 1;
const NUMBER: i8 = 3;
const MIXED: i8 = 4;
const TEXT: i8 = 5;
const END: i8 = 0;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    let (rest, build) = version.rsplit_once('+').map_or((version, None), |(v, b)| (v, Some(b)));
    let (items, prerelease) = rest.split_once('-').map_or((rest, None), |(v, p)| (v, Some(p)));
    if items.is_empty() || !version.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    write_items(items, w);
    match prerelease {
        Some(prerelease) => {
            w.mark(PRERELEASE);
            write_items(prerelease, w);
            w.mark(END);
        }
        None => w.mark(RELEASE),
    }
    if let Some(build) = build {
        w.mark(RELEASE);
        write_items(build, w);
    }
    Some(())
}

fn write_items(items: &str, w: &mut Writer) {
    for item in items.split('.') {
        let (digits, text) = split_digits(item);
        if is_number(item) {
            w.light_number(NUMBER, item);
        } else if digits.is_empty() {
            w.text(TEXT, text);
        } else {
            w.number(NUMBER, digits);
            w.text(MIXED, text);
        }
    }
    w.trim();
}
