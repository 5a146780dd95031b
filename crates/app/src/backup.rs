//! Backups: ledger, library and key in one `.tar.zst`, with a manifest that says what must come back.

use crate::{Ctx, Error, House, Result};
use domain::instant::Instant;
use domain::refusal::Refusal;
use library::Library;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use store::{Store, StoreError, Target};

/// Layout of the archive; a newer one is refused.
const LAYOUT: u32 = 1;
/// First entry of the archive.
const MANIFEST: &str = "backup.json";
/// The ledger inside the archive and inside a data directory.
const LEDGER: &str = "hinomi.db";
/// The key of the house.
const KEY: &str = "secret.key";
/// The library's directory.
const LIBRARY: &str = "library";
/// Bytes of the manifest at most.
const MANIFEST_BYTES_MAX: u64 = 16_000_000;
/// Files of an archive at most.
const FILES_MAX: usize = 100_000;
/// Largest ratio of unpacked to packed bytes.
const RATIO_MAX: u64 = 1_000;
/// Unpacked bytes below which the ratio is not looked at.
const RATIO_FREE_BYTES: u64 = 100_000_000;
/// Memory for the window of the compressed stream, as a power of two.
const WINDOW_LOG_MAX: u32 = 27;
/// Compression.
const ZSTD_LEVEL: i32 = 3;
/// Tries to catch the library between two imports.
const STAGE_TRIES_MAX: usize = 3;

/// A file of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Path below the data directory, with `/`.
    pub path: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256, in hex.
    pub sha256: String,
}

/// What an archive says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Layout of the archive.
    pub layout: u32,
    /// Version of the program that made it.
    pub program: String,
    /// When, RFC 3339.
    pub made_at: String,
    /// Entries of the log.
    pub chain_entries: i64,
    /// Hash of the newest entry, in hex.
    pub chain_head: String,
    /// Every file.
    pub files: Vec<Kept>,
}

impl Manifest {
    /// Bytes of all files together; none where that is more than there can be.
    #[must_use]
    pub fn bytes(&self) -> Option<u64> {
        self.files.iter().try_fold(0_u64, |sum, file| sum.checked_add(file.bytes))
    }
}

/// What a check of the log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Good entries.
    pub entries: i64,
    /// Hash of the last good entry, in hex.
    pub head: String,
    /// Number of the first entry that is not what was written.
    pub broken_at: Option<i64>,
}

/// A directory that goes with the value.
struct Stage(PathBuf);

impl Stage {
    fn beside(place: &Path) -> Result<Self> {
        let dir = place.join(format!(".backup-{}", &crate::secret::fresh()?[..12]));
        std::fs::create_dir_all(&dir).map_err(|error| Error::broken(&format!("making `{}`", dir.display()), error))?;
        Ok(Self(dir))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(dir = %self.0.display(), %error, "a temporary directory stayed behind");
        }
    }
}

/// Reads the whole log of a house and recomputes every hash.
///
/// # Errors
/// A failure of the ledger; a broken log is an answer.
pub async fn verify_chain(ctx: &Ctx) -> Result<Chain> {
    chain_of(&ctx.house.store).await
}

async fn chain_of(store: &Store) -> Result<Chain> {
    let report = store.read::<_, StoreError, _>(|tx| tx.verify_chain()).await?;
    Ok(Chain { entries: report.entries, head: report.head, broken_at: report.broken_at })
}

/// Writes a backup of the house into a new file while it goes on working.
///
/// # Errors
/// The file is there already or cannot be written, or the ledger is a PostgreSQL one, which its own dump copies.
pub async fn create(house: &House, file: &Path) -> Result<Manifest> {
    if file.exists() {
        return Err(Error::Broken(format!("`{}` is there already and is not overwritten", file.display())));
    }
    let data = house.config.server.data_dir.clone();
    let stage = Stage::beside(&data)?;
    let head = copy_ledger(house, &stage.0).await?;
    let (made_at, file) = (house.clock.now(), file.to_owned());
    tokio::task::spawn_blocking(move || {
        stage_files(&data, &stage.0)?;
        let manifest = manifest_of(&stage.0, head, made_at)?;
        pack(&stage.0, &manifest, &file)?;
        Ok(manifest)
    })
    .await
    .map_err(|error| Error::broken("writing a backup", error))?
}

