//! What happens to records over time, and what the library says of them.

use crate::fixture::{World, component, cve, matches, osv};
use matching::{Outcome, Said, Says, Surroundings, evaluate};

#[test]
fn record_is_taken_in_once_and_kept_as_it_was_published() {
    let world = World::new();
    let text = osv("GHSA-aaaa", "left", "1.2.0", "");
    let first = world.take("osv", "a.json", &text);
    assert_eq!((first.read, first.new, first.changed, first.unchanged), (1, 1, 0, 0));
    assert_eq!(first.changed_keys, ["purl:npm/left"]);
    let again = world.take("osv", "a.json", &text);
    assert_eq!((again.read, again.new, again.changed, again.unchanged), (1, 0, 0, 1));
    assert!(again.changed_keys.is_empty());
    let snapshot = world.library.snapshot();
    let heads = snapshot.records_of("GHSA-aaaa");
    assert_eq!(heads.len(), 1);
    assert_eq!(snapshot.record(&heads[0].digest).unwrap().unwrap(), text.as_bytes());
    assert_eq!(snapshot.record("00").unwrap(), None);
    assert_eq!(snapshot.generation(), 1);
}

#[test]
fn changed_record_is_indexed_anew() {
    let world = World::new();
    world.take("osv", "a.json", osv("GHSA-aaaa", "left", "1.2.0", ""));
    let before = world.library.snapshot();
    let changed = world.take("osv", "a.json", osv("GHSA-aaaa", "right", "1.2.0", ""));
    assert_eq!((changed.new, changed.changed), (0, 1));
    assert_eq!(changed.changed_keys, ["purl:npm/left", "purl:npm/right"]);
    assert_eq!(matches(&world.library, &["pkg:npm/left@1.0.0", "pkg:npm/right@1.0.0"]), ["1 GHSA-aaaa in B"]);
    assert_eq!(world.library.snapshot().ids(), ["GHSA-aaaa"]);
    assert_eq!(before.matches(&[component("pkg:npm/left@1.0.0")]).len(), 1, "an old snapshot stays as it was");
}

#[test]
fn input_that_repeats_an_id_keeps_the_one_modified_last() {
    let old = osv("GHSA-aaaa", "left", "1.0.0", "").replace("2026-01-01", "2025-01-01");
    let new = osv("GHSA-aaaa", "right", "1.0.0", "");
    for lines in [[&old, &new, &new], [&new, &old, &old]] {
        let world = World::new();
        let taken = world.take("osv", "a.jsonl", lines.map(String::as_str).join("\n"));
        assert_eq!((taken.read, taken.new, taken.unchanged), (3, 1, 2));
        assert_eq!(matches(&world.library, &["pkg:npm/left@0.1.0", "pkg:npm/right@0.1.0"]), ["1 GHSA-aaaa in B"]);
    }
}

#[test]
fn same_id_of_two_feeds_is_two_records() {
    let world = World::new();
    world.take("one", "a.json", osv("GHSA-aaaa", "left", "1.2.0", ""));
    let other = world.take("two", "b.json", osv("GHSA-aaaa", "left", "1.3.0", ""));
    assert_eq!((other.new, other.changed), (1, 0));
    assert_eq!(world.library.snapshot().records_of("GHSA-aaaa").len(), 2);
    assert_eq!(matches(&world.library, &["pkg:npm/left@1.2.5"]), ["0 GHSA-aaaa in B"]);
}

