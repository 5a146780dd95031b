//! What is wrong with a name that can be read all the same.

use super::Cpe;

/// A deviation from NIST IR 7695 that real documents have; the name is read as its writer meant it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dirt {
    /// White space; inside a value it is read as `_`.
    Blank,
    /// Capital letters; read as small ones.
    Capital,
    /// Fewer attributes than the eleven of a formatted string; those left out are any.
    Short,
    /// Nothing between two colons of a formatted string; read as any.
    Empty,
    /// The part is any, as Yocto writes it.
    AnyPart,
    /// A character that must be behind a `\` is not; read as itself.
    Unescaped,
    /// A wildcard that stands neither first nor last.
    MiddleWildcard,
    /// A character outside of ASCII.
    NotAscii,
}

impl Dirt {
    /// The word kept and shown, never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Capital => "capital",
            Self::Short => "short",
            Self::Empty => "empty",
            Self::AnyPart => "any_part",
            Self::Unescaped => "unescaped",
            Self::MiddleWildcard => "middle_wildcard",
            Self::NotAscii => "not_ascii",
        }
    }
}

impl Cpe {
    /// Tells what is wrong with a formatted string or URI that [`Cpe::parse`] reads, each fault once, in the order of [`Dirt`].
    #[must_use]
    pub fn dirt(text: &str) -> Vec<Dirt> {
        let mut found = Vec::new();
        let formatted = text.trim().get(..8).is_some_and(|start| start.eq_ignore_ascii_case("cpe:2.3:"));
        if text.contains(char::is_whitespace) {
            found.push(Dirt::Blank);
        }
        if text.contains(char::is_uppercase) {
            found.push(Dirt::Capital);
        }
        if !text.is_ascii() {
            found.push(Dirt::NotAscii);
        }
        if formatted {
            let fields = super::split_unescaped(&text.trim()[8..]);
            if fields.len() < 11 {
                found.push(Dirt::Short);
            }
            if fields.iter().any(|field| field.trim().is_empty()) {
                found.push(Dirt::Empty);
            }
            if fields.first().is_some_and(|part| part.trim() == "*") {
                found.push(Dirt::AnyPart);
            }
            for field in fields.iter().skip(1) {
                look_into(field.trim(), &mut found);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn look_into(field: &str, found: &mut Vec<Dirt>) {
    if matches!(field, "*" | "-" | "") {
        return;
    }
    let core = field.trim_start_matches('?').strip_prefix('*').unwrap_or_else(|| field.trim_start_matches('?'));
    let mut wild_at = None;
    let mut chars = core.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                // What stands behind it is quoted, and so is no live wildcard.
                let _ = chars.next();
                end_of_wild(wild_at.take(), found);
            }
            '*' | '?' => wild_at = wild_at.or(Some(at)),
            _ => {
                end_of_wild(wild_at.take(), found);
                if c.is_ascii_graphic() && !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.' | '-') {
                    found.push(Dirt::Unescaped);
                }
            }
        }
    }
}

/// A wildcard after which the value goes on.
fn end_of_wild(wild_at: Option<usize>, found: &mut Vec<Dirt>) {
    if wild_at.is_some() {
        found.push(Dirt::MiddleWildcard);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_name_has_none_and_each_fault_is_told_once() {
        for (text, want) in [
            (r"cpe:2.3:a:foo\:bar:node\+js\*:1.2?:beta*:-:*:*:node.js:*:*", &[][..]),
            ("cpe:/a:haxx:curl:7.61.0", &[]),
            ("cpe:2.3:*:*:xrandr:1.5.1:*:*:*:*:*:*:*", &[Dirt::AnyPart]),
            ("cpe:2.3:a:Foo Works:gate way:1.0", &[Dirt::Blank, Dirt::Capital, Dirt::Short]),
            ("cpe:2.3:a:foo:c++:1:*:*:*:*:*:*:*", &[Dirt::Unescaped]),
            ("cpe:2.3:a:foo:bar::*:*:*:*:*:*:*", &[Dirt::Empty]),
            ("cpe:2.3:a:foo:b*r:1:*:*:*:*:*:*:*", &[Dirt::MiddleWildcard]),
            ("cpe:2.3:a:火の見:bar:1:*:*:*:*:*:*:*", &[Dirt::NotAscii]),
        ] {
            assert!(Cpe::parse(text).is_ok(), "{text}");
            assert_eq!(Cpe::dirt(text), want, "{text}");
        }
    }
}
