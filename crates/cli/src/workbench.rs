//! Verbs that need no installation: versions, ranges, purls, CVSS and SSVC.

use crate::table::{Ended, thing};
use crate::talk::{Talk, exit};
use app::workbench::{self, cvss, ssvc};
use clap::Subcommand;
use serde_json::json;
use std::cmp::Ordering;
use std::process::ExitCode;
use words::Lang;

/// Versions: without a verb, that of the program.
#[derive(Debug, Subcommand)]
pub(crate) enum Version {
    /// Orders two versions.
    Compare {
        /// Scheme or type of purl, such as `deb`, `npm`, `linux`.
        scheme: String,
        /// One version.
        first: String,
        /// The other.
        second: String,
    },
    /// Tells whether a version lies in a range; ends with 2 when it does not or nobody can tell.
    In {
        /// A VERS, such as `vers:npm/>=1.0.0|<2.0.0`; with `--scheme`, a range as its package manager writes it.
        range: String,
        /// The version.
        version: String,
        /// Reads the range in the syntax of this type, such as `npm`.
        #[arg(long, value_name = "TYPE")]
        scheme: Option<String>,
    },
}

/// Decisions by SSVC.
#[derive(Debug, clap::Args)]
pub(crate) struct Ssvc {
    /// Answers as `POINT=VALUE`, or one vector; without any, the questions are listed.
    given: Vec<String>,
    /// The table: `DT_SP` for suppliers, `DT_DP`, `DT_COORD_TRIAGE`, `DT_COORD_PUBLISH`, …
    #[arg(long, value_name = "TABLE", default_value = "DT_SP")]
    table: String,
}

pub(crate) fn version(talk: Talk, verb: Option<&Version>) -> Ended {
    match verb {
        None => {
            let version = env!("CARGO_PKG_VERSION");
            if talk.json {
                talk.data(&json!({ "name": "hinomi", "version": version }));
            } else {
                talk.out(&format!("hinomi {version}"));
            }
            Ok(ExitCode::SUCCESS)
        }
        Some(Version::Compare { scheme, first, second }) => {
            let compared = workbench::compare(scheme, first, second).map_err(|error| talk.refused(&error))?;
            let (word, sign) = match compared.order {
                Ordering::Less => ("less", "<"),
                Ordering::Equal => ("equal", "="),
                Ordering::Greater => ("greater", ">"),
            };
            if talk.json {
                talk.data(&json!({ "scheme": compared.scheme, "first": first, "second": second, "order": word }));
            } else {
                talk.out(&format!("{first} {sign} {second}"));
            }
            Ok(ExitCode::SUCCESS)
        }
        Some(Version::In { range, version, scheme }) => {
            let placed = workbench::place(range, scheme.as_deref(), version).map_err(|error| talk.refused(&error))?;
            if talk.json {
                talk.data(&json!({
                    "scheme": placed.scheme, "version": version, "answer": placed.answer, "reason": placed.reason, "range": placed.range,
                }));
            } else {
                let reason = placed.reason.map(|reason| format!(" ({})", talk.w.version_doubt(reason))).unwrap_or_default();
                talk.out(&format!("{}{reason}", talk.w.version_answer(placed.answer)));
                placed.range.iter().for_each(|range| talk.out(range));
            }
            Ok(if placed.answer == "in" { ExitCode::SUCCESS } else { ExitCode::from(exit::FOUND) })
        }
    }
}

