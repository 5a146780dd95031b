//! Puts facts, answers, entries and outcomes of a case on record.

use super::change::{Changed, When, change, event};
use crate::{Ctx, Error, Result};
use domain::access::Act;
use domain::event::Event;
use domain::fact::{self, FactKind, Place};
use domain::instant::{Given, Instant};
use domain::psirt_case::{self as rules, Audience, Outcome};
use domain::refusal::Refusal;
use domain::stage;
use domain::text;
use domain::viewer::Viewer;
use store::Tx;
use store::psirt_case::Case;

/// Characters of an entry, a reason or an answer.
pub const TEXT_CHARS_MAX: usize = 20_000;

/// A fact to be recorded, before the checks.
#[derive(Debug, Clone)]
pub struct FactForm {
    /// `measure_available`, `public`, `exploit_public` or `exploited`.
    pub kind: String,
    /// When it happened.
    pub happened_at: Given,
    /// `own` or `elsewhere`, for exploitation; may be empty.
    pub place: String,
    /// Source or evidence.
    pub evidence: String,
}

/// An entry to be written.
#[derive(Debug, Clone, Default)]
pub struct NoteForm {
    /// Who may read it.
    pub audience: String,
    /// Text.
    pub body: String,
}

/// A change of the outcome.
#[derive(Debug, Clone)]
pub struct OutcomeForm {
    /// The outcome to come.
    pub to: Outcome,
    /// Why.
    pub reason: String,
}

/// Cleans a text and checks its length.
pub(super) fn words(field: &str, value: &str) -> Result<String> {
    let cleaned = text::clean(value).text.trim().to_owned();
    if text::count(&cleaned) > TEXT_CHARS_MAX {
        return Err(Refusal::invalid(field, format!("≤ {TEXT_CHARS_MAX}")).into());
    }
    Ok(cleaned)
}

/// Records a fact, with those that it brings along.
///
/// # Errors
/// What the fact still needs, no such case, or the refusal of the access table.
pub async fn record_fact(ctx: &Ctx, number: String, form: FactForm) -> Result<()> {
    let kind = FactKind::read("kind", &form.kind)?;
    let place = if form.place.trim().is_empty() { None } else { Some(Place::read("place", &form.place)?) };
    let evidence = words("evidence", &form.evidence)?;
    change(ctx, number, Act::FactRecord, When::Always, move |tx, viewer, now, case| {
        fact::check(kind, form.happened_at.instant, place, &evidence, now)?;
        let held = tx.facts(case.id)?;
        let mut events = Vec::new();
        for brought in fact::recorded_together(kind) {
            // What comes along is not recorded twice: its first row dates it.
            let known = held.iter().any(|fact| fact.kind == *brought && fact.withdrawn_at.is_none());
            if *brought != kind && known {
                continue;
            }
            let place = place.filter(|_| *brought == FactKind::Exploited);
            tx.add_fact(viewer, case.id, *brought, form.happened_at.instant, form.happened_at.offset_minutes, place, &evidence, now)?;
            events.push(
                event(case, "case", "fact_recorded").with("fact", brought).with("happened_at", form.happened_at.instant.to_rfc3339()),
            );
        }
        events.extend(consequences(tx, now, case, kind)?);
        Ok(((), events))
    })
    .await
}

/// What follows from a fact at once: an embargo without its ground, a question to be asked.
fn consequences(tx: &mut Tx<'_>, now: Instant, case: &Case, kind: FactKind) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    let bound = tx.embargo(case.id)?.is_some_and(|row| row.embargo.at(now).binds());
    if kind.breaks_embargo() && bound {
        events.push(event(case, "case", "embargo_premise_broken").with("fact", kind));
    }
    if kind == FactKind::Exploited {
        events.push(event(case, "case", "cra_question_asked").with("fact", kind));
    }
    Ok(events)
}

