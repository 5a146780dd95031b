//! CPE names: what is read is written in each of three forms so that the same is read again, and a name covers itself.
#![no_main]

use packages::cpe::{Cpe, Relation};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = Cpe::dirt(text);
    if let Ok(cpe) = Cpe::parse(text) {
        let written = cpe.to_string();
        assert_eq!(Cpe::parse(&written).map(|again| again.to_string()), Ok(written));
        let _ = (Cpe::parse(&cpe.to_uri()), Cpe::parse(&cpe.to_wfn()));
        assert!(matches!(cpe.relation(&cpe), Relation::Equal | Relation::Undefined));
    }
});
