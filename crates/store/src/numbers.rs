//! Running numbers: gapless within a transaction, unique for ever.

use crate::StoreError;
use crate::tx::Tx;

impl Tx<'_> {
    /// The next number of a series, from 1. A transaction that is undone gives it back.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn next_number(&mut self, series: &str) -> Result<i64, StoreError> {
        self.query_value(
            "INSERT INTO counter (name, last) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET last = counter.last + 1 RETURNING last",
            &[&series],
        )
    }

    /// Moves a series so that its next number is greater than `last`.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn set_number(&mut self, series: &str, last: i64) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO counter (name, last) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET last = excluded.last",
            &[&series, &last],
        )?;
        Ok(())
    }

    /// A value of the ledger's own settings.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn meta(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        self.query_opt("SELECT value FROM meta WHERE key = $1", &[&key])?.map(|row| row.get("value")).transpose()
    }

    /// Sets a value of the ledger's own settings.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn set_meta(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            &[&key, &value],
        )?;
        Ok(())
    }
}
