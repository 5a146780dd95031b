//! CVSS vectors by themselves, for those who only want the number.

use crate::{Result, refusals};
use scoring::cvss::Vector;

pub use scoring::{cvss, ssvc};

/// A vector with what it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// Version of CVSS, such as `3.1`.
    pub version: String,
    /// The vector in the order of its specification.
    pub vector: String,
    /// Score of everything that it says, with one decimal.
    pub score: String,
    /// Score of its base metrics alone, with one decimal.
    pub base: String,
    /// Word of the score, a key of `words`.
    pub severity: String,
}

/// Reads a CVSS vector of version 2, 3.0, 3.1 or 4.0 and scores it.
///
/// # Errors
/// One of the `cvss.*` refusals.
pub fn score(text: &str) -> Result<Scored> {
    let vector = Vector::parse(text).map_err(refusals::of_vector)?;
    let score = vector.score();
    Ok(Scored {
        version: vector.version().key().to_owned(),
        vector: vector.canonical(),
        score: score.to_string(),
        base: vector.base().to_string(),
        severity: score.severity.key().to_owned(),
    })
}
