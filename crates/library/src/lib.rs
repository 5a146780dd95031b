//! The vulnerability library on disk: records as their feeds published them, segments, index, and what they say together.
//!
//! A reader works on a snapshot and never waits for the writer; one process writes at a time.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

mod build;
mod bytes;
mod convert;
mod encode;
mod error;
mod export;
mod manifest;
mod matches;
mod parse;
mod parts;
mod postings;
mod segment;
mod snapshot;
mod source;
mod table;
mod take_in;
mod view;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

pub use convert::RECORD_STATEMENTS_MAX;
pub use error::{Error, Result};
pub use matches::Match;
pub use parse::ProblemAt;
pub use parts::{SAID_MAX, components};
pub use snapshot::{FeedStats, RecordHead, SearchHit, Snapshot, Stats};
pub use source::{
    DEPTH_MAX, ENTRIES_MAX, ENTRY_BYTES_MAX, LINE_BYTES_MAX, NAME_BYTES_MAX, NESTING_MAX, RATIO_FREE_BYTES, RATIO_MAX, UNPACKED_BYTES_MAX,
};
pub use table::TABLE_ROWS_MAX;
pub use take_in::{CHANGED_KEYS_MAX, PROBLEMS_MAX, Progress, Stage, TakeIn};
pub use view::{REFERENCES_MAX, ScoreView, VulnerabilityView};

use manifest::Manifest;

/// The library in a directory.
#[derive(Debug)]
pub struct Library {
    dir: PathBuf,
    snapshot: RwLock<Arc<Snapshot>>,
}

impl Library {
    /// Opens the library in a directory, which is made where it is missing; files without an entry in the manifest are ignored.
    ///
    /// # Errors
    /// When a file cannot be read or is damaged.
    pub fn open(dir: &Path) -> Result<Self> {
        std::fs::create_dir_all(dir).map_err(error::io("create", dir))?;
        let snapshot = Arc::new(Snapshot::open(dir, Manifest::read(dir)?, None)?);
        Ok(Self { dir: dir.to_owned(), snapshot: RwLock::new(snapshot) })
    }

    /// The library as it is now; later changes do not touch a snapshot.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes up what another process has written since; says whether there was anything.
    ///
    /// # Errors
    /// As `open`.
    pub fn refresh(&self) -> Result<bool> {
        let manifest = Manifest::read(&self.dir)?;
        let now = self.snapshot();
        if manifest.generation == now.generation() {
            return Ok(false);
        }
        self.show(Snapshot::open(&self.dir, manifest, Some(&now))?);
        Ok(true)
    }

    /// Takes in every record of a directory, an archive or a file, as records of this feed.
    ///
    /// All of it becomes visible at once. A bad record is listed and the rest goes in.
    ///
    /// # Errors
    /// When a limit speaks, the input or the library cannot be read or written, or somebody else is writing; then nothing
    /// has changed.
    pub fn take_in(&self, source: &Path, feed: &str, progress: &mut dyn FnMut(Progress)) -> Result<TakeIn> {
        let (taken, snapshot) = take_in::run(&self.dir, source, feed, progress)?;
        if let Some(snapshot) = snapshot {
            self.show(snapshot);
        }
        Ok(taken)
    }

    /// Merges all segments into as few as possible and drops replaced records.
    ///
    /// # Errors
    /// As `take_in`.
    pub fn compact(&self) -> Result<()> {
        let snapshot = writer::compact(&self.dir)?;
        self.show(snapshot);
        Ok(())
    }

    fn show(&self, snapshot: Snapshot) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }
}
