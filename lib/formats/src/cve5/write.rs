//! Writes CVE records 5.2 with the container of their CNA.

use crate::pretty;
use crate::problem::Problem;
use crate::record::{Affected, Range, RangeEnd, RangeKind, Record, Status, Subject};
use packages::purl::Purl;
use scoring::cvss::Vector;
use serde::{Serialize, Serializer};

/// The CNA that a record comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cna {
    /// Its UUID.
    pub org_id: String,
    /// Its short name.
    pub short_name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    containers: Containers<'a>,
    cve_metadata: Meta<'a>,
    data_type: &'static str,
    data_version: &'static str,
}

#[derive(Serialize)]
struct Containers<'a> {
    cna: Container<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Meta<'a> {
    assigner_org_id: &'a str,
    assigner_short_name: &'a str,
    cve_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_updated: Option<&'a str>,
    state: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Container<'a> {
    affected: Vec<Product<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cpe_applicability: Vec<Applicability<'a>>,
    descriptions: Vec<Words<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    metrics: Vec<Metric<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problem_types: Vec<ProblemType<'a>>,
    provider_metadata: ProviderMetadata<'a>,
    references: Vec<Reference<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProviderMetadata<'a> {
    org_id: &'a str,
    short_name: &'a str,
}

#[derive(Serialize)]
struct Words<'a> {
    lang: &'static str,
    value: &'a str,
}

#[derive(Serialize)]
struct Reference<'a> {
    url: &'a str,
}

#[derive(Serialize)]
struct ProblemType<'a> {
    descriptions: [Weakness<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Weakness<'a> {
    cwe_id: &'a str,
    description: String,
    lang: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
struct Metric<'a> {
    #[serde(rename = "cvssV2_0", skip_serializing_if = "Option::is_none")]
    v2: Option<Cvss<'a>>,
    #[serde(rename = "cvssV3_0", skip_serializing_if = "Option::is_none")]
    v3_0: Option<Cvss<'a>>,
    #[serde(rename = "cvssV3_1", skip_serializing_if = "Option::is_none")]
    v3_1: Option<Cvss<'a>>,
    #[serde(rename = "cvssV4_0", skip_serializing_if = "Option::is_none")]
    v4: Option<Cvss<'a>>,
    format: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cvss<'a> {
    base_score: Tenths,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_severity: Option<String>,
    vector_string: &'a str,
    version: &'static str,
}

/// A score in tenths, written with one decimal.
struct Tenths(i64);

impl Serialize for Tenths {
    #[expect(clippy::cast_precision_loss, reason = "scores are 0 to 100 tenths")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0 as f64 / 10.0)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Product<'a> {
    default_status: &'static str,
    #[serde(rename = "packageURL", skip_serializing_if = "Option::is_none")]
    purl: Option<String>,
    product: &'a str,
    vendor: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    versions: Vec<Version<'a>>,
}

#[derive(Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Version<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    less_than: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    less_than_or_equal: Option<&'a str>,
    status: &'static str,
    version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_type: Option<&'static str>,
}

#[derive(Serialize)]
struct Applicability<'a> {
    nodes: [Node<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Node<'a> {
    cpe_match: Vec<Match<'a>>,
    negate: bool,
    operator: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Match<'a> {
    criteria: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_end_excluding: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_end_including: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_start_including: Option<&'a str>,
    vulnerable: bool,
}

/// What the schema demands of a published record and this one lacks, each with its place.
#[must_use]
pub fn lacks(record: &Record) -> Vec<Problem> {
    let product = record.affected.iter().any(|affected| !matches!(affected.subject, Subject::Cpe(_)));
    let needs = [
        (crate::csaf::is_cve(&record.id), "/cveMetadata/cveId", "a CVE number"),
        (record.description.is_some(), "/containers/cna/descriptions", "a description in English"),
        (product, "/containers/cna/affected", "a product or package that is named"),
        (!record.references.is_empty(), "/containers/cna/references", "a reference"),
    ];
    needs.into_iter().filter(|(met, ..)| !met).map(|(_, place, what)| Problem::new("cve5.lacks", place, format!("needs {what}"))).collect()
}

/// Writes a published record; the same facts give the same bytes. Products by name and packages are `affected`, products by CPE are
/// `cpeApplicability`. [`lacks`] says beforehand whether it will be accepted.
#[must_use]
pub fn write(record: &Record, cna: &Cna) -> Vec<u8> {
    let container = Container {
        affected: record.affected.iter().filter_map(product).collect(),
        cpe_applicability: applicability(&record.affected),
        descriptions: [("en", &record.description), ("ja", &record.description_ja)]
            .into_iter()
            .filter_map(|(lang, text)| Some(Words { lang, value: text.as_deref()? }))
            .collect(),
        metrics: record.scores.iter().filter_map(|score| metric(&score.vector)).collect(),
        problem_types: record.weaknesses.iter().map(|id| weakness(id)).collect(),
        provider_metadata: ProviderMetadata { org_id: &cna.org_id, short_name: &cna.short_name },
        references: record.references.iter().map(|url| Reference { url }).collect(),
        title: record.title.as_deref().or(record.title_ja.as_deref()),
    };
    let meta = Meta {
        assigner_org_id: &cna.org_id,
        assigner_short_name: &cna.short_name,
        cve_id: &record.id,
        date_published: record.published.as_deref(),
        date_updated: record.modified.as_deref(),
        state: "PUBLISHED",
    };
    pretty::bytes(&Document {
        containers: Containers { cna: container },
        cve_metadata: meta,
        data_type: "CVE_RECORD",
        data_version: "5.2.0",
    })
}

