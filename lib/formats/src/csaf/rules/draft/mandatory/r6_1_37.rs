//! 6.1.37: instants are written as the standard asks: `T`, `Z`, no leap second.

use crate::csaf::revision::instant;
use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::shape;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    shape::instants(doc.root, doc.edition, &mut |place, written| {
        if !is_strict(written) {
            found(
                place.to_owned(),
                format!("`{}` is not an instant such as 2026-11-25T09:00:00Z", written.chars().take(40).collect::<String>()),
            );
        }
    });
    for (place, object) in facts::ssvc::objects(doc) {
        if text(object, "timestamp").is_some_and(|written| !is_strict(written)) {
            found(format!("{place}/timestamp"), "not an instant such as 2026-11-25T09:00:00Z".to_owned());
        }
    }
}

fn is_strict(written: &str) -> bool {
    instant(written).is_some() && written.get(10..11) == Some("T") && !written.contains('z') && written.get(17..19) != Some("60")
}