/// Copies the ledger and reads the head of exactly what was copied: the first copy is opened, the second one is what it held.
async fn copy_ledger(house: &House, stage: &Path) -> Result<(i64, String)> {
    let first = stage.join("first.db");
    house.store.copy_to(&first).await?;
    let copy = Store::open(&Target::Sqlite { path: first.clone(), durable: false }).await?;
    let head = copy.read::<_, StoreError, _>(|tx| tx.chain_head()).await?;
    copy.copy_to(&stage.join(LEDGER)).await?;
    drop(copy);
    for rest in ["first.db", "first.db-wal", "first.db-shm"] {
        let _ = std::fs::remove_file(stage.join(rest));
    }
    Ok(head)
}

/// Puts key and library beside the copied ledger; the library's files never change, so links to them are as good as copies.
fn stage_files(data: &Path, stage: &Path) -> Result<()> {
    let doing = "copying the key of the house";
    std::fs::copy(data.join(KEY), stage.join(KEY)).map_err(|error| Error::broken(doing, error))?;
    let mut last = None;
    for _ in 0..STAGE_TRIES_MAX {
        match stage_library(&data.join(LIBRARY), &stage.join(LIBRARY)) {
            Ok(()) => return Ok(()),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| Error::Broken("the library could not be copied".into())))
}

fn stage_library(from: &Path, to: &Path) -> Result<()> {
    let doing = "copying the library";
    if to.exists() {
        std::fs::remove_dir_all(to).map_err(|error| Error::broken(doing, error))?;
    }
    std::fs::create_dir_all(to).map_err(|error| Error::broken(doing, error))?;
    let mut names: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(from).map_err(|error| Error::broken(doing, error))? {
        let entry = entry.map_err(|error| Error::broken(doing, error))?;
        let name = entry.file_name();
        if entry.path().is_file() && name != "lock" && Path::new(&name).extension().is_none_or(|ext| ext != "tmp") {
            names.push(name.into());
        }
    }
    for name in names {
        let (source, target) = (from.join(&name), to.join(&name));
        let done = std::fs::hard_link(&source, &target).or_else(|_| std::fs::copy(&source, &target).map(drop));
        done.map_err(|error| Error::broken(doing, error))?;
    }
    // A copy that caught half of an import does not open.
    Library::open(to).map(drop).map_err(|error| Error::broken(doing, error))
}

fn manifest_of(stage: &Path, head: (i64, String), made_at: Instant) -> Result<Manifest> {
    let mut paths = vec![LEDGER.to_owned(), KEY.to_owned()];
    let listing = std::fs::read_dir(stage.join(LIBRARY)).map_err(|error| Error::broken("listing the library", error))?;
    let mut names: Vec<String> = listing.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    paths.extend(names.iter().map(|name| format!("{LIBRARY}/{name}")));
    let files = paths.into_iter().map(|path| {
        let (bytes, sha256) = digest_of(&stage.join(&path))?;
        Ok(Kept { path, bytes, sha256 })
    });
    Ok(Manifest {
        layout: LAYOUT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: made_at.to_rfc3339(),
        chain_entries: head.0,
        chain_head: head.1,
        files: files.collect::<Result<_>>()?,
    })
}

pub(crate) fn digest_of(path: &Path) -> Result<(u64, String)> {
    let doing = format!("reading `{}`", path.display());
    let mut file = File::open(path).map_err(|error| Error::broken(&doing, error))?;
    let mut sink = Hashed::new(std::io::sink());
    std::io::copy(&mut file, &mut sink).map_err(|error| Error::broken(&doing, error))?;
    Ok(sink.end())
}

