//! What a component's build or supplier says of vulnerabilities in it: a patch that resolves one, a VEX statement, a CVE that is ignored.

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Says {
    /// Resolved: a patch lies over the source, or the supplier says that it is fixed.
    Fixed,
    /// Not affected, with a justification.
    NotAffected,
    /// Set aside without patch and justification.
    Ignored,
}

impl Says {
    /// The word kept and shown, never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::NotAffected => "not_affected",
            Self::Ignored => "ignored",
        }
    }

    /// The meaning of a word, as `word` writes it.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Fixed, Self::NotAffected, Self::Ignored].into_iter().find(|says| says.word() == word)
    }

    /// Whether it decides: what is set aside without a reason decides nothing.
    #[must_use]
    pub const fn decides(self) -> bool {
        !matches!(self, Self::Ignored)
    }
}

/// A statement on one vulnerability in one component.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Said {
    /// The vulnerability, by any of its ids.
    pub vulnerability: String,
    /// What is said.
    pub says: Says,
    /// By what: the file or address of a patch, or the justification as its document writes it.
    pub by: String,
}
