//! 6.2.18: a range of versions should be a VERS.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, name) in doc.branches("product_version_range") {
        if !is_vers(name) {
            found(pointer.into(), "not a VERS".to_owned());
        }
    }
}

/// The form `vers:scheme/…`.
fn is_vers(text: &str) -> bool {
    let Some((scheme, rest)) = text.strip_prefix("vers:").and_then(|text| text.split_once('/')) else { return false };
    let letter = |c: char| c.is_ascii_lowercase() || matches!(c, '.' | '-' | '+');
    !rest.is_empty() && scheme.starts_with(letter) && scheme.chars().all(|c| letter(c) || c.is_ascii_digit())
}
