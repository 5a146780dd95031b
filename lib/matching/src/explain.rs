//! A verdict and its reasons, typed so that a caller words them in any language, and as JSON for machines.

use packages::range::{Interval, Reason};
use packages::scheme::Scheme;

use crate::component::Via;
use crate::context::Truth;
use crate::distro::Sameness;
use crate::json::{Object, texts};
use crate::said::Said;
use crate::software::Software;
use crate::statement::Status;

/// Why nobody can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unknown {
    /// The component has no version.
    NoVersion,
    /// No scheme orders versions under this identity.
    NoScheme,
    /// The component's version is none of the scheme.
    VersionUnreadable,
    /// An end of a range is none of the scheme.
    BoundUnreadable,
    /// The record says "affected" and names no version at all.
    NoRange,
    /// The record names commits only, which need a repository's history.
    GitOnly,
    /// The statement holds for a module of Enterprise Linux whose stream the component does not show to be its own.
    StreamUnclear,
    /// The record says that a branch of the kernel was never affected, and names a fix in it.
    BranchUnclear,
    /// The statement holds for one release of a distribution, and the component does not say which it is of.
    DistroUnknown,
}

impl Unknown {
    /// The word kept and shown, never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoVersion => "no_version",
            Self::NoScheme => "no_scheme",
            Self::VersionUnreadable => "version_unreadable",
            Self::BoundUnreadable => "bound_unreadable",
            Self::NoRange => "no_range",
            Self::GitOnly => "git_only",
            Self::StreamUnclear => "stream_unclear",
            Self::BranchUnclear => "branch_unclear",
            Self::DistroUnknown => "distro_unknown",
        }
    }
}

impl From<Reason> for Unknown {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::VersionUnreadable => Self::VersionUnreadable,
            Reason::NoRange => Self::NoRange,
            Reason::BoundUnreadable | Reason::TextUnreadable | Reason::TooLarge | Reason::SchemesDiffer => Self::BoundUnreadable,
        }
    }
}

/// Whether the statement holds of the component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It does: the component is affected.
    In,
    /// It does not.
    Out,
    /// Nobody can tell.
    Unknown(Unknown),
}

impl Outcome {
    /// The word kept and shown, never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Unknown(_) => "unknown",
        }
    }
}

/// How far a verdict can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The distribution's own statement on that release's package.
    A,
    /// The ecosystem's package under its own scheme.
    B,
    /// Exact vendor and product with a comparable range.
    C,
    /// Derived identity, rough version, unknown context.
    D,
    /// Any vendor, prose, keyword.
    E,
}

impl Class {
    /// The letter.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::A => 'A',
            Self::B => 'B',
            Self::C => 'C',
            Self::D => 'D',
            Self::E => 'E',
        }
    }
}

/// Why a class is lower than the identity alone would give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lowered {
    /// The vendor of the component's CPE is a wildcard.
    AnyVendor,
    /// The record names its product in words only.
    NamedOnly,
    /// The component is a package of an ecosystem or distribution, which numbers and patches in its own way.
    PackageByCpe,
    /// The name that met is derived from another: what a build calls the component, or its bare name.
    Derived,
    /// The range has no ends.
    Unbounded,
    /// Nobody can tell whether the other parts are there that the statement asks for.
    Context,
    /// Nobody can tell.
    Unknown,
    /// A statement of higher authority says that this version is not affected.
    Contradicted,
}

impl Lowered {
    /// The word kept and shown, never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::AnyVendor => "any_vendor",
            Self::NamedOnly => "named_only",
            Self::PackageByCpe => "package_by_cpe",
            Self::Derived => "derived",
            Self::Unbounded => "unbounded",
            Self::Context => "context",
            Self::Unknown => "unknown",
            Self::Contradicted => "contradicted",
        }
    }
}

/// The entry that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Met {
    /// A range with its status.
    Range(Interval, Status),
    /// A version named by itself.
    Version(String),
    /// No entry; the record's default.
    Default(Status),
}

/// The step at which the verdict fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// The component does not have the name that the statement speaks of.
    Identity,
    /// The component is of another release.
    Distro,
    /// The version could not be compared.
    Version,
    /// The entries were compared with the version.
    Entries,
    /// The version is affected, but not in a product with these parts.
    Context,
    /// The version is affected, but the component's build or supplier says why this one is not.
    Said,
}

impl Step {
    /// The word kept and shown, never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Distro => "distro",
            Self::Version => "version",
            Self::Entries => "entries",
            Self::Context => "context",
            Self::Said => "said",
        }
    }
}

/// The check of distribution and release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistroCheck {
    /// What the statement is limited to.
    pub stated: String,
    /// What the component says.
    pub component: Option<String>,
    /// Whether they are the same.
    pub sameness: Sameness,
}

