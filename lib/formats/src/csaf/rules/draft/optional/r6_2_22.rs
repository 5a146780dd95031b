//! 6.2.22: the title does not repeat the number of the document.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let (title, id) = (text(doc.at("/document"), "title"), text(doc.at("/document/tracking"), "id"));
    if let (Some(title), Some(id)) = (title, id.filter(|id| !id.is_empty()))
        && title.contains(id)
    {
        found("/document/title".to_owned(), format!("it contains `{id}`"));
    }
}
