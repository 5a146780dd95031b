//! SBOMs, with and without `strict`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for strict in [false, true] {
        let _ = formats::sbom::read(bytes, &formats::sbom::Options { strict, ..Default::default() });
    }
});
