//! Opens an archive of the corpus in memory; says loudly when it is not there.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "tests read the corpus from outside the repository")]

use std::io::Read;
use std::path::PathBuf;

/// The files of an archive as (path, bytes), or none when the corpus is not beside the checkout.
pub fn open(archive: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let dir = std::env::var_os("HINOMI_CORPUS")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"), PathBuf::from);
    let path = dir.join(format!("{archive}.tar.zst"));
    let Ok(file) = std::fs::File::open(&path) else {
        println!("SKIPPED: `{}` is not there; set HINOMI_CORPUS", path.display());
        return None;
    };
    let mut decoder = zstd::Decoder::new(file).unwrap();
    decoder.window_log_max(27).unwrap();
    let mut files = Vec::new();
    for entry in tar::Archive::new(decoder).entries().unwrap() {
        let mut entry = entry.unwrap();
        if entry.header().entry_type().is_file() {
            let name = entry.path().unwrap().to_string_lossy().into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            files.push((name, bytes));
        }
    }
    assert!(!files.is_empty());
    Some(files)
}
