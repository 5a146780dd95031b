//! What the holder of a receipt code reads and does. A code that nobody has costs the same work as one that somebody has.

use super::send::{File, keepable};
use crate::{Ctx, Error, Fault, Result};
use domain::access::Act;
use domain::event::{Event, ThingRef};
use domain::instant::Instant;
use domain::number::read_receipt_code;
use domain::refusal::Refusal;
use domain::report::{
    self as rules, ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX, DESCRIPTION_CHARS_MAX, Direction, FILES_OF_REPORT_MAX, ReportAct, ReportState,
    with_commas,
};
use domain::text;
use domain::viewer::Viewer;
use store::Tx;
use store::intake::{HeldReport, ReporterView};

/// Bytes of a receipt's hash.
const HASH_BYTES: usize = 32;
/// Something that is no code, hashed in its place.
const NO_CODE: &str = "none";

/// The slow hash of a receipt code; prints as `[redacted]`.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt([u8; HASH_BYTES]);

impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Receipt {
    /// Hashes a code as typed. What is no code is hashed too, so that it takes as long.
    #[must_use]
    pub fn of(ctx: &Ctx, typed: &str) -> Self {
        let code = read_receipt_code(typed);
        Self(ctx.house.key.receipt_hash(code.as_deref().unwrap_or(NO_CODE)))
    }

    /// The bytes, for a cookie that the house signs.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; HASH_BYTES] {
        &self.0
    }

    /// From the bytes of such a cookie.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

fn unknown() -> Error {
    Refusal::ReceiptUnknown.into()
}

/// What the holder reads.
///
/// # Errors
/// [`Refusal::ReceiptUnknown`].
pub async fn status(ctx: &Ctx, receipt: &Receipt) -> Result<ReporterView> {
    ctx.enter(Act::ReportSend)?;
    let receipt = receipt.clone();
    let mut view = ctx.read(move |tx, _| tx.reporter_view(&receipt.0)?.ok_or_else(unknown)).await?;
    if view.state == ReportState::Spam {
        view.ruling_reason.clear();
    }
    Ok(view)
}

/// Adds a message, with files, to the thread.
///
/// # Errors
/// [`Refusal::ReceiptUnknown`], field faults at `body` or `attachments`, [`Error::Busy`].
pub async fn reply(ctx: &Ctx, receipt: &Receipt, body: &str, files: Vec<File>, refused_bytes: Vec<usize>) -> Result<()> {
    let mut faults = check_files(&files, &refused_bytes);
    let body = checked_text("body", body, files.is_empty()).map_err(|fault| faults.push(fault)).unwrap_or_default();
    if !faults.is_empty() {
        return Err(Error::Fields(faults));
    }
    let files = keepable(files).await?;
    act(ctx, receipt, move |tx, viewer, held, now| {
        let sent = i64::try_from(files.len()).unwrap_or(i64::MAX);
        if held.files.saturating_add(sent) > FILES_OF_REPORT_MAX {
            return Err(Error::Fields(vec![Fault::new(
                "attachments",
                Refusal::ReportTooManyFiles { max: FILES_OF_REPORT_MAX.to_string() },
            )]));
        }
        for file in &files {
            tx.add_attachment(held.id, file, now)?;
        }
        let names: Vec<_> = files.iter().map(|file| format!("[{}]", file.name)).collect();
        let text =
            [body.as_str(), names.join(" ").as_str()].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("\n\n");
        tx.add_message(held.id, Direction::In, viewer, &text, now)?;
        tx.record(viewer, &[event("replied", held).with("files", files.len())], now)?;
        Ok(())
    })
    .await
}

/// Takes the report back.
///
/// # Errors
/// [`Refusal::ReceiptUnknown`]; [`Refusal::StateConflict`] once it is accepted or ruled.
pub async fn withdraw(ctx: &Ctx, receipt: &Receipt) -> Result<()> {
    act(ctx, receipt, move |tx, viewer, held, now| {
        rules::check(held.state, ReportAct::Withdrawal)?;
        tx.set_report_state(held.id, ReportState::Withdrawn, None, None, "", now)?;
        tx.record(viewer, &[event("withdrawn", held)], now)?;
        Ok(())
    })
    .await
}

/// Contests a ruling, with a text that says why.
///
/// # Errors
/// [`Refusal::ReceiptUnknown`], a fault at `body`, [`Refusal::StateConflict`] where there is no ruling to contest.
pub async fn appeal(ctx: &Ctx, receipt: &Receipt, body: &str) -> Result<()> {
    let body = checked_text("body", body, true).map_err(|fault| Error::Fields(vec![fault]))?;
    act(ctx, receipt, move |tx, viewer, held, now| {
        rules::check(held.state, ReportAct::Appeal)?;
        tx.set_report_state(held.id, ReportState::InAssessment, None, None, "", now)?;
        tx.add_message(held.id, Direction::In, viewer, &body, now)?;
        tx.record(viewer, &[event("appealed", held)], now)?;
        Ok(())
    })
    .await
}

fn event(verb: &'static str, held: &HeldReport) -> Event {
    let event = Event::new("report", verb, ThingRef::new("report", &held.number));
    held.case_id.map_or(event.clone(), |case| event.of_case(case, held.restricted))
}

async fn act<F>(ctx: &Ctx, receipt: &Receipt, body: F) -> Result<()>
where
    F: FnOnce(&mut Tx<'_>, &Viewer, &HeldReport, Instant) -> Result<()> + Send + 'static,
{
    ctx.enter(Act::ReportSend)?;
    let receipt = receipt.clone();
    ctx.transact_or_busy(move |tx, viewer, now| {
        let held = tx.held_report(&receipt.0)?.ok_or_else(unknown)?;
        body(tx, viewer, &held, now)
    })
    .await
}

/// Cleans a text of the thread; an empty one is a fault where it is needed.
pub(super) fn checked_text(field: &str, body: &str, needed: bool) -> Result<String, Fault> {
    let body = text::clean(body).text.trim().to_owned();
    let n = text::count(&body);
    if n > DESCRIPTION_CHARS_MAX {
        return Err(Fault::new(field, Refusal::ReportTextTooLong { max: with_commas(DESCRIPTION_CHARS_MAX), n: with_commas(n) }));
    }
    if needed && body.is_empty() {
        return Err(Fault::new(field, Refusal::required(field)));
    }
    Ok(body)
}

fn check_files(files: &[File], refused_bytes: &[usize]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if files.len() + refused_bytes.len() > ATTACHMENTS_MAX {
        faults.push(Fault::new("attachments", Refusal::ReportTooManyFiles { max: ATTACHMENTS_MAX.to_string() }));
    }
    let sizes = files.iter().map(|file| file.bytes.len()).chain(refused_bytes.iter().copied());
    for size in sizes.filter(|size| *size > ATTACHMENT_BYTES_MAX) {
        faults.push(Fault::new("attachments", Refusal::ReportTooLarge { size: format!("{} B", with_commas(size)) }));
    }
    faults
}
