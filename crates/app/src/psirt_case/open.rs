//! Opens cases: inside a transaction of a caller, by hand, from the findings of a vulnerability.

use super::change::Moved;
use crate::{Config, Ctx, Error, Result, number};
use domain::access::{self, Act};
use domain::event::{Event, ThingRef};
use domain::id::{CaseId, PersonId};
use domain::instant::Instant;
use domain::psirt_case::{CaseKind, Tlp, Visibility};
use domain::viewer::Viewer;
use store::Tx;

/// A case that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Row number.
    pub id: CaseId,
    /// Number, `PSIRT-2026-0042`.
    pub number: String,
}

/// A case to be opened by hand, before the checks.
#[derive(Debug, Clone, Default)]
pub struct NewCase {
    /// Title.
    pub title: String,
    /// `vulnerability` or `severe_incident`.
    pub kind: String,
    /// TLP; may be empty.
    pub tlp: String,
    /// Whether only named members may know of it.
    pub restricted: bool,
}

/// Opens a case of the team. The owner, or else the person who opens it, owns it; both are its members.
///
/// # Errors
/// [`domain::refusal::Refusal::FieldRequired`] or [`domain::refusal::Refusal::FieldInvalid`] for the title, or a failure of the ledger.
pub fn open(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    now: Instant,
    config: &Config,
    title: &str,
    kind: CaseKind,
    owner: Option<PersonId>,
) -> Result<Opened> {
    let title = domain::catalogue::check_name("title", title)?;
    let number = number::next(tx, "case", &config.ids.case, now)?;
    let owner = owner.or(viewer.person());
    let id = tx.add_case(&number, &title, kind, owner, now)?;
    for member in owner.into_iter().chain(viewer.person()) {
        tx.add_member(id, member, now)?;
    }
    let event = Event::new("case", "opened", ThingRef::new("case", &number)).with("kind", kind).of_case(id, false);
    tx.record(viewer, &[event], now)?;
    Ok(Opened { id, number })
}

/// Opens a case by hand.
///
/// # Errors
/// Field faults, or the refusal of the access table.
pub async fn open_by_hand(ctx: &Ctx, new: NewCase) -> Result<String> {
    ctx.enter(Act::CaseEdit)?;
    let kind = CaseKind::read("kind", if new.kind.is_empty() { "vulnerability" } else { &new.kind })?;
    let tlp = read_tlp(&new.tlp)?;
    let config = ctx.house.config.clone();
    ctx.transact(move |tx, viewer, now| {
        let opened = open(tx, viewer, now, &config, &new.title, kind, None)?;
        if tlp.is_some() {
            tx.set_case(opened.id, &domain::catalogue::check_name("title", &new.title)?, tlp, viewer.person())?;
        }
        if new.restricted {
            tx.set_visibility(opened.id, Visibility::Restricted)?;
            let event = Event::new("case", "restricted", ThingRef::new("case", &opened.number)).of_case(opened.id, true);
            tx.record(viewer, &[event], now)?;
        }
        Ok(opened.number)
    })
    .await
}

pub(super) fn read_tlp(text: &str) -> Result<Option<Tlp>> {
    Ok(if text.trim().is_empty() { None } else { Some(Tlp::read("tlp", text)?) })
}

/// Opens a case for a vulnerability; the releases with an open finding are its scope.
///
/// # Errors
/// No such vulnerability that the viewer may know of, a fault of the title, or the refusal of the access table.
pub async fn open_from_vulnerability(ctx: &Ctx, vulnerability: String, title: String) -> Result<String> {
    ctx.enter(Act::CaseEdit)?;
    let config = ctx.house.config.clone();
    ctx.transact(move |tx, viewer, now| {
        let found = tx.vulnerability(viewer, &vulnerability)?.ok_or_else(Error::not_found)?;
        let findings: Vec<_> = tx.findings_of_vulnerability(viewer, &found.id)?.into_iter().filter(|f| f.closed_at.is_none()).collect();
        let title = if title.trim().is_empty() { found.title_en.clone().unwrap_or_else(|| found.id.clone()) } else { title };
        let opened = open(tx, viewer, now, &config, &title, CaseKind::Vulnerability, None)?;
        tx.add_case_vulnerability(opened.id, &found.id, now)?;
        for finding in &findings {
            tx.add_case_release(opened.id, finding.release_id, now)?;
        }
        let case = tx.case_by_id(&Viewer::system(), opened.id)?.ok_or_else(Error::not_found)?;
        access::allow(viewer, Act::CaseEdit, case.standing(viewer))?;
        let named = super::change::event(&case, "case", "scope_named").with("vulnerability", &found.id).with("releases", findings.len());
        Moved::before(tx, &case, now)?.record(tx, viewer, vec![named], now)?;
        Ok(opened.number)
    })
    .await
}
