//! Verbs on reports and advisories.

use crate::call::{Caller, Sent, segment, with_query};
use crate::table::{Col, Ended, at, col, list, show, text, word};
use crate::talk::{Stop, Talk, exit};
use app::Config;
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use words::Words;

/// Reports.
#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// Lists the reports that wait.
    List {
        /// Lists the ended ones too.
        #[arg(long)]
        all: bool,
    },
    /// Shows a report.
    Show {
        /// Number, such as `R-2026-0031`.
        number: String,
    },
    /// Accepts a report into a new case, or into an existing one.
    Accept {
        /// Number, such as `R-2026-0031`.
        number: String,
        /// Number of the existing case.
        #[arg(long, conflicts_with = "title")]
        case: Option<String>,
        /// Title of the new case.
        #[arg(long)]
        title: Option<String>,
    },
    /// Rules a report out, or says that it repeats another.
    Rule {
        /// Number, such as `R-2026-0031`.
        number: String,
        /// `not_reproducible`, `out_of_scope`, `not_a_vulnerability`, `spam` or `duplicate`.
        ruling: String,
        /// Why; the reporter reads it, except for spam.
        #[arg(long)]
        reason: Option<String>,
        /// Number of the earlier report, for `duplicate`.
        #[arg(long, value_name = "NUMBER")]
        duplicate_of: Option<String>,
        /// Sends no letter.
        #[arg(long)]
        no_letter: bool,
    },
    /// Writes to the reporter.
    Reply {
        /// Number, such as `R-2026-0031`.
        number: String,
        /// The text.
        #[arg(required_unless_present = "file", conflicts_with = "file")]
        text: Option<String>,
        /// File with the text.
        #[arg(long)]
        file: Option<PathBuf>,
    },
}

/// Advisories.
#[derive(Debug, Subcommand)]
pub(crate) enum Advisory {
    /// Lists advisories.
    List,
    /// Shows an advisory.
    Show {
        /// Number, such as `KD-SA-2026-0008`.
        number: String,
    },
    /// Drafts an advisory from a case.
    New {
        /// Number of the case, such as `PSIRT-2026-0042`.
        case: String,
    },
    /// Writes the words of a draft from a file.
    Edit {
        /// Number, such as `KD-SA-2026-0008`.
        number: String,
        /// JSON file with the fields `ja`, `en` and `tlp`, as `advisory show --json` gives them.
        file: PathBuf,
    },
    /// Lists what blocks publication (exit 2) and what needs a look.
    Validate {
        /// Number, such as `KD-SA-2026-0008`.
        number: String,
    },
    /// Sends the draft to its approvers.
    RequestApproval {
        /// Number, such as `KD-SA-2026-0008`.
        number: String,
    },
    /// Approves the exact words of a digest.
    Approve {
        /// Number, such as `KD-SA-2026-0008`.
        number: String,
        /// Digest of the words that were read; `advisory show` tells it.
        #[arg(long)]
        digest: String,
        /// `pr` or `legal`.
        #[arg(long)]
        hat: String,
    },
    /// Publishes an approved edition in one act.
    Publish {
        /// Number, such as `KD-SA-2026-0008`.
        number: String,
        /// Only says what would happen.
        #[arg(long)]
        dry_run: bool,
    },
}

const REPORTS: [Col; 5] = [
    col("number", "report"),
    word("state", "state", Words::report_state),
    col("product", "product"),
    at("received_at", "received"),
    at("ack_due_at", "due"),
];

const ADVISORIES: [Col; 5] = [
    col("number", "advisory"),
    word("state", "state", Words::edition_state),
    word("severity", "severity", Words::severity),
    col("version", "version"),
    col("title", "title"),
];

pub(crate) async fn report(talk: Talk, config: Config, verb: &Report) -> Ended {
    let (number, act, body) = match verb {
        Report::List { all } => {
            let state = if *all { "all" } else { "open" };
            return list(talk, config, &with_query("/api/v1/reports", "state", state), &REPORTS).await;
        }
        Report::Show { number } => return show(talk, config, &format!("/api/v1/reports/{}", segment(number))).await,
        Report::Accept { number, case, title } => (number, "acceptance", json!({ "case": word_of(case), "title": word_of(title) })),
        Report::Rule { number, ruling, reason, duplicate_of, no_letter } => {
            let body = json!({ "ruling": ruling, "reason": word_of(reason), "duplicate_of": word_of(duplicate_of), "letter": !no_letter });
            (number, "ruling", body)
        }
        Report::Reply { number, text, file } => (number, "messages", json!({ "body": text_or_file(talk, text.as_deref(), file)? })),
    };
    let done = Caller::open(talk, config).await?.act("POST", &format!("/api/v1/reports/{}/{act}", segment(number)), &body).await?;
    let said = match done["case"].as_str() {
        Some(case) => talk.w.cli_report_in_case(case, number),
        None => talk.w.cli_report_done(number),
    };
    talk.done(&done, &said);
    Ok(ExitCode::SUCCESS)
}

