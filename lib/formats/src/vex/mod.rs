//! Statements on whether products are hit by a vulnerability, in one normal form whatever document carried them.

pub mod convert;
pub mod cyclonedx;
pub mod openvex;

/// Most statements read of one document.
pub const STATEMENTS_MAX: usize = 200_000;
/// Most products named by all statements of one document.
pub const PRODUCTS_MAX: usize = 2_000_000;
/// Bytes that texts and products may take which a document says once and which are copied into several statements.
pub const COPIES_BYTES_MAX: usize = 256 * 1024 * 1024;

/// Counts what is copied: a few bytes of reference can stand for megabytes of product.
#[derive(Debug, Default)]
pub(crate) struct Copies(usize);

impl Copies {
    /// Takes room for a copy; false = there is none left.
    pub(crate) fn take(&mut self, bytes: usize) -> bool {
        self.0 = self.0.saturating_add(bytes);
        self.0 <= COPIES_BYTES_MAX
    }
}

/// A document of statements.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Its id: `@id` of OpenVEX, tracking id of CSAF, serial number of CycloneDX.
    pub id: String,
    /// Who states.
    pub author: String,
    /// What the author is, as the document says it.
    pub role: Option<String>,
    /// RFC 3339, as given: first edition.
    pub issued: Option<String>,
    /// RFC 3339, as given: this edition.
    pub updated: Option<String>,
    /// Edition, as written.
    pub version: Option<String>,
    /// Program that wrote it.
    pub tooling: Option<String>,
    /// Its statements in the order of the document.
    pub statements: Vec<Statement>,
}

/// One statement: a vulnerability, products, a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its own id, where it has one.
    pub id: Option<String>,
    /// Main id of the vulnerability, such as a CVE id.
    pub vulnerability: String,
    /// Other ids of the same vulnerability.
    pub aliases: Vec<String>,
    /// What the vulnerability is, where the statement says it.
    pub description: Option<String>,
    /// Products that it speaks of; empty = those of its document, such as what an SBOM describes.
    pub products: Vec<Product>,
    /// Status.
    pub status: Status,
    /// Words on the status.
    pub status_notes: Option<String>,
    /// Why not affected.
    pub justification: Option<Justification>,
    /// Words on why not affected.
    pub impact: Option<String>,
    /// What users should do.
    pub action: Option<String>,
    /// RFC 3339, as given.
    pub issued: Option<String>,
    /// RFC 3339, as given.
    pub updated: Option<String>,
    /// Where in the document, as a JSON pointer or `line 12`.
    pub pointer: String,
}

impl Statement {
    /// Begins a statement that says no more than a status.
    #[must_use]
    pub fn new(vulnerability: impl Into<String>, status: Status, pointer: impl Into<String>) -> Self {
        Self {
            id: None,
            vulnerability: vulnerability.into(),
            aliases: Vec::new(),
            description: None,
            products: Vec::new(),
            status,
            status_notes: None,
            justification: None,
            impact: None,
            action: None,
            issued: None,
            updated: None,
            pointer: pointer.into(),
        }
    }
}

/// A product that a statement speaks of, by whatever names the document gives it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Product {
    /// Reference within its document, or an identifier that is no purl and no CPE (an IRI).
    pub reference: Option<String>,
    /// Name in words.
    pub name: Option<String>,
    /// Version.
    pub version: Option<String>,
    /// Canonical purls.
    pub purls: Vec<String>,
    /// CPE 2.3 formatted strings.
    pub cpes: Vec<String>,
    /// Hashes: algorithm as written, and hexadecimal.
    pub hashes: Vec<(String, String)>,
    /// Parts within the product to which the statement is narrowed; empty = the product itself.
    pub parts: Vec<Self>,
}

impl Product {
    /// The product that an identifier names: a purl, a CPE, or anything else as a reference.
    #[must_use]
    pub fn of_identifier(text: &str) -> Self {
        let mut product = Self::default();
        product.identify(text);
        product
    }

    /// Adds an identifier.
    pub fn identify(&mut self, text: &str) {
        if let Ok(purl) = packages::purl::Purl::parse(text) {
            push_new(&mut self.purls, purl.to_string());
        } else if let Ok(cpe) = packages::cpe::Cpe::parse(text) {
            push_new(&mut self.cpes, cpe.to_string());
        } else {
            self.reference.get_or_insert_with(|| text.to_owned());
        }
    }

    /// About how many bytes a copy takes.
    pub(crate) fn weight(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let list = |list: &[String]| list.iter().map(|text| size_of::<String>() + text.len()).sum::<usize>();
        let hashes: usize = self.hashes.iter().map(|(name, value)| 2 * size_of::<String>() + name.len() + value.len()).sum();
        let parts: usize = self.parts.iter().map(Self::weight).sum();
        size_of::<Self>()
            + text(&self.reference)
            + text(&self.name)
            + text(&self.version)
            + list(&self.purls)
            + list(&self.cpes)
            + hashes
            + parts
    }

    /// One identifier to name it by: the first purl, CPE, reference, or name.
    #[must_use]
    pub fn identifier(&self) -> Option<&str> {
        let all = self.purls.first().or(self.cpes.first()).or(self.reference.as_ref()).or(self.name.as_ref());
        all.map(String::as_str)
    }
}

pub(crate) fn push_new(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

/// The four statuses that every VEX form shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// No remedy is needed.
    NotAffected,
    /// Users should act.
    Affected,
    /// These versions hold the fix.
    Fixed,
    /// Not known yet.
    UnderInvestigation,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::NotAffected, Self::Affected, Self::Fixed, Self::UnderInvestigation];

    /// The word of OpenVEX, such as `not_affected`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NotAffected => "not_affected",
            Self::Affected => "affected",
            Self::Fixed => "fixed",
            Self::UnderInvestigation => "under_investigation",
        }
    }

    /// The status of a word of OpenVEX.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.key() == key)
    }
}

/// The five reasons for "not affected" that OpenVEX and CSAF share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Justification {
    /// The component is not there.
    ComponentNotPresent,
    /// The vulnerable code is not there.
    VulnerableCodeNotPresent,
    /// The vulnerable code is never run.
    VulnerableCodeNotInExecutePath,
    /// An adversary cannot steer it.
    VulnerableCodeCannotBeControlledByAdversary,
    /// Something within the product stops it.
    InlineMitigationsAlreadyExist,
}

impl Justification {
    /// Every reason.
    pub const ALL: [Self; 5] = [
        Self::ComponentNotPresent,
        Self::VulnerableCodeNotPresent,
        Self::VulnerableCodeNotInExecutePath,
        Self::VulnerableCodeCannotBeControlledByAdversary,
        Self::InlineMitigationsAlreadyExist,
    ];

    /// The word of OpenVEX and CSAF, such as `component_not_present`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::ComponentNotPresent => "component_not_present",
            Self::VulnerableCodeNotPresent => "vulnerable_code_not_present",
            Self::VulnerableCodeNotInExecutePath => "vulnerable_code_not_in_execute_path",
            Self::VulnerableCodeCannotBeControlledByAdversary => "vulnerable_code_cannot_be_controlled_by_adversary",
            Self::InlineMitigationsAlreadyExist => "inline_mitigations_already_exist",
        }
    }

    /// The reason of a word of OpenVEX and CSAF.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }
}
