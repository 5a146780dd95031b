//! What a CSAF 2.0 document says, as far as Hinomi writes it. CVSS 4.0 has no place in CSAF 2.0 and belongs in a note.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// Declares a closed list of words that are written in snake case.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$value_doc])* $value),+
        }
    )+};
}

words! {
    /// Profile of a document, §4.
    Category {
        /// No profile.
        CsafBase,
        /// Advice without a vulnerability of a product.
        CsafInformationalAdvisory,
        /// Report of an incident.
        CsafSecurityIncidentResponse,
        /// Vulnerabilities of products and what to do.
        CsafSecurityAdvisory,
        /// Only the status of products.
        CsafVex,
    }
    /// Who publishes, §3.2.1.8.1.
    PublisherCategory {
        /// Coordinates between parties.
        Coordinator,
        /// Found it.
        Discoverer,
        /// Anybody else.
        Other,
        /// Translated it.
        Translator,
        /// Uses the product.
        User,
        /// Makes the product.
        Vendor,
    }
    /// State of a document, §3.2.1.12.7.
    Status {
        /// Not for the public yet.
        Draft,
        /// Will not change soon.
        Final,
        /// Will change soon.
        Interim,
    }
    /// Kind of a note, §3.1.5.
    NoteCategory {
        /// Description.
        Description,
        /// Details.
        Details,
        /// Questions and answers.
        Faq,
        /// Anything general.
        General,
        /// Legal words.
        LegalDisclaimer,
        /// Anything else.
        Other,
        /// Summary.
        Summary,
    }
    /// Kind of a reference, §3.1.10.1.
    ReferenceCategory {
        /// Elsewhere.
        External,
        /// The same document elsewhere.
        #[serde(rename = "self")]
        Itself,
    }
    /// Why a product is not affected, §3.2.3.5.
    FlagLabel {
        /// The component is not there.
        ComponentNotPresent,
        /// Something in the product stops it.
        InlineMitigationsAlreadyExist,
        /// An attacker cannot steer it.
        VulnerableCodeCannotBeControlledByAdversary,
        /// The code never runs.
        VulnerableCodeNotInExecutePath,
        /// The code is not there.
        VulnerableCodeNotPresent,
    }
    /// Kind of a remedy, §3.2.3.12.1.
    RemediationCategory {
        /// Lowers the risk.
        Mitigation,
        /// There will be no fix.
        NoFixPlanned,
        /// There is no fix now.
        NoneAvailable,
        /// A fix of the vendor.
        VendorFix,
        /// Avoids the risk.
        Workaround,
    }
    /// Kind of a threat, §3.2.3.14.1.
    ThreatCategory {
        /// Whether it is exploited.
        ExploitStatus,
        /// What it does.
        Impact,
        /// Whom it aims at.
        TargetSet,
    }
}

/// TLP label as CSAF 2.0 knows it, §3.2.1.5.2.1; `TLP:CLEAR` is written `WHITE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Tlp {
    /// Limited to the organisation and its clients.
    Amber,
    /// The community.
    Green,
    /// Named recipients.
    Red,
    /// Everybody.
    White,
}

/// A document. Empty lists and texts are left out when it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Profile.
    pub category: Category,
    /// Title.
    pub title: String,
    /// Language of its words, BCP 47.
    pub lang: String,
    /// Language it was translated from; only for translations.
    pub source_lang: Option<String>,
    /// Label.
    pub tlp: Tlp,
    /// What may be done with it, in words.
    pub distribution_text: String,
    /// Severity in a word of the publisher.
    pub aggregate_severity: Option<String>,
    /// Publisher.
    pub publisher: Publisher,
    /// Number, version and history.
    pub tracking: Tracking,
    /// Notes.
    pub notes: Vec<Note>,
    /// References.
    pub references: Vec<Reference>,
    /// Thanks.
    pub acknowledgments: Vec<Acknowledgment>,
    /// Products.
    pub product_tree: ProductTree,
    /// Vulnerabilities.
    pub vulnerabilities: Vec<Vulnerability>,
}

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publisher {
    /// Kind.
    pub category: PublisherCategory,
    /// How to reach them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact_details: String,
    /// On whose authority.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuing_authority: String,
    /// Name.
    pub name: String,
    /// Address of the publisher, a URL.
    pub namespace: String,
}

/// Number, version and history. Instants are RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracking {
    /// Number of the advisory.
    pub id: String,
    /// Integer or semantic version.
    pub version: String,
    /// State.
    pub status: Status,
    /// First publication.
    pub initial_release_date: String,
    /// Publication of this version.
    pub current_release_date: String,
    /// History; written in ascending order as given.
    pub revision_history: Vec<Revision>,
    /// Program that wrote it, with its version.
    pub generator: Option<(String, String)>,
}

/// One version in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// When, RFC 3339.
    pub date: String,
    /// Its version as the publisher writes it, where that is neither an integer nor a semantic version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legacy_version: Option<String>,
    /// Integer or semantic version.
    pub number: String,
    /// What changed.
    pub summary: String,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Kind.
    pub category: NoteCategory,
    /// Text.
    pub text: String,
    /// Title.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
}

