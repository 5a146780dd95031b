//! The JSON schema of CSAF 2.0 as one table, without the CVSS objects (§6.1.8 looks at those).

use super::Shape::{self, Any, Branch, Like, List, Object, Set, Text, Word};
use super::{LANG, PRODUCTS, URI, VERSION, WHEN, is_category, is_cpe, is_cve, is_cwe, is_hash, is_purl_like, is_trimmed};

/// What a note is.
pub(super) const NOTE_CATEGORY: Shape = Word(&["description", "details", "faq", "general", "legal_disclaimer", "other", "summary"]);
/// Who is involved.
pub(super) const PARTY: Shape = Word(&["coordinator", "discoverer", "other", "user", "vendor"]);
/// How far somebody is involved.
pub(super) const PARTY_STATUS: Shape = Word(&["completed", "contact_attempted", "disputed", "in_progress", "not_contacted", "open"]);
/// How products are put together.
pub(super) const RELATION: Shape =
    Word(&["default_component_of", "external_component_of", "installed_on", "installed_with", "optional_component_of"]);
/// Groups of products.
pub(super) const GROUPS: Shape =
    List(&Object(&[("group_id", true, &Text), ("product_ids", true, &Set(&Text, 2)), ("summary", false, &Text)], 1), 1);

pub(super) const ACKNOWLEDGMENTS: Shape = List(
    &Object(
        &[("names", false, &List(&Text, 1)), ("organization", false, &Text), ("summary", false, &Text), ("urls", false, &List(&URI, 1))],
        1,
    ),
    1,
);

const NOTES: Shape =
    List(&Object(&[("audience", false, &Text), ("category", true, &NOTE_CATEGORY), ("text", true, &Text), ("title", false, &Text)], 1), 1);

pub(super) const REFERENCES: Shape =
    List(&Object(&[("category", false, &Word(&["external", "self"])), ("summary", true, &Text), ("url", true, &URI)], 1), 1);

pub(super) const TRACKING: Shape = Object(
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

static BRANCHES: Shape = List(&Branch(&BRANCH), 1);

static TREE: Shape = Object(
    &[
        ("branches", false, &List(&Branch(&BRANCH), 1)),
        ("full_product_names", false, &List(&PRODUCT, 1)),
        ("product_groups", false, &GROUPS),
        (
            "relationships",
            false,
            &List(
                &Object(
                    &[
                        ("category", true, &RELATION),
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

pub(super) const FLAGS: Shape = Set(
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

const INVOLVEMENTS: Shape =
    Set(&Object(&[("date", false, &WHEN), ("party", true, &PARTY), ("status", true, &PARTY_STATUS), ("summary", false, &Text)], 1), 1);

pub(super) const RESTART: Shape = Object(
    &[
        (
            "category",
            true,
            &Word(&["connected", "dependencies", "machine", "none", "parent", "service", "system", "vulnerable_component", "zone"]),
        ),
        ("details", false, &Text),
    ],
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
            ("restart_required", false, &RESTART),
            ("url", false, &URI),
        ],
        1,
    ),
    1,
);

pub(super) const THREATS: Shape = List(
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

pub(super) static ROOT: Shape =
    Object(&[("document", true, &DOCUMENT), ("product_tree", false, &TREE), ("vulnerabilities", false, &List(&VULNERABILITY, 1))], 1);

static BRANCH: Shape = Object(
    &[("branches", false, &BRANCHES), ("category", true, &BRANCH_CATEGORIES), ("name", true, &Text), ("product", false, &PRODUCT)],
    3,
);
