//! The ledger's stories: each runs on SQLite and on PostgreSQL, so that every statement is met by both.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stderr)]

mod support;

/// Makes two tests of each story: `<story>::sqlite` and `<story>::postgres`.
macro_rules! on_both_engines {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let ledger = crate::support::sqlite().await;
                super::$story(&ledger.store).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(ledger) = crate::support::postgres().await else { return };
                super::$story(&ledger.store).await;
            }
        }
    )+};
}

mod act;
mod advisory;
mod catalogue;
mod chain;
mod checklist;
mod finding;
mod intake;
mod need;
mod people;
mod psirt_case;
mod queue;
mod schema;
mod search;
mod small;
mod writer;
