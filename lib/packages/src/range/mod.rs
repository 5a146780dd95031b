//! Ranges of versions: one normal form with its algebra, and a reader for every way that people write a range.
//!
//! | Written as | Reader |
//! |---|---|
//! | OSV events | [`osv`] |
//! | CVE 5 `versions` | [`cve5`] |
//! | NVD `versionStart…`, `versionEnd…` | [`nvd`] |
//! | the syntax of a package manager | [`native`] |
//! | VERS | [`vers`] |
//! | Japanese prose, as JVN writes it | [`jvn`] |
//!
//! All give a [`RangeSet`], whose answer is [`Containment`]: in, out, or unknown with its reason. What a reader does not
//! understand is unknown, never guessed and never everything.

pub mod cve5;
mod interval;
pub mod jvn;
mod line;
pub mod native;
pub mod nvd;
pub mod osv;
mod set;
pub mod vers;

pub use interval::{Bound, Interval, contains, contains_key};
pub use set::{CUTS_MAX, RangeSet};

/// Longest text of a range that is read, in bytes.
pub const RANGE_BYTES_MAX: usize = 64 * 1024;
/// Most constraints that one text may hold.
pub const CONSTRAINTS_MAX: usize = 4_096;

/// Why nobody can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The version in question is none of this scheme.
    VersionUnreadable,
    /// An end of the interval that would decide is none of this scheme.
    BoundUnreadable,
    /// The text of the range is not understood.
    TextUnreadable,
    /// Versions are spoken of without saying which.
    NoRange,
    /// The range is larger than what is kept.
    TooLarge,
    /// Two schemes meet that do not compare with each other.
    SchemesDiffer,
}

impl Reason {
    /// The word kept and shown, never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::VersionUnreadable => "version_unreadable",
            Self::BoundUnreadable => "bound_unreadable",
            Self::TextUnreadable => "text_unreadable",
            Self::NoRange => "no_range",
            Self::TooLarge => "too_large",
            Self::SchemesDiffer => "schemes_differ",
        }
    }
}

/// Whether a version lies inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Containment {
    /// Inside.
    In,
    /// Outside.
    Out,
    /// Nobody can tell.
    Unknown(Reason),
}

impl Containment {
    /// What holds of the union: in if either is in.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::In, _) | (_, Self::In) => Self::In,
            (Self::Unknown(reason), _) | (_, Self::Unknown(reason)) => Self::Unknown(reason),
            (Self::Out, Self::Out) => Self::Out,
        }
    }

    /// What holds of the intersection: out if either is out.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        self.not().or(other.not()).not()
    }

    /// What holds of the complement.
    #[must_use]
    #[allow(clippy::should_implement_trait)]
    pub const fn not(self) -> Self {
        match self {
            Self::In => Self::Out,
            Self::Out => Self::In,
            unknown @ Self::Unknown(_) => unknown,
        }
    }
}
