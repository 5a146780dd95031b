//! 6.1.13: purls must be valid.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, product) in doc.products() {
        let Some(purl) = product.get("product_identification_helper").and_then(|h| text(h, "purl")) else { continue };
        if let Err(error) = packages::purl::Purl::parse(purl) {
            found(format!("{pointer}/product_identification_helper/purl"), error.to_string());
        }
    }
}
