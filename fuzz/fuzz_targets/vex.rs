//! Statements in every form, and that what is written of them is read again.
#![no_main]

use formats::vex::convert::{Form, Publisher, read, write};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok((document, ..)) = read(bytes) else { return };
    let publisher = Publisher { name: "x".into(), namespace: "https://x.example".into(), now: "2026-01-01T00:00:00Z".into() };
    for form in Form::ALL {
        let (written, _) = write(&document, form, &publisher);
        assert!(read(&written).is_ok() || form == Form::CycloneDx);
    }
});
