//! Documents of the field by themselves: what form they have, whether they are valid, what to mend. Stores nothing and needs no ledger.

mod check;
mod convert;
mod report;

pub use check::{check, check_as, check_sent, plain};
pub use convert::{Converted, sbom as convert_sbom, vex as convert_vex};
pub use formats::family::Family;
pub use formats::sbom::{Quality, Target, Work};
pub use formats::vex::convert::{Form as VexForm, Publisher};
pub use report::{Reported, sarif};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Breaks a mandatory rule: others may refuse the document.
    Error,
    /// Breaks a rule that may be broken for a good reason.
    Warning,
    /// Worth a look.
    Note,
}

impl Gravity {
    /// The word, as SARIF has it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// How far a check goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Depth {
    /// Structure and mandatory rules.
    Basic,
    /// Also the optional rules.
    #[default]
    Extended,
    /// Also what is only worth a look.
    Full,
}

impl Depth {
    /// Every depth, shallow first.
    pub const ALL: [Self; 3] = [Self::Basic, Self::Extended, Self::Full];

    /// The word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Extended => "extended",
            Self::Full => "full",
        }
    }

    /// The depth of a word.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|depth| depth.key() == key)
    }
}

/// Something in a document that a rule speaks against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How grave.
    pub gravity: Gravity,
    /// The rule, such as `csaf.6.1.1`; never translated.
    pub code: String,
    /// JSON pointer, XPath or `line 12`; empty = the whole document.
    pub pointer: String,
    /// Line, counted from 1, where known.
    pub line: Option<usize>,
    /// What was met, in few English words.
    pub detail: String,
    /// What the rule asks for and what to do, in Japanese and English; empty where the detail says it all.
    pub advice: (&'static str, &'static str),
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Form and edition, such as `CSAF 2.0`.
    pub form: String,
    /// The rules are those of a draft.
    pub draft: bool,
    /// What was found, in the order of gravity, then of the document.
    pub findings: Vec<Finding>,
    /// How much a parts list can tell.
    pub quality: Option<Quality>,
}

impl Checked {
    /// How many findings are so grave.
    #[must_use]
    pub fn count(&self, gravity: Gravity) -> usize {
        self.findings.iter().filter(|finding| finding.gravity == gravity).count()
    }

    /// Nothing breaks a mandatory rule.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.count(Gravity::Error) == 0
    }
}
