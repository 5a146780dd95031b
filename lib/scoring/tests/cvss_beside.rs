//! Every base vector of 2.0 and 3.x, and vectors drawn from all metrics of 4.0, beside another implementation.

use proptest::prelude::*;
use scoring::cvss::{Group, Metric, Vector, Version};

/// Walks all base vectors of a version.
fn each_base(version: Version, mut visit: impl FnMut(&str)) -> usize {
    let base: Vec<&Metric> = version.metrics().iter().filter(|metric| metric.group == Group::Base).collect();
    let all: usize = base.iter().map(|metric| metric.values.len()).product();
    for mut at in 0..all {
        let mut parts = Vec::new();
        for metric in base.iter().rev() {
            parts.push(format!("{}:{}", metric.key, metric.values[at % metric.values.len()].key));
            at /= metric.values.len();
        }
        parts.reverse();
        visit(&parts.join("/"));
    }
    all
}

#[test]
fn all_base_vectors_of_2_and_3_agree() {
    #[allow(clippy::float_cmp)]
    fn same(text: &str, other: f64) {
        assert_eq!(Vector::parse(text).unwrap().base().to_string(), format!("{other:.1}"), "{text}");
    }
    let two = each_base(Version::V2, |body| same(body, body.parse::<cvss::v2::Vector>().unwrap().score().value()));
    let mut three = 0;
    for version in ["CVSS:3.0/", "CVSS:3.1/"] {
        three += each_base(Version::V31, |body| {
            let text = format!("{version}{body}");
            same(&text, text.parse::<cvss::v3::Vector>().unwrap().score().value());
        });
    }
    assert_eq!((two, three), (729, 2 * 2_592));
}

fn four() -> impl Strategy<Value = String> {
    let part = |metric: &'static Metric| {
        let value = prop::sample::select(metric.values.iter().map(|value| value.key).collect::<Vec<_>>());
        (value, any::<bool>()).prop_map(move |(value, named)| (metric.mandatory || named).then(|| format!("/{}:{value}", metric.key)))
    };
    let parts: Vec<_> = Version::V40.metrics().iter().map(part).collect();
    parts.prop_map(|parts| format!("CVSS:4.0{}", parts.into_iter().flatten().collect::<String>()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]
    #[test]
    fn vectors_of_4_agree(text in four()) {
        let other = text.parse::<cvss::v4::Vector>().unwrap();
        let own = Vector::parse(&text).unwrap();
        prop_assert_eq!(own.score().to_string(), format!("{:.1}", other.score().value()), "{}", text);
        // The other counts `X` as a metric of the score; §1.3 names what is used.
        let other = own.canonical().parse::<cvss::v4::Vector>().unwrap();
        prop_assert_eq!(own.nomenclature(), other.nomenclature().to_string(), "{}", text);
    }
}
