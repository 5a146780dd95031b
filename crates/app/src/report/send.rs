//! Takes a report in: checked, numbered, stored and logged in one transaction; refused at once when the writer's queue is full.

use crate::{Config, Ctx, Error, Fault, House, Result, number, post, secret};
use domain::access::Act;
use domain::event::{Event, ThingRef};
use domain::instant::Instant;
use domain::number::{public_reference, receipt_code};
use domain::report::{self as rules, CheckedIntake, Intake};
use domain::viewer::Viewer;
use publish::letter::{self, Receipt};
use std::sync::Arc;
use store::Tx;
use store::intake::{NewAttachment, NewReport};
use words::Lang;

/// Bytes of files that are hashed on the caller's thread; more goes to a thread of its own.
const HASH_HERE_BYTES_MAX: usize = 256_000;

/// A file as it was sent.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its type as claimed.
    pub claimed_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A report on its way in.
#[derive(Debug, Clone)]
pub struct Sending {
    /// What the reporter wrote. The sizes of the attachments come from `files`, and from `refused_bytes`.
    pub intake: Intake,
    /// Language in which letters go to the reporter.
    pub lang: Lang,
    /// `web`, `api` or `staff`.
    pub source: &'static str,
    /// The files.
    pub files: Vec<File>,
    /// Sizes of files that were counted but not kept, because they are over a limit.
    pub refused_bytes: Vec<usize>,
}

/// What the reporter is told, once.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Number for staff; never shown to the reporter.
    pub number: String,
    /// Reference for outsiders.
    pub public_ref: String,
    /// Receipt code; kept only as a slow hash.
    pub code: String,
    /// Until when a person writes back.
    pub ack_due_at: Instant,
}

/// Takes a report in.
///
/// # Errors
/// Field faults; [`Error::Busy`] when the queue of writers is full; nothing is stored then.
pub async fn send(ctx: &Ctx, sending: Sending) -> Result<Sent> {
    ctx.enter(Act::ReportSend)?;
    let checked = check(&sending).map_err(Error::Fields)?;
    let Sending { lang, source, files, .. } = sending;
    let attachments = keepable(files).await?;
    let secrets = Secrets::fresh(&ctx.house)?;
    let (public_ref, code) = (secrets.public_ref.clone(), secrets.code.clone());
    let house = Arc::clone(&ctx.house);
    let (number, ack_due_at) = ctx
        .transact_or_busy(move |tx, viewer, now| {
            let number = number::next(tx, "report", number::REPORT_PATTERN, now)?;
            let letter = Checked { intake: checked, lang, source, attachments };
            let ack_due_at = take_in(tx, viewer, &house.config, number.clone(), secrets, letter, now)?;
            Ok((number, ack_due_at))
        })
        .await?;
    Ok(Sent { number, public_ref, code, ack_due_at })
}

/// What only the reporter is told.
pub(crate) struct Secrets {
    pub(crate) public_ref: String,
    code: String,
    code_hash: Vec<u8>,
}

impl Secrets {
    pub(crate) fn fresh(house: &House) -> Result<Self> {
        let code = receipt_code(&secret::random()?);
        let code_hash = house.key.receipt_hash(&code).to_vec();
        Ok(Self { public_ref: public_reference(&secret::random()?), code, code_hash })
    }
}

/// A report that may be stored.
pub(crate) struct Checked {
    pub(crate) intake: CheckedIntake,
    pub(crate) lang: Lang,
    pub(crate) source: &'static str,
    pub(crate) attachments: Vec<NewAttachment>,
}

/// Stores and logs a report and posts its receipt; answers until when a person writes back.
pub(crate) fn take_in(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    config: &Config,
    number: String,
    secrets: Secrets,
    checked: Checked,
    now: Instant,
) -> Result<Instant> {
    let Checked { intake: CheckedIntake { intake, removed }, lang, source, attachments } = checked;
    let ack_due_at = config.calendar().business_days_after(now, config.deadlines.ack_business_days);
    let (to, lang_tag, public_ref) = (intake.mail.clone(), lang.tag(), secrets.public_ref);
    let new = NewReport {
        number,
        public_ref: public_ref.clone(),
        code_hash: secrets.code_hash,
        lang: lang_tag.to_owned(),
        source: source.to_owned(),
        intake,
        removed,
        attachments,
        ack_due_at,
    };
    tx.add_report(&new, now)?;
    let event = Event::new("report", "received", ThingRef::new("report", &new.number)).with("source", source).with("lang", lang_tag);
    let seq = tx.record(viewer, &[event], now)?.first().copied();
    if !to.is_empty() {
        let org = post::org(config, lang);
        let url = format!("{}/{lang_tag}/report/status", org.site());
        let receipt = Receipt { reference: &public_ref, received_at: now, status_url: &url, code: None, answer_by: Some(ack_due_at) };
        let dedupe = format!("report:{}:receipt", new.number);
        post::mail(tx, &dedupe, &to, letter::report_receipt(lang, &org, &receipt), seq, now)?;
    }
    Ok(ack_due_at)
}

/// Names of the products that the reporter may choose from.
///
/// # Errors
/// A failure of the ledger.
pub async fn listed_products(ctx: &Ctx) -> Result<Vec<String>> {
    ctx.read(|tx, _| Ok(tx.listed_products()?.into_iter().map(|(_, name)| name).collect())).await
}

/// Checks a report without taking it in.
///
/// # Errors
/// Every fault, in the order of the form.
pub fn check(sending: &Sending) -> Result<CheckedIntake, Vec<Fault>> {
    let sizes = sending.files.iter().map(|file| file.bytes.len()).chain(sending.refused_bytes.iter().copied());
    let intake = Intake { attachment_bytes: sizes.collect(), ..sending.intake.clone() };
    rules::check_intake(&intake).map_err(|faults| faults.into_iter().map(|(field, refusal)| Fault::new(field, refusal)).collect())
}

/// Cleans the names of files and takes their digests.
pub(crate) async fn keepable(files: Vec<File>) -> Result<Vec<NewAttachment>> {
    let keep = |files: Vec<File>| {
        let kept = files.into_iter().map(|file| NewAttachment {
            name: rules::file_name(&file.name),
            claimed_type: rules::file_type(&file.claimed_type),
            digest: secret::sha256_hex(&file.bytes),
            bytes: file.bytes,
        });
        kept.collect::<Vec<_>>()
    };
    if files.iter().map(|file| file.bytes.len()).sum::<usize>() <= HASH_HERE_BYTES_MAX {
        return Ok(keep(files));
    }
    tokio::task::spawn_blocking(move || keep(files)).await.map_err(|error| Error::broken("hashing attachments", error))
}
