//! CPE names: what is read is written so that the same is read again.
#![no_main]

use packages::cpe::Cpe;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(cpe) = Cpe::parse(text) {
        let written = cpe.to_string();
        assert_eq!(Cpe::parse(&written).map(|again| again.to_string()), Ok(written));
    }
});