/// A writer that counts and digests what goes through it.
pub(crate) struct Hashed<W> {
    hash: Sha256,
    bytes: u64,
    /// Where it goes.
    pub(crate) inner: W,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, part: &[u8]) -> std::io::Result<usize> {
        let n = self.inner.write(part)?;
        self.hash.update(&part[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

impl<W> Hashed<W> {
    /// Begins to count.
    pub(crate) fn new(inner: W) -> Self {
        Self { hash: Sha256::new(), bytes: 0, inner }
    }

    /// Bytes and SHA-256 in hex.
    pub(crate) fn end(self) -> (u64, String) {
        (self.bytes, crate::secret::hex(&self.hash.finalize()))
    }
}

/// Writes the archive under a temporary name and gives it its own when all of it is on disk.
fn pack(stage: &Path, manifest: &Manifest, file: &Path) -> Result<()> {
    let part = file.with_extension("part");
    let written = write_archive(stage, manifest, &part)
        .and_then(|()| if file.exists() { Err(std::io::ErrorKind::AlreadyExists.into()) } else { std::fs::rename(&part, file) });
    written.map_err(|error| {
        let _ = std::fs::remove_file(&part);
        Error::broken(&format!("writing `{}`", file.display()), error)
    })
}

fn write_archive(stage: &Path, manifest: &Manifest, part: &Path) -> std::io::Result<()> {
    let encoder = zstd::Encoder::new(private(part)?, ZSTD_LEVEL)?;
    let mut tar = tar::Builder::new(encoder);
    let described = serde_json::to_vec_pretty(manifest)?;
    tar.append_data(&mut header(described.len() as u64), MANIFEST, described.as_slice())?;
    for kept in &manifest.files {
        let source = File::open(stage.join(&kept.path))?;
        tar.append_data(&mut header(kept.bytes), &kept.path, source.take(kept.bytes))?;
    }
    let file = tar.into_inner()?.finish()?;
    file.sync_all()
}

/// The head of a plain file in an archive.
pub(crate) fn header(bytes: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_entry_type(tar::EntryType::Regular);
    header
}

/// A new file that only its owner reads: it holds the key of the house.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Unpacks a backup into a directory that is absent or empty, checking every digest, log and library before anything takes its place.
///
/// # Errors
/// Anything in the directory, an archive that is not what its manifest says ([`Refusal::BackupDamaged`]), or a failure of the machine;
/// nothing is there then.
pub async fn restore(file: &Path, dir: &Path) -> Result<Manifest> {
    let made = !dir.exists();
    let done = restored(file, dir).await;
    if done.is_err() && made {
        // Only an empty directory goes; one that others wrote into since stays.
        let _ = std::fs::remove_dir(dir);
    }
    done
}

async fn restored(file: &Path, dir: &Path) -> Result<Manifest> {
    let empty = std::fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none());
    if !empty {
        return Err(Error::Broken(format!("`{}` is not empty; a backup is restored into an empty directory only", dir.display())));
    }
    // Inside the directory, because that may be a mount point of its own.
    let stage = Stage::beside(dir)?;
    let manifest = unpacked(file.to_owned(), stage.0.clone()).await?;
    agree(&manifest, &stage.0).await?;
    let doing = format!("putting the backup into `{}`", dir.display());
    let entries =
        std::fs::read_dir(&stage.0).and_then(|entries| entries.map(|entry| Ok(entry?.file_name())).collect::<std::io::Result<Vec<_>>>());
    let mut names = entries.map_err(|error| Error::broken(&doing, error))?;
    // The ledger comes last: a directory that was cut short holds no installation that opens with a part missing.
    names.sort_by_key(|name| name == LEDGER);
    for name in names {
        std::fs::rename(stage.0.join(&name), dir.join(&name)).map_err(|error| Error::broken(&doing, error))?;
    }
    Ok(manifest)
}

/// Unpacks a backup beside itself, checks digests, log and library, and throws the copy away.
///
/// # Errors
/// As [`restore`].
pub async fn verify(file: &Path) -> Result<Manifest> {
    let place = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let stage = Stage::beside(place)?;
    let dir = stage.0.join("data");
    let manifest = unpacked(file.to_owned(), dir.clone()).await?;
    agree(&manifest, &dir).await?;
    Ok(manifest)
}

async fn unpacked(file: PathBuf, dir: PathBuf) -> Result<Manifest> {
    tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(dir.join(LIBRARY)).map_err(|error| Error::broken(&format!("making `{}`", dir.display()), error))?;
        let archive = File::open(&file).map_err(|error| damaged(format!("{}: {error}", file.display())))?;
        unpack(archive, &dir)
    })
    .await
    .map_err(|error| Error::broken("restoring a backup", error))?
}

