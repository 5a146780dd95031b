//! Version comparisons gathered by other projects.

use std::cmp::Ordering;

use packages::scheme::Scheme;
use serde_json::Value;

/// Counts what agrees, prints what does not, and fails beyond a share in per cent of wrong answers; not to read odd
/// text is not wrong.
fn tally(scheme: Scheme, wrong_max: usize, cases: &[(String, Ordering, String)]) {
    assert!(!cases.is_empty());
    let (mut agreed, mut unreadable) = (0, 0);
    for (a, want, b) in cases {
        let got = scheme.compare(a, b);
        if got == Some(*want) {
            agreed += 1;
        } else {
            unreadable += usize::from(got.is_none());
            println!("  {}: {a} {want:?} {b}, we say {got:?}", scheme.word());
        }
    }
    println!("{}: {agreed} of {}, {unreadable} unreadable", scheme.word(), cases.len());
    let wrong = cases.len() - agreed - unreadable;
    assert!(wrong * 100 <= cases.len() * wrong_max, "{}: {wrong} wrong of {}", scheme.word(), cases.len());
    assert!(unreadable * 2 <= cases.len(), "{}: {unreadable} unreadable of {}", scheme.word(), cases.len());
}

fn lines(text: &str) -> Vec<(String, Ordering, String)> {
    let mut out = Vec::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#') && !l.starts_with("//")) {
        let words: Vec<_> = line.split_whitespace().collect();
        let [a, sign, b] = words[..] else { continue };
        let want = match sign {
            "<" => Ordering::Less,
            ">" => Ordering::Greater,
            "=" => Ordering::Equal,
            _ => continue,
        };
        out.push((a.to_owned(), want, b.to_owned()));
    }
    out
}

#[test]
fn hand_made_comparisons_of_another_scanner_agree() {
    let Some(files) = corpus::files("suite-osv-scalibr-versions") else { return };
    let mut met = 0;
    for (file, scheme, wrong_max) in [
        ("debian", Scheme::Deb, 0),
        ("redhat", Scheme::Rpm, 2),
        ("alpine", Scheme::Apk, 2),
        ("maven", Scheme::Maven, 2),
        ("nuget", Scheme::Nuget, 0),
        ("rubygems", Scheme::Gem, 0),
        ("packagist", Scheme::Composer, 10),
        ("pypi", Scheme::Pypi, 2),
        ("semver", Scheme::Semver, 2),
    ] {
        for (_, bytes) in files.iter().filter(|(name, _)| name.ends_with(&format!("/{file}-versions.txt"))) {
            tally(scheme, wrong_max, &lines(std::str::from_utf8(bytes).unwrap()));
            met += 1;
        }
    }
    assert_eq!(met, 9);
}

#[test]
fn comparisons_of_the_vers_specification_agree() {
    let Some(files) = corpus::files("suite-vers-spec") else { return };
    let mut met = 0;
    for (file, scheme, wrong_max) in [("maven", Scheme::Maven, 2), ("nuget", Scheme::Nuget, 0), ("alpine", Scheme::Apk, 2)] {
        for (_, bytes) in files.iter().filter(|(name, _)| name.ends_with(&format!("/{file}_version_cmp_test.json"))) {
            let suite: Value = serde_json::from_slice(bytes).unwrap();
            let mut cases = Vec::new();
            for case in suite["tests"].as_array().unwrap() {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let versions = &case["input"]["versions"];
                if case["test_type"] == "comparison" {
                    cases.push((text(&case["expected_output"][0]), Ordering::Less, text(&case["expected_output"][1])));
                } else if case["test_type"] == "equality" && case["expected_output"] == true {
                    cases.push((text(&versions[0]), Ordering::Equal, text(&versions[1])));
                }
            }
            tally(scheme, wrong_max, &cases);
            met += 1;
        }
    }
    assert_eq!(met, 3);
}
