//! Advisories in the forms of RustSec, Haskell and PHP.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = formats::homes::read(bytes, "a/b/CVE-1900-0001.yaml");
});