#[test]
fn withdrawn_record_matches_no_more_and_is_still_told_of() {
    let world = World::new();
    world.take("osv", "a.json", osv("GHSA-aaaa", "left", "1.2.0", ""));
    let taken = world.take("osv", "a.json", osv("GHSA-aaaa", "left", "1.2.0", r#","withdrawn":"2026-02-02T00:00:00Z""#));
    assert_eq!((taken.changed, taken.withdrawn), (1, 1));
    assert_eq!(taken.changed_keys, ["purl:npm/left"]);
    assert_eq!(matches(&world.library, &["pkg:npm/left@1.0.0"]), Vec::<String>::new());
    let view = world.library.snapshot().vulnerability("GHSA-aaaa").unwrap().unwrap();
    assert_eq!(view.withdrawn.as_deref(), Some("2026-02-02T00:00:00Z"));
}

#[test]
fn records_of_one_flaw_are_one_vulnerability() {
    let world = World::new();
    world.take(
        "osv",
        "a.json",
        osv("GHSA-aaaa", "left", "1.2.0", r#","aliases":["CVE-2026-0001"],"references":[{"type":"WEB","url":"https://example.org/1"}]"#),
    );
    world.take("cve", "b.json", cve("CVE-2026-0001", "works", "left", "2.0"));
    world.take("kev", "kev.json", r#"{"catalogVersion":"1","vulnerabilities":[{"cveID":"CVE-2026-0001","dateAdded":"2026-03-03","knownRansomwareCampaignUse":"Known"}]}"#);
    world.take("epss", "epss.csv", "#model_version:v1,score_date:2026-03-04T00:00:00Z\ncve,epss,percentile\nCVE-2026-0001,0.25,0.9\n");
    let snapshot = world.library.snapshot();
    let view = snapshot.vulnerability("GHSA-aaaa").unwrap().unwrap();
    assert_eq!((view.display_id.as_str(), view.aliases.as_slice()), ("CVE-2026-0001", &["GHSA-aaaa".to_owned()][..]));
    assert_eq!((view.title.as_deref(), view.description.as_deref()), (Some("About left"), Some("A flaw.")));
    assert_eq!(view.kev.as_ref().map(|kev| (kev.added.as_str(), kev.ransomware)), Some(("2026-03-03", true)));
    assert_eq!(view.epss.as_ref().map(|epss| epss.probability), Some(0.25));
    assert_eq!((view.sources.len(), view.references.len()), (2, 1));
    assert_eq!(snapshot.vulnerability("CVE-2026-0001").unwrap(), Some(view));
    assert_eq!(snapshot.vulnerability("CVE-2026-9999").unwrap(), None);
    let components = ["pkg:npm/left@1.0.0", "cpe:2.3:a:works:left:1.0", "cpe:2.3:*:*:left:1.0"];
    assert_eq!(matches(&world.library, &components), ["0 CVE-2026-0001 in B", "1 CVE-2026-0001 in C", "2 CVE-2026-0001 in E"]);
    assert_eq!(snapshot.keys_of_vulnerability("GHSA-aaaa"), ["cpe:*:left", "cpe:works:left", "purl:npm/left"]);
}

#[test]
fn advisory_speaks_of_the_flaws_that_it_contains() {
    let world = World::new();
    let alsa = r#"{"id":"ALSA-2026:0001","modified":"2026-01-01T00:00:00Z","related":["CVE-2026-0001","CVE-2026-0002"],"affected":[{"package":{"ecosystem":"AlmaLinux:9","name":"curl"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"7.76.1-29.el9_4"}]}]}]}"#;
    world.take("alma", "a.json", alsa);
    world.take("cve", "b.json", cve("CVE-2026-0001", "haxx", "curl", "9"));
    let components =
        ["pkg:rpm/almalinux/curl@7.76.1-26.el9?distro=almalinux-9.4", "pkg:rpm/almalinux/curl@7.76.1-26.el8?distro=almalinux-8"];
    assert_eq!(matches(&world.library, &components), ["0 CVE-2026-0001 in A", "0 CVE-2026-0002 in A"]);
    let view = world.library.snapshot().vulnerability("CVE-2026-0001").unwrap().unwrap();
    assert_eq!(view.sources.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), ["CVE-2026-0001", "ALSA-2026:0001"]);
    assert!(view.aliases.is_empty(), "two flaws of one advisory are not one");
}

#[test]
fn kernel_record_that_names_linux_meets_the_linux_kernel() {
    let world = World::new();
    let record = r#"{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{"cveId":"CVE-2026-0007","state":"PUBLISHED"},"containers":{"cna":{"affected":[
        {"vendor":"Linux","product":"Linux","repo":"https://git.example.org/linux.git","defaultStatus":"unaffected","versions":[{"version":"1da177e4c3f4","lessThan":"aaaaaaaaaaaa","status":"affected","versionType":"git"}]},
        {"vendor":"Linux","product":"Linux","defaultStatus":"affected","versions":[{"version":"4.9","status":"affected"},{"version":"0","lessThan":"4.9","status":"unaffected","versionType":"semver"},{"version":"5.10.225","lessThanOrEqual":"5.10.*","status":"unaffected","versionType":"semver"},{"version":"6.1","lessThanOrEqual":"*","status":"unaffected","versionType":"original_commit_for_fix"}]}]}}}"#;
    world.take("cve", "a.json", record);
    let kernels: Vec<_> =
        ["4.8", "4.9", "5.10.224", "5.10.225", "5.15.1", "6.1", "6.6"].map(|v| format!("cpe:2.3:o:linux:linux_kernel:{v}")).into();
    let kernels: Vec<_> = kernels.iter().map(String::as_str).collect();
    assert_eq!(matches(&world.library, &kernels), ["1 CVE-2026-0007 in C", "2 CVE-2026-0007 in C", "4 CVE-2026-0007 in C"]);
}

