//! The queue around reports: who has one, until when it rests, and the way back from a ruling.

use super::rule::held;
use super::write_back::restricted;
use super::{ReportRow, event};
use crate::{Ctx, Error, Fault, Result};
use domain::access::{self, Act};
use domain::instant::Instant;
use domain::refusal::Refusal;
use domain::report as rules;
use domain::viewer::Viewer;
use store::Tx;
use store::intake::RulingRow;

/// What the id of an undo begins with.
const RULING: &str = "ruling-";

/// The id by which a ruling is taken back.
pub(super) fn undo_id(ruling: i64) -> String {
    format!("{RULING}{ruling}")
}

/// Gives a report to somebody who may rule on it, or to nobody.
///
/// # Errors
/// Absent, not allowed, [`Refusal::StateConflict`], or a fault at `assignee`.
pub async fn assign(ctx: &Ctx, number: &str, assignee: Option<String>) -> Result<()> {
    ctx.enter(Act::ReportRule)?;
    let number = number.to_owned();
    ctx.transact(move |tx, viewer, now| {
        let report = held(tx, viewer, &number)?;
        rules::in_queue(report.state, "assignment")?;
        let person = match &assignee {
            None => None,
            Some(login) => {
                let fault = || Error::Fields(vec![Fault::new("assignee", Refusal::NotFound)]);
                let standing = tx.report_standing(viewer, &report)?;
                let person = tx.person_by_login(viewer, login)?.filter(|person| person.disabled_at.is_none()).ok_or_else(fault)?;
                access::allow(&crate::person::viewer_of(&person), Act::ReportRule, standing).map_err(|_| fault())?;
                Some(person.id)
            }
        };
        tx.assign_report(report.id, person)?;
        let closed = restricted(tx, viewer, &report)?;
        let entry = match &assignee {
            Some(login) => event("assigned", &report, closed).with("assignee", login),
            None => event("unassigned", &report, closed),
        };
        tx.record(viewer, &[entry], now)?;
        Ok(())
    })
    .await
}

/// Logins of those who may be given a report.
pub(super) fn assignees(tx: &mut Tx<'_>, viewer: &Viewer, report: &ReportRow) -> Result<Vec<String>> {
    let standing = tx.report_standing(viewer, report)?;
    let people = tx.people(viewer)?.into_iter().filter(|person| person.disabled_at.is_none());
    Ok(people
        .filter(|person| access::may(&crate::person::viewer_of(person), Act::ReportRule, standing))
        .map(|person| person.login)
        .collect())
}

/// Lets a report rest until an instant, or wakes it; what was promised to the reporter runs on.
///
/// # Errors
/// Absent, not allowed, [`Refusal::StateConflict`], or a fault at `snoozed_until`.
pub async fn snooze(ctx: &Ctx, number: &str, until: Option<Instant>) -> Result<()> {
    ctx.enter(Act::ReportRule)?;
    let number = number.to_owned();
    ctx.transact(move |tx, viewer, now| {
        let report = held(tx, viewer, &number)?;
        rules::in_queue(report.state, "snooze")?;
        if let Some(until) = until {
            rules::snooze(until, now).map_err(|refusal| Error::Fields(vec![Fault::new("snoozed_until", refusal)]))?;
        }
        tx.snooze_report(report.id, until)?;
        let closed = restricted(tx, viewer, &report)?;
        let entry = match until {
            Some(until) => event("snoozed", &report, closed).with("until", until.to_rfc3339()),
            None => event("woken", &report, closed),
        };
        tx.record(viewer, &[entry], now)?;
        Ok(())
    })
    .await
}

/// The ruling on a report that can still be taken back.
pub(super) fn undoable(tx: &mut Tx<'_>, report: &ReportRow, now: Instant) -> Result<Option<String>> {
    let last = tx.last_ruling(report)?.filter(|ruling| may_undo(report, ruling, now).is_ok());
    Ok(last.map(|ruling| undo_id(ruling.id)))
}

fn may_undo(report: &ReportRow, ruling: &RulingRow, now: Instant) -> std::result::Result<(), Refusal> {
    if ruling.undone_at.is_some() || report.state != ruling.after {
        return Err(Refusal::StateConflict { state: report.state.key().into(), act: "undo".into() });
    }
    rules::undo(ruling.ruled_at, now)
}

/// Takes a ruling back by its id, and answers the number of the report. A letter that was sent stays sent.
///
/// # Errors
/// Absent, not allowed, [`Refusal::UndoTooLate`], or [`Refusal::StateConflict`] when the report has moved on.
pub async fn undo(ctx: &Ctx, id: &str) -> Result<String> {
    ctx.enter(Act::ReportRule)?;
    let id: i64 = id.strip_prefix(RULING).and_then(|id| id.parse().ok()).ok_or_else(Error::not_found)?;
    ctx.transact(move |tx, viewer, now| {
        let ruling = tx.ruling(viewer, id)?.ok_or_else(Error::not_found)?;
        let report = tx.report_by_id(viewer, ruling.report_id)?.ok_or_else(Error::not_found)?;
        access::allow(viewer, Act::ReportRule, tx.report_standing(viewer, &report)?)?;
        may_undo(&report, &ruling, now)?;
        let closed = restricted(tx, viewer, &report)?;
        tx.take_ruling_back(id, now)?;
        tx.record(viewer, &[event("ruling_undone", &report, closed).with("ruling", ruling.after)], now)?;
        Ok(report.number)
    })
    .await
}
