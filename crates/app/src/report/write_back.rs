//! Words to the reporter: on the status page always, by mail where an address is known; the public reference only.

use super::event;
use super::held::checked_text;
use super::rule::held;
use crate::{Config, Ctx, Error, Result, post};
use domain::access::Act;
use domain::instant::Instant;
use domain::report::{Direction, ReportState};
use domain::viewer::Viewer;
use publish::letter::{self, Letter};
use store::Tx;
use store::intake::Report;
use words::Lang;

/// Writes to the reporter; the first words of a person are the acknowledgement. Answers whether these were.
///
/// # Errors
/// Absent, not allowed, or a fault at `body`.
pub async fn message(ctx: &Ctx, number: &str, body: &str) -> Result<bool> {
    ctx.enter(Act::ReportRule)?;
    let body = checked_text("body", body, true).map_err(|fault| Error::Fields(vec![fault]))?;
    let (number, house) = (number.to_owned(), ctx.house.clone());
    ctx.transact(move |tx, viewer, now| {
        let report = held(tx, viewer, &number)?;
        let closed = restricted(tx, viewer, &report)?;
        say(tx, viewer, &house.config, &report, &body, closed, now)
    })
    .await
}

/// The letter as it would leave, without sending it.
///
/// # Errors
/// Absent, not allowed, or a fault at `body`.
pub async fn preview(ctx: &Ctx, number: &str, body: &str) -> Result<(String, String)> {
    ctx.enter(Act::ReportRule)?;
    let body = checked_text("body", body, true).map_err(|fault| Error::Fields(vec![fault]))?;
    let (number, house) = (number.to_owned(), ctx.house.clone());
    ctx.read(move |tx, viewer| {
        let report = held(tx, viewer, &number)?;
        let letter = letter_to(&house.config, &report, &body);
        Ok((letter.subject, letter.body))
    })
    .await
}

fn lang_of(report: &Report) -> Lang {
    Lang::from_tag(&report.lang).unwrap_or(Lang::En)
}

pub(super) fn letter_to(config: &Config, report: &Report, text: &str) -> Letter {
    let lang = lang_of(report);
    let org = post::org(config, lang);
    let url = format!("{}/{}/report/status", org.site(), lang.tag());
    let message = letter::Message { reference: &report.public_ref, name: &report.credit, text, status_url: &url, next_by: None };
    letter::message_to_reporter(lang, &org, &message)
}

/// Puts words into the thread, and into the outbox where an address is known; answers whether they acknowledged the report.
pub(crate) fn say(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    config: &Config,
    report: &Report,
    text: &str,
    restricted: bool,
    now: Instant,
) -> Result<bool> {
    let first = tx.add_message(report.id, Direction::Out, viewer, text, now)?;
    let verb = if first { "acknowledged" } else { "answered" };
    let seq = tx.record(viewer, &[event(verb, report, restricted)], now)?.first().copied();
    if !report.mail.is_empty() {
        let dedupe = format!("report:{}:message:{}", report.number, seq.unwrap_or_default());
        post::mail(tx, &dedupe, &report.mail, letter_to(config, report, text), seq, now)?;
    }
    Ok(first)
}

/// Whether what is logged about the report belongs to a restricted case.
pub(super) fn restricted(tx: &mut Tx<'_>, viewer: &Viewer, report: &Report) -> Result<bool> {
    match report.case_id {
        // Unknown visibility reads as restricted.
        Some(id) => Ok(tx.case_by_id(viewer, id)?.is_none_or(|case| case.restricted())),
        None => Ok(false),
    }
}

/// The words of a ruling, in the reporter's language.
pub(super) fn ruling_text(report: &Report, ruling: ReportState, reason: &str) -> String {
    let w = lang_of(report).words();
    match ruling {
        ReportState::Duplicate => w.letter_duplicate(reason),
        ReportState::NotReproducible => w.letter_not_reproducible(reason),
        ReportState::OutOfScope => w.letter_out_of_scope(reason),
        _ => w.letter_not_a_vulnerability(reason),
    }
}
