//! 6.1.17: versions before the first release are drafts.

use crate::csaf::revision::Version;
use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let early = Version::parse(doc.version()).is_some_and(|v| v.initial() || !v.pre.is_empty());
    if early && doc.status() != "draft" {
        found("/document/tracking/status".to_owned(), format!("version `{}` can only be a draft", doc.version()));
    }
}
