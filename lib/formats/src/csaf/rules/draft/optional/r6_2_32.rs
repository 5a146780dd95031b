//! 6.2.32: no two products share an identification.

use crate::csaf::rules::Found;
use crate::csaf::tree::Value;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let mut all: Vec<(&str, &Value<'_>, &str, &str)> = Vec::new();
    for (place, product) in doc.products() {
        let (Some(id), Some(helper)) = (text(product, "product_id"), product.get("product_identification_helper")) else { continue };
        for (key, value) in helper.members() {
            match value {
                Value::Array(items) => all.extend(items.iter().map(|item| (&**key, item, id, &**place))),
                one => all.push((key, one, id, place)),
            }
        }
    }
    // Stable, so that the first product stays the first of its kind.
    all.sort_by(|a, b| a.0.cmp(b.0).then_with(|| a.1.order(b.1)));
    let mut first: Option<(&str, &Value<'_>, &str)> = None;
    for (key, value, id, place) in all {
        match first {
            Some((other_key, other, owner)) if other_key == key && other.order(value).is_eq() => {
                if owner != id {
                    found(
                        format!("{place}/product_identification_helper/{}", crate::json::scan::escape(key)),
                        format!("`{owner}` has the same"),
                    );
                }
            }
            _ => first = Some((key, value, id)),
        }
    }
}
