//! The JSON schema of CSAF 2.1 as its draft stands, as one table; CVSS (§6.1.8), SSVC (§6.1.46) and extensions (§6.1.60.1) are looked at
//! by their clauses.

use super::Shape::{self, Any, Branch, Like, List, Object, Set, Text, Word};
use super::v2_0::{ACKNOWLEDGMENTS, FLAGS, GROUPS, NOTE_CATEGORY, PARTY, PARTY_STATUS, REFERENCES, RELATION, RESTART, THREATS, TRACKING};
use super::{LANG, PRODUCTS, URI, WHEN, is_category, is_cpe, is_cve, is_cwe};

const EXTENSIONS: Shape = Set(&Any, 1);

const NOTES: Shape = List(
    &Object(
        &[
            ("audience", false, &Text),
            ("category", true, &NOTE_CATEGORY),
            ("group_ids", false, &PRODUCTS),
            ("product_ids", false, &PRODUCTS),
            ("text", true, &Text),
            ("title", false, &Text),
        ],
        1,
    ),
    1,
);

const DISTRIBUTION: Shape = Object(
    &[
        (
            "sharing_group",
            false,
            &Object(&[("id", true, &Like(is_group, "a UUID of version 4, all zeros or all `f`")), ("name", false, &Text)], 1),
        ),
        ("text", false, &Text),
        ("tlp", true, &Object(&[("label", true, &Word(&["AMBER", "AMBER+STRICT", "CLEAR", "GREEN", "RED"])), ("url", false, &URI)], 1)),
    ],
    1,
);

