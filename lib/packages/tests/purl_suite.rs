//! The cases of the purl specification.

use packages::purl::Purl;
use serde_json::Value;

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value[key].as_str()
}

fn of_parts(parts: &Value) -> Option<Purl> {
    let mut purl = Purl {
        ty: text(parts, "type").unwrap_or_default().to_owned(),
        namespace: text(parts, "namespace").map(str::to_owned),
        name: text(parts, "name").unwrap_or_default().to_owned(),
        version: text(parts, "version").map(str::to_owned),
        qualifiers: std::collections::BTreeMap::new(),
        subpath: text(parts, "subpath").map(|s| s.trim_matches('/').to_owned()),
    };
    for (key, value) in parts["qualifiers"].as_object().into_iter().flatten() {
        purl.qualifiers.insert(key.to_lowercase(), value.as_str()?.to_owned());
    }
    purl.checked().ok()
}

fn same_parts(purl: &Purl, want: &Value) -> bool {
    let qualifiers = want["qualifiers"].as_object().map(|q| q.len()).unwrap_or_default();
    purl.ty == text(want, "type").unwrap_or_default()
        && purl.namespace.as_deref() == text(want, "namespace")
        && purl.name == text(want, "name").unwrap_or_default()
        && purl.version.as_deref() == text(want, "version")
        && purl.subpath.as_deref() == text(want, "subpath")
        && purl.qualifiers.len() == qualifiers
        && purl.qualifiers.iter().all(|(key, value)| want["qualifiers"][key].as_str() == Some(value))
}

fn passes(case: &Value) -> bool {
    let (input, want, fails) = (&case["input"], &case["expected_output"], case["expected_failure"] == true);
    let got = if case["test_type"] == "build" { of_parts(input) } else { Purl::parse(input.as_str().unwrap()).ok() };
    match got {
        None => fails,
        Some(_) if fails => false,
        Some(purl) if case["test_type"] == "parse" => same_parts(&purl, want),
        Some(purl) => Some(purl.to_string().as_str()) == want.as_str(),
    }
}

/// Parse cases that refuse capital letters in the key of a qualifier, while cases of the same files read the same text and
/// write the key in small letters, as "How to parse a purl" says. We read it: `docs/decisions/0010-keys-of-qualifiers.md`.
const CONTRADICTED: [&str; 2] =
    ["pkg:gem/jruby-launcher@1.1.2?Platform=java", "pkg:Rpm/fedora/curl@7.50.3-1.fc25?Arch=i386&Distro=fedora-25"];

#[test]
fn purl_specification_suite_passes() {
    let Some(files) = corpus::files("suite-purl-spec") else { return };
    let (mut passed, mut total, mut others) = (0, 0, Vec::new());
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("tests/") || name.contains("/tests/")) {
        let suite: Value = serde_json::from_slice(bytes).unwrap();
        for case in suite["tests"].as_array().unwrap() {
            total += 1;
            let contradicted = case["expected_failure"] == true && case["input"].as_str().is_some_and(|text| CONTRADICTED.contains(&text));
            if passes(case) {
                passed += 1;
            } else if !contradicted {
                let (kind, fails, input, want) = (&case["test_type"], &case["expected_failure"], &case["input"], &case["expected_output"]);
                others.push(format!("{name}: {kind} {fails} {input} -> {want}"));
            }
        }
    }
    println!("purl suite: {passed} of {total}, {} contradicted by the suite itself", CONTRADICTED.len());
    assert!(total >= 500, "the suite has {total} cases");
    assert_eq!(others, Vec::<String>::new());
}
