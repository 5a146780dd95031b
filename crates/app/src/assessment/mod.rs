//! Assessments: a person's judgement on one vulnerability in one or many releases.

use crate::psirt_case::{Moved, stages_of_vulnerability};
use crate::{Ctx, Error, Result, product};
use domain::access::{self, Act};
use domain::assessment::{self as rules, Judgement, Justification, VexStatus};
use domain::event::{Event, ThingRef};
use domain::instant::{Given, Instant};
use domain::refusal::Refusal;
use domain::viewer::Viewer;
use store::Tx;
use store::catalogue::Release;
use store::psirt_case::Case;

pub use store::finding::Assessment;

/// Releases of one judgement, at most.
pub const RELEASES_MAX: usize = 500;

/// A judgement before the checks.
#[derive(Debug, Clone, Default)]
pub struct AssessmentForm {
    /// Vulnerability.
    pub vulnerability: String,
    /// Releases, each `product@version`.
    pub releases: Vec<String>,
    /// Number of the case in which it is made; may be empty.
    pub case: String,
    /// Status.
    pub status: String,
    /// Justification, with `not_affected`.
    pub justification: String,
    /// Impact statement, fit to be published.
    pub statement: String,
    /// What users should do.
    pub action: String,
    /// Version or proof, with `fixed`.
    pub evidence: String,
    /// When we look again.
    pub next_update_at: Option<Given>,
}

/// What a judgement reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessed {
    /// Releases that were judged.
    pub decided: Vec<String>,
    /// Releases that the viewer may not judge; nothing changed there.
    pub skipped: Vec<String>,
}

/// Judges one vulnerability in one or many releases. Releases outside the viewer's scope stay as they are and are named.
///
/// # Errors
/// What the status still needs, no such vulnerability, release or case, no release that the viewer may judge.
pub async fn assess(ctx: &Ctx, form: AssessmentForm) -> Result<Assessed> {
    ctx.enter(Act::Assess)?;
    let judgement = read(&form)?;
    if form.releases.is_empty() {
        return Err(Refusal::required("releases").into());
    }
    if form.releases.len() > RELEASES_MAX {
        return Err(Refusal::invalid("releases", format!("≤ {RELEASES_MAX}")).into());
    }
    ctx.transact(move |tx, viewer, now| {
        tx.vulnerability(viewer, &form.vulnerability)?.ok_or_else(Error::not_found)?;
        let case = case_of(tx, viewer, &form)?;
        let (mine, skipped) = sort_out(tx, viewer, &form.releases)?;
        if mine.is_empty() {
            return Err(Error::not_found());
        }
        let moved = stages_of_vulnerability(tx, &form.vulnerability, now)?;
        for release in &mine {
            let planned = has_plan(tx, case.as_ref(), release)?;
            let checked = rules::check(&judgement, planned)?;
            tx.put_assessment(viewer, &form.vulnerability, release.id, &checked, case.as_ref().map(|case| case.id), now)?;
        }
        let decided: Vec<String> = mine.iter().map(Release::key).collect();
        let told = Event::new("assessment", "changed", ThingRef::new("vulnerability", &form.vulnerability))
            .with("status", judgement.status)
            .with("releases", decided.join(" "));
        record(tx, viewer, moved, case.as_ref(), told, now)?;
        Ok(Assessed { decided, skipped })
    })
    .await
}

/// Judgements in force that the viewer may see, of a vulnerability or of a release.
///
/// # Errors
/// Neither is named, no such release, or the refusal of the access table.
pub async fn in_force(ctx: &Ctx, vulnerability: String, release: String) -> Result<Vec<Assessment>> {
    ctx.enter(Act::StaffRead)?;
    ctx.read(move |tx, viewer| match (vulnerability.is_empty(), release.is_empty()) {
        (true, true) => Err(Refusal::required("vulnerability").into()),
        (false, true) => Ok(tx.assessments_of_vulnerability(viewer, &vulnerability)?),
        (only_release, false) => {
            let (product, version) = product::split_key(&release)?;
            let found = tx.release(viewer, &product, &version)?.ok_or_else(Error::not_found)?;
            let mut all = tx.assessments_of_release(viewer, found.id)?;
            all.retain(|row| only_release || row.vuln_id == vulnerability);
            Ok(all)
        }
    })
    .await
}

fn read(form: &AssessmentForm) -> Result<Judgement> {
    let justification = match form.justification.trim() {
        "" => None,
        key => Some(Justification::read("justification", key)?),
    };
    let judgement = Judgement {
        status: VexStatus::read("status", &form.status)?,
        justification,
        statement: form.statement.clone(),
        action: form.action.clone(),
        evidence: form.evidence.clone(),
        next_update_at: form.next_update_at.map(|given| given.instant),
    };
    // Whatever does not depend on the release is refused before anything is read; a plan can only stand in for an action.
    Ok(rules::check(&judgement, true)?)
}

/// The case of a judgement: as named, or the one that made the vulnerability known, so that nothing of it is told to others.
fn case_of(tx: &mut Tx<'_>, viewer: &Viewer, form: &AssessmentForm) -> Result<Option<Case>> {
    let mut naming = tx.cases_of_vulnerability(viewer, &form.vulnerability)?;
    if !form.case.is_empty() {
        return naming.into_iter().find(|case| case.number == form.case).map(Some).ok_or_else(Error::not_found);
    }
    let own = tx.vulnerability(viewer, &form.vulnerability)?.is_some_and(|found| found.origin == "own");
    Ok(if own && !naming.is_empty() { Some(naming.remove(0)) } else { None })
}

/// Invariant 13: a decision changes no release outside the decider's scope.
fn sort_out(tx: &mut Tx<'_>, viewer: &Viewer, keys: &[String]) -> Result<(Vec<Release>, Vec<String>)> {
    let (mut mine, mut skipped) = (Vec::new(), Vec::new());
    for key in keys {
        let unknown = || Error::from(Refusal::invalid("releases", key));
        let (product, version) = product::split_key(key).map_err(|_| unknown())?;
        let release = tx.release(viewer, &product, &version)?.ok_or_else(unknown)?;
        if access::may(viewer, Act::Assess, product::standing(&release)) {
            mine.push(release);
        } else {
            skipped.push(release.key());
        }
    }
    Ok((mine, skipped))
}

fn has_plan(tx: &mut Tx<'_>, case: Option<&Case>, release: &Release) -> Result<bool> {
    let Some(case) = case else { return Ok(false) };
    Ok(tx.plans(case.id)?.iter().any(|plan| plan.release_id == release.id))
}

/// One entry names every release; a case whose stage moved says so in an entry of its own.
fn record(tx: &mut Tx<'_>, viewer: &Viewer, moved: Vec<Moved>, case: Option<&Case>, told: Event, now: Instant) -> Result<()> {
    let told = match case {
        Some(case) => told.of_case(case.id, case.restricted()),
        None => told,
    };
    tx.record(viewer, &[told], now)?;
    for before in moved {
        if case.is_some_and(|case| case.id == before.id()) || before.moves(tx, now)? {
            before.record(tx, viewer, Vec::new(), now)?;
        }
    }
    Ok(())
}
