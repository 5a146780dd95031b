//! Licence expressions: their grammar (SPDX 3.0.1 annex B, without references to other documents), and which identifiers are known.

use crate::csaf::view::{Doc, text};
use std::collections::HashMap;
use std::sync::OnceLock;

const SCANCODE: &str = include_str!("../../../../../data/scancode.txt");
/// Keys with whether they are deprecated.
static KEYS: OnceLock<HashMap<&str, bool>> = OnceLock::new();

/// Identifiers of one expression.
const IDENTIFIERS_MAX: usize = 1_000;
/// Prefix of the identifiers of the ScanCode LicenseDB.
const PREFIX: &str = "LicenseRef-scancode-";

/// What is known of an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::csaf::rules::draft) enum Known {
    /// Listed.
    Listed,
    /// Listed as deprecated.
    Deprecated,
    /// Not listed where its form says that it should be.
    Missing,
    /// Somebody's own.
    Own,
}

/// The licences and exceptions that an expression names.
///
/// # Errors
/// What breaks the grammar.
pub(in crate::csaf::rules::draft) fn identifiers(expression: &str) -> Result<Vec<&str>, String> {
    let mut found = Vec::new();
    let mut open = 0usize;
    // What may come next: an operand, an operator, or the exception after WITH.
    let mut operand = true;
    let mut exception = false;
    for word in words(expression) {
        match word {
            "(" if operand && !exception => open += 1,
            ")" if !operand && open > 0 => open -= 1,
            "AND" | "OR" | "and" | "or" if !operand => operand = true,
            "WITH" | "with" if !operand => (operand, exception) = (true, true),
            "(" | ")" | "AND" | "OR" | "and" | "or" | "WITH" | "with" => return Err(format!("`{word}` does not fit here")),
            _ if found.len() == IDENTIFIERS_MAX => return Err(format!("more than {IDENTIFIERS_MAX} identifiers")),
            name if operand => {
                found.push(identifier(name, exception)?);
                (operand, exception) = (false, false);
            }
            name => return Err(format!("no operator before `{}`", name.chars().take(60).collect::<String>())),
        }
    }
    if operand || open > 0 { Err("it ends too early".to_owned()) } else { Ok(found) }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let blank = |word: &&str| !word.trim().is_empty();
    text.split_inclusive(['(', ')', ' ', '\t'])
        .flat_map(|part| {
            let cut = part.char_indices().next_back().filter(|(_, c)| matches!(c, '(' | ')' | ' ' | '\t')).map_or(part.len(), |(at, _)| at);
            let (word, end) = part.split_at(cut);
            [word, end]
        })
        .filter(blank)
}

/// Reads one identifier.
fn identifier(name: &str, exception: bool) -> Result<&str, String> {
    let form = |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
    let shown = || name.chars().take(60).collect::<String>();
    for prefix in ["LicenseRef-", "AdditionRef-", "DocumentRef-"] {
        let Some((start, rest)) = name.split_at_checked(prefix.len()).filter(|(start, _)| start.eq_ignore_ascii_case(prefix)) else {
            continue;
        };
        return match start {
            "DocumentRef-" => Err("references to other documents are not allowed".to_owned()),
            "LicenseRef-" if !exception && form(rest) => Ok(name),
            "AdditionRef-" if exception && form(rest) => Ok(name),
            _ => Err(format!("`{}` is no identifier", shown())),
        };
    }
    let plain = if exception { name } else { name.strip_suffix('+').unwrap_or(name) };
    if form(plain) { Ok(plain) } else { Err(format!("`{}` is no identifier", shown())) }
}

/// The identifiers that a document's expression names, if it can be read.
pub(in crate::csaf::rules::draft) fn of<'a>(doc: &Doc<'a>) -> Vec<&'a str> {
    text(doc.at("/document"), "license_expression").and_then(|expression| identifiers(expression).ok()).unwrap_or_default()
}

/// Whether a document names a licence that neither list has and that therefore needs its text.
pub(in crate::csaf::rules::draft) fn has_own(doc: &Doc<'_>) -> bool {
    of(doc).into_iter().any(|id| known(id) == Known::Own)
}

/// What is known of an identifier of an expression.
pub(in crate::csaf::rules::draft) fn known(id: &str) -> Known {
    let listed = |deprecated: bool| if deprecated { Known::Deprecated } else { Known::Listed };
    if let Some(key) = id.strip_prefix(PREFIX) {
        let key_of = |line: &'static str| line.strip_suffix('!').map_or((line, false), |key| (key, true));
        let keys = KEYS.get_or_init(|| SCANCODE.lines().filter(|line| !line.starts_with('#')).map(key_of).collect());
        return keys.get(key).map_or(Known::Missing, |deprecated| listed(*deprecated));
    }
    if id.starts_with("LicenseRef-") || id.starts_with("AdditionRef-") {
        return Known::Own;
    }
    // Words of the licence list for whole families, as the standard itself uses them.
    if matches!(id, "any-OSI" | "any-OSI-perl-modules") {
        return Known::Listed;
    }
    let licence = spdx::license_id(id).map(|licence| licence.is_deprecated());
    licence.or_else(|| spdx::exception_id(id).map(|exception| exception.is_deprecated())).map_or(Known::Missing, listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_follow_the_grammar() {
        assert_eq!(identifiers("MIT OR (Apache-2.0 WITH LLVM-exception)").unwrap(), ["MIT", "Apache-2.0", "LLVM-exception"]);
        assert_eq!(identifiers("GPL-2.0+").unwrap(), ["GPL-2.0"]);
        for bad in [
            "",
            "MIT OR",
            "(MIT",
            "MIT)",
            "MIT Apache-2.0",
            "WITH MIT",
            "LicenseRef-a/b",
            "LicenseRef-a+",
            "licenseref-a",
            "DocumentRef-a:LicenseRef-b",
        ] {
            assert!(identifiers(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn identifiers_are_known_by_both_lists() {
        assert_eq!(known("CC-BY-4.0"), Known::Listed);
        assert_eq!(known("GFDL-1.1"), Known::Deprecated);
        assert_eq!(known("Nothing-1.0"), Known::Missing);
        assert_eq!(known("LicenseRef-scancode-public-domain"), Known::Listed);
        assert_eq!(known("LicenseRef-scancode-nothing"), Known::Missing);
        assert_eq!(known("LicenseRef-example.com-own"), Known::Own);
    }
}
