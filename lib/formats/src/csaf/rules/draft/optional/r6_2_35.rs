//! 6.2.35: a public document uses registered namespaces of SSVC.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, _, namespace) in facts::ssvc::selections(doc).filter(|_| doc.label() == "CLEAR") {
        if facts::ssvc::standing(namespace) == facts::ssvc::Standing::Unregistered {
            found(format!("{place}/namespace"), format!("`{}` is not registered", facts::ssvc::base(namespace)));
        }
    }
}
