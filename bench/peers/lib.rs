//! Holds the benches of this folder.

/// The bytes of every JSON file in a folder and those below it; what cannot be read is left out.
#[must_use]
pub fn json_files(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let of = |path: std::path::PathBuf| match path.extension() {
        _ if path.is_dir() => json_files(&path),
        Some(extension) if extension == "json" => std::fs::read(&path).into_iter().collect(),
        _ => Vec::new(),
    };
    entries.flatten().flat_map(|entry| of(entry.path())).collect()
}
