//! Checks a document: its structure by the schema of CSAF 2.0, then every mandatory test of §6.1.

use super::view::Doc;
use super::{rules, shape};
use crate::problem::Problem;

/// Bytes of a document that is looked at, 15 MB as in the guidance on size (CSAF 2.0 appendix C.1).
pub const CSAF_BYTES_MAX: usize = 15_000_000;
/// Products that flags, threats and remedies may name through groups, all counted.
pub const EXPANSION_MAX: usize = 2_000_000;
/// Problems that are listed before looking on ends.
pub const PROBLEMS_MAX: usize = 1_000;

/// Lists what is wrong with a document; an empty list means that it passes.
///
/// Codes are `csaf.too_large`, `csaf.unreadable`, `csaf.schema` and `csaf.6.1.N`. The mandatory tests run on whatever has the
/// structure they look at, so that everything wrong is listed at once.
#[must_use]
pub fn check(bytes: &[u8]) -> Vec<Problem> {
    if bytes.len() > CSAF_BYTES_MAX {
        return vec![Problem::new("csaf.too_large", "", format!("{} bytes, at most {CSAF_BYTES_MAX}", bytes.len()))];
    }
    let root: serde_json::Value = match serde_json::from_slice(bytes) {
        Ok(root) => root,
        Err(error) => return vec![Problem::new("csaf.unreadable", format!("line {}", error.line()), error.to_string())],
    };
    let mut found = Vec::new();
    shape::check(&root, &mut found);
    let doc = Doc::of(&root);
    if doc.expansion() > EXPANSION_MAX {
        found.push(Problem::new(
            "csaf.too_large",
            "/product_tree/product_groups",
            format!("groups stand for more than {EXPANSION_MAX} products"),
        ));
        return found;
    }
    for (code, rule) in rules::RULES {
        if found.len() >= PROBLEMS_MAX {
            break;
        }
        rule(&doc, &mut |pointer: String, detail: String| {
            if found.len() < PROBLEMS_MAX {
                found.push(Problem::new(code, pointer, detail));
            }
        });
    }
    found
}
