//! The suites and examples of the standards, judged as published.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use corpus::files;
use schemas::{Schema, check};

/// Whether a document follows its schema; none when we have none for it.
fn valid(bytes: &[u8]) -> Option<bool> {
    check(bytes).map(|(_, faults)| faults.is_empty())
}

#[test]
fn documents_of_the_cyclonedx_suite_are_judged_as_published() {
    let Some(all) = files("suite-cyclonedx") else { return };
    let mut counts = std::collections::BTreeMap::<String, (usize, usize)>::new();
    for (path, bytes) in all.iter().filter(|(path, _)| path.contains("/resources/") && path.ends_with(".json")) {
        let (version, name) = path.rsplit_once("/resources/").and_then(|(_, rest)| rest.split_once('/')).unwrap();
        let expected = if name.starts_with("valid-") {
            true
        } else if name.starts_with("invalid-") {
            false
        } else {
            continue;
        };
        let count = counts.entry(version.to_owned()).or_default();
        count.1 += 1;
        match check(bytes) {
            Some((_, faults)) if faults.is_empty() == expected => count.0 += 1,
            Some((schema, faults)) => println!("{path}: {schema:?} {:?}", faults.first()),
            // A document without its format or version follows no schema.
            None if !expected => count.0 += 1,
            None => println!("{path}: no schema"),
        }
    }
    let (met, all) = counts.values().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    println!("documents of the CycloneDX suite: {met} of {all}; {counts:?}");
    assert!(all >= 357 && met == all, "{met} of {all}");
}

#[test]
fn examples_of_spdx_follow_its_schema() {
    let Some(all) = files("spdx-tools-java-testdata") else { return };
    let (mut met, mut count) = (0, 0);
    for (path, bytes) in all.iter().filter(|(path, _)| path.ends_with(".spdx.json")) {
        // One is wrong on purpose, one claims 2.2 and holds what only 2.3 allows, one claims a version that there is not.
        let expected = if path.contains("WrongVersion") { None } else { Some(!path.contains("BadJSON") && !path.contains("wrongversion")) };
        count += 1;
        if valid(bytes) == expected {
            met += 1;
        } else {
            println!("{path}: {:?}", check(bytes));
        }
    }
    println!("SPDX examples: {met} of {count}");
    assert!(count >= 5 && met == count, "{met} of {count}");
}

#[test]
fn osv_records_and_linter_cases_follow_the_schema() {
    let (Some(cases), Some(go), Some(alma)) = (files("osv-schema"), files("osv-go"), files("osv-almalinux")) else { return };
    let (mut met, mut count) = (0, 0);
    let mut wrong = Vec::new();
    let cases = cases.iter().filter(|(path, _)| path.contains("testdata"));
    for (path, bytes) in cases.chain(go.iter()).chain(alma.iter()).filter(|(path, _)| path.ends_with(".json")) {
        let Some((Schema::Osv, faults)) = check(bytes) else { continue };
        count += 1;
        // Of the linter's cases this one breaks the schema as well; the others break rules beyond it.
        let expected = !path.contains("nointroduced-");
        if faults.is_empty() == expected { met += 1 } else { wrong.push((path, faults)) }
    }
    for (path, faults) in wrong.iter().take(20) {
        println!("{path}: {:?}", faults.first());
    }
    println!("OSV records judged as they should be: {met} of {count}");
    assert!(count > 5_000 && met == count, "{met} of {count}");
}

#[test]
fn real_cve_records_follow_the_schema() {
    let Some(all) = files("cve5-vulnrichment") else { return };
    let (mut met, mut count) = (0, 0);
    for (path, bytes) in all.iter().filter(|(path, _)| path.ends_with(".json")).step_by(10) {
        let Some((Schema::Cve5, faults)) = check(bytes) else { continue };
        count += 1;
        if faults.is_empty() {
            met += 1;
        } else {
            println!("{path}: {:?}", faults.first());
        }
    }
    println!("CVE records that follow the schema: {met} of {count}");
    assert!(count > 1_000 && met * 100 >= count * 99, "{met} of {count}");
}

#[test]
fn openvex_examples_follow_the_schema() {
    let (mut met, mut count) = (0, 0);
    for name in ["openvex-spec", "openvex-go-vex-testdata", "openvex-vexctl-testdata", "vexhub-aqua"] {
        let Some(all) = files(name) else { return };
        for (path, bytes) in all.iter().filter(|(path, _)| path.ends_with(".json")) {
            let Some((Schema::OpenVex, faults)) = check(bytes) else { continue };
            count += 1;
            if faults.is_empty() {
                met += 1;
            } else {
                println!("{path}: {:?}", faults.first());
            }
        }
    }
    println!("OpenVEX documents that follow the schema: {met} of {count}");
    // The others lack the time of the document, write `statement` for a key, or have an id that is no IRI.
    assert!(count > 70 && count - met == 11, "{met} of {count}");
}
