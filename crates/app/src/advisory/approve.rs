//! Approval: asked for, given in a hat to exact words, or refused with a comment.

use super::content::Returned;
use super::{Held, check, gather, held, tell};
use crate::{Ctx, Error, House, Result};
use domain::access::Act;
use domain::advisory::{self as rules, EditionState};
use domain::event::{Event, ThingRef};
use domain::id::PersonId;
use domain::instant::Instant;
use domain::psirt_case::Audience;
use domain::refusal::Refusal;
use domain::text;
use domain::viewer::{Approver, Role, Viewer};
use std::sync::Arc;
use store::Tx;

/// Characters of a comment to the writer.
pub const COMMENT_CHARS_MAX: usize = 5_000;

/// The word of a hat.
pub(super) fn hat_key(hat: Approver) -> &'static str {
    Role::Approver(hat).key()
}

/// Reads the word of a hat.
///
/// # Errors
/// [`Refusal::FieldInvalid`].
pub fn hat_of(key: &str) -> Result<Approver, Refusal> {
    match key.trim() {
        "pr" => Ok(Approver::Pr),
        "legal" => Ok(Approver::Legal),
        _ => Err(Refusal::invalid("hat", "pr, legal")),
    }
}

/// Hats that a viewer can wear: the own one; a lead stands in for each.
pub(super) fn hats_of(viewer: &Viewer) -> Vec<Approver> {
    let wears = |hat| viewer.has(Role::Approver(hat)) || viewer.has(Role::Lead);
    [Approver::Pr, Approver::Legal].into_iter().filter(|hat| wears(*hat)).collect()
}

/// Sends the draft to the approvers; its rows are frozen as the case has them now.
///
/// # Errors
/// Blockers, all of them at once; a state that has no request; or the refusal of the access table.
pub async fn request_approval(ctx: &Ctx, number: &str) -> Result<()> {
    ctx.enter(Act::AdvisoryWrite)?;
    let (house, number) = (Arc::clone(&ctx.house), number.to_owned());
    ctx.transact(move |tx, viewer, now| request_in(tx, viewer, &house, &number, now)).await
}

/// As [`request_approval`], inside a transaction and at an instant of the caller.
pub(crate) fn request_in(tx: &mut Tx<'_>, viewer: &Viewer, house: &House, number: &str, now: Instant) -> Result<()> {
    let Held { edition, case, mut content, .. } = held(tx, viewer, number, Act::AdvisoryWrite, "approval_request")?;
    if edition.state != EditionState::Draft {
        return Err(Refusal::StateConflict { state: edition.state.key().into(), act: "approval_request".into() }.into());
    }
    gather::refresh(tx, viewer, &case, &mut content, now)?;
    content.returned = None;
    let blockers = check::blockers(house, &edition, &content);
    if !blockers.is_empty() {
        return Err(super::not_ready(&blockers).into());
    }
    let required = house.config.advisory_hats();
    let state = if required.is_empty() { EditionState::Approved } else { EditionState::AwaitingApproval };
    tx.freeze_edition(edition.id, state, &content.write()?, &content.digest(house, &edition), now)?;
    let event = Event::new("advisory", "approval_requested", ThingRef::new("advisory", &edition.number)).with("edition", &edition.version);
    let mut events = vec![event];
    let approvers: Vec<_> = tx
        .people(&Viewer::system())?
        .into_iter()
        .filter(|person| {
            person.disabled_at.is_none() && required.iter().any(|hat| person.grants.iter().any(|g| g.role == Role::Approver(*hat)))
        })
        .collect();
    for person in approvers {
        // Approvers read what they are named for. Who knows of a restricted case is for its lead to say, not for this act.
        if !case.restricted() && tx.add_member(case.id, person.id, now)? {
            events.push(Event::new("case", "member_added", ThingRef::new("case", &case.number)).with("person", &person.login));
        }
        if tx.members(&case)?.iter().any(|(id, _)| *id == person.id) {
            tell::approval_asked(tx, house, &edition, &person, now)?;
        }
    }
    let events: Vec<Event> = events.into_iter().map(|event| event.of_case(case.id, case.restricted())).collect();
    tx.record(viewer, &events, now)?;
    Ok(())
}

