//! A small grammar for the version texts of CVE records and CSAF documents that hold a range in words.
//!
//! Read: `< 1.2`, `>= 1.0, < 1.2`, `= 1.1`, `all versions`, `(all versions) before 1.2`, `prior to 1.2`, `1.2 and earlier`. Everything else with
//! words of a range in it is prose and is not guessed.

use crate::record::RangeEnd;

/// Longest text that is looked at, in bytes.
const PHRASE_BYTES_MAX: usize = 200;

/// What a text is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Phrase<'a> {
    /// One version.
    Version(&'a str),
    /// First version inside, and the end.
    Range(Option<&'a str>, RangeEnd),
    /// All versions above this one, up to the end.
    Above(&'a str, RangeEnd),
    /// Words that speak of a range in a way that is not read.
    Prose,
}

/// Words that show that a text speaks of a range.
const RANGE_WORDS: &[&str] = &[
    "above", "all", "and", "before", "below", "between", "earlier", "from", "later", "lower", "newer", "older", "or", "prior", "see",
    "since", "through", "thru", "to", "until", "up", "versions",
];

/// Reads a text.
pub(crate) fn read(text: &str) -> Phrase<'_> {
    if text.len() > PHRASE_BYTES_MAX {
        return Phrase::Prose;
    }
    let text = text.trim();
    if text.starts_with(['<', '>', '=']) {
        return comparators(text).unwrap_or(Phrase::Prose);
    }
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches(['(', ')', ',', ';'])).collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let skipped = match lower[..] {
        ["all", "versions" | "version"] => return Phrase::Range(None, RangeEnd::Open),
        ["all", "versions" | "version", first, ..] if first.starts_with(['<', '>']) => {
            let at = text.find(['<', '>']).unwrap_or(0);
            return comparators(&text[at..]).unwrap_or(Phrase::Prose);
        }
        ["all", "versions" | "version", ..] => 2,
        ["version" | "versions", _, ..] => 1,
        _ => 0,
    };
    let before = |version: &str| Phrase::Range(None, RangeEnd::Before(version.to_owned()));
    let with = |version: &str| Phrase::Range(None, RangeEnd::With(version.to_owned()));
    match (&lower[skipped..], &words[skipped..]) {
        (["<" | "before", _], [_, version])
        | (["before", "version" | "v", _] | ["prior", "to", _], [_, _, version])
        | (["prior", "to", "version", _], [_, _, _, version])
            if is_version(version) =>
        {
            before(version)
        }
        (["<=", _], [_, version]) if is_version(version) => with(version),
        (
            [_, "and" | "or", "prior" | "earlier" | "below" | "lower" | "older"]
            | [_, "and" | "or", "prior" | "earlier" | "below" | "lower" | "older", "versions"],
            [version, ..],
        ) if is_version(version) => with(version),
        (_, [version]) if is_version(version) => Phrase::Version(version),
        _ if words.len() > 1 && lower.iter().any(|word| RANGE_WORDS.contains(word) || word.starts_with(['<', '>'])) => Phrase::Prose,
        _ => Phrase::Version(text),
    }
}

/// A word with a digit and without the signs of a comparison.
fn is_version(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit()) && !word.contains(['<', '>', '='])
}

/// `>= 1.0, < 1.2`; the comma may be missing.
fn comparators(text: &str) -> Option<Phrase<'_>> {
    let (mut from, mut above, mut exact) = (None, None, None);
    let mut to: Option<RangeEnd> = None;
    let mut rest = text;
    while !rest.is_empty() {
        let sign_len = rest.bytes().take_while(|byte| matches!(byte, b'<' | b'>' | b'=')).count();
        let (sign, after) = rest.split_at(sign_len);
        let after = after.trim_start();
        let (version, tail) = after.split_at(after.find([',', '<', '>', '=', ' ']).unwrap_or(after.len()));
        if !is_version(version) {
            return None;
        }
        match sign {
            "<" if to.is_none() => to = Some(RangeEnd::Before(version.to_owned())),
            "<=" | "=<" if to.is_none() => to = Some(RangeEnd::With(version.to_owned())),
            ">=" | "=>" if from.is_none() => from = Some(version),
            ">" if above.is_none() => above = Some(version),
            "=" | "==" if exact.is_none() => exact = Some(version),
            _ => return None,
        }
        rest = tail.trim_start_matches([',', ' ']);
    }
    match (from, to, above, exact) {
        (None, None, None, Some(version)) => Some(Phrase::Version(version)),
        (None, to, Some(version), None) => Some(Phrase::Above(version, to.unwrap_or(RangeEnd::Open))),
        (from, to, None, None) => Some(Phrase::Range(from.filter(|from| *from != "0"), to.unwrap_or(RangeEnd::Open))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Phrase, read};
    use crate::record::RangeEnd;

    fn shown(text: &str) -> String {
        let end = |to: RangeEnd| match to {
            RangeEnd::Open => "*)".to_owned(),
            RangeEnd::Before(to) => format!("{to})"),
            RangeEnd::With(to) => format!("{to}]"),
        };
        match read(text) {
            Phrase::Version(version) => version.to_owned(),
            Phrase::Prose => "prose".to_owned(),
            Phrase::Above(version, to) => format!("({version},{}", end(to)),
            Phrase::Range(from, to) => format!("[{},{}", from.unwrap_or("*"), end(to)),
        }
    }

    #[test]
    fn ranges_in_words_are_read_or_called_prose() {
        for (text, expected) in [
            ("1.2.3", "1.2.3"),
            ("7.0 SP1", "7.0 SP1"),
            ("SAP_BASIS 700", "SAP_BASIS 700"),
            ("version 2.0", "2.0"),
            ("< 5.4.2", "[*,5.4.2)"),
            (">= 1.0, < 1.2", "[1.0,1.2)"),
            (">=1.0 <=1.2", "[1.0,1.2]"),
            ("> 1.0", "(1.0,*)"),
            ("> 1.0, < 1.2", "(1.0,1.2)"),
            ("= 1.1", "1.1"),
            ("All versions", "[*,*)"),
            ("All versions < V1.7.10", "[*,V1.7.10)"),
            ("before version 3.4", "[*,3.4)"),
            ("prior to 2.1", "[*,2.1)"),
            ("2.0 and prior", "[*,2.0]"),
            ("version 2.0 and earlier", "[*,2.0]"),
            ("1.0 to 1.5", "prose"),
            ("See references", "prose"),
            ("< all", "prose"),
            ("= 1, = 2", "prose"),
            ("=", "prose"),
            ("R1A", "R1A"),
            ("", ""),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