fn word_of(given: &Option<String>) -> &str {
    given.as_deref().unwrap_or("")
}

fn text_or_file(talk: Talk, text: Option<&str>, file: &Option<PathBuf>) -> anyhow::Result<String> {
    match (text, file) {
        (Some(text), _) => Ok(text.to_owned()),
        (None, Some(file)) => {
            let bytes = talk.body_file(file)?;
            String::from_utf8(bytes).map_err(|error| Stop::with(exit::BAD_INPUT, format!("{}: {error}", file.display())))
        }
        (None, None) => Ok(String::new()),
    }
}

pub(crate) async fn advisory(talk: Talk, config: Config, verb: &Advisory) -> Ended {
    let one = |number: &str, rest: &str| format!("/api/v1/advisories/{}{rest}", segment(number));
    match verb {
        Advisory::List => {
            let caller = Caller::open(talk, config).await?;
            let mut items = caller.list("/api/v1/advisories", crate::table::ROWS_MAX).await?;
            if !talk.json {
                for item in &mut items {
                    let (ja, en) = (text(item, "title_ja"), text(item, "title_en"));
                    item["title"] = json!(talk.w.pick(&ja, &en));
                }
            }
            crate::table::rows(talk, &items, &ADVISORIES);
            Ok(ExitCode::SUCCESS)
        }
        Advisory::Show { number } => show(talk, config, &one(number, "")).await,
        Advisory::New { case } => {
            let done = Caller::open(talk, config).await?.act("POST", "/api/v1/advisories", &json!({ "case": case })).await?;
            talk.done(&done, &talk.w.cli_advisory_drafted(text(&done, "number")));
            Ok(ExitCode::SUCCESS)
        }
        Advisory::Edit { number, file } => edit(talk, config, number, &one(number, ""), file).await,
        Advisory::Validate { number } => validate(talk, config, &one(number, "/checks")).await,
        Advisory::RequestApproval { number } => {
            let done = Caller::open(talk, config).await?.act("POST", &one(number, "/approval-request"), &json!({})).await?;
            talk.done(&done, &talk.w.cli_approval_requested(number));
            Ok(ExitCode::SUCCESS)
        }
        Advisory::Approve { number, digest, hat } => {
            let body = json!({ "digest": digest, "hat": hat });
            let done = Caller::open(talk, config).await?.act("POST", &one(number, "/approval"), &body).await?;
            talk.done(&done, &talk.w.cli_approved(number));
            Ok(ExitCode::SUCCESS)
        }
        Advisory::Publish { number, dry_run } => publish(talk, config, number, &one(number, "/publication"), *dry_run).await,
    }
}

/// Writes the words over the draft as it is now; who wants to be warned of another writer uses the API's `If-Match`.
async fn edit(talk: Talk, config: Config, number: &str, path: &str, file: &Path) -> Ended {
    let bytes = talk.body_file(file)?;
    let caller = Caller::open(talk, config).await?;
    let before = caller.send("GET", path, Sent::default()).await?;
    let sent = Sent { kind: Some("application/json"), bytes, if_match: before.etag };
    let done = caller.send("PUT", path, sent).await?.json()?;
    talk.done(&done, &talk.w.cli_advisory_written(number));
    Ok(ExitCode::SUCCESS)
}

async fn publish(talk: Talk, config: Config, number: &str, path: &str, dry_run: bool) -> Ended {
    let path = if dry_run { with_query(path, "dry_run", "1") } else { path.to_owned() };
    let done = Caller::open(talk, config).await?.act("POST", &path, &json!({})).await?;
    talk.done(&done, &if dry_run { talk.w.cli_publishable(number) } else { talk.w.cli_published(number) });
    Ok(ExitCode::SUCCESS)
}

async fn validate(talk: Talk, config: Config, path: &str) -> Ended {
    let checks = Caller::open(talk, config).await?.get(path).await?;
    let blocked = checks["blockers"].as_array().is_some_and(|blockers| !blockers.is_empty());
    if talk.json {
        talk.data(&checks);
    } else {
        for (mark, kind) in [("✗", "blockers"), ("!", "asks"), ("·", "hints")] {
            for check in checks[kind].as_array().into_iter().flatten() {
                talk.out(&line_of(mark, check));
            }
        }
    }
    if blocked {
        return Ok(ExitCode::from(exit::FOUND));
    }
    talk.say(&format!("✓ {}", talk.w.cli_nothing_blocks()));
    Ok(ExitCode::SUCCESS)
}

fn line_of(mark: &str, check: &Value) -> String {
    let (detail, at) = (text(check, "detail"), text(check, "at"));
    if at.is_empty() { format!("{mark} {detail}") } else { format!("{mark} {detail} ({at})") }
}
