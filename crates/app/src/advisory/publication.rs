//! Publication: pages, files, lists, the fact, the log and every letter in one transaction, or nothing.

use super::content::Content;
use super::{Held, check, held, site, tell};
use crate::{Ctx, House, Result};
use domain::access::Act;
use domain::advisory::{self as rules, EditionState};
use domain::assessment::VexStatus;
use domain::embargo::Embargo;
use domain::event::{Event, ThingRef};
use domain::fact::FactKind;
use domain::id::ProductId;
use domain::instant::Instant;
use domain::refusal::Refusal;
use domain::viewer::Viewer;
use publish::tree::Listed;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::Tx;
use store::advisory::NewFile;
use store::psirt_case::Case;

/// Minutes by which the instant of the fact is written ahead of UTC: the house reads its clock in Tokyo.
const OFFSET_MINUTES: i16 = 540;

/// What a publication did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Number.
    pub number: String,
    /// Version.
    pub version: String,
    /// When.
    pub at: Instant,
    /// Files that went out.
    pub files: usize,
    /// Letters to subscribers.
    pub subscribers: usize,
    /// Reporters who are told.
    pub reporters: usize,
}

/// Publishes the approved edition.
///
/// # Errors
/// An embargo that binds, blockers and missing approvals all at once, words that changed, or the refusal of the access table.
pub async fn publish(ctx: &Ctx, number: &str) -> Result<Published> {
    ctx.enter(Act::AdvisoryPublish)?;
    let (house, number) = (Arc::clone(&ctx.house), number.to_owned());
    ctx.transact(move |tx, viewer, now| publish_in(tx, viewer, &house, &number, now)).await
}

/// As [`publish`], inside a transaction and at an instant of the caller.
pub(crate) fn publish_in(tx: &mut Tx<'_>, viewer: &Viewer, house: &House, number: &str, now: Instant) -> Result<Published> {
    let Held { edition, case, content, .. } = held(tx, viewer, number, Act::AdvisoryPublish, "publication")?;
    let embargo = tx.embargo(case.id)?.map_or_else(Embargo::undecided, |row| row.embargo.at(now));
    let parties = tx.parties(case.id)?.len();
    // Invariant 1: what goes out is what was approved, recomputed from the bytes that are about to go.
    let digest = content.digest(house, &edition);
    let missing = rules::missing_hats(&house.config.advisory_hats(), &tx.approvals_in_force(edition.id)?, &digest);
    let given = tx.approvals(edition.id)?.len();
    let blockers = check::blockers(house, &edition, &content);
    rules::publish(edition.state, &embargo, parties, &missing, given, &blockers)?;
    if edition.state != EditionState::Approved {
        return Err(Refusal::StateConflict { state: edition.state.key().into(), act: "publication".into() }.into());
    }
    let facts = content.facts(house, &edition, now);
    tx.publish_edition(edition.id, now)?;
    let files = publish::tree::tree(&facts, &site::facts(house, now), &listed(tx)?);
    for file in &files {
        let (path, bytes) = (file.path.clone(), file.bytes.clone());
        tx.put_file(edition.id, &NewFile { path, media: file.media.to_owned(), sha256: file.sha256.clone(), bytes }, now)?;
    }
    let verb = match (content.withdrawn, content.history.is_empty()) {
        (true, _) => "withdrawn",
        (false, true) => "published",
        (false, false) => "revised",
    };
    let event = Event::new("advisory", verb, ThingRef::new("advisory", number)).with("edition", &edition.version).with("digest", &digest);
    let mut events = vec![event];
    events.extend(make_public(tx, viewer, &case, number, &edition.version, now)?);
    let events: Vec<Event> = events.into_iter().map(|event| event.of_case(case.id, case.restricted())).collect();
    let entry = tx.record(viewer, &events, now)?.first().copied();
    let products = affected_products(tx, &content)?;
    let letters = tell::Letters { house, case: &case, edition: &edition, content: &content, facts: &facts, entry, now };
    let subscribers = letters.to_subscribers(tx, &products)?;
    let reporters = letters.to_reporters(tx, viewer)?;
    Ok(Published { number: number.to_owned(), version: edition.version, at: now, files: files.len(), subscribers, reporters })
}

/// The lines of all current editions, the one just put out included.
fn listed(tx: &mut Tx<'_>) -> Result<Vec<Listed>> {
    let mut lines = Vec::new();
    for edition in tx.published_editions()? {
        let content = Content::read(&edition)?;
        let at = edition.published_at.unwrap_or(edition.changed_at);
        lines.push(Listed {
            number: edition.number,
            first_published_at: content.first_at(at),
            title_ja: content.ja.title,
            title_en: content.en.title,
            summary_ja: content.ja.summary,
            summary_en: content.en.summary,
            published_at: at,
        });
    }
    Ok(lines)
}

/// Records that the vulnerability is public, unless somebody did.
fn make_public(tx: &mut Tx<'_>, viewer: &Viewer, case: &Case, number: &str, version: &str, now: Instant) -> Result<Option<Event>> {
    if tx.facts(case.id)?.iter().any(|fact| fact.kind == FactKind::Public && fact.withdrawn_at.is_none()) {
        return Ok(None);
    }
    tx.add_fact(viewer, case.id, FactKind::Public, now, OFFSET_MINUTES, None, &format!("{number} {version}"), now)?;
    tx.touch_case(case.id, now)?;
    Ok(Some(Event::new("case", "fact_recorded", ThingRef::new("case", &case.number)).with("kind", FactKind::Public)))
}

/// Products that are or were affected: those that a fix is out for included.
fn affected_products(tx: &mut Tx<'_>, content: &Content) -> Result<Vec<ProductId>> {
    let slugs: BTreeSet<&str> = content
        .rows
        .iter()
        .filter(|row| matches!(row.vex(), VexStatus::Affected | VexStatus::Fixed))
        .map(|row| row.product.as_str())
        .collect();
    let mut ids = Vec::new();
    for slug in slugs {
        ids.extend(tx.product(&Viewer::system(), slug)?.map(|product| product.id));
    }
    Ok(ids)
}
