//! 6.1.30: all versions of a document are integers, or all are semantic.

use crate::csaf::revision::Version;
use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let history = doc.history();
    let Some(integer) = Version::parse(doc.version()).map(|v| v.integer).or_else(|| history.first().map(|i| i.version.integer)) else {
        return;
    };
    for item in history.iter().filter(|item| item.version.integer != integer) {
        found(format!("{}/number", item.pointer), format!("`{}` is of the other kind than `{}`", item.number, doc.version()));
    }
}
