//! CSAF documents under their rules, and what they say of products.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = formats::csaf::check_to(bytes, formats::csaf::Group::Informative);
    let _ = formats::csaf::statements(bytes);
    let _ = formats::csaf::records(bytes);
    let _ = formats::csaf::read(bytes);
});
