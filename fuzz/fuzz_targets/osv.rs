//! OSV records, JSON or YAML.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = formats::osv::read(bytes);
});
