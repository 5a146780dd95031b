//! Scores the vulnerabilities of a case: CVSS 3.1 and 4.0, SSVC for suppliers.

use super::change::{When, change, event};
use crate::refusals;
use crate::{Ctx, Error, Result};
use domain::access::Act;
use domain::refusal::Refusal;
use scoring::cvss::{Vector, Version};
use scoring::ssvc::{self, Points};
use store::Tx;
use store::psirt_case::Case;

/// Characters of a vector, at most.
const VECTOR_CHARS_MAX: usize = 600;

/// A CVSS vector to be recorded.
#[derive(Debug, Clone, Default)]
pub struct CvssForm {
    /// Vulnerability; may be empty when the case has one only.
    pub vulnerability: String,
    /// Vector with its prefix.
    pub vector: String,
}

/// SSVC answers to be recorded.
#[derive(Debug, Clone, Default)]
pub struct SsvcForm {
    /// Vulnerability; may be empty when the case has one only.
    pub vulnerability: String,
    /// `none`, `public_poc` or `active`.
    pub exploitation: String,
    /// `laborious`, `efficient` or `super_effective`.
    pub utility: String,
    /// `partial` or `total`.
    pub technical_impact: String,
    /// `minimal` or `significant`.
    pub public_safety_impact: String,
}

/// The vulnerability of a case that is meant.
fn meant(tx: &mut Tx<'_>, case: &Case, id: &str) -> Result<String> {
    let mut named = tx.case_vulnerabilities(case.id)?;
    match (id.trim(), named.len()) {
        ("", 1) => Ok(named.remove(0)),
        ("", _) => Err(Refusal::required("vulnerability").into()),
        (id, _) if named.iter().any(|held| held == id) => Ok(id.to_owned()),
        _ => Err(Error::not_found()),
    }
}

/// Records a CVSS score; answers tenths and word.
///
/// # Errors
/// The fault of the vector, a version that is only read, no such vulnerability or case, or the refusal of the access table.
pub async fn score_cvss(ctx: &Ctx, number: String, form: CvssForm) -> Result<(i64, &'static str)> {
    if form.vector.len() > VECTOR_CHARS_MAX {
        return Err(Refusal::invalid("vector", format!("≤ {VECTOR_CHARS_MAX}")).into());
    }
    let vector = Vector::parse(&form.vector).map_err(refusals::of_vector)?;
    let kind = match vector.version() {
        Version::V31 => "cvss31",
        Version::V40 => "cvss40",
        Version::V2 | Version::V30 => return Err(Refusal::CvssBadPrefix.into()),
    };
    let score = vector.score();
    change(ctx, number, Act::FactRecord, When::Open, move |tx, viewer, now, case| {
        let id = meant(tx, case, &form.vulnerability)?;
        let word = score.severity.key();
        tx.put_score(viewer, case.id, &id, kind, &vector.canonical(), Some(score.tenths), word, now)?;
        let told = event(case, "case", "scored").with("vulnerability", &id).with("kind", kind).with("score", score).with("word", word);
        Ok(((score.tenths, word), vec![told]))
    })
    .await
}

/// Records an SSVC decision; it proposes the fix target.
///
/// # Errors
/// A decision point without a value, no such vulnerability or case, or the refusal of the access table.
pub async fn score_ssvc(ctx: &Ctx, number: String, form: SsvcForm) -> Result<&'static str> {
    let points = [
        ("exploitation", form.exploitation.trim()),
        ("utility", form.utility.trim()),
        ("technical_impact", form.technical_impact.trim()),
        ("public_safety_impact", form.public_safety_impact.trim()),
    ];
    let points: Vec<(&str, &str)> = points.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let read = Points::read(&points).map_err(refusals::of_point)?;
    let decision = ssvc::supplier(&points).map_err(refusals::of_point)?;
    let vector = format!(
        "exploitation:{}/utility:{}/technical_impact:{}/public_safety_impact:{}",
        read.exploitation.key(),
        read.utility.key(),
        read.technical_impact.key(),
        read.public_safety_impact.key()
    );
    change(ctx, number, Act::FactRecord, When::Open, move |tx, viewer, now, case| {
        let id = meant(tx, case, &form.vulnerability)?;
        tx.put_score(viewer, case.id, &id, "ssvc", &vector, None, decision.key(), now)?;
        let told = event(case, "case", "scored").with("vulnerability", &id).with("kind", "ssvc").with("word", decision.key());
        Ok((decision.key(), vec![told]))
    })
    .await
}
