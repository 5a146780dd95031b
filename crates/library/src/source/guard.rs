//! Readers that count and refuse: the ratio of unpacked to packed bytes, and their sum.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{RATIO_FREE_BYTES, RATIO_MAX, UNPACKED_BYTES_MAX};
use crate::error::Error;

/// Counts what is read.
pub(super) struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    pub(super) fn new(inner: R, count: Arc<AtomicU64>) -> Self {
        Self { inner, count }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Refuses what unpacks to too much.
pub(super) struct Guard<'a> {
    inner: Box<dyn Read + 'a>,
    name: String,
    packed: Arc<AtomicU64>,
    unpacked: u64,
    total: Arc<AtomicU64>,
    whole: u64,
}

impl<'a> Guard<'a> {
    /// Guards one unpacker; `packed` counts the bytes that went into it, `total` what came out of all, `whole` are the bytes of the
    /// input on disk: entries that lie over one another, or say too much of themselves, are found by the sum.
    pub(super) fn new(inner: Box<dyn Read + 'a>, name: &str, packed: Arc<AtomicU64>, total: Arc<AtomicU64>, whole: u64) -> Self {
        Self { inner, name: name.to_owned(), packed, unpacked: 0, total, whole }
    }
}

impl Read for Guard<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.unpacked += read as u64;
        let total = self.total.fetch_add(read as u64, Ordering::Relaxed) + read as u64;
        let ratio_of_all = total / self.whole.max(1);
        let ratio = self.unpacked / self.packed.load(Ordering::Relaxed).max(1);
        let limit = match () {
            () if self.unpacked > RATIO_FREE_BYTES && ratio > RATIO_MAX => ("RATIO_MAX", RATIO_MAX),
            () if total > RATIO_FREE_BYTES && ratio_of_all > RATIO_MAX => ("RATIO_MAX", RATIO_MAX),
            () if total > UNPACKED_BYTES_MAX => ("UNPACKED_BYTES_MAX", UNPACKED_BYTES_MAX),
            () => return Ok(read),
        };
        Err(io::Error::other(OverLimit { file: self.name.clone(), name: limit.0, value: limit.1 }))
    }
}

/// A limit that spoke inside a reader; unpackers hand it through as an `io::Error`.
#[derive(Debug, Clone, thiserror::Error)]
#[error("`{file}` is over the limit {name} = {value}")]
struct OverLimit {
    file: String,
    name: &'static str,
    value: u64,
}

/// The limit inside an error, however often it was wrapped.
pub(super) fn limit_of(error: &io::Error) -> Option<Error> {
    let mut inner: Option<&(dyn std::error::Error + 'static)> = error.get_ref().map(|e| e as _);
    while let Some(error) = inner {
        if let Some(over) = error.downcast_ref::<OverLimit>() {
            return Some(over_limit(&over.file, over.name, over.value));
        }
        inner = match error.downcast_ref::<io::Error>() {
            Some(error) => error.get_ref().map(|e| e as _),
            None => error.source(),
        };
    }
    None
}

pub(super) fn over_limit(file: &str, name: &str, value: u64) -> Error {
    Error::Limit { file: file.to_owned(), limit: format!("{name} = {value}") }
}
