//! Answers and the mapping of the EUVD.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = formats::euvd::read(bytes);
    let _ = formats::euvd::mapping(bytes);
});
