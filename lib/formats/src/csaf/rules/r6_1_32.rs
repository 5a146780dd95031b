//! 6.1.32: a flag names products or groups.

use super::super::view::Doc;
use super::Found;
use super::r6_1_29::without_products;

pub(super) fn check(doc: &Doc<'_>, found: Found<'_>) {
    without_products(doc, "flags", found);
}
