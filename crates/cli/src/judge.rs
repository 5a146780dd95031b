//! Verbs on assessments, deadlines, awareness and filings.

use crate::call::{Caller, segment, with_query};
use crate::document;
use crate::room::{acted, below};
use crate::table::{Col, Ended, at, col, rows, word};
use crate::talk::{Stop, Talk, exit};
use app::{Clock, Config};
use base64::Engine as _;
use clap::{Args, Subcommand};
use domain::instant::Instant;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;
use words::Words;

/// Assessments in the terms of VEX.
#[derive(Debug, Subcommand)]
pub(crate) enum Vex {
    /// Lists assessments.
    List {
        /// Of this vulnerability.
        #[arg(long, value_name = "ID")]
        vuln: Option<String>,
        /// Of this release, `product@version`.
        #[arg(long, value_name = "RELEASE")]
        release: Option<String>,
    },
    /// Judges a vulnerability in one or many releases.
    Set(Judgement),
    /// Writes the statements of a document in another form.
    Convert(document::ConvertVex),
}

/// A judgement.
#[derive(Debug, Args)]
pub(crate) struct Judgement {
    /// Any of its ids.
    id: String,
    /// Slug of the product.
    #[arg(long)]
    product: Option<String>,
    /// A release, `product@version`, or only its version beside `--product`; may be repeated.
    #[arg(long = "release", value_name = "RELEASE", required_unless_present = "all_releases")]
    releases: Vec<String>,
    /// All releases with an open finding, of the product or of all.
    #[arg(long, conflicts_with = "releases")]
    all_releases: bool,
    /// `under_investigation`, `affected`, `not_affected` or `fixed`.
    #[arg(long)]
    status: String,
    /// Justification, for `not_affected`.
    #[arg(long, default_value = "")]
    justification: String,
    /// Impact statement, fit to be published.
    #[arg(long, default_value = "")]
    note: String,
    /// What users should do, for `affected`.
    #[arg(long, default_value = "")]
    action: String,
    /// Version or proof, for `fixed`.
    #[arg(long, default_value = "")]
    evidence: String,
    /// Number of the case in which it is made.
    #[arg(long, default_value = "")]
    case: String,
    /// Only says what would happen.
    #[arg(long)]
    dry_run: bool,
}

/// Deadlines.
#[derive(Debug, Subcommand)]
pub(crate) enum Deadline {
    /// Lists running deadlines, the nearest first.
    List {
        /// Only those that the law sets.
        #[arg(long)]
        legal: bool,
        /// Lists the met ones too.
        #[arg(long)]
        met: bool,
    },
}

/// Awareness, from which legal deadlines run.
#[derive(Debug, Subcommand)]
pub(crate) enum Awareness {
    /// Lists what was recorded; the newest counts.
    List {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
    },
    /// Records when we became aware; the legal deadlines start.
    Record {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
        /// When the signal arrived, RFC 3339 with offset.
        #[arg(long, value_name = "INSTANT")]
        signal: String,
        /// When its assessment began.
        #[arg(long, value_name = "INSTANT")]
        started: String,
        /// When we were reasonably certain.
        #[arg(long, value_name = "INSTANT")]
        aware: String,
        /// Source or evidence.
        #[arg(long)]
        evidence: String,
        /// How the evidence led to certainty.
        #[arg(long)]
        reasoning: String,
        /// Why an earlier row is corrected.
        #[arg(long, default_value = "")]
        reason: String,
    },
}

/// Filings with the authority.
#[derive(Debug, Subcommand)]
pub(crate) enum Filing {
    /// Lists what was submitted or tried.
    List {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
    },
    /// Records a submission made on the authority's platform, or an attempt.
    Record {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
        /// `early_warning`, `notification` or `final_report`.
        stage: String,
        /// The authority's reference.
        #[arg(long, default_value = "")]
        reference: String,
        /// When it was submitted or tried, RFC 3339 with offset.
        #[arg(long, value_name = "INSTANT")]
        at: String,
        /// It could not be submitted; the deadline runs on.
        #[arg(long)]
        attempted: bool,
        /// Why it is late or could not be submitted.
        #[arg(long, default_value = "")]
        reason: String,
        /// Copy of what was submitted.
        #[arg(long, value_name = "FILE")]
        copy: Option<PathBuf>,
    },
}

const ASSESSMENTS: [Col; 7] = [
    col("vulnerability", "vulnerability"),
    col("release", "release"),
    word("status", "status", Words::vex),
    word("justification", "justification", Words::justification),
    at("decided_at", "decided_at"),
    col("decided_by", "decided_by"),
    col("statement", "statement"),
];

const DEADLINES: [Col; 5] = [
    col("concerns", "concerns"),
    word("key", "deadline", Words::deadline),
    word("kind", "binding", Words::deadline_kind),
    at("due_at", "due_at"),
    col("left", "time_left"),
];

const AWARENESS: [Col; 5] = [
    at("aware_at", "aware_at"),
    at("signal_at", "signal_at"),
    col("decided_by", "decided_by"),
    col("evidence", "evidence"),
    col("reason", "reason"),
];

const FILINGS: [Col; 5] = [
    word("stage", "stage", Words::filing_stage),
    word("outcome", "state", Words::filing_outcome),
    at("happened_at", "happened_at"),
    col("reference", "reference"),
    col("recorded_by", "recorded_by"),
];

