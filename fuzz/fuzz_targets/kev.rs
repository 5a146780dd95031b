//! The KEV catalogue, JSON or CSV.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = formats::kev::read(bytes);
});
