//! Reads: what staff work on, and what everybody outside sees of what is out.

use super::approve::hats_of;
use super::check::{self, Checks};
use super::content::Content;
use super::{gather, tell};
use crate::{Ctx, Error, House, Result};
use domain::access::{self, Act};
use domain::advisory::{self as rules, EditionState};
use domain::embargo::Embargo;
use domain::instant::Instant;
use domain::viewer::{Approver, Viewer};
use std::sync::Arc;
use store::Tx;
use store::advisory::{Advisory, AdvisoryRow, ApprovalRow, Edition};
use store::psirt_case::Case;
use store::queue::{Posted, Queue};

/// A line of the list of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The advisory and its newest edition.
    pub row: AdvisoryRow,
    /// What stops it; none once it is out.
    pub blockers: usize,
    /// Severity word.
    pub severity: &'static str,
    /// Score in tenths.
    pub tenths: Option<i64>,
}

/// The list of staff.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Lines, the newest advisory first.
    pub lines: Vec<Line>,
    /// Letters that wait because no mail server is set.
    pub waiting: i64,
    /// Letters that were set aside.
    pub failed: i64,
}

/// The advisories that the viewer may read, newest first; `before` is the row number of the last one seen.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger.
pub async fn listing(ctx: &Ctx, before: Option<i64>, limit: i64) -> Result<Listing> {
    ctx.enter(Act::AdvisoryRead)?;
    let house = Arc::clone(&ctx.house);
    ctx.read(move |tx, viewer| {
        let rows = tx.advisories(viewer, before.map(domain::id::AdvisoryId::new), limit)?;
        let depth = tx.depth(Queue::Outbox)?;
        let waiting = if house.mailer.is_none() && !house.demo { depth.open } else { 0 };
        Ok(Listing { lines: lines(tx, viewer, &house, rows)?, waiting, failed: depth.dead })
    })
    .await
}

fn lines(tx: &mut Tx<'_>, viewer: &Viewer, house: &House, rows: Vec<AdvisoryRow>) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for row in rows {
        let Some(edition) = tx.edition(viewer, &row.advisory.number, &row.version)? else { continue };
        let content = current(tx, viewer, &row.advisory, &edition, house.clock.now())?.0;
        let out = edition.published_at.is_some();
        let blockers = if out { 0 } else { check::blockers(house, &edition, &content).len() };
        lines.push(Line { row, blockers, severity: content.severity(), tenths: content.tenths() });
    }
    Ok(lines)
}

/// The advisories of a case, with the case.
///
/// # Errors
/// No such case, the refusal of the access table, or a failure of the ledger.
pub async fn of_case(ctx: &Ctx, number: &str) -> Result<(Case, Vec<Line>, bool)> {
    ctx.enter(Act::AdvisoryRead)?;
    let (house, number) = (Arc::clone(&ctx.house), number.to_owned());
    ctx.read(move |tx, viewer| {
        let case = tx.case(viewer, &number)?.ok_or_else(Error::not_found)?;
        access::allow(viewer, Act::AdvisoryRead, case.standing(viewer))?;
        let rows = tx.advisories_of_case(viewer, case.id)?;
        let writes = access::may(viewer, Act::AdvisoryWrite, case.standing(viewer));
        let lines = lines(tx, viewer, &house, rows)?;
        Ok((case, lines, writes))
    })
    .await
}

/// The content of an edition: a draft shows the case as it stands, everything else what was frozen. With it, what the case says
/// now, for a frozen edition that is not out.
fn current(tx: &mut Tx<'_>, viewer: &Viewer, advisory: &Advisory, edition: &Edition, now: Instant) -> Result<(Content, Option<Content>)> {
    let content = Content::read(edition)?;
    if edition.published_at.is_some() {
        return Ok((content, None));
    }
    let Some(case) = advisory.case_id else { return Ok((content, None)) };
    let Some(case) = tx.case_by_id(viewer, case)? else { return Ok((content, None)) };
    let mut live = content.clone();
    gather::refresh(tx, viewer, &case, &mut live, now)?;
    Ok(if edition.state == EditionState::Draft { (live, None) } else { (content, Some(live)) })
}

