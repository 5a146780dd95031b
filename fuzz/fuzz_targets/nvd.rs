//! Pages and items of the NVD, conditions on other parts included.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = formats::nvd::read(bytes);
});
