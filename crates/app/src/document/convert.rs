//! Documents written in another form.

use super::Finding;
use super::check::{of_problem, sbom_fault, unreadable};
use crate::Result;
use crate::clock::Clock;
use formats::sbom::{Options, Target};
use formats::vex::convert::{self, Form, Publisher};

/// A document in another form.
#[derive(Debug, Clone)]
pub struct Converted {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What was met while reading, and what the target cannot hold.
    pub findings: Vec<Finding>,
}

/// Writes a parts list in another form.
///
/// # Errors
/// The list cannot be read.
pub fn sbom(bytes: &[u8], target: Target) -> Result<Converted> {
    let options = Options { allow_empty: true, ..Options::default() };
    let read = formats::sbom::read(bytes, &options).map_err(sbom_fault)?;
    let (bytes, lost) = formats::sbom::write(&read, target, &Clock::Machine.now().to_rfc3339());
    Ok(Converted { bytes, findings: read.problems.into_iter().chain(lost).map(of_problem).collect() })
}

/// Writes statements in another form; a publisher without a name is the author of the source.
///
/// # Errors
/// The statements cannot be read.
pub fn vex(bytes: &[u8], form: Form, name: &str, namespace: &str) -> Result<Converted> {
    let (document, _, problems) = convert::read(bytes).map_err(|problem| unreadable(&problem))?;
    let publisher = Publisher { name: name.to_owned(), namespace: namespace.to_owned(), now: Clock::Machine.now().to_rfc3339() };
    let (bytes, lost) = convert::write(&document, form, &publisher);
    Ok(Converted { bytes, findings: problems.into_iter().chain(lost).map(of_problem).collect() })
}
