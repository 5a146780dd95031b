//! Finds the folder of conformance suites, which is never part of the repository.

use std::io::Read;
use std::path::PathBuf;

/// Files of a suite by path; none, said loudly, when the folder is not there.
pub fn suite(name: &str) -> Option<Vec<(String, String)>> {
    let folder = std::env::var_os("HINOMI_CORPUS")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"), PathBuf::from);
    let path = folder.join(format!("{name}.tar.zst"));
    let Ok(file) = std::fs::File::open(&path) else {
        println!("SKIPPED: no suite {}; set HINOMI_CORPUS to the folder that holds it", path.display());
        return None;
    };
    let mut decoder = zstd::Decoder::new(file).unwrap();
    decoder.window_log_max(27).unwrap();
    let mut files = Vec::new();
    for entry in tar::Archive::new(decoder).entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_string_lossy().into_owned();
        let mut text = String::new();
        if entry.header().entry_type().is_file() && entry.read_to_string(&mut text).is_ok() {
            files.push((path, text));
        }
    }
    assert!(!files.is_empty());
    Some(files)
}
