//! One schema on both engines; a ledger is brought forward once, and never backward.

use crate::support::{self, read, write};
use std::collections::BTreeSet;
use store::{MIGRATIONS, Row, Store, StoreError, Tx};

on_both_engines!(opening_again_changes_nothing);

async fn opening_again_changes_nothing(store: &Store) {
    let steps = read(store, |tx| tx.query_value::<i64>("SELECT count(*) FROM schema_step", &[])).await;
    assert_eq!(steps, MIGRATIONS.len() as i64);
}

fn words(rows: &[Row]) -> BTreeSet<String> {
    rows.iter().map(|row| row.values().iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(" ")).collect()
}

const SQLITE_COLUMNS: &str = "SELECT t.name, c.name, c.type, CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN 'required' ELSE 'optional' END \
 FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
const POSTGRES_COLUMNS: &str = "SELECT c.table_name::text, c.column_name::text, CASE c.data_type WHEN 'bigint' THEN 'INTEGER' \
 WHEN 'text' THEN 'TEXT' WHEN 'bytea' THEN 'BLOB' WHEN 'double precision' THEN 'REAL' ELSE c.data_type::text END, \
 CASE c.is_nullable WHEN 'NO' THEN 'required' ELSE 'optional' END FROM information_schema.columns c WHERE c.table_schema = 'public'";

/// Table, name (of those that we named), uniqueness and columns of each index; row numbers have no index of their own on SQLite.
const SQLITE_INDEXES: &str = "SELECT t.name, CASE l.origin WHEN 'c' THEN l.name ELSE 'constraint' END, l.\"unique\", \
 (SELECT string_agg(COALESCE(i.name, 'expression'), ',') FROM pragma_index_info(l.name) i) \
 FROM sqlite_master t, pragma_index_list(t.name) l WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' \
 UNION ALL SELECT t.name, 'constraint', 1, c.name FROM sqlite_master t, pragma_table_info(t.name) c \
 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND c.type = 'INTEGER' AND c.pk = 1 \
 AND (SELECT count(*) FROM pragma_table_info(t.name) k WHERE k.pk > 0) = 1";
const POSTGRES_INDEXES: &str = "SELECT t.relname::text, CASE WHEN EXISTS (SELECT 1 FROM pg_constraint n WHERE n.conindid = x.indexrelid \
 AND n.contype IN ('p', 'u')) THEN 'constraint' ELSE i.relname::text END, CASE WHEN x.indisunique THEN 1 ELSE 0 END, \
 (SELECT string_agg(CASE WHEN k.n = 0 THEN 'expression' ELSE a.attname::text END, ',' ORDER BY k.at) \
  FROM unnest(x.indkey::int2[]) WITH ORDINALITY k(n, at) LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.n) \
 FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
 JOIN pg_namespace s ON s.oid = t.relnamespace WHERE s.nspname = 'public'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_columns_and_indexes_are_equal_on_both_engines() {
    let sqlite = support::sqlite().await;
    let Some(postgres) = support::postgres().await else { return };
    for (ours, theirs) in [(SQLITE_COLUMNS, POSTGRES_COLUMNS), (SQLITE_INDEXES, POSTGRES_INDEXES)] {
        let ours = words(&read(&sqlite.store, move |tx| tx.query(ours, &[])).await);
        let theirs = words(&read(&postgres.store, move |tx| tx.query(theirs, &[])).await);
        assert!(ours.len() > 50, "only {} rows of schema", ours.len());
        let only_sqlite: Vec<_> = ours.difference(&theirs).collect();
        let only_postgres: Vec<_> = theirs.difference(&ours).collect();
        assert!(only_sqlite.is_empty() && only_postgres.is_empty(), "SQLite: {only_sqlite:#?}\nPostgreSQL: {only_postgres:#?}");
    }
}

/// Opens a ledger again after something was done to its list of steps.
async fn reopened(ledger: &support::Ledger, change: impl FnOnce(&mut Tx<'_>) -> Result<u64, StoreError> + Send + 'static) -> StoreError {
    assert!(ledger.again().await.is_ok(), "an untouched ledger opens again");
    assert_eq!(write(&ledger.store, change).await, 1);
    ledger.again().await.err().expect("it is refused")
}

async fn newer_is_refused(ledger: support::Ledger) {
    let error = reopened(&ledger, |tx| {
        tx.execute("INSERT INTO schema_step (number, name, digest) VALUES ($1, 'from the future', '')", &[&(MIGRATIONS.len() as i64 + 1)])
    })
    .await;
    assert!(matches!(error, StoreError::Newer { found, known } if found == known + 1), "{error}");
}

async fn drift_is_refused(ledger: support::Ledger) {
    let error = reopened(&ledger, |tx| tx.execute("UPDATE schema_step SET digest = 'another' WHERE number = 2", &[])).await;
    assert!(matches!(&error, StoreError::Drift(name) if name == MIGRATIONS[1].name), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_of_a_newer_program_is_refused() {
    newer_is_refused(support::sqlite().await).await;
    if let Some(ledger) = support::postgres().await {
        newer_is_refused(ledger).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_that_differs_from_the_applied_one_is_refused() {
    drift_is_refused(support::sqlite().await).await;
    if let Some(ledger) = support::postgres().await {
        drift_is_refused(ledger).await;
    }
}
