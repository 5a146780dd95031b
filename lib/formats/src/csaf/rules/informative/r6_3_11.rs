//! 6.3.11: a version should not begin with `v`.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, name) in doc.branches("product_version") {
        if name.strip_prefix(['v', 'V']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            found(pointer.into(), format!("`{name}` begins with an indicator"));
        }
    }
}
