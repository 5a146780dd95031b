//! 6.2.16: a product should have names that machines know.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, product) in doc.products() {
        if product.get("product_identification_helper").is_none() {
            found(format!("{pointer}/product_identification_helper"), "missing".to_owned());
        }
    }
}
