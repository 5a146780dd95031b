//! Findings for other programs.

use super::{Finding, Gravity};
use formats::sarif::{self, Level};

/// A finding with its file and words.
#[derive(Debug, Clone)]
pub struct Reported {
    /// Path or address of the file.
    pub uri: String,
    /// What is wrong and what to do, in the reader's language.
    pub message: String,
    /// The finding.
    pub finding: Finding,
}

/// Writes findings as a SARIF 2.1.0 log.
#[must_use]
pub fn sarif(reported: &[Reported], version: &str) -> String {
    let findings: Vec<_> = reported
        .iter()
        .map(|one| sarif::Finding {
            uri: &one.uri,
            rule: &one.finding.code,
            level: match one.finding.gravity {
                Gravity::Error => Level::Error,
                Gravity::Warning => Level::Warning,
                Gravity::Note => Level::Note,
            },
            message: &one.message,
            line: one.finding.line,
            place: &one.finding.pointer,
        })
        .collect();
    String::from_utf8(sarif::write("hinomi", version, &findings)).unwrap_or_default()
}
