//! Checks a document: its structure by the schema of its edition of CSAF, then the tests of §6.

use super::rules::{self, Clause, Group};
use super::shape;
use super::tree::Value;
use super::view::{Doc, Edition};
use crate::problem::Problem;

/// Bytes of a document that is looked at, 15 MB as in the guidance on size (CSAF 2.0 appendix C.1).
pub const CSAF_BYTES_MAX: usize = 15_000_000;
/// Products that flags, threats and remedies may name through groups, all counted.
pub const EXPANSION_MAX: usize = 2_000_000;
/// Problems that are listed before looking on ends.
pub const PROBLEMS_MAX: usize = 1_000;

/// Lists what makes a document invalid; an empty list means that it passes.
///
/// Codes are `csaf.too_large`, `csaf.unreadable`, `csaf.schema` and `csaf.6.1.N`, or
/// `csaf21.6.1.N` in a document that says it is CSAF 2.1, whose tests are a draft. The tests run on whatever has the
/// structure they look at, so that everything wrong is listed at once.
#[must_use]
pub fn check(bytes: &[u8]) -> Vec<Problem> {
    check_to(bytes, Group::Mandatory)
}

/// Lists what breaks the schema or a clause of a group up to this one.
#[must_use]
pub fn check_to(bytes: &[u8], group: Group) -> Vec<Problem> {
    judge(bytes, group, None).1
}

/// The same with the edition of the standard that the document claims, as of a moment in seconds since 1970. Without a moment, what
/// depends on today is not looked at (6.2.33 of CSAF 2.1); without an edition, the document could not be read.
#[must_use]
pub fn judge(bytes: &[u8], group: Group, now: Option<i64>) -> (Option<Edition>, Vec<Problem>) {
    if bytes.len() > CSAF_BYTES_MAX {
        return (None, vec![Problem::new("csaf.too_large", "", format!("{} bytes, at most {CSAF_BYTES_MAX}", bytes.len()))]);
    }
    let root = match Value::read(bytes) {
        Ok(root) => root,
        Err(error) => return (None, vec![Problem::new("csaf.unreadable", format!("line {}", error.line()), error.to_string())]),
    };
    let mut found = Vec::new();
    let mut doc = Doc::of(&root);
    doc.now = now;
    shape::check(&root, doc.edition, &mut found);
    if doc.expansion() > EXPANSION_MAX {
        found.push(Problem::new(
            "csaf.too_large",
            "/product_tree/product_groups",
            format!("groups stand for more than {EXPANSION_MAX} products"),
        ));
        return (Some(doc.edition), found);
    }
    for clause in rules::of(doc.edition).filter(|clause| clause.group <= group) {
        if found.len() >= PROBLEMS_MAX {
            break;
        }
        (clause.check)(&doc, &mut |pointer: String, detail: String| {
            if found.len() < PROBLEMS_MAX {
                found.push(Problem::new(clause.code, pointer, detail));
            }
        });
    }
    (Some(doc.edition), found)
}

/// The clause of a code; none for what is wrong before any clause is looked at.
#[must_use]
pub fn clause(code: &str) -> Option<&'static Clause> {
    [Edition::V2_0, Edition::V2_1].into_iter().flat_map(rules::of).find(|clause| clause.code == code)
}
