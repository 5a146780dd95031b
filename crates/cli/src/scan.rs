//! `hinomi scan`: a parts list, a lock file or a folder met with the library of this machine; no server, nothing is kept.

use crate::document::{FOLDERS_DEEP_MAX, walk};
use crate::table::{self, Col, Ended, col, word};
use crate::talk::{Stop, Talk, exit};
use app::Config;
use app::document::VexForm;
use app::scan::{self, FILE_MB_MAX, Found, Scanned, is_parts_list};
use clap::Args;
use domain::refusal::Refusal;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use words::{Lang, Words};

/// Components without an answer that are named; `--json` has all.
const UNMATCHED_SHOWN_MAX: usize = 10;

/// What is scanned, and how the answer looks.
#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// SBOMs, `Cargo.lock`, `package-lock.json`, `requirements.txt`, or folders with such files.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Shows what may be a match as well, below the threshold.
    #[arg(long)]
    candidates: bool,
    /// Ends with 2 when there is a finding so grave: `low`, `medium`, `high`, `critical`, `kev`, or `any`.
    #[arg(long, value_name = "SEVERITY", value_parser = ["any", "low", "medium", "high", "critical", "kev"])]
    fail_on: Option<String>,
    /// Answers as SARIF 2.1.0, for the code scanning of CI systems.
    #[arg(long, conflicts_with_all = ["json", "vex"])]
    sarif: bool,
    /// Answers as statements that are under investigation: `openvex`, `csaf` or `cyclonedx`.
    #[arg(long, value_name = "FORM", conflicts_with = "json", value_parser = ["openvex", "csaf", "cyclonedx"])]
    vex: Option<String>,
    /// Who states, for `--vex`.
    #[arg(long, value_name = "NAME", default_value = "unknown")]
    publisher: String,
    /// Address of the publisher, for `--vex`.
    #[arg(long, value_name = "URL", default_value = "https://example.invalid")]
    namespace: String,
}

const COLUMNS: &[Col] = &[
    col("vulnerability", "vulnerability"),
    word("severity", "severity", Words::severity),
    col("kev", "kev"),
    col("component", "component"),
    col("class", "class"),
    col("reason", "reason"),
];

pub(crate) fn scan(talk: Talk, config: &Config, asked: &Scan) -> Ended {
    let Some(snapshot) = scan::library(config).map_err(|error| talk.refused(&error))? else {
        return Err(Stop::with(exit::FAILED, talk.w.cli_library_empty()));
    };
    let mut files = Vec::new();
    for path in paths(talk, &asked.paths)? {
        let too_large = Refusal::BodyTooLarge { limit: format!("{FILE_MB_MAX} MB") };
        let bytes = talk.file(&path, FILE_MB_MAX, too_large)?;
        let scanned = scan::scan(&snapshot, &scan::name_of(&path), bytes).map_err(|error| named(talk, &path, &error))?;
        files.push((path.display().to_string(), scanned));
    }
    if asked.sarif {
        talk.out(&scan::sarif(&files, |found| format!("{} {}: {}", found.component, found.version, reason(talk, found))));
    } else if let Some(form) = asked.vex.as_deref().and_then(VexForm::of_key) {
        let bytes = scan::vex(&files, form, &asked.publisher, &asked.namespace);
        talk.out(String::from_utf8_lossy(&bytes).trim_end());
    } else if talk.json {
        let stats = snapshot.stats();
        let feeds: serde_json::Map<String, Value> =
            stats.feeds.iter().map(|(name, feed)| (name.clone(), json!({ "records": feed.records, "latest": feed.latest }))).collect();
        let library = json!({ "records": stats.records, "kev": stats.kev, "epss": stats.epss, "feeds": feeds });
        let files: Vec<Value> = files.iter().map(|(file, scanned)| as_json(talk, file, scanned)).collect();
        talk.data(&json!({ "library": library, "files": files }));
    } else {
        files.iter().for_each(|(file, scanned)| tell(talk, asked, file, scanned, files.len() > 1));
    }
    let grave = |found: &Found| asked.fail_on.as_deref().is_some_and(|least| is_grave(found, least));
    let failed = files.iter().any(|(_, scanned)| scanned.findings.iter().any(grave));
    Ok(if failed { ExitCode::from(exit::FOUND) } else { ExitCode::SUCCESS })
}

