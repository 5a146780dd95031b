//! Staff move a report: assessment, acceptance into a case, rulings with their reason and letter, appeals.

use super::held::checked_text;
use super::write_back::{restricted, say};
use super::{event, write_back};
use crate::psirt_case;
use crate::{Config, Ctx, Error, Fault, Result};
use domain::access::{self, Act};
use domain::instant::Instant;
use domain::psirt_case::{CaseKind, Outcome};
use domain::refusal::Refusal;
use domain::report::{self as rules, ReportAct, ReportState};
use domain::viewer::Viewer;
use store::Tx;
use store::intake::Report;
use store::psirt_case::Case;

/// Reports followed back to the first one of a chain of duplicates.
const CHAIN_MAX: usize = 8;

/// The case that a report is accepted into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acceptance {
    /// A new case; an empty title becomes product and first words of the description.
    New {
        /// Title.
        title: String,
    },
    /// A case that the viewer can read and change.
    Existing {
        /// Its number.
        case: String,
    },
}

/// A ruling before its checks.
#[derive(Debug, Clone)]
pub struct Ruling {
    /// Which one.
    pub ruling: ReportState,
    /// Why; the reporter reads it, except for spam.
    pub reason: String,
    /// Number of the report that it repeats, for `duplicate`.
    pub duplicate_of: String,
    /// Whether a letter goes to the reporter; none ever goes for spam.
    pub letter: bool,
}

/// Reads a report as the viewer and checks that the viewer may rule on it.
pub(super) fn held(tx: &mut Tx<'_>, viewer: &Viewer, number: &str) -> Result<Report> {
    let report = tx.report(viewer, number)?.ok_or_else(Error::not_found)?;
    let standing = tx.report_standing(viewer, &report)?;
    access::allow(viewer, Act::ReportRule, standing)?;
    Ok(report)
}

/// Says that somebody works on it.
///
/// # Errors
/// Absent, not allowed, or [`Refusal::StateConflict`].
pub async fn start_assessment(ctx: &Ctx, number: &str) -> Result<()> {
    ctx.enter(Act::ReportRule)?;
    let number = number.to_owned();
    ctx.transact(move |tx, viewer, now| {
        let report = held(tx, viewer, &number)?;
        rules::check(report.state, ReportAct::AssessmentStart)?;
        tx.set_report_state(report.id, ReportState::InAssessment, None, None, "", now)?;
        tx.record(viewer, &[event("assessment_started", &report, false)], now)?;
        Ok(())
    })
    .await
}

/// Accepts a report into a case and answers the case's number; reports that repeat it come along.
///
/// # Errors
/// Absent, not allowed, [`Refusal::StateConflict`], or a fault at `case` or `title`.
pub async fn accept(ctx: &Ctx, number: &str, into: Acceptance) -> Result<String> {
    ctx.enter(Act::ReportRule)?;
    ctx.enter(Act::CaseEdit)?;
    let (number, house) = (number.to_owned(), ctx.house.clone());
    ctx.transact(move |tx, viewer, now| {
        let report = held(tx, viewer, &number)?;
        rules::check(report.state, ReportAct::Acceptance)?;
        let case = match &into {
            Acceptance::Existing { case } => existing(tx, viewer, case)?,
            Acceptance::New { title } => {
                let title = if title.trim().is_empty() { rules::case_title(&report.product, &report.description) } else { title.clone() };
                let opened = psirt_case::open(tx, viewer, now, &house.config, &title, CaseKind::Vulnerability, None)
                    .map_err(|error| at_field("title", error))?;
                tx.case_by_id(viewer, opened.id)?.ok_or_else(Error::not_found)?
            }
        };
        join(tx, viewer, &report, &case, now)?;
        Ok(case.number)
    })
    .await
}

fn at_field(field: &str, error: Error) -> Error {
    match error {
        Error::Refused(refusal) => Error::Fields(vec![Fault::new(field, refusal)]),
        other => other,
    }
}

fn existing(tx: &mut Tx<'_>, viewer: &Viewer, number: &str) -> Result<Case> {
    let absent = || Error::Fields(vec![Fault::new("case", Refusal::NotFound)]);
    let case = tx.case(viewer, number.trim())?.ok_or_else(absent)?;
    access::allow(viewer, Act::CaseEdit, case.standing(viewer))?;
    if case.outcome != Outcome::Open {
        return Err(Refusal::StateConflict { state: case.outcome.key().into(), act: ReportAct::Acceptance.key().into() }.into());
    }
    Ok(case)
}

/// Puts a report that may be accepted into a case that the viewer has read and may change; inside a transaction of the caller.
///
/// # Errors
/// A failure of the ledger.
pub fn join(tx: &mut Tx<'_>, viewer: &Viewer, report: &Report, case: &Case, now: Instant) -> Result<()> {
    tx.set_report_state(report.id, ReportState::Accepted, Some(case.id), None, "", now)?;
    let along = tx.take_duplicates_along(report.id, case.id, now)?;
    tx.touch_case(case.id, now)?;
    let event = event("accepted", report, false).with("case", &case.number).with("duplicates", along).of_case(case.id, case.restricted());
    tx.record(viewer, &[event], now)?;
    Ok(())
}

