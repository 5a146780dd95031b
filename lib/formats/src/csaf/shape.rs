//! The structure of a document: the JSON schema of CSAF 2.0 as one table, without the CVSS objects (§6.1.8 looks at those).

use super::check::PROBLEMS_MAX;
use super::revision::instant;
use super::tree::Value;
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
    Branch,
    /// Anything; looked at elsewhere.
    Any,
}

use Shape::{Any, Branch, Like, List, Object, Set, Text, Word};

const A_URI: &str = "a URI";
const URI: Shape = Like(is_uri, A_URI);
const WHEN: Shape = Like(|text| instant(text).is_some(), "an RFC 3339 instant");
const LANG: Shape = Like(is_lang, "a language tag");
const VERSION: Shape = Like(is_version, "an integer or a semantic version");
const PRODUCTS: Shape = Set(&Text, 1);

const ACKNOWLEDGMENTS: Shape = List(
    &Object(
        &[("names", false, &List(&Text, 1)), ("organization", false, &Text), ("summary", false, &Text), ("urls", false, &List(&URI, 1))],
        1,
    ),
    1,
);

const NOTES: Shape = List(
    &Object(
        &[
            ("audience", false, &Text),
            ("category", true, &Word(&["description", "details", "faq", "general", "legal_disclaimer", "other", "summary"])),
            ("text", true, &Text),
            ("title", false, &Text),
        ],
        1,
    ),
    1,
);

const REFERENCES: Shape =
    List(&Object(&[("category", false, &Word(&["external", "self"])), ("summary", true, &Text), ("url", true, &URI)], 1), 1);

const TRACKING: Shape = Object(
    &[
        ("aliases", false, &Set(&Text, 1)),
        ("current_release_date", true, &WHEN),
        (
            "generator",
            false,
            &Object(&[("date", false, &WHEN), ("engine", true, &Object(&[("name", true, &Text), ("version", false, &Text)], 1))], 1),
        ),
        ("id", true, &Like(is_trimmed, "a text without blanks around it")),
        ("initial_release_date", true, &WHEN),
        (
            "revision_history",
            true,
            &List(
                &Object(
                    &[("date", true, &WHEN), ("legacy_version", false, &Text), ("number", true, &VERSION), ("summary", true, &Text)],
                    1,
                ),
                1,
            ),
        ),
        ("status", true, &Word(&["draft", "final", "interim"])),
        ("version", true, &VERSION),
    ],
    1,
);

const DOCUMENT: Shape = Object(
    &[
        ("acknowledgments", false, &ACKNOWLEDGMENTS),
        ("aggregate_severity", false, &Object(&[("namespace", false, &URI), ("text", true, &Text)], 1)),
        ("category", true, &Like(is_category, "a category")),
        ("csaf_version", true, &Word(&["2.0"])),
        (
            "distribution",
            false,
            &Object(
                &[
                    ("text", false, &Text),
                    ("tlp", false, &Object(&[("label", true, &Word(&["AMBER", "GREEN", "RED", "WHITE"])), ("url", false, &URI)], 1)),
                ],
                1,
            ),
        ),
        ("lang", false, &LANG),
        ("notes", false, &NOTES),
        (
            "publisher",
            true,
            &Object(
                &[
                    ("category", true, &Word(&["coordinator", "discoverer", "other", "translator", "user", "vendor"])),
                    ("contact_details", false, &Text),
                    ("issuing_authority", false, &Text),
                    ("name", true, &Text),
                    ("namespace", true, &URI),
                ],
                1,
            ),
        ),
        ("references", false, &REFERENCES),
        ("source_lang", false, &LANG),
        ("title", true, &Text),
        ("tracking", true, &TRACKING),
    ],
    1,
);

const HASHES: Shape = List(
    &Object(
        &[
            (
                "file_hashes",
                true,
                &List(&Object(&[("algorithm", true, &Text), ("value", true, &Like(is_hash, "at least 32 hex digits"))], 1), 1),
            ),
            ("filename", true, &Text),
        ],
        1,
    ),
    1,
);

const HELPER: Shape = Object(
    &[
        ("cpe", false, &Like(is_cpe, "a CPE")),
        ("hashes", false, &HASHES),
        ("model_numbers", false, &Set(&Text, 1)),
        ("purl", false, &Like(is_purl_like, "a purl")),
        ("sbom_urls", false, &List(&URI, 1)),
        ("serial_numbers", false, &Set(&Text, 1)),
        ("skus", false, &List(&Text, 1)),
        ("x_generic_uris", false, &List(&Object(&[("namespace", true, &URI), ("uri", true, &URI)], 1), 1)),
    ],
    1,
);

const PRODUCT: Shape = Object(&[("name", true, &Text), ("product_id", true, &Text), ("product_identification_helper", false, &HELPER)], 1);

