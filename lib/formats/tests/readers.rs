//! Real documents: how many are read, and that what is read is what is there.

use std::collections::BTreeMap;

use formats::record::{Form, Record};
use formats::{cve5, detect, epss, osv, sbom};
use serde_json::Value;

use corpus::files;

/// Reads every record file with one of the extensions; prints the numbers and the problems by code.
fn records(archive: &str, extension: &str) -> Option<(usize, Vec<Record>, BTreeMap<&'static str, usize>)> {
    let files: Vec<_> = files(archive)?.into_iter().filter(|(name, _)| name.ends_with(extension)).collect();
    let mut out = Vec::new();
    let mut codes: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut whole = 0;
    for (name, bytes) in &files {
        let (records, problems) = detect::records(bytes, name);
        whole += usize::from(!records.is_empty());
        for problem in problems {
            *codes.entry(problem.code).or_default() += 1;
        }
        out.extend(records);
    }
    println!("{archive}: {whole} of {} files, {} records, problems {codes:?}", files.len(), out.len());
    Some((files.len(), out, codes))
}

#[test]
fn osv_records_are_read() {
    for (archive, extension) in
        [("osv-go", ".json"), ("osv-almalinux", ".json"), ("osv-bitnami", ".json"), ("osv-pypa", ".yaml"), ("osv-oss-fuzz", ".yaml")]
    {
        let Some((files, records, _)) = records(archive, extension) else { continue };
        assert_eq!(records.len(), files, "{archive}");
        assert!(records.iter().all(|record| record.form == Form::Osv));
        let without = records.iter().filter(|record| record.affected.is_empty() && record.withdrawn.is_none()).count();
        println!("{archive}: {without} of {files} without anything affected");
        assert!(without * 20 <= files, "{archive}");
    }
}

/// What serde_json's tree says of an OSV record, for comparison: packages with ranges, and events.
#[test]
fn osv_intervals_agree_with_an_independent_count() {
    let Some(files) = files("osv-go") else { return };
    let mut compared = 0;
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".json")) {
        let tree: Value = serde_json::from_slice(bytes).unwrap();
        let count = |key: &str| -> usize {
            let affected = tree["affected"].as_array().into_iter().flatten();
            let ranges = affected.flat_map(|entry| entry["ranges"].as_array().into_iter().flatten());
            ranges.flat_map(|range| range["events"].as_array().into_iter().flatten()).filter(|event| event.get(key).is_some()).count()
        };
        let (records, _) = osv::read(bytes);
        let intervals: usize = records[0].affected.iter().map(|affected| affected.ranges.len()).sum();
        assert_eq!(intervals, count("introduced"), "{name}");
        compared += 1;
    }
    println!("osv-go: {compared} of {} compared", files.len());
    assert!(compared > 1000);
}

#[test]
fn cve_records_are_read() {
    let Some((files, records, codes)) = records("cve5-vulnrichment", ".json") else { return };
    assert_eq!(records.len(), files);
    let with = |what: &str, test: &dyn Fn(&Record) -> bool| {
        println!("cve5-vulnrichment: {} of {files} {what}", records.iter().filter(|record| test(record)).count());
    };
    with("with a range or a version", &|record| record.affected.iter().any(|entry| !entry.ranges.is_empty() || !entry.versions.is_empty()));
    with("with a score", &|record| !record.scores.is_empty());
    with("with a weakness", &|record| !record.weaknesses.is_empty());
    with("rejected", &|record| record.withdrawn.is_some());
    assert!(!codes.contains_key("record.not_json") && !codes.contains_key("cve5.bad_affected"), "{codes:?}");
    let rejected = records.iter().filter(|record| record.withdrawn.is_some()).count();
    assert_eq!(rejected, 26);
}

#[test]
fn kev_and_epss_are_read() {
    if let Some((_, records, codes)) = records("kev-2024-12-18", ".json") {
        assert_eq!((records.len(), codes.len()), (1236, 0));
        assert!(records.iter().all(|record| record.kev.is_some()));
    }
    let Some(files) = files("epss-2026-08-16-cve1999-2022") else { return };
    let (mut lines, mut rows, mut bad) = (0, 0, Vec::new());
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".csv")) {
        assert_eq!(detect::form(bytes), Some(Form::Epss), "{name}");
        lines += bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
        for row in epss::rows(bytes) {
            match row {
                Ok(_) => rows += 1,
                Err(problem) => bad.push(problem),
            }
        }
    }
    println!("epss: {rows} of {lines} rows, {} bad such as {:?}", bad.len(), bad.first());
    assert!(rows > 0 && rows + bad.len() == lines && bad.len() * 1000 <= lines);
}

