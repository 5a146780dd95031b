//! Vectors with the scores on which two independent implementations agree.

use corpus::texts as suite;
use scoring::cvss::{Score, Vector};

/// Compares the scores in the columns behind each vector; gives how many vectors agree, and the others.
fn agreeing(name: &str, scores: impl Fn(&Vector) -> Vec<Option<Score>>) -> Option<(usize, Vec<String>)> {
    let files = suite("suite-cvss-consensus")?;
    let (_, text) = files.iter().find(|(path, _)| path.ends_with(name)).unwrap();
    let (mut met, mut others) = (0, Vec::new());
    for line in text.lines().filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let wanted: Vec<Option<i64>> = cells[1..cells.len() - 1].iter().map(|cell| tenths(cell)).collect();
        let vector = Vector::parse(cells[0]).unwrap_or_else(|fault| panic!("{}: {fault}", cells[0]));
        let found: Vec<Option<i64>> = scores(&vector).into_iter().map(|s| s.map(|s| s.tenths)).collect();
        let again = Vector::parse(&vector.canonical()).unwrap();
        assert_eq!((again.canonical(), again.score()), (vector.canonical(), vector.score()));
        if found == wanted { met += 1 } else { others.push(format!("{line} but {found:?}")) }
    }
    println!("{name}: {met} of {}", met + others.len());
    others.iter().take(20).for_each(|other| println!("  {other}"));
    Some((met, others))
}

#[allow(clippy::cast_possible_truncation)]
fn tenths(cell: &str) -> Option<i64> {
    (!cell.is_empty()).then(|| (cell.parse::<f64>().unwrap() * 10.0).round() as i64)
}

fn all_agree(name: &str, scores: impl Fn(&Vector) -> Vec<Option<Score>>) {
    if let Some((met, others)) = agreeing(name, scores) {
        assert!(met > 1_000);
        assert_eq!(others, Vec::<String>::new());
    }
}

#[test]
fn version_2_agrees() {
    all_agree("dev-v2.0.tsv", |vector| match vector {
        Vector::V2(v) => vec![Some(v.base()), v.temporal(), v.environmental()],
        _ => panic!("not version 2"),
    });
}

#[test]
fn version_3_0_agrees() {
    all_agree("dev-v3.0.tsv", three);
}

#[test]
fn version_3_1_agrees() {
    all_agree("dev-v3.1.tsv", three);
}

#[test]
fn version_4_0_agrees() {
    all_agree("dev-v4.0.tsv", |vector| vec![Some(vector.score())]);
}

fn three(vector: &Vector) -> Vec<Option<Score>> {
    match vector {
        Vector::V3(v) => vec![Some(v.base()), Some(v.temporal()), Some(v.environmental())],
        _ => panic!("not version 3"),
    }
}

/// Scores beside vectors in CVE records. Some writers put the score of everything that the vector says into `baseScore`, and one
/// took the formula of the modified impact for the base impact of a changed scope; what is left are slips of single records.
#[test]
fn scores_in_cve_records_agree() {
    let Some(files) = suite("cve5-vulnrichment") else { return };
    let (mut base, mut whole, mut formula, mut others) = (0, 0, 0, Vec::new());
    for (path, text) in &files {
        let Ok(json) = serde_json::from_str::<serde_json::Value>(text) else { continue };
        let mut stack = vec![&json];
        while let Some(value) = stack.pop() {
            stack.extend(value.as_object().into_iter().flat_map(|map| map.values()));
            stack.extend(value.as_array().into_iter().flatten());
            let (Some(text), Some(score)) = (value["vectorString"].as_str(), value["baseScore"].as_f64()) else { continue };
            let vector = match Vector::parse(text) {
                Ok(vector) => vector,
                Err(fault) => {
                    others.push(format!("{path} {text}: {fault}"));
                    continue;
                }
            };
            let score = tenths(&score.to_string());
            match score {
                _ if score == Some(vector.base().tenths) => base += 1,
                _ if score == Some(vector.score().tenths) => whole += 1,
                _ if text.contains("/S:C/") && score == Some(vector.base().tenths + 1) => formula += 1,
                _ => others.push(format!("{path} {text} {score:?}")),
            }
        }
    }
    println!(
        "CVSS in CVE records: {base} of {}; of the whole vector {whole}, other formula {formula}",
        base + whole + formula + others.len()
    );
    others.iter().for_each(|other| println!("  {other}"));
    assert!(base > 10_000);
    // One has no prefix, three have scores that no formula gives, and one is a half of a tenth that an older calculator rounded down.
    assert!(others.len() <= 5);
}
