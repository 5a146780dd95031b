//! The context of one request or job: who acts, in which house. Nothing is ambient.

use crate::{Error, House, Result};
use domain::access::{self, Act};
use domain::instant::Instant;
use domain::viewer::Viewer;
use std::sync::Arc;
use store::Tx;

/// Who acts, where, under which request.
#[derive(Clone)]
pub struct Ctx {
    /// The house.
    pub house: Arc<House>,
    /// Who reads or acts.
    pub viewer: Viewer,
    /// The request, for the log.
    pub request_id: String,
    /// Whether writes are only tried: the same checks, the same answer, nothing changed.
    pub dry_run: bool,
}

/// How a body inside a transaction ended.
enum Ending<T> {
    /// It would have done its work, which is undone because it was only tried.
    Tried(T),
    /// It failed.
    Failed(Error),
}

impl<T> From<store::StoreError> for Ending<T> {
    fn from(error: store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

fn keep<T>(answer: Result<T>, dry_run: bool) -> std::result::Result<T, Ending<T>> {
    match answer {
        Ok(value) if dry_run => Err(Ending::Tried(value)),
        Ok(value) => Ok(value),
        Err(error) => Err(Ending::Failed(error)),
    }
}

fn settle<T>(ended: std::result::Result<T, Ending<T>>) -> Result<T> {
    match ended {
        Ok(value) | Err(Ending::Tried(value)) => Ok(value),
        Err(Ending::Failed(error)) => Err(error),
    }
}

impl Ctx {
    /// A context for a job of the program itself.
    #[must_use]
    pub fn system(house: &Arc<House>) -> Self {
        Self { house: Arc::clone(house), viewer: Viewer::system(), request_id: "job".to_owned(), dry_run: false }
    }

    /// The same house for another viewer.
    #[must_use]
    pub fn as_viewer(&self, viewer: Viewer) -> Self {
        Self { viewer, ..self.clone() }
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.house.clock.now()
    }

    /// Lets the viewer through to an act anywhere at all; see [`access::enter`].
    ///
    /// # Errors
    /// The refusal of the access table.
    pub fn enter(&self, act: Act) -> Result<()> {
        Ok(access::enter(&self.viewer, act)?)
    }

    /// Reads on one snapshot, as the viewer.
    ///
    /// # Errors
    /// What the body answers, or a failure of the ledger.
    pub async fn read<T, F>(&self, body: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>, &Viewer) -> Result<T> + Send + 'static,
    {
        let viewer = self.viewer.clone();
        self.house.store.read(move |tx| body(tx, &viewer)).await
    }

    /// Writes state, log and outbox in one transaction, as the viewer; an `Err` undoes all of it.
    /// Afterwards the worker is woken, so that what was put into the outbox leaves at once.
    ///
    /// # Errors
    /// What the body answers, or a failure of the ledger.
    pub async fn transact<T, F>(&self, body: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>, &Viewer, Instant) -> Result<T> + Send + 'static,
    {
        let (viewer, now, dry_run) = (self.viewer.clone(), self.now(), self.dry_run);
        let ended = self.house.store.write(move |tx| keep(body(tx, &viewer, now), dry_run)).await;
        self.house.wake();
        settle(ended)
    }

    /// Like [`Ctx::transact`], but answers [`crate::Error::Busy`] at once when the queue of writers is full; for public entrances.
    ///
    /// # Errors
    /// What the body answers, a full queue, or a failure of the ledger.
    pub async fn transact_or_busy<T, F>(&self, body: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>, &Viewer, Instant) -> Result<T> + Send + 'static,
    {
        let (viewer, now, dry_run) = (self.viewer.clone(), self.now(), self.dry_run);
        let ended = self.house.store.write_or_busy(move |tx| keep(body(tx, &viewer, now), dry_run)).await;
        self.house.wake();
        settle(ended)
    }
}
