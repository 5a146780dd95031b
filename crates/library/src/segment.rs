//! A segment: records as their feed published them, compressed in blocks, and the index over them. Never changed once written.
//!
//! Layout, little-endian: magic · blocks · index · length of the index (8 bytes) · magic. The index is a row of sections, each
//! after its length.

use std::fs::File;
use std::path::Path;
use std::sync::Mutex;

use memmap2::Mmap;

use crate::bytes::{Reader, position_at};
use crate::encode::{Head, read_head};
use crate::error::{Error, Result, io};
use crate::postings::Postings;

/// First and last bytes of a segment; the digit is the version of the layout.
pub(crate) const MAGIC: &[u8; 8] = b"HNMSEG2\n";
/// Largest unpacked block, in bytes; a block holds one record at least, however long.
pub(crate) const BLOCK_BYTES_MAX: usize = 1 << 30;
/// Bytes of one row of the record table: block, offset in it, length, digest.
pub(crate) const ROW: usize = 12 + 32;

/// Sections of the index, in order.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Section {
    /// Per block: offset (8 bytes), packed length, unpacked length.
    Blocks,
    /// Per record: `ROW` bytes.
    Records,
    /// Per record: 1 = withdrawn.
    Withdrawn,
    /// Per record: offset of its head.
    HeadOffsets,
    /// Heads.
    Heads,
    /// Per statement: offset.
    StatementOffsets,
    /// Statements.
    Statements,
    /// Key → statements.
    Keys,
    /// Id, alias or contained id → records.
    Ids,
    /// Record numbers in the order of their digests.
    Digests,
    /// Pairs of file and record number that this segment replaces; an empty file is this one.
    Replaced,
}

/// How many sections there are.
pub(crate) const SECTIONS: usize = 11;

/// An open segment.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) file: String,
    map: Mmap,
    sections: [(usize, usize); SECTIONS],
    records: usize,
    /// The block unpacked last, since neighbours are asked for together.
    last_block: Mutex<Option<(usize, Vec<u8>)>>,
}

impl Segment {
    /// Opens a segment and checks its shape, not its digest.
    #[allow(unsafe_code)]
    pub(crate) fn open(path: &Path, file: &str) -> Result<Self> {
        let opened = File::open(path).map_err(io("open", path))?;
        // SAFETY: a segment is written under another name, synced and renamed, and never written again; nobody truncates it.
        let map = unsafe { Mmap::map(&opened) }.map_err(io("map", path))?;
        let damaged = |what| Error::Damaged { file: file.to_owned(), what };
        let sections = sections(&map).ok_or_else(|| damaged("its index is cut off"))?;
        let mut segment = Self { file: file.to_owned(), map, sections, records: 0, last_block: Mutex::new(None) };
        segment.records = segment.section(Section::Withdrawn).len();
        let shape = segment.section(Section::Records).len() == segment.records * ROW
            && segment.section(Section::HeadOffsets).len() == segment.records * 4
            && segment.section(Section::Digests).len() == segment.records * 4
            && Postings::open(segment.section(Section::Keys)).is_some()
            && Postings::open(segment.section(Section::Ids)).is_some();
        if shape { Ok(segment) } else { Err(damaged("its tables do not fit together")) }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.map
    }

    pub(crate) fn section(&self, section: Section) -> &[u8] {
        let (start, end) = self.sections[section as usize];
        &self.map[start..end]
    }

    pub(crate) fn records(&self) -> usize {
        self.records
    }

    pub(crate) fn statements(&self) -> usize {
        self.section(Section::StatementOffsets).len() / 4
    }

    pub(crate) fn damaged(&self, what: &'static str) -> Error {
        Error::Damaged { file: self.file.clone(), what }
    }