/// Withdraws a fact that was a mistake; the row stays.
///
/// # Errors
/// No reason, no such fact or case, or the refusal of the access table.
pub async fn withdraw_fact(ctx: &Ctx, number: String, id: i64, reason: String) -> Result<()> {
    let reason = words("reason", &reason)?;
    if reason.is_empty() {
        return Err(Refusal::ReasonRequired.into());
    }
    change(ctx, number, Act::FactRecord, When::Always, move |tx, _, now, case| {
        let held = tx.facts(case.id)?.into_iter().find(|fact| fact.id == id).ok_or_else(Error::not_found)?;
        if !tx.withdraw_fact(case.id, id, &reason, now)? {
            return Err(Refusal::StateConflict { state: "withdrawn".into(), act: "withdrawal".into() }.into());
        }
        Ok(((), vec![event(case, "case", "fact_withdrawn").with("fact", held.kind).because(reason)]))
    })
    .await
}

/// Answers a condition that no other data can meet.
///
/// # Errors
/// An unknown condition or value, missing words, no such case, or the refusal of the access table.
pub async fn answer(ctx: &Ctx, number: String, condition: String, value: String, text: String) -> Result<()> {
    if condition == "cra_question" {
        return super::answer_cra(ctx, number, super::CraAnswer { value, reason: text }).await;
    }
    let text = words("text", &text)?;
    change(ctx, number, Act::CaseEdit, When::Open, move |tx, viewer, now, case| {
        put_answer(tx, viewer, now, case, &condition, &value, &text)
    })
    .await
}

pub(super) fn put_answer(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    now: Instant,
    case: &Case,
    condition: &str,
    value: &str,
    text: &str,
) -> Changed<()> {
    rules::check_answer(condition, value, text)?;
    tx.put_answer(viewer, case.id, condition, value, text, now)?;
    Ok(((), vec![event(case, "case", "answered").with("condition", condition).with("value", value)]))
}

/// Writes an entry for one audience. Only readers of counsel entries write them.
///
/// # Errors
/// An empty text, an unknown audience, no such case, or the refusal of the access table.
pub async fn note(ctx: &Ctx, number: String, form: NoteForm) -> Result<()> {
    let audience = Audience::read("audience", if form.audience.is_empty() { "internal" } else { &form.audience })?;
    let body = words("body", &form.body)?;
    if body.is_empty() {
        return Err(Refusal::required("body").into());
    }
    change(ctx, number, Act::CaseEdit, When::Always, move |tx, viewer, now, case| {
        use domain::viewer::{Approver, Role};
        if audience == Audience::Counsel && !(viewer.has(Role::Lead) || viewer.has(Role::Approver(Approver::Legal))) {
            return Err(Refusal::invalid("audience", "internal, parties, reporter").into());
        }
        tx.add_note(viewer, case.id, audience, &body, now)?;
        Ok(((), vec![event(case, "case", "noted").with("audience", audience)]))
    })
    .await
}

/// Changes the outcome: a closure needs every condition met, everything else a reason.
///
/// # Errors
/// [`Refusal::CaseConditionsUnmet`] with the list, a missing reason, an outcome that cannot follow, or the refusal of the access table.
pub async fn set_outcome(ctx: &Ctx, number: String, form: OutcomeForm) -> Result<()> {
    let reason = words("reason", &form.reason)?;
    change(ctx, number, Act::CaseClose, When::Always, move |tx, _, now, case| {
        let report = stage::compute(&tx.case_facts(case, now)?);
        rules::check_outcome(case.outcome, form.to, &reason, &report.unmet).map_err(|refusal| named(refusal, &report))?;
        tx.set_outcome(case.id, form.to, &reason, now)?;
        let verb = match form.to {
            Outcome::Open => "reopened",
            Outcome::Deferred => "deferred",
            Outcome::Declined => "declined",
            Outcome::Duplicate => "merged",
            Outcome::Closed => "closed",
        };
        Ok(((), vec![event(case, "case", verb).because(reason)]))
    })
    .await
}

/// The refusal of a closure names what each condition waits for.
fn named(refusal: Refusal, report: &stage::StageReport) -> Refusal {
    let Refusal::CaseConditionsUnmet { n, .. } = refusal else { return refusal };
    let item = |unmet: &stage::Unmet| match unmet.things.is_empty() {
        true => unmet.condition.key().to_owned(),
        false => format!("{}: {}", unmet.condition.key(), unmet.things.join(", ")),
    };
    Refusal::CaseConditionsUnmet { n, list: report.unmet.iter().map(item).collect::<Vec<_>>().join("; ") }
}
