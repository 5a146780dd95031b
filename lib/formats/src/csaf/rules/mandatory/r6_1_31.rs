//! 6.1.31: a branch of category `product_version` holds one version, not a range.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

const WORDS: [&str; 7] = ["after", "all", "before", "earlier", "later", "prior", "versions"];

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, name) in doc.branches("product_version") {
        let lower = name.to_lowercase();
        if lower.contains(['<', '>']) || lower.split_whitespace().any(|word| WORDS.contains(&word)) {
            found(pointer.into(), format!("`{name}` is a range"));
        }
    }
}
