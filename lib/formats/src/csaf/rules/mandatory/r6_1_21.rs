//! 6.1.21: the history begins with (major) version 0 or 1 and leaves none out.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let history = doc.history();
    if let Some(first) = history.first().filter(|item| item.version.parts[0] > 1) {
        found(format!("{}/number", first.pointer), format!("the history begins with `{}`", first.number));
    }
    for pair in history.windows(2) {
        if pair[1].version.parts[0] > pair[0].version.parts[0].saturating_add(1) {
            found(format!("{}/number", pair[1].pointer), format!("nothing between `{}` and `{}`", pair[0].number, pair[1].number));
        }
    }
}
