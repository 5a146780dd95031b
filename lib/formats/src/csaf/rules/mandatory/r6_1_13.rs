//! 6.1.13: purls must be valid.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, Edition, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, product) in doc.products() {
        let Some(helper) = product.get("product_identification_helper") else { continue };
        let one = text(helper, "purl").map(|purl| ("purl".to_owned(), purl));
        // CSAF 2.1 lists them.
        let several = list(helper, "purls").filter_map(|(at, purl)| Some((format!("purls/{at}"), purl.as_str()?)));
        for (step, purl) in one.into_iter().chain(several.filter(|_| doc.edition == Edition::V2_1)) {
            if let Err(error) = packages::purl::Purl::parse(purl) {
                found(format!("{pointer}/product_identification_helper/{step}"), error.to_string());
            }
        }
    }
}
