//! Which crate may name which, as `ARCHITECTURE.md` says; read from `cargo metadata`, so a manifest cannot say otherwise.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// One row for each crate, lowest first: its package, its folder, and the packages of the house that it may name.
/// Invariant: a row names only rows above it, so the table itself cannot hold a cycle.
const WALLS: &[(&str, &str, &[&str])] = &[
    (CORPUS, "crates/corpus", &[]),
    ("hinomi-packages", "lib/packages", &[]),
    ("hinomi-scoring", "lib/scoring", &[]),
    ("hinomi-schemas", "lib/schemas", &[]),
    ("hinomi-formats", "lib/formats", &["hinomi-packages", "hinomi-scoring", "hinomi-schemas"]),
    ("hinomi-matching", "lib/matching", &["hinomi-packages"]),
    ("hinomi-domain", "crates/domain", &["hinomi-packages", "hinomi-scoring"]),
    ("hinomi-words", "crates/words", &["hinomi-domain"]),
    ("hinomi-publish", "crates/publish", &["hinomi-domain", "hinomi-words", "hinomi-formats"]),
    ("hinomi-library", "crates/library", &["hinomi-matching", "hinomi-formats", "hinomi-packages", "hinomi-scoring"]),
    ("hinomi-store", "crates/store", &["hinomi-domain"]),
    ("hinomi-outside", "crates/outside", &[]),
    (
        "hinomi-app",
        "crates/app",
        &[
            "hinomi-packages",
            "hinomi-scoring",
            "hinomi-formats",
            "hinomi-schemas",
            "hinomi-matching",
            "hinomi-domain",
            "hinomi-words",
            "hinomi-publish",
            "hinomi-library",
            "hinomi-store",
            "hinomi-outside",
        ],
    ),
    ("hinomi-web", "crates/web", &["hinomi-app", "hinomi-domain", "hinomi-words"]),
    ("hinomi", "crates/cli", &["hinomi-web", "hinomi-app", "hinomi-library", "hinomi-domain", "hinomi-words"]),
    (TESTKIT, "crates/testkit", ANYTHING),
];

/// The suites outside the repository; only tests name it.
const CORPUS: &str = "hinomi-corpus";
const TESTKIT: &str = "hinomi-testkit";
/// Stands for every row above.
const ANYTHING: &[&str] = &["*"];

/// Crates without clock, environment, files or sockets.
const PURE: [&str; 8] =
    ["lib/packages", "lib/scoring", "lib/formats", "lib/schemas", "lib/matching", "crates/domain", "crates/words", "crates/publish"];

/// Crates whose second version would cost minutes of build or split the ecosystem.
const ONCE: [&str; 18] = [
    "askama",
    "axum",
    "axum-core",
    "clap",
    "h2",
    "hyper",
    "jiff",
    "jsonschema",
    "lettre",
    "libsqlite3-sys",
    "reqwest",
    "ring",
    "rusqlite",
    "rustls",
    "serde",
    "serde_json",
    "tokio",
    "zstd-sys",
];

/// Reads the workspace without touching the network or the lock file.
fn metadata() -> Metadata {
    let mut options = vec!["--offline".to_owned(), "--locked".to_owned()];
    if cfg!(target_os = "linux") {
        // Crates of other platforms need not have been downloaded.
        options.extend(["--filter-platform".to_owned(), format!("{}-unknown-linux-gnu", std::env::consts::ARCH)]);
    }
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    let read = MetadataCommand::new().manifest_path(manifest).other_options(options).exec();
    read.unwrap_or_else(|error| panic!("cargo metadata failed; `cargo fetch --locked` may help: {error}"))
}

fn members(metadata: &Metadata) -> BTreeMap<String, &Package> {
    metadata.workspace_packages().into_iter().map(|package| (package.name.to_string(), package)).collect()
}

/// Packages of the house that `package` names, with the kind of dependency.
fn named<'a>(package: &'a Package, house: &BTreeMap<String, &Package>) -> Vec<(&'a str, DependencyKind)> {
    package.dependencies.iter().filter(|d| house.contains_key(d.name.as_str())).map(|d| (d.name.as_str(), d.kind)).collect()
}