const BRANCH_CATEGORIES: Shape = Word(&[
    "architecture",
    "host_name",
    "language",
    "legacy",
    "patch_level",
    "product_family",
    "product_name",
    "product_version",
    "product_version_range",
    "service_pack",
    "specification",
    "vendor",
]);

static BRANCHES: Shape = List(&Branch, 1);

const TREE: Shape = Object(
    &[
        ("branches", false, &List(&Branch, 1)),
        ("full_product_names", false, &List(&PRODUCT, 1)),
        (
            "product_groups",
            false,
            &List(&Object(&[("group_id", true, &Text), ("product_ids", true, &Set(&Text, 2)), ("summary", false, &Text)], 1), 1),
        ),
        (
            "relationships",
            false,
            &List(
                &Object(
                    &[
                        (
                            "category",
                            true,
                            &Word(&[
                                "default_component_of",
                                "external_component_of",
                                "installed_on",
                                "installed_with",
                                "optional_component_of",
                            ]),
                        ),
                        ("full_product_name", true, &PRODUCT),
                        ("product_reference", true, &Text),
                        ("relates_to_product_reference", true, &Text),
                    ],
                    1,
                ),
                1,
            ),
        ),
    ],
    1,
);

const FLAGS: Shape = Set(
    &Object(
        &[
            ("date", false, &WHEN),
            ("group_ids", false, &PRODUCTS),
            (
                "label",
                true,
                &Word(&[
                    "component_not_present",
                    "inline_mitigations_already_exist",
                    "vulnerable_code_cannot_be_controlled_by_adversary",
                    "vulnerable_code_not_in_execute_path",
                    "vulnerable_code_not_present",
                ]),
            ),
            ("product_ids", false, &PRODUCTS),
        ],
        1,
    ),
    1,
);

const INVOLVEMENTS: Shape = Set(
    &Object(
        &[
            ("date", false, &WHEN),
            ("party", true, &Word(&["coordinator", "discoverer", "other", "user", "vendor"])),
            ("status", true, &Word(&["completed", "contact_attempted", "disputed", "in_progress", "not_contacted", "open"])),
            ("summary", false, &Text),
        ],
        1,
    ),
    1,
);

const REMEDIATIONS: Shape = List(
    &Object(
        &[
            ("category", true, &Word(&["mitigation", "no_fix_planned", "none_available", "vendor_fix", "workaround"])),
            ("date", false, &WHEN),
            ("details", true, &Text),
            ("entitlements", false, &List(&Text, 1)),
            ("group_ids", false, &PRODUCTS),
            ("product_ids", false, &PRODUCTS),
            (
                "restart_required",
                false,
                &Object(
                    &[
                        (
                            "category",
                            true,
                            &Word(&[
                                "connected",
                                "dependencies",
                                "machine",
                                "none",
                                "parent",
                                "service",
                                "system",
                                "vulnerable_component",
                                "zone",
                            ]),
                        ),
                        ("details", false, &Text),
                    ],
                    1,
                ),
            ),
            ("url", false, &URI),
        ],
        1,
    ),
    1,
);

const THREATS: Shape = List(
    &Object(
        &[
            ("category", true, &Word(&["exploit_status", "impact", "target_set"])),
            ("date", false, &WHEN),
            ("details", true, &Text),
            ("group_ids", false, &PRODUCTS),
            ("product_ids", false, &PRODUCTS),
        ],
        1,
    ),
    1,
);

const STATUS: Shape = Object(
    &[
        ("first_affected", false, &PRODUCTS),
        ("first_fixed", false, &PRODUCTS),
        ("fixed", false, &PRODUCTS),
        ("known_affected", false, &PRODUCTS),
        ("known_not_affected", false, &PRODUCTS),
        ("last_affected", false, &PRODUCTS),
        ("recommended", false, &PRODUCTS),
        ("under_investigation", false, &PRODUCTS),
    ],
    1,
);

const VULNERABILITY: Shape = Object(
    &[
        ("acknowledgments", false, &ACKNOWLEDGMENTS),
        ("cve", false, &Like(is_cve, "a CVE id")),
        ("cwe", false, &Object(&[("id", true, &Like(is_cwe, "a CWE id")), ("name", true, &Text)], 1)),
        ("discovery_date", false, &WHEN),
        ("flags", false, &FLAGS),
        ("ids", false, &Set(&Object(&[("system_name", true, &Text), ("text", true, &Text)], 1), 1)),
        ("involvements", false, &INVOLVEMENTS),
        ("notes", false, &NOTES),
        ("product_status", false, &STATUS),
        ("references", false, &REFERENCES),
        ("release_date", false, &WHEN),
        ("remediations", false, &REMEDIATIONS),
        ("scores", false, &List(&Object(&[("cvss_v2", false, &Any), ("cvss_v3", false, &Any), ("products", true, &PRODUCTS)], 2), 1)),
        ("threats", false, &THREATS),
        ("title", false, &Text),
    ],
    1,
);

