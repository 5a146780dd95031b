//! Text from outside: what is taken out before it is kept, and how long it may be.

/// Text after cleaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// What is kept.
    pub text: String,
    /// How many control characters were taken out.
    pub removed: usize,
}

/// Takes out control characters other than tab and line feed; carriage returns before a line feed go silently.
/// Direction marks and emoji stay: pages isolate them.
#[must_use]
pub fn clean(text: &str) -> Cleaned {
    let unified = text.replace("\r\n", "\n");
    let mut removed = 0;
    let text = unified
        .chars()
        .filter(|c| {
            let keep = !c.is_control() || matches!(c, '\n' | '\t');
            removed += usize::from(!keep);
            keep
        })
        .collect();
    Cleaned { text, removed }
}

/// Like [`clean`] for a field of one line: trimmed, line breaks and tabs become blanks.
#[must_use]
pub fn clean_line(text: &str) -> String {
    clean(text).text.replace(['\n', '\t'], " ").trim().to_owned()
}

/// Number of characters as a reader counts them in limits.
#[must_use]
pub fn count(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_goes_and_direction_marks_stay() {
        let cleaned = clean("a\0b\u{202e}c😀\r\nd");
        assert_eq!(cleaned, Cleaned { text: "ab\u{202e}c😀\nd".to_owned(), removed: 1 });
    }
}