const DOCUMENT: Shape = Object(
    &[
        ("acknowledgments", false, &ACKNOWLEDGMENTS),
        ("aggregate_severity", false, &Object(&[("namespace", false, &URI), ("text", true, &Text)], 1)),
        ("category", true, &Like(is_category, "a category")),
        ("csaf_version", true, &Word(&["2.1"])),
        ("distribution", true, &DISTRIBUTION),
        ("lang", false, &LANG),
        ("license_expression", false, &Text),
        ("notes", false, &NOTES),
        (
            "publisher",
            true,
            &Object(
                &[
                    ("category", true, &Word(&["coordinator", "discoverer", "multiplier", "other", "translator", "user", "vendor"])),
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
        ("x_extensions", false, &EXTENSIONS),
    ],
    1,
);

const HASHES: Shape = Set(
    &Object(
        &[
            (
                "file_hashes",
                true,
                &Set(
                    &Object(
                        &[
                            ("algorithm", true, &Like(is_algorithm, "an algorithm in small letters")),
                            ("value", true, &Like(is_hash, "at least 32 hex digits in small letters")),
                        ],
                        1,
                    ),
                    1,
                ),
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
        ("purls", false, &Set(&Like(is_purl_like, "a purl"), 1)),
        ("sbom_urls", false, &Set(&URI, 1)),
        ("serial_numbers", false, &Set(&Text, 1)),
        ("skus", false, &Set(&Text, 1)),
        ("x_generic_uris", false, &Set(&Object(&[("namespace", true, &URI), ("uri", true, &URI)], 1), 1)),
    ],
    1,
);

const PRODUCT: Shape = Object(
    &[
        ("name", true, &Text),
        ("product_id", true, &Text),
        ("product_identification_helper", false, &HELPER),
        ("x_extensions", false, &EXTENSIONS),
    ],
    1,
);

static BRANCH: Shape = Object(
    &[
        ("branches", false, &BRANCHES),
        (
            "category",
            true,
            &Word(&[
                "architecture",
                "host_name",
                "language",
                "patch_level",
                "platform",
                "product_family",
                "product_name",
                "product_version",
                "product_version_range",
                "service_pack",
                "specification",
                "vendor",
            ]),
        ),
        ("name", true, &Text),
        ("product", false, &PRODUCT),
    ],
    3,
);

static BRANCHES: Shape = List(&Branch(&BRANCH), 1);

static TREE: Shape = Object(
    &[
        ("branches", false, &BRANCHES),
        ("full_product_names", false, &List(&PRODUCT, 1)),
        ("product_groups", false, &GROUPS),
        (
            "product_paths",
            false,
            &List(
                &Object(
                    &[
                        ("beginning_product_reference", true, &Text),
                        ("full_product_name", true, &PRODUCT),
                        ("subpaths", true, &List(&Object(&[("category", true, &RELATION), ("next_product_reference", true, &Text)], 1), 1)),
                    ],
                    1,
                ),
                1,
            ),
        ),
    ],
    1,
);

const EPSS: Shape = Object(&[("percentile", true, &PROBABILITY), ("probability", true, &PROBABILITY), ("timestamp", true, &WHEN)], 1);
const PROBABILITY: Shape = Like(is_probability, "a number from 0.0 to 1.0 as text");

const METRICS: Shape = Set(
    &Object(
        &[
            (
                "content",
                true,
                &Object(
                    &[
                        ("cvss_v2", false, &Any),
                        ("cvss_v3", false, &Any),
                        ("cvss_v4", false, &Any),
                        ("epss", false, &EPSS),
                        ("qualitative_severity_rating", false, &Word(&["critical", "high", "low", "medium", "none"])),
                        ("ssvc_v2", false, &Any),
                        ("x_extensions", false, &EXTENSIONS),
                    ],
                    1,
                ),
            ),
            ("products", true, &PRODUCTS),
            ("source", false, &URI),
        ],
        1,
    ),
    1,
);

const REMEDIATIONS: Shape = List(
    &Object(
        &[
            (
                "category",
                true,
                &Word(&["fix_planned", "mitigation", "no_fix_planned", "none_available", "optional_patch", "vendor_fix", "workaround"]),
            ),
            ("date", false, &WHEN),
            ("details", true, &Text),
            ("entitlements", false, &List(&Text, 1)),
            ("group_ids", false, &PRODUCTS),
            ("product_ids", false, &PRODUCTS),
            ("restart_required", false, &RESTART),
            ("url", false, &URI),
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
        ("unknown", false, &PRODUCTS),
    ],
    1,
);

const VULNERABILITY: Shape = Object(
    &[
        ("acknowledgments", false, &ACKNOWLEDGMENTS),
        ("cve", false, &Like(is_cve, "a CVE id")),
        (
            "cwes",
            false,
            &Set(
                &Object(
                    &[
                        ("id", true, &Like(is_cwe, "a CWE id")),
                        ("name", true, &Like(is_category, "a name")),
                        ("version", true, &Like(is_cwe_version, "a version of CWE such as 4.13")),
                    ],
                    1,
                ),
                1,
            ),
        ),
        ("disclosure_date", false, &WHEN),
        ("discovery_date", false, &WHEN),
        (
            "first_known_exploitation_dates",
            false,
            &Set(
                &Object(
                    &[
                        ("date", true, &WHEN),
                        ("exploitation_date", true, &WHEN),
                        ("group_ids", false, &PRODUCTS),
                        ("product_ids", false, &PRODUCTS),
                    ],
                    3,
                ),
                1,
            ),
        ),
        ("flags", false, &FLAGS),
        (
            "ids",
            false,
            &Set(
                &Object(
                    &[
                        ("group_ids", false, &PRODUCTS),
                        ("product_ids", false, &PRODUCTS),
                        ("system_name", true, &Text),
                        ("text", true, &Text),
                    ],
                    1,
                ),
                1,
            ),
        ),
        (
            "involvements",
            false,
            &Set(
                &Object(
                    &[
                        ("contact", false, &Text),
                        ("date", false, &WHEN),
                        ("group_ids", false, &PRODUCTS),
                        ("party", true, &PARTY),
                        ("product_ids", false, &PRODUCTS),
                        ("status", true, &PARTY_STATUS),
                        ("summary", false, &Text),
                    ],
                    1,
                ),
                1,
            ),
        ),
        ("metrics", false, &METRICS),
        ("notes", false, &NOTES),
        ("product_status", false, &STATUS),
        ("references", false, &REFERENCES),
        ("remediations", false, &REMEDIATIONS),
        ("threats", false, &THREATS),
        ("title", false, &Text),
        ("x_extensions", false, &EXTENSIONS),
    ],
    1,
);

pub(super) static ROOT: Shape = Object(
    &[
        ("$schema", true, &Word(&["https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json"])),
        ("document", true, &DOCUMENT),
        ("product_tree", false, &TREE),
        ("vulnerabilities", false, &List(&VULNERABILITY, 1)),
        ("x_extensions", false, &EXTENSIONS),
    ],
    1,
);

const REFERENCE: Shape = List(&Object(&[("summary", true, &Any), ("uri", true, &URI)], 1), 1);

/// A list of SSVC decisions, schema 2.0.0 of CERT/CC.
pub(super) static SSVC: Shape = Object(
    &[
        ("decision_point_resources", false, &REFERENCE),
        ("references", false, &REFERENCE),
        ("schemaVersion", true, &Word(&["2.0.0"])),
        (
            "selections",
            true,
            &List(
                &Object(
                    &[
                        ("definition", false, &Text),
                        ("key", true, &Like(is_key, "a key of letters and digits")),
                        ("name", false, &Text),
                        ("namespace", true, &Like(is_namespace, "a namespace of SSVC")),
                        (
                            "values",
                            true,
                            &List(
                                &Object(
                                    &[
                                        ("definition", false, &Text),
                                        ("key", true, &Like(is_key, "a key of letters and digits")),
                                        ("name", false, &Text),
                                    ],
                                    1,
                                ),
                                1,
                            ),
                        ),
                        ("version", true, &Like(is_semantic, "a semantic version")),
                    ],
                    1,
                ),
                1,
            ),
        ),
        ("target_ids", false, &Set(&Any, 1)),
        ("timestamp", true, &WHEN),
    ],
    1,
);

/// What every extension has around its content.
pub(super) static EXTENSION: Shape = Object(
    &[
        ("$schema", true, &Like(is_extension_schema, "an https address that ends with _1.2.3.json")),
        ("category", true, &Word(&["essential", "significant", "supplementary"])),
        ("content", true, &Shape::Map(1)),
        ("critical", true, &Shape::Flag),
    ],
    1,
);

fn is_group(text: &str) -> bool {
    let hex = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let parts: Vec<&str> = text.split('-').collect();
    let form = parts.len() == 5 && parts.iter().zip([8, 4, 4, 4, 12]).all(|(part, length)| hex(part, length));
    form && (parts[2].starts_with('4') || text.bytes().all(|b| matches!(b, b'0' | b'-')) || text.bytes().all(|b| matches!(b, b'f' | b'-')))
}

fn is_algorithm(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('-') && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'z' | b'-'))
}

fn is_hash(text: &str) -> bool {
    text.len() >= 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_purl_like(text: &str) -> bool {
    let Some((kind, rest)) = text.strip_prefix("pkg:").and_then(|text| text.split_once('/')) else { return false };
    super::is_uri(text)
        && !rest.is_empty()
        && kind.starts_with(|c: char| c.is_ascii_lowercase())
        && kind.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-'))
}

fn is_probability(text: &str) -> bool {
    let digits = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    text.strip_prefix("0.").is_some_and(digits)
        || text.strip_prefix("1.").is_some_and(|rest| digits(rest) && rest.bytes().all(|b| b == b'0'))
}

fn is_cwe_version(text: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split('.').collect();
    let plain = |part: &&str| part.len() == 1 || !part.starts_with('0');
    (2..=3).contains(&parts.len()) && parts.iter().all(|part| number(part)) && !parts[0].starts_with('0') && plain(&parts[1])
}

fn is_key(text: &str) -> bool {
    let end = |c: char| c.is_ascii_alphanumeric();
    text == "T*" || text.starts_with(end) && text.ends_with(end) && text.chars().all(|c| end(c) || c == '_')
}

fn is_semantic(text: &str) -> bool {
    text.contains('.') && super::is_version(text)
}

/// The base of a namespace and its extensions, as far as characters and lengths go.
fn is_namespace(text: &str) -> bool {
    let (base, rest) = text.split_once('/').map_or((text, None), |(base, rest)| (base, Some(rest)));
    let (name, fragment) = base.split_once('#').map_or((base, None), |(name, fragment)| (name, Some(fragment)));
    let words = |text: &str| {
        text.split(['.', '-']).all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
    };
    let domain = |text: &str| text.split('.').count() > 1 && words(text);
    let named = match name.strip_prefix("x_") {
        Some(name) => domain(name) && fragment.is_some(),
        None => name.len() >= 3 && name.starts_with(|c: char| c.is_ascii_lowercase()) && words(name),
    };
    let extension = |text: &str| {
        text.is_empty() || super::is_lang(text) || text.starts_with('.') && text.len() > 1 && !text.contains(char::is_whitespace)
    };
    (3..=1000).contains(&text.len()) && named && fragment.is_none_or(words) && rest.is_none_or(|rest| rest.split('/').all(extension))
}

/// An address that names an extension and its version.
fn is_extension_schema(text: &str) -> bool {
    let version = text.strip_suffix(".json").and_then(|text| text.rsplit_once('_')).map(|(_, version)| version);
    text.starts_with("https://") && super::is_uri(text) && version.is_some_and(is_semantic)
}
