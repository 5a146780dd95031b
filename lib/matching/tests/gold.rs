//! The gold set: components and statements whose answer is known from a primary source.

use std::collections::BTreeMap;

use crate::fixture::{component, judged};
use matching::Outcome;

const GOLD: &str = include_str!("../testdata/gold.txt");

#[test]
fn every_pair_of_the_gold_set_agrees() {
    let (mut group, mut statement) = ("", "");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in GOLD.lines().filter(|line| !line.is_empty()) {
        if let Some(head) = line.strip_prefix("# ") {
            group = head.split(' ').next().unwrap();
            continue;
        }
        let Some(pair) = line.strip_prefix("  ") else {
            statement = line;
            continue;
        };
        let (pair, why) = pair.split_once("  -- ").unwrap();
        let (want, of) = pair.split_once("  ").unwrap();
        let verdict = judged(&component(of), statement);
        let got = match verdict.outcome {
            // What the gold set calls affected must be a finding, not a candidate.
            Outcome::In if verdict.is_finding() => "in",
            Outcome::In => "candidate",
            Outcome::Out => "out",
            Outcome::Unknown(_) => "unknown",
        };
        *counts.entry(group).or_default() += 1;
        if got != want {
            wrong.push(format!("{statement}\n  {of}: {got}, not {want}: {why}\n  {}", verdict.to_json()));
        }
    }
    let all: usize = counts.values().sum();
    println!("gold set: {} of {all} pairs agree; {counts:?}", all - wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(all >= 300 && counts.len() >= 15);
}
