//! Takes records in: reads entries, parses them on all cores, keeps what is new or changed, says what happened.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::Ordering;

use formats::kev::KEV_ENTRIES_MAX;
use formats::record::{EpssScore, KevListing};
use rayon::prelude::*;

use crate::encode::{Head, key_of_statement};
use crate::error::{Error, Result};
use crate::parse::{self, Document, Parsed, ProblemAt, Unit, parse};
use crate::snapshot::{Snapshot, Spot};
use crate::source::{Entry, Met, Walked, walk};
use crate::table::TABLE_ROWS_MAX;
use crate::writer::{Again, Writer};

/// Most problems that are listed; further ones are counted.
pub const PROBLEMS_MAX: usize = 1_000;
/// Most changed keys that are listed; when there are more, everything is to be matched again.
pub const CHANGED_KEYS_MAX: usize = 1_000_000;
/// Entries are parsed together up to this many bytes.
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// Or up to this many of them.
const BATCH_ENTRIES: usize = 4_096;

/// Documents of one entry that are read.
const ENTRY_DOCUMENTS_MAX: usize = 2_000_000;
/// Documents are read together up to this many.
const PART_DOCUMENTS: usize = 4_096;

/// What is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Records are read.
    Reading,
    /// The index is written.
    Writing,
}

/// How far a take-in has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is going on.
    pub stage: Stage,
    /// Bytes of the input consumed, as they lie on disk.
    pub done_bytes: u64,
    /// Bytes of the input, as they lie on disk.
    pub total_bytes: u64,
    /// Entries read.
    pub entries: u64,
    /// Records read, rows of KEV and EPSS included.
    pub records: u64,
}

/// What a take-in did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakeIn {
    /// Files and parts of files that were read.
    pub entries: u64,
    /// Unpacked bytes that were read.
    pub bytes: u64,
    /// Records read, rows of KEV and EPSS included.
    pub read: u64,
    /// Those that were not in the library.
    pub new: u64,
    /// Those that replace an older one.
    pub changed: u64,
    /// Those that were there already, byte by byte, and repetitions inside the input.
    pub unchanged: u64,
    /// Records that the feed has taken back since, and KEV entries that are gone from the catalogue.
    pub withdrawn: u64,
    /// What was wrong, up to `PROBLEMS_MAX`.
    pub problems: Vec<ProblemAt>,
    /// How many things were wrong in all.
    pub problems_total: u64,
    /// Keys of components that new, changed and withdrawn records speak of, sorted; up to `CHANGED_KEYS_MAX`.
    pub changed_keys: Vec<String>,
    /// Ids of new and changed records and of CVEs whose KEV listing changed, sorted.
    pub changed_ids: Vec<String>,
}

struct Running<'a> {
    writer: Writer,
    feed: &'a str,
    taken: TakeIn,
    keys: BTreeSet<String>,
    ids: BTreeSet<String>,
    kev: Option<BTreeMap<String, KevListing>>,
    epss: BTreeMap<String, EpssScore>,
    batch: Vec<Entry>,
    batch_bytes: usize,
}

/// Runs a take-in; the snapshot is none where nothing changed.
pub(crate) fn run(dir: &Path, source: &Path, feed: &str, progress: &mut dyn FnMut(Progress)) -> Result<(TakeIn, Option<Snapshot>)> {
    let mut running = Running {
        writer: Writer::begin(dir)?,
        feed,
        taken: TakeIn::default(),
        keys: BTreeSet::new(),
        ids: BTreeSet::new(),
        kev: None,
        epss: BTreeMap::new(),
        batch: Vec::new(),
        batch_bytes: 0,
    };
    let mut last = (0, 0);
    walk(source, &mut |met, walked| {
        last = (walked.done.load(Ordering::Relaxed), walked.total);
        if running.meet(met)? {
            progress(running.progress(walked));
        }
        Ok(())
    })?;
    running.flush()?;
    let (entries, records) = (running.taken.entries, running.taken.read);
    progress(Progress { stage: Stage::Writing, done_bytes: last.1, total_bytes: last.1, entries, records });
    running.tables();
    let mut taken = running.taken;
    taken.changed_keys = running.keys.into_iter().collect();
    taken.changed_ids = running.ids.into_iter().collect();
    Ok((taken, running.writer.commit()?))
}

