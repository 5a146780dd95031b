//! Semantic Versioning 2.0.0 §11, read a little leniently.
//!
//! Major, minor and patch compare as numbers; a prerelease stands before its release; its identifiers compare one by one,
//! numbers before words, fewer before more; build metadata has no weight. `v1.2` is read as `1.2.0`.
//! Source: semver.org/spec/v2.0.0, §§2, 9 to 11.

use super::key::{Writer, is_number};

const PRERELEASE: i8 = 0;
const RELEASE: i8 = 1;
const NUMBER: i8 = 2;
const ID_NUMBER: i8 = 3;
const ID_TEXT: i8 = 4;
/// Where identifiers end and build metadata follow, which only some schemes weigh.
const END: i8 = 2;

/// What a scheme makes different.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    /// Most numbers before the prerelease.
    pub numbers_max: usize,
    /// Whether identifiers compare without case.
    pub ignore_case: bool,
    /// Whether build metadata order versions that are otherwise equal.
    pub build: bool,
}

/// As the specification has it.
pub(super) const PLAIN: Rules = Rules { numbers_max: 3, ignore_case: false, build: false };

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    read(version, w, PLAIN)
}

/// Reads what comparators are given though it is no version: more than three numbers.
pub(super) fn write_loose(version: &str, w: &mut Writer) -> Option<()> {
    read(version, w, Rules { numbers_max: usize::MAX, ..PLAIN })
}

pub(super) fn read(version: &str, w: &mut Writer, rules: Rules) -> Option<()> {
    let version = version.strip_prefix(['v', 'V']).unwrap_or(version);
    let (version, build) = cut(version, b'+');
    let (numbers, prerelease) = cut(version, b'-');
    if !build.into_iter().chain(prerelease).flat_map(|ids| ids.split('.')).all(is_identifier) {
        return None;
    }
    write_numbers(numbers, rules.numbers_max, w)?;
    match prerelease {
        Some(ids) => {
            w.mark(PRERELEASE);
            write_identifiers(ids, rules.ignore_case, w);
        }
        None => w.mark(RELEASE),
    }
    if let (true, Some(ids)) = (rules.build, build) {
        w.mark(END);
        write_identifiers(ids, rules.ignore_case, w);
    }
    Some(())
}

/// Writes numbers with dots between them, without the zeros at their end.
pub(super) fn write_numbers(numbers: &str, numbers_max: usize, w: &mut Writer) -> Option<()> {
    let mut count = 0;
    for number in numbers.split('.') {
        count += 1;
        if count > numbers_max || !is_number(number) {
            return None;
        }
        w.light_number(NUMBER, number);
    }
    w.trim();
    Some(())
}

fn write_identifiers(ids: &str, ignore_case: bool, w: &mut Writer) {
    for id in ids.split('.') {
        match id {
            _ if is_number(id) => w.number(ID_NUMBER, id),
            _ if ignore_case => w.small_text(ID_TEXT, id),
            _ => w.text(ID_TEXT, id),
        }
    }
}

fn cut(text: &str, at: u8) -> (&str, Option<&str>) {
    match text.bytes().position(|b| b == at) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

pub(super) fn is_identifier(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