/// A reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Kind.
    pub category: ReferenceCategory,
    /// What is there.
    pub summary: String,
    /// Where.
    pub url: String,
}

/// Thanks to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Acknowledgment {
    /// Names of people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// What for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// Products of one vendor: vendor → product name → version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductTree {
    /// Vendor.
    pub vendor: String,
    /// Products; without any the tree is left out.
    pub products: Vec<ProductLine>,
}

/// A product with its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductLine {
    /// Name.
    pub name: String,
    /// Versions.
    pub versions: Vec<ProductVersion>,
}

/// One version of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductVersion {
    /// Version, or a range in VERS when `range` says so.
    pub version: String,
    /// Whether `version` is a range.
    pub range: bool,
    /// Id inside the document.
    pub product_id: String,
    /// Full name.
    pub name: String,
    /// Purl.
    pub purl: Option<String>,
    /// CPE.
    pub cpe: Option<String>,
}

/// A vulnerability. Products are named by the ids of the tree.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Vulnerability {
    /// CVE id.
    pub cve: Option<String>,
    /// Other names.
    pub ids: Vec<Id>,
    /// Title.
    pub title: String,
    /// Weakness.
    pub cwe: Option<Cwe>,
    /// Notes.
    pub notes: Vec<Note>,
    /// Products by status.
    pub product_status: StatusLists,
    /// Why products are not affected.
    pub flags: Vec<Flag>,
    /// Consequences and exploitation.
    pub threats: Vec<Threat>,
    /// Remedies.
    pub remediations: Vec<Remediation>,
    /// Scores.
    pub scores: Vec<Score>,
    /// References.
    pub references: Vec<Reference>,
    /// Thanks.
    pub acknowledgments: Vec<Acknowledgment>,
}

/// A name of a vulnerability that is no CVE id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Id {
    /// Whose numbers these are.
    pub system_name: String,
    /// The number.
    pub text: String,
}

/// A weakness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cwe {
    /// `CWE-79`.
    pub id: String,
    /// Its name in the catalogue, see [`crate::csaf::cwe::name`].
    pub name: String,
}

/// Products by status, §3.2.3.9.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StatusLists {
    /// Fixed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<String>,
    /// Affected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known_affected: Vec<String>,
    /// Not affected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known_not_affected: Vec<String>,
    /// Recommended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recommended: Vec<String>,
    /// Not known yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub under_investigation: Vec<String>,
}

impl StatusLists {
    /// Whether no product has any status.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.fixed, &self.known_affected, &self.known_not_affected, &self.recommended, &self.under_investigation]
            .iter()
            .all(|list| list.is_empty())
    }
}

/// Why products are not affected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// Justification.
    pub label: FlagLabel,
    /// Products.
    pub product_ids: Vec<String>,
}

/// A consequence or the state of exploitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threat {
    /// Kind.
    pub category: ThreatCategory,
    /// Words.
    pub details: String,
    /// Products; empty = all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub product_ids: Vec<String>,
}

/// A remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remediation {
    /// Kind.
    pub category: RemediationCategory,
    /// What to do.
    pub details: String,
    /// Products.
    pub product_ids: Vec<String>,
    /// Where to get it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A score of products.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// CVSS 3.0 or 3.1.
    pub cvss_v3: CvssV3,
    /// Products.
    pub products: Vec<String>,
}

/// A CVSS 3.0 or 3.1 score as its JSON schema wants it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CvssV3 {
    base_score: f64,
    base_severity: String,
    vector_string: String,
    version: &'static str,
}

/// The vector says everything; numbers that a document gives beside it are not taken over.
impl<'de> Deserialize<'de> for CvssV3 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Given {
            vector_string: String,
        }
        let given = Given::deserialize(deserializer)?;
        Self::parse(&given.vector_string).ok_or_else(|| D::Error::custom("no vector of CVSS 3"))
    }
}

impl CvssV3 {
    /// Reads a vector of CVSS 3.0 or 3.1; none for any other.
    #[must_use]
    pub fn parse(vector: &str) -> Option<Self> {
        match scoring::cvss::Vector::parse(vector) {
            Ok(scoring::cvss::Vector::V3(vector)) => Some(Self::of(&vector)),
            _ => None,
        }
    }

    /// Takes the numbers from the vector, so that they cannot differ from it (§6.1.9).
    #[must_use]
    pub fn of(vector: &scoring::cvss::v3::Vector) -> Self {
        let base = vector.base();
        // Invariant: 0 to 100 tenths, exact in i32 and f64.
        let tenths = f64::from(i32::try_from(base.tenths).unwrap_or(0));
        Self {
            base_score: tenths / 10.0,
            base_severity: base.severity.key().to_uppercase(),
            vector_string: scoring::cvss::Vector::V3(*vector).canonical(),
            version: vector.version().key(),
        }
    }
}
