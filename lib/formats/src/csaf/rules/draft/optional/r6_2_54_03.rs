//! 6.2.54.3: extensions are not critical.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::tree::Value;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, extension) in facts::extensions(doc) {
        if extension.get("critical").is_some_and(|critical| matches!(critical, Value::Bool(true))) {
            found(format!("{place}/critical"), "a reader must understand it".to_owned());
        }
    }
}
