//! A record in one normal form, whatever feed it came from: what it claims, and of what.

use std::sync::Arc;

use packages::range::{Bound, Interval};

/// Which form a record had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// OSV schema 1.x.
    Osv,
    /// CVE record 5.x.
    Cve5,
    /// An entry of CISA's KEV catalogue.
    Kev,
    /// A row of EPSS.
    Epss,
    /// A vulnerability of NVD's API 2.0.
    Nvd,
    /// An entry of JVN iPedia.
    Jvn,
    /// An entry of ENISA's EUVD.
    Euvd,
    /// A vulnerability of a CSAF document.
    Csaf,
}

impl Form {
    /// The word kept on disk and shown, such as `osv`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Osv => "osv",
            Self::Cve5 => "cve5",
            Self::Kev => "kev",
            Self::Epss => "epss",
            Self::Nvd => "nvd",
            Self::Jvn => "jvn",
            Self::Euvd => "euvd",
            Self::Csaf => "csaf",
        }
    }
}

impl Form {
    /// Its name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Osv => "OSV",
            Self::Cve5 => "CVE 5",
            Self::Kev => "KEV",
            Self::Epss => "EPSS",
            Self::Nvd => "NVD 2.0",
            Self::Jvn => "JVN iPedia",
            Self::Euvd => "EUVD",
            Self::Csaf => "CSAF",
        }
    }
}

/// One record: a statement of a feed about one vulnerability.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Id in its feed, such as `GO-2021-0113` or `CVE-2024-3094`.
    pub id: String,
    /// Its form.
    pub form: Form,
    /// Other names of the same flaw.
    pub aliases: Vec<String>,
    /// Ids that are related without being the same (`upstream`, `related`).
    pub related: Vec<String>,
    /// RFC 3339, as given.
    pub published: Option<String>,
    /// RFC 3339, as given.
    pub modified: Option<String>,
    /// RFC 3339, as given; set = the feed took it back (OSV `withdrawn`, CVE `REJECTED`).
    pub withdrawn: Option<String>,
    /// Short title in English, where given.
    pub title: Option<String>,
    /// Text in English, where given.
    pub description: Option<String>,
    /// Short title in Japanese, where given.
    pub title_ja: Option<String>,
    /// Text in Japanese, where given.
    pub description_ja: Option<String>,
    /// CVSS vectors with who gave them.
    pub scores: Vec<RecordScore>,
    /// CWE ids.
    pub weaknesses: Vec<String>,
    /// Links.
    pub references: Vec<String>,
    /// What it says of packages and products.
    pub affected: Vec<Affected>,
    /// A listing in KEV.
    pub kev: Option<KevListing>,
    /// EPSS score.
    pub epss: Option<EpssScore>,
}

impl Record {
    /// Begins a record that says nothing yet.
    #[must_use]
    pub fn new(id: impl Into<String>, form: Form) -> Self {
        Self {
            id: id.into(),
            form,
            aliases: Vec::new(),
            related: Vec::new(),
            published: None,
            modified: None,
            withdrawn: None,
            title: None,
            description: None,
            title_ja: None,
            description_ja: None,
            scores: Vec::new(),
            weaknesses: Vec::new(),
            references: Vec::new(),
            affected: Vec::new(),
            kev: None,
            epss: None,
        }
    }
}

/// A CVSS vector and who gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordScore {
    /// As given, with prefix (`CVSS:3.1/…`); version 2 vectors come without one.
    pub vector: String,
    /// Who gave it: `cna`, an ADP's short name, or the feed.
    pub source: String,
}

/// A listing in CISA's catalogue of known exploited vulnerabilities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KevListing {
    /// `YYYY-MM-DD`.
    pub added: String,
    /// Whether ransomware campaigns are known to use it.
    pub ransomware: bool,
}

/// An EPSS score.
#[derive(Debug, Clone, PartialEq)]
pub struct EpssScore {
    /// Probability of exploitation in the next 30 days, 0 to 1.
    pub probability: f64,
    /// Share of scores that are lower or equal, 0 to 1.
    pub percentile: f64,
    /// Day of the score, `YYYY-MM-DD`, and model version, where the file says them.
    pub model: String,
}

