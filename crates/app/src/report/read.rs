//! What staff read of reports.

use super::{AttachmentRow, MessageRow, Queue, ReportRow, queue};
use crate::{Ctx, Error, Result};
use domain::access::{self, Act};
use domain::id::ReportId;
use domain::report::likeness;

/// Reports of the same product that are compared with one that is shown.
const COMPARED_MAX: i64 = 50;
/// Similar reports that are shown.
const SIMILAR_MAX: usize = 3;
/// Least likeness of descriptions that is worth a look, of 100.
const SIMILAR_FROM: u32 = 35;

/// A report with what belongs to it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The report.
    pub report: ReportRow,
    /// Its files, without bytes.
    pub attachments: Vec<AttachmentRow>,
    /// Its thread, oldest first.
    pub messages: Vec<MessageRow>,
    /// Number of its case, where the viewer may know it.
    pub case: Option<String>,
    /// Number of the report that it repeats, where the viewer may know it.
    pub duplicate_of: Option<String>,
    /// Reports that may be about the same, the most alike first.
    pub similar: Vec<ReportRow>,
    /// Logins of those whom the viewer may give it to.
    pub assignees: Vec<String>,
    /// The id by which its last ruling can still be taken back.
    pub undo: Option<String>,
    /// Whether the viewer may rule on it, accept and answer it.
    pub may_rule: bool,
    /// Whether the viewer may know who reported.
    pub knows_reporter: bool,
}

/// Reports of a queue that the viewer may read, newest first. At most `limit`.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger.
pub async fn inbox(ctx: &Ctx, queue: Queue, before: Option<ReportId>, limit: i64) -> Result<Vec<ReportRow>> {
    ctx.enter(Act::ReportRead)?;
    ctx.read(move |tx, viewer| Ok(tx.reports(viewer, queue, before, limit)?)).await
}

/// One report with its files and thread.
///
/// # Errors
/// Absent, or not the viewer's to know.
pub async fn show(ctx: &Ctx, number: &str) -> Result<Shown> {
    ctx.enter(Act::ReportRead)?;
    let (number, now) = (number.to_owned(), ctx.now());
    ctx.read(move |tx, viewer| {
        let report = tx.report(viewer, &number)?.ok_or_else(Error::not_found)?;
        let standing = tx.report_standing(viewer, &report)?;
        let case = match report.case_id {
            Some(id) => tx.case_by_id(viewer, id)?.map(|case| case.number),
            None => None,
        };
        let duplicate_of = match report.duplicate_of {
            Some(id) => tx.report_by_id(viewer, id)?.map(|earlier| earlier.number),
            None => None,
        };
        let similar = most_alike(&report, tx.reports_like(viewer, &report, COMPARED_MAX)?);
        let may_rule = access::may(viewer, Act::ReportRule, standing);
        Ok(Shown {
            assignees: if may_rule && report.state.is_open() { queue::assignees(tx, viewer, &report)? } else { Vec::new() },
            undo: if may_rule { queue::undoable(tx, &report, now)? } else { None },
            attachments: tx.attachments(&report)?,
            messages: tx.messages(&report)?,
            case,
            duplicate_of,
            similar,
            may_rule,
            knows_reporter: access::may(viewer, Act::ReporterIdentity, standing),
            report,
        })
    })
    .await
}

fn most_alike(report: &ReportRow, others: Vec<ReportRow>) -> Vec<ReportRow> {
    let mut ranked: Vec<_> = others.into_iter().map(|other| (likeness(&report.description, &other.description), other)).collect();
    ranked.retain(|(score, _)| *score >= SIMILAR_FROM);
    ranked.sort_by_key(|(score, other)| (std::cmp::Reverse(*score), std::cmp::Reverse(other.id)));
    ranked.into_iter().take(SIMILAR_MAX).map(|(_, other)| other).collect()
}

/// Name and bytes of a file of a report; to be saved, never rendered.
///
/// # Errors
/// Absent, or not the viewer's to know.
pub async fn attachment(ctx: &Ctx, number: &str, id: i64) -> Result<(String, Vec<u8>)> {
    ctx.enter(Act::ReportRead)?;
    let number = number.to_owned();
    ctx.read(move |tx, viewer| {
        let report = tx.report(viewer, &number)?.ok_or_else(Error::not_found)?;
        tx.attachment_bytes(&report, id)?.ok_or_else(Error::not_found)
    })
    .await
}