impl Running<'_> {
    fn progress(&self, walked: &Walked) -> Progress {
        Progress {
            stage: Stage::Reading,
            done_bytes: walked.done.load(Ordering::Relaxed).min(walked.total),
            total_bytes: walked.total,
            entries: self.taken.entries,
            records: self.taken.read,
        }
    }

    /// Takes an entry up; says whether a batch was worked off.
    fn meet(&mut self, met: Met) -> Result<bool> {
        match met {
            Met::Fault { file, code, detail } => {
                self.problem(ProblemAt { file, code, pointer: String::new(), detail });
                Ok(false)
            }
            Met::Entry(entry) => {
                self.taken.entries += 1;
                self.taken.bytes += entry.bytes.len() as u64;
                self.batch_bytes += entry.bytes.len();
                self.batch.push(entry);
                let full = self.batch_bytes >= BATCH_BYTES || self.batch.len() >= BATCH_ENTRIES;
                if full {
                    self.flush()?;
                }
                Ok(full)
            }
        }
    }

    fn problem(&mut self, problem: ProblemAt) {
        self.taken.problems_total += 1;
        if self.taken.problems.len() < PROBLEMS_MAX {
            self.taken.problems.push(problem);
        }
    }

    fn flush(&mut self) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        self.batch_bytes = 0;
        let mut units = Vec::new();
        let mut bytes = 0;
        for entry in &batch {
            if parse::is_scores(entry) {
                self.scores(entry);
                continue;
            }
            for (at, unit) in parse::documents(entry).enumerate() {
                if at == ENTRY_DOCUMENTS_MAX {
                    let detail = format!("only the first {ENTRY_DOCUMENTS_MAX} were read");
                    self.problem(ProblemAt { file: entry.name.clone(), code: "record.too_many", pointer: unit.place.to_string(), detail });
                    break;
                }
                bytes += unit.range.len();
                units.push(unit);
                if units.len() >= PART_DOCUMENTS || bytes >= BATCH_BYTES {
                    self.read(&units)?;
                    units.clear();
                    bytes = 0;
                }
            }
        }
        self.read(&units)
    }

    /// Reads documents on all cores and keeps them in their order.
    fn read(&mut self, units: &[Unit<'_>]) -> Result<()> {
        let parsed: Vec<Parsed> = units.par_iter().map(parse).collect();
        for (unit, parsed) in units.iter().zip(parsed) {
            for problem in parsed.problems {
                self.problem(problem);
            }
            for document in parsed.documents {
                self.document(&unit.entry.bytes[document.raw.clone()], &document)?;
            }
            self.taken.read += (parsed.kev.len() + parsed.epss.len()) as u64;
            if !parsed.kev.is_empty() {
                let kev = self.kev.get_or_insert_default();
                kev.extend(parsed.kev);
                if kev.len() > KEV_ENTRIES_MAX {
                    return Err(Error::Limit { file: unit.entry.name.clone(), limit: format!("KEV_ENTRIES_MAX = {KEV_ENTRIES_MAX}") });
                }
            }
            self.epss.extend(parsed.epss);
        }
        Ok(())
    }

    /// Takes the rows of a file of scores, up to what the table holds.
    fn scores(&mut self, entry: &Entry) {
        for row in parse::scores(entry) {
            match row {
                Ok(_) if self.epss.len() > TABLE_ROWS_MAX => return,
                Ok((cve, score)) => {
                    self.taken.read += 1;
                    self.epss.insert(cve, score);
                }
                Err(problem) => self.problem(problem),
            }
        }
    }

    fn document(&mut self, raw: &[u8], document: &Document) -> Result<()> {
        self.taken.read += 1;
        let record = &document.record;
        let again = self.writer.again(&record.id, &document.digest, record.modified.as_deref());
        let known = match again {
            Again::First => self.writer.before.spot_of(self.feed, &record.id),
            Again::Known | Again::Newer => None,
        };
        let same = known.is_some_and(|old| self.writer.before.digest_at(old) == Some(&document.digest));
        if same || again == Again::Known {
            self.taken.unchanged += 1;
            return Ok(());
        }
        let was_live = known.is_none_or(|old| !self.writer.before.is_withdrawn_at(old));
        match (again, known) {
            (Again::First, None) => self.taken.new += 1,
            (Again::First, Some(_)) => self.taken.changed += 1,
            // The input says it twice; the first time was counted as new or changed.
            (Again::Known | Again::Newer, _) => self.taken.unchanged += 1,
        }
        self.taken.withdrawn += u64::from(record.withdrawn.is_some() && was_live && again == Again::First);
        self.ids.insert(record.id.clone());
        if let Some(old) = known {
            self.old_keys(old);
        }
        for key in document.statements.iter().flat_map(|s| s.index_keys()) {
            self.key(key);
        }
        let text = |texts: &[String]| -> Vec<String> { texts.to_vec() };
        let (same, contains) = (text(&document.names.same), text(&document.names.contains));
        let head = Head {
            id: &record.id,
            feed: self.feed,
            form: record.form.key(),
            published: record.published.as_deref(),
            modified: record.modified.as_deref(),
            withdrawn: record.withdrawn.as_deref(),
            title: record.title.as_deref(),
            same: same.iter().map(String::as_str).collect(),
            contains: contains.iter().map(String::as_str).collect(),
            statements: (0, 0),
            contexts: &[],
        };
        self.writer.add(raw, document.digest, &head, &document.statements, known)
    }

    fn old_keys(&mut self, old: Spot) {
        let segment = &self.writer.before.segments()[old.segment];
        let Some(head) = segment.head(old.record as usize) else { return };
        let (first, count) = (head.statements.0 as usize, head.statements.1 as usize);
        let keys = (first..first + count).filter_map(|at| key_of_statement(segment.statement(at)?));
        let keys: Vec<_> = keys.flat_map(matching::statement::index_keys).collect();
        keys.into_iter().for_each(|key| self.key(key));
    }

    fn key(&mut self, key: String) {
        if self.keys.len() < CHANGED_KEYS_MAX {
            self.keys.insert(key);
        }
    }

    /// Compares KEV and EPSS with what is known and hands them to the writer where they differ.
    fn tables(&mut self) {
        if let Some(kev) = self.kev.take() {
            let before: BTreeMap<String, KevListing> = self.writer.before.kev_table().all().map(|(id, row)| (id.to_owned(), row)).collect();
            self.count(&before, &kev, true);
            // A catalogue is whole: what is gone from it was retracted.
            for id in before.keys().filter(|id| !kev.contains_key(*id)) {
                self.taken.withdrawn += 1;
                self.ids.insert(id.clone());
            }
            if before != kev {
                self.writer.set_kev(kev);
            }
        }
        if !self.epss.is_empty() {
            let new = std::mem::take(&mut self.epss);
            let mut all: BTreeMap<String, EpssScore> =
                self.writer.before.epss_table().all().map(|(id, row)| (id.to_owned(), row)).collect();
            self.count(&all, &new, false);
            // Scores come whole or by year, so they are laid over the known ones.
            let differs = new.iter().any(|(id, row)| all.get(id) != Some(row));
            all.extend(new);
            if all.len() > TABLE_ROWS_MAX {
                let detail = format!("more than {TABLE_ROWS_MAX} scores; none was kept");
                self.problem(ProblemAt { file: String::new(), code: "library.too_many_scores", pointer: String::new(), detail });
            } else if differs {
                self.writer.set_epss(all);
            }
        }
    }

    fn count<R: PartialEq>(&mut self, before: &BTreeMap<String, R>, now: &BTreeMap<String, R>, tell: bool) {
        for (id, row) in now {
            match before.get(id) {
                None => self.taken.new += 1,
                Some(known) if known == row => {
                    self.taken.unchanged += 1;
                    continue;
                }
                Some(_) => self.taken.changed += 1,
            }
            if tell {
                self.ids.insert(id.clone());
            }
        }
    }
}
