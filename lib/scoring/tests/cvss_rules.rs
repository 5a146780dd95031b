//! The rules of reading, version by version, over vectors that are made from the tables.

use proptest::prelude::*;
use scoring::cvss::{Group, Metric, Vector, VectorFault, Version, diff, what_if};

/// A valid vector for each version: all base metrics, and others as drawn.
fn vectors() -> impl Strategy<Value = (Version, Vec<(&'static str, &'static str)>)> {
    prop::sample::select(Version::ALL.to_vec()).prop_flat_map(|version| {
        let parts: Vec<_> = version.metrics().iter().map(part).collect();
        parts.prop_map(move |parts| (version, parts.into_iter().flatten().collect()))
    })
}

fn part(metric: &'static Metric) -> impl Strategy<Value = Option<(&'static str, &'static str)>> {
    let value = prop::sample::select(metric.values.iter().map(|value| value.key).collect::<Vec<_>>());
    (value, any::<bool>()).prop_map(move |(value, named)| (metric.mandatory || named).then_some((metric.key, value)))
}

fn written(version: Version, parts: &[(&str, &str)]) -> String {
    let body = parts.iter().map(|(metric, value)| format!("{metric}:{value}")).collect::<Vec<_>>().join("/");
    if version == Version::V2 { body } else { format!("CVSS:{}/{body}", version.key()) }
}

proptest! {
    #[test]
    fn every_valid_vector_is_kept_whole((version, parts) in vectors()) {
        let text = written(version, &parts);
        let vector = Vector::parse(&text).unwrap();
        prop_assert_eq!(vector.version(), version);
        for (metric, value) in &parts {
            prop_assert_eq!(vector.get(metric).unwrap().key, *value);
        }
        let defined: Vec<_> = parts.into_iter().filter(|(_, value)| !["X", "ND"].contains(value)).collect();
        prop_assert_eq!(vector.canonical(), written(version, &defined));
        prop_assert_eq!(vector.explain().map(|e| (e.metric, e.value)).collect::<Vec<_>>(), defined);
        prop_assert_eq!(Vector::parse(&vector.canonical()), Ok(vector));
        let scores = vector.scores();
        prop_assert_eq!(scores.first().map(|s| s.1), Some(vector.base()));
        prop_assert_eq!(scores.last().copied(), Some((vector.nomenclature(), vector.score())));
        prop_assert!((0..=100).contains(&vector.score().tenths));
    }

    #[test]
    fn order_is_fixed_in_4_only((version, mut parts) in vectors(), from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let sorted = Vector::parse(&written(version, &parts)).unwrap();
        let (from, to) = (from.index(parts.len()), to.index(parts.len()));
        let moved = parts.remove(from);
        parts.insert(to, moved);
        let read = Vector::parse(&written(version, &parts));
        if version != Version::V40 || from == to {
            prop_assert_eq!(read, Ok(sorted));
        } else {
            let fault = matches!(read, Err(VectorFault::BadMetric { .. }));
            prop_assert!(fault);
        }
    }

    #[test]
    fn a_metric_twice_or_left_out_is_named((version, parts) in vectors(), at in any::<prop::sample::Index>()) {
        let at = at.index(parts.len());
        let metric = parts[at].0;
        let twice: Vec<_> = parts.iter().copied().chain([parts[at]]).collect();
        prop_assert_eq!(Vector::parse(&written(version, &twice)), Err(VectorFault::Duplicate { metric: metric.into() }));
        if version.metrics().iter().any(|m| m.key == metric && m.mandatory) && metric != "Au" {
            let without: Vec<_> = parts.iter().copied().filter(|(name, _)| *name != metric).collect();
            prop_assert_eq!(Vector::parse(&written(version, &without)), Err(VectorFault::Missing { metric: metric.into() }));
        }
    }

    #[test]
    fn a_wrong_value_names_those_that_are_right((version, mut parts) in vectors(), at in any::<prop::sample::Index>(), value in "[a-z]{1,3}|Q|NN") {
        let at = at.index(parts.len());
        parts[at].1 = Box::leak(value.clone().into_boxed_str());
        let values = version.metrics().iter().find(|m| m.key == parts[at].0).unwrap().values;
        let allowed = values.iter().map(|v| v.key).collect::<Vec<_>>().join(", ");
        let fault = VectorFault::BadMetric { metric: parts[at].0.into(), value, allowed };
        prop_assert_eq!(Vector::parse(&written(version, &parts)), Err(fault));
    }

    #[test]
    fn differences_lead_from_one_vector_to_the_other((version, a) in vectors(), seed in any::<prop::sample::Index>()) {
        let first = Vector::parse(&written(version, &a)).unwrap();
        let changes = what_if(&first);
        prop_assume!(!changes.is_empty());
        let change = changes[seed.index(changes.len())];
        prop_assert_eq!(first.get(change.metric.key).unwrap().key, change.from.key);
        let mut parts: Vec<(&str, &str)> = first.explain().map(|e| (e.metric, e.value)).filter(|(m, _)| *m != change.metric.key).collect();
        parts.push((change.metric.key, change.to.key));
        let place = |metric: &str| version.metrics().iter().position(|m| m.key == metric);
        parts.sort_by_key(|(metric, _)| place(metric));
        let second = Vector::parse(&written(version, &parts)).unwrap();
        prop_assert_eq!(second.score(), change.score);
        let diff = diff(&first, &second).unwrap();
        prop_assert_eq!(diff.differences.len(), 1);
        prop_assert_eq!((diff.differences[0].delta, diff.to), (change.delta, change.score));
    }
}

