//! The ledger: the only SQL. SQLite inside the process by default, PostgreSQL when several machines serve.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod advisory;
pub mod audit;
pub mod catalogue;
pub mod chain;
mod deadline;
pub mod dialect;
mod error;
pub mod finding;
pub mod idempotency;
mod ids;
pub mod intake;
mod migrate;
mod need;
mod numbers;
pub mod people;
mod postgres;
pub mod psirt_case;
pub mod queue;
pub mod search;
mod sqlite;
pub mod subscriber;
mod tx;
mod value;

pub use error::StoreError;
pub use migrate::{MIGRATIONS, Migration};
pub use sqlite::WRITE_QUEUE_MAX;
pub use tx::{Params, Tx};
pub use value::{FromValue, Row, ToValue, Value};

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a ledger lies.
#[derive(Debug, Clone)]
pub enum Target {
    /// A file, made when it is not there.
    Sqlite {
        /// Its path.
        path: PathBuf,
        /// Whether an acknowledged write survives a power cut; false only for throw-away data.
        durable: bool,
    },
    /// A PostgreSQL address.
    Postgres {
        /// `postgres://user@host/database`.
        url: String,
    },
}

/// The ledger; cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

enum Inner {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Store {
    /// Opens the ledger and applies missing migrations. An older SQLite file is copied beside itself first.
    ///
    /// # Errors
    /// A failure of the engine, or a ledger of a newer program.
    pub async fn open(target: &Target) -> Result<Self, StoreError> {
        let inner = match target {
            Target::Sqlite { path, durable } => {
                let old = path.exists();
                let engine = sqlite::Sqlite::open(path, *durable)?;
                if old {
                    keep_copy_before_migration(&engine, path).await?;
                }
                Inner::Sqlite(engine)
            }
            Target::Postgres { url } => Inner::Postgres(postgres::Postgres::open(url).await?),
        };
        let store = Self { inner: Arc::new(inner) };
        store.write::<_, StoreError, _>(migrate::migrate).await?;
        Ok(store)
    }

    /// Ends the last handle and waits until the files of the ledger are at rest, such as before they are moved.
    /// Does nothing while another handle lives.
    pub async fn close(self) {
        if let Some(Inner::Sqlite(engine)) = Arc::into_inner(self.inner) {
            let _ = tokio::task::spawn_blocking(move || engine.close()).await;
        }
    }

    /// Runs a read on one snapshot of what is committed.
    ///
    /// # Errors
    /// What the body answers, or a failure of the engine.
    pub async fn read<T, E, F>(&self, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        match &*self.inner {
            Inner::Sqlite(engine) => engine.read(body).await,
            Inner::Postgres(engine) => engine.read(body).await,
        }
    }

    /// Runs a write after all earlier ones; answers when it is on disk. An `Err` of the body undoes all of it.
    ///
    /// # Errors
    /// What the body answers, or a failure of the engine.
    pub async fn write<T, E, F>(&self, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        match &*self.inner {
            Inner::Sqlite(engine) => {
                let (write, answer) = pack(body);
                engine.enqueue(write).await?;
                answer.await.map_err(|_| StoreError::Stopped("the write did not finish".to_owned()))?
            }
            Inner::Postgres(engine) => engine.write(body).await,
        }
    }

    /// Like [`Store::write`], but refuses with [`StoreError::Busy`] at once when the queue of writers is full.
    ///
    /// # Errors
    /// What the body answers, [`StoreError::Busy`], or a failure of the engine.
    pub async fn write_or_busy<T, E, F>(&self, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        match &*self.inner {
            Inner::Sqlite(engine) => {
                let (write, answer) = pack(body);
                engine.enqueue_or_busy(write)?;
                answer.await.map_err(|_| StoreError::Stopped("the write did not finish".to_owned()))?
            }
            Inner::Postgres(engine) => engine.write(body).await,
        }
    }

    /// Runs a write that records no event and may go beside others on PostgreSQL: queue claims, sessions.
    ///
    /// # Errors
    /// What the body answers, or a failure of the engine.
    pub async fn write_beside<T, E, F>(&self, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        match &*self.inner {
            Inner::Sqlite(_) => self.write(body).await,
            Inner::Postgres(engine) => engine.write_beside(body).await,
        }
    }

    /// Copies the committed state of a SQLite ledger into a new file; other writes go on meanwhile.
    ///
    /// # Errors
    /// A failure of the engine; on PostgreSQL, use that engine's own dump.
    pub async fn copy_to(&self, target: &Path) -> Result<(), StoreError> {
        match &*self.inner {
            Inner::Sqlite(engine) => engine.copy_to(target.to_owned()).await,
            Inner::Postgres(_) => Err(StoreError::Stopped("a PostgreSQL ledger is copied by pg_dump".to_owned())),
        }
    }
}

/// Wraps a body for the writer's thread: its answer is sent only once the commit is known.
fn pack<T, E, F>(body: F) -> (sqlite::Write, tokio::sync::oneshot::Receiver<Result<T, E>>)
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
{
    let (sender, answer) = tokio::sync::oneshot::channel();
    let write: sqlite::Write = Box::new(move |tx| {
        let outcome = body(tx);
        let keep = outcome.is_ok();
        let finish: sqlite::Finish = Box::new(move |committed| {
            let told = match (outcome, committed) {
                (Err(refusal), _) => Err(refusal),
                (Ok(_), Err(failure)) => Err(failure.into()),
                (Ok(value), Ok(())) => Ok(value),
            };
            // The caller may have gone away; the write stands all the same.
            let _ = sender.send(told);
        });
        (keep, finish)
    });
    (write, answer)
}

async fn keep_copy_before_migration(engine: &sqlite::Sqlite, path: &Path) -> Result<(), StoreError> {
    let known = MIGRATIONS.len() as i64;
    let found = engine
        .read::<i64, StoreError, _>(|tx| {
            let there: i64 = tx.query_value("SELECT count(*) FROM sqlite_master WHERE name = 'schema_step'", &[])?;
            if there == 0 { Ok(0) } else { tx.query_value("SELECT count(*) FROM schema_step", &[]) }
        })
        .await?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found > 0 && found < known {
        let copy = path.with_extension(format!("before-{known:04}.db"));
        if !copy.exists() {
            engine.copy_to(copy).await?;
        }
    }
    Ok(())
}
