//! 6.1.14: sorted by date, the revision history is sorted by version too.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for pair in doc.history().windows(2) {
        if pair[0].version > pair[1].version {
            let detail = format!("`{}` comes after `{}`", pair[1].number, pair[0].number);
            found(format!("{}/number", pair[1].pointer), detail);
        }
    }
}