/// An advisory as staff sees it.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The advisory.
    pub advisory: Advisory,
    /// The edition being worked on, or else the one that is out.
    pub edition: Edition,
    /// What it carries.
    pub content: Content,
    /// Digest of what is shown.
    pub digest: String,
    /// Every edition, the newest first.
    pub editions: Vec<Edition>,
    /// Approvals of the edition, void ones included.
    pub approvals: Vec<ApprovalRow>,
    /// Hats that must approve.
    pub required: Vec<Approver>,
    /// Hats that have not approved these words.
    pub missing: Vec<Approver>,
    /// The checks; empty once it is out.
    pub checks: Checks,
    /// The embargo that binds, where one does.
    pub embargo: Option<Embargo>,
    /// Letters about the edition.
    pub posted: Posted,
    /// Sections of the edition before that read differently now: language and section.
    pub changed: Vec<(&'static str, &'static str)>,
    /// Whether the viewer may write in it.
    pub may_write: bool,
    /// Hats in which the viewer may approve these words now.
    pub may_approve: Vec<Approver>,
    /// Whether the viewer may give it back.
    pub may_return: bool,
    /// Whether the viewer may publish.
    pub may_publish: bool,
}

/// An advisory with everything that its pages show.
///
/// # Errors
/// No such advisory, the refusal of the access table, or a failure of the ledger.
pub async fn view(ctx: &Ctx, number: &str) -> Result<Detail> {
    ctx.enter(Act::AdvisoryRead)?;
    let (house, number) = (Arc::clone(&ctx.house), number.to_owned());
    ctx.read(move |tx, viewer| detail(tx, viewer, &house, &number)).await
}

fn detail(tx: &mut Tx<'_>, viewer: &Viewer, house: &House, number: &str) -> Result<Detail> {
    let now = house.clock.now();
    let advisory = tx.advisory(viewer, number)?.ok_or_else(Error::not_found)?;
    let editions = tx.editions(viewer, advisory.id)?;
    let edition = editions.first().cloned().ok_or_else(Error::not_found)?;
    let out = edition.published_at.is_some();
    let (content, live) = current(tx, viewer, &advisory, &edition, now)?;
    let digest = content.digest(house, &edition);
    let case = match advisory.case_id {
        Some(id) => tx.case_by_id(viewer, id)?,
        None => None,
    };
    // Who approved is told to those who read the case.
    let approvals = if case.is_some() { tx.approvals(edition.id)? } else { Vec::new() };
    let in_force = tx.approvals_in_force(edition.id)?;
    let required = house.config.advisory_hats();
    let missing = rules::missing_hats(&required, &in_force, &edition.digest);
    let checks = if out { Checks::default() } else { check::checks(house, &edition, &content, live.as_ref()) };
    let may = |act| case.as_ref().is_some_and(|case| access::may(viewer, act, case.standing(viewer)));
    let waiting = edition.state == EditionState::AwaitingApproval;
    let me = viewer.person().map(domain::id::PersonId::get);
    let wrote = me.is_some_and(|me| content.writers.contains(&me)) || edition.author_id == me;
    let gave = in_force.iter().any(|approval| Some(approval.person) == me);
    let mut may_approve = Vec::new();
    if waiting && may(Act::AdvisoryApprove) && !wrote && !gave {
        may_approve = hats_of(viewer).into_iter().filter(|hat| missing.contains(hat)).collect();
    }
    let may_return = may(Act::AdvisoryApprove) && matches!(edition.state, EditionState::AwaitingApproval | EditionState::Approved);
    let (may_write, may_publish) = (may(Act::AdvisoryWrite), may(Act::AdvisoryPublish));
    let (mut embargo, mut posted) = (None, Posted::default());
    if let Some(case) = &case {
        embargo = tx.embargo(case.id)?.map(|row| row.embargo.at(now)).filter(Embargo::binds);
        posted = tx.posted(&tell::key_of(&case.number, number, &edition.version))?;
    }
    let changed = match editions.iter().skip(1).find(|e| e.published_at.is_some()) {
        Some(before) if !out => changed(&Content::read(before)?, &content),
        _ => Vec::new(),
    };
    Ok(Detail {
        advisory,
        edition,
        content,
        digest,
        editions,
        approvals,
        required,
        missing,
        checks,
        embargo,
        posted,
        changed,
        may_write,
        may_approve,
        may_return,
        may_publish,
    })
}

fn changed(before: &Content, now: &Content) -> Vec<(&'static str, &'static str)> {
    let mut list = Vec::new();
    for (lang, old, new) in [("ja", &before.ja, &now.ja), ("en", &before.en, &now.en)] {
        list.extend(super::SECTIONS.iter().filter(|name| old.part(name) != new.part(name)).map(|name| (lang, *name)));
    }
    list
}

