//! A transaction: the only thing that statements can be run on.

use crate::dialect::{self, Engine};
use crate::value::{FromValue, Row, ToValue, Value};
use crate::{StoreError, postgres, sqlite};

/// The parameters of a statement.
pub type Params<'p> = &'p [&'p dyn ToValue];

/// Rows of one statement when many are inserted. Few sizes, so that each is prepared once and kept.
const BULK_SIZES: [usize; 4] = [200, 40, 8, 1];

/// An open transaction on either engine.
///
/// Store functions are plain functions over a `Tx`; the closure that holds them runs on the writer's
/// thread (SQLite) or on a blocking thread (PostgreSQL), so it must not wait for anything else.
pub struct Tx<'c> {
    pub(crate) conn: Conn<'c>,
    /// The newest entry of the log as this transaction knows it. Invariant: none after anything was undone.
    pub(crate) head: Option<Head>,
}

/// Position and hash of the newest entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) seq: i64,
    pub(crate) hash: Vec<u8>,
}

pub(crate) enum Conn<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c postgres::Session),
}

impl<'c> Tx<'c> {
    pub(crate) fn new(conn: Conn<'c>) -> Self {
        Self { conn, head: None }
    }
}

impl Tx<'_> {
    /// The engine below.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.conn {
            Conn::Sqlite(_) => Engine::Sqlite,
            Conn::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement and answers all rows.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn query(&mut self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, StoreError> {
        let values: Vec<Value> = params.iter().map(|p| p.to_value()).collect();
        self.query_values(sql, &values)
    }

    /// Runs a statement that answers one row or none; further rows are ignored.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn query_opt(&mut self, sql: &str, params: Params<'_>) -> Result<Option<Row>, StoreError> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// Runs a statement that always answers a row, such as a count.
    ///
    /// # Errors
    /// A failure of the engine, or no row.
    pub fn query_one(&mut self, sql: &str, params: Params<'_>) -> Result<Row, StoreError> {
        self.query_opt(sql, params)?.ok_or_else(|| StoreError::Column("no row".to_owned()))
    }

    /// Runs a statement that answers one value of one row.
    ///
    /// # Errors
    /// A failure of the engine, no row, or another type.
    pub fn query_value<T: FromValue>(&mut self, sql: &str, params: Params<'_>) -> Result<T, StoreError> {
        self.query_one(sql, params)?.first()
    }

    /// Runs a statement for its effect and answers the number of rows it touched.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn execute(&mut self, sql: &str, params: Params<'_>) -> Result<u64, StoreError> {
        let values: Vec<Value> = params.iter().map(|p| p.to_value()).collect();
        match &self.conn {
            Conn::Sqlite(conn) => sqlite::execute(conn, &dialect::marks(Engine::Sqlite, sql), &values),
            Conn::Postgres(session) => session.execute(sql, &values),
        }
    }

    /// Inserts rows of equal width into `into` (a table with its columns), a few hundred at a time; `after` follows the values.
    /// Answers what `after` returns.
    pub(crate) fn insert_many(&mut self, into: &str, after: &str, rows: Vec<Vec<Value>>) -> Result<Vec<Row>, StoreError> {
        let mut answers = Vec::new();
        let mut left = rows.into_iter().peekable();
        while let Some(first) = left.peek() {
            let width = first.len();
            let size = BULK_SIZES.into_iter().find(|size| *size <= left.len()).unwrap_or(1);
            let values: Vec<Value> = left.by_ref().take(size).flatten().collect();
            let sql = format!("INSERT INTO {into} VALUES {} {after}", dialect::rows(size, width));
            answers.extend(self.query_values(&sql, &values)?);
        }
        Ok(answers)
    }

    fn query_values(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        match &self.conn {
            Conn::Sqlite(conn) => sqlite::query(conn, &dialect::marks(Engine::Sqlite, sql), values),
            Conn::Postgres(session) => session.query(sql, values),
        }
    }

    /// Runs several statements without parameters, for migrations.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        match &self.conn {
            Conn::Sqlite(conn) => Ok(conn.execute_batch(sql)?),
            Conn::Postgres(session) => session.batch(sql),
        }
    }
}
