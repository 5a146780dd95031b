//! Feeds: records taken in from files and over the network, releases matched again.

pub mod bundle;
pub mod catalogue;
mod courier;
mod health;
mod run;
#[cfg(test)]
mod run_test;
mod schedule;
mod source;
mod state;

use crate::finding::{self, Reconciled};
use crate::{Ctx, Error, Result};
use domain::access::Act;
use domain::event::{Event, ThingRef};
use domain::id::ReleaseId;
use domain::refusal::Refusal;
use library::TakeIn;
use std::collections::BTreeSet;
use std::path::PathBuf;

pub use health::{FeedRow, list};
pub use library::{Progress, Stage, Stats};
pub use run::{Ran, run};
pub use schedule::ask;
pub(crate) use schedule::{POLL, perform, put_due};
pub use source::{Note, Trouble};

/// Vulnerabilities refreshed in one transaction, so that people's writes go between.
const REFRESH_PART: usize = 500;
/// Characters of the name of a feed.
pub const NAME_MAX: usize = 40;

/// What an import did.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// What went into the library.
    pub taken: TakeIn,
    /// Releases that were matched again.
    pub releases: usize,
    /// What became of their findings together.
    pub findings: Reconciled,
}

/// Checks the name of a feed: lower-case letters, digits, hyphen; 1 to 40.
///
/// # Errors
/// [`Refusal::FieldInvalid`].
pub fn check_name(feed: &str) -> Result<String> {
    let feed = feed.trim().to_lowercase();
    let fine = (1..=NAME_MAX).contains(&feed.len()) && feed.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if fine { Ok(feed) } else { Err(Refusal::invalid("feed", "a-z 0-9 -").into()) }
}

/// Takes in every record of a file, archive or directory and matches the releases that they touch.
/// `progress` is called from the reading thread; `matched` after each release, with how many of how many are done.
///
/// # Errors
/// The refusal of the access table, an unreadable source, a limit, or a failure of the ledger. Bad records are listed, not errors.
pub async fn import(
    ctx: &Ctx,
    source: PathBuf,
    feed: &str,
    mut progress: impl FnMut(Progress) + Send + 'static,
    mut matched: impl FnMut(usize, usize) + Send,
) -> Result<Imported> {
    ctx.enter(Act::FeedImport)?;
    let feed = check_name(feed)?;
    let (house, name) = (ctx.house.clone(), feed.clone());
    let taken = tokio::task::spawn_blocking(move || house.library.take_in(&source, &name, &mut progress))
        .await
        .map_err(|error| Error::broken("taking in records", error))?
        .map_err(refusal)?;
    record(ctx, &feed, &taken).await?;
    refresh_facts(ctx, &taken).await?;
    let releases = touched(ctx, &taken).await?;
    let mut imported = Imported { releases: releases.len(), ..Imported::default() };
    for (at, release) in releases.iter().enumerate() {
        let done = finding::rematch(ctx, *release).await?;
        imported.findings.opened += done.opened;
        imported.findings.closed += done.closed;
        imported.findings.resurfaced += done.resurfaced;
        matched(at + 1, releases.len());
    }
    imported.taken = taken;
    Ok(imported)
}

/// A source that is not acceptable is the sender's; a disk or library that does not work is ours.
fn refusal(error: library::Error) -> Error {
    use library::Error as Fault;
    match error {
        Fault::Limit { .. } | Fault::Unpack { .. } => Refusal::Unreadable { detail: error.to_string() }.into(),
        Fault::Busy(_) => Error::Busy,
        Fault::Io { .. } | Fault::Damaged { .. } => Error::broken("taking in records", error),
    }
}

async fn record(ctx: &Ctx, feed: &str, taken: &TakeIn) -> Result<()> {
    let event = Event::new("feed", "imported", ThingRef::new("feed", feed))
        .with("read", taken.read)
        .with("new", taken.new)
        .with("changed", taken.changed)
        .with("withdrawn", taken.withdrawn)
        .with("problems", taken.problems_total);
    let key = format!("feed:{feed}:last");
    ctx.transact(move |tx, viewer, now| {
        tx.record(viewer, &[event], now)?;
        Ok(tx.set_meta(&key, &now.as_ms().to_string())?)
    })
    .await
}

