//! CSAF documents per second on one core, over the folder that `HINOMI_CSAF` names.

use formats::csaf::{Group, check_to};
use hinomi_peers::{json_files, time, weight};
use std::hint::black_box;
use std::path::Path;

fn main() {
    let Some(folder) = std::env::var_os("HINOMI_CSAF") else { return println!("HINOMI_CSAF names no folder: nothing measured") };
    let documents = json_files(Path::new(&folder));
    println!("{} documents, {:.1} MB", documents.len(), weight(&documents) as f64 / 1e6);
    time("serde_json::Value alone", "documents", &documents, |document| {
        black_box(serde_json::from_slice::<serde_json::Value>(document).ok());
    });
    for (name, group) in [("basic", Group::Mandatory), ("extended", Group::Optional), ("full", Group::Informative)] {
        time(name, "documents", &documents, |document| {
            black_box(check_to(document, group));
        });
    }
}
