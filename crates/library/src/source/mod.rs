//! Where records come from: a directory, an archive, a compressed or plain file; every limit is checked while unpacking.

mod guard;

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, Result, io};
use guard::{Counted, Guard, over_limit};

/// Longest single entry that is read, in bytes; a longer one is a problem and left out.
pub const ENTRY_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Most bytes unpacked of one input.
pub const UNPACKED_BYTES_MAX: u64 = 64 * 1024 * 1024 * 1024;
/// Most entries of one input.
pub const ENTRIES_MAX: u64 = 5_000_000;
/// Most archives inside one another.
pub const NESTING_MAX: usize = 3;
/// Most directories inside one another.
pub const DEPTH_MAX: usize = 32;
/// Largest ratio of unpacked to packed bytes; more is a bomb.
pub const RATIO_MAX: u64 = 250;
/// Unpacked bytes below which the ratio is not looked at: short texts of blanks compress well.
pub const RATIO_FREE_BYTES: u64 = 8 * 1024 * 1024;
/// Longest line of a file of lines, in bytes.
pub const LINE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Longest name of an entry that is told by an entry of its own, in bytes.
pub const NAME_BYTES_MAX: u64 = 64 * 1024;
/// Lines are handed on together up to this many bytes.
const LINES_BYTES: usize = 1024 * 1024;
/// Memory for the window of a compressed stream, as a power of two.
const WINDOW_LOG_MAX: u32 = 27;
/// Memory for unpacking xz, in KiB.
const XZ_KIB_MAX: u32 = 256 * 1024;

/// Something that may hold records.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Path inside the input.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// Lines of the file before these bytes, where a file of lines is handed on in parts.
    pub(crate) lines_before: Option<usize>,
}

/// What happens while walking.
#[derive(Debug)]
pub(crate) enum Met {
    /// An entry to read.
    Entry(Entry),
    /// An entry that is left out, with a problem's code and detail.
    Fault { file: String, code: &'static str, detail: String },
}

/// How far the walk has come.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// Bytes of the input consumed, as they lie on disk.
    pub(crate) done: Arc<AtomicU64>,
    /// Bytes of the input, as they lie on disk.
    pub(crate) total: u64,
}

type Sink<'a> = dyn FnMut(Met, &Walked) -> Result<()> + 'a;

struct Walk<'a> {
    sink: &'a mut Sink<'a>,
    walked: Walked,
    entries: u64,
    unpacked: Arc<AtomicU64>,
}

/// Walks an input and hands on each entry, in a steady order.
pub(crate) fn walk<'a>(path: &Path, sink: &'a mut Sink<'a>) -> Result<()> {
    let mut walk = Walk { sink, walked: Walked::default(), entries: 0, unpacked: Arc::default() };
    let meta = std::fs::metadata(path).map_err(io("read", path))?;
    if meta.is_dir() {
        return walk.dir(path);
    }
    if is_device(meta.file_type()) {
        return Err(Error::Unpack { file: path.to_string_lossy().into_owned(), what: "a device has no end".to_owned() });
    }
    walk.walked.total = meta.len();
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    walk.file(path, &name)
}

#[cfg(unix)]
fn is_device(kind: std::fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    kind.is_char_device() || kind.is_block_device() || kind.is_socket()
}

#[cfg(not(unix))]
fn is_device(_: std::fs::FileType) -> bool {
    false
}

/// Whether a file inside an archive or directory may hold records, from its name.
fn is_wanted(name: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    let packed = [".gz", ".zst", ".xz"].iter().find_map(|end| name.strip_suffix(end));
    let plain = packed.unwrap_or(&name);
    let ends = [".json", ".jsonl", ".ndjson", ".csv", ".yaml", ".yml", ".xml", ".rdf", ".tar"];
    // Of texts only those that are named like an advisory; every other one would be listed as unknown.
    let advisory = plain.ends_with(".md") && (plain.starts_with("rustsec-") || plain.starts_with("hsec-"));
    !name.starts_with('.') && (advisory || ends.iter().any(|end| plain.ends_with(end)) || name.ends_with(".zip") || name.ends_with(".tgz"))
}

