//! OSV records: how fast they are read beside plain typed `serde_json` on the same bytes, over the folder that `HINOMI_OSV` names.

use serde::Deserialize;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

/// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 7;

/// What our reader keeps, as a typed reader would plainly hold it.
#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only read")]
struct Record {
    id: String,
    modified: Option<String>,
    published: Option<String>,
    withdrawn: Option<String>,
    summary: Option<String>,
    details: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    related: Vec<String>,
    #[serde(default)]
    upstream: Vec<String>,
    #[serde(default)]
    severity: Vec<Severity>,
    #[serde(default)]
    references: Vec<Reference>,
    #[serde(default)]
    affected: Vec<Affected>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only read")]
struct Severity {
    r#type: String,
    score: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only read")]
struct Reference {
    url: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only read")]
struct Affected {
    package: Option<Package>,
    #[serde(default)]
    severity: Vec<Severity>,
    #[serde(default)]
    ranges: Vec<Range>,
    #[serde(default)]
    versions: Vec<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only read")]
struct Package {
    ecosystem: String,
    name: String,
    purl: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only read")]
struct Range {
    r#type: String,
    repo: Option<String>,
    events: Vec<Event>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only read")]
struct Event {
    introduced: Option<String>,
    fixed: Option<String>,
    last_affected: Option<String>,
    limit: Option<String>,
}

fn main() {
    let Some(folder) = std::env::var_os("HINOMI_OSV") else { return println!("HINOMI_OSV names no folder: nothing measured") };
    let mut documents = hinomi_peers::json_files(Path::new(&folder));
    documents.retain(|document| serde_json::from_slice::<Record>(document).is_ok());
    let bytes: usize = documents.iter().map(Vec::len).sum();
    println!("{} records, {:.1} MB", documents.len(), bytes as f64 / 1e6);
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
        println!("{name:<28} {:>8.0} records/s {:>7.0} MB/s", documents.len() as f64 / median, bytes as f64 / median / 1e6);
    };
    time("serde_json, typed, owned", &|document| {
        black_box(serde_json::from_slice::<Record>(document).ok());
    });
    time("our reader", &|document| {
        black_box(formats::osv::read(document));
    });
}
