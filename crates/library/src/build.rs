//! Writes a segment: blocks as they fill, the index at the end, all under a temporary name.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use matching::Statement;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::bytes::Writer;
use crate::encode::{Contexts, Head, write_head, write_statement};
use crate::error::{Result, io};
use crate::postings::{self, Gathered};
use crate::segment::MAGIC;

/// A block is closed when it holds this many bytes.
const BLOCK_BYTES: usize = 128 * 1024;
/// Blocks that are compressed together.
const BLOCKS_AT_ONCE: usize = 64;
/// Level of zstd: records are written once and read seldom, but taken in by the hundred thousand.
const LEVEL: i32 = 3;
/// Most records of one segment.
pub(crate) const SEGMENT_RECORDS_MAX: usize = 200_000;
/// A segment is closed when its index holds this many bytes, so that memory stays bounded.
pub(crate) const SEGMENT_INDEX_BYTES_MAX: usize = 512 * 1024 * 1024;

/// A segment being written.
pub(crate) struct Builder {
    dir: PathBuf,
    temporary: PathBuf,
    out: Out,
    full: Vec<Vec<u8>>,
    block: Vec<u8>,
    blocks: Writer,
    blocks_begun: usize,
    rows: Writer,
    digests: Vec<[u8; 32]>,
    withdrawn: Vec<u8>,
    head_offsets: Writer,
    heads: Writer,
    statement_offsets: Writer,
    statements: Writer,
    keys: Gathered,
    ids: Gathered,
    replaced: Vec<(String, u32)>,
}

/// A finished segment, as the manifest names it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct SegmentEntry {
    /// Name of the file.
    pub(crate) file: String,
    /// SHA-256 of the file, hexadecimal.
    pub(crate) sha256: String,
    /// Length of the file.
    pub(crate) bytes: u64,
    /// Records in it.
    pub(crate) records: usize,
}

struct Out {
    file: BufWriter<File>,
    path: PathBuf,
    hash: Sha256,
    written: u64,
}

impl Out {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.hash.update(bytes);
        self.written += bytes.len() as u64;
        self.file.write_all(bytes).map_err(io("write", &self.path))
    }
}

impl Builder {
    /// Begins a segment in a directory.
    pub(crate) fn begin(dir: &Path, name: &str) -> Result<Self> {
        let temporary = dir.join(format!("{name}.tmp"));
        let file = File::create(&temporary).map_err(io("create", &temporary))?;
        let mut out = Out { file: BufWriter::new(file), path: temporary.clone(), hash: Sha256::new(), written: 0 };
        out.write(MAGIC)?;
        Ok(Self {
            dir: dir.to_owned(),
            temporary,
            out,
            full: Vec::new(),
            block: Vec::new(),
            blocks: Writer::default(),
            blocks_begun: 0,
            rows: Writer::default(),
            digests: Vec::new(),
            withdrawn: Vec::new(),
            head_offsets: Writer::default(),
            heads: Writer::default(),
            statement_offsets: Writer::default(),
            statements: Writer::default(),
            keys: Gathered::new(),
            ids: Gathered::new(),
            replaced: Vec::new(),
        })
    }

    pub(crate) fn records(&self) -> usize {
        self.digests.len()
    }

    /// Whether it should be finished and another begun.
    pub(crate) fn is_full(&self) -> bool {
        self.records() >= SEGMENT_RECORDS_MAX || self.heads.out.len() + self.statements.out.len() >= SEGMENT_INDEX_BYTES_MAX
    }

