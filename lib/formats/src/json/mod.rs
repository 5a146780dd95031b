//! JSON as other people write it: typed reading that survives wrong types, and scanning without building a tree.

pub(crate) mod lenient;
pub(crate) mod scan;

/// Removes a byte order mark and white space at the beginning.
pub(crate) fn trim_start(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start()
}
