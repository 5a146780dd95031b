//! The context of one request or job: who acts, in which house. Nothing is ambient.

use crate::{House, Result};
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
}

impl Ctx {
    /// A context for a job of the program itself.
    #[must_use]
    pub fn system(house: &Arc<House>) -> Self {
        Self { house: Arc::clone(house), viewer: Viewer::system(), request_id: "job".to_owned() }
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
        let (viewer, now) = (self.viewer.clone(), self.now());
        let answer = self.house.store.write(move |tx| body(tx, &viewer, now)).await;
        self.house.wake();
        answer
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
        let (viewer, now) = (self.viewer.clone(), self.now());
        let answer = self.house.store.write_or_busy(move |tx| body(tx, &viewer, now)).await;
        self.house.wake();
        answer
    }
}
