//! What can go wrong with the library as a machine; faults in records are problems, never errors.

use std::io;
use std::path::{Path, PathBuf};

/// A failure of the library.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("cannot {act} `{}`", path.display())]
    Io {
        /// What was being done.
        act: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Somebody else is writing to the library.
    #[error("the library in `{}` is being written by another process", .0.display())]
    Busy(PathBuf),
    /// A file of the library is not what was written; rebuild the library from its feeds.
    #[error("library file `{file}` is damaged: {what}")]
    Damaged {
        /// Name of the file inside the library.
        file: String,
        /// What is wrong.
        what: &'static str,
    },
    /// The input goes over a limit and was refused as a whole; nothing of it was taken in.
    #[error("`{file}` is over the limit {limit}")]
    Limit {
        /// Which file of the input.
        file: String,
        /// Name and value of the limit.
        limit: String,
    },
    /// The input is no archive that can be read.
    #[error("`{file}` cannot be unpacked: {what}")]
    Unpack {
        /// Which file of the input.
        file: String,
        /// What the unpacker said.
        what: String,
    },
}

/// The result of the library's acts.
pub type Result<T> = std::result::Result<T, Error>;

/// Says what was being done with a file when it failed.
pub(crate) fn io(act: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Io { act, path, source }
}
