//! 6.3.5: hashes should have at least 64 digits.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};

/// Hexadecimal digits of 256 bits.
const DIGITS_MIN: usize = 64;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, product) in doc.products() {
        let Some(helper) = product.get("product_identification_helper") else { continue };
        for (at, file) in list(helper, "hashes") {
            for (of, hash) in list(file, "file_hashes") {
                if text(hash, "value").is_some_and(|value| value.len() < DIGITS_MIN) {
                    let place = format!("{pointer}/product_identification_helper/hashes/{at}/file_hashes/{of}/value");
                    found(place, format!("fewer than {DIGITS_MIN} digits"));
                }
            }
        }
    }
}
