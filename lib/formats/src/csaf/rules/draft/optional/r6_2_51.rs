//! 6.2.51: the type of a VERS is known.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, name) in doc.branches("product_version_range") {
        let ty = name.strip_prefix("vers:").and_then(|rest| rest.split_once('/')).map(|(ty, _)| ty);
        if let Some(ty) = ty.filter(|ty| !matches!(*ty, "all" | "none") && packages::range::vers::scheme_of_type(ty).is_none()) {
            found(place.into(), format!("`{ty}` is no registered type"));
        }
    }
}
