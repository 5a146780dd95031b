//! The ways in which a use case does not end well; status and exit codes are decided from them once, at the faces.

use domain::refusal::Refusal;
use store::StoreError;

/// What a use case answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refusal at a field of a form or a place of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field.
    pub field: String,
    /// Why.
    pub refusal: Refusal,
}

impl Fault {
    /// Names a fault.
    #[must_use]
    pub fn new(field: impl Into<String>, refusal: Refusal) -> Self {
        Self { field: field.into(), refusal }
    }
}

/// Why a use case did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no. "Absent" and "not yours to know" are one refusal.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// Several fields are not acceptable; never empty.
    #[error("refused: {} fields", .0.len())]
    Fields(Vec<Fault>),
    /// Too much at once; the caller may come again after some seconds.
    #[error("busy")]
    Busy,
    /// A machine did not work; the text is for the log only.
    #[error("{0}")]
    Broken(String),
}

impl Error {
    /// Something that is absent, or not the viewer's to know.
    #[must_use]
    pub const fn not_found() -> Self {
        Self::Refused(Refusal::NotFound)
    }

    /// A failure of a machine, with what was being done.
    pub fn broken(doing: &str, source: impl std::fmt::Display) -> Self {
        Self::Broken(format!("{doing}: {source}"))
    }

    /// The refusal that a face shows, where it is one.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal.clone()),
            Self::Fields(faults) => faults.first().map(|fault| fault.refusal.clone()),
            Self::Busy => Some(Refusal::Busy { s: "2".to_owned() }),
            Self::Broken(_) => None,
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            other => Self::Broken(format!("ledger: {other}")),
        }
    }
}
