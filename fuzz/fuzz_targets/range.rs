//! Ranges: every reader on any text; what is written as VERS reads back as the same.
#![no_main]

use packages::range::cve5::{Entry, Status};
use packages::range::nvd::Criterion;
use packages::range::osv::Event;
use packages::range::vers::{Vers, type_of_scheme};
use packages::range::{RangeSet, cve5, jvn, native, nvd, osv};
use packages::scheme::Scheme;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let words: Vec<_> = text.split([' ', '\n']).collect();
    let word = |at: usize| words.get(at).copied();
    if let Ok(vers) = Vers::parse(text) {
        assert_eq!(vers.to_string(), text);
    }
    let lenient = Vers::read(text);
    for scheme in Scheme::ALL.iter().copied() {
        let native = native::read(type_of_scheme(scheme), text);
        if let Ok(native) = &native {
            let _ = native.transcribed();
        }
        let events: Vec<_> = words.chunks(2).flat_map(|pair| [Event::Introduced(pair[0]), Event::Fixed(pair[pair.len() - 1])]).collect();
        let changes = [(word(3).unwrap_or("1"), Status::Unaffected)];
        let (less_than, less_than_or_equal) = (word(1), word(2));
        let entry =
            Entry { version: word(0).unwrap_or_default(), status: Status::Affected, less_than, less_than_or_equal, changes: &changes };
        let criterion = Criterion { version: "*", start_including: word(0), end_excluding: word(1), ..Criterion::default() };
        let sets = [
            lenient.as_ref().ok().map(|vers| vers.set(scheme)),
            native.ok().map(|native| native.set(scheme)),
            Some(osv::read(scheme, &[&events], &words)),
            Some(cve5::read(scheme, Some(Status::Unaffected), &[entry])),
            Some(nvd::read(scheme, &criterion)),
            Some(jvn::read(scheme, text).set),
        ];
        for set in sets.into_iter().flatten() {
            check(&set, word(0).unwrap_or_default());
        }
    }
});

fn check(set: &RangeSet, version: &str) {
    assert_eq!(set.clone().complement().contains(version), set.contains(version).not());
    let Ok(written) = Vers::of_set(set) else { return };
    let again = Vers::parse(&written.to_string()).map(|vers| Vers::of_set(&vers.set(set.scheme())));
    assert_eq!(again, Ok(Ok(written)));
}