/// Refreshes titles, scores, KEV and EPSS of the vulnerabilities that the ledger names.
async fn refresh_facts(ctx: &Ctx, taken: &TakeIn) -> Result<()> {
    if taken.new + taken.changed + taken.withdrawn == 0 {
        return Ok(());
    }
    let snapshot = ctx.house.known()?;
    let ids = ctx.read(|tx, _| Ok(tx.vulnerability_ids_in_use()?)).await?;
    for part in ids.chunks(REFRESH_PART) {
        let facts: Vec<_> = part
            .iter()
            .filter(|id| snapshot.vulnerability(id).is_ok_and(|view| view.is_some()))
            .map(|id| crate::vulnerability::facts(&snapshot, id))
            .collect();
        ctx.transact(move |tx, _, now| {
            for facts in &facts {
                tx.put_vulnerability(facts, now)?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// The releases with a component that the changed records speak of.
async fn touched(ctx: &Ctx, taken: &TakeIn) -> Result<Vec<ReleaseId>> {
    let changed: BTreeSet<String> = taken.changed_keys.iter().cloned().collect();
    let every = taken.changed_keys.len() >= library::CHANGED_KEYS_MAX;
    ctx.read(move |tx, viewer| {
        let mut releases = BTreeSet::new();
        for key in tx.component_keys(viewer)?.iter().filter(|key| every || changed.contains(*key)) {
            releases.extend(tx.components_by_key(viewer, key)?.into_iter().map(|component| component.release_id));
        }
        Ok(releases.into_iter().collect())
    })
    .await
}

/// A file on its way in, kept in the data directory until it is taken in; it goes with the value.
#[derive(Debug)]
pub struct Incoming {
    _place: Place,
    path: PathBuf,
    file: tokio::fs::File,
    feed: String,
}

impl Incoming {
    /// Begins with the name that the sender gave the file.
    ///
    /// # Errors
    /// The refusal of the access table, a bad name of a feed, a dry run (records cannot be tried), or a failure of the disk.
    pub async fn begin(ctx: &Ctx, name: &str, feed: &str) -> Result<Self> {
        ctx.enter(Act::FeedImport)?;
        let feed = check_name(feed)?;
        if ctx.dry_run {
            return Err(Refusal::invalid("dry_run", "0").into());
        }
        let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')).take(80).collect();
        let place = Place::new(ctx)?;
        // Problems name the file as its sender knows it; the folder keeps two senders apart.
        let path = place.0.join(Some(name.trim_start_matches('.')).filter(|name| !name.is_empty()).unwrap_or("records"));
        let file = tokio::fs::File::create_new(&path).await.map_err(keeping)?;
        Ok(Self { _place: place, path, file, feed })
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// A failure of the disk.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        tokio::io::AsyncWriteExt::write_all(&mut self.file, bytes).await.map_err(keeping)
    }

    /// Takes in what was written.
    ///
    /// # Errors
    /// As [`import`].
    pub async fn import(mut self, ctx: &Ctx) -> Result<Imported> {
        tokio::io::AsyncWriteExt::flush(&mut self.file).await.map_err(keeping)?;
        import(ctx, self.path.clone(), &self.feed, |_| {}, |_, _| {}).await
    }
}

/// A folder of its own for what is on its way in; it goes with the value.
#[derive(Debug)]
pub(crate) struct Place(PathBuf);

impl Place {
    fn new(ctx: &Ctx) -> Result<Self> {
        let dir = ctx.house.config.server.data_dir.join("incoming").join(&crate::secret::fresh()?[..12]);
        std::fs::create_dir_all(&dir).map_err(keeping)?;
        Ok(Self(dir))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn keeping(error: std::io::Error) -> Error {
    Error::broken("keeping a file until it is taken in", error)
}

/// Takes in the bytes of one file that was sent.
///
/// # Errors
/// As [`Incoming::begin`] and [`import`].
pub async fn import_bytes(ctx: &Ctx, name: &str, bytes: &[u8], feed: &str) -> Result<Imported> {
    let mut incoming = Incoming::begin(ctx, name, feed).await?;
    incoming.write(bytes).await?;
    incoming.import(ctx).await
}