/// What a record says of one package or product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// Of what.
    pub subject: Subject,
    /// Ranges; a version inside one is affected unless a later entry says otherwise.
    pub ranges: Vec<Range>,
    /// Versions named one by one as affected.
    pub versions: Vec<String>,
    /// What holds for versions that no range or version names (CVE 5 `defaultStatus`).
    pub default_status: Status,
    /// What must hold of the other parts of a product, all of it; empty = nothing. Entries of one record share it.
    pub context: Arc<[Condition]>,
    /// Where in the record, as a JSON pointer.
    pub pointer: String,
}

/// A condition on other parts of a product, as applicability statements of CVE and NVD make them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// It must not hold.
    pub negate: bool,
    /// All parts must be there; otherwise one is enough.
    pub all: bool,
    /// The parts.
    pub parts: Vec<OtherPart>,
}

/// Another part of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherPart {
    /// A CPE 2.3 formatted string; its version is that of [`OtherPart::interval`] where it has one.
    pub cpe: String,
    /// The versions in which it counts.
    pub interval: Interval,
}

/// What a statement speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A package of an ecosystem.
    Package {
        /// Purl type, such as `npm`, `golang`, `pypi`, `deb`.
        purl_type: String,
        /// Namespace, where the type has one.
        namespace: Option<String>,
        /// Name.
        name: String,
        /// Distribution and release, such as `debian:12` or `almalinux:9`, for distribution packages.
        distro: Option<String>,
    },
    /// A CPE 2.3 formatted string.
    Cpe(String),
    /// Vendor and product in words, as CVE 5 names them.
    Named {
        /// Vendor.
        vendor: String,
        /// Product.
        product: String,
    },
    /// A git repository.
    Git {
        /// Its address.
        repo: String,
    },
}

impl Subject {
    /// The package that a purl names; its version is not part of the subject, a `distro` qualifier is.
    #[must_use]
    pub fn of_purl(purl: packages::purl::Purl) -> Self {
        let distro = purl.qualifier("distro").map(str::to_owned);
        Self::Package { purl_type: purl.ty, namespace: purl.namespace, name: purl.name, distro }
    }
}

/// The release of Red Hat's that a CPE names: `cpe:/o:redhat:enterprise_linux:9` is `redhat:9`.
pub(crate) fn red_hat_release(cpe: &packages::cpe::Cpe) -> Option<String> {
    let version = cpe.version.text()?;
    match cpe.product.text()? {
        _ if cpe.vendor.text() != Some("redhat") => None,
        "enterprise_linux" => Some(format!("redhat:{version}")),
        product => Some(format!("redhat:{product}:{version}")),
    }
}

/// Status of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Affected.
    Affected,
    /// Not affected.
    Unaffected,
    /// Not said.
    Unknown,
}

/// How the versions of a range are to be ordered, as far as the record says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeKind {
    /// Semantic versions.
    Semver,
    /// As the ecosystem orders them.
    Ecosystem,
    /// Commits.
    Git,
    /// Not said, or `custom`.
    Custom,
}

/// A range of versions with a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// How it is ordered.
    pub kind: RangeKind,
    /// Status of the versions inside.
    pub status: Status,
    /// First version inside; none = from the beginning.
    pub from: Option<String>,
    /// End of the range.
    pub to: RangeEnd,
}

/// Where a range ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RangeEnd {
    /// Nowhere.
    Open,
    /// Before this version (OSV `fixed`, `limit`; CVE `lessThan`).
    Before(String),
    /// With this version (OSV `last_affected`; CVE `lessThanOrEqual`).
    With(String),
}

impl Range {
    /// Adds an interval to the ranges of a statement. A range begins with a version; one that begins after it stands behind an entry that
    /// excludes it, since of entries that hold a version the first decides.
    pub(crate) fn add(interval: &Interval, status: Status, kind: RangeKind, ranges: &mut Vec<Self>) {
        let range = |status, from: Option<&str>, to| Self { kind, status, from: from.map(str::to_owned), to };
        if let Bound::Without(version) = &interval.from {
            let other = if status == Status::Affected { Status::Unaffected } else { Status::Affected };
            ranges.push(range(other, Some(version), RangeEnd::With(version.clone())));
        }
        let to = match &interval.to {
            Bound::Open => RangeEnd::Open,
            Bound::With(version) => RangeEnd::With(version.clone()),
            Bound::Without(version) => RangeEnd::Before(version.clone()),
        };
        ranges.push(range(status, interval.from.version(), to));
    }
}
