//! A throw-away PostgreSQL database for a test, on the server that `scripts/with-postgres` started.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// A fresh, empty database; dropped with the test.
pub struct Database {
    /// Its address.
    pub url: String,
    name: String,
    admin: String,
}

impl Database {
    /// Makes a database on the server of `HINOMI_TEST_POSTGRES`; none, and loudly so, without one.
    ///
    /// # Panics
    /// When the server or its client `psql` does not answer: a test that was to run there must not pass unseen.
    #[must_use]
    pub fn fresh() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Ok(admin) = std::env::var("HINOMI_TEST_POSTGRES") else {
            println!("SKIPPED on PostgreSQL: HINOMI_TEST_POSTGRES is not set; run the tests through scripts/with-postgres");
            return None;
        };
        let name = format!("hinomi_house_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let (server, _) = admin.rsplit_once('/').expect("an address with a database");
        assert!(psql(&admin, &format!("CREATE DATABASE {name}")), "no database could be made at {admin}");
        Some(Self { url: format!("{server}/{name}"), name, admin })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if !psql(&self.admin, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)) {
            println!("database {} stays behind", self.name);
        }
    }
}

fn psql(admin: &str, sql: &str) -> bool {
    Command::new("psql").args([admin, "--quiet", "--no-psqlrc", "--command", sql]).status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_fresh_database_takes_a_ledger() {
        let Some(database) = Database::fresh() else { return };
        let store = store::Store::open(&store::Target::Postgres { url: database.url.clone() }).await.unwrap();
        let people = store.read::<_, store::StoreError, _>(|tx| tx.people_count()).await.unwrap();
        assert_eq!(people, 0);
    }
}
