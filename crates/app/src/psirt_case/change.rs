//! One frame for every change of a case: who may, what happened, and whether the stage moved with it.

use crate::{Ctx, Error, Result};
use domain::access::{self, Act};
use domain::event::{Event, ThingRef};
use domain::id::CaseId;
use domain::instant::Instant;
use domain::psirt_case::Outcome;
use domain::refusal::Refusal;
use domain::stage::{self, Stage};
use domain::viewer::Viewer;
use store::Tx;
use store::psirt_case::Case;

/// In which outcomes a change exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// While the case is worked on or set aside.
    Open,
    /// Always: what the law or the truth asks for does not end with the case.
    Always,
}

/// What a change answers, and the entries that it leaves in the log.
pub(super) type Changed<T> = Result<(T, Vec<Event>)>;

/// An entry about the case.
pub(super) fn event(case: &Case, noun: &'static str, verb: &'static str) -> Event {
    Event::new(noun, verb, ThingRef::new("case", &case.number))
}

/// Runs a change of a case that the viewer may know of and may change.
pub(super) async fn change<T, F>(ctx: &Ctx, number: String, act: Act, when: When, body: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce(&mut Tx<'_>, &Viewer, Instant, &Case) -> Changed<T> + Send + 'static,
{
    ctx.enter(act)?;
    ctx.transact(move |tx, viewer, now| {
        let case = tx.case(viewer, &number)?.ok_or_else(Error::not_found)?;
        access::allow(viewer, act, case.standing(viewer))?;
        let ended = !matches!(case.outcome, Outcome::Open | Outcome::Deferred);
        if when == When::Open && ended {
            return Err(Refusal::StateConflict { state: case.outcome.key().into(), act: act.key().into() }.into());
        }
        let before = Moved::before(tx, &case, now)?;
        let (value, events) = body(tx, viewer, now, &case)?;
        before.record(tx, viewer, events, now)?;
        Ok(value)
    })
    .await
}

/// A case and the stage in which it stood before a change.
pub(crate) struct Moved {
    case: Case,
    stage: Stage,
}

impl Moved {
    pub(crate) fn before(tx: &mut Tx<'_>, case: &Case, now: Instant) -> Result<Self> {
        let stage = stage::compute(&tx.case_facts(case, now)?).stage;
        Ok(Self { case: case.clone(), stage })
    }

    pub(crate) const fn id(&self) -> CaseId {
        self.case.id
    }

    /// Whether the case stands in another stage now.
    pub(crate) fn moves(&self, tx: &mut Tx<'_>, now: Instant) -> Result<bool> {
        Ok(stage::compute(&tx.case_facts(&self.case, now)?).stage != self.stage)
    }

    /// Counts the edit up and records what happened; a stage that moved is an entry of its own.
    pub(crate) fn record(self, tx: &mut Tx<'_>, viewer: &Viewer, mut events: Vec<Event>, now: Instant) -> Result<()> {
        let id = self.case.id;
        tx.touch_case(id, now)?;
        let after = tx.case_by_id(&Viewer::system(), id)?.ok_or_else(Error::not_found)?;
        let stage = stage::compute(&tx.case_facts(&after, now)?).stage;
        if stage != self.stage {
            events.push(event(&after, "case", "stage_changed").with("from", self.stage).with("to", stage));
        }
        let restricted = self.case.restricted() || after.restricted();
        let events: Vec<Event> = events.into_iter().map(|event| event.of_case(id, restricted)).collect();
        tx.record(viewer, &events, now)?;
        Ok(())
    }
}

/// The cases that name a vulnerability, before a judgement on it; whoever judges may not know of all of them.
pub(crate) fn stages_of_vulnerability(tx: &mut Tx<'_>, id: &str, now: Instant) -> Result<Vec<Moved>> {
    let cases = tx.cases_of_vulnerability(&Viewer::system(), id)?;
    cases.iter().filter(|case| case.outcome == Outcome::Open).map(|case| Moved::before(tx, case, now)).collect()
}
