//! What staff read of reports.

use super::{AttachmentRow, MessageRow, ReportRow};
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
    /// Whether the viewer may rule on it, accept and answer it.
    pub may_rule: bool,
    /// Whether the viewer may know who reported.
    pub knows_reporter: bool,
}

/// Reports that the viewer may read, newest first: those that wait, or all. At most `limit`.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger.
pub async fn inbox(ctx: &Ctx, open: bool, before: Option<ReportId>, limit: i64) -> Result<Vec<ReportRow>> {
    ctx.enter(Act::ReportRead)?;
    ctx.read(move |tx, viewer| Ok(tx.reports(viewer, open, before, limit)?)).await
}

/// One report with its files and thread.
///
/// # Errors
/// Absent, or not the viewer's to know.
pub async fn show(ctx: &Ctx, number: &str) -> Result<Shown> {
    ctx.enter(Act::ReportRead)?;
    let number = number.to_owned();
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
        Ok(Shown {
            attachments: tx.attachments(&report)?,
            messages: tx.messages(&report)?,
            case,
            duplicate_of,
            similar,
            may_rule: access::may(viewer, Act::ReportRule, standing),
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
