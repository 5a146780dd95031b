//! Fix plans: what happens for one release of a case.

use super::change::{When, change, event};
use super::record::words;
use crate::{Ctx, Error, Result, product};
use domain::access::{self, Act, Standing};
use domain::id::PersonId;
use domain::instant::Given;
use domain::plan::{self as rules, Delivery, Plan, PlanState};
use domain::refusal::Refusal;

/// A plan before the checks.
#[derive(Debug, Clone, Default)]
pub struct PlanForm {
    /// `product@version`.
    pub release: String,
    /// State.
    pub state: String,
    /// Version that carries the fix; empty = unknown.
    pub fix_version: String,
    /// Promised instant.
    pub due_at: Option<Given>,
    /// How users get it; empty = undecided.
    pub delivery: String,
    /// Why there is no fix, or why it moved back.
    pub reason: String,
    /// What users can do meanwhile.
    pub mitigation: String,
    /// Proof of verification.
    pub evidence: String,
    /// When users could have it.
    pub available_at: Option<Given>,
}

/// Puts a plan into force; the one before stays as history. Fields left empty keep what the plan before said.
///
/// # Errors
/// What the plan still needs, verifying an own plan, a release outside the case or the viewer's scope, no such case.
pub async fn put_plan(ctx: &Ctx, number: String, form: PlanForm) -> Result<()> {
    let state = PlanState::read("state", &form.state)?;
    let delivery = if form.delivery.trim().is_empty() { None } else { Some(Delivery::read("delivery", &form.delivery)?) };
    let (reason, mitigation, evidence) =
        (words("reason", &form.reason)?, words("mitigation", &form.mitigation)?, words("evidence", &form.evidence)?);
    let fix_version = if form.fix_version.trim().is_empty() { String::new() } else { domain::catalogue::check_version(&form.fix_version)? };
    let act = if state == PlanState::Verified { Act::Verify } else { Act::Plan };
    ctx.enter(act)?;
    // The case is only read; what may be changed is decided on the release.
    change(ctx, number, Act::CaseRead, When::Open, move |tx, viewer, now, case| {
        let (product, version) = product::split_key(&form.release).map_err(|_| Refusal::invalid("release", &form.release))?;
        let release = tx.release(viewer, &product, &version)?.ok_or_else(Error::not_found)?;
        if !tx.case_releases(case.id)?.iter().any(|scoped| scoped.id == release.id) {
            return Err(Error::not_found());
        }
        access::allow(viewer, act, Standing { member: false, division: Some(release.division_id), undivided: false })?;
        let before = tx.plans(case.id)?.into_iter().find(|plan| plan.release_id == release.id);
        let me = viewer.person().map(PersonId::get);
        let kept = before.as_ref().map(|row| &row.plan);
        let keep = |new: String, old: fn(&Plan) -> &String| if new.is_empty() { kept.map(old).cloned().unwrap_or_default() } else { new };
        let plan = Plan {
            state,
            fix_version: keep(fix_version, |plan| &plan.fix_version),
            due_at: form.due_at.map(|given| given.instant).or(kept.and_then(|plan| plan.due_at)),
            delivery: delivery.or(kept.map(|plan| plan.delivery)).unwrap_or(Delivery::Undecided),
            reason,
            mitigation: keep(mitigation, |plan| &plan.mitigation),
            evidence,
            available_at: form.available_at.map(|given| given.instant).filter(|_| state == PlanState::Available),
        };
        let held = before.as_ref().map(|row| (row.plan.state, row.planned_by));
        rules::check(held, &plan, me, now)?;
        let planned_by = before.as_ref().and_then(|row| row.planned_by).or(me);
        tx.put_plan(viewer, case.id, release.id, &plan, planned_by, now)?;
        let told = event(case, "fix_plan", "changed").with("release", release.key()).with("state", state).because(plan.reason);
        Ok(((), vec![told]))
    })
    .await
}
