//! Running numbers of things, by the patterns of the configuration.

use crate::Result;
use domain::instant::{Instant, Zone};
use domain::number;
use store::Tx;

/// Pattern of the numbers of reports; staff only.
pub const REPORT_PATTERN: &str = "R-{yyyy}-{seq:04}";

/// The series that a noun counts in: its own every year where the pattern shows the year, else one for ever.
#[must_use]
pub fn series(noun: &str, pattern: &str, now: Instant) -> String {
    if pattern.contains("{yyyy}") { format!("{noun}:{}", now.civil(Zone::Tokyo).year) } else { noun.to_owned() }
}

/// Takes the next number of a noun; a transaction that is undone gives it back.
///
/// # Errors
/// A failure of the ledger.
pub fn next(tx: &mut Tx<'_>, noun: &str, pattern: &str, now: Instant) -> Result<String> {
    let seq = tx.next_number(&series(noun, pattern, now))?;
    Ok(number::by_pattern(pattern, now.civil(Zone::Tokyo).year, seq))
}