pub(crate) async fn vex(talk: Talk, config: Config, verb: &Vex) -> Ended {
    match verb {
        Vex::List { vuln, release } => {
            let asked = [("vulnerability", vuln), ("release", release)];
            let path = asked.iter().filter_map(|(name, value)| value.as_ref().map(|value| (name, value)));
            let path = path.fold("/api/v1/assessments".to_owned(), |path, (name, value)| with_query(&path, name, value));
            crate::table::list(talk, config, &path, &ASSESSMENTS).await
        }
        Vex::Set(judgement) => set(talk, config, judgement).await,
        Vex::Convert(asked) => document::convert_vex(talk, asked),
    }
}

async fn set(talk: Talk, config: Config, judgement: &Judgement) -> Ended {
    let Judgement { id, product, releases, all_releases, status, justification, note, action, evidence, case, dry_run } = judgement;
    let caller = Caller::open(talk, config).await?;
    let releases = if *all_releases { with_findings(&caller, id, product.as_deref()).await? } else { named(releases, product.as_deref()) };
    if releases.is_empty() {
        return Err(Stop::with(exit::NOT_FOUND, talk.w.cli_affected_none()));
    }
    let body = json!({
        "vulnerability": id, "releases": releases, "case": case, "status": status, "justification": justification,
        "statement": note, "action": action, "evidence": evidence,
    });
    let path = if *dry_run { "/api/v1/assessments?dry_run=1" } else { "/api/v1/assessments" };
    let done = caller.act("POST", path, &body).await?;
    let n = |field: &str| done[field].as_array().map_or(0, Vec::len);
    talk.done(&done, &talk.w.cli_decided(n("decided"), n("skipped")));
    Ok(ExitCode::SUCCESS)
}

/// Releases as they were named: a bare version belongs to the product.
fn named(releases: &[String], product: Option<&str>) -> Vec<String> {
    let whole = |release: &String| match product {
        Some(product) if !release.contains('@') => format!("{product}@{release}"),
        _ => release.clone(),
    };
    releases.iter().map(whole).collect()
}

/// Releases with an open finding, each once.
async fn with_findings(caller: &Caller, id: &str, product: Option<&str>) -> anyhow::Result<Vec<String>> {
    let answer = caller.get(&format!("/api/v1/vulnerabilities/{}/affected", segment(id))).await?;
    let ours = |release: &&str| product.is_none_or(|product| release.split('@').next() == Some(product));
    let mut found: Vec<String> = answer["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|finding| finding["release"].as_str())
        .filter(ours)
        .map(str::to_owned)
        .collect();
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

pub(crate) async fn deadline(talk: Talk, config: Config, verb: &Deadline) -> Ended {
    let Deadline::List { legal, met } = verb;
    let asked = [("legal", *legal), ("met", *met)];
    let path = asked.iter().filter(|(_, on)| *on).fold("/api/v1/deadlines".to_owned(), |path, (name, _)| with_query(&path, name, "1"));
    let mut items = Caller::open(talk, config).await?.list(&path, crate::table::ROWS_MAX).await?;
    if !talk.json {
        let now = Clock::Machine.now();
        for item in &mut items {
            item["left"] = left(talk, item, now);
        }
    }
    rows(talk, &items, &DEADLINES);
    Ok(ExitCode::SUCCESS)
}

fn left(talk: Talk, item: &Value, now: Instant) -> Value {
    let due = item["due_at"].as_str().and_then(|due| Instant::parse(due).ok());
    match due {
        Some(due) if item["met_at"].is_null() => json!(talk.w.remaining(due.instant, now)),
        _ => Value::Null,
    }
}

pub(crate) async fn awareness(talk: Talk, config: Config, verb: &Awareness) -> Ended {
    match verb {
        Awareness::List { number } => below(talk, config, number, "/awareness", &AWARENESS).await,
        Awareness::Record { number, signal, started, aware, evidence, reasoning, reason } => {
            let body = json!({
                "signal_at": signal, "started_at": started, "aware_at": aware,
                "evidence": evidence, "reasoning": reasoning, "reason": reason,
            });
            acted(talk, config, number, "/awareness", &body).await
        }
    }
}

pub(crate) async fn filing(talk: Talk, config: Config, verb: &Filing) -> Ended {
    match verb {
        Filing::List { number } => below(talk, config, number, "/filings", &FILINGS).await,
        Filing::Record { number, stage, reference, at, attempted, reason, copy } => {
            let copy = copy.as_deref().map(|file| talk.body_file(file)).transpose()?.unwrap_or_default();
            let body = json!({
                "stage": stage, "outcome": if *attempted { "attempted" } else { "submitted" }, "reference": reference, "happened_at": at,
                "reason": reason, "copy_base64": base64::engine::general_purpose::STANDARD.encode(copy),
            });
            acted(talk, config, number, "/filings", &body).await
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_bare_version_belongs_to_the_product() {
        let given = ["1.4.0".to_owned(), "kd-nvr4@2.0.0".to_owned()];
        assert_eq!(super::named(&given, Some("kd-cam200")), ["kd-cam200@1.4.0", "kd-nvr4@2.0.0"]);
        assert_eq!(super::named(&given, None), ["1.4.0", "kd-nvr4@2.0.0"]);
    }
}