/// Approves exact words in a hat. `shown` is the digest of the words that the approver read.
///
/// # Errors
/// Own words, words that changed, a hat that is not worn, one person in two hats, or the refusal of the access table.
pub async fn approve(ctx: &Ctx, number: &str, hat: Approver, shown: &str) -> Result<EditionState> {
    ctx.enter(Act::AdvisoryApprove)?;
    let (house, number, shown) = (Arc::clone(&ctx.house), number.to_owned(), shown.trim().to_owned());
    ctx.transact(move |tx, viewer, now| approve_in(tx, viewer, &house, &number, hat, &shown, now)).await
}

/// As [`approve`], inside a transaction and at an instant of the caller.
pub(crate) fn approve_in(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    house: &House,
    number: &str,
    hat: Approver,
    shown: &str,
    now: Instant,
) -> Result<EditionState> {
    let Held { edition, case, content, .. } = held(tx, viewer, number, Act::AdvisoryApprove, "approval")?;
    if !hats_of(viewer).contains(&hat) {
        return Err(Error::not_found());
    }
    let who = viewer.person().map(PersonId::get).ok_or(Refusal::AuthRequired)?;
    // Invariant 19: nobody approves own text, be it one word of it.
    let author = if content.writers.contains(&who) { Some(who) } else { edition.author_id };
    rules::approve(edition.state, author, who, shown, &edition.digest)?;
    let before = tx.approvals_in_force(edition.id)?;
    if before.iter().any(|approval| approval.person == who || approval.hat == hat) {
        return Err(Refusal::SecondPersonRequired.into());
    }
    tx.add_approval(viewer, edition.id, hat, &edition.digest, now)?;
    let missing = rules::missing_hats(&house.config.advisory_hats(), &tx.approvals_in_force(edition.id)?, &edition.digest);
    let state = if missing.is_empty() { EditionState::Approved } else { EditionState::AwaitingApproval };
    tx.set_edition_state(edition.id, state, now)?;
    let event = Event::new("advisory", "approved", ThingRef::new("advisory", &edition.number))
        .with("edition", &edition.version)
        .with("hat", hat_key(hat))
        .with("digest", &edition.digest);
    tx.record(viewer, &[event.of_case(case.id, case.restricted())], now)?;
    Ok(state)
}

/// Gives an edition back to its writer with a comment; approvals are void.
///
/// # Errors
/// No comment, a state that has no return, or the refusal of the access table.
pub async fn give_back(ctx: &Ctx, number: &str, comment: &str) -> Result<()> {
    ctx.enter(Act::AdvisoryApprove)?;
    let (number, comment) = (number.to_owned(), text::clean(comment).text.trim().to_owned());
    ctx.transact(move |tx, viewer, now| give_back_in(tx, viewer, &number, &comment, now)).await
}

fn give_back_in(tx: &mut Tx<'_>, viewer: &Viewer, number: &str, comment: &str, now: Instant) -> Result<()> {
    let Held { edition, case, mut content, .. } = held(tx, viewer, number, Act::AdvisoryApprove, "return")?;
    if !matches!(edition.state, EditionState::AwaitingApproval | EditionState::Approved) {
        return Err(Refusal::StateConflict { state: edition.state.key().into(), act: "return".into() }.into());
    }
    if comment.is_empty() {
        return Err(Refusal::ReasonRequired.into());
    }
    if text::count(comment) > COMMENT_CHARS_MAX {
        return Err(Refusal::invalid("comment", format!("≤ {COMMENT_CHARS_MAX}")).into());
    }
    content.returned = Some(Returned { by: viewer.name.clone(), at: now.as_ms(), comment: comment.to_owned() });
    tx.freeze_edition(edition.id, EditionState::Draft, &content.write()?, &edition.digest, now)?;
    tx.void_approvals(edition.id, now)?;
    let note = format!("{} {}: {comment}", edition.number, edition.version);
    tx.add_note(viewer, case.id, Audience::Internal, &note, now)?;
    let event = Event::new("advisory", "returned", ThingRef::new("advisory", &edition.number)).with("edition", &edition.version);
    tx.record(viewer, &[event.because(comment).of_case(case.id, case.restricted())], now)?;
    Ok(())
}