/// The CSAF document of the edition being worked on, or the bytes of the one that is out.
///
/// # Errors
/// No such advisory, the refusal of the access table, or a failure of the ledger.
pub async fn csaf_preview(ctx: &Ctx, number: &str) -> Result<Vec<u8>> {
    ctx.enter(Act::AdvisoryRead)?;
    let (house, number) = (Arc::clone(&ctx.house), number.to_owned());
    ctx.read(move |tx, viewer| {
        let detail = detail(tx, viewer, &house, &number)?;
        let at = detail.edition.published_at.unwrap_or(house.clock.now());
        let facts = detail.content.facts(&house, &detail.edition, at);
        if detail.edition.published_at.is_some()
            && let Some(file) = tx.file_of_version(&publish::tree::csaf_path(&facts), &detail.edition.version)?
        {
            return Ok(file.bytes);
        }
        Ok(publish::csaf(&facts))
    })
    .await
}

/// A line of the public list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicLine {
    /// Number.
    pub number: String,
    /// Version.
    pub version: String,
    /// What it carries.
    pub content: Content,
    /// When the first edition went out.
    pub first_at: Instant,
    /// When this edition went out.
    pub at: Instant,
}

/// What is out, the last published first.
///
/// # Errors
/// A failure of the ledger.
pub async fn public_list(ctx: &Ctx) -> Result<Vec<PublicLine>> {
    ctx.read(|tx, _| {
        let mut lines = Vec::new();
        for edition in tx.published_editions()? {
            let content = Content::read(&edition)?;
            let at = edition.published_at.unwrap_or(edition.changed_at);
            lines.push(PublicLine { number: edition.number, version: edition.version, first_at: content.first_at(at), content, at });
        }
        Ok(lines)
    })
    .await
}

/// Slug and name of every product that an advisory names, by name.
#[must_use]
pub fn published_products(lines: &[PublicLine]) -> Vec<(String, String)> {
    let all = lines.iter().flat_map(|line| &line.content.rows);
    let named: std::collections::BTreeMap<_, _> = all.map(|row| (row.product_name.clone(), row.product.clone())).collect();
    named.into_iter().map(|(name, slug)| (slug, name)).collect()
}

/// A page of the public site.
#[derive(Debug, Clone)]
pub struct PublicPage {
    /// The edition shown.
    pub line: PublicLine,
    /// Version and instant of every edition that is out, the newest first, with the change in both languages.
    pub revisions: Vec<(String, Instant, String, String)>,
    /// Path of the CSAF document below the site's root.
    pub csaf_path: String,
    /// Whether a newer edition is out.
    pub old: bool,
}

/// An edition that is out: the newest, or the one of a version.
///
/// # Errors
/// Nothing is out under that number and version, or a failure of the ledger.
pub async fn public_page(ctx: &Ctx, number: &str, version: Option<&str>) -> Result<PublicPage> {
    let (house, number, version) = (Arc::clone(&ctx.house), number.to_owned(), version.map(str::to_owned));
    ctx.read(move |tx, _| {
        let viewer = Viewer::public();
        let advisory = tx.advisory(&viewer, &number)?.ok_or_else(Error::not_found)?;
        let editions = tx.editions(&viewer, advisory.id)?;
        let newest = editions.first().map(|edition| edition.version.clone());
        let wanted = version.or_else(|| newest.clone());
        let edition = editions.iter().find(|edition| Some(&edition.version) == wanted.as_ref()).ok_or_else(Error::not_found)?;
        let content = Content::read(edition)?;
        let at = edition.published_at.ok_or_else(Error::not_found)?;
        let csaf_path = publish::tree::csaf_path(&content.facts(&house, edition, at));
        let mut revisions = Vec::new();
        for edition in &editions {
            let content = Content::read(edition)?;
            let at = edition.published_at.unwrap_or(edition.changed_at);
            revisions.push((edition.version.clone(), at, content.change_ja, content.change_en));
        }
        let old = newest.as_ref() != Some(&edition.version);
        let (number, version) = (edition.number.clone(), edition.version.clone());
        Ok(PublicPage { line: PublicLine { number, version, first_at: content.first_at(at), content, at }, revisions, csaf_path, old })
    })
    .await
}
