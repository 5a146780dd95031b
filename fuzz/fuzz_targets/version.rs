//! Versions, one a line, under every scheme: their order is an order.
#![no_main]

use packages::scheme::Scheme;
use std::cmp::Ordering;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut lines = text.lines();
    let (Some(a), Some(b), Some(c)) = (lines.next(), lines.next(), lines.next()) else { return };
    for scheme in Scheme::ALL {
        let (Some(ab), Some(bc), Some(ac)) = (scheme.compare(a, b), scheme.compare(b, c), scheme.compare(a, c)) else { continue };
        assert_eq!(scheme.compare(b, a), Some(ab.reverse()), "{scheme:?}: {a:?} {b:?}");
        assert_eq!(scheme.compare(a, a), Some(Ordering::Equal), "{scheme:?}: {a:?}");
        if ab == bc || bc == Ordering::Equal {
            assert_eq!(ac, ab, "{scheme:?}: {a:?} {b:?} {c:?}");
        }
    }
});
