//! Conformance suites and real records, which lie outside the repository and are never part of it. Only tests name this crate.
#![expect(clippy::expect_used, clippy::print_stderr, reason = "a test may fail by a panic and says loudly what it skipped")]

use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The largest window of the archives, as a power of two.
const WINDOW_LOG: u32 = 27;

/// Where an archive lies: in the folder that `HINOMI_CORPUS` names, else beside the checkout. None, said loudly, when it is not there.
#[must_use]
pub fn archive(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("HINOMI_CORPUS").map_or_else(beside, PathBuf::from);
    let path = folder.join(format!("{name}.tar.zst"));
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: no suite {}; set HINOMI_CORPUS to the folder that holds it", path.display());
    None
}

/// The files of an archive by path. None, said loudly, when it is not there.
///
/// # Panics
/// The archive is damaged or empty.
#[must_use]
pub fn files(name: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let file = std::fs::File::open(archive(name)?).expect("the archive can be opened");
    let mut decoder = zstd::Decoder::new(file).expect("zstd");
    decoder.window_log_max(WINDOW_LOG).expect("a window");
    let mut files = Vec::new();
    for entry in tar::Archive::new(decoder).entries().expect("tar") {
        let mut entry = entry.expect("an entry");
        if entry.header().entry_type().is_file() {
            let path = entry.path().expect("a path").to_string_lossy().into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("the bytes of an entry");
            files.push((path, bytes));
        }
    }
    assert!(!files.is_empty(), "{name} holds nothing");
    Some(files)
}

/// Those files of an archive that are text.
#[must_use]
pub fn texts(name: &str) -> Option<Vec<(String, String)>> {
    let texts = files(name)?.into_iter().filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?)));
    Some(texts.collect())
}
