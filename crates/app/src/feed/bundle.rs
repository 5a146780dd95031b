//! Bundles: every record by feed, KEV and EPSS in one `.tar.zst`, for networks that no feed reaches.

use super::catalogue::TABLES;
use super::{Imported, Place, check_name, import};
use crate::backup::{Hashed, Kept, digest_of, header};
use crate::{Ctx, Error, Result};
use domain::access::Act;
use domain::event::{Event, ThingRef};
use domain::refusal::Refusal;
use library::Snapshot;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Layout of the archive; a newer one is refused.
const LAYOUT: u32 = 1;
/// First entry of the archive.
const MANIFEST: &str = "bundle.json";
/// Bytes of the manifest at most.
const MANIFEST_BYTES_MAX: u64 = 4_000_000;
/// Feeds of a bundle at most.
const FEEDS_MAX: usize = 10_000;
/// Entries of a directory in which bundles are looked for.
const ENTRIES_MAX: usize = 10_000;
/// Bytes of one feed at most, packed.
const FEED_BYTES_MAX: u64 = 16_000_000_000;
/// Memory for the window of the compressed stream, as a power of two.
const WINDOW_LOG_MAX: u32 = 27;
/// Compression of the feeds inside.
const INNER_LEVEL: i32 = 9;
/// Compression of the whole, whose parts are compressed already.
const OUTER_LEVEL: i32 = 1;

/// What a bundle says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Layout of the archive.
    pub layout: u32,
    /// Version of the program that made it.
    pub program: String,
    /// When, RFC 3339.
    pub made_at: String,
    /// One file for each feed.
    pub files: Vec<Kept>,
}

/// Whether a file is a bundle, from its first entry; what cannot be read is none.
#[must_use]
pub fn is_one(path: &Path) -> bool {
    let first = || -> Option<bool> {
        let mut tar = open(path).ok()?;
        let entry = tar.entries().ok()?.raw(true).next()?.ok()?;
        Some(entry.path_bytes().as_ref() == MANIFEST.as_bytes())
    };
    path.is_file() && first().unwrap_or(false)
}

/// The bundle of a directory that was written last, with a stamp that tells it from others; none where there is none.
///
/// # Errors
/// A directory that cannot be read.
pub(super) fn newest_in(dir: &Path) -> std::io::Result<Option<(PathBuf, String)>> {
    let mut newest: Option<(std::time::SystemTime, PathBuf, u64)> = None;
    for entry in std::fs::read_dir(dir)?.take(ENTRIES_MAX) {
        let entry = entry?;
        let (path, meta) = (entry.path(), entry.metadata()?);
        let written = meta.modified()?;
        let is_later = newest.as_ref().is_none_or(|(before, ..)| written > *before);
        if is_later && meta.is_file() && is_one(&path) {
            newest = Some((written, path, meta.len()));
        }
    }
    Ok(newest.map(|(written, path, len)| {
        let since = written.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let stamp = format!("{len} {since}");
        (path, stamp)
    }))
}

fn open(path: &Path) -> std::io::Result<tar::Archive<impl Read>> {
    let mut decoder = zstd::Decoder::new(File::open(path)?)?;
    decoder.window_log_max(WINDOW_LOG_MAX)?;
    Ok(tar::Archive::new(decoder))
}

/// Writes everything that the library holds into a new file, by feed.
///
/// # Errors
/// The refusal of the access table, the file is there already or cannot be written, or a damaged library.
pub async fn create(ctx: &Ctx, file: &Path) -> Result<Manifest> {
    ctx.enter(Act::FeedImport)?;
    if file.exists() {
        return Err(Error::Broken(format!("`{}` is there already and is not overwritten", file.display())));
    }
    let (snapshot, place, made_at, out) = (ctx.house.known()?, Place::new(ctx)?, ctx.now().to_rfc3339(), file.to_owned());
    let manifest = tokio::task::spawn_blocking(move || {
        let files = feeds_of(&snapshot).into_iter().map(|feed| pack(&snapshot, &feed, &place.0)).collect::<Result<_>>()?;
        let manifest = Manifest { layout: LAYOUT, program: env!("CARGO_PKG_VERSION").to_owned(), made_at, files };
        let part = out.with_extension("part");
        whole(&manifest, &place.0, &part).and_then(|()| std::fs::rename(&part, &out)).map_err(|error| {
            let _ = std::fs::remove_file(&part);
            Error::broken(&format!("writing `{}`", out.display()), error)
        })?;
        Ok::<_, Error>(manifest)
    })
    .await
    .map_err(|error| Error::broken("writing a bundle", error))??;
    let event = Event::new("feed", "bundled", ThingRef::new("feed", "bundle")).with("feeds", manifest.files.len());
    ctx.transact(move |tx, viewer, now| Ok(tx.record(viewer, &[event], now).map(drop)?)).await?;
    Ok(manifest)
}

