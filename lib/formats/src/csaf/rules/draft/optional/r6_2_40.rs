//! 6.2.40: a description of a product says of which.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts::Title;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let Some(words) = Title::ProductDescription.words(&doc.language()) else { return };
    for (at, note) in list(doc.at("/document"), "notes") {
        let describes = text(note, "category") == Some("description") && text(note, "title").is_some_and(|title| title.starts_with(words));
        if describes && note.get("product_ids").is_none() && note.get("group_ids").is_none() {
            found(format!("/document/notes/{at}"), "neither `product_ids` nor `group_ids`".to_owned());
        }
    }
}
