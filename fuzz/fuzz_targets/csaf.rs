//! CSAF documents under their rules.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = formats::csaf::check_to(bytes);
});
