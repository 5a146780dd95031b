//! CVSS vectors: the canonical form says the same, every metric is explained, and each change leads to the score that it names.
#![no_main]

use scoring::cvss::{Vector, diff, what_if};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(vector) = Vector::parse(text) {
        assert_eq!(Vector::parse(&vector.canonical()), Ok(vector), "{text}");
        assert_eq!(vector.explain().count(), vector.canonical().matches(':').count() - usize::from(text.contains("CVSS:")), "{text}");
        assert!((0..=100).contains(&vector.score().tenths), "{text}");
        assert!(what_if(&vector).iter().all(|change| (0..=100).contains(&change.score.tenths)), "{text}");
        assert!(diff(&vector, &vector).is_some_and(|diff| diff.differences.is_empty()), "{text}");
    }
});
