//! Bitnami packages: semantic versions, but what stands after `-` is a revision of the package and makes it newer.
//!
//! `1.2.3-1` comes after `1.2.3` and before `1.2.3-2`; a revision left out is zero, so that a range that begins with
//! `1.2.3-0` holds `1.2.3`. Build metadata has no weight. Source: the README of Bitnami's go-version, "Version revision".

use super::key::{Writer, is_number};
use super::semver::{is_identifier, write_numbers};

const RELEASE: i8 = 1;
const REVISION_NUMBER: i8 = 3;
const REVISION_TEXT: i8 = 4;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    let version = version.strip_prefix(['v', 'V']).unwrap_or(version);
    let (version, build) = version.split_once('+').map_or((version, None), |(v, b)| (v, Some(b)));
    let (numbers, revision) = version.split_once('-').map_or((version, None), |(n, r)| (n, Some(r)));
    if !build.into_iter().chain(revision).flat_map(|ids| ids.split('.')).all(is_identifier) {
        return None;
    }
    write_numbers(numbers, 3, w)?;
    w.mark(RELEASE);
    for id in revision.into_iter().flat_map(|ids| ids.split('.')) {
        if is_number(id) { w.light_number(REVISION_NUMBER, id) } else { w.text(REVISION_TEXT, id) }
    }
    w.trim();
    Some(())
}
