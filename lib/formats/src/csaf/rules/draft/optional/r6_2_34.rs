//! 6.2.34: decision points are in registered namespaces.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, _, namespace) in facts::ssvc::selections(doc) {
        if matches!(facts::ssvc::standing(namespace), facts::ssvc::Standing::Unregistered | facts::ssvc::Standing::Invalid) {
            found(format!("{place}/namespace"), format!("`{}` is not registered", facts::ssvc::base(namespace)));
        }
    }
}
