//! Brings a ledger to the schema of this program; every migration is applied once, in order.

use crate::StoreError;
use crate::dialect;
use crate::tx::Tx;
use sha2::{Digest, Sha256};

/// One step of the schema.
pub struct Migration {
    /// Its number and name, as in the file name.
    pub name: &'static str,
    /// Its text in the words of both engines, see [`dialect::ddl`].
    pub text: &'static str,
}

macro_rules! migrations {
    ($($name:literal),+ $(,)?) => {
        &[$(Migration { name: $name, text: include_str!(concat!("../migrations/", $name, ".sql")) }),+]
    };
}

/// All steps, oldest first.
pub const MIGRATIONS: &[Migration] = migrations![
    "0001_base",
    "0002_people",
    "0003_catalogue",
    "0004_intake",
    "0005_case",
    "0006_advisory",
    "0007_queue",
    "0008_open_findings",
    "0009_component_said"
];

const LEDGER_OF_STEPS: &str =
    "CREATE TABLE IF NOT EXISTS schema_step (\n number BIGINT NOT NULL PRIMARY KEY,\n name TEXT NOT NULL,\n digest TEXT NOT NULL\n);";

/// The schema number of a ledger: how many steps were applied.
pub(crate) fn applied(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.batch(&dialect::ddl(tx.engine(), LEDGER_OF_STEPS))?;
    tx.query_value("SELECT count(*) FROM schema_step", &[])
}

/// Applies what is missing.
///
/// # Errors
/// [`StoreError::Newer`] when a newer program wrote the ledger, [`StoreError::Drift`] when an applied step differs.
pub(crate) fn migrate(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let found = applied(tx)?;
    let known = MIGRATIONS.len() as i64;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (at, step) in MIGRATIONS.iter().enumerate() {
        let number = at as i64 + 1;
        let digest = hex(&Sha256::digest(step.text.as_bytes()));
        let row = tx.query_opt("SELECT digest FROM schema_step WHERE number = $1", &[&number])?;
        if let Some(row) = row {
            if row.first::<String>()? != digest {
                return Err(StoreError::Drift(step.name.to_owned()));
            }
            continue;
        }
        let text = dialect::ddl(tx.engine(), step.text);
        tx.batch(&text)?;
        tx.execute("INSERT INTO schema_step (number, name, digest) VALUES ($1, $2, $3)", &[&number, &step.name, &digest])?;
    }
    Ok(())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
