//! What lies beside a provider's documents, and security.txt.
#![no_main]

use formats::{provider, securitytxt};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = (provider::read_metadata(bytes), provider::read_feed(bytes), provider::read_service(bytes));
    let _ = (provider::read_index(bytes), provider::read_changes(bytes), provider::read_digest(bytes), securitytxt::read(bytes));
});
