//! 6.2.14: languages should not be for private use (BCP 47, RFC 5646 §2.2).

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, tag) in doc.languages() {
        if is_private(tag) {
            found(pointer.into(), format!("`{tag}` is for private use"));
        }
    }
}

/// Languages `qaa`–`qtz`, scripts `Qaaa`–`Qabx`, regions `AA`, `QM`–`QZ`, `XA`–`XZ`, `ZZ`, and everything after `x`.
fn is_private(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    tag.split('-').enumerate().any(|(at, part)| match (at, part.len()) {
        (_, 1) => part == "x",
        (0, 3) => ("qaa"..="qtz").contains(&part),
        (0, _) => false,
        (_, 4) => ("qaaa"..="qabx").contains(&part),
        (_, 2) => matches!(part, "aa" | "zz") || ("qm"..="qz").contains(&part) || part.starts_with('x'),
        _ => false,
    })
}
