//! The engine inside the process: one writer thread with group commit, a few read-only connections.

use crate::StoreError;
use crate::tx::{Conn, Tx};
use crate::value::{Row, Value};
use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, mpsc};

/// Writes waiting for the writer before callers see [`StoreError::Busy`].
pub const WRITE_QUEUE_MAX: usize = 4096;
/// Writes that share one commit.
const BATCH_MAX: usize = 512;
/// How long a batch stays open while writes keep coming.
const BATCH_OPEN: Duration = Duration::from_millis(8);
/// Changed rows after which a checkpoint is made beside the writer, however busy it is.
const CHECKPOINT_AFTER: u64 = 5_000;
/// Rest after which fewer rows get one too: readers find a page faster in the file than in the log.
const CHECKPOINT_REST: Duration = Duration::from_millis(500);
/// Pages of the log after which the writer itself makes one: 64 MB, met only when the other cannot keep up.
const LOG_PAGES_MAX: i64 = 16_000;
/// Read-only connections.
const READERS: usize = 4;
/// Memory that a reader keeps pages in, in KiB; it fills only as far as it is used.
const READER_CACHE_KIB: i64 = 8_000;
/// The same for the writer, whose indexes are touched all over.
const WRITER_CACHE_KIB: i64 = 32_000;
/// Statements each connection keeps prepared.
const STATEMENTS_CACHED: usize = 256;

/// What a write leaves behind: called once the commit is known.
pub(crate) type Finish = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// A write as the writer's thread sees it; `Err` rolls it back.
pub(crate) type Write = Box<dyn FnOnce(&mut Tx<'_>) -> (bool, Finish) + Send>;

/// SQLite in one file.
pub(crate) struct Sqlite {
    path: PathBuf,
    queue: mpsc::Sender<Write>,
    readers: Arc<Mutex<Vec<Connection>>>,
    seats: Arc<Semaphore>,
    durable: bool,
    threads: Vec<std::thread::JoinHandle<()>>,
}

impl Sqlite {
    /// Opens or makes the file. `durable` = false is for throw-away demo data only.
    pub(crate) fn open(path: &Path, durable: bool) -> Result<Self, StoreError> {
        let writer = connect(path, OpenFlags::default(), durable)?;
        let (queue, jobs) = mpsc::channel(WRITE_QUEUE_MAX);
        let cleaner = connect(path, OpenFlags::default(), durable)?;
        let (nudge, nudged) = std::sync::mpsc::sync_channel(1);
        let changed = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&changed);
        let named = |name: &str| std::thread::Builder::new().name(name.to_owned());
        let threads = vec![
            named("ledger-checkpoint").spawn(move || checkpoint_loop(&cleaner, &nudged, &seen))?,
            named("ledger-writer").spawn(move || write_loop(&writer, jobs, &nudge, &changed))?,
        ];
        Ok(Self { path: path.to_owned(), queue, readers: Arc::default(), seats: Arc::new(Semaphore::new(READERS)), durable, threads })
    }

    /// Waits until every connection is closed: SQLite then folds its log into the file and takes its side files away.
    pub(crate) fn close(self) {
        drop(self.queue);
        self.readers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
        for thread in self.threads {
            // A thread that panicked has no connection any more either.
            let _ = thread.join();
        }
    }

    pub(crate) async fn enqueue(&self, write: Write) -> Result<(), StoreError> {
        self.queue.send(write).await.map_err(|_| StoreError::Stopped("writer is gone".to_owned()))
    }

    pub(crate) fn enqueue_or_busy(&self, write: Write) -> Result<(), StoreError> {
        self.queue.try_send(write).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Stopped("writer is gone".to_owned()),
        })
    }

    /// Runs a read on a snapshot of what is committed.
    pub(crate) async fn read<T, E, F>(&self, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let seat = Arc::clone(&self.seats).acquire_owned().await.map_err(|_| StoreError::Stopped("closed".to_owned()))?;
        let (path, readers, durable) = (self.path.clone(), Arc::clone(&self.readers), self.durable);
        tokio::task::spawn_blocking(move || {
            let _seat = seat;
            let idle = readers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
            let conn = match idle {
                Some(conn) => conn,
                None => connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX, durable)?,
            };
            conn.execute_batch("BEGIN").map_err(StoreError::from)?;
            let answer = body(&mut Tx::new(Conn::Sqlite(&conn)));
            conn.execute_batch("ROLLBACK").map_err(StoreError::from)?;
            readers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(conn);
            answer
        })
        .await
        .map_err(|error| StoreError::Stopped(error.to_string()))?
    }

    /// Copies the committed state into a new file, while others go on.
    pub(crate) async fn copy_to(&self, target: PathBuf) -> Result<(), StoreError> {
        let path = self.path.clone();
        tokio::task::spawn_blocking(move || {
            let source = connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY, true)?;
            source.execute("VACUUM INTO ?1", [target.to_string_lossy().as_ref()])?;
            std::fs::File::open(&target)?.sync_all()?;
            Ok(())
        })
        .await
        .map_err(|error| StoreError::Stopped(error.to_string()))?
    }
}