/// The refusal of an archive that is no backup, or not what it says.
fn damaged(detail: impl std::fmt::Display) -> Error {
    Refusal::BackupDamaged { detail: detail.to_string() }.into()
}

/// Entries are read raw: a backup writes plain files with short names, so nothing else is followed, grown or linked.
fn unpack(archive: File, dir: &Path) -> Result<Manifest> {
    let doing = "reading the backup";
    let packed = archive.metadata().map_err(|error| Error::broken(doing, error))?.len();
    let mut decoder = zstd::Decoder::new(archive).map_err(|error| Error::broken(doing, error))?;
    decoder.window_log_max(WINDOW_LOG_MAX).map_err(|error| Error::broken(doing, error))?;
    let mut tar = tar::Archive::new(decoder);
    let mut entries = tar.entries().map_err(|error| Error::broken(doing, error))?.raw(true);
    let first = entries.next().ok_or_else(|| damaged("it is empty"))?.map_err(damaged)?;
    let manifest = read_manifest(first, packed)?;
    let mut waiting: BTreeMap<&str, &Kept> = manifest.files.iter().map(|kept| (kept.path.as_str(), kept)).collect();
    for entry in entries {
        let entry = entry.map_err(damaged)?;
        let path = entry.path().map_err(damaged)?.to_string_lossy().into_owned();
        let plain = entry.header().entry_type().is_file();
        let Some(kept) = waiting.remove(path.as_str()).filter(|_| plain) else {
            return Err(damaged(format!("`{path}` is not in its manifest")));
        };
        let out = private(&dir.join(&kept.path)).map_err(|error| Error::broken(&format!("writing `{path}`"), error))?;
        let mut sink = Hashed::new(out);
        std::io::copy(&mut entry.take(kept.bytes + 1), &mut sink).map_err(|error| damaged(format!("`{path}`: {error}")))?;
        sink.inner.sync_all().map_err(|error| Error::broken(&format!("writing `{path}`"), error))?;
        if sink.end() != (kept.bytes, kept.sha256.clone()) {
            return Err(damaged(format!("`{path}` does not have its digest")));
        }
    }
    match waiting.keys().next() {
        Some(path) => Err(damaged(format!("`{path}` is missing"))),
        None => Ok(manifest.clone()),
    }
}

fn read_manifest(entry: impl Read, packed: u64) -> Result<Manifest> {
    let mut bytes = Vec::new();
    entry.take(MANIFEST_BYTES_MAX).read_to_end(&mut bytes).map_err(damaged)?;
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|_| damaged("its first entry is no manifest"))?;
    if manifest.layout > LAYOUT {
        return Err(Error::Broken(format!("this backup was made by a newer program ({})", manifest.program)));
    }
    if manifest.files.len() > FILES_MAX || !manifest.files.iter().all(|kept| belongs(&kept.path)) {
        return Err(damaged("its manifest names a file outside a data directory"));
    }
    let most = packed.saturating_mul(RATIO_MAX).saturating_add(RATIO_FREE_BYTES);
    if manifest.bytes().is_none_or(|bytes| bytes > most) {
        return Err(damaged("its manifest promises more than it can hold"));
    }
    Ok(manifest)
}

/// Whether a path is one that a backup writes: nothing else is ever unpacked.
fn belongs(path: &str) -> bool {
    let plain = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0']);
    path == LEDGER || path == KEY || path.strip_prefix("library/").is_some_and(plain)
}

