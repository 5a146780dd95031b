//! Verbs on cases and their embargo.

use crate::call::{Caller, segment, with_query};
use crate::table::{Col, Ended, at, col, list, show, text, word};
use crate::talk::{Talk, exit};
use app::Config;
use clap::Subcommand;
use serde_json::{Value, json};
use std::process::ExitCode;
use words::Words;

/// Cases.
#[derive(Debug, Subcommand)]
pub(crate) enum Case {
    /// Lists the open cases that the caller may see.
    List {
        /// Lists the ended ones too.
        #[arg(long)]
        all: bool,
    },
    /// Shows a case.
    Show {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
    },
    /// Opens a case.
    New {
        /// Title; with a vulnerability it may be left out.
        #[arg(required_unless_present = "vuln", default_value = "")]
        title: String,
        /// Id of a vulnerability: the releases with an open finding become the scope.
        #[arg(long, value_name = "ID", default_value = "")]
        vuln: String,
        /// `vulnerability` or `severe_incident`.
        #[arg(long, default_value = "vulnerability")]
        kind: String,
        /// TLP, such as `amber`.
        #[arg(long, default_value = "")]
        tlp: String,
        /// Only named members may know of it.
        #[arg(long)]
        restricted: bool,
    },
    /// Tells the computed stage and lists what is left.
    Stage {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
    },
    /// Records a fact, such as exploitation or an available measure.
    Fact {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
        /// `measure_available`, `public`, `exploit_public` or `exploited`.
        kind: String,
        /// When it happened, RFC 3339 with offset.
        #[arg(long, value_name = "INSTANT")]
        at: String,
        /// Source or evidence.
        #[arg(long, default_value = "")]
        evidence: String,
        /// `own` or `elsewhere`, for exploitation.
        #[arg(long, default_value = "")]
        place: String,
    },
    /// Writes an entry into the timeline.
    Note {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
        /// The text.
        text: String,
        /// `internal`, `counsel`, `parties` or `reporter`.
        #[arg(long, default_value = "internal")]
        audience: String,
    },
    /// Scores the case by a CVSS vector.
    Score {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
        /// The vector.
        vector: String,
        /// Id of the vulnerability, where the case has several.
        #[arg(long, value_name = "ID", default_value = "")]
        vuln: String,
    },
    /// Answers whether the CRA's duties apply.
    Cra {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
        /// `in_scope`, `out_of_scope` or `undecided`.
        value: String,
        /// Why; needed for out of scope.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Closes a case of which nothing is left.
    Close {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
        /// Only says what would happen.
        #[arg(long)]
        dry_run: bool,
    },
    /// Opens an ended case again.
    Reopen {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

/// Embargoes.
#[derive(Debug, Subcommand)]
pub(crate) enum Embargo {
    /// Shows terms and parties.
    Show {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
    },
    /// Proposes terms, or a revision while others bind.
    Propose {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
        /// Until when, RFC 3339 with offset.
        #[arg(long, value_name = "INSTANT")]
        until: String,
        /// Until when the parties answer.
        #[arg(long, value_name = "INSTANT", default_value = "")]
        reply_by: String,
        /// What the terms cover.
        #[arg(long, default_value = "")]
        scope: String,
        /// TLP, such as `amber`.
        #[arg(long, default_value = "")]
        tlp: String,
    },
    /// Records the answer of a party.
    Agree {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
        /// Name of the party.
        party: String,
        /// `agreed`, `declined` or `invited`.
        #[arg(long, default_value = "agreed")]
        consent: String,
    },
    /// Ends an embargo before its time.
    End {
        /// Number, such as `PSIRT-2026-0042`.
        number: String,
        /// Why.
        #[arg(long)]
        reason: String,
        /// All required parties agreed to this end.
        #[arg(long)]
        consented: bool,
    },
}

const CASES: [Col; 8] = [
    col("number", "case"),
    word("stage", "stage", Words::stage),
    word("severity", "severity", Words::severity),
    col("unmet", "left"),
    word("visibility", "visibility", Words::visibility),
    at("due", "due_at"),
    col("owner", "owner"),
    col("title", "title"),
];

fn path(number: &str, rest: &str) -> String {
    format!("/api/v1/cases/{}{rest}", segment(number))
}

/// Acts on a case and says that it was recorded.
pub(crate) async fn acted(talk: Talk, config: Config, number: &str, rest: &str, body: &Value) -> Ended {
    let done = Caller::open(talk, config).await?.act("POST", &path(number, rest), body).await?;
    talk.done(&done, &talk.w.cli_case_done(number));
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn case(talk: Talk, config: Config, verb: &Case) -> Ended {
    let (number, rest, body) = match verb {
        Case::List { all } => return cases(talk, config, *all).await,
        Case::Show { number } => return show(talk, config, &path(number, "")).await,
        Case::Stage { number } => return stage(talk, config, number).await,
        Case::New { title, vuln, kind, tlp, restricted } => {
            let body = json!({ "title": title, "vulnerability": vuln, "kind": kind, "tlp": tlp, "restricted": restricted });
            let done = Caller::open(talk, config).await?.act("POST", "/api/v1/cases", &body).await?;
            talk.done(&done, &talk.w.cli_case_opened(text(&done, "number")));
            return Ok(ExitCode::SUCCESS);
        }
        Case::Close { number, reason, dry_run: true } => {
            let at = with_query(&path(number, "/closure"), "dry_run", "1");
            let done = Caller::open(talk, config).await?.act("POST", &at, &json!({ "reason": reason })).await?;
            talk.done(&done, &talk.w.cli_case_may_close(number));
            return Ok(ExitCode::SUCCESS);
        }
        Case::Fact { number, kind, at, evidence, place } => {
            (number, "/facts", json!({ "kind": kind, "happened_at": at, "evidence": evidence, "place": place }))
        }
        Case::Note { number, text, audience } => (number, "/entries", json!({ "body": text, "audience": audience })),
        Case::Score { number, vector, vuln } => return score(talk, config, number, vector, vuln).await,
        Case::Cra { number, value, reason } => (number, "/cra-question", json!({ "value": value, "reason": reason })),
        Case::Close { number, reason, .. } => (number, "/closure", json!({ "reason": reason })),
        Case::Reopen { number, reason } => (number, "/reopening", json!({ "reason": reason })),
    };
    acted(talk, config, number, rest, &body).await
}

async fn cases(talk: Talk, config: Config, all: bool) -> Ended {
    let at = if all { "/api/v1/cases?all=1" } else { "/api/v1/cases" };
    let mut items = Caller::open(talk, config).await?.list(at, crate::table::ROWS_MAX).await?;
    if !talk.json {
        for item in &mut items {
            item["due"] = item["next_deadline"]["due_at"].clone();
        }
    }
    crate::table::rows(talk, &items, &CASES);
    Ok(ExitCode::SUCCESS)
}

async fn stage(talk: Talk, config: Config, number: &str) -> Ended {
    let answer = Caller::open(talk, config).await?.get(&path(number, "/stage")).await?;
    if talk.json {
        talk.data(&answer);
        return Ok(ExitCode::SUCCESS);
    }
    talk.out(&format!("{number}  {}", talk.w.stage(&text(&answer, "stage"))));
    for condition in answer["unmet"].as_array().into_iter().flatten() {
        let things = if condition["things"].as_array().is_some_and(Vec::is_empty) { String::new() } else { text(condition, "things") };
        talk.out(format!("  · {}  {things}", talk.w.condition(&text(condition, "condition"))).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

async fn score(talk: Talk, config: Config, number: &str, vector: &str, vuln: &str) -> Ended {
    let body = json!({ "vector": vector, "vulnerability": vuln });
    let done = Caller::open(talk, config).await?.act("POST", &path(number, "/scores"), &body).await?;
    let tenths = done["score_tenths"].as_i64().unwrap_or_default();
    talk.done(&done, &format!("{number}  {}.{}  {}", tenths / 10, tenths % 10, talk.w.severity(&text(&done, "word"))));
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn embargo(talk: Talk, config: Config, verb: &Embargo) -> Ended {
    let (number, rest, body) = match verb {
        Embargo::Show { number } => return show(talk, config, &path(number, "/embargo")).await,
        Embargo::Propose { number, until, reply_by, scope, tlp } => {
            (number, "/embargo/proposals", json!({ "until": until, "reply_by": reply_by, "scope": scope, "tlp": tlp }))
        }
        Embargo::Agree { number, party, consent } => (number, "/embargo/consents", json!({ "party": party, "consent": consent })),
        Embargo::End { number, reason, consented } => return end(talk, config, number, reason, *consented).await,
    };
    acted(talk, config, number, rest, &body).await
}

/// One lead alone only asks for the end; a second one must do the same.
async fn end(talk: Talk, config: Config, number: &str, reason: &str, consented: bool) -> Ended {
    let body = json!({ "reason": reason, "consented": consented });
    let done = Caller::open(talk, config).await?.act("POST", &path(number, "/embargo/end"), &body).await?;
    let ended = done["ended"].as_bool().unwrap_or(false);
    talk.done(&done, &if ended { talk.w.cli_embargo_ended(number) } else { talk.w.cli_embargo_asked(number) });
    Ok(if ended { ExitCode::SUCCESS } else { ExitCode::from(exit::FOUND) })
}

/// Lists rows below a case.
pub(crate) async fn below(talk: Talk, config: Config, number: &str, rest: &str, columns: &[Col]) -> Ended {
    list(talk, config, &path(number, rest), columns).await
}