static ROOT: Shape =
    Object(&[("document", true, &DOCUMENT), ("product_tree", false, &TREE), ("vulnerabilities", false, &List(&VULNERABILITY, 1))], 1);

static BRANCH: Shape = Object(
    &[("branches", false, &BRANCHES), ("category", true, &BRANCH_CATEGORIES), ("name", true, &Text), ("product", false, &PRODUCT)],
    3,
);

/// Lists the places that do not follow the schema.
pub(super) fn check(root: &Value<'_>, found: &mut Vec<Problem>) {
    look(&ROOT, root, &mut String::new(), found);
}

/// Invariant: recursion follows the value's nesting, which the reader of JSON bounds at 128.
fn look(shape: &Shape, value: &Value<'_>, pointer: &mut String, found: &mut Vec<Problem>) {
    if found.len() >= PROBLEMS_MAX {
        return;
    }
    let mut wrong = |pointer: &str, detail: String| found.push(Problem::new("csaf.schema", pointer, detail));
    match (shape, value) {
        (Any, _) => {}
        (Text, Value::String(text)) => {
            if text.is_empty() {
                wrong(pointer, "empty".to_owned());
            }
        }
        (Like(accepts, what), Value::String(text)) => {
            if !accepts(text) {
                wrong(pointer, format!("expected {what}"));
            }
        }
        (Word(words), Value::String(text)) => {
            if !words.contains(&&**text) {
                wrong(pointer, format!("expected one of {}", words.join(", ")));
            }
        }
        (List(inner, least) | Set(inner, least), Value::Array(items)) => {
            if items.len() < *least {
                wrong(pointer, format!("expected at least {least}"));
            }
            if matches!(shape, Set(..)) && has_twins(items) {
                wrong(pointer, "the same item twice".to_owned());
            }
            for (at, item) in items.iter().enumerate() {
                below(inner, item, &at.to_string(), pointer, found);
            }
        }
        (Branch, Value::Object(map)) => {
            if map.len() > 3 {
                wrong(pointer, "expected category, name and one of branches or product".to_owned());
            }
            look(&BRANCH, value, pointer, found);
        }
        (Object(keys, least), Value::Object(map)) => {
            if map.len() < *least {
                wrong(pointer, format!("expected at least {least} keys"));
            }
            for (key, mandatory, inner) in *keys {
                match value.get(key) {
                    Some(item) => below(inner, item, key, pointer, found),
                    None if *mandatory => found.push(Problem::new("csaf.schema", format!("{pointer}/{key}"), "missing")),
                    None => {}
                }
            }
        }
        (Text | Like(..) | Word(_), _) => wrong(pointer, "expected a text".to_owned()),
        (List(..) | Set(..), _) => wrong(pointer, "expected a list".to_owned()),
        (Object(..) | Branch, _) => wrong(pointer, "expected an object".to_owned()),
    }
}

fn below(shape: &Shape, value: &Value<'_>, step: &str, pointer: &mut String, found: &mut Vec<Problem>) {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(step);
    look(shape, value, pointer, found);
    pointer.truncate(length);
}

/// Reports keys that the schema does not know. CVSS objects have a schema of their own, which allows more.
pub(super) fn strange(root: &Value<'_>, found: &mut dyn FnMut(String, String)) {
    walk(&ROOT, root, &mut String::new(), &mut |shape, value, pointer| {
        let keys = match shape {
            Object(keys, _) => keys,
            Branch => {
                let Object(keys, _) = &BRANCH else { return };
                keys
            }
            _ => return,
        };
        for (key, _) in value.members() {
            if !keys.iter().any(|(known, _, _)| known == key) {
                found(format!("{pointer}/{}", crate::json::scan::escape(key)), "not a key of the schema".to_owned());
            }
        }
    });
}

/// Hands on every URI with its pointer.
pub(super) fn uris(root: &Value<'_>, take: &mut dyn FnMut(&str, &str)) {
    walk(&ROOT, root, &mut String::new(), &mut |shape, value, pointer| {
        if let (Like(_, what), Some(text)) = (shape, value.as_str())
            && *what == A_URI
        {
            take(pointer, text);
        }
    });
}

/// Walks value and shape side by side. Invariant: recursion follows the value's nesting, which the reader of JSON bounds at 128.
fn walk(shape: &'static Shape, value: &Value<'_>, pointer: &mut String, see: &mut dyn FnMut(&'static Shape, &Value<'_>, &str)) {
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
        Branch => {
            let Object(keys, _) = &BRANCH else { return };
            keys.iter().for_each(|(key, _, inner)| value.get(key).into_iter().for_each(|value| below(inner, value, key)));
        }
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
