//! The manifest: which files make up the library. A file that it does not name does not exist.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use crate::build::SegmentEntry;
use crate::error::{Error, Result, io};
use crate::table::TableEntry;

/// Name of the manifest's file.
pub(crate) const FILE: &str = "manifest.json";
/// Version of the layout on disk; a newer one is refused.
const LAYOUT: u32 = 1;
/// Longest manifest that is read, in bytes.
const MANIFEST_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Which files make up the library.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Manifest {
    layout: u32,
    /// Grows by one with every change.
    pub(crate) generation: u64,
    /// Segments, the oldest first; a later one's record replaces an earlier one's.
    pub(crate) segments: Vec<SegmentEntry>,
    pub(crate) kev: Option<TableEntry>,
    pub(crate) epss: Option<TableEntry>,
}

impl Manifest {
    fn empty() -> Self {
        Self { layout: LAYOUT, generation: 0, segments: Vec::new(), kev: None, epss: None }
    }

    /// Reads the manifest of a directory; where there is none the library is empty.
    pub(crate) fn read(dir: &Path) -> Result<Self> {
        let path = dir.join(FILE);
        let damaged = |what| Error::Damaged { file: FILE.to_owned(), what };
        match std::fs::metadata(&path) {
            Ok(meta) if meta.len() > MANIFEST_BYTES_MAX => return Err(damaged("it is too long")),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::empty()),
            Err(error) => return Err(io("read", &path)(error)),
        }
        let bytes = std::fs::read(&path).map_err(io("read", &path))?;
        let manifest: Self = serde_json::from_slice(&bytes).map_err(|_| damaged("it is no manifest"))?;
        let plain = |file: &str| !file.is_empty() && !file.contains(['/', '\\']) && !file.starts_with('.');
        let files = manifest.files();
        match manifest.layout {
            LAYOUT if files.iter().all(|file| plain(file)) => Ok(manifest),
            LAYOUT => Err(damaged("it names a file outside the library")),
            _ => Err(damaged("it was written by a newer version")),
        }
    }

    /// Makes this the manifest of a directory, whole or not at all.
    pub(crate) fn write(&self, dir: &Path) -> Result<()> {
        let path = dir.join(FILE);
        let bytes = serde_json::to_vec_pretty(self).map_err(|e| io("write", &path)(e.into()))?;
        write_safely(dir, FILE, &bytes)
    }

    /// Every file that it names.
    pub(crate) fn files(&self) -> Vec<&str> {
        let tables = self.kev.iter().chain(&self.epss).map(|table| table.file.as_str());
        self.segments.iter().map(|segment| segment.file.as_str()).chain(tables).collect()
    }
}

/// Writes a file under a temporary name, syncs it, renames it and syncs the directory: old or new, never half.
pub(crate) fn write_safely(dir: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let temporary = dir.join(format!("{name}.tmp"));
    let mut file = File::create(&temporary).map_err(io("create", &temporary))?;
    file.write_all(bytes).map_err(io("write", &temporary))?;
    file.sync_all().map_err(io("sync", &temporary))?;
    std::fs::rename(&temporary, dir.join(name)).map_err(io("rename", &temporary))?;
    sync_dir(dir)
}

/// Makes renames in a directory last.
pub(crate) fn sync_dir(dir: &Path) -> Result<()> {
    // Windows has no handle of a directory to sync; there a rename lasts by itself.
    if cfg!(unix) { File::open(dir).and_then(|dir| dir.sync_all()).map_err(io("sync", dir)) } else { Ok(()) }
}
