//! EPSS shares and days: what is read is written so that it is read as the same.
#![no_main]

use scoring::Day;
use scoring::epss::{Epss, Share};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(share) = text.parse::<Share>() {
        assert_eq!(share.to_string().parse(), Ok(share), "{text}");
        assert!((0.0..=1.0).contains(&share.to_f64()) && share <= Share::of_thousandths(1_000), "{text}");
    }
    if let Ok(day) = text.parse::<Day>() {
        assert_eq!(day.to_string(), text);
    }
    let mut cells = text.split(',');
    let mut cell = || cells.next().unwrap_or_default();
    if let Ok(epss) = Epss::read(cell(), cell(), cell(), cell()) {
        assert_eq!(epss.crossed(&epss, epss.probability), None, "{text}");
    }
});
