//! Every function of a transaction is called by some story, so that its statements are met by both engines.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn text_of(folder: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    sources(&folder).iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn every_function_of_a_transaction_has_a_story() {
    let (code, stories) = (text_of("src"), text_of("tests"));
    let functions: BTreeSet<&str> = code
        .split("    pub fn ")
        .skip(1)
        .filter(|rest| rest.split_once('{').is_some_and(|(head, _)| head.contains("&mut self")))
        .filter_map(|rest| rest.split_once(['(', '<']).map(|(name, _)| name))
        .collect();
    assert!(functions.len() > 100, "only {} functions found", functions.len());
    let untold: Vec<_> =
        functions.iter().filter(|name| !stories.contains(&format!(".{name}(")) && !stories.contains(&format!(".{name}::<"))).collect();
    assert!(untold.is_empty(), "no story calls {untold:?}");
}