/// The files that are meant; in a folder those that are known by their names.
fn paths(talk: Talk, asked: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    for path in asked {
        if !path.is_dir() {
            out.push(path.clone());
            continue;
        }
        let mut found = Vec::new();
        walk(path, FOLDERS_DEEP_MAX, &|path| is_parts_list(&scan::name_of(path)), &mut found);
        if found.is_empty() {
            return Err(talk.refused(&Refusal::DocumentNone { path: path.display().to_string() }.into()));
        }
        found.sort();
        out.extend(found);
    }
    Ok(out)
}

/// An error that names the file.
fn named(talk: Talk, path: &Path, error: &app::Error) -> anyhow::Error {
    let stop = talk.refused(error);
    let exit = stop.downcast_ref::<Stop>().map_or(exit::FAILED, |stop| stop.exit);
    Stop::with(exit, format!("{}: {stop}", path.display()))
}

fn is_grave(found: &Found, least: &str) -> bool {
    let rank = |word: &str| ["low", "medium", "high", "critical"].iter().position(|known| *known == word);
    match least {
        "any" => true,
        "kev" => found.kev_at.is_some(),
        // What is exploited is grave whatever its score, and what nobody scored may be anything.
        _ => found.kev_at.is_some() || found.severity == "unknown" || rank(&found.severity) >= rank(least),
    }
}

fn reason(talk: Talk, found: &Found) -> String {
    web::reason(talk.w, &found.verdict)
}

fn row(talk: Talk, found: &Found) -> Value {
    json!({
        "vulnerability": found.vulnerability, "severity": found.severity, "kev": found.kev_at.is_some(),
        "component": format!("{} {}", found.component, found.version), "class": found.class.to_string(), "reason": reason(talk, found),
    })
}

fn tell(talk: Talk, asked: &Scan, file: &str, scanned: &Scanned, name: bool) {
    if name {
        talk.out(&format!("── {file}"));
    }
    let rows = |list: &[Found]| list.iter().map(|found| row(talk, found)).collect::<Vec<_>>();
    if !scanned.findings.is_empty() {
        table::rows(talk, &rows(&scanned.findings), COLUMNS);
    }
    if asked.candidates && !scanned.candidates.is_empty() {
        talk.out(talk.w.candidates());
        table::rows(talk, &rows(&scanned.candidates), COLUMNS);
    }
    let matched = scanned.components - scanned.unmatched.len();
    talk.say(&talk.w.cli_scanned(scanned.candidates.len(), scanned.components, scanned.findings.len(), &scanned.format, matched));
    if !scanned.unmatched.is_empty() {
        talk.say(&format!("{}:", talk.w.unmatchable_title()));
        for one in scanned.unmatched.iter().take(UNMATCHED_SHOWN_MAX) {
            let version = one.version.as_deref().unwrap_or_default();
            talk.say(&format!("  {} {version}  {}", one.name, talk.w.unmatchable_reason(one.why)));
        }
        if let Some(more) = scanned.unmatched.len().checked_sub(UNMATCHED_SHOWN_MAX).filter(|more| *more > 0) {
            talk.say(&format!("  {}", talk.w.cli_more(more)));
        }
    }
    for problem in scanned.problems.iter().take(UNMATCHED_SHOWN_MAX) {
        talk.say(&format!("  {} {}  {}", problem.code, problem.pointer, talk.w.document_advice(&problem.code)));
    }
}

fn as_json(talk: Talk, file: &str, scanned: &Scanned) -> Value {
    let list = |list: &[Found]| list.iter().map(|found| found_json(talk, found)).collect::<Vec<_>>();
    let unmatched: Vec<Value> =
        scanned.unmatched.iter().map(|one| json!({ "name": one.name, "version": one.version, "reason": one.why })).collect();
    let problems: Vec<Value> =
        scanned.problems.iter().map(|p| json!({ "code": p.code, "pointer": p.pointer, "detail": p.detail })).collect();
    json!({
        "file": file, "format": scanned.format, "components": scanned.components,
        "matchable": scanned.components - scanned.unmatched.len(), "findings": list(&scanned.findings),
        "candidates": list(&scanned.candidates), "unmatchable": unmatched, "problems": problems,
    })
}

fn found_json(talk: Talk, found: &Found) -> Value {
    let title = match talk.w.lang {
        Lang::Ja => found.title_ja.as_ref().or(found.title_en.as_ref()),
        Lang::En => found.title_en.as_ref().or(found.title_ja.as_ref()),
    };
    json!({
        "vulnerability": found.vulnerability, "title": title, "severity": found.severity, "score_tenths": found.score, "kev": found.kev_at,
        "epss_hundred_thousandths": found.epss, "component": found.component, "version": found.version, "identity": found.identity,
        "pointer": found.pointer, "class": found.class.to_string(), "reason": reason(talk, found), "verdict": found.verdict,
    })
}
