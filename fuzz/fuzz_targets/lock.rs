//! Lock files of package managers; the first byte says whose.
#![no_main]

use formats::lock::{Lock, read};
use formats::sbom::Options;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((sort, rest)) = bytes.split_first() else { return };
    let lock = [Lock::Cargo, Lock::Npm, Lock::Pip][usize::from(*sort) % 3];
    let _ = read(lock, rest, &Options::default());
});
