//! Conformance suites and written documents.
#![allow(clippy::unwrap_used, clippy::print_stdout)]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "suites are read from disk")]

mod convert;
mod csaf;
mod cyclonedx;
mod provider;
mod random;
mod readers;
mod records;
mod roundtrips;
mod spdx;
mod vex;

/// Documents that are kept of each kind for the validators of others.
const KEPT_MAX: usize = 40;

/// Keeps a document that was written in the folder that `HINOMI_WRITTEN` names, if any, so that others can judge it.
fn keep(kind: &str, bytes: &[u8]) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let Some(folder) = std::env::var_os("HINOMI_WRITTEN") else { return };
    let folder = std::path::Path::new(&folder).join(kind);
    std::fs::create_dir_all(&folder).unwrap();
    if std::fs::read_dir(&folder).unwrap().count() < KEPT_MAX {
        let name = format!("{}-{}.json", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        std::fs::write(folder.join(name), bytes).unwrap();
    }
}
