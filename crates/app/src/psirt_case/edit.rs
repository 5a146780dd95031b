//! Changes what a case is called, who owns it, who may know of it.

use super::change::{When, change, event};
use super::open::read_tlp;
use crate::{Ctx, Error, Result};
use domain::access::Act;
use domain::instant::Instant;
use domain::psirt_case::Visibility;
use domain::refusal::Refusal;
use domain::viewer::Viewer;
use store::Tx;
use store::psirt_case::Case;

/// A new title, TLP and owner; none = as it is.
#[derive(Debug, Clone, Default)]
pub struct EditForm {
    /// The edit that the change is based on.
    pub edit: i64,
    /// Title.
    pub title: Option<String>,
    /// TLP; empty = not chosen.
    pub tlp: Option<String>,
    /// Login of the owner; empty = nobody.
    pub owner: Option<String>,
}

/// Changes title, TLP and owner. Answers the new edit number.
///
/// # Errors
/// [`Refusal::EditConflict`] when somebody changed the case meanwhile, field faults, or no such case.
pub async fn edit(ctx: &Ctx, number: String, form: EditForm) -> Result<i64> {
    change(ctx, number, Act::CaseEdit, When::Open, move |tx, viewer, now, case| {
        if form.edit != case.edit {
            return Err(conflict(tx, case)?);
        }
        let title = match &form.title {
            Some(title) => domain::catalogue::check_name("title", title)?,
            None => case.title.clone(),
        };
        let tlp = match &form.tlp {
            Some(tlp) => read_tlp(tlp)?,
            None => case.tlp,
        };
        let owner = match form.owner.as_deref().map(str::trim) {
            None => case.owner_id,
            Some("") => None,
            Some(login) => Some(tx.person_by_login(viewer, login)?.ok_or_else(|| Refusal::invalid("owner", login))?.id),
        };
        tx.set_case(case.id, &title, tlp, owner)?;
        if let Some(owner) = owner {
            tx.add_member(case.id, owner, now)?;
        }
        let mut event = event(case, "case", "edited");
        if title != case.title {
            event = event.with("title", &title);
        }
        if tlp != case.tlp {
            event = event.with("tlp", tlp.map_or("", domain::psirt_case::Tlp::key));
        }
        if owner != case.owner_id {
            event = event.with("owner", form.owner.as_deref().unwrap_or(""));
        }
        Ok((case.edit + 1, vec![event]))
    })
    .await
}

/// Who changed the case last, and when.
fn conflict(tx: &mut Tx<'_>, case: &Case) -> Result<Error> {
    let last = tx.timeline(case, 1)?.pop();
    let actor = last.map_or_else(|| "–".to_owned(), |entry| entry.actor);
    Ok(Refusal::EditConflict { actor, ago: case.changed_at.to_rfc3339() }.into())
}

/// Names a member.
///
/// # Errors
/// No such person or case, or the refusal of the access table.
pub async fn add_member(ctx: &Ctx, number: String, login: String) -> Result<()> {
    change(ctx, number, Act::CaseMembers, When::Always, move |tx, viewer, now, case| {
        let person = tx.person_by_login(viewer, login.trim())?.ok_or_else(|| Refusal::invalid("member", &login))?;
        let added = tx.add_member(case.id, person.id, now)?;
        let events = if added { vec![event(case, "case", "member_added").with("member", &person.login)] } else { Vec::new() };
        Ok(((), events))
    })
    .await
}

/// Takes a member out.
///
/// # Errors
/// No such member or case, the last member of a restricted case, or the refusal of the access table.
pub async fn remove_member(ctx: &Ctx, number: String, login: String) -> Result<()> {
    change(ctx, number, Act::CaseMembers, When::Always, move |tx, viewer, _, case| {
        let person = tx.person_by_login(viewer, login.trim())?.ok_or_else(Error::not_found)?;
        if !tx.remove_member(case.id, person.id)? {
            return Err(Error::not_found());
        }
        if case.restricted() && tx.members(case)?.is_empty() {
            return Err(Refusal::StateConflict { state: "last_member".into(), act: "member_removal".into() }.into());
        }
        Ok(((), vec![event(case, "case", "member_removed").with("member", &person.login)]))
    })
    .await
}

/// Restricts a case to its members, or opens it to the team; the latter is a lead's act, and not while an embargo binds.
///
/// # Errors
/// A binding embargo, no such case, or the refusal of the access table.
pub async fn set_visibility(ctx: &Ctx, number: String, visibility: String) -> Result<()> {
    let visibility = Visibility::read("visibility", &visibility)?;
    let act = if visibility == Visibility::Team { Act::CaseMembers } else { Act::CaseEdit };
    change(ctx, number, act, When::Always, move |tx, viewer, now, case| {
        if visibility == case.visibility {
            return Ok(((), Vec::new()));
        }
        let bound = tx.embargo(case.id)?.is_some_and(|row| row.embargo.at(now).binds());
        if visibility == Visibility::Team && bound {
            return Err(Refusal::StateConflict { state: "embargo".into(), act: "visibility".into() }.into());
        }
        restrict_or_open(tx, viewer, now, case, visibility)?;
        let verb = if visibility == Visibility::Team { "restriction_lifted" } else { "restricted" };
        Ok(((), vec![event(case, "case", verb)]))
    })
    .await
}

/// Restricting never locks out the person who does it.
pub(super) fn restrict_or_open(tx: &mut Tx<'_>, viewer: &Viewer, now: Instant, case: &Case, visibility: Visibility) -> Result<()> {
    tx.set_visibility(case.id, visibility)?;
    if let (Visibility::Restricted, Some(me)) = (visibility, viewer.person()) {
        tx.add_member(case.id, me, now)?;
    }
    Ok(())
}
