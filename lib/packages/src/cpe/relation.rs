//! How two names stand to each other: attribute by attribute, then as a whole (NIST IR 7696 §6).

use super::{Cpe, Part, Value};

/// How what the source names stands to what the target names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The same.
    Equal,
    /// The source names everything that the target names, and more.
    Superset,
    /// The source names a part of what the target names.
    Subset,
    /// Nothing is named by both.
    Disjoint,
    /// The specification does not say: the target has wildcards, or one attribute is wider and another narrower.
    Undefined,
}

impl Value {
    /// Compares two values (NIST IR 7696 table 6-2); `self` is the source.
    #[must_use]
    pub fn relation(&self, target: &Self) -> Relation {
        match (self, target) {
            (Self::Any, Self::Any) | (Self::Na, Self::Na) => Relation::Equal,
            (_, Self::Pattern(_)) => Relation::Undefined,
            (Self::Any, _) => Relation::Superset,
            (_, Self::Any) => Relation::Subset,
            (Self::Na, _) | (_, Self::Na) => Relation::Disjoint,
            (Self::Text(a), Self::Text(b)) if a == b => Relation::Equal,
            (Self::Text(_), Self::Text(_)) => Relation::Disjoint,
            (Self::Pattern(pattern), Self::Text(text)) if matches(pattern, text) => Relation::Superset,
            (Self::Pattern(_), Self::Text(_)) => Relation::Disjoint,
        }
    }
}

impl Part {
    /// Compares two parts as the table compares values; `self` is the source.
    const fn relation(self, target: Self) -> Relation {
        match (self, target) {
            (Self::Any, Self::Any) => Relation::Equal,
            (Self::Any, _) => Relation::Superset,
            (_, Self::Any) => Relation::Subset,
            (a, b) if a as u8 == b as u8 => Relation::Equal,
            _ => Relation::Disjoint,
        }
    }
}

impl Cpe {
    /// Compares two names (NIST IR 7696 table 6-3); `self` is the source, the name that a record gives.
    #[must_use]
    pub fn relation(&self, target: &Self) -> Relation {
        let values = self.values().zip(target.values()).map(|(source, target)| source.relation(target));
        let mut whole = Relation::Equal;
        for one in std::iter::once(self.part.relation(target.part)).chain(values) {
            whole = match (whole, one) {
                (_, Relation::Disjoint) => return Relation::Disjoint,
                (same, Relation::Equal) | (Relation::Equal, same) => same,
                (a, b) if a == b => a,
                _ => Relation::Undefined,
            };
        }
        whole
    }
}

/// One piece of a pattern.
#[derive(Clone, Copy)]
enum Piece {
    /// `*`: any number of characters.
    Many,
    /// `?` at either end: none or one.
    Maybe,
    /// `?` between other characters, which no specification foresees: exactly one.
    One,
    Char(char),
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '*' => Piece::Many,
            '?' => Piece::One,
            '\\' => Piece::Char(chars.next().unwrap_or('\\')),
            c => Piece::Char(c),
        });
    }
    let outer = |piece: &&mut Piece| matches!(piece, Piece::One);
    out.iter_mut().take_while(outer).for_each(|piece| *piece = Piece::Maybe);
    out.iter_mut().rev().take_while(outer).for_each(|piece| *piece = Piece::Maybe);
    out
}

