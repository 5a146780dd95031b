//! 6.1.55: a licence of one's own comes with its text.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::rules::draft::facts::Title;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    if facts::is_english(doc) && facts::licence::has_own(doc) {
        facts::one_note(doc, Title::License, "legal_disclaimer", found);
    }
}
