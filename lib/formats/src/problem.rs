//! A problem: something wrong in a document that we read; reading goes on.

/// Something wrong at a place of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable code, such as `osv.bad_range`; never translated.
    pub code: &'static str,
    /// JSON pointer into the document, or `line 12`; empty = the whole document.
    pub pointer: String,
    /// What was met, in few English words.
    pub detail: String,
}

impl Problem {
    /// Names a problem.
    #[must_use]
    pub fn new(code: &'static str, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code, pointer: pointer.into(), detail: detail.into() }
    }
}