#[test]
fn spdx_documents_are_read_or_named() {
    for archive in ["spdx-tools-java-testdata", "trustify-testdata-csaf-cve-osv"] {
        let Some(files) = files(archive) else { continue };
        let (mut read, mut all) = (0, 0);
        for (name, bytes) in files.iter().filter(|(name, _)| archive.starts_with("spdx") || name.contains("/spdx/")) {
            all += 1;
            match sbom::read(bytes, &sbom::Options::default()) {
                Ok(sbom) => {
                    read += 1;
                    let Ok(tree) = serde_json::from_slice::<Value>(bytes) else { continue };
                    let packages = tree["packages"].as_array().map_or_else(
                        || tree["@graph"].as_array().unwrap().iter().filter(|element| element["type"] == "software_Package").count(),
                        Vec::len,
                    );
                    assert_eq!(sbom.components.len() + usize::from(sbom.subject.is_some()), packages, "{name}");
                    println!(
                        "{name}: {}, {packages} packages, {} edges, {} problems",
                        sbom.format,
                        sbom.dependencies.len(),
                        sbom.problems.len()
                    );
                }
                Err(fault) => println!("{name}: {fault}"),
            }
        }
        println!("{archive}: {read} of {all} read");
        assert!(read >= 5);
    }
}

#[test]
fn odd_records_are_read() {
    let Some(files) = files("trustify-testdata-csaf-cve-osv") else { return };
    let (mut read, mut all) = (0, 0);
    for (name, bytes) in files.iter().filter(|(name, _)| name.contains("/cve/") || name.contains("/osv/")) {
        all += 1;
        let (records, problems) = detect::records(bytes, name);
        read += usize::from(!records.is_empty());
        for problem in problems {
            println!("{name}: {problem:?}");
        }
        if name.contains("/cve/") {
            assert_eq!(cve5::read(bytes).0, records);
        }
    }
    println!("trustify: {read} of {all} records read");
    assert_eq!(read, all);
}

#[test]
fn overrides_of_the_nvd_keep_every_match_and_its_conditions() {
    let Some(files) = files("nvd-overrides") else { return };
    let (mut read, mut all, mut matches, mut conditions) = (0, 0, 0, 0);
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".json")) {
        let tree: Value = serde_json::from_slice(bytes).unwrap();
        let (records, problems) = detect::records(bytes, name);
        all += 1;
        read += usize::from(records.len() == 1 && records[0].form == Form::Nvd);
        let elements = || tree["cve"]["configurations"].as_array().into_iter().flatten();
        let joined = |element: &Value| element["operator"] == "AND" && element["nodes"].as_array().is_some_and(|nodes| nodes.len() > 1);
        let in_element = |element: &Value| {
            let nodes = element["nodes"].as_array().into_iter().flatten().filter(|node| node["negate"] != true);
            nodes.flat_map(|node| node["cpeMatch"].as_array().into_iter().flatten()).filter(|found| found["vulnerable"] == true).count()
        };
        let vulnerable: usize = elements().filter(|element| element["negate"] != true).map(in_element).sum();
        let with_conditions: usize = elements().filter(|element| joined(element)).map(in_element).sum();
        let asked = records.iter().flat_map(|record| &record.affected).filter(|affected| !affected.context.is_empty()).count();
        assert!(asked >= with_conditions.saturating_sub(problems.len()), "{name}: {asked} of {with_conditions}");
        conditions += asked;
        let bad = problems.iter().filter(|p| p.code == "cve5.bad_cpe").count();
        assert_eq!(records.iter().map(|r| r.affected.len()).sum::<usize>() + bad, vulnerable, "{name}: {problems:?}");
        matches += vulnerable;
    }
    println!("nvd-overrides: {read} of {all} read, {matches} matches, {conditions} of them with conditions on other products");
    assert!(read == all && all > 9_000 && conditions > 100);
}

#[test]
fn advisories_of_homes_with_a_form_of_their_own_are_all_read() {
    // Independent count: a file is one advisory; of RustSec those whose folder is a crate.
    for (name, end, least) in [("rustsec-md", ".md", 840), ("haskell", ".md", 17), ("php-friendsofphp", ".yaml", 790)] {
        let Some(files) = corpus::files(name) else { return };
        let (mut met, mut all, mut doubtful) = (0, 0, 0);
        for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(end)) {
            let text = String::from_utf8_lossy(bytes);
            let advisory = if end == ".md" { text.contains("[advisory]") } else { text.contains("composer://") };
            if !advisory {
                continue;
            }
            all += 1;
            let (records, problems) = formats::detect::records(bytes, path);
            let whole = records.len() == 1 && records.iter().all(|record| !record.affected.is_empty());
            met += usize::from(whole);
            doubtful += usize::from(!problems.is_empty());
            if !whole || !problems.is_empty() {
                println!("{path}: {} {problems:?}", records.len());
            }
        }
        println!("{name}: {met} of {all} read, {doubtful} with problems");
        assert!(met == all && all >= least, "{name}: {met} of {all}");
    }
}
