//! Version comparisons gathered by other projects: every case agrees, but for those named here with the reason.

use std::cmp::Ordering;

use packages::scheme::Scheme;
use serde_json::Value;

/// A case that is wrong by the ecosystem's own tool; docs/decisions/0012 argues each.
struct Exception {
    scheme: Scheme,
    case: (&'static str, Ordering, &'static str),
    why: &'static str,
}

const EXCEPTIONS: &[Exception] = &[
    Exception {
        scheme: Scheme::Maven,
        case: ("2-1", Ordering::Less, "2.0.a"),
        why: "Maven since 3.9 drops zeros before a word (MNG-7644): 2.0.a is 2-a, and a word stands before a number",
    },
    Exception { scheme: Scheme::Maven, case: ("2-1", Ordering::Less, "2.0.0.a"), why: "as 2-1 and 2.0.a" },
    Exception { scheme: Scheme::Maven, case: ("2.0.a", Ordering::Less, "2.0.0.a"), why: "Maven since 3.9 takes both as 2-a (MNG-7644)" },
    Exception {
        scheme: Scheme::Composer,
        case: ("1.0.0", Ordering::Greater, "1.0"),
        why: "Composer pads both to 1.0.0.0 before it compares; the case is of PHP's bare version_compare",
    },
    Exception {
        scheme: Scheme::Composer,
        case: ("1.2.3.#", Ordering::Equal, "1.2.3.1"),
        why: "the suite also says 1.2.3 = 1.2.3.# and 1.2.3 < 1.2.3.1, which no order can; Composer refuses the text",
    },
];

type Case = (String, Ordering, String);

/// Counts what agrees, prints what does not, and fails on any case that is no exception.
fn tally(suite: &str, scheme: Scheme, cases: &[Case], different: &[(String, String)]) {
    assert!(!cases.is_empty());
    let total = cases.len() + different.len();
    let (mut agreed, mut excepted, mut wrong) = (0, 0, 0);
    for (a, want, b) in cases {
        let got = scheme.compare(a, b);
        let exception = EXCEPTIONS.iter().find(|e| e.scheme == scheme && e.case == (a.as_str(), *want, b.as_str()));
        if got == Some(*want) {
            assert!(exception.is_none(), "{}: {a} {want:?} {b} is no exception any more", scheme.word());
            agreed += 1;
        } else if let Some(exception) = exception {
            println!("  {}: {a} {want:?} {b}, we say {got:?}: {}", scheme.word(), exception.why);
            excepted += 1;
        } else {
            println!("  {}: {a} {want:?} {b}, we say {got:?}", scheme.word());
            wrong += 1;
        }
    }
    for (a, b) in different {
        match scheme.compare(a, b) {
            Some(Ordering::Less | Ordering::Greater) => agreed += 1,
            got => {
                println!("  {}: {a} is not {b}, we say {got:?}", scheme.word());
                wrong += 1;
            }
        }
    }
    println!("{suite} {}: {agreed} of {total}, {excepted} excepted", scheme.word());
    assert_eq!(wrong, 0, "{suite} {}", scheme.word());
}

fn lines(text: &str) -> Vec<Case> {
    let mut out = Vec::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#') && !l.starts_with("//")) {
        let words: Vec<_> = line.split_whitespace().collect();
        let [a, sign, b] = words[..] else { panic!("{line}") };
        let want = match sign {
            "<" => Ordering::Less,
            ">" => Ordering::Greater,
            "=" => Ordering::Equal,
            _ => panic!("{line}"),
        };
        out.push((a.to_owned(), want, b.to_owned()));
    }
    out
}

#[test]
fn hand_made_comparisons_of_another_scanner_agree() {
    let Some(files) = corpus::files("suite-osv-scalibr-versions") else { return };
    let schemes = [
        ("alpine", Scheme::Apk),
        ("cran", Scheme::Cran),
        ("debian", Scheme::Deb),
        ("hackage", Scheme::Hackage),
        ("maven", Scheme::Maven),
        ("nuget", Scheme::Nuget),
        ("packagist", Scheme::Composer),
        ("pub", Scheme::Pub),
        ("pypi", Scheme::Pypi),
        ("redhat", Scheme::Rpm),
        ("rubygems", Scheme::Gem),
        ("semver", Scheme::Semver),
    ];
    let mut met = 0;
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with("-versions.txt")) {
        let (_, scheme) = schemes.iter().find(|(file, _)| name.ends_with(&format!("/{file}-versions.txt"))).expect(name);
        tally("osv-scalibr", *scheme, &lines(std::str::from_utf8(bytes).unwrap()), &[]);
        met += 1;
    }
    assert_eq!(met, schemes.len());
}

/// The cases of a file of the VERS suite: pairs with their order, and pairs that are only said to differ.
fn vers_cases(suite: &Value) -> (Vec<Case>, Vec<(String, String)>) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (mut cases, mut different) = (Vec::new(), Vec::new());
    for case in suite["tests"].as_array().unwrap() {
        let versions = &case["input"]["versions"];
        match case["test_type"].as_str() {
            Some("comparison") => {
                // Sorted versions rise, unless two of them are the same.
                for pair in case["expected_output"].as_array().unwrap().windows(2) {
                    let want = if pair[0] == pair[1] { Ordering::Equal } else { Ordering::Less };
                    cases.push((text(&pair[0]), want, text(&pair[1])));
                }
            }
            Some("equality") if case["expected_output"] == true => cases.push((text(&versions[0]), Ordering::Equal, text(&versions[1]))),
            Some("equality") => different.push((text(&versions[0]), text(&versions[1]))),
            // Ranges are other tests' business.
            _ => {}
        }
    }
    (cases, different)
}

#[test]
fn comparisons_of_the_vers_specification_agree() {
    let Some(files) = corpus::files("suite-vers-spec") else { return };
    let mut met = 0;
    for (name, bytes) in &files {
        let file = name.rsplit('/').next().unwrap_or_default();
        let Some(ty) = file.strip_suffix("_version_cmp_test.json").or_else(|| file.strip_suffix("-test.json")) else { continue };
        let scheme = Scheme::of_name(ty).expect(ty);
        let (cases, different) = vers_cases(&serde_json::from_slice(bytes).unwrap());
        tally("vers", scheme, &cases, &different);
        met += 1;
    }
    assert_eq!(met, 9);
}