/// Holds the restored directory against its manifest: the log is whole and ends where it ended, the library is what was written.
async fn agree(manifest: &Manifest, dir: &Path) -> Result<()> {
    let store = Store::open(&Target::Sqlite { path: dir.join(LEDGER), durable: true }).await?;
    let chain = chain_of(&store).await;
    // The files are moved next: no connection may still tidy up behind itself.
    store.close().await;
    let chain = chain?;
    if let Some(seq) = chain.broken_at {
        return Err(damaged(format!("its log is broken at entry {seq}")));
    }
    if (chain.entries, chain.head.as_str()) != (manifest.chain_entries, manifest.chain_head.as_str()) {
        return Err(damaged("its log does not end where its manifest says"));
    }
    let library = dir.join(LIBRARY);
    let checked = move || Library::open(&library).and_then(|library| library.snapshot().verify());
    tokio::task::spawn_blocking(checked).await.map_err(|error| Error::broken("checking the library", error))?.map_err(damaged)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clock, Config};
    use std::sync::Arc;

    struct Place(PathBuf);

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn place() -> Place {
        let dir = std::env::temp_dir().join(format!("hinomi-backup-{}", &crate::secret::fresh().unwrap()[..12]));
        std::fs::create_dir_all(&dir).unwrap();
        Place(dir)
    }

    async fn house(dir: &Path) -> Arc<House> {
        let mut config = Config::default();
        config.server.data_dir = dir.to_owned();
        House::open(config, Clock::Machine, false).await.unwrap()
    }

    const RECORD: &str = r#"{"id":"GHSA-aaaa-bbbb-cccc","modified":"2026-01-01T00:00:00Z","affected":[{"package":
        {"ecosystem":"npm","name":"left"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"2.0.0"}]}]}]}"#;

    #[tokio::test]
    async fn everything_comes_back_and_the_log_ends_where_it_ended() {
        let place = place();
        let first = house(&place.0.join("data")).await;
        let ctx = Ctx::system(&first);
        crate::person::setup_link(&ctx).await.unwrap().unwrap();
        std::fs::write(place.0.join("record.json"), RECORD).unwrap();
        first.library.take_in(&place.0.join("record.json"), "ghsa", &mut |_| {}).unwrap();
        let file = place.0.join("x.tar.zst");
        let made = create(&first, &file).await.unwrap();
        assert!(made.chain_entries > 0);
        assert!(create(&first, &file).await.is_err(), "a backup is never overwritten");
        assert_eq!(verify(&file).await.unwrap(), made);
        let there = place.0.join("restored");
        assert_eq!(restore(&file, &there).await.unwrap(), made);
        assert!(restore(&file, &there).await.is_err(), "only into an empty directory");
        let second = house(&there).await;
        let (one, two) = (verify_chain(&ctx).await.unwrap(), verify_chain(&Ctx::system(&second)).await.unwrap());
        assert_eq!((one.broken_at, &one), (None, &two));
        assert_eq!(first.key.mac("x", &[]), second.key.mac("x", &[]));
        assert_eq!(second.library.snapshot().stats().records, 1);
        let left: Vec<_> =
            std::fs::read_dir(place.0.join("data")).unwrap().filter_map(|e| e.unwrap().file_name().into_string().ok()).collect();
        assert!(!left.iter().any(|name| name.starts_with(".backup")), "{left:?}");
    }

    #[tokio::test]
    async fn a_changed_or_cut_archive_is_refused() {
        let place = place();
        let first = house(&place.0.join("data")).await;
        crate::person::setup_link(&Ctx::system(&first)).await.unwrap().unwrap();
        let file = place.0.join("x.tar.zst");
        create(&first, &file).await.unwrap();
        let bytes = std::fs::read(&file).unwrap();
        let cut = place.0.join("cut.tar.zst");
        std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
        assert_eq!(verify(&cut).await.unwrap_err().refusal().unwrap().code(), "backup.damaged");
        let to = place.0.join("restored");
        assert!(restore(&cut, &to).await.is_err());
        assert!(!to.exists(), "nothing of a damaged backup stays");
        let mut plain = zstd::decode_all(bytes.as_slice()).unwrap();
        let last = plain.windows(6).rposition(|w| w == b"people" || w == b"person").unwrap();
        plain[last] ^= 1;
        std::fs::write(&cut, zstd::encode_all(plain.as_slice(), 1).unwrap()).unwrap();
        assert!(said(&verify(&cut).await).contains("digest"));
    }

    fn said(refused: &Result<Manifest>) -> String {
        match refused.as_ref().unwrap_err().refusal() {
            Some(Refusal::BackupDamaged { detail }) => detail,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn a_hostile_archive_writes_nothing_anywhere() {
        let place = place();
        let file = place.0.join("x.tar.zst");
        let manifest = |files: serde_json::Value| {
            serde_json::json!({ "layout": 1, "program": "x", "made_at": "x", "chain_entries": 0, "chain_head": "", "files": files })
                .to_string()
        };
        let kept = |path: &str, bytes: u64| serde_json::json!([{ "path": path, "bytes": bytes, "sha256": "" }]);
        let link = (tar::EntryType::Symlink, "hinomi.db", "");
        let long = (tar::EntryType::GNULongName, "././@LongLink", "../../x");
        let plain = tar::EntryType::Regular;
        type Entry<'a> = (tar::EntryType, &'a str, String);
        let cases: Vec<(Vec<Entry<'_>>, &str)> = vec![
            (vec![], "empty"),
            (vec![(plain, MANIFEST, "{".repeat(100_000))], "manifest"),
            (vec![(plain, MANIFEST, manifest(kept("../x", 1)))], "outside"),
            (vec![(plain, MANIFEST, manifest(kept("hinomi.db", u64::MAX)))], "promises"),
            (vec![(plain, MANIFEST, manifest(serde_json::json!([kept("a", u64::MAX)[0], kept("b", 9)[0]])))], "outside"),
            (vec![(plain, MANIFEST, manifest(kept("hinomi.db", 1))), (plain, "../x", "1".into())], "not in its manifest"),
            (vec![(plain, MANIFEST, manifest(kept("hinomi.db", 0))), (link.0, link.1, link.2.into())], "not in its manifest"),
            (vec![(plain, MANIFEST, manifest(kept("hinomi.db", 7))), (long.0, long.1, long.2.into())], "not in its manifest"),
            (vec![(plain, MANIFEST, manifest(kept("hinomi.db", 1))), (plain, "hinomi.db", "12".into())], "digest"),
            (vec![(plain, MANIFEST, manifest(kept("hinomi.db", 1)))], "missing"),
        ];
        for (entries, expected) in cases {
            let mut archive = tar::Builder::new(Vec::new());
            for (kind, name, text) in &entries {
                let mut header = tar::Header::new_gnu();
                header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
                header.set_entry_type(*kind);
                header.set_size(text.len() as u64);
                header.set_cksum();
                archive.append(&header, text.as_bytes()).unwrap();
            }
            std::fs::write(&file, zstd::encode_all(archive.into_inner().unwrap().as_slice(), 1).unwrap()).unwrap();
            let to = place.0.join("to").join("data");
            let refused = restore(&file, &to).await;
            assert!(said(&refused).contains(expected), "{expected}: {}", said(&refused));
            assert!(!to.exists() && !place.0.join("x").exists(), "{expected}");
        }
        std::fs::write(&file, b"not an archive").unwrap();
        assert_eq!(verify(&file).await.unwrap_err().refusal().unwrap().code(), "backup.damaged");
        assert_eq!(verify(&place.0.join("absent")).await.unwrap_err().refusal().unwrap().code(), "backup.damaged");
    }

    #[test]
    fn nothing_outside_a_data_directory_is_unpacked() {
        for good in ["hinomi.db", "secret.key", "library/manifest.json"] {
            assert!(belongs(good), "{good}");
        }
        for bad in ["../x", "/etc/passwd", "library/../x", "library/", "library/.x", "hinomi.toml", "library/a/b"] {
            assert!(!belongs(bad), "{bad}");
        }
    }
}
