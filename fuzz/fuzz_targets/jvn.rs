//! Documents of MyJVN: XML.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = formats::jvn::read(bytes);
});
