//! 6.2.11: a document should name its own canonical address.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let document = doc.at("/document");
    let name = format!("/{}", crate::csaf::file_name(text(doc.at("/document/tracking"), "id").unwrap_or("")));
    let canonical = |url: &str| url.starts_with("https://") && url.ends_with(&name);
    let own = list(document, "references").filter(|(_, reference)| text(reference, "category") == Some("self"));
    if !own.filter_map(|(_, reference)| text(reference, "url")).any(canonical) {
        found("/document/references".to_owned(), format!("no self reference by https that ends with `{name}`"));
    }
}
