//! 6.1.17: versions before the first release are drafts.

use super::super::revision::Version;
use super::super::view::Doc;
use super::Found;

pub(super) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let early = Version::parse(doc.version()).is_some_and(|v| v.initial() || !v.pre.is_empty());
    if early && doc.status() != "draft" {
        found("/document/tracking/status".to_owned(), format!("version `{}` can only be a draft", doc.version()));
    }
}
