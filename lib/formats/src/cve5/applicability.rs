//! Reads `cpeApplicability` and the configurations of the NVD: each vulnerable match is a statement, and what is joined to it by "and" is a
//! condition on the other parts of a product. What is denied as a whole is left out with a problem.

use std::sync::Arc;

use packages::cpe::{Cpe, Value};
use packages::range::{Bound, Interval};
use serde::Deserialize;

use super::versions::Note;
use crate::json::lenient::{Flag, List, Object, Text};
use crate::problem::quote;
use crate::record::{Affected, Condition, OtherPart, Range, RangeEnd, RangeKind, Status, Subject};

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

/// Most parts that the matches of one node may ask for together: a match asks for all that is joined to it.
const ASKED_MAX: usize = 1_000_000;

/// Most nodes of one element that are joined by "and".
const JOINED_NODES_MAX: usize = 16;

/// Adds a statement for each vulnerable match; what is joined to it by "and" is its condition.
pub(crate) fn read(list: &List<Object<Element<'_>>>, pointer: &str, out: &mut Vec<Affected>, note: &mut Note<'_>) {
    let (mut count, mut asked) = (0, 0);
    for (e, element) in list.items.iter().enumerate() {
        let here = format!("{pointer}/{e}");
        let Some(element) = element.get() else {
            note("cve5.bad_applicability", &here, "an entry of `cpeApplicability` is an object".to_owned());
            continue;
        };
        let joined = element.operator.get() == Some("AND") && element.nodes.items.len() > 1;
        if element.negate.is_true() || joined && element.nodes.items.len() > JOINED_NODES_MAX {
            note("cve5.complex_applicability", &here, "what is denied as a whole, or joins too many parts, is not read".to_owned());
            continue;
        }
        for (n, node) in element.nodes.items.iter().enumerate() {
            let here = format!("{here}/nodes/{n}");
            let Some(node) = node.get() else {
                note("cve5.bad_applicability", &here, "a node is an object".to_owned());
                continue;
            };
            if node.negate.is_true() {
                // A condition of its neighbours; alone it says of everything else that it is affected.
                if node.cpe_match.items.iter().filter_map(Object::get).any(|found| found.vulnerable.is_true()) {
                    note("cve5.complex_applicability", &here, "what is denied as a whole, or joins too many parts, is not read".to_owned());
                }
                continue;
            }
            let mut context: Vec<Condition> = Vec::new();
            if joined {
                let others = element.nodes.items.iter().enumerate().filter(|(other, _)| *other != n);
                context.extend(others.filter_map(|(_, other)| other.get()).map(Node::condition));
            }
            let parts = context.iter().map(|condition| condition.parts.len()).sum::<usize>();
            if parts.saturating_mul(node.cpe_match.items.len()) > ASKED_MAX {
                note("cve5.complex_applicability", &here, "what is denied as a whole, or joins too many parts, is not read".to_owned());
                continue;
            }
            asked += parts;
            if asked > MATCHES_MAX {
                note("cve5.too_many_matches", &here, format!("only the first {MATCHES_MAX} conditions were read"));
                return;
            }
            let context: Arc<[Condition]> = context.into();
            let together = node.operator.get() == Some("AND") && node.cpe_match.items.len() > 1;
            if together && node.cpe_match.items.len() > JOINED_NODES_MAX {
                note("cve5.complex_applicability", &here, "what is denied as a whole, or joins too many parts, is not read".to_owned());
                continue;
            }
            for (m, item) in node.cpe_match.items.iter().enumerate() {
                count += 1;
                if count > MATCHES_MAX {
                    note("cve5.too_many_matches", &here, format!("only the first {MATCHES_MAX} were read"));
                    return;
                }
                let here = format!("{here}/cpeMatch/{m}");
                let Some(found) = item.get().filter(|found| found.vulnerable.is_true()) else { continue };
                let context = if together { node.beside(m, &context) } else { Arc::clone(&context) };
                match statement(found, context, &here) {
                    Ok(affected) => out.push(affected),
                    Err(detail) => note("cve5.bad_cpe", &here, detail),
                }
            }
        }
    }
}

impl Node<'_> {
    /// The node as a condition of its neighbours; a match that cannot be read is left out.
    fn condition(&self) -> Condition {
        let parts = self.cpe_match.items.iter().take(MATCHES_MAX).filter_map(|item| item.get()?.part()).collect();
        Condition { negate: self.negate.is_true(), all: self.operator.get() == Some("AND"), parts }
    }

    /// The other matches of a node that joins them by "and", beside what its element asks.
    fn beside(&self, own: usize, context: &[Condition]) -> Arc<[Condition]> {
        let others = self.cpe_match.items.iter().enumerate().filter(|(other, _)| *other != own);
        let parts = others.filter_map(|(_, item)| item.get()?.part()).collect();
        context.iter().cloned().chain([Condition { negate: false, all: true, parts }]).collect()
    }
}

impl Match<'_> {
    fn part(&self) -> Option<OtherPart> {
        let cpe = Cpe::parse(self.criteria.get()?).ok()?;
        let end = |with: &Text<'_>, without: &Text<'_>| match (with.owned(), without.owned()) {
            (_, Some(version)) => Bound::Without(version),
            (Some(version), None) => Bound::With(version),
            (None, None) => Bound::Open,
        };
        let interval = match (&cpe.version, cpe.full_version()) {
            (Value::Text(_), Some(version)) => Interval { from: Bound::With(version.clone()), to: Bound::With(version) },
            _ => Interval {
                from: end(&self.version_start_including, &self.version_start_excluding),
                to: end(&self.version_end_including, &self.version_end_excluding),
            },
        };
        Some(OtherPart { cpe: cpe.to_string(), interval })
    }
}

fn statement(found: &Match<'_>, context: Arc<[Condition]>, pointer: &str) -> Result<Affected, String> {
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
    Ok(Affected { subject: Subject::Cpe(cpe.to_string()), ranges, versions, default_status, context, pointer: pointer.to_owned() })
}
