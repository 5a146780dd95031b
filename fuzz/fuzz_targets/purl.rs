//! purls: what is read is written so that the same is read again.
#![no_main]

use packages::purl::Purl;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(purl) = Purl::parse(text) {
        let written = purl.to_string();
        assert_eq!(Purl::parse(&written).map(|again| again.to_string()), Ok(written));
    }
});
