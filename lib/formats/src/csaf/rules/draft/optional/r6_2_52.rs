//! 6.2.52: hash algorithms are known.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, product) in doc.products() {
        let Some(helper) = product.get("product_identification_helper") else { continue };
        for (at, file) in list(helper, "hashes") {
            for (of, hash) in list(file, "file_hashes") {
                if let Some(algorithm) = text(hash, "algorithm").filter(|algorithm| !KNOWN.contains(algorithm)) {
                    let place = format!("{place}/product_identification_helper/hashes/{at}/file_hashes/{of}/algorithm");
                    found(place, format!("`{algorithm}` is not known"));
                }
            }
        }
    }
}

/// Algorithms as OpenSSL names them, which the standard takes its words from.
const KNOWN: [&str; 17] = [
    "blake2b512",
    "blake2s256",
    "md5",
    "ripemd160",
    "sha1",
    "sha224",
    "sha256",
    "sha3-224",
    "sha3-256",
    "sha3-384",
    "sha3-512",
    "sha384",
    "sha512",
    "sha512-224",
    "sha512-256",
    "shake256",
    "sm3",
];