fn is_lines(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let plain = [".gz", ".zst", ".xz"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    plain.ends_with(".jsonl") || plain.ends_with(".ndjson")
}

impl Walk<'_> {
    fn dir(&mut self, root: &Path) -> Result<()> {
        let mut files = Vec::new();
        let mut rest = VecDeque::from([(root.to_owned(), 0)]);
        while let Some((dir, depth)) = rest.pop_front() {
            for entry in std::fs::read_dir(&dir).map_err(io("list", &dir))? {
                let entry = entry.map_err(io("list", &dir))?;
                let (kind, path) = (entry.file_type().map_err(io("read", &dir))?, entry.path());
                let hidden = entry.file_name().to_string_lossy().starts_with('.');
                if kind.is_dir() && !hidden {
                    if depth >= DEPTH_MAX {
                        return Err(over_limit(&path.to_string_lossy(), "DEPTH_MAX", DEPTH_MAX as u64));
                    }
                    rest.push_back((path, depth + 1));
                } else if kind.is_file() && is_wanted(&entry.file_name().to_string_lossy()) {
                    self.walked.total += entry.metadata().map_err(io("read", &path))?.len();
                    files.push(path);
                    if files.len() as u64 > ENTRIES_MAX {
                        return Err(over_limit(&root.to_string_lossy(), "ENTRIES_MAX", ENTRIES_MAX));
                    }
                }
            }
        }
        files.sort();
        for path in files {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            self.file(&path, &name)?;
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: &str) -> Result<()> {
        let mut file = File::open(path).map_err(io("open", path))?;
        let mut magic = [0; 4];
        let read = file.read(&mut magic).map_err(io("read", path))?;
        std::io::Seek::rewind(&mut file).map_err(io("read", path))?;
        if read == 4 && magic == *b"PK\x03\x04" {
            return self.zip(BufReader::new(file), name, 0, true);
        }
        let counted = Counted::new(file, self.walked.done.clone());
        self.stream(Box::new(counted), name, 0)
    }

    /// A stream of bytes: compressed, a tar archive, lines, or one document.
    fn stream(&mut self, reader: Box<dyn Read + '_>, name: &str, nesting: usize) -> Result<()> {
        if nesting > NESTING_MAX {
            return Err(over_limit(name, "NESTING_MAX", NESTING_MAX as u64));
        }
        let packed = Arc::new(AtomicU64::new(0));
        let mut reader = BufReader::with_capacity(64 * 1024, Counted::new(reader, packed.clone()));
        let start = reader.fill_buf().map_err(unpack(name))?.to_vec();
        let (total, whole) = (self.unpacked.clone(), self.whole());
        let plain = plain_name(name);
        if start.starts_with(&[0x1f, 0x8b]) {
            let inner = Box::new(Guard::new(Box::new(flate2::bufread::MultiGzDecoder::new(reader)), name, packed, total, whole));
            self.stream(inner, &plain, nesting + 1)
        } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
            let mut decoder = zstd::Decoder::with_buffer(reader).map_err(unpack(name))?;
            decoder.window_log_max(WINDOW_LOG_MAX).map_err(unpack(name))?;
            let inner = Box::new(Guard::new(Box::new(decoder), name, packed, total, whole));
            self.stream(inner, &plain, nesting + 1)
        } else if start.starts_with(&[0xfd, b'7', b'z', b'X', b'Z', 0]) {
            let inner =
                Box::new(Guard::new(Box::new(lzma_rust2::XzReader::new_mem_limit(reader, true, XZ_KIB_MAX)), name, packed, total, whole));
            self.stream(inner, &plain, nesting + 1)
        } else if start.get(257..262) == Some(b"ustar") {
            self.tar(reader, name, nesting)
        } else if start.starts_with(b"PK\x03\x04") {
            match self.read(&mut reader, name)? {
                Some(bytes) => self.zip(Cursor::new(bytes), name, nesting + 1, false),
                None => Ok(()),
            }
        } else if is_lines(name) {
            self.lines(reader, name)
        } else {
            match self.read(&mut reader, name)? {
                Some(bytes) => self.hand(name, bytes, None),
                None => Ok(()),
            }
        }
    }

    /// Entries come raw, so that a long name is read within a limit of ours.
    fn tar(&mut self, reader: impl Read, name: &str, nesting: usize) -> Result<()> {
        let mut archive = tar::Archive::new(reader);
        let mut told = None;
        for entry in archive.entries().map_err(unpack(name))?.raw(true) {
            let mut entry = entry.map_err(unpack(name))?;
            let kind = entry.header().entry_type();
            if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
                self.count(name)?;
                told = long_name(&mut entry, kind.is_gnu_longname(), name)?.or(told);
                continue;
            }
            if kind.is_gnu_longlink() || kind.is_pax_global_extensions() {
                self.count(name)?;
                continue;
            }
            let own = || entry.path().map_or_else(|_| "?".to_owned(), |path| path.to_string_lossy().into_owned());
            let inside = told.take().unwrap_or_else(own);
            if entry.header().entry_type().is_file() && is_wanted(&inside) {
                self.stream(Box::new(entry), &inside, nesting + 1)?;
            } else {
                self.count(name)?;
            }
        }
        Ok(())
    }

    fn zip<R: Read + std::io::Seek>(&mut self, reader: R, name: &str, nesting: usize, outermost: bool) -> Result<()> {
        if nesting > NESTING_MAX {
            return Err(over_limit(name, "NESTING_MAX", NESTING_MAX as u64));
        }
        let bad = |error: zip::result::ZipError| Error::Unpack { file: name.to_owned(), what: error.to_string() };
        let mut archive = zip::ZipArchive::new(reader).map_err(bad)?;
        for at in 0..archive.len() {
            let entry = archive.by_index(at).map_err(bad)?;
            let inside = entry.name().map_or_else(|_| "?".to_owned(), |name| name.into_owned());
            let packed = entry.compressed_size();
            if entry.is_file() && is_wanted(&inside) {
                // The stream's own count is of unpacked bytes here; the ratio is taken against the archive's word for it.
                let guard = Guard::new(Box::new(entry), &inside, Arc::new(AtomicU64::new(packed)), self.unpacked.clone(), self.whole());
                self.stream(Box::new(guard), &inside, nesting + 1)?;
            } else {
                self.count(name)?;
            }
            if outermost {
                self.walked.done.fetch_add(packed, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    /// Hands on a file of lines in parts, so that it is never whole in memory.
    fn lines(&mut self, mut reader: impl BufRead, name: &str) -> Result<()> {
        let (mut part, mut before, mut lines) = (Vec::new(), 0, 0);
        loop {
            let start = part.len();
            let read = Read::take(&mut reader, LINE_BYTES_MAX + 1).read_until(b'\n', &mut part).map_err(unpack(name))?;
            if read as u64 > LINE_BYTES_MAX {
                return Err(over_limit(name, "LINE_BYTES_MAX", LINE_BYTES_MAX));
            }
            lines += usize::from(part.len() > start);
            if part.len() >= LINES_BYTES || (read == 0 && !part.is_empty()) {
                self.hand(name, std::mem::take(&mut part), Some(before))?;
                before = lines;
            }
            if read == 0 {
                return Ok(());
            }
        }
    }

    /// Reads an entry whole; none = it was too long, and that was handed on as a problem.
    fn read(&mut self, reader: &mut impl Read, name: &str) -> Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        Read::take(&mut *reader, ENTRY_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unpack(name))?;
        if bytes.len() as u64 <= ENTRY_BYTES_MAX {
            return Ok(Some(bytes));
        }
        std::io::copy(&mut Read::take(&mut *reader, UNPACKED_BYTES_MAX), &mut std::io::sink()).map_err(unpack(name))?;
        let detail = format!("more than {ENTRY_BYTES_MAX} bytes");
        (self.sink)(Met::Fault { file: name.to_owned(), code: "library.entry_too_large", detail }, &self.walked)?;
        Ok(None)
    }

    fn hand(&mut self, name: &str, bytes: Vec<u8>, lines_before: Option<usize>) -> Result<()> {
        self.count(name)?;
        (self.sink)(Met::Entry(Entry { name: name.to_owned(), bytes, lines_before }), &self.walked)
    }

    /// Bytes of the whole input on disk; a pipe does not say how many it has.
    fn whole(&self) -> u64 {
        if self.walked.total == 0 { u64::MAX } else { self.walked.total }
    }

    fn count(&mut self, name: &str) -> Result<()> {
        self.entries += 1;
        if self.entries > ENTRIES_MAX { Err(over_limit(name, "ENTRIES_MAX", ENTRIES_MAX)) } else { Ok(()) }
    }
}

/// The name that an entry before its file tells; none where it tells something else.
fn long_name(entry: &mut impl Read, gnu: bool, name: &str) -> Result<Option<String>> {
    let mut bytes = Vec::new();
    entry.take(NAME_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unpack(name))?;
    if bytes.len() as u64 > NAME_BYTES_MAX {
        return Err(over_limit(name, "NAME_BYTES_MAX", NAME_BYTES_MAX));
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned();
    if gnu {
        return Ok(Some(text(&bytes)));
    }
    let mut found = None;
    for extension in tar::PaxExtensions::new(&bytes) {
        let extension = extension.map_err(unpack(name))?;
        match extension.key_bytes() {
            b"path" => found = Some(text(extension.value_bytes())),
            b"size" => return Err(Error::Unpack { file: name.to_owned(), what: "a size beyond its header".to_owned() }),
            _ => {}
        }
    }
    Ok(found)
}

fn plain_name(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((rest, "gz" | "zst" | "xz" | "GZ")) => rest.to_owned(),
        Some((rest, "tgz")) => format!("{rest}.tar"),
        _ => name.to_owned(),
    }
}

/// An error of a stream: ours where a limit spoke, else the unpacker's.
fn unpack(name: &str) -> impl FnOnce(std::io::Error) -> Error + '_ {
    move |error| guard::limit_of(&error).unwrap_or_else(|| Error::Unpack { file: name.to_owned(), what: error.to_string() })
}
