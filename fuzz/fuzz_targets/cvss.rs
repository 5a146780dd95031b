//! CVSS vectors: the canonical form has the same score.
#![no_main]

use scoring::cvss::Vector;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(vector) = Vector::parse(text) {
        let again = Vector::parse(&vector.canonical());
        assert_eq!(again.map(|again| again.score()), Ok(vector.score()), "{text}");
    }
});
