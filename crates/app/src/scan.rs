//! A parts list, a lock file or a folder of them met with the library, without installation and without keeping anything.

use crate::clock::Clock;
use crate::config::Config;
use crate::document::{self, VexForm};
use crate::sbom::{ProblemRow, refusal};
use crate::{Error, Result};
use formats::lock::{self, Lock};
use formats::sbom::{Options, Sbom};
use formats::vex::convert::{self, Publisher};
use formats::vex::{Document, Product, Statement, Status};
use library::{Library, Snapshot};
use matching::{Component, Verdict};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

/// Megabytes of one file, as sent and unpacked.
pub const FILE_MB_MAX: usize = 256;

/// A match, with what a reader wants to know of it.
#[derive(Debug, Clone)]
pub struct Found {
    /// Display id.
    pub vulnerability: String,
    /// Title in Japanese, where the library has one.
    pub title_ja: Option<String>,
    /// Title in English, where the library has one.
    pub title_en: Option<String>,
    /// Severity word, `unknown` without a score.
    pub severity: String,
    /// Score in tenths.
    pub score: Option<i64>,
    /// Day of its listing in KEV.
    pub kev_at: Option<String>,
    /// EPSS in hundred thousandths.
    pub epss: Option<i64>,
    /// Name of the component.
    pub component: String,
    /// Its version.
    pub version: String,
    /// Its first purl, else its first CPE.
    pub identity: Option<String>,
    /// Place in the file.
    pub pointer: String,
    /// Confidence class.
    pub class: char,
    /// The verdict with its reason, as JSON.
    pub verdict: Value,
}

/// A component that nothing can be said of.
#[derive(Debug, Clone)]
pub struct Unmatched {
    /// Name.
    pub name: String,
    /// Version.
    pub version: Option<String>,
    /// Why, as a code.
    pub why: &'static str,
}

/// What was found in one file.
#[derive(Debug, Clone)]
pub struct Scanned {
    /// Form and version, such as `CycloneDX 1.6` or `Cargo.lock`.
    pub format: String,
    /// Components.
    pub components: usize,
    /// Affected ones, the gravest first.
    pub findings: Vec<Found>,
    /// Perhaps affected: below the threshold, or nobody can tell.
    pub candidates: Vec<Found>,
    /// Components that could not be matched.
    pub unmatched: Vec<Unmatched>,
    /// What was met while reading.
    pub problems: Vec<ProblemRow>,
}

/// The library of an installation; none where there is none, or nothing in it.
///
/// # Errors
/// A damaged library.
pub fn library(config: &Config) -> Result<Option<Arc<Snapshot>>> {
    let dir = config.server.data_dir.join("library");
    if !dir.is_dir() {
        return Ok(None);
    }
    let library = Library::open(&dir).map_err(|error| Error::broken("opening the library", error))?;
    let snapshot = library.snapshot();
    Ok((!snapshot.is_empty()).then_some(snapshot))
}

/// Whether a file in a folder is one to look at, by its name.
#[must_use]
pub fn is_parts_list(name: &str) -> bool {
    let lower = name.to_lowercase();
    let named = [".cdx.json", ".cdx.xml", ".spdx.json", ".spdx", ".spdx.yaml", ".spdx.rdf", "bom.json", "bom.xml", "sbom.json"];
    Lock::of_name(name).is_some() || named.iter().any(|end| lower.ends_with(end))
}

/// Meets one file with the library. The name tells a lock file, the bytes everything else.
///
/// # Errors
/// The file cannot be read.
pub fn scan(snapshot: &Snapshot, name: &str, bytes: Vec<u8>) -> Result<Scanned> {
    let bytes = document::plain(bytes, FILE_MB_MAX)?;
    let options = Options { allow_empty: true, ..Options::default() };
    let read = match Lock::of_name(name) {
        Some(lock) => lock::read(lock, &bytes, &options),
        None => formats::sbom::read(&bytes, &options),
    };
    Ok(met(snapshot, &read.map_err(|fault| refusal(fault, FILE_MB_MAX))?))
}

