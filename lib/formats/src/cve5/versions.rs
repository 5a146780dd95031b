//! Turns the `versions` of a CVE 5 product into ranges.

use serde::Deserialize;

use crate::json::lenient::{List, Object, Text};
use crate::phrase::{self, Phrase};
use crate::problem::quote;
use crate::record::{Range, RangeEnd, RangeKind, Status};

/// One entry of `versions`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Version<'a> {
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    status: Text<'a>,
    #[serde(borrow, default)]
    version_type: Text<'a>,
    #[serde(borrow, default)]
    less_than: Text<'a>,
    #[serde(borrow, default)]
    less_than_or_equal: Text<'a>,
    #[serde(borrow, default)]
    changes: List<Object<Change<'a>>>,
}

#[derive(Deserialize, Default)]
struct Change<'a> {
    #[serde(borrow, default)]
    at: Text<'a>,
    #[serde(borrow, default)]
    status: Text<'a>,
}

/// What the entries say.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) ranges: Vec<Range>,
    /// Affected, one by one.
    pub(super) versions: Vec<String>,
}

impl Said {
    /// Nothing was said that can be used.
    pub(super) const fn is_empty(&self) -> bool {
        self.ranges.is_empty() && self.versions.is_empty()
    }

    /// All ranges speak of commits.
    pub(super) fn is_git(&self) -> bool {
        !self.ranges.is_empty() && self.ranges.iter().all(|range| range.kind == RangeKind::Git)
    }

    fn range(&mut self, kind: RangeKind, status: Status, from: Option<&str>, to: RangeEnd) {
        self.ranges.push(Range { kind, status, from: from.map(str::to_owned), to });
    }
}

/// Notes a problem: code, pointer inside the product, detail.
pub(crate) type Note<'n> = dyn FnMut(&'static str, &str, String) + 'n;

/// Reads the entries; the order is kept, so that a later entry can take back an earlier one.
pub(super) fn read(list: &List<Object<Version<'_>>>, note: &mut Note<'_>) -> Said {
    let mut said = Said::default();
    for (index, item) in list.items.iter().enumerate() {
        let here = format!("/versions/{index}");
        let Some(entry) = item.get() else {
            note("cve5.bad_version", &here, "an entry of `versions` is an object".to_owned());
            continue;
        };
        let (Some(version), Some(status)) = (entry.version.get(), status(&entry.status)) else {
            note("cve5.bad_version", &here, "an entry needs `version` and a known `status`".to_owned());
            continue;
        };
        let kind = kind(entry.version_type.get());
        if let Some(end) = end(entry) {
            let first = Range { kind, status, from: (!bottom(version)).then(|| version.to_owned()), to: end };
            pieces(first, &entry.changes, &mut said, &mut |inside| {
                note("cve5.bad_change", &format!("{here}{inside}"), "a change needs `at` and a known `status`".to_owned());
            });
        } else if let Err(code) = single(version, kind, status, &mut said) {
            note(code, &here, quote(version));
        }
    }
    said
}

fn status(word: &Text<'_>) -> Option<Status> {
    match word.get()? {
        "affected" => Some(Status::Affected),
        "unaffected" => Some(Status::Unaffected),
        "unknown" => Some(Status::Unknown),
        _ => None,
    }
}

fn end(entry: &Version<'_>) -> Option<RangeEnd> {
    let open = |version: &str| matches!(version, "*" | "unspecified" | "all");
    match (entry.less_than.get(), entry.less_than_or_equal.get()) {
        (Some(version), _) | (None, Some(version)) if open(version) => Some(RangeEnd::Open),
        (Some(version), _) => Some(RangeEnd::Before(version.to_owned())),
        (None, Some(version)) => Some(RangeEnd::With(version.to_owned())),
        // `changes` without an end: the schema wants one, the meaning is plain.
        (None, None) => (!entry.changes.items.is_empty()).then_some(RangeEnd::Open),
    }
}

/// A lower bound that stands for the beginning of all versions.
fn bottom(version: &str) -> bool {
    matches!(version, "0" | "*" | "-" | "unspecified" | "n/a" | "N/A" | "all" | "any" | "unknown")
}

/// Cuts a range at its `changes`: the status holds up to the first change, then the change's, and so on.
fn pieces(mut rest: Range, changes: &List<Object<Change<'_>>>, said: &mut Said, bad: &mut dyn FnMut(&str)) {
    for (index, item) in changes.items.iter().enumerate() {
        let Some((at, next)) = item.get().and_then(|change| Some((change.at.get()?, status(&change.status)?))) else {
            bad(&format!("/changes/{index}"));
            continue;
        };
        if rest.from.as_deref() != Some(at) {
            said.range(rest.kind, rest.status, rest.from.as_deref(), RangeEnd::Before(at.to_owned()));
        }
        rest.from = Some(at.to_owned());
        rest.status = next;
    }
    said.ranges.push(rest);
}

/// One version alone: a version, `*`, or a phrase such as `>= 1.0, < 1.2`; on failure a problem's code.
fn single(version: &str, kind: RangeKind, status: Status, said: &mut Said) -> Result<(), &'static str> {
    if version == "*" {
        said.range(kind, status, None, RangeEnd::Open);
        return Ok(());
    }
    if bottom(version) && version != "0" {
        return Err("cve5.no_version");
    }
    match phrase::read(version) {
        Phrase::Prose => return Err("cve5.prose_version"),
        Phrase::Range(from, to) => said.range(kind, status, from, to),
        Phrase::Version(version) if status == Status::Affected => said.versions.push(version.to_owned()),
        Phrase::Version(version) => said.range(kind, status, Some(version), RangeEnd::With(version.to_owned())),
        Phrase::Above(version, to) => {
            // A range begins with its first version, so an entry before it takes out the one that is excluded.
            let other = if status == Status::Affected { Status::Unaffected } else { Status::Unknown };
            said.range(kind, other, Some(version), RangeEnd::With(version.to_owned()));
            said.range(kind, status, Some(version), to);
        }
    }
    Ok(())
}

fn kind(word: Option<&str>) -> RangeKind {
    let Some(word) = word else { return RangeKind::Custom };
    match word.to_ascii_lowercase().as_str() {
        "semver" => RangeKind::Semver,
        "git" => RangeKind::Git,
        "maven" | "python" | "pep440" | "rpm" | "deb" | "dpkg" | "npm" | "nuget" | "gem" | "cargo" | "composer" | "go" | "golang"
        | "apk" | "hex" | "ecosystem" => RangeKind::Ecosystem,
        _ => RangeKind::Custom,
    }
}
