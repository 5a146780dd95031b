//! JSON as other people write it: typed reading that survives wrong types, and scanning without building a tree.

pub(crate) mod budget;
pub(crate) mod depth;
pub(crate) mod lenient;
mod lines;
pub(crate) mod scan;

pub use lines::lines;

use crate::problem::Problems;

/// Bytes that the lists of one record may take in memory.
pub(crate) const RECORD_LISTS_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Reads one record; what is no JSON, or unpacks to too much, is a problem at `pointer`.
pub(crate) fn record<'a, T: serde::Deserialize<'a>>(
    bytes: &'a [u8],
    pointer: impl FnOnce() -> String,
    problems: &mut Problems,
) -> Option<T> {
    // Texts need no check one by one where the whole is UTF-8.
    let read = || std::str::from_utf8(bytes).map_or_else(|_| serde_json::from_slice(bytes), serde_json::from_str);
    match budget::within(RECORD_LISTS_BYTES_MAX, read) {
        Some(Ok(value)) => Some(value),
        Some(Err(error)) => {
            problems.note("record.not_json", pointer(), error.to_string());
            None
        }
        None => {
            problems.note("record.too_large", pointer(), format!("its lists take more than {RECORD_LISTS_BYTES_MAX} bytes"));
            None
        }
    }
}

/// Removes a byte order mark and white space at the beginning.
pub(crate) fn trim_start(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start()
}
