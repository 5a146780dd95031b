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

/// Most problems kept of one document; further ones are counted.
pub const PROBLEMS_MAX: usize = 1_000;

/// Most bytes of foreign text quoted in a problem.
const QUOTE_BYTES_MAX: usize = 120;

/// Gathers problems up to [`PROBLEMS_MAX`].
#[derive(Debug, Default)]
pub(crate) struct Problems {
    kept: Vec<Problem>,
    dropped: usize,
}

impl Problems {
    /// Notes one.
    pub(crate) fn note(&mut self, code: &'static str, pointer: impl Into<String>, detail: impl Into<String>) {
        if self.kept.len() < PROBLEMS_MAX {
            self.kept.push(Problem::new(code, pointer, detail));
        } else {
            self.dropped += 1;
        }
    }

    /// Gives them back; if some were dropped, the last one says how many.
    pub(crate) fn into_vec(mut self) -> Vec<Problem> {
        if self.dropped > 0 {
            self.kept.push(Problem::new("problems.more", "", format!("{} further problems", self.dropped)));
        }
        self.kept
    }
}

/// Shortens foreign text for a problem's detail.
pub(crate) fn quote(text: &str) -> String {
    let mut end = text.len().min(QUOTE_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mark = if end < text.len() { "…" } else { "" };
    format!("`{}{mark}`", text[..end].escape_debug())
}
