//! The cases of the VERS specification that speak of ranges.

use std::collections::BTreeMap;

use packages::range::vers::{Comparator, Constraint, Vers};
use packages::range::{Containment, RangeSet, native};
use packages::scheme::Scheme;
use serde_json::Value;

/// Where we answer otherwise than the suite, and why (`docs/decisions/0011-vers-exceptions.md`): type, native range, our transcription.
const ARGUED: &[(&str, &str, &str)] = &[
    ("npm", "2.1 || 2.6", "vers:npm/>=2.1.0|<2.2.0|>=2.6.0|<2.7.0"),
    ("npm", "<= 1.0", "vers:npm/<1.1.0"),
    ("npm", "<=2.1 >=1.1", "vers:npm/>=1.1.0|<2.2.0"),
    ("npm", ">= 1.x", "vers:npm/>=1.0.0"),
    ("npm", ">= 2.2.x", "vers:npm/>=2.2.0"),
    ("npm", ">= 0.2.0 <= 0.9.6 || ~0.8.0-pre", "vers:npm/>=0.2.0|>=0.8.0-pre|<0.9.0|<=0.9.6"),
    ("conan", "", "vers:conan/>=0.0.0"),
];

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value[key].as_str()
}

/// What became of one case.
enum Outcome {
    Passed,
    Argued,
    Wrong(String),
    /// A type whose scheme we do not list.
    NotOurs,
    /// Not a case about ranges.
    Other,
}

fn judged(got: Option<String>, want: Option<&str>) -> Outcome {
    if got.as_deref() == want { Outcome::Passed } else { Outcome::Wrong(got.unwrap_or_else(|| "refused".to_owned())) }
}

fn type_of(value: &Value) -> &str {
    text(value, "type").or_else(|| text(value, "scheme")).unwrap_or_default()
}

fn listed(vers: &str) -> bool {
    let ty = vers.strip_prefix("vers:").and_then(|rest| rest.split_once('/')).map_or("", |(ty, _)| ty);
    matches!(ty, "all" | "none") || packages::range::vers::scheme_of_type(ty).is_some()
}

