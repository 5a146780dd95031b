//! Vectors read and scored per second on one core, beside the crate `cvss` in the same run.
#![allow(clippy::unwrap_used)]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

const TWO: [&str; 4] =
    ["AV:N/AC:L/Au:N/C:C/I:C/A:C", "AV:L/AC:H/Au:M/C:P/I:N/A:P", "AV:A/AC:M/Au:S/C:N/I:C/A:N", "AV:N/AC:M/Au:N/C:P/I:P/A:P"];

const THREE: [&str; 4] = [
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:C/C:L/I:N/A:L",
    "CVSS:3.1/AV:A/AC:L/PR:L/UI:N/S:U/C:N/I:H/A:N",
    "CVSS:3.1/AV:P/AC:H/PR:N/UI:R/S:C/C:H/I:L/A:H",
];

const FOUR: [&str; 4] = [
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    "CVSS:4.0/AV:L/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:L/SC:L/SI:N/SA:L",
    "CVSS:4.0/AV:A/AC:L/AT:N/PR:L/UI:P/VC:N/VI:H/VA:N/SC:N/SI:L/SA:H/E:P",
    "CVSS:4.0/AV:P/AC:H/AT:N/PR:N/UI:N/VC:H/VI:L/VA:H/SC:H/SI:N/SA:N/E:U/CR:H/IR:M/AR:L/MAV:N",
];

fn main() {
    divan::main();
}

fn each(bencher: Bencher<'_, '_>, vectors: &[&str], score: impl Fn(&str) -> f64 + Sync) {
    bencher.counter(ItemsCount::new(vectors.len())).bench(|| vectors.iter().map(|vector| score(black_box(vector))).sum::<f64>());
}

#[allow(clippy::cast_precision_loss)]
fn ours(vector: &str) -> f64 {
    scoring::cvss::Vector::parse(vector).unwrap().score().tenths as f64
}

#[divan::bench]
fn v2_0_here(bencher: Bencher<'_, '_>) {
    each(bencher, &TWO, ours);
}

#[divan::bench]
fn v2_0_cvss(bencher: Bencher<'_, '_>) {
    each(bencher, &TWO, |vector| vector.parse::<cvss::v2::Vector>().unwrap().score().value());
}

#[divan::bench]
fn v3_1_here(bencher: Bencher<'_, '_>) {
    each(bencher, &THREE, ours);
}

#[divan::bench]
fn v3_1_cvss(bencher: Bencher<'_, '_>) {
    each(bencher, &THREE, |vector| vector.parse::<cvss::v3::Vector>().unwrap().score().value());
}

#[divan::bench]
fn v4_0_here(bencher: Bencher<'_, '_>) {
    each(bencher, &FOUR, ours);
}

#[divan::bench]
fn v4_0_cvss(bencher: Bencher<'_, '_>) {
    each(bencher, &FOUR, |vector| vector.parse::<cvss::v4::Vector>().unwrap().score().value());
}

#[divan::bench]
fn v3_1_explained(bencher: Bencher<'_, '_>) {
    bencher.bench(|| scoring::cvss::Vector::parse(black_box(THREE[0])).unwrap().explain().map(|e| e.meaning_ja.len()).sum::<usize>());
}

#[divan::bench]
fn v4_0_what_if(bencher: Bencher<'_, '_>) {
    let vector = scoring::cvss::Vector::parse(FOUR[3]).unwrap();
    bencher.bench(|| scoring::cvss::what_if(black_box(&vector)));
}
