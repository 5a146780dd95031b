//! A statement: what one record says of one package or product.

use std::sync::Arc;

use packages::range::Interval;
use packages::scheme::Scheme;

use crate::context::Condition;

/// What a statement's subject was named by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubjectKind {
    /// A package of an ecosystem or distribution.
    Package,
    /// A CPE.
    Cpe,
    /// Vendor and product in words only.
    Named,
}

/// Status of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Affected.
    Affected,
    /// Not affected.
    Unaffected,
    /// Not said.
    Unknown,
}

impl Status {
    /// The word kept and shown, never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Affected => "affected",
            Self::Unaffected => "unaffected",
            Self::Unknown => "unknown",
        }
    }
}

/// A range with its status.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StatedRange {
    /// The versions.
    pub interval: Interval,
    /// Their status.
    pub status: Status,
    /// Whether the ends are commits, which only ancestry can order.
    pub git: bool,
}

/// What one record says of one package or product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Id of the record, such as `GO-2021-0113`.
    pub vulnerability: String,
    /// SHA-256 of the record's bytes, hexadecimal.
    pub digest: String,
    /// The feed that published it.
    pub source: String,
    /// Key of the subject, such as `purl:npm/lodash` or `cpe:haxx:curl`.
    pub key: String,
    /// What the subject was named by.
    pub subject: SubjectKind,
    /// The scheme that the record claims; a hint, used only where the identity has none.
    pub scheme: Option<Scheme>,
    /// Ranges in the record's order; where several hold a version, the first one counts (CVE record format 5, `versions`).
    pub ranges: Vec<StatedRange>,
    /// Versions named one by one as affected.
    pub versions: Vec<String>,
    /// What holds where no entry matches.
    pub default_status: Status,
    /// Distribution and release it is limited to, such as `debian:12`.
    pub distro: Option<String>,
    /// What must hold of the other parts of the product, all of it; statements of one record share it.
    pub context: Arc<[Condition]>,
    /// Where in the record, as a JSON pointer.
    pub pointer: String,
}

impl Statement {
    /// The keys under which it is found: its own and, for a CPE, that of any vendor.
    #[must_use]
    pub fn index_keys(&self) -> Vec<String> {
        index_keys(&self.key)
    }
}

/// As `Statement::index_keys`, from the key alone.
#[must_use]
pub fn index_keys(key: &str) -> Vec<String> {
    let any_vendor = key.strip_prefix("cpe:").and_then(|rest| rest.split_once(':')).map(|(_, product)| format!("cpe:*:{product}"));
    std::iter::once(key.to_owned()).chain(any_vendor.filter(|any| any != key)).collect()
}