#[test]
fn why_not_is_answered() {
    let world = World::new();
    world.take("osv", "a.json", osv("GHSA-aaaa", "left", "1.2.0", ""));
    let snapshot = world.library.snapshot();
    let verdict = snapshot.explain(&component("pkg:npm/left@1.3.0"), &Surroundings::of(&[]), "GHSA-aaaa").unwrap();
    assert_eq!((verdict.outcome, verdict.explanation.nearest.map(|i| i.to_string()).as_deref()), (Outcome::Out, Some("< 1.2.0")));
    let verdict = snapshot.explain(&component("pkg:npm/right@1.3.0"), &Surroundings::of(&[]), "GHSA-aaaa").unwrap();
    assert_eq!(verdict.explanation.step.word(), "identity");
    assert_eq!(snapshot.explain(&component("pkg:npm/left@1.3.0"), &Surroundings::of(&[]), "GHSA-zzzz"), None);
}

#[test]
fn kev_entry_that_is_gone_from_the_catalogue_is_retracted() {
    let world = World::new();
    let catalogue = |ids: &[&str]| {
        let entries: Vec<_> = ids.iter().map(|id| format!(r#"{{"cveID":"{id}","dateAdded":"2026-03-03"}}"#)).collect();
        format!(r#"{{"catalogVersion":"1","vulnerabilities":[{}]}}"#, entries.join(","))
    };
    world.take("kev", "kev.json", catalogue(&["CVE-2026-0001", "CVE-2026-0002"]));
    let taken = world.take("kev", "kev.json", catalogue(&["CVE-2026-0002", "CVE-2026-0003"]));
    assert_eq!((taken.new, taken.unchanged, taken.withdrawn), (1, 1, 1));
    assert_eq!(taken.changed_ids, ["CVE-2026-0001", "CVE-2026-0003"]);
    let snapshot = world.library.snapshot();
    assert!(snapshot.kev("CVE-2026-0001").is_none() && snapshot.kev("CVE-2026-0003").is_some());
}

#[test]
fn search_finds_ids_aliases_and_titles_whatever_the_case() {
    let world = World::new();
    let records = [
        osv("GHSA-aaaa", "left", "1", r#","aliases":["CVE-2026-0001"]"#),
        osv("GHSA-bbbb", "Leftover", "1", ""),
        osv("GHSA-left", "z", "1", ""),
    ];
    world.take("osv", "a.jsonl", records.join("\n"));
    let snapshot = world.library.snapshot();
    let shown = |text: &str, limit| snapshot.search(text, limit).into_iter().map(|hit| hit.display_id).collect::<Vec<_>>();
    assert_eq!(shown("cve-2026-0001", 9), ["CVE-2026-0001"]);
    assert_eq!(shown("LEFT", 9), ["GHSA-left", "GHSA-bbbb", "CVE-2026-0001"]);
    assert_eq!(shown("left", 1), ["GHSA-left"]);
    assert!(shown(" ", 9).is_empty());
}

#[test]
fn compaction_changes_nothing_that_is_seen() {
    let world = World::new();
    for fixed in ["1.0.0", "1.1.0", "1.2.0"] {
        world.take("osv", "a.jsonl", [osv("GHSA-aaaa", "left", fixed, ""), osv(&format!("GHSA-{fixed}"), "right", fixed, "")].join("\n"));
    }
    let before = world.library.snapshot();
    assert_eq!((before.stats().segments, before.stats().replaced), (3, 2));
    let seen = matches(&world.library, &["pkg:npm/left@1.1.5", "pkg:npm/right@1.0.5"]);
    assert_eq!(seen, ["0 GHSA-aaaa in B", "1 GHSA-1.1.0 in B", "1 GHSA-1.2.0 in B"]);
    world.library.compact().unwrap();
    let after = world.library.snapshot();
    assert_eq!((after.stats().segments, after.stats().replaced, after.stats().records), (1, 0, 4));
    assert_eq!(matches(&world.library, &["pkg:npm/left@1.1.5", "pkg:npm/right@1.0.5"]), seen);
    assert_eq!((after.ids(), after.verify().unwrap()), (before.ids(), 4));
    assert_eq!(before.records_of("GHSA-aaaa").len(), 1, "an old snapshot outlives its files");
}

#[test]
fn both_directions_are_equal() {
    let world = World::new();
    let mut records = Vec::new();
    for n in 0..12 {
        records.push(osv(&format!("GHSA-{n:04}"), ["a", "b", "c"][n % 3], &format!("{n}.0.0"), ""));
        records.push(cve(&format!("CVE-2026-{n:04}"), ["v", "w"][n % 2], ["a", "b", "c"][n % 3], &n.to_string()));
    }
    world.take("mixed", "all.jsonl", records.join("\n"));
    let mut components = Vec::new();
    for name in ["a", "b", "c", "d"] {
        for version in 0..6 {
            components.push(component(&format!("pkg:npm/{name}@{version}.0.0")));
            components.push(component(&format!("cpe:2.3:a:v:{name}:{version}")));
            components.push(component(&format!("cpe:2.3:*:*:{name}:{version}")));
        }
    }
    let snapshot = world.library.snapshot();
    let mut forth: Vec<_> = snapshot.matches(&components).into_iter().map(|m| (m.vulnerability, m.component)).collect();
    let around = Surroundings::of(&components);
    let mut back = Vec::new();
    for id in snapshot.ids() {
        let keys = snapshot.keys_of_vulnerability(&id);
        for (at, component) in components.iter().enumerate() {
            let shares = matching::keys(component).iter().any(|key| keys.contains(key));
            let hit = snapshot.statements_of(&id).iter().any(|said| evaluate(component, said, &around).outcome != Outcome::Out);
            assert!(shares || !hit);
            if hit {
                back.push((snapshot.display_id(&id), at));
            }
        }
    }
    forth.sort();
    back.sort();
    assert!(forth.len() > 50);
    assert_eq!(forth, back);
}

/// A record of the NVD: a module that is only affected on Windows.
const ON_WINDOWS: &str = r#"{"resultsPerPage": 1, "totalResults": 1, "format": "NVD_CVE", "version": "2.0", "vulnerabilities": [
  {"cve": {"id": "CVE-1900-2000", "configurations": [{"operator": "AND", "nodes": [
     {"operator": "OR", "negate": false, "cpeMatch": [
        {"vulnerable": true, "criteria": "cpe:2.3:a:kakuu:module:*:*:*:*:*:*:*:*", "versionEndExcluding": "2.0"}]},
     {"operator": "OR", "negate": false, "cpeMatch": [
        {"vulnerable": false, "criteria": "cpe:2.3:o:microsoft:windows:-:*:*:*:*:*:*:*"}]}]}]}}]}"#;

#[test]
fn what_a_record_asks_of_other_parts_is_asked_of_the_product() {
    let world = World::new();
    let taken = world.take("nvd", "page.json", ON_WINDOWS);
    assert_eq!((taken.new, taken.problems_total), (1, 0));
    let module = "cpe:2.3:a:kakuu:module:1.0";
    let linux = ["cpe:2.3:o:linux:linux_kernel:6.1", module];
    let windows = ["cpe:2.3:o:microsoft:windows:10", module];
    assert_eq!(matches(&world.library, &[module]), ["0 CVE-1900-2000 in D"], "nobody knows on what it runs");
    assert_eq!(matches(&world.library, &linux), [""; 0]);
    assert_eq!(matches(&world.library, &windows), ["1 CVE-1900-2000 in C"]);
    world.library.compact().unwrap();
    assert_eq!(matches(&world.library, &windows), ["1 CVE-1900-2000 in C"], "a merged segment keeps the conditions");
    let all: Vec<_> = linux.iter().map(|part| component(part)).collect();
    let why = world.library.snapshot().explain(&all[1], &Surroundings::of(&all), "CVE-1900-2000").unwrap();
    assert_eq!((why.outcome, why.explanation.step.word()), (Outcome::Out, "context"));
}

#[test]
fn what_the_build_says_is_found_by_any_id_of_the_flaw() {
    let world = World::new();
    world.take("osv", "a.json", osv("GHSA-aaaa", "left", "2.0.0", r#","aliases":["CVE-1900-0001"]"#));
    let mut left = component("pkg:npm/left@1.0.0");
    let verdict = |left: &matching::Component| world.library.snapshot().matches(std::slice::from_ref(left)).len();
    assert_eq!(verdict(&left), 1);
    left.said.push(Said { vulnerability: "GHSA-aaaa".into(), says: Says::Fixed, by: "fix.patch".into() });
    assert_eq!(verdict(&left), 0);
    let why = world.library.snapshot().explain(&left, &Surroundings::of(&[]), "CVE-1900-0001").unwrap();
    assert_eq!((why.outcome, why.explanation.step.word()), (Outcome::Out, "said"));
    left.said[0].says = Says::Ignored;
    assert_eq!(verdict(&left), 1);
}
