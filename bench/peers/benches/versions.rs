//! Versions compared per second, scheme by scheme: read and compared, and compared by keys that were read before; beside other crates in
//! the same run. purls read per second likewise.
#![allow(clippy::unwrap_used)]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use packages::purl::Purl;
use packages::scheme::Scheme;
use std::cmp::Ordering;

/// The table of cases of a scheme, as pairs.
fn pairs(table: &'static str) -> Vec<(&'static str, &'static str)> {
    let line = |line: &'static str| match line.split_whitespace().collect::<Vec<_>>()[..] {
        [a, "<" | "=", b] if !line.starts_with('#') => Some((a, b)),
        _ => None,
    };
    table.lines().filter_map(line).collect()
}

macro_rules! tables {
    ($($word:literal $file:literal,)+) => {
        const WORDS: &[&str] = &[$($word),+];

        fn table(word: &str) -> Vec<(&'static str, &'static str)> {
            match word {
                $($word => pairs(include_str!(concat!("../../../lib/packages/testdata/", $file, ".txt"))),)+
                _ => Vec::new(),
            }
        }
    };
}

tables! {
    "alpm" "alpm", "apk" "apk", "cargo" "cargo", "composer" "composer", "conan" "conan", "cpe-generic" "cpe_generic", "cran" "cran",
    "deb" "deb", "gem" "gem", "gentoo" "gentoo", "go" "go", "hackage" "hackage", "linux" "linux", "maven" "maven", "npm" "npm",
    "nuget" "nuget", "openssl" "openssl", "pypi" "pypi", "rpm" "rpm", "semver" "semver",
}

fn main() {
    divan::main();
}

#[divan::bench(args = WORDS)]
fn read_and_compare(bencher: Bencher<'_, '_>, word: &str) {
    let (scheme, pairs) = (Scheme::of_word(word).unwrap(), table(word));
    bencher
        .counter(ItemsCount::new(pairs.len()))
        .bench(|| pairs.iter().filter(|(a, b)| scheme.compare(black_box(a), black_box(b)) == Some(Ordering::Less)).count());
}

#[divan::bench(args = WORDS)]
fn compare_keys(bencher: Bencher<'_, '_>, word: &str) {
    let scheme = Scheme::of_word(word).unwrap();
    let keys: Vec<_> = table(word).iter().filter_map(|(a, b)| Some((scheme.key(a)?, scheme.key(b)?))).collect();
    bencher.counter(ItemsCount::new(keys.len())).bench(|| keys.iter().filter(|(a, b)| black_box(a) < black_box(b)).count());
}

/// Pairs that both sides read, so that both do the same work.
fn beside<T: PartialOrd>(bencher: Bencher<'_, '_>, word: &str, read: impl Fn(&str) -> Option<T> + Sync) {
    let pairs: Vec<_> = table(word).into_iter().filter(|(a, b)| read(a).is_some() && read(b).is_some()).collect();
    bencher.counter(ItemsCount::new(pairs.len())).bench(|| pairs.iter().filter(|(a, b)| read(black_box(a)) < read(black_box(b))).count());
}

#[divan::bench]
fn semver_by_the_crate_semver(bencher: Bencher<'_, '_>) {
    beside(bencher, "semver", |text| semver::Version::parse(text).ok());
}

#[divan::bench]
fn npm_by_the_crate_nodejs_semver(bencher: Bencher<'_, '_>) {
    beside(bencher, "npm", |text| nodejs_semver::Version::parse(text).ok());
}

#[divan::bench]
fn pypi_by_the_crate_pep440_rs(bencher: Bencher<'_, '_>) {
    beside(bencher, "pypi", |text| text.parse::<pep440_rs::Version>().ok());
}

#[divan::bench]
fn deb_by_the_crate_debversion(bencher: Bencher<'_, '_>) {
    beside(bencher, "deb", |text| text.parse::<debversion::Version>().ok());
}

#[divan::bench]
fn rpm_by_the_crate_rpm_version(bencher: Bencher<'_, '_>) {
    use rpm_version::Evr;
    let pairs = table("rpm");
    bencher
        .counter(ItemsCount::new(pairs.len()))
        .bench(|| pairs.iter().filter(|(a, b)| Evr::parse(black_box(a)) < Evr::parse(black_box(b))).count());
}

const PURLS: [&str; 6] = [
    "pkg:npm/lodash@4.17.21",
    "pkg:npm/%40angular/animation@12.3.1",
    "pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1?type=zip&classifier=dist",
    "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie",
    "pkg:golang/google.golang.org/genproto@v0.0.0-20210726200206-1e8c9a4c2e1e#googleapis/api/annotations",
    "pkg:pypi/django@1.11.1",
];

#[divan::bench]
fn purls_read(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(PURLS.len())).bench(|| PURLS.iter().filter(|text| Purl::parse(black_box(text)).is_ok()).count());
}

#[divan::bench]
fn purls_read_by_the_crate_packageurl(bencher: Bencher<'_, '_>) {
    use std::str::FromStr as _;
    bencher
        .counter(ItemsCount::new(PURLS.len()))
        .bench(|| PURLS.iter().filter(|text| packageurl::PackageUrl::from_str(black_box(text)).is_ok()).count());
}

#[divan::bench]
fn purls_read_by_the_crate_purl(bencher: Bencher<'_, '_>) {
    use std::str::FromStr as _;
    bencher
        .counter(ItemsCount::new(PURLS.len()))
        .bench(|| PURLS.iter().filter(|text| purl::GenericPurl::<String>::from_str(black_box(text)).is_ok()).count());
}
