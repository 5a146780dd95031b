//! The shape of the files that are committed, or about to be.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Largest committed file, in bytes; lock files are written by tools and exempt.
const FILE_BYTES_MAX: u64 = 1 << 20;
/// Longest Rust file, in lines.
const RUST_LINES_MAX: usize = 700;
const LOCKS: [&str; 3] = ["Cargo.lock", "fuzz/Cargo.lock", "e2e/package-lock.json"];

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Lists tracked and new files, ignored ones left out; none, said loudly, outside a git checkout.
fn files() -> Option<Vec<String>> {
    if !root().join(".git").exists() {
        eprintln!("SKIPPED: this is not a git checkout, so the list of files is not known");
        return None;
    }
    let git = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git is installed where there is a checkout");
    assert!(git.status.success(), "git ls-files: {}", String::from_utf8_lossy(&git.stderr));
    let list = String::from_utf8(git.stdout).expect("file names are UTF-8");
    let files: Vec<String> = list.split('\0').filter(|name| !name.is_empty() && root().join(name).is_file()).map(str::to_owned).collect();
    assert!(files.len() > 50, "only {} files", files.len());
    Some(files)
}

fn is_rust(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e == "rs")
}

#[test]
fn no_committed_file_is_large() {
    let Some(files) = files() else { return };
    for name in files.iter().filter(|name| !LOCKS.contains(&name.as_str())) {
        let bytes = std::fs::metadata(root().join(name)).expect("a listed file").len();
        assert!(bytes <= FILE_BYTES_MAX, "{name} has {bytes} bytes");
    }
}

#[test]
fn every_rust_file_says_what_lives_in_it_and_is_one_idea() {
    let Some(files) = files() else { return };
    let rust: Vec<&String> = files.iter().filter(|name| is_rust(name)).collect();
    assert!(!rust.is_empty());
    for name in rust {
        let text = std::fs::read_to_string(root().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(text.starts_with("//! "), "{name} does not begin with `//!` and a sentence");
        let lines = text.lines().count();
        assert!(lines <= RUST_LINES_MAX, "{name} has {lines} lines");
    }
}
