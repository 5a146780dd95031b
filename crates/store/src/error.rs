//! What can go wrong in the ledger's machines.

/// A failure of the ledger; never a rule's "no".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// SQLite failed.
    #[error("sqlite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL failed.
    #[error("postgres: {}", postgres_text(.0))]
    Postgres(#[from] tokio_postgres::Error),
    /// No connection to PostgreSQL could be had.
    #[error("postgres pool: {0}")]
    Pool(String),
    /// A column was absent or of another type: a statement and its reader disagree.
    #[error("column `{0}` is absent or of another type")]
    Column(String),
    /// A text column held a word that the program does not know.
    #[error("unknown word `{word}` in `{column}`")]
    Word {
        /// The column.
        column: &'static str,
        /// The word met.
        word: String,
    },
    /// The queue of writers is full; the caller may try again soon.
    #[error("the ledger is busy")]
    Busy,
    /// The batch that held this write could not be committed; nothing of it is stored.
    #[error("commit failed: {0}")]
    Commit(String),
    /// The data directory was written by a newer program.
    #[error("the ledger has schema {found}, this program knows {known}; use the newer program")]
    Newer {
        /// Schema number found.
        found: i64,
        /// Newest schema number of this program.
        known: i64,
    },
    /// A migration that was applied differs from the one in this program.
    #[error("migration {0} differs from the one that was applied")]
    Drift(String),
    /// A file of the data directory could not be read or written.
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    /// The ledger was closed, or the code inside a write panicked; nothing of that write is stored.
    #[error("the ledger stopped: {0}")]
    Stopped(String),
}

fn postgres_text(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |db| format!("{} ({})", db.message(), db.code().code()))
}
