//! Python: PEP 440, "Summary of permitted suffixes and relative ordering".

use std::str::FromStr;

use pep440_rs::{LocalSegment, PrereleaseKind, Version};

use super::key::{Key, Part, trim_zeros};

const NUMBER: i16 = 9;

pub(super) fn key(version: &str) -> Option<Key> {
    let version = Version::from_str(version).ok()?;
    let mut parts = vec![number(0, version.epoch())];
    parts.extend(version.release().iter().map(|n| number(NUMBER, *n)));
    trim_zeros(&mut parts, NUMBER);
    // A development release without pre or post stands before every pre-release of the same number.
    parts.push(match version.pre() {
        Some(pre) => number(
            match pre.kind {
                PrereleaseKind::Alpha => 1,
                PrereleaseKind::Beta => 2,
                PrereleaseKind::Rc => 3,
            },
            pre.number,
        ),
        None if version.post().is_none() && version.dev().is_some() => Part::mark(0),
        None => Part::mark(4),
    });
    parts.push(version.post().map_or_else(|| Part::mark(0), |post| number(1, post)));
    parts.push(version.dev().map_or_else(|| Part::mark(1), |dev| number(0, dev)));
    for segment in version.local() {
        parts.push(match segment {
            LocalSegment::String(text) => Part::text(0, text.as_str()),
            LocalSegment::Number(n) => number(1, *n),
        });
    }
    Some(Key::of(parts))
}

fn number(rank: i16, n: u64) -> Part {
    Part::number(rank, &n.to_string())
}
