//! Files as they went out, byte for byte; a newer edition takes their place and leaves them readable.

use crate::StoreError;
use crate::tx::Tx;
use crate::value::Row;
use domain::id::EditionId;
use domain::instant::Instant;

/// A file to be put out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Path below the provider's root, without a leading slash.
    pub path: String,
    /// Media type.
    pub media: String,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A file that is out, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    /// Path below the provider's root.
    pub path: String,
    /// Media type.
    pub media: String,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// When it went out.
    pub published_at: Instant,
    /// Whether no newer edition has this path.
    pub current: bool,
    /// The edition it belongs to.
    pub edition_id: EditionId,
    /// Number of the advisory.
    pub number: String,
    /// Version of the edition.
    pub version: String,
}

/// A file that is out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFile {
    /// What it is.
    pub info: FileInfo,
    /// The bytes that went out.
    pub bytes: Vec<u8>,
}

const INFO: &str = "f.path, f.media, f.sha256, f.published_at, f.current, f.edition_id, a.number, e.version";
const FROM: &str = "FROM published_file f JOIN edition e ON e.id = f.edition_id JOIN advisory a ON a.id = e.advisory_id";

fn info_from(row: &Row) -> Result<FileInfo, StoreError> {
    Ok(FileInfo {
        path: row.get("path")?,
        media: row.get("media")?,
        sha256: row.get("sha256")?,
        published_at: row.get("published_at")?,
        current: row.get("current")?,
        edition_id: row.get("edition_id")?,
        number: row.get("number")?,
        version: row.get("version")?,
    })
}

fn file_from(row: &Row) -> Result<PublishedFile, StoreError> {
    Ok(PublishedFile { info: info_from(row)?, bytes: row.get("bytes")? })
}

impl Tx<'_> {
    /// Puts a file of an edition out as the current one of its path.
    ///
    /// # Errors
    /// A failure of the engine; an edition has each path once, because what went out is never rewritten.
    pub fn put_file(&mut self, edition: EditionId, file: &NewFile, now: Instant) -> Result<(), StoreError> {
        self.execute("UPDATE published_file SET current = 0 WHERE path = $1 AND current = 1", &[&file.path])?;
        self.execute(
            "INSERT INTO published_file (path, edition_id, media, bytes, sha256, published_at, current) VALUES ($1, $2, $3, $4, $5, $6, 1)",
            &[&file.path, &edition, &file.media, &file.bytes, &file.sha256, &now],
        )?;
        Ok(())
    }

    /// The current file of a path.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn file(&mut self, path: &str) -> Result<Option<PublishedFile>, StoreError> {
        let sql = format!("SELECT {INFO}, f.bytes {FROM} WHERE f.path = $1 AND f.current = 1 AND e.published_at IS NOT NULL");
        self.query_opt(&sql, &[&path])?.as_ref().map(file_from).transpose()
    }

    /// The file of a path as an edition of that version had it.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn file_of_version(&mut self, path: &str, version: &str) -> Result<Option<PublishedFile>, StoreError> {
        let sql = format!("SELECT {INFO}, f.bytes {FROM} WHERE f.path = $1 AND e.version = $2 AND e.published_at IS NOT NULL");
        self.query_opt(&sql, &[&path, &version])?.as_ref().map(file_from).transpose()
    }

    /// Every current file, by path.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn current_files(&mut self) -> Result<Vec<FileInfo>, StoreError> {
        let sql = format!("SELECT {INFO} {FROM} WHERE f.current = 1 AND e.published_at IS NOT NULL ORDER BY f.path");
        self.query(&sql, &[])?.iter().map(info_from).collect()
    }

    /// The files of an edition that is out, by path.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn files_of_edition(&mut self, edition: EditionId) -> Result<Vec<FileInfo>, StoreError> {
        let sql = format!("SELECT {INFO} {FROM} WHERE f.edition_id = $1 AND e.published_at IS NOT NULL ORDER BY f.path");
        self.query(&sql, &[&edition])?.iter().map(info_from).collect()
    }
}