#[test]
fn parts_that_are_empty_or_without_value_are_told_in_words() {
    let told = |text: &str| Vector::parse(text).unwrap_err().to_string();
    let base = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    assert!(told(&format!("{base}/")).starts_with("an empty part is not valid here, expected one of AV, "));
    assert!(told("CVSS:3.1//AV:N").starts_with("an empty part"));
    assert!(told(&format!("{base}/E")).starts_with("`E` without a value is not valid here, expected one of H, F, P, U, X"));
    assert!(told(&format!("{base}/E:")).starts_with("`E` without a value"));
    assert!(told(&format!("{base}/E:U:U")).starts_with("`E:U:U`"));
    assert!(told("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/").contains("expected one of E, CR, "));
    assert!(told(&base.replace("CVSS", "cvss")).contains("starts with"));
    assert!(told(&base.replace("/C:H", "/c:H")).starts_with("`c:H`"));
    assert!(told(&base.replace("/C:H", "/C:\0H")).starts_with("`C:H`"));
    assert!(told("AV:N/AC:L/AU:N/C:C/I:C/A:C").contains("starts with"));
}

#[test]
fn very_long_texts_end_at_their_first_fault() {
    for text in ["CVSS:4.0/AV:N/", "CVSS:3.1/", "Au:N/", "(Au:N"] {
        for more in ["AV:N/", "x", "/", ":"] {
            assert!(Vector::parse(&format!("{text}{}", more.repeat(1_000_000))).is_err());
        }
    }
}

#[test]
fn blanks_around_a_vector_and_parentheses_of_version_2_are_passed_over() {
    let plain = Vector::parse("AV:N/AC:L/Au:N/C:C/I:C/A:C").unwrap();
    assert_eq!(Vector::parse(" (AV:N/AC:L/Au:N/C:C/I:C/A:C)\n"), Ok(plain));
    assert!(Vector::parse("(AV:N/AC:L/Au:N/C:C/I:C/A:C").is_err());
    assert!(Vector::parse("(CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H)").is_err());
}

#[test]
fn groups_stand_in_the_order_of_the_specification() {
    for version in Version::ALL {
        let groups: Vec<Group> = version.metrics().iter().map(|m| m.group).collect();
        assert!(groups.is_sorted(), "{version:?}");
        assert!(version.metrics().iter().all(|m| m.mandatory == (m.group == Group::Base)));
    }
    let names = |text: &str| Vector::parse(text).unwrap().scores().into_iter().map(|s| s.0).collect::<Vec<_>>();
    let four = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
    assert_eq!(names(&format!("{four}/E:P/CR:L/U:Red")), ["CVSS-B", "CVSS-BT", "CVSS-BE", "CVSS-BTE"]);
    assert_eq!(names(&format!("{four}/U:Red")), ["CVSS-B"]);
    assert_eq!(names(&format!("{four}/CR:L")), ["CVSS-B", "CVSS-BE"]);
    assert_eq!(names("AV:N/AC:L/Au:N/C:C/I:C/A:C/E:ND/CDP:H"), ["Base", "Environmental"]);
}
