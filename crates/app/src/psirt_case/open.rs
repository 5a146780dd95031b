//! Opens a case inside a transaction of its caller.

use crate::{Config, Result, number};
use domain::event::{Event, ThingRef};
use domain::id::{CaseId, PersonId};
use domain::instant::Instant;
use domain::psirt_case::CaseKind;
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