    /// Adds a record and says its number; `head.statements` is filled in here.
    pub(crate) fn add(&mut self, raw: &[u8], digest: [u8; 32], head: &Head<'_>, statements: &[Statement]) -> Result<u32> {
        let record = u32::try_from(self.records()).unwrap_or(u32::MAX);
        if !self.block.is_empty() && self.block.len() + raw.len() > BLOCK_BYTES {
            self.close_block()?;
        }
        self.rows.len(self.blocks_begun);
        self.rows.len(self.block.len());
        self.rows.len(raw.len());
        self.rows.out.extend(digest);
        self.digests.push(digest);
        self.block.extend(raw);
        self.withdrawn.push(u8::from(head.withdrawn.is_some()));
        let first = u32::try_from(self.statement_offsets.out.len() / 4).unwrap_or(u32::MAX);
        let mut contexts = Contexts::default();
        for (statement, at) in statements.iter().zip(first..) {
            self.statement_offsets.len(self.statements.out.len());
            write_statement(&mut self.statements, record, statement, &mut contexts);
            for key in statement.index_keys() {
                postings::add(&mut self.keys, &key, at);
            }
        }
        self.head_offsets.len(self.heads.out.len());
        let count = u32::try_from(statements.len()).unwrap_or(u32::MAX);
        write_head(&mut self.heads, &Head { statements: (first, count), contexts: &contexts.bytes.out, ..head.clone() });
        for id in [head.id].iter().chain(&head.same).chain(&head.contains) {
            postings::add(&mut self.ids, id, record);
        }
        Ok(record)
    }

    /// Notes that a record of another segment, or with an empty file of this one, is replaced.
    pub(crate) fn replace(&mut self, file: &str, record: u32) {
        self.replaced.push((file.to_owned(), record));
    }

    fn close_block(&mut self) -> Result<()> {
        self.full.push(std::mem::take(&mut self.block));
        self.blocks_begun += 1;
        if self.full.len() >= BLOCKS_AT_ONCE { self.write_blocks() } else { Ok(()) }
    }

    fn write_blocks(&mut self) -> Result<()> {
        let full = std::mem::take(&mut self.full);
        let packed: Vec<_> = full.par_iter().map(|block| zstd::bulk::compress(block, LEVEL)).collect();
        for (block, packed) in full.iter().zip(packed) {
            let packed = packed.map_err(io("compress into", &self.temporary))?;
            self.blocks.out.extend(self.out.written.to_le_bytes());
            self.blocks.len(packed.len());
            self.blocks.len(block.len());
            self.out.write(&packed)?;
        }
        Ok(())
    }

    /// Writes the index, syncs the file and gives it its name.
    pub(crate) fn finish(mut self, name: &str) -> Result<SegmentEntry> {
        if !self.block.is_empty() {
            self.close_block()?;
        }
        self.write_blocks()?;
        let mut order: Vec<u32> = (0..u32::try_from(self.records()).unwrap_or(u32::MAX)).collect();
        order.sort_unstable_by_key(|record| self.digests[*record as usize]);
        let mut digests = Writer::default();
        order.iter().for_each(|record| digests.u32(*record));
        let mut replaced = Writer::default();
        replaced.len(self.replaced.len());
        for (file, record) in &self.replaced {
            replaced.text(file);
            replaced.u32(*record);
        }
        let sections = [
            std::mem::take(&mut self.blocks.out),
            std::mem::take(&mut self.rows.out),
            std::mem::take(&mut self.withdrawn),
            std::mem::take(&mut self.head_offsets.out),
            std::mem::take(&mut self.heads.out),
            std::mem::take(&mut self.statement_offsets.out),
            std::mem::take(&mut self.statements.out),
            postings::write(&self.keys),
            postings::write(&self.ids),
            digests.out,
            replaced.out,
        ];
        let mut len = 0_u64;
        for section in &sections {
            self.out.write(&(section.len() as u64).to_le_bytes())?;
            self.out.write(section)?;
            len += 8 + section.len() as u64;
        }
        self.out.write(&len.to_le_bytes())?;
        self.out.write(MAGIC)?;
        let records = self.records();
        let Out { file, path, hash, written } = self.out;
        let file = file.into_inner().map_err(|e| io("write", &path)(e.into_error()))?;
        file.sync_all().map_err(io("sync", &path))?;
        let target = self.dir.join(name);
        std::fs::rename(&path, &target).map_err(io("rename", &path))?;
        Ok(SegmentEntry { file: name.to_owned(), sha256: hex(&hash.finalize()), bytes: written, records })
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// The digest that a text of hexadecimal digits names.
pub(crate) fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).ok()?;
    }
    Some(out)
}
