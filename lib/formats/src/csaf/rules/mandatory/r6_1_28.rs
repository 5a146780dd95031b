//! 6.1.28: a translation is in another language than its source.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let document = doc.at("/document");
    if let (Some(lang), Some(source)) = (text(document, "lang"), text(document, "source_lang"))
        && lang.eq_ignore_ascii_case(source)
    {
        found("/document/lang".to_owned(), format!("`{lang}` is also the source language"));
    }
}
