//! Versions that real records name: they are read, their order is an order, and a fault is brought before it is fixed.

use packages::scheme::{Key, Scheme};
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Versions and pairs of introduced and fixed of one feed.
#[derive(Default)]
struct Named {
    versions: BTreeSet<String>,
    spans: Vec<(String, String)>,
}

fn named(archive: &str, ecosystem: &str) -> Option<Named> {
    let mut out = Named::default();
    for (_, bytes) in corpus::files(archive)?.iter().filter(|(name, _)| name.ends_with(".json")) {
        let Ok(record) = serde_json::from_slice::<Value>(bytes) else { continue };
        for affected in record["affected"].as_array().into_iter().flatten() {
            if !affected["package"]["ecosystem"].as_str().is_some_and(|name| name.starts_with(ecosystem)) {
                continue;
            }
            for range in affected["ranges"].as_array().into_iter().flatten().filter(|range| range["type"] != "GIT") {
                let mut from = None;
                for event in range["events"].as_array().into_iter().flatten() {
                    let said = |key: &str| event[key].as_str().filter(|version| *version != "0").map(str::to_owned);
                    out.versions.extend(["introduced", "fixed", "last_affected"].into_iter().filter_map(said));
                    match (said("introduced"), said("fixed"), from.take()) {
                        (Some(version), _, _) => from = Some(version),
                        (_, Some(fixed), Some(from)) => out.spans.push((from, fixed)),
                        _ => {}
                    }
                }
            }
            out.versions.extend(affected["versions"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
        }
    }
    Some(out)
}

/// Reads all, sorts them from two directions, and asks each third about the order of its neighbours.
fn ordered(scheme: Scheme, named: &Named) -> usize {
    let mut keys: Vec<(Key, &str)> = named.versions.iter().filter_map(|text| Some((scheme.key(text)?, text.as_str()))).collect();
    let mut turned: Vec<_> = keys.iter().rev().cloned().collect();
    keys.sort();
    turned.sort();
    assert!(keys == turned, "{}: the order depends on where one begins", scheme.word());
    for near in keys.windows(3) {
        let [(a, left), (b, middle), (c, right)] = near else { continue };
        assert!(a <= b && b <= c && a <= c && a.coarse() <= b.coarse() && b.coarse() <= c.coarse(), "{left} {middle} {right}");
        assert_eq!(scheme.compare(left, middle), Some(a.cmp(b)));
        assert_eq!(scheme.compare(middle, left), Some(a.cmp(b).reverse()));
    }
    keys.len()
}

#[test]
fn versions_of_real_records_are_read_and_ordered() {
    for (archive, ecosystem, scheme) in [
        ("osv-go", "Go", Scheme::Go),
        ("osv-almalinux", "AlmaLinux", Scheme::Rpm),
        ("osv-bitnami", "Bitnami", Scheme::of_word("bitnami").unwrap()),
    ] {
        let Some(named) = named(archive, ecosystem) else { return };
        let read = ordered(scheme, &named);
        let backward = named.spans.iter().filter(|(from, fixed)| scheme.compare(from, fixed) == Some(Ordering::Greater)).count();
        println!("{archive}: {read} of {} versions read, {backward} of {} spans run backward", named.versions.len(), named.spans.len());
        assert!(named.versions.len() > 500, "{archive} names {} versions", named.versions.len());
        assert!(read * 1000 >= named.versions.len() * 995, "{archive}: {read} of {}", named.versions.len());
        assert!(backward * 200 <= named.spans.len(), "{archive}: {backward} of {} spans run backward", named.spans.len());
    }
}
