//! CSAF documents per second on one core, over the folder that `HINOMI_CSAF` names.

use formats::csaf::{Group, check_to};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

const ROUNDS: usize = 5;

fn main() {
    let Some(folder) = std::env::var_os("HINOMI_CSAF") else { return println!("HINOMI_CSAF names no folder: nothing measured") };
    let documents = hinomi_peers::json_files(Path::new(&folder));
    let bytes: usize = documents.iter().map(Vec::len).sum();
    println!("{} documents, {:.1} MB", documents.len(), bytes as f64 / 1e6);
    let time = |name: &str, work: &dyn Fn(&[u8])| {
        let mut rounds: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                documents.iter().for_each(|document| work(document));
                start.elapsed().as_secs_f64()
            })
            .collect();
        rounds.sort_by(f64::total_cmp);
        let median = rounds[ROUNDS / 2];
        println!("{name:<28} {:>8.0} documents/s {:>7.0} MB/s", documents.len() as f64 / median, bytes as f64 / median / 1e6);
    };
    time("serde_json::Value alone", &|document| {
        black_box(serde_json::from_slice::<serde_json::Value>(document).ok());
    });
    for (name, group) in [("basic", Group::Mandatory), ("extended", Group::Optional), ("full", Group::Informative)] {
        time(name, &|document| {
            black_box(check_to(document, group));
        });
    }
}
