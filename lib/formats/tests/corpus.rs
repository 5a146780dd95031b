//! Finds the folder of conformance suites, which is never part of the repository.

use std::io::Read;
use std::path::PathBuf;

/// Files of an archive by path; none, said loudly, when the folder is not there.
pub fn files(name: &str) -> Option<Vec<(String, Vec<u8>)>> {
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
        if entry.header().entry_type().is_file() {
            let path = entry.path().unwrap().to_string_lossy().into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            files.push((path, bytes));
        }
    }
    assert!(!files.is_empty());
    Some(files)
}

/// Those files of an archive that are text.
pub fn suite(name: &str) -> Option<Vec<(String, String)>> {
    let texts = files(name)?.into_iter().filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?)));
    Some(texts.collect())
}