fn met(snapshot: &Snapshot, sbom: &Sbom<'_>) -> Scanned {
    let components = library::components(sbom);
    let mut facts: HashMap<String, store::finding::Vulnerability> = HashMap::new();
    let (mut findings, mut candidates) = (Vec::new(), Vec::new());
    for found in snapshot.matches(&components) {
        let (Some(component), Some(raw)) = (components.get(found.component), sbom.components.get(found.component)) else { continue };
        let facts = facts.entry(found.vulnerability.clone()).or_insert_with(|| crate::vulnerability::facts(snapshot, &found.vulnerability));
        let list = if found.verdict.is_finding() { &mut findings } else { &mut candidates };
        list.push(shown(facts, component, &raw.pointer, &found.verdict));
    }
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    candidates.sort_by(|a, b| order(a).cmp(&order(b)));
    let unmatched = components.iter().filter_map(|component| {
        let why = matching::unmatchable(component)?;
        Some(Unmatched { name: component.name.clone(), version: component.version.clone(), why })
    });
    let problem =
        |p: &formats::problem::Problem| ProblemRow { code: p.code.to_owned(), pointer: p.pointer.clone(), detail: p.detail.clone() };
    Scanned {
        format: sbom.format.clone(),
        components: components.len(),
        unmatched: unmatched.collect(),
        findings,
        candidates,
        problems: sbom.problems.iter().map(problem).collect(),
    }
}

fn shown(facts: &store::finding::Vulnerability, component: &Component, pointer: &str, verdict: &Verdict) -> Found {
    let identity = component.purls.first().map(ToString::to_string).or_else(|| component.cpe.first().map(ToString::to_string));
    Found {
        vulnerability: facts.id.clone(),
        title_ja: facts.title_ja.clone(),
        title_en: facts.title_en.clone(),
        severity: facts.severity.clone(),
        score: facts.score,
        kev_at: facts.kev_at.clone(),
        epss: facts.epss,
        component: component.name.clone(),
        version: component.version.clone().unwrap_or_default(),
        identity,
        pointer: pointer.to_owned(),
        class: verdict.class.letter(),
        verdict: serde_json::from_str(&verdict.to_json()).unwrap_or_default(),
    }
}

/// Exploited ones first, then by score, then by what is likely to be exploited; a steady order among equals.
fn order(found: &Found) -> impl Ord {
    (
        found.kev_at.is_none(),
        std::cmp::Reverse(found.score),
        std::cmp::Reverse(found.epss),
        found.vulnerability.clone(),
        found.component.clone(),
        found.version.clone(),
    )
}

/// Writes findings as statements that are under investigation: the beginning of an answer, not the answer. What the form cannot hold is left out.
#[must_use]
pub fn vex(files: &[(String, Scanned)], form: VexForm, name: &str, namespace: &str) -> Vec<u8> {
    let now = Clock::Machine.now().to_rfc3339();
    let mut by_id: BTreeMap<&str, Statement> = BTreeMap::new();
    for found in files.iter().flat_map(|(_, scanned)| &scanned.findings) {
        let statement =
            by_id.entry(&found.vulnerability).or_insert_with(|| Statement::new(&*found.vulnerability, Status::UnderInvestigation, ""));
        let mut product = found.identity.as_deref().map(Product::of_identifier).unwrap_or_default();
        product.name = Some(found.component.clone());
        product.version = Some(found.version.clone()).filter(|version| !version.is_empty());
        if !statement.products.contains(&product) {
            statement.products.push(product);
        }
    }
    let document = Document {
        id: format!("{}/scan/{}", namespace.trim_end_matches('/'), now.replace(':', "-")),
        author: name.to_owned(),
        issued: Some(now.clone()),
        updated: Some(now.clone()),
        version: Some("1".to_owned()),
        tooling: Some(format!("hinomi {}", env!("CARGO_PKG_VERSION"))),
        statements: by_id.into_values().collect(),
        ..Document::default()
    };
    let publisher = Publisher { name: name.to_owned(), namespace: namespace.to_owned(), now };
    convert::write(&document, form, &publisher).0
}

/// Writes findings as a SARIF 2.1.0 log; each with the words that the caller gives.
#[must_use]
pub fn sarif(files: &[(String, Scanned)], words: impl Fn(&Found) -> String) -> String {
    use formats::sarif::{Finding, Level, write};
    let worded: Vec<_> = files.iter().flat_map(|(file, scanned)| scanned.findings.iter().map(move |found| (file, found))).collect();
    let messages: Vec<String> = worded.iter().map(|(_, found)| words(found)).collect();
    let findings: Vec<_> = worded
        .iter()
        .zip(&messages)
        .map(|((file, found), message)| Finding {
            uri: file,
            rule: &found.vulnerability,
            level: match found.severity.as_str() {
                "critical" | "high" => Level::Error,
                "medium" => Level::Warning,
                _ if found.kev_at.is_some() => Level::Error,
                _ => Level::Note,
            },
            message,
            line: found.pointer.strip_prefix("line ").and_then(|line| line.parse().ok()),
            place: &found.pointer,
        })
        .collect();
    String::from_utf8(write("hinomi", env!("CARGO_PKG_VERSION"), &findings)).unwrap_or_default()
}

/// The name of a file, for telling lock files from others.
#[must_use]
pub fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
