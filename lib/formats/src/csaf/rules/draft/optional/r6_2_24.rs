//! 6.2.24: weaknesses are those of the newest CWE at the newest revision.

use crate::csaf::cwe;
use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    // The history is in order of time; its dates are written in whatever zone.
    let Some((seconds, _)) = doc.newest() else { return };
    let Some((newest, name)) = cwe::version_on(&crate::csaf::revision::day(seconds)) else { return };
    facts::weakness::each_version(doc, &mut |place, version, written| {
        if version != Some(newest) {
            found(place, format!("CWE {written}; at the newest revision it was {name}"));
        }
    });
}
