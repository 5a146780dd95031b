//! 6.2.21: revisions have different dates.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let items = doc.history();
    for pair in items.windows(2) {
        if let [one, other] = pair
            && one.date == other.date
        {
            found(format!("{}/date", other.pointer), format!("the same instant as revision {}", one.number));
        }
    }
}
