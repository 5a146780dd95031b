//! 6.1.20: a released document has no pre-release version.

use crate::csaf::revision::Version;
use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let pre = Version::parse(doc.version()).is_some_and(|v| !v.pre.is_empty());
    if pre && matches!(doc.status(), "final" | "interim") {
        found("/document/tracking/version".to_owned(), format!("`{}` is a pre-release", doc.version()));
    }
}
