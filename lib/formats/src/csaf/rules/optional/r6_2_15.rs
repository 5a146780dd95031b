//! 6.2.15: the default language `i-default` should not be used.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, tag) in doc.languages() {
        if tag.eq_ignore_ascii_case("i-default") {
            found(pointer.into(), format!("`{tag}` names no language"));
        }
    }
}
