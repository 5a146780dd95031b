//! Reads `cpeApplicability` where it is a plain "or" of matches; conditions on other products are left out with a problem.

use packages::cpe::{Cpe, Value};
use serde::Deserialize;

use super::versions::Note;
use crate::json::lenient::{Flag, List, Object, Text};
use crate::problem::quote;
use crate::record::{Affected, Range, RangeEnd, RangeKind, Status, Subject};

/// Most matches read of one container.
const MATCHES_MAX: usize = 20_000;

/// One element: nodes joined by an operator.
#[derive(Deserialize, Default)]
pub(crate) struct Element<'a> {
    #[serde(borrow, default)]
    operator: Text<'a>,
    #[serde(default)]
    negate: Flag,
    #[serde(borrow, default)]
    nodes: List<Object<Node<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Node<'a> {
    #[serde(borrow, default)]
    operator: Text<'a>,
    #[serde(default)]
    negate: Flag,
    #[serde(borrow, default)]
    cpe_match: List<Object<Match<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Match<'a> {
    #[serde(default)]
    vulnerable: Flag,
    #[serde(borrow, default)]
    criteria: Text<'a>,
    #[serde(borrow, default)]
    version_start_including: Text<'a>,
    #[serde(borrow, default)]
    version_start_excluding: Text<'a>,
    #[serde(borrow, default)]
    version_end_including: Text<'a>,
    #[serde(borrow, default)]
    version_end_excluding: Text<'a>,
}

/// Adds a statement for each vulnerable match.
pub(crate) fn read(list: &List<Object<Element<'_>>>, pointer: &str, out: &mut Vec<Affected>, note: &mut Note<'_>) {
    let mut count = 0;
    for (e, element) in list.items.iter().enumerate() {
        let here = format!("{pointer}/{e}");
        let Some(element) = element.get() else {
            note("cve5.bad_applicability", &here, "an entry of `cpeApplicability` is an object".to_owned());
            continue;
        };
        let joined = element.operator.get() == Some("AND") && element.nodes.items.len() > 1;
        if joined || element.negate.is_true() {
            note("cve5.complex_applicability", &here, "conditions on other products are not read".to_owned());
            continue;
        }
        for (n, node) in element.nodes.items.iter().enumerate() {
            let here = format!("{here}/nodes/{n}");
            let Some(node) = node.get() else {
                note("cve5.bad_applicability", &here, "a node is an object".to_owned());
                continue;
            };
            let joined = node.operator.get() == Some("AND") && node.cpe_match.items.len() > 1;
            if joined || node.negate.is_true() {
                note("cve5.complex_applicability", &here, "conditions on other products are not read".to_owned());
                continue;
            }
            for (m, item) in node.cpe_match.items.iter().enumerate() {
                count += 1;
                if count > MATCHES_MAX {
                    note("cve5.too_many_matches", &here, format!("only the first {MATCHES_MAX} were read"));
                    return;
                }
                let here = format!("{here}/cpeMatch/{m}");
                match item.get().filter(|found| found.vulnerable.is_true()).map(|found| statement(found, &here)) {
                    Some(Ok(affected)) => out.push(affected),
                    Some(Err(detail)) => note("cve5.bad_cpe", &here, detail),
                    None => {}
                }
            }
        }
    }
}

fn statement(found: &Match<'_>, pointer: &str) -> Result<Affected, String> {
    let criteria = found.criteria.get().ok_or("no `criteria`")?;
    let cpe = Cpe::parse(criteria).map_err(|error| format!("{}: {error}", quote(criteria)))?;
    let (mut ranges, mut versions) = (Vec::new(), Vec::new());
    let range = |status, from: Option<&str>, to| Range { kind: RangeKind::Custom, status, from: from.map(str::to_owned), to };
    let after = found.version_start_excluding.get();
    let from = found.version_start_including.get().or(after);
    let to = match (found.version_end_excluding.get(), found.version_end_including.get()) {
        (Some(version), _) => RangeEnd::Before(version.to_owned()),
        (None, Some(version)) => RangeEnd::With(version.to_owned()),
        (None, None) => RangeEnd::Open,
    };
    match (&cpe.version, cpe.full_version()) {
        (Value::Text(_), Some(version)) => versions.push(version),
        // `-` says that there is no version, so nothing can be said of one.
        (Value::Na, _) => {}
        _ => {
            // Of entries that hold a version the first decides, so what is excluded stands before the range that begins with it.
            if let Some(version) = after {
                ranges.push(range(Status::Unaffected, Some(version), RangeEnd::With(version.to_owned())));
            }
            ranges.push(range(Status::Affected, from, to));
        }
    }
    let default_status = if ranges.is_empty() && versions.is_empty() { Status::Unknown } else { Status::Unaffected };
    Ok(Affected { subject: Subject::Cpe(cpe.to_string()), ranges, versions, default_status, pointer: pointer.to_owned() })
}
