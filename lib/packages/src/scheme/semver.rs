//! Semantic Versioning 2.0.0 §11, read a little leniently: `v1.2` is `1.2.0`; build metadata has no weight.

use super::key::{Key, Part, is_number, trim_zeros};

const PRERELEASE: i16 = 0;
const RELEASE: i16 = 1;
const NUMBER: i16 = 2;
const ID_NUMBER: i16 = 3;
const ID_TEXT: i16 = 4;

pub(super) fn key(version: &str) -> Option<Key> {
    read(version, 3, false)
}

/// Reads up to `numbers_max` numbers and a prerelease.
pub(super) fn read(version: &str, numbers_max: usize, ignore_case: bool) -> Option<Key> {
    let version = version.strip_prefix(['v', 'V']).unwrap_or(version);
    let (version, build) = version.split_once('+').map_or((version, None), |(v, b)| (v, Some(b)));
    let (numbers, prerelease) = version.split_once('-').map_or((version, None), |(n, p)| (n, Some(p)));
    if !build.into_iter().chain(prerelease).flat_map(|ids| ids.split('.')).all(is_identifier) {
        return None;
    }
    let numbers: Vec<_> = numbers.split('.').collect();
    if numbers.len() > numbers_max || !numbers.iter().all(|n| is_number(n)) {
        return None;
    }
    let mut parts: Vec<_> = numbers.iter().map(|n| Part::number(NUMBER, n)).collect();
    trim_zeros(&mut parts, NUMBER);
    let Some(prerelease) = prerelease else {
        parts.push(Part::mark(RELEASE));
        return Some(Key::of(parts));
    };
    parts.push(Part::mark(PRERELEASE));
    for id in prerelease.split('.') {
        parts.push(match id {
            _ if is_number(id) => Part::number(ID_NUMBER, id),
            _ if ignore_case => Part::text(ID_TEXT, id.to_ascii_lowercase()),
            _ => Part::text(ID_TEXT, id),
        });
    }
    Some(Key::of(parts))
}

fn is_identifier(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
