//! Side tables: a row of bytes per CVE id, sorted, whole in memory; KEV and EPSS are kept so.

use std::collections::BTreeMap;
use std::path::Path;

use formats::record::{EpssScore, KevListing};
use sha2::{Digest, Sha256};

use crate::build::hex;
use crate::bytes::{Reader, Writer};
use crate::error::{Error, Result, io};
use crate::manifest::write_safely;

const MAGIC: &[u8; 8] = b"HNMTAB1\n";
/// Most rows of a table.
pub const TABLE_ROWS_MAX: usize = 5_000_000;

/// A table as the manifest names it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct TableEntry {
    /// Name of the file.
    pub(crate) file: String,
    /// SHA-256 of the file, hexadecimal.
    pub(crate) sha256: String,
    /// Rows in it.
    pub(crate) rows: usize,
}

/// A row that knows how to lie in a table.
pub(crate) trait Row: Sized + PartialEq {
    fn write(&self, out: &mut Writer);
    fn read(from: &mut Reader<'_>) -> Option<Self>;
}

impl Row for KevListing {
    fn write(&self, out: &mut Writer) {
        out.text(&self.added);
        out.u8(u8::from(self.ransomware));
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(Self { added: from.text()?.to_owned(), ransomware: from.u8()? != 0 })
    }
}

impl Row for EpssScore {
    fn write(&self, out: &mut Writer) {
        out.out.extend(self.probability.to_le_bytes());
        out.out.extend(self.percentile.to_le_bytes());
        out.text(&self.model);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let probability = f64::from_le_bytes(from.bytes(8)?.try_into().ok()?);
        let percentile = f64::from_le_bytes(from.bytes(8)?.try_into().ok()?);
        Some(Self { probability, percentile, model: from.text()?.to_owned() })
    }
}

/// Writes a table beside the segments.
pub(crate) fn write<R: Row>(dir: &Path, name: &str, rows: &BTreeMap<String, R>) -> Result<TableEntry> {
    let mut out = Writer { out: MAGIC.to_vec() };
    out.len(rows.len());
    let mut body = Writer::default();
    for (id, row) in rows {
        out.len(body.out.len());
        body.text(id);
        row.write(&mut body);
    }
    out.out.extend(body.out);
    write_safely(dir, name, &out.out)?;
    Ok(TableEntry { file: name.to_owned(), sha256: hex(&Sha256::digest(&out.out)), rows: rows.len() })
}

/// A table in memory.
#[derive(Debug, Default)]
pub(crate) struct Table {
    bytes: Vec<u8>,
    rows: usize,
}

impl Table {
    /// Opens a table.
    pub(crate) fn open(dir: &Path, entry: &TableEntry) -> Result<Self> {
        let path = dir.join(&entry.file);
        let bytes = std::fs::read(&path).map_err(io("read", &path))?;
        let damaged = || Error::Damaged { file: entry.file.clone(), what: "it is no table" };
        let rows = bytes.strip_prefix(MAGIC).and_then(|rest| Reader::new(rest).len()).ok_or_else(damaged)?;
        if rows > TABLE_ROWS_MAX || bytes.len() < 12 + rows * 4 {
            return Err(damaged());
        }
        Ok(Self { bytes, rows })
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    fn row(&self, at: usize) -> Option<(&str, Reader<'_>)> {
        let offset = crate::bytes::position_at(self.bytes.get(12..)?, at)?;
        let mut from = Reader::new(self.bytes.get((12 + self.rows * 4).checked_add(offset)?..)?);
        Some((from.text()?, from))
    }

    /// The row of an id.
    pub(crate) fn find<R: Row>(&self, id: &str) -> Option<R> {
        let (mut low, mut high) = (0, self.rows);
        while low < high {
            let middle = low + (high - low) / 2;
            let (at, mut from) = self.row(middle)?;
            match at.cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return R::read(&mut from),
            }
        }
        None
    }

    /// Every row, in the order of the ids.
    pub(crate) fn all<R: Row>(&self) -> impl Iterator<Item = (&str, R)> {
        (0..self.rows).map_while(|at| {
            let (id, mut from) = self.row(at)?;
            Some((id, R::read(&mut from)?))
        })
    }
}