/// The feeds that hold something, KEV and EPSS among them.
fn feeds_of(snapshot: &Snapshot) -> Vec<String> {
    let stats = snapshot.stats();
    let tables = TABLES.into_iter().zip([stats.kev, stats.epss]).filter(|(_, rows)| *rows > 0).map(|(name, _)| name.to_owned());
    let mut feeds: Vec<String> = stats.feeds.keys().cloned().chain(tables).collect();
    feeds.sort();
    feeds.dedup();
    feeds
}

fn path_of(feed: &str) -> String {
    format!("feeds/{feed}.tar.zst")
}

/// Packs one feed.
fn pack(snapshot: &Snapshot, feed: &str, dir: &Path) -> Result<Kept> {
    let target = dir.join(format!("{feed}.tar.zst"));
    packed(snapshot, feed, &target).map_err(|fault| Error::broken(&format!("packing `{feed}`"), fault.0))?;
    let (bytes, sha256) = digest_of(&target)?;
    Ok(Kept { path: path_of(feed), bytes, sha256 })
}

/// A fault of the library or of the disk, in words.
struct Fault(String);

impl From<library::Error> for Fault {
    fn from(error: library::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

fn packed(snapshot: &Snapshot, feed: &str, target: &Path) -> std::result::Result<(), Fault> {
    let mut tar = tar::Builder::new(zstd::Encoder::new(File::create_new(target)?, INNER_LEVEL)?);
    let mut add = |name: &str, bytes: &[u8]| tar.append_data(&mut header(bytes.len() as u64), name, bytes);
    if feed == TABLES[0] {
        add("kev.json", &kev(snapshot))?;
    }
    if feed == TABLES[1] {
        for (at, scores) in epss(snapshot).iter().enumerate() {
            add(&format!("epss-{at}.csv"), scores.as_bytes())?;
        }
    }
    snapshot.each_of(feed, &mut |name, bytes| add(name, bytes).map_err(Fault::from))?;
    tar.into_inner()?.finish()?.sync_all()?;
    Ok(())
}

/// KEV as a catalogue in CISA's form.
fn kev(snapshot: &Snapshot) -> Vec<u8> {
    let word = |ransomware| if ransomware { "Known" } else { "Unknown" };
    let entry = |(cve, listing): (&str, formats::record::KevListing)| json!({ "cveID": cve, "dateAdded": listing.added, "knownRansomwareCampaignUse": word(listing.ransomware) });
    let entries: Vec<_> = snapshot.kev_listings().map(entry).collect();
    json!({ "catalogVersion": "bundle", "vulnerabilities": entries }).to_string().into_bytes()
}

/// EPSS as FIRST's files, one for each model and day.
fn epss(snapshot: &Snapshot) -> Vec<String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for (cve, score) in snapshot.epss_scores() {
        let file = files.entry(score.model.clone()).or_insert_with(|| {
            let (day, model) = score.model.split_once(' ').unwrap_or((&score.model, ""));
            format!("#model_version:{model},score_date:{day}\ncve,epss,percentile\n")
        });
        let _ = writeln!(file, "{cve},{},{}", score.probability, score.percentile);
    }
    files.into_values().collect()
}

/// Writes the archive: the manifest, then each feed.
fn whole(manifest: &Manifest, dir: &Path, out: &Path) -> std::io::Result<()> {
    let mut tar = tar::Builder::new(zstd::Encoder::new(File::create(out)?, OUTER_LEVEL)?);
    let bytes = serde_json::to_vec(manifest)?;
    tar.append_data(&mut header(bytes.len() as u64), MANIFEST, bytes.as_slice())?;
    for kept in &manifest.files {
        let source = File::open(dir.join(kept.path.trim_start_matches("feeds/")))?;
        tar.append_data(&mut header(kept.bytes), &kept.path, source.take(kept.bytes))?;
    }
    tar.into_inner()?.finish()?.sync_all()
}

/// Takes in a bundle: everything is held against its digests before the first record goes in.
///
/// # Errors
/// The refusal of the access table, an archive that is not what its manifest says ([`Refusal::BundleDamaged`]), and as [`import`].
pub async fn take_in(ctx: &Ctx, file: &Path) -> Result<Vec<(String, Imported)>> {
    ctx.enter(Act::FeedImport)?;
    let place = Place::new(ctx)?;
    let (file, dir) = (file.to_owned(), place.0.clone());
    let feeds =
        tokio::task::spawn_blocking(move || unpack(&file, &dir)).await.map_err(|error| Error::broken("reading a bundle", error))??;
    let mut done = Vec::new();
    for (feed, path) in feeds {
        let imported = import(ctx, path, &feed, |_| {}, |_, _| {}).await?;
        done.push((feed, imported));
    }
    Ok(done)
}

fn damaged(detail: impl std::fmt::Display) -> Error {
    Refusal::BundleDamaged { detail: detail.to_string() }.into()
}

/// Entries are read raw: a bundle holds plain files with short names, so nothing else is followed, grown or linked.
fn unpack(file: &Path, dir: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut tar = open(file).map_err(damaged)?;
    let mut entries = tar.entries().map_err(damaged)?.raw(true);
    let first = entries.next().ok_or_else(|| damaged("it is empty"))?.map_err(damaged)?;
    let manifest = read_manifest(first)?;
    let mut waiting: BTreeMap<String, (String, &Kept)> = BTreeMap::new();
    for kept in &manifest.files {
        waiting.insert(kept.path.clone(), (feed_of(kept)?, kept));
    }
    let mut feeds = Vec::new();
    for entry in entries {
        let entry = entry.map_err(damaged)?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let plain = entry.header().entry_type().is_file();
        let Some((feed, kept)) = waiting.remove(&path).filter(|_| plain) else {
            return Err(damaged(format!("`{path}` is not in its manifest")));
        };
        let target = dir.join(format!("{feed}.tar.zst"));
        let out = File::create_new(&target).map_err(|error| Error::broken("unpacking a bundle", error))?;
        let mut sink = Hashed::new(out);
        std::io::copy(&mut entry.take(kept.bytes + 1), &mut sink).map_err(|error| damaged(format!("`{path}`: {error}")))?;
        sink.flush().map_err(|error| Error::broken("unpacking a bundle", error))?;
        if sink.end() != (kept.bytes, kept.sha256.clone()) {
            return Err(damaged(format!("`{path}` does not have its digest")));
        }
        feeds.push((feed, target));
    }
    match waiting.keys().next() {
        Some(path) => Err(damaged(format!("`{path}` is missing"))),
        None => Ok(feeds),
    }
}

fn read_manifest(entry: impl Read) -> Result<Manifest> {
    let mut bytes = Vec::new();
    entry.take(MANIFEST_BYTES_MAX).read_to_end(&mut bytes).map_err(damaged)?;
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|_| damaged("its first entry is no manifest"))?;
    if manifest.layout > LAYOUT {
        return Err(damaged(format!("it was made by a newer program, {}", manifest.program.chars().take(40).collect::<String>())));
    }
    if manifest.files.len() > FEEDS_MAX || manifest.files.iter().any(|kept| kept.bytes > FEED_BYTES_MAX) {
        return Err(damaged("its manifest promises more than it can hold"));
    }
    Ok(manifest)
}

/// The feed of a file; a path that is none of ours is refused.
fn feed_of(kept: &Kept) -> Result<String> {
    let name = kept.path.strip_prefix("feeds/").and_then(|rest| rest.strip_suffix(".tar.zst")).unwrap_or_default();
    match check_name(name) {
        Ok(feed) if feed == name => Ok(feed),
        _ => Err(damaged("its manifest names a file that is no feed")),
    }
}