/// Everything that led to a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Id of the record.
    pub vulnerability: String,
    /// The feed that published it.
    pub source: String,
    /// SHA-256 of the record, hexadecimal.
    pub digest: String,
    /// Where in the record, as a JSON pointer.
    pub pointer: String,
    /// Key of the statement's subject.
    pub key: String,
    /// The component's purl or CPE that met it.
    pub identity: Option<String>,
    /// How the component came to that name.
    pub via: Option<Via>,
    /// The row of the table of software that joined the names, where one did.
    pub by: Option<&'static Software>,
    /// The step at which the verdict fell.
    pub step: Step,
    /// The entry that decided.
    pub met: Option<Met>,
    /// The affected range that comes nearest, where the version is outside.
    pub nearest: Option<Interval>,
    /// The component's version as compared.
    pub version: Option<String>,
    /// The scheme that compared it.
    pub scheme: Option<Scheme>,
    /// The check of distribution and release, where the statement is limited to one.
    pub distro: Option<DistroCheck>,
    /// Whether the other parts are there that the statement asks for; none = it asks for none, or was not met.
    pub context: Option<Truth>,
    /// What the component's build or supplier says of the vulnerability.
    pub said: Option<Said>,
    /// Why the class is lower than the identity alone would give.
    pub lowered: Vec<Lowered>,
    /// `source id` of the higher statement that says "not affected".
    pub contradicted_by: Option<String>,
}

/// What a statement says of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it holds.
    pub outcome: Outcome,
    /// How far to trust it.
    pub class: Class,
    /// Why.
    pub explanation: Explanation,
}

impl Verdict {
    /// Whether this is a finding: affected, and of class C or better.
    #[must_use]
    pub fn is_finding(&self) -> bool {
        self.outcome == Outcome::In && self.class <= Class::C
    }

    /// Whether this is a candidate: perhaps affected, counted and not a finding.
    #[must_use]
    pub fn is_candidate(&self) -> bool {
        self.outcome != Outcome::Out && !self.is_finding()
    }

    /// Order of preference: affected before unknown before not, then the better class; smaller is better.
    #[must_use]
    pub fn rank(&self) -> (u8, Class) {
        let outcome = match self.outcome {
            Outcome::In => 0,
            Outcome::Unknown(_) => 1,
            Outcome::Out => 2,
        };
        (outcome, self.class)
    }

    /// The verdict for machines, kept with a finding.
    #[must_use]
    pub fn to_json(&self) -> String {
        let unknown = match self.outcome {
            Outcome::Unknown(reason) => Some(reason.word()),
            _ => None,
        };
        Object::new()
            .text("outcome", self.outcome.word())
            .maybe("reason", unknown)
            .text("class", self.class.letter().encode_utf8(&mut [0; 4]))
            .raw("explanation", &self.explanation.to_json())
            .end()
    }
}

impl Explanation {
    /// The explanation for machines.
    #[must_use]
    pub fn to_json(&self) -> String {
        let statement = Object::new()
            .text("record", &self.vulnerability)
            .text("source", &self.source)
            .text("digest", &self.digest)
            .text("pointer", &self.pointer)
            .text("key", &self.key)
            .end();
        let mut out = Object::new()
            .raw("statement", &statement)
            .maybe("identity", self.identity.as_deref())
            .maybe("via", self.via.map(Via::word))
            .maybe("joined_by", self.by.map(|by| by.sources))
            .text("step", self.step.word())
            .maybe("version", self.version.as_deref())
            .maybe("scheme", self.scheme.map(Scheme::word));
        out = match &self.met {
            Some(Met::Range(interval, status)) => out.text("range", &interval.to_string()).text("status", status.word()),
            Some(Met::Version(version)) => out.text("named_version", version),
            Some(Met::Default(status)) => out.text("default_status", status.word()),
            None => out,
        };
        out = out.maybe("nearest", self.nearest.as_ref().map(ToString::to_string).as_deref());
        if let Some(check) = &self.distro {
            let sameness = match check.sameness {
                Sameness::Same => "same",
                Sameness::Different => "different",
                Sameness::Unknown => "unknown",
            };
            let check = Object::new().text("stated", &check.stated).maybe("component", check.component.as_deref()).text("result", sameness);
            out = out.raw("distro", &check.end());
        }
        out = out.maybe("context", self.context.map(Truth::word));
        if let Some(said) = &self.said {
            let said = Object::new().text("says", said.says.word()).text("vulnerability", &said.vulnerability).text("by", &said.by);
            out = out.raw("said", &said.end());
        }
        if !self.lowered.is_empty() {
            out = out.raw("lowered", &texts(self.lowered.iter().map(|l| l.word())));
        }
        out.maybe("contradicted_by", self.contradicted_by.as_deref()).end()
    }
}