fn from_native(case: &Value) -> Outcome {
    let (ty, want) = (type_of(&case["input"]), case["expected_output"].as_str());
    let native_range = match &case["input"]["native_range"] {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    if packages::range::vers::scheme_of_type(ty).is_none() {
        return Outcome::NotOurs;
    }
    let got = native::read(ty, &native_range).ok().and_then(|native| native.transcribed().ok()).map(|vers| vers.to_string());
    match ARGUED.iter().find(|(argued, range, _)| *argued == ty && *range == native_range) {
        Some((_, _, ours)) if got.as_deref() == Some(ours) => Outcome::Argued,
        Some((_, _, ours)) => Outcome::Wrong(format!("{got:?}, argued {ours}")),
        None => judged(got, want),
    }
}

fn parse(case: &Value) -> Outcome {
    let vers = Vers::parse(case["input"].as_str().unwrap());
    let Ok(vers) = vers else {
        // The suite's messages are ours too, word for word, so that people find them.
        let message = vers.unwrap_err().to_string();
        let same = text(case, "expected_message").is_none_or(|want| want == message);
        return if case["expected_failure"] == true && same { Outcome::Passed } else { Outcome::Wrong(message) };
    };
    let want = &case["expected_output"];
    let list = if want["version_constraints"].is_array() { &want["version_constraints"] } else { &want["constraints"] };
    let got: Vec<_> = vers.constraints().iter().map(|c| serde_json::json!([c.comparator.sign(), c.version])).collect();
    let same = vers.ty() == type_of(want) && list.as_array() == Some(&got);
    if same { Outcome::Passed } else { Outcome::Wrong(vers.to_string()) }
}

fn build(case: &Value) -> Outcome {
    let input = &case["input"];
    let list = input["constraints"].as_array().or_else(|| input["version_constraints"].as_array());
    let constraint = |pair: &Value| {
        let comparator = Comparator::of_sign(pair[0].as_str()?)?;
        Some(Constraint { comparator, version: pair[1].as_str()?.to_owned() })
    };
    let constraints: Option<Vec<_>> = list.into_iter().flatten().filter(|pair| pair[0] != "*").map(constraint).collect();
    let built = constraints.and_then(|c| Vers::build(type_of(input), c).ok()).filter(|vers| vers.check().is_ok());
    judged(built.map(|vers| vers.to_string()), case["expected_output"].as_str())
}

fn set(text: &str) -> Option<(Scheme, RangeSet)> {
    let vers = Vers::read(text).ok()?;
    let scheme = vers.scheme().unwrap_or(Scheme::Semver);
    Some((scheme, vers.set(scheme)))
}

fn run(case: &Value) -> Outcome {
    let want = case["expected_output"].as_str();
    let input = case["input"].as_str().unwrap_or_default();
    let written = |set: RangeSet| Vers::of_set(&set).ok().map(|vers| vers.to_string());
    match case["test_type"].as_str().unwrap_or_default() {
        "from_native" => from_native(case),
        "parse" => parse(case),
        "build" => build(case),
        "validate" if !listed(input) => Outcome::NotOurs,
        "validate" if case["expected_failure"] == true => judged(Vers::parse(input).ok().map(|vers| vers.to_string()), None),
        "validate" => judged(Vers::read(input).ok().map(|vers| vers.to_string()), want),
        "containment" => {
            let (vers, version) = (text(&case["input"], "vers").unwrap(), text(&case["input"], "version").unwrap());
            if !listed(vers) {
                return Outcome::NotOurs;
            }
            let got = Vers::read(vers).map(|vers| vers.contains(version));
            let want = if case["expected_output"] == true { Containment::In } else { Containment::Out };
            if got == Ok(want) { Outcome::Passed } else { Outcome::Wrong(format!("{got:?}")) }
        }
        "invert" => judged(set(input).and_then(|(_, set)| written(set.complement())), want),
        "merge" => {
            let sets: Option<Vec<_>> = case["input"].as_array().into_iter().flatten().map(|v| set(v.as_str()?)).collect();
            let merged = sets.and_then(|sets| {
                let scheme = sets.first()?.0;
                written(RangeSet::union_all(scheme, sets.into_iter().map(|(_, set)| set)))
            });
            judged(merged, want)
        }
        _ => Outcome::Other,
    }
}

#[test]
fn ranges_of_the_vers_specification_agree() {
    let Some(files) = corpus::files("suite-vers-spec") else { return };
    let (mut agreed, mut all, mut argued) = (0, 0, 0);
    let mut not_ours = BTreeMap::<String, usize>::new();
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with("test.json")) {
        let suite: Value = serde_json::from_slice(bytes).unwrap();
        let (mut passed, mut total) = (0, 0);
        for case in suite["tests"].as_array().unwrap() {
            match run(case) {
                Outcome::Other => continue,
                Outcome::NotOurs => *not_ours.entry(type_of(&case["input"]).to_owned()).or_default() += 1,
                outcome => {
                    total += 1;
                    match outcome {
                        Outcome::Passed => passed += 1,
                        Outcome::Argued => argued += 1,
                        Outcome::Wrong(got) => println!("  {name}: {} -> {}, we say {got}", case["input"], case["expected_output"]),
                        _ => {}
                    }
                }
            }
        }
        if total > 0 {
            println!("{}: {passed} of {total}", name.rsplit('/').next().unwrap_or(name));
        }
        agreed += passed;
        all += total;
    }
    println!("VERS ranges: {agreed} of {all}, {argued} argued");
    for (ty, count) in &not_ours {
        println!("!! NOT CHECKED: {count} cases of `{ty}`, whose versions have no scheme here");
    }
    assert!(all >= 500, "the suite has {all} cases");
    assert_eq!(agreed + argued, all);
    assert_eq!(argued, ARGUED.iter().filter(|(ty, ..)| packages::range::vers::scheme_of_type(ty).is_some()).count());
}