pub(crate) fn purl(talk: Talk, text: &str) -> Ended {
    let purl = workbench::purl(text).map_err(|error| talk.refused(&error))?;
    let scheme = workbench::scheme_of_purl(&purl);
    let value = json!({
        "purl": purl.to_string(), "type": purl.ty, "namespace": purl.namespace, "name": purl.name, "version": purl.version,
        "qualifiers": purl.qualifiers, "subpath": purl.subpath, "scheme": scheme,
    });
    thing(talk, &value);
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn cvss(talk: Talk, text: &str) -> Ended {
    let scored = workbench::score(text).map_err(|error| talk.refused(&error))?;
    let vector = cvss::Vector::parse(&scored.vector).ok();
    let metrics: Vec<cvss::Explained> = vector.iter().flat_map(cvss::Vector::explain).collect();
    if talk.json {
        let metrics: Vec<_> = metrics
            .iter()
            .map(|m| json!({ "metric": m.metric, "value": m.value, "group": m.group.key(), "ja": m.meaning_ja, "en": m.meaning_en }))
            .collect();
        talk.data(&json!({
            "version": scored.version, "vector": scored.vector, "score": scored.score, "base": scored.base, "severity": scored.severity,
            "nomenclature": vector.map(|vector| vector.nomenclature()), "metrics": metrics,
        }));
        return Ok(ExitCode::SUCCESS);
    }
    let name = vector.map_or("", |vector| vector.nomenclature());
    talk.out(&format!("{} {}  CVSS {} {name}", scored.score, talk.w.severity(&scored.severity), scored.version));
    talk.out(&scored.vector);
    if scored.base != scored.score {
        talk.out(&talk.w.cli_cvss_base(scored.base));
    }
    for m in &metrics {
        let (name, value) = (talk.w.pick(m.name_ja, m.name_en), talk.w.pick(m.value_ja, m.value_en));
        talk.out(&format!("  {}:{}  {name}: {value}", m.metric, m.value));
        talk.out(&format!("      {}", talk.w.pick(m.meaning_ja, m.meaning_en)));
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn ssvc(talk: Talk, asked: &Ssvc) -> Ended {
    let table = workbench::ssvc_table(&asked.table).map_err(|error| talk.refused(&error))?;
    if asked.given.is_empty() {
        questions(talk, table);
        return Ok(ExitCode::SUCCESS);
    }
    let path = workbench::ssvc_walk(table, &asked.given).map_err(|error| talk.refused(&error))?;
    let sentence = if talk.w.lang == Lang::Ja { path.sentence_ja() } else { path.sentence_en() };
    if talk.json {
        let turns: Vec<_> =
            path.turns().iter().map(|turn| json!({ "point": turn.point.key, "to": turn.to.key, "outcome": turn.outcome.key })).collect();
        talk.data(&json!({
            "table": table.name(), "outcome": path.outcome().key, "ja": path.outcome().name_ja, "en": path.outcome().name_en,
            "vector": path.vector(None).to_string(), "turns": turns,
        }));
        return Ok(ExitCode::SUCCESS);
    }
    talk.out(&sentence);
    talk.out(&path.vector(None).to_string());
    for turn in path.turns() {
        let outcome = talk.w.pick(turn.outcome.name_ja, turn.outcome.name_en);
        let (point, to) = (talk.w.pick(turn.point.name_ja, turn.point.name_en), talk.w.pick(turn.to.name_ja, turn.to.name_en));
        talk.out(&format!("  {}", talk.w.scoring_turn(outcome, point, to)));
    }
    Ok(ExitCode::SUCCESS)
}

fn questions(talk: Talk, table: &ssvc::Table) {
    let points = table.inputs.iter();
    if talk.json {
        let points: Vec<_> = points
            .map(|point| {
                let values: Vec<_> = point.values.iter().map(|v| json!({ "key": v.key, "ja": v.name_ja, "en": v.name_en })).collect();
                json!({ "key": point.key, "ja": point.name_ja, "en": point.name_en, "values": values })
            })
            .collect();
        talk.data(&json!({ "table": table.name(), "points": points }));
        return;
    }
    for point in points {
        talk.out(&format!("{}  {}", point.key, talk.w.pick(point.name_ja, point.name_en)));
        for value in &point.values {
            talk.out(&format!("  {}={}  {}", point.key, value.key, talk.w.pick(value.name_ja, value.name_en)));
        }
    }
}