fn connect(path: &Path, flags: OpenFlags, durable: bool) -> Result<Connection, StoreError> {
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(Duration::from_secs(30))?;
    if !flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) {
        conn.pragma_update(None, "journal_mode", "WAL")?;
        conn.pragma_update(None, "synchronous", if durable { "FULL" } else { "OFF" })?;
        conn.pragma_update(None, "wal_autocheckpoint", LOG_PAGES_MAX)?;
    }
    conn.pragma_update(None, "foreign_keys", "ON")?;
    // A prepared statement keeps its plan: without this it is compiled anew for every value that could change the plan.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // What savepoints could undo stays in memory; it would be written to a file and read by nobody.
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    let cache_kib = if flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) { READER_CACHE_KIB } else { WRITER_CACHE_KIB };
    conn.pragma_update(None, "cache_size", -cache_kib)?;
    conn.pragma_update(None, "mmap_size", 268_435_456i64)?;
    conn.create_scalar_function("fold", 1, FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC, |context| {
        Ok(context.get::<Option<String>>(0)?.map(|text| text.to_lowercase()))
    })?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    Ok(conn)
}

/// Takes writes one after another and commits them in groups, so that many people share one flush.
fn write_loop(conn: &Connection, mut jobs: mpsc::Receiver<Write>, nudge: &std::sync::mpsc::SyncSender<()>, changed: &AtomicU64) {
    let mut counted = conn.total_changes();
    while let Some(first) = jobs.blocking_recv() {
        let mut finishes: Vec<Finish> = Vec::new();
        if let Err(error) = conn.execute_batch("BEGIN IMMEDIATE") {
            let text = error.to_string();
            let (_, finish) = refuse(first, conn);
            finish(Err(StoreError::Commit(text)));
            continue;
        }
        let opened = Instant::now();
        let mut tx = Tx::new(Conn::Sqlite(conn));
        let mut next = Some(first);
        while let Some(write) = next.take() {
            finishes.push(one_write(conn, &mut tx, write));
            // After some failures, such as a full disk, SQLite undoes the whole transaction by itself: nothing may follow in it.
            let lost = conn.is_autocommit();
            // A lone write never waits: the batch goes on only with writes that are there already.
            if !lost && finishes.len() < BATCH_MAX && opened.elapsed() < BATCH_OPEN {
                next = jobs.try_recv().ok();
            }
        }
        match conn.execute_batch("COMMIT") {
            Ok(()) => {
                finishes.into_iter().for_each(|finish| finish(Ok(())));
                let now = conn.total_changes();
                changed.fetch_add(now - counted, Relaxed);
                counted = now;
                // Full means that the other knows already.
                let _ = nudge.try_send(());
            }
            Err(error) => {
                let text = error.to_string();
                let _ = conn.execute_batch("ROLLBACK");
                finishes.into_iter().for_each(|finish| finish(Err(StoreError::Commit(text.clone()))));
            }
        }
    }
}

/// Moves what was committed from the log of SQLite into its file, beside the writer, who would stand still meanwhile.
fn checkpoint_loop(conn: &Connection, nudged: &std::sync::mpsc::Receiver<()>, changed: &AtomicU64) {
    while nudged.recv().is_ok() {
        while changed.load(Relaxed) < CHECKPOINT_AFTER {
            match nudged.recv_timeout(CHECKPOINT_REST) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        changed.store(0, Relaxed);
        if let Err(error) = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
            tracing::warn!(%error, "a checkpoint failed; the writer makes one when its log is long");
        }
    }
}

/// Runs one write inside its own savepoint; a refusal or a panic undoes only this write.
fn one_write(conn: &Connection, tx: &mut Tx<'_>, write: Write) -> Finish {
    if let Err(error) = step(conn, "SAVEPOINT one") {
        let text = error.to_string();
        return Box::new(move |_| tracing::error!(error = %text, "a savepoint could not be opened"));
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| write(tx)));
    let (keep, finish) = outcome.unwrap_or_else(|_| {
        let finish: Finish = Box::new(|_| tracing::error!("a write panicked and was rolled back"));
        (false, finish)
    });
    if !keep {
        tx.head = None;
    }
    let undone = if keep { Ok(()) } else { step(conn, "ROLLBACK TO one") };
    match undone.and_then(|()| step(conn, "RELEASE one")) {
        Ok(()) => finish,
        Err(error) => {
            let text = error.to_string();
            Box::new(move |_| finish(Err(StoreError::Commit(text))))
        }
    }
}

/// Runs a statement without rows or parameters, prepared once.
fn step(conn: &Connection, sql: &str) -> Result<(), rusqlite::Error> {
    conn.prepare_cached(sql)?.execute([]).map(|_| ())
}

/// Lets a write answer its caller although no transaction could be opened.
fn refuse(write: Write, conn: &Connection) -> (bool, Finish) {
    // Invariant: the connection is outside a transaction and read-only for this call, so that the closure cannot change anything.
    let _ = conn.pragma_update(None, "query_only", true);
    let outcome = catch_unwind(AssertUnwindSafe(|| write(&mut Tx::new(Conn::Sqlite(conn)))));
    let _ = conn.pragma_update(None, "query_only", false);
    outcome.unwrap_or_else(|_| (false, Box::new(|_| {})))
}

struct Bound<'v>(&'v Value);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(n) => ValueRef::Integer(*n),
            Value::Real(n) => ValueRef::Real(*n),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

pub(crate) fn query(conn: &Connection, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let names: Arc<[String]> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = statement.query(rusqlite::params_from_iter(params.iter().map(Bound)))?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let mut values = Vec::with_capacity(names.len());
        for at in 0..names.len() {
            values.push(match row.get_ref(at)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(n) => Value::Int(n),
                ValueRef::Real(n) => Value::Real(n),
                ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
            });
        }
        out.push(Row::new(Arc::clone(&names), values));
    }
    Ok(out)
}

pub(crate) fn execute(conn: &Connection, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let touched = statement.execute(rusqlite::params_from_iter(params.iter().map(Bound)))?;
    Ok(touched as u64)
}
