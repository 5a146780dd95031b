//! 6.3.15: a document that is not public had better use namespaces of SSVC without extensions.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, _, namespace) in facts::ssvc::selections(doc).filter(|_| doc.label() != "CLEAR") {
        if namespace.contains('/') && facts::ssvc::standing(namespace) != facts::ssvc::Standing::Special {
            found(format!("{place}/namespace"), "it has an extension".to_owned());
        }
    }
}
