//! 6.3.9: a product in branches should have a vendor, a product name and a version above it, in this order.

use crate::csaf::rules::Found;
use crate::csaf::tree::Value;
use crate::csaf::view::{Doc, list, text};

/// Categories that lead to a product, from the root down; others may stand between them.
const NEEDED: [&str; 3] = ["vendor", "product_name", "product_version"];

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (at, branch) in list(doc.at("/product_tree"), "branches") {
        walk(branch, &format!("/product_tree/branches/{at}"), &NEEDED, found);
    }
}

/// Invariant: recursion follows the document's nesting, which the reader of JSON bounds at 128.
fn walk(branch: &Value<'_>, pointer: &str, mut needed: &[&str], found: Found<'_>) {
    if needed.first() == text(branch, "category").as_ref() {
        needed = &needed[1..];
    }
    if branch.get("product").is_some() && !needed.is_empty() {
        found(format!("{pointer}/product"), format!("no {} above it, in this order", needed.join(", ")));
    }
    for (at, inner) in list(branch, "branches") {
        walk(inner, &format!("{pointer}/branches/{at}"), needed, found);
    }
}
