//! 6.3.7: the document's own addresses should lead somewhere. Nothing is fetched, as in 6.3.6.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, url) in doc.own_addresses() {
        if super::r6_3_06::leads_nowhere(url) {
            found(pointer, "a name or address that is not on the internet".to_owned());
        }
    }
}
