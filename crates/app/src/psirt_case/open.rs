//! Opens cases: inside a transaction of a caller, by hand, or for the releases that a vulnerability meets.

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

/// A case to be opened, before the checks.
#[derive(Debug, Clone, Default)]
pub struct NewCase {
    /// Title; with a vulnerability it may be empty.
    pub title: String,
    /// `vulnerability` or `severe_incident`.
    pub kind: String,
    /// TLP; may be empty.
    pub tlp: String,
    /// Whether only named members may know of it.
    pub restricted: bool,
    /// Id of a vulnerability: the releases with an open finding become the scope. May be empty.
    pub vulnerability: String,
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

/// Opens a case by hand; one of a vulnerability takes its releases with it.
///
/// # Errors
/// Field faults, no such vulnerability that the viewer may know of, or the refusal of the access table.
pub async fn open_new(ctx: &Ctx, new: NewCase) -> Result<String> {
    ctx.enter(Act::CaseEdit)?;
    let kind = CaseKind::read("kind", if new.kind.is_empty() { "vulnerability" } else { &new.kind })?;
    let tlp = read_tlp(&new.tlp)?;
    let config = ctx.house.config.clone();
    ctx.transact(move |tx, viewer, now| {
        let known = match new.vulnerability.trim() {
            "" => None,
            id => Some(tx.vulnerability(viewer, id)?.ok_or_else(Error::not_found)?),
        };
        let title = match &known {
            Some(known) if new.title.trim().is_empty() => known.title_en.clone().unwrap_or_else(|| known.id.clone()),
            _ => new.title,
        };
        let opened = open(tx, viewer, now, &config, &title, kind, None)?;
        if tlp.is_some() {
            tx.set_case(opened.id, &domain::catalogue::check_name("title", &title)?, tlp, viewer.person())?;
        }
        if new.restricted {
            tx.set_visibility(opened.id, Visibility::Restricted)?;
            let event = Event::new("case", "restricted", ThingRef::new("case", &opened.number)).of_case(opened.id, true);
            tx.record(viewer, &[event], now)?;
        }
        if let Some(known) = known {
            name_scope(tx, viewer, now, opened.id, &known.id)?;
        }
        Ok(opened.number)
    })
    .await
}

/// Names a vulnerability in a case; the releases with an open finding become its scope.
fn name_scope(tx: &mut Tx<'_>, viewer: &Viewer, now: Instant, id: CaseId, vulnerability: &str) -> Result<()> {
    let findings: Vec<_> = tx.findings_of_vulnerability(viewer, vulnerability)?.into_iter().filter(|f| f.closed_at.is_none()).collect();
    tx.add_case_vulnerability(id, vulnerability, now)?;
    for finding in &findings {
        tx.add_case_release(id, finding.release_id, now)?;
    }
    let case = tx.case_by_id(&Viewer::system(), id)?.ok_or_else(Error::not_found)?;
    access::allow(viewer, Act::CaseEdit, case.standing(viewer))?;
    let named = super::change::event(&case, "case", "scope_named").with("vulnerability", vulnerability).with("releases", findings.len());
    Moved::before(tx, &case, now)?.record(tx, viewer, vec![named], now)
}

pub(super) fn read_tlp(text: &str) -> Result<Option<Tlp>> {
    Ok(if text.trim().is_empty() { None } else { Some(Tlp::read("tlp", text)?) })
}
