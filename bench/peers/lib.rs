//! What the benches of this folder share: the walk over a folder, and the clock.

use std::path::Path;
use std::time::Instant;

/// Times that everything is read; the median counts.
const ROUNDS: usize = 7;

/// The bytes of every JSON file in a folder and those below it; what cannot be read is left out.
#[must_use]
pub fn json_files(folder: &Path) -> Vec<Vec<u8>> {
    files(folder, "json")
}

/// The bytes of every file with an extension in a folder and those below it; what cannot be read is left out.
#[must_use]
pub fn files(folder: &Path, extension: &str) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let of = |path: std::path::PathBuf| match path.extension() {
        _ if path.is_dir() => files(&path, extension),
        Some(found) if found == extension => std::fs::read(&path).into_iter().collect(),
        _ => Vec::new(),
    };
    entries.flatten().flat_map(|entry| of(entry.path())).collect()
}

/// Bytes of all documents.
#[must_use]
pub fn weight(documents: &[Vec<u8>]) -> usize {
    documents.iter().map(Vec::len).sum()
}

/// Reads every document several times and prints how many, and how many megabytes, a second.
pub fn time(name: &str, unit: &str, documents: &[Vec<u8>], work: impl Fn(&[u8])) {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            documents.iter().for_each(|document| work(document));
            start.elapsed().as_secs_f64()
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    let median = rounds[ROUNDS / 2];
    println!("{name:<28} {:>8.0} {unit}/s {:>7.0} MB/s", documents.len() as f64 / median, weight(documents) as f64 / median / 1e6);
}