/// Whether a pattern covers a whole text. Time is the product of both lengths, which `CPE_BYTES_MAX` bounds.
fn matches(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    // reached[n]: the pieces so far can cover the first n characters.
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for piece in pieces(pattern) {
        match piece {
            Piece::Many => {
                let first = reached.iter().position(|on| *on).unwrap_or(reached.len());
                reached[first..].fill(true);
            }
            Piece::Maybe => (1..reached.len()).rev().for_each(|n| reached[n] |= reached[n - 1]),
            Piece::One | Piece::Char(_) => {
                for n in (1..reached.len()).rev() {
                    reached[n] = reached[n - 1] && !matches!(piece, Piece::Char(c) if c != text[n - 1]);
                }
                reached[0] = false;
            }
        }
    }
    reached[text.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn relation(source: &str, target: &str) -> Relation {
        Cpe::parse(source).unwrap().relation(&Cpe::parse(target).unwrap())
    }

    #[test]
    fn values_compare_as_the_table_says() {
        use Relation::{Disjoint, Equal, Subset, Superset, Undefined};
        let (any, na) = (Value::Any, Value::Na);
        let text = |t: &str| Value::Text(t.to_owned());
        let wild = |t: &str| Value::Pattern(t.to_owned());
        for (row, source, target, want) in [
            (1, any.clone(), any.clone(), Equal),
            (2, any.clone(), na.clone(), Superset),
            (3, any.clone(), text("i"), Superset),
            (4, any.clone(), wild("m*"), Undefined),
            (5, na.clone(), any.clone(), Subset),
            (6, na.clone(), na.clone(), Equal),
            (7, na.clone(), text("i"), Disjoint),
            (8, na.clone(), wild("m*"), Undefined),
            (9, text("i"), text("i"), Equal),
            (10, text("i"), text("k"), Disjoint),
            (11, text("i"), wild("m*"), Undefined),
            (12, text("i"), na.clone(), Disjoint),
            (13, text("i"), any.clone(), Subset),
            (14, wild("m*"), text("mk"), Superset),
            (14, wild("m*"), text("k"), Disjoint),
            (15, wild("m*"), any, Subset),
            (16, wild("m*"), na, Disjoint),
            (17, wild("m*"), wild("k*"), Undefined),
        ] {
            assert_eq!(source.relation(&target), want, "row {row}: {source} against {target}");
        }
    }

    #[test]
    fn names_compare_as_a_whole() {
        let exact = "cpe:2.3:a:haxx:curl:7.61.0:*:*:*:*:*:*:*";
        assert_eq!(relation(exact, exact), Relation::Equal);
        assert_eq!(relation("cpe:2.3:a:haxx:curl:*:*:*:*:*:*:*:*", exact), Relation::Superset);
        assert_eq!(relation(exact, "cpe:2.3:*:*:curl:7.61.0:*:*:*:*:*:*:*"), Relation::Subset);
        assert_eq!(relation("cpe:2.3:a:haxx:libcurl:*:*:*:*:*:*:*:*", exact), Relation::Disjoint);
        assert_eq!(relation("cpe:2.3:o:haxx:curl:*:*:*:*:*:*:*:*", exact), Relation::Disjoint);
        assert_eq!(relation("cpe:2.3:a:*:curl:7.61.0:*:*:*:*:*:*:*", "cpe:2.3:a:haxx:curl:*:*:*:*:*:*:*:*"), Relation::Undefined);
        assert_eq!(relation("cpe:2.3:a:haxx:curl:7.*:*:*:*:*:*:*:*", exact), Relation::Superset);
        assert_eq!(relation("cpe:2.3:a:haxx:curl:8.*:*:*:*:*:*:*:*", exact), Relation::Disjoint);
    }

    #[test]
    fn question_marks_at_the_ends_stand_for_none_or_one() {
        for (pattern, text, want) in [
            ("1.2?", "1.2", true),
            ("1.2?", "1.23", true),
            ("1.2??", "1.234", true),
            ("1.2?", "1.234", false),
            ("?x", "x", true),
            ("?x", "yx", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            (r"a\?", "a?", true),
            (r"a\?", "ab", false),
            ("*mid*", "amidst", true),
            ("*mid", "amidst", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, text), want, "{pattern} against {text}");
        }
    }

    proptest! {
        #[test]
        fn a_relation_turned_round_is_the_inverse(
            a in r"cpe:2\.3:[aoh*]:[ab*-]{1,2}:[ab*]:[12*-]:[*-]:\*:\*:\*:\*:\*:\*",
            b in r"cpe:2\.3:[aoh*]:[ab*-]{1,2}:[ab*]:[12*-]:[*-]:\*:\*:\*:\*:\*:\*",
        ) {
            let (Ok(a), Ok(b)) = (Cpe::parse(&a), Cpe::parse(&b)) else { return Ok(()) };
            prop_assert_eq!(a.relation(&a) == Relation::Undefined, a.values().any(|value| matches!(value, Value::Pattern(_))));
            let wild = a.values().chain(b.values()).any(|value| matches!(value, Value::Pattern(_)));
            let want = match b.relation(&a) {
                Relation::Superset => Relation::Subset,
                Relation::Subset => Relation::Superset,
                same => same,
            };
            prop_assert!(wild || a.relation(&b) == want);
        }

        #[test]
        fn a_pattern_made_of_a_text_covers_it(text in "[a-z0-9.]{1,12}", cut in 0usize..12) {
            let head: String = text.chars().take(cut).collect();
            let (open, whole) = (head + "*", text.replace('.', r"\."));
            prop_assert!(matches(&open, &text));
            prop_assert!(matches(&whole, &text));
        }
    }
}