#[test]
fn the_table_holds_every_crate_and_looks_only_downward() {
    let metadata = metadata();
    let house = members(&metadata);
    let rows: BTreeSet<&str> = WALLS.iter().map(|(name, ..)| *name).collect();
    assert_eq!(rows, house.keys().map(String::as_str).collect(), "a crate without walls, or walls without a crate");
    let mut above = BTreeSet::new();
    for (name, folder, may_name) in WALLS {
        assert!(house[*name].manifest_path.parent().is_some_and(|p| p.ends_with(folder)), "`{name}` does not live in {folder}");
        assert!(may_name == &ANYTHING || may_name.iter().all(|n| above.contains(n)), "`{name}` looks upward");
        above.insert(*name);
    }
}

#[test]
fn no_crate_names_one_beyond_its_wall() {
    let metadata = metadata();
    let house = members(&metadata);
    let mut seen = 0;
    for (name, _, may_name) in WALLS {
        for (other, kind) in named(house[*name], &house) {
            let test_only = other == TESTKIT || other == CORPUS;
            let for_tests = test_only && kind == DependencyKind::Development;
            let allowed = may_name == &ANYTHING || may_name.contains(&other) || for_tests;
            assert!(allowed, "`{name}` names `{other}`, which ARCHITECTURE.md does not allow");
            assert!(!test_only || for_tests, "`{name}` ships `{other}`, which is for tests");
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} edges were looked at");
}

#[test]
fn the_crates_have_no_cycle() {
    let metadata = metadata();
    let house = members(&metadata);
    let mut left: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, package) in &house {
        let needs = named(package, &house).into_iter().filter(|(_, kind)| *kind != DependencyKind::Development).map(|(n, _)| n).collect();
        left.insert(name, needs);
    }
    assert!(!left.is_empty());
    while !left.is_empty() {
        let free: Vec<&str> = left.iter().filter(|(_, needs)| !needs.iter().any(|n| left.contains_key(n))).map(|(n, _)| *n).collect();
        assert!(!free.is_empty(), "a cycle runs through {:?}", left.keys());
        left.retain(|name, _| !free.contains(name));
    }
}

#[test]
fn every_manifest_names_the_compiler_and_takes_the_lints() {
    let metadata = metadata();
    let house = members(&metadata);
    assert!(!house.is_empty());
    for (name, package) in &house {
        let version = package.rust_version.as_ref().map(ToString::to_string);
        assert_eq!(
            version.as_deref(),
            Some("1.95.0"),
            "`{name}`: without rust-version the resolver picks crates that need a newer compiler"
        );
        let manifest = std::fs::read_to_string(&package.manifest_path).expect("a manifest");
        assert!(manifest.contains("[lints]\nworkspace = true\n"), "`{name}` does not take the workspace's lints");
    }
}

#[test]
fn heavy_crates_come_in_one_version() {
    let metadata = metadata();
    let mut versions: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for package in &metadata.packages {
        versions.entry(package.name.as_str()).or_default().insert(package.version.to_string());
    }
    for heavy in ONCE {
        let found = versions.get(heavy).unwrap_or_else(|| panic!("`{heavy}` is no longer in the tree; take it off this list"));
        assert_eq!(found.len(), 1, "`{heavy}` comes in the versions {found:?}");
    }
}

#[test]
fn pure_crates_share_one_list_of_forbidden_calls() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let read = |folder: &str| {
        std::fs::read_to_string(format!("{root}/{folder}/clippy.toml")).unwrap_or_else(|e| panic!("{folder}/clippy.toml: {e}"))
    };
    let first = read(PURE[0]);
    for forbidden in
        ["std::time::SystemTime", "std::time::Instant", "std::env::var", "std::fs::read", "std::fs::File", "std::net::TcpStream"]
    {
        assert!(first.contains(&format!("path = \"{forbidden}\"")), "`{forbidden}` is not forbidden in {}", PURE[0]);
    }
    for folder in PURE {
        assert!(read(folder) == first, "{folder}/clippy.toml differs from {}/clippy.toml", PURE[0]);
    }
}
