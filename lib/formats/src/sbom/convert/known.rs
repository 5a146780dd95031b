//! The words that the schema of CycloneDX 1.6 knows.

/// Sorts of components that the schema knows.
pub(super) const KINDS: [&str; 13] = [
    "application",
    "container",
    "cryptographic-asset",
    "data",
    "device",
    "device-driver",
    "file",
    "firmware",
    "framework",
    "library",
    "machine-learning-model",
    "operating-system",
    "platform",
];

/// Algorithms that the schema knows, by their plain names.
pub(super) const ALGORITHMS: [(&str, &str); 12] = [
    ("BLAKE2B256", "BLAKE2b-256"),
    ("BLAKE2B384", "BLAKE2b-384"),
    ("BLAKE2B512", "BLAKE2b-512"),
    ("BLAKE3", "BLAKE3"),
    ("MD5", "MD5"),
    ("SHA1", "SHA-1"),
    ("SHA256", "SHA-256"),
    ("SHA3256", "SHA3-256"),
    ("SHA3384", "SHA3-384"),
    ("SHA3512", "SHA3-512"),
    ("SHA384", "SHA-384"),
    ("SHA512", "SHA-512"),
];

/// Kinds of external references that the schema knows.
pub(super) const REFERENCES: [&str; 43] = [
    "adversary-model",
    "advisories",
    "attestation",
    "bom",
    "build-meta",
    "build-system",
    "certification-report",
    "chat",
    "codified-infrastructure",
    "component-analysis-report",
    "configuration",
    "digital-signature",
    "distribution",
    "distribution-intake",
    "documentation",
    "dynamic-analysis-report",
    "electronic-signature",
    "evidence",
    "exploitability-statement",
    "formulation",
    "issue-tracker",
    "license",
    "log",
    "mailing-list",
    "maturity-report",
    "model-card",
    "other",
    "pentest-report",
    "poam",
    "quality-metrics",
    "release-notes",
    "rfc-9116",
    "risk-assessment",
    "runtime-analysis-report",
    "security-contact",
    "social",
    "source-distribution",
    "static-analysis-report",
    "support",
    "threat-model",
    "vcs",
    "vulnerability-assertion",
    "website",
];

/// Words on completeness that the schema knows.
pub(super) const AGGREGATES: [&str; 10] = [
    "complete",
    "incomplete",
    "incomplete_first_party_only",
    "incomplete_first_party_opensource_only",
    "incomplete_first_party_proprietary_only",
    "incomplete_third_party_only",
    "incomplete_third_party_opensource_only",
    "incomplete_third_party_proprietary_only",
    "not_specified",
    "unknown",
];

/// Kinds of patches that the schema knows.
pub(super) const PATCHES: [&str; 4] = ["backport", "cherry-pick", "monkey", "unofficial"];
