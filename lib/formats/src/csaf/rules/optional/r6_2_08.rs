//! 6.2.8: MD5 should not be the only hash of a file.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    only(doc, &["md5"], found);
}

/// Reports files all of whose hashes are of these algorithms.
pub(super) fn only(doc: &Doc<'_>, algorithms: &[&str], found: Found<'_>) {
    for (pointer, product) in doc.products() {
        let Some(helper) = product.get("product_identification_helper") else { continue };
        for (at, file) in list(helper, "hashes") {
            let mut hashes = list(file, "file_hashes").filter_map(|(_, hash)| text(hash, "algorithm")).peekable();
            if hashes.peek().is_some() && hashes.all(|given| algorithms.iter().any(|weak| given.eq_ignore_ascii_case(weak))) {
                let place = format!("{pointer}/product_identification_helper/hashes/{at}/file_hashes");
                found(place, format!("only {}", algorithms[0]));
            }
        }
    }
}
