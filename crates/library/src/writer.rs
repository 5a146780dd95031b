//! The only writer: holds the lock, adds segments and tables, changes the manifest, sweeps what it no longer names.

use std::collections::{BTreeMap, HashMap};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use formats::record::{EpssScore, KevListing};
use matching::Statement;

use crate::build::{Builder, SegmentEntry};
use crate::encode::{Head, read_statement};
use crate::error::{Error, Result, io};
use crate::manifest::{Manifest, sync_dir};
use crate::snapshot::{Snapshot, Spot};
use crate::table;

/// A record that the change in the making holds already.
struct Placed {
    file: String,
    record: u32,
    digest: [u8; 32],
    modified: Option<String>,
}

/// How an id stands to the change in the making.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// It is met for the first time.
    First,
    /// It was met with these bytes, or with a later `modified`.
    Known,
    /// It was met with other, not later bytes, which are to be replaced.
    Newer,
}

/// A change of the library in the making.
pub(crate) struct Writer {
    dir: PathBuf,
    manifest: Manifest,
    /// The library before the change.
    pub(crate) before: Snapshot,
    finished: Vec<SegmentEntry>,
    builder: Option<Builder>,
    builder_name: String,
    /// What this change put under an id already.
    placed: HashMap<String, Placed>,
    kev: Option<BTreeMap<String, KevListing>>,
    epss: Option<BTreeMap<String, EpssScore>>,
    replace_all: bool,
    _lock: File,
}

impl Writer {
    /// Begins a change; files that no manifest names are swept.
    pub(crate) fn begin(dir: &Path) -> Result<Self> {
        let path = dir.join("lock");
        let lock = File::options().create(true).append(true).open(&path).map_err(io("open", &path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Busy(dir.to_owned())),
            Err(TryLockError::Error(error)) => return Err(io("lock", &path)(error)),
        }
        let manifest = Manifest::read(dir)?;
        sweep(dir, &manifest)?;
        let before = Snapshot::open(dir, manifest.clone(), None)?;
        Ok(Self {
            dir: dir.to_owned(),
            manifest,
            before,
            finished: Vec::new(),
            builder: None,
            builder_name: String::new(),
            placed: HashMap::new(),
            kev: None,
            epss: None,
            replace_all: false,
            _lock: lock,
        })
    }

    /// How an id stands to what this change put in already; of two versions the one modified later stays, else the later one.
    pub(crate) fn again(&self, id: &str, digest: &[u8; 32], modified: Option<&str>) -> Again {
        match self.placed.get(id) {
            None => Again::First,
            Some(placed) if placed.digest == *digest || placed.modified.as_deref() > modified => Again::Known,
            Some(_) => Again::Newer,
        }
    }

    /// Adds a record; `old` is the one that it replaces.
    pub(crate) fn add(&mut self, raw: &[u8], digest: [u8; 32], head: &Head<'_>, said: &[Statement], old: Option<Spot>) -> Result<()> {
        let name = format!("{:08}-{}.seg", self.manifest.generation + 1, self.finished.len());
        if self.builder.is_none() {
            self.builder = Some(Builder::begin(&self.dir, &name)?);
            self.builder_name = name;
        }
        let Some(builder) = self.builder.as_mut() else { return Ok(()) };
        if let Some(old) = old
            && !self.replace_all
        {
            builder.replace(&self.before.segments()[old.segment].file, old.record);
        }
        if let Some(Placed { file, record, .. }) = self.placed.get(head.id) {
            builder.replace(if *file == self.builder_name { "" } else { file }, *record);
        }
        let record = builder.add(raw, digest, head, said)?;
        let placed = Placed { file: self.builder_name.clone(), record, digest, modified: head.modified.map(str::to_owned) };
        self.placed.insert(head.id.to_owned(), placed);
        if builder.is_full() { self.close() } else { Ok(()) }
    }

    fn close(&mut self) -> Result<()> {
        if let Some(builder) = self.builder.take() {
            self.finished.push(builder.finish(&self.builder_name)?);
        }
        Ok(())
    }

    /// Replaces the KEV catalogue.
    pub(crate) fn set_kev(&mut self, rows: BTreeMap<String, KevListing>) {
        self.kev = Some(rows);
    }

    /// Replaces the EPSS scores.
    pub(crate) fn set_epss(&mut self, rows: BTreeMap<String, EpssScore>) {
        self.epss = Some(rows);
    }

    /// Makes the change visible; none = there was none.
    pub(crate) fn commit(mut self) -> Result<Option<Snapshot>> {
        self.close()?;
        if self.finished.is_empty() && self.kev.is_none() && self.epss.is_none() && !self.replace_all {
            return Ok(None);
        }
        let mut manifest = self.manifest.clone();
        manifest.generation += 1;
        if self.replace_all {
            manifest.segments.clear();
        }
        manifest.segments.append(&mut self.finished);
        if let Some(rows) = &self.kev {
            manifest.kev = Some(table::write(&self.dir, &format!("{:08}-kev.tab", manifest.generation), rows)?);
        }
        if let Some(rows) = &self.epss {
            manifest.epss = Some(table::write(&self.dir, &format!("{:08}-epss.tab", manifest.generation), rows)?);
        }
        sync_dir(&self.dir)?;
        manifest.write(&self.dir)?;
        sweep(&self.dir, &manifest)?;
        Ok(Some(Snapshot::open(&self.dir, manifest, Some(&self.before))?))
    }
}

/// Removes segments, tables and temporary files that the manifest does not name; open snapshots keep theirs.
fn sweep(dir: &Path, manifest: &Manifest) -> Result<()> {
    let named = manifest.files();
    for entry in std::fs::read_dir(dir).map_err(io("list", dir))? {
        let path = entry.map_err(io("list", dir))?.path();
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let ours = [".seg", ".tab", ".tmp"].iter().any(|end| name.ends_with(end));
        if ours && !named.contains(&name.as_str()) {
            // A file that stays is swept next time.
            if let Err(error) = std::fs::remove_file(&path) {
                tracing::debug!(file = name, %error, "could not sweep a file of the library");
            }
        }
    }
    Ok(())
}

/// Writes all live records into new segments.
pub(crate) fn compact(dir: &Path) -> Result<Snapshot> {
    let mut writer = Writer::begin(dir)?;
    writer.replace_all = true;
    let before = Snapshot::open(dir, writer.manifest.clone(), None)?;
    for spot in before.live() {
        let segment = &before.segments()[spot.segment];
        let record = spot.record as usize;
        let damaged = || segment.damaged("a head or statement is cut off");
        let head = segment.head(record).ok_or_else(damaged)?;
        let digest = *segment.digest(record).ok_or_else(damaged)?;
        let (first, count) = (head.statements.0 as usize, head.statements.1 as usize);
        let said: Option<Vec<_>> = (first..first + count).map(|at| read_statement(segment.statement(at)?, &head, "")).collect();
        let said = said.ok_or_else(damaged)?;
        // Ids may repeat between feeds, so nothing is noted as placed.
        writer.placed.clear();
        writer.add(&segment.raw(record)?, digest, &head, &said, None)?;
    }
    let snapshot = writer.commit()?;
    snapshot.map_or_else(|| Snapshot::open(dir, Manifest::read(dir)?, None), Ok)
}
