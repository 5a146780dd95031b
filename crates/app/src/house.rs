//! The house: everything that lives as long as the process.

use crate::clock::Clock;
use crate::config::Config;
use crate::secret::Key;
use crate::{Error, Result};
use library::Library;
use outside::mail::Mailer;
use std::path::Path;
use std::sync::Arc;
use store::queue::Queue;
use store::{Store, Target};
use tokio::sync::{Notify, Semaphore};

/// Everything that lives as long as the process.
pub struct House {
    /// The ledger.
    pub store: Store,
    /// What the world knows.
    pub library: Library,
    /// The time.
    pub clock: Clock,
    /// What the installation is set to.
    pub config: Config,
    /// The key of the house.
    pub key: Key,
    /// Seats for slow password hashes, so that a flood of sign-ins leaves the other requests their processor.
    pub hashing: Semaphore,
    /// The seat for reading a large SBOM.
    pub reading: Semaphore,
    /// Whether this is a demo: a ribbon on every page, nothing leaves the machine.
    pub demo: bool,
    /// Where letters are handed over; none = they wait in the outbox.
    pub mailer: Option<Mailer>,
    /// The seat for running a feed.
    pub feeding: Semaphore,
    work: Notify,
    jobs: Notify,
}

/// Slow hashes that may run at once: half of the processors, at least one.
fn hashing_seats() -> usize {
    std::thread::available_parallelism().map_or(1, |n| (n.get() / 2).max(1))
}

impl House {
    /// Opens the house in the data directory of its configuration, making what is missing.
    ///
    /// # Errors
    /// The directory or the ledger cannot be opened.
    pub async fn open(config: Config, clock: Clock, demo: bool) -> Result<Arc<Self>> {
        let dir = config.server.data_dir.clone();
        std::fs::create_dir_all(&dir).map_err(|error| Error::broken(&format!("making `{}`", dir.display()), error))?;
        let target = match config.database_url()? {
            Some(url) => Target::Postgres { url },
            None => Target::Sqlite { path: dir.join("hinomi.db"), durable: !demo },
        };
        let store = Store::open(&target).await?;
        Self::with_store(config, clock, demo, store, &dir)
    }

    /// Builds a house around an open ledger.
    ///
    /// # Errors
    /// The key cannot be read or written, or the mail server's address is none.
    pub fn with_store(config: Config, clock: Clock, demo: bool, store: Store, dir: &Path) -> Result<Arc<Self>> {
        let key = Key::of_directory(dir)?;
        let library = Library::open(&dir.join("library")).map_err(|error| Error::broken("opening the library", error))?;
        let hashing = Semaphore::new(hashing_seats());
        let mailer = match config.smtp_url()? {
            Some(url) => Some(Mailer::smtp(&url).map_err(|fault| Error::broken("reading the mail server's address", fault))?),
            None => None,
        };
        let (reading, feeding, work, jobs) = (Semaphore::new(1), Semaphore::new(1), Notify::new(), Notify::new());
        Ok(Arc::new(Self { store, library, clock, config, key, hashing, reading, demo, mailer, feeding, work, jobs }))
    }

    /// The library as it is now, another process's import included.
    ///
    /// # Errors
    /// A damaged library.
    pub fn known(&self) -> Result<Arc<library::Snapshot>> {
        self.library.refresh().map_err(|error| Error::broken("reading the library", error))?;
        Ok(self.library.snapshot())
    }

    /// Tells the workers that there is something to do.
    pub fn wake(&self) {
        self.work.notify_one();
        self.jobs.notify_one();
    }

    /// Waits until somebody wakes the worker of a queue.
    pub async fn woken(&self, queue: Queue) {
        match queue {
            Queue::Outbox => self.work.notified().await,
            Queue::Job => self.jobs.notified().await,
        }
    }
}
