//! Records of any form.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = formats::detect::records(bytes, "fuzz");
});
