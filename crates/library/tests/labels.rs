//! Public labels: packages of images, each with a vulnerability and whether a person found it to be there.
//!
//! The labels name no ecosystem, and only some of their records are at hand. A package counts where its name or version tells what it is:
//! a path is a Go module, `.el8` and `.el9` are packages of Enterprise Linux (asked of AlmaLinux, which rebuilds them), and a plain name that
//! PyPI's records know is a Python package.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use corpus::archive;
use matching::{Component, Surroundings};
use packages::purl::Purl;
use serde_json::Value;

use crate::fixture::World;

/// What the engine answers today of all labels that can be asked: ecosystem, right findings, wrong findings, missed ones, rightly silent. A change
/// may only make them better.
const TODAY: &[(&str, [usize; 4])] = &[("golang", [13, 3, 0, 0]), ("pypi", [4, 10, 1, 0]), ("rpm", [91, 8, 16, 39])];

fn labels() -> Option<Vec<Value>> {
    let mut decoder = zstd::Decoder::new(std::fs::File::open(archive("labels-anchore")?).unwrap()).unwrap();
    decoder.window_log_max(27).unwrap();
    let mut out = Vec::new();
    for entry in tar::Archive::new(decoder).entries().unwrap() {
        let mut entry = entry.unwrap();
        if entry.path().unwrap().to_string_lossy().ends_with(".json") {
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            out.push(serde_json::from_str(&text).unwrap());
        }
    }
    Some(out)
}

fn purl(name: &str, version: &str) -> Option<(&'static str, String)> {
    let release = [(".el8", "8"), (".el9", "9"), ("+el8", "8"), ("+el9", "9")].iter().find(|(mark, _)| version.contains(mark));
    if let Some((_, release)) = release {
        return Some(("rpm", format!("pkg:rpm/almalinux/{name}@{}?distro=almalinux-{release}", version.replace('+', "%2B"))));
    }
    if name.contains('/') && name.contains('.') {
        return Some(("golang", format!("pkg:golang/{name}@{}", version.replace('+', "%2B"))));
    }
    let plain = !version.contains(['-', '~', ':', '+']) && version.starts_with(|c: char| c.is_ascii_digit());
    plain.then(|| ("pypi", format!("pkg:pypi/{name}@{version}")))
}

#[test]
fn public_labels_are_answered_at_least_as_well_as_today() {
    let Some(labels) = labels() else { return };
    let world = World::new();
    for name in ["osv-go", "osv-pypa", "osv-almalinux"] {
        let Some(path) = archive(name) else { return };
        world.library.take_in(&path, name, &mut |_| {}).unwrap();
    }
    let snapshot = world.library.snapshot();
    let (mut asked, mut classes) = (BTreeMap::<&str, [usize; 4]>::new(), BTreeMap::<(char, bool), usize>::new());
    let mut wrong = BTreeSet::new();
    for label in &labels {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (name, version) = (text(&label["package"]["name"]), text(&label["package"]["version"]));
        let truth = match label["label"].as_str() {
            Some("TP") => true,
            Some("FP") => false,
            _ => continue,
        };
        let Some((ecosystem, purl)) = purl(&name, &version) else { continue };
        let Ok(purl) = Purl::parse(&purl) else { continue };
        let component = Component { name, version: Some(version), purls: vec![purl], ..Component::default() };
        let ids = [text(&label["vulnerability_id"]), text(&label["effective_cve"])];
        // Only what a record at hand says of this package, in this release of a distribution, can be answered.
        let around = Surroundings::of(&[]);
        let answers = ids.iter().filter(|id| !id.is_empty()).filter_map(|id| snapshot.explain(&component, &around, id));
        let spoken = answers.into_iter().any(|verdict| !matches!(verdict.explanation.step.word(), "identity" | "distro"));
        if !spoken {
            continue;
        }
        let shown: BTreeSet<String> = ids.iter().filter(|id| !id.is_empty()).map(|id| snapshot.display_id(id)).collect();
        let found = snapshot.matches(std::slice::from_ref(&component));
        let met = found.iter().find(|found| shown.contains(&found.vulnerability) && found.verdict.is_finding());
        let at = match (truth, met.is_some()) {
            (true, true) => 0,
            (false, true) => 1,
            (true, false) => 2,
            (false, false) => 3,
        };
        asked.entry(ecosystem).or_default()[at] += 1;
        if let Some(met) = met {
            *classes.entry((met.verdict.class.letter(), truth)).or_default() += 1;
        }
        if matches!(at, 1 | 2) {
            wrong.insert(format!("{} {} {:?}", ["", "not there", "missed"][at], component.purls[0], shown));
        }
    }
    for (ecosystem, [right, false_alarm, missed, silent]) in &asked {
        let per_cent = |part: usize, of: usize| 100 * part / of.max(1);
        println!(
            "{ecosystem}: {} labels, precision {} %, recall {} % ({right} right, {false_alarm} wrong, {missed} missed, {silent} rightly silent)",
            right + false_alarm + missed + silent,
            per_cent(*right, right + false_alarm),
            per_cent(*right, right + missed),
        );
    }
    for ((class, truth), count) in &classes {
        println!("class {class}: {count} {}", if *truth { "right" } else { "wrong" });
    }
    for line in &wrong {
        println!("  {line}");
    }
    for (ecosystem, [right, false_alarm, missed, silent]) in TODAY {
        let [now_right, now_false, now_missed, now_silent] = asked[ecosystem];
        assert!(
            now_right >= *right && now_silent >= *silent && now_false <= *false_alarm && now_missed <= *missed,
            "{ecosystem}: {:?}",
            asked[ecosystem]
        );
    }
    assert!(asked.values().flatten().sum::<usize>() > 150);
}
