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
            let place = || format!("{pointer}/product_identification_helper/{step}");
            match packages::purl::Purl::parse(purl) {
                Err(error) => found(place(), error.to_string()),
                // ECMA-427, which CSAF 2.1 follows.
                Ok(read) if doc.edition == Edition::V2_1 && read.namespace.is_some() && BARE.contains(&read.ty.as_str()) => {
                    found(place(), format!("a purl of type {} has no namespace", read.ty));
                }
                Ok(_) => {}
            }
        }
    }
}

/// Types whose packages are in no namespace.
const BARE: [&str; 14] =
    ["bitnami", "cargo", "cocoapods", "conda", "cran", "gem", "hackage", "mlflow", "nuget", "oci", "opam", "otp", "pub", "pypi"];
