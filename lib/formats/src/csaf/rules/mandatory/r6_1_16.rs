//! 6.1.16: the version of the document is the newest of its history; build metadata does not count, nor in drafts the pre-release part.

use crate::csaf::revision::Version;
use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let history = doc.history();
    let (Some(last), Some(version)) = (history.last(), Version::parse(doc.version())) else { return };
    let same = if doc.status() == "draft" { last.version.parts == version.parts } else { last.version == version };
    if !same {
        found("/document/tracking/version".to_owned(), format!("`{}`, but the newest of the history is `{}`", doc.version(), last.number));
    }
}
