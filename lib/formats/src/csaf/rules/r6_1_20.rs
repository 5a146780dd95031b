//! 6.1.20: a released document has no pre-release version.

use super::super::revision::Version;
use super::super::view::Doc;
use super::Found;

pub(super) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let pre = Version::parse(doc.version()).is_some_and(|v| !v.pre.is_empty());
    if pre && matches!(doc.status(), "final" | "interim") {
        found("/document/tracking/version".to_owned(), format!("`{}` is a pre-release", doc.version()));
    }
}
