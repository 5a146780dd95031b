//! CRA article 14: the question, awareness, filings and attempts.

use super::change::{When, change, event};
use super::record::{put_answer, words};
use crate::{Ctx, Result};
use domain::access::Act;
use domain::cra::{self as rules, Awareness, FilingOutcome, FilingStage, Submission, Trigger};
use domain::instant::Given;
use domain::psirt_case::CaseKind;
use domain::refusal::Refusal;
use sha2::{Digest, Sha256};
use store::psirt_case::{NewAwareness, NewFiling};

/// Bytes of the copy of a submission, at most.
pub const COPY_BYTES_MAX: usize = 1_500_000;

/// An answer to the CRA question.
#[derive(Debug, Clone, Default)]
pub struct CraAnswer {
    /// `in_scope`, `out_of_scope` or `undecided`.
    pub value: String,
    /// Why; mandatory for out of scope.
    pub reason: String,
}

/// Awareness before the checks.
#[derive(Debug, Clone)]
pub struct AwarenessForm {
    /// When the signal arrived.
    pub signal_at: Option<Given>,
    /// When its assessment began.
    pub started_at: Option<Given>,
    /// When we were reasonably certain.
    pub aware_at: Option<Given>,
    /// What it rests on.
    pub evidence: String,
    /// Why it is enough.
    pub reasoning: String,
    /// Why an earlier row is corrected; empty for the first.
    pub reason: String,
}

/// A filing or an attempt, before the checks.
#[derive(Debug, Clone)]
pub struct FilingForm {
    /// `early_warning`, `notification` or `final_report`.
    pub stage: String,
    /// `submitted` or `attempted`.
    pub outcome: String,
    /// The authority's reference.
    pub reference: String,
    /// When it was submitted or tried.
    pub happened_at: Option<Given>,
    /// The copy of what was submitted.
    pub copy: Vec<u8>,
    /// Why it is late, or why it could not be submitted.
    pub reason: String,
}

/// Answers the CRA question. Out of scope is a lead's answer.
///
/// # Errors
/// An unknown value, a missing reason, no such case, or the refusal of the access table.
pub async fn answer_cra(ctx: &Ctx, number: String, answer: CraAnswer) -> Result<()> {
    let reason = words("reason", &answer.reason)?;
    let act = if answer.value == "out_of_scope" { Act::AwarenessCorrect } else { Act::Awareness };
    change(ctx, number, act, When::Always, move |tx, viewer, now, case| {
        put_answer(tx, viewer, now, case, "cra_question", &answer.value, &reason)
    })
    .await
}

/// Records awareness; a later row corrects the one before and says why. Due instants follow the newest row.
///
/// # Errors
/// Instants that are missing, in the wrong order or in the future, missing words, no such case, or the refusal of the access table.
pub async fn record_awareness(ctx: &Ctx, number: String, form: AwarenessForm) -> Result<()> {
    let given = |field: &str, value: Option<Given>| value.ok_or_else(|| Refusal::required(field));
    let (signal, started, aware) =
        (given("signal_at", form.signal_at)?, given("started_at", form.started_at)?, given("aware_at", form.aware_at)?);
    let (evidence, reasoning, reason) =
        (words("evidence", &form.evidence)?, words("reasoning", &form.reasoning)?, words("reason", &form.reason)?);
    change(ctx, number, Act::Awareness, When::Always, move |tx, viewer, now, case| {
        let trigger = match case.kind {
            CaseKind::Vulnerability => Trigger::ExploitedVulnerability,
            CaseKind::SevereIncident => Trigger::SevereIncident,
        };
        let awareness = Awareness { trigger, signal_at: signal.instant, started_at: started.instant, aware_at: aware.instant };
        rules::check_awareness(&awareness, &evidence, &reasoning, now)?;
        let corrects = tx.awareness(case.id)?.pop().map(|row| row.id);
        if corrects.is_some() {
            domain::access::allow(viewer, Act::AwarenessCorrect, case.standing(viewer))?;
            if reason.is_empty() {
                return Err(Refusal::ReasonRequired.into());
            }
        }
        let new = NewAwareness { awareness, offset_minutes: aware.offset_minutes, evidence, reasoning, corrects, reason: reason.clone() };
        tx.add_awareness(viewer, case.id, &new, now)?;
        let verb = if corrects.is_some() { "awareness_corrected" } else { "awareness_recorded" };
        Ok(((), vec![event(case, "case", verb).with("aware_at", awareness.aware_at.to_rfc3339()).because(reason)]))
    })
    .await
}

/// Records a submission, or that it could not be submitted; only a submission meets the deadline. Possible in every state of an embargo.
///
/// # Errors
/// No awareness yet, the order of stages, a missing reference, copy or reason, no such case, or the refusal of the access table.
pub async fn record_filing(ctx: &Ctx, number: String, form: FilingForm) -> Result<()> {
    let stage = FilingStage::read("stage", &form.stage)?;
    let outcome = FilingOutcome::read("outcome", if form.outcome.is_empty() { "submitted" } else { &form.outcome })?;
    let (reference, reason) = (domain::text::clean_line(&form.reference), words("reason", &form.reason)?);
    if form.copy.len() > COPY_BYTES_MAX {
        return Err(Refusal::BodyTooLarge { limit: format!("{COPY_BYTES_MAX} B") }.into());
    }
    change(ctx, number, Act::Filing, When::Always, move |tx, viewer, now, case| {
        let Some(aware) = tx.awareness(case.id)?.pop() else {
            return Err(Refusal::StateConflict { state: "not_aware".into(), act: "filing".into() }.into());
        };
        let happened = form.happened_at.ok_or_else(|| Refusal::required("happened_at"))?;
        match outcome {
            FilingOutcome::Submitted => {
                let submission = Submission { stage, at: happened.instant };
                rules::check_submission(&tx.filing_chain(case.id)?, &aware.awareness, submission, &reference, &reason, now)?;
                // Invariant 10: a submission has its copy.
                if form.copy.is_empty() {
                    return Err(Refusal::required("copy").into());
                }
            }
            FilingOutcome::Attempted if reason.is_empty() => return Err(Refusal::ReasonRequired.into()),
            FilingOutcome::Attempted if happened.instant > now => {
                return Err(Refusal::invalid("happened_at", now.to_rfc3339()).into());
            }
            FilingOutcome::Attempted => {}
        }
        let copy_digest = if form.copy.is_empty() { String::new() } else { hex(&Sha256::digest(&form.copy)) };
        let copy_bytes = (!form.copy.is_empty()).then_some(form.copy);
        let told = event(case, "filing", "recorded").with("stage", stage).with("outcome", outcome).with("reference", &reference);
        let told = told.with("happened_at", happened.instant.to_rfc3339()).with("copy_sha256", &copy_digest).because(reason.clone());
        let offset_minutes = happened.offset_minutes;
        let new = NewFiling { stage, outcome, reference, happened_at: happened.instant, offset_minutes, copy_digest, copy_bytes, reason };
        tx.add_filing(viewer, case.id, &new, now)?;
        Ok(((), vec![told]))
    })
    .await
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
