//! OSV records: how fast they are read beside plain typed `serde_json` on the same bytes, over the folder that `HINOMI_OSV` names.

use hinomi_peers::{json_files, time, weight};
use serde::Deserialize;
use std::hint::black_box;
use std::path::Path;

/// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    let mut documents = json_files(Path::new(&folder));
    documents.retain(|document| serde_json::from_slice::<Record>(document).is_ok());
    println!("{} records, {:.1} MB", documents.len(), weight(&documents) as f64 / 1e6);
    time("serde_json, typed, owned", "records", &documents, |document| {
        black_box(serde_json::from_slice::<Record>(document).ok());
    });
    time("our reader", "records", &documents, |document| {
        black_box(formats::osv::read(document));
    });
}
