//! Real records: counted against the files they came from, with the rate.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::time::Instant;

use corpus::archive;
use library::Match;
use matching::{Component, Outcome};
use packages::cpe::Cpe;
use packages::purl::Purl;

use crate::fixture::World;

/// The files of an archive that end so, counted without the library: how many, how many KEV entries or scores are in them,
/// and how many different record ids.
fn count(path: &std::path::Path, end: &str) -> (u64, u64, u64) {
    let mut decoder = zstd::Decoder::new(std::fs::File::open(path).unwrap()).unwrap();
    decoder.window_log_max(27).unwrap();
    let (mut files, mut rows, mut ids) = (0, 0, BTreeSet::new());
    for entry in tar::Archive::new(decoder).entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_string_lossy().into_owned();
        if entry.header().entry_type().is_file() && name.ends_with(end) && !name.rsplit('/').next().unwrap().starts_with('.') {
            let mut text = Vec::new();
            entry.read_to_end(&mut text).unwrap();
            let text = String::from_utf8_lossy(&text);
            files += 1;
            ids.insert(id(&text));
            rows += if end == ".csv" { text.lines().filter(|l| l.starts_with("CVE-")).count() } else { text.matches("\"cveID\"").count() }
                as u64;
        }
    }
    (files, rows, ids.len() as u64)
}

/// The id of a record, found by its text alone.
fn id(text: &str) -> String {
    let member = ["\"cveId\"", "\"id\""].iter().find_map(|key| text.split_once(key));
    let value = member.and_then(|(_, rest)| rest.split('"').nth(1));
    let line = || text.lines().find_map(|line| line.strip_prefix("id:"));
    value.or_else(line).unwrap_or_default().trim().to_owned()
}

#[test]
fn corpus_goes_in_whole_and_unchanged_the_second_time() {
    let world = World::new();
    let mut records = 0;
    for (name, end) in [("osv-go", ".json"), ("osv-pypa", ".yaml"), ("osv-almalinux", ".json"), ("cve5-vulnrichment", ".json")] {
        let Some(path) = archive(name) else { return };
        let (files, _, ids) = count(&path, end);
        let begun = Instant::now();
        let taken = world.library.take_in(&path, name, &mut |_| {}).unwrap();
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "{name}: {} of {files} files, {} problems, {} keys, {:.0} records/s, {:.1} MB/s",
            taken.read,
            taken.problems_total,
            taken.changed_keys.len(),
            taken.read as f64 / seconds,
            taken.bytes as f64 / seconds / 1e6
        );
        for problem in taken.problems.iter().take(5) {
            println!("  {} {} {} {}", problem.file, problem.code, problem.pointer, problem.detail);
        }
        assert!(files > 1_000);
        assert_eq!((taken.read, taken.new, taken.unchanged), (files, ids, files - ids));
        records += ids;
        let again = world.library.take_in(&path, name, &mut |_| {}).unwrap();
        assert_eq!((again.unchanged, again.new, again.changed), (files, 0, 0));
    }
    for (name, end) in [("kev-2024-12-18", ".json"), ("epss-2026-08-16-cve1999-2022", ".csv")] {
        let Some(path) = archive(name) else { return };
        let (_, rows, _) = count(&path, end);
        let begun = Instant::now();
        let taken = world.library.take_in(&path, name, &mut |_| {}).unwrap();
        println!("{name}: {} of {rows} rows, {:.0} rows/s", taken.read, taken.read as f64 / begun.elapsed().as_secs_f64());
        assert!(rows > 1_000);
        assert_eq!((taken.read, taken.new, taken.problems_total), (rows, rows, 0));
    }
    let begun = Instant::now();
    let opened = library::Library::open(world.home.path()).unwrap();
    let took = begun.elapsed();
    let stats = opened.snapshot().stats();
    println!("opened {} records, {} statements, {} MB in {took:?}", stats.records, stats.statements, stats.bytes / 1_000_000);
    assert_eq!(stats.records as u64, records);
    for (feed, stats) in &stats.feeds {
        println!(
            "  {feed}: {} records, {} withdrawn, {} with statements, latest {:?}",
            stats.records, stats.withdrawn, stats.with_statements, stats.latest
        );
        assert!(stats.with_statements * 2 > stats.records, "{feed}");
    }
    judge(&opened);
    assert_eq!(opened.snapshot().verify().unwrap() as u64, records);
}

/// A thousand components made of what the records speak of.
fn judge(library: &library::Library) {
    let snapshot = library.snapshot();
    let mut components = Vec::new();
    'all: for id in snapshot.ids().iter().step_by(7) {
        for statement in snapshot.statements_of(id).into_iter().take(1) {
            let version = statement.ranges.iter().find_map(|range| range.interval.from.version()).unwrap_or("1.0.0");
            let mut component = Component { name: "component".into(), version: Some(version.to_owned()), ..Component::default() };
            match statement.key.split_once(':') {
                Some(("purl", path)) => component.purls.extend(Purl::parse(&format!("pkg:{path}"))),
                Some((_, name)) => component.cpe.extend(Cpe::parse(&format!("cpe:2.3:a:{name}:{version}"))),
                None => {}
            }
            components.push(component);
            if components.len() == 1_000 {
                break 'all;
            }
        }
    }
    let begun = Instant::now();
    let matches = snapshot.matches(&components);
    let took = begun.elapsed();
    let findings = matches.iter().filter(|m| m.verdict.is_finding()).count();
    println!("{} components: {} matches, {findings} findings in {took:?}", components.len(), matches.len());
    let mut sorts: BTreeMap<String, usize> = BTreeMap::new();
    for Match { verdict, .. } in &matches {
        let why = match verdict.outcome {
            Outcome::Unknown(reason) => reason.word(),
            outcome => outcome.word(),
        };
        let lowered: Vec<_> = verdict.explanation.lowered.iter().map(|l| l.word()).collect();
        *sorts.entry(format!("{} {why} {}", verdict.class.letter(), lowered.join(","))).or_default() += 1;
    }
    println!("  {sorts:?}");
    assert!(components.len() > 500 && findings > 100);
}
