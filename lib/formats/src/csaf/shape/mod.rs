//! The structure of a document: the JSON schema of its edition as one table.

mod v2_0;
mod v2_1;

use super::check::PROBLEMS_MAX;
use super::revision::instant;
use super::tree::Value;
use super::view::Edition;
use crate::problem::Problem;

/// What may stand at a place.
enum Shape {
    /// A text that is not empty.
    Text,
    /// A text that a function accepts; the words say what was expected.
    Like(fn(&str) -> bool, &'static str),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of at least so many.
    List(&'static Self, usize),
    /// A list of at least so many, none twice.
    Set(&'static Self, usize),
    /// An object with these keys (name, whether mandatory, shape) and at least so many of any.
    Object(&'static [(&'static str, bool, &'static Self)], usize),
    /// A branch: exactly category, name and one of branches or product.
    Branch(&'static Self),
    /// An object with at least so many keys of any name.
    Map(usize),
    /// True or false.
    Flag,
    /// Anything; looked at elsewhere.
    Any,
}

use Shape::{Any, Branch, Flag, Like, List, Map, Object, Set, Text, Word};

const A_URI: &str = "a URI";
const URI: Shape = Like(is_uri, A_URI);
const AN_INSTANT: &str = "an RFC 3339 instant";
const WHEN: Shape = Like(|text| instant(text).is_some(), AN_INSTANT);
const LANG: Shape = Like(is_lang, "a language tag");
const VERSION: Shape = Like(is_version, "an integer or a semantic version");
const PRODUCTS: Shape = Set(&Text, 1);

/// The table of an edition.
fn root(edition: Edition) -> &'static Shape {
    match edition {
        Edition::V2_0 => &v2_0::ROOT,
        Edition::V2_1 => &v2_1::ROOT,
    }
}

/// Lists the places that do not follow the schema. CSAF 2.1 allows no key beyond it.
pub(super) fn check(document: &Value<'_>, edition: Edition, found: &mut Vec<Problem>) {
    let looking = &mut Look {
        closed: edition == Edition::V2_1,
        found: &mut |pointer: &str, detail: String| {
            if found.len() < PROBLEMS_MAX {
                found.push(Problem::new("csaf.schema", pointer, detail));
            }
        },
    };
    looking.look(root(edition), document, &mut String::new());
}

/// Reports places of an SSVC object that do not follow its schema.
pub(super) fn check_ssvc(value: &Value<'_>, pointer: &str, found: &mut dyn FnMut(String, String)) {
    let looking = &mut Look { closed: true, found: &mut |pointer: &str, detail: String| found(pointer.to_owned(), detail) };
    looking.look(&v2_1::SSVC, value, &mut pointer.to_owned());
}

/// Reports places of an extension that do not follow what all extensions have in common.
pub(super) fn check_extension(value: &Value<'_>, pointer: &str, found: &mut dyn FnMut(String, String)) {
    let looking = &mut Look { closed: true, found: &mut |pointer: &str, detail: String| found(pointer.to_owned(), detail) };
    looking.look(&v2_1::EXTENSION, value, &mut pointer.to_owned());
}

/// A comparison of values with shapes.
struct Look<'f> {
    /// Whether keys beyond the shape are wrong.
    closed: bool,
    found: &'f mut dyn FnMut(&str, String),
}

impl Look<'_> {
    /// Invariant: recursion follows the value's nesting, which the reader of JSON bounds at 128.
    fn look(&mut self, shape: &Shape, value: &Value<'_>, pointer: &mut String) {
        match (shape, value) {
            (Any, _) | (Flag, Value::Bool(_)) => {}
            (Text, Value::String(text)) => {
                if text.is_empty() {
                    (self.found)(pointer, "empty".to_owned());
                }
            }
            (Like(accepts, what), Value::String(text)) => {
                if !accepts(text) {
                    (self.found)(pointer, format!("expected {what}"));
                }
            }
            (Word(words), Value::String(text)) => {
                if !words.contains(&&**text) {
                    (self.found)(pointer, format!("expected one of {}", words.join(", ")));
                }
            }
            (List(inner, least) | Set(inner, least), Value::Array(items)) => {
                if items.len() < *least {
                    (self.found)(pointer, format!("expected at least {least}"));
                }
                if matches!(shape, Set(..)) && has_twins(items) {
                    (self.found)(pointer, "the same item twice".to_owned());
                }
                for (at, item) in items.iter().enumerate() {
                    self.below(inner, item, &at.to_string(), pointer);
                }
            }
            (Branch(branch), Value::Object(map)) => {
                if map.len() > 3 {
                    (self.found)(pointer, "expected category, name and one of branches or product".to_owned());
                }
                self.look(branch, value, pointer);
            }
            (Map(least), Value::Object(map)) => {
                if map.len() < *least {
                    (self.found)(pointer, format!("expected at least {least} keys"));
                }
            }
            (Object(keys, least), Value::Object(map)) => {
                if map.len() < *least {
                    (self.found)(pointer, format!("expected at least {least} keys"));
                }
                for (key, mandatory, inner) in *keys {
                    match value.get(key) {
                        Some(item) => self.below(inner, item, key, pointer),
                        None if *mandatory => (self.found)(&format!("{pointer}/{key}"), "missing".to_owned()),
                        None => {}
                    }
                }
                for (key, _) in map.iter().filter(|(key, _)| self.closed && !keys.iter().any(|(known, _, _)| known == key)) {
                    (self.found)(&format!("{pointer}/{}", crate::json::scan::escape(key)), "not a key of the schema".to_owned());
                }
            }
            (Text | Like(..) | Word(_), _) => (self.found)(pointer, "expected a text".to_owned()),
            (List(..) | Set(..), _) => (self.found)(pointer, "expected a list".to_owned()),
            (Flag, _) => (self.found)(pointer, "expected true or false".to_owned()),
            (Object(..) | Branch(_) | Map(_), _) => (self.found)(pointer, "expected an object".to_owned()),
        }
    }

    fn below(&mut self, shape: &Shape, value: &Value<'_>, step: &str, pointer: &mut String) {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(step);
        self.look(shape, value, pointer);
        pointer.truncate(length);
    }
}

/// Reports keys that the schema does not know. CVSS objects have a schema of their own, which allows more.
pub(super) fn strange(document: &Value<'_>, edition: Edition, found: &mut dyn FnMut(String, String)) {
    walk(root(edition), document, &mut String::new(), &mut |shape, value, pointer| {
        let Object(keys, _) = shape else { return };
        for (key, _) in value.members() {
            if !keys.iter().any(|(known, _, _)| known == key) {
                found(format!("{pointer}/{}", crate::json::scan::escape(key)), "not a key of the schema".to_owned());
            }
        }
    });
}

/// Hands on every URI with its pointer.
pub(super) fn uris(document: &Value<'_>, edition: Edition, take: &mut dyn FnMut(&str, &str)) {
    walk(root(edition), document, &mut String::new(), &mut |shape, value, pointer| {
        if let (Like(_, what), Some(text)) = (shape, value.as_str())
            && *what == A_URI
        {
            take(pointer, text);
        }
    });
}

/// Hands on every instant with its pointer.
pub(super) fn instants(document: &Value<'_>, edition: Edition, take: &mut dyn FnMut(&str, &str)) {
    walk(root(edition), document, &mut String::new(), &mut |shape, value, pointer| {
        if let (Like(_, what), Some(text)) = (shape, value.as_str())
            && *what == AN_INSTANT
        {
            take(pointer, text);
        }
    });
}

/// Walks value and shape side by side. Invariant: recursion follows the value's nesting, which the reader of JSON bounds at 128.
fn walk(shape: &'static Shape, value: &Value<'_>, pointer: &mut String, see: &mut dyn FnMut(&'static Shape, &Value<'_>, &str)) {
    let shape = if let Branch(branch) = shape { branch } else { shape };
    see(shape, value, pointer);
    let mut below = |inner: &'static Shape, value: &Value<'_>, step: &str| {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(step);
        walk(inner, value, pointer, see);
        pointer.truncate(length);
    };
    match shape {
        List(inner, _) | Set(inner, _) => value.items().iter().enumerate().for_each(|(at, item)| below(inner, item, &at.to_string())),
        Object(keys, _) => keys.iter().for_each(|(key, _, inner)| value.get(key).into_iter().for_each(|value| below(inner, value, key))),
        _ => {}
    }
}

fn has_twins(items: &[Value<'_>]) -> bool {
    // Nearly every list is short; a long one is sorted, so that a hostile document costs no square of its length.
    if items.len() <= 8 {
        return items.iter().enumerate().any(|(at, item)| items[..at].iter().any(|other| other.order(item).is_eq()));
    }
    let mut sorted: Vec<&Value<'_>> = items.iter().collect();
    sorted.sort_unstable_by(|a, b| a.order(b));
    sorted.windows(2).any(|pair| pair[0].order(pair[1]).is_eq())
}

/// RFC 3986: a scheme, and no character that a URI cannot hold. Internationalised hosts must be encoded.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        && rest.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}'))
}

/// The pattern of `lang_t`: BCP 47 as far as its form goes.
fn is_lang(text: &str) -> bool {
    if text.eq_ignore_ascii_case("i-default") || text.eq_ignore_ascii_case("i-mingo") {
        return true;
    }
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or("");
    let private = first.eq_ignore_ascii_case("x");
    let alphabetic = (2..=8).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
    (private && text.len() > 2 || alphabetic) && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn is_version(text: &str) -> bool {
    let number = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) && (n == "0" || !n.starts_with('0'));
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let (front, build) = text.split_once('+').map_or((text, None), |(front, build)| (front, Some(build)));
    let (numbers, pre) = front.split_once('-').map_or((front, None), |(numbers, pre)| (numbers, Some(pre)));
    let parts: Vec<&str> = numbers.split('.').collect();
    let integer = parts.len() == 1 && pre.is_none() && build.is_none();
    let semantic = parts.len() == 3
        && pre.is_none_or(|pre| pre.split('.').all(|p| word(p) && (!p.bytes().all(|b| b.is_ascii_digit()) || number(p))))
        && build.is_none_or(|build| build.split('.').all(word));
    (integer || semantic) && parts.into_iter().all(number)
}

fn is_trimmed(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.contains('\n')
}

fn is_category(text: &str) -> bool {
    let edge = |c: char| c.is_whitespace() || matches!(c, '-' | '_' | '.');
    is_trimmed(text) && !text.starts_with(edge) && !text.ends_with(edge)
}

fn is_hash(text: &str) -> bool {
    text.len() >= 32 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

pub(crate) fn is_cve(text: &str) -> bool {
    let Some((year, number)) = text.strip_prefix("CVE-").and_then(|rest| rest.split_once('-')) else { return false };
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    year.len() == 4 && number.len() >= 4 && digits(year) && digits(number)
}

fn is_cwe(text: &str) -> bool {
    let number = text.strip_prefix("CWE-").unwrap_or("");
    (1..=6).contains(&number.len()) && !number.starts_with('0') && number.bytes().all(|b| b.is_ascii_digit())
}

/// CPE 2.3 formatted string or 2.2 URI.
fn is_cpe(text: &str) -> bool {
    packages::cpe::Cpe::parse(text).is_ok()
}

fn is_purl_like(text: &str) -> bool {
    let Some((kind, rest)) = text.strip_prefix("pkg:").and_then(|t| t.split_once('/')) else { return false };
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    !rest.is_empty() && kind.starts_with(|c: char| allowed(c) && !c.is_ascii_digit()) && kind.chars().all(allowed)
}