    pub(crate) fn head(&self, record: usize) -> Option<Head<'_>> {
        let start = position_at(self.section(Section::HeadOffsets), record)?;
        read_head(self.section(Section::Heads).get(start..)?)
    }

    pub(crate) fn is_withdrawn(&self, record: usize) -> bool {
        self.section(Section::Withdrawn).get(record).is_some_and(|flag| *flag != 0)
    }

    pub(crate) fn statement(&self, at: usize) -> Option<&[u8]> {
        let start = position_at(self.section(Section::StatementOffsets), at)?;
        self.section(Section::Statements).get(start..)
    }

    pub(crate) fn keys(&self) -> Option<Postings<'_>> {
        Postings::open(self.section(Section::Keys))
    }

    pub(crate) fn ids(&self) -> Option<Postings<'_>> {
        Postings::open(self.section(Section::Ids))
    }

    pub(crate) fn digest(&self, record: usize) -> Option<&[u8; 32]> {
        let start = record.checked_mul(ROW)? + 12;
        self.section(Section::Records).get(start..start + 32)?.try_into().ok()
    }

    /// The record with a digest.
    pub(crate) fn find_digest(&self, digest: &[u8; 32]) -> Option<usize> {
        let order = self.section(Section::Digests);
        let (mut low, mut high) = (0, self.records);
        while low < high {
            let middle = low + (high - low) / 2;
            let record = position_at(order, middle)?;
            match self.digest(record)?.cmp(digest) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(record),
            }
        }
        None
    }

    /// The bytes of a record as its feed published them.
    pub(crate) fn raw(&self, record: usize) -> Result<Vec<u8>> {
        let cut = || self.damaged("a record lies outside its block");
        let row = self.section(Section::Records).get(record * ROW..).ok_or_else(cut)?;
        let mut from = Reader::new(row);
        let (block, start, len) = from.len().zip(from.len()).zip(from.len()).map(|((b, s), l)| (b, s, l)).ok_or_else(cut)?;
        let mut last = self.last_block.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if last.as_ref().is_none_or(|(at, _)| *at != block) {
            *last = Some((block, self.unpack(block)?));
        }
        let bytes = last.as_ref().map_or(&[][..], |(_, bytes)| bytes);
        bytes.get(start..start.saturating_add(len)).map(<[u8]>::to_vec).ok_or_else(cut)
    }

    fn unpack(&self, block: usize) -> Result<Vec<u8>> {
        let damaged = || self.damaged("a block cannot be unpacked");
        let row = self.section(Section::Blocks).get(block * 16..block * 16 + 16).ok_or_else(damaged)?;
        let start = row[..8].try_into().ok().map(u64::from_le_bytes).and_then(|n| usize::try_from(n).ok()).ok_or_else(damaged)?;
        let packed = position_at(row, 2).ok_or_else(damaged)?;
        let unpacked = position_at(row, 3).filter(|len| *len <= BLOCK_BYTES_MAX).ok_or_else(damaged)?;
        let bytes = self.map.get(start..start.saturating_add(packed)).ok_or_else(damaged)?;
        let out = zstd::bulk::decompress(bytes, unpacked).map_err(|_| damaged())?;
        if out.len() == unpacked { Ok(out) } else { Err(damaged()) }
    }

    /// Which records of which files this segment replaces.
    pub(crate) fn replaced(&self) -> Option<Vec<(&str, u32)>> {
        let mut from = Reader::new(self.section(Section::Replaced));
        let count = from.len()?;
        (0..count).map(|_| Some((from.text()?, from.u32()?))).collect()
    }
}

fn sections(bytes: &[u8]) -> Option<[(usize, usize); SECTIONS]> {
    let end = bytes.len().checked_sub(16)?;
    if !bytes.starts_with(MAGIC) || !bytes.ends_with(MAGIC) {
        return None;
    }
    let len = usize::try_from(u64::from_le_bytes(bytes[end..end + 8].try_into().ok()?)).ok()?;
    let mut at = end.checked_sub(len)?;
    let mut out = [(0, 0); SECTIONS];
    for section in &mut out {
        let start = at.checked_add(8)?;
        let len = usize::try_from(u64::from_le_bytes(bytes.get(at..start)?.try_into().ok()?)).ok()?;
        at = start.checked_add(len).filter(|at| *at <= end)?;
        *section = (start, at);
    }
    (at == end).then_some(out)
}
