//! 6.1.30: all versions of a document are integers, or all are semantic.

use super::super::revision::Version;
use super::super::view::Doc;
use super::Found;

pub(super) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let history = doc.history();
    let Some(integer) = Version::parse(doc.version()).map(|v| v.integer).or_else(|| history.first().map(|i| i.version.integer)) else {
        return;
    };
    for item in history.iter().filter(|item| item.version.integer != integer) {
        found(format!("{}/number", item.pointer), format!("`{}` is of the other kind than `{}`", item.number, doc.version()));
    }
}