fn weakness(id: &str) -> ProblemType<'_> {
    let description = crate::csaf::cwe::name(id).map_or_else(|| id.to_owned(), |name| format!("{id} {name}"));
    ProblemType { descriptions: [Weakness { cwe_id: id, description, lang: "en", kind: "CWE" }] }
}

fn metric(vector: &str) -> Option<Metric<'_>> {
    let mut metric = Metric { v2: None, v3_0: None, v3_1: None, v4: None, format: "CVSS" };
    let read = Vector::parse(vector).ok()?;
    let version = read.version().key();
    let base = match &read {
        Vector::V2(vector) => vector.base(),
        Vector::V3(vector) => vector.base(),
        Vector::V4(vector) => vector.base_only().score(),
    };
    let severity = (version != "2.0").then(|| base.severity.key().to_uppercase());
    let cvss = Cvss { base_score: Tenths(base.tenths), base_severity: severity, vector_string: vector, version };
    match version {
        "2.0" => metric.v2 = Some(cvss),
        "3.0" => metric.v3_0 = Some(cvss),
        "3.1" => metric.v3_1 = Some(cvss),
        _ => metric.v4 = Some(cvss),
    }
    Some(metric)
}

const fn word(status: Status) -> &'static str {
    match status {
        Status::Affected => "affected",
        Status::Unaffected => "unaffected",
        Status::Unknown => "unknown",
    }
}

fn product(affected: &Affected) -> Option<Product<'_>> {
    let (vendor, product, purl) = match &affected.subject {
        Subject::Named { vendor, product } => (vendor.as_str(), product.as_str(), None),
        Subject::Package { purl_type, namespace, name, .. } => {
            let purl = Purl::new(purl_type, namespace.as_deref(), name, None).ok()?;
            (namespace.as_deref().unwrap_or(name), name.as_str(), Some(purl.to_string()))
        }
        Subject::Cpe(_) | Subject::Git { .. } => return None,
    };
    let single = affected.versions.iter().map(|version| Version {
        less_than: None,
        less_than_or_equal: None,
        status: "affected",
        version,
        version_type: None,
    });
    // The schema takes no entry twice.
    let mut versions: Vec<Version<'_>> = Vec::new();
    for entry in affected.ranges.iter().map(version).chain(single) {
        if !versions.contains(&entry) {
            versions.push(entry);
        }
    }
    Some(Product {
        default_status: word(affected.default_status),
        purl,
        product,
        vendor: if vendor.is_empty() { "n/a" } else { vendor },
        versions,
    })
}

fn version(range: &Range) -> Version<'_> {
    let version_type = match range.kind {
        RangeKind::Semver => "semver",
        RangeKind::Git => "git",
        RangeKind::Ecosystem | RangeKind::Custom => "custom",
    };
    let (less_than, less_than_or_equal) = match &range.to {
        RangeEnd::Open => (Some("*"), None),
        RangeEnd::Before(version) => (Some(version.as_str()), None),
        RangeEnd::With(version) => (None, Some(version.as_str())),
    };
    let version = range.from.as_deref().unwrap_or("0");
    Version { less_than, less_than_or_equal, status: word(range.status), version, version_type: Some(version_type) }
}

/// Products by CPE, each range a match of its own.
fn applicability(affected: &[Affected]) -> Vec<Applicability<'_>> {
    let mut cpe_match = Vec::new();
    for (cpe, ranges) in
        affected.iter().filter_map(|affected| if let Subject::Cpe(cpe) = &affected.subject { Some((cpe, &affected.ranges)) } else { None })
    {
        for range in ranges.iter().filter(|range| range.status == Status::Affected) {
            let (before, with) = match &range.to {
                RangeEnd::Open => (None, None),
                RangeEnd::Before(version) => (Some(version.as_str()), None),
                RangeEnd::With(version) => (None, Some(version.as_str())),
            };
            cpe_match.push(Match {
                criteria: cpe,
                version_end_excluding: before,
                version_end_including: with,
                version_start_including: range.from.as_deref(),
                vulnerable: true,
            });
        }
    }
    if cpe_match.is_empty() { Vec::new() } else { vec![Applicability { nodes: [Node { cpe_match, negate: false, operator: "OR" }] }] }
}