/// Rules a report out, or says that it repeats another; the letter goes to the reporter. Answers the id by which it is taken back.
///
/// # Errors
/// Absent, not allowed, [`Refusal::RulingReasonRequired`], [`Refusal::StateConflict`], or a fault at `duplicate_of`.
pub async fn rule(ctx: &Ctx, number: &str, ruling: Ruling) -> Result<String> {
    ctx.enter(Act::ReportRule)?;
    let (number, house) = (number.to_owned(), ctx.house.clone());
    ctx.transact(move |tx, viewer, now| {
        let report = held(tx, viewer, &number)?;
        Ok(super::queue::undo_id(rule_at(tx, viewer, &house.config, report, &ruling, now)?))
    })
    .await
}

/// Rules on a report that the viewer may rule on; answers the row number of the ruling.
pub(crate) fn rule_at(tx: &mut Tx<'_>, viewer: &Viewer, config: &Config, report: Report, ruling: &Ruling, now: Instant) -> Result<i64> {
    let (reason, earlier) = checked(tx, viewer, &report, ruling)?;
    let case = earlier.as_ref().and_then(|earlier| earlier.case_id);
    let kept = tx.add_ruling(viewer, &report, ruling.ruling, now)?;
    tx.set_report_state(report.id, ruling.ruling, case, earlier.as_ref().map(|earlier| earlier.id), &reason, now)?;
    let moved = Report { case_id: case, ..report };
    let closed = restricted(tx, viewer, &moved)?;
    let mut entry = event("ruled", &moved, closed).with("ruling", ruling.ruling).because(&reason);
    if let Some(earlier) = &earlier {
        entry = entry.with("duplicate_of", &earlier.number);
    }
    tx.record(viewer, &[entry], now)?;
    if ruling.letter && ruling.ruling != ReportState::Spam {
        let text = write_back::ruling_text(&moved, ruling.ruling, &reason);
        say(tx, viewer, config, &moved, &text, closed, now)?;
    }
    Ok(kept)
}

/// A ruling that may be made: its reason, and the report that it repeats.
fn checked(tx: &mut Tx<'_>, viewer: &Viewer, report: &Report, ruling: &Ruling) -> Result<(String, Option<Report>)> {
    let reason = checked_text("reason", &ruling.reason, false).map_err(|fault| Error::Fields(vec![fault]))?;
    rules::rule(report.state, ruling.ruling, &reason)?;
    let earlier = match ruling.ruling {
        ReportState::Duplicate => Some(earlier(tx, viewer, report, &ruling.duplicate_of)?),
        _ => None,
    };
    Ok((reason, earlier))
}

/// The letter of a ruling as it would leave: subject and text. Nothing is recorded; no letter leaves for spam, or where none is wished.
///
/// # Errors
/// As [`rule`].
pub async fn preview_ruling(ctx: &Ctx, number: &str, ruling: Ruling) -> Result<Option<(String, String)>> {
    ctx.enter(Act::ReportRule)?;
    let (number, house) = (number.to_owned(), ctx.house.clone());
    ctx.read(move |tx, viewer| {
        let report = held(tx, viewer, &number)?;
        let (reason, _) = checked(tx, viewer, &report, &ruling)?;
        if !ruling.letter || ruling.ruling == ReportState::Spam {
            return Ok(None);
        }
        let letter = write_back::letter_to(&house.config, &report, &write_back::ruling_text(&report, ruling.ruling, &reason));
        Ok(Some((letter.subject, letter.body)))
    })
    .await
}

/// The first report of a chain of duplicates that begins with a number.
fn earlier(tx: &mut Tx<'_>, viewer: &Viewer, report: &Report, number: &str) -> Result<Report> {
    let fault = |refusal| Error::Fields(vec![Fault::new("duplicate_of", refusal)]);
    if number.trim().is_empty() {
        return Err(fault(Refusal::required("duplicate_of")));
    }
    let mut found = tx.report(viewer, number.trim())?.ok_or_else(|| fault(Refusal::NotFound))?;
    for _ in 0..CHAIN_MAX {
        let Some(first) = found.duplicate_of else { break };
        found = tx.report_by_id(viewer, first)?.ok_or_else(|| fault(Refusal::NotFound))?;
    }
    if found.id == report.id {
        return Err(fault(Refusal::invalid("duplicate_of", "R-2026-0001")));
    }
    Ok(found)
}

/// Takes a ruling up again for the reporter, such as after a call; the text is kept in the thread.
///
/// # Errors
/// Absent, not allowed, a fault at `body`, or [`Refusal::StateConflict`].
pub async fn contest(ctx: &Ctx, number: &str, body: &str) -> Result<()> {
    ctx.enter(Act::ReportRule)?;
    let body = checked_text("body", body, true).map_err(|fault| Error::Fields(vec![fault]))?;
    let number = number.to_owned();
    ctx.transact(move |tx, viewer, now| {
        let report = held(tx, viewer, &number)?;
        rules::check(report.state, ReportAct::Appeal)?;
        tx.set_report_state(report.id, ReportState::InAssessment, None, None, "", now)?;
        tx.add_message(report.id, rules::Direction::In, viewer, &body, now)?;
        tx.record(viewer, &[event("appealed", &report, false)], now)?;
        Ok(())
    })
    .await
}
