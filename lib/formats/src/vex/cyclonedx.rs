//! The vulnerabilities of CycloneDX 1.4 to 1.7, read as statements; and statements written as a CycloneDX VEX document.

use super::{Document, Justification, Product, Statement, Status};
use crate::json::lenient::{List, Object, Text};
use crate::problem::{Problems, quote};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// An entry of `vulnerabilities`.
#[derive(Deserialize, Default)]
pub(crate) struct Raw<'a> {
    #[serde(borrow, default, rename = "bom-ref")]
    reference: Text<'a>,
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    references: List<Object<RawReference<'a>>>,
    #[serde(borrow, default)]
    description: Text<'a>,
    #[serde(borrow, default)]
    recommendation: Text<'a>,
    #[serde(borrow, default)]
    workaround: Text<'a>,
    #[serde(borrow, default)]
    published: Text<'a>,
    #[serde(borrow, default)]
    updated: Text<'a>,
    #[serde(borrow, default)]
    analysis: Object<Analysis<'a>>,
    #[serde(borrow, default)]
    affects: List<Object<Affects<'a>>>,
}

#[derive(Deserialize, Default)]
struct RawReference<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Analysis<'a> {
    #[serde(borrow, default)]
    state: Text<'a>,
    #[serde(borrow, default)]
    justification: Text<'a>,
    #[serde(borrow, default)]
    response: List<Text<'a>>,
    #[serde(borrow, default)]
    detail: Text<'a>,
    #[serde(borrow, default)]
    first_issued: Text<'a>,
    #[serde(borrow, default)]
    last_updated: Text<'a>,
}

#[derive(Deserialize, Default)]
struct Affects<'a> {
    #[serde(borrow, default, rename = "ref")]
    reference: Text<'a>,
}

/// States of CycloneDX and ours.
const STATES: [(&str, Status); 6] = [
    ("resolved", Status::Fixed),
    ("resolved_with_pedigree", Status::Fixed),
    ("exploitable", Status::Affected),
    ("in_triage", Status::UnderInvestigation),
    ("false_positive", Status::NotAffected),
    ("not_affected", Status::NotAffected),
];

/// Justifications of CycloneDX and the nearest of ours.
const REASONS: [(&str, Justification); 9] = [
    ("code_not_present", Justification::VulnerableCodeNotPresent),
    ("code_not_reachable", Justification::VulnerableCodeNotInExecutePath),
    ("requires_configuration", Justification::VulnerableCodeNotInExecutePath),
    ("requires_dependency", Justification::VulnerableCodeNotPresent),
    ("requires_environment", Justification::VulnerableCodeCannotBeControlledByAdversary),
    ("protected_by_compiler", Justification::InlineMitigationsAlreadyExist),
    ("protected_at_runtime", Justification::InlineMitigationsAlreadyExist),
    ("protected_at_perimeter", Justification::InlineMitigationsAlreadyExist),
    ("protected_by_mitigating_control", Justification::InlineMitigationsAlreadyExist),
];

/// What an entry says, whichever syntax carried it; texts are never blank.
#[derive(Default)]
pub(crate) struct Entry<'a> {
    pub(crate) reference: Option<Cow<'a, str>>,
    pub(crate) id: Option<Cow<'a, str>>,
    pub(crate) aliases: Vec<Cow<'a, str>>,
    pub(crate) description: Option<Cow<'a, str>>,
    pub(crate) recommendation: Option<Cow<'a, str>>,
    pub(crate) workaround: Option<Cow<'a, str>>,
    pub(crate) published: Option<Cow<'a, str>>,
    pub(crate) updated: Option<Cow<'a, str>>,
    pub(crate) state: Option<Cow<'a, str>>,
    pub(crate) justification: Option<Cow<'a, str>>,
    pub(crate) responses: Vec<Cow<'a, str>>,
    pub(crate) detail: Option<Cow<'a, str>>,
    pub(crate) first_issued: Option<Cow<'a, str>>,
    pub(crate) last_updated: Option<Cow<'a, str>>,
    pub(crate) affects: Vec<Cow<'a, str>>,
}

/// The statement of an entry of JSON.
pub(crate) fn statement(raw: &Raw<'_>, pointer: &str, problems: &mut Problems) -> Option<Statement> {
    let analysis = raw.analysis.get()?;
    let entry = Entry {
        reference: said(&raw.reference),
        id: said(&raw.id),
        aliases: raw.references.items.iter().filter_map(|item| said(&item.get()?.id)).collect(),
        description: said(&raw.description),
        recommendation: said(&raw.recommendation),
        workaround: said(&raw.workaround),
        published: said(&raw.published),
        updated: said(&raw.updated),
        state: said(&analysis.state),
        justification: said(&analysis.justification),
        responses: analysis.response.items.iter().filter_map(said).collect(),
        detail: said(&analysis.detail),
        first_issued: said(&analysis.first_issued),
        last_updated: said(&analysis.last_updated),
        affects: raw.affects.items.iter().filter_map(|item| said(&item.get()?.reference)).collect(),
    };
    entry.statement(pointer, problems)
}

fn said<'t>(text: &'t Text<'_>) -> Option<Cow<'t, str>> {
    text.get().map(Cow::Borrowed)
}

impl Entry<'_> {
    /// Its statement; none where it has no analysis: then it is a finding of a scanner, not a statement.
    pub(crate) fn statement(self, pointer: &str, problems: &mut Problems) -> Option<Statement> {
        let word = self.state?;
        let Some((_, status)) = STATES.iter().find(|(known, _)| *known == word) else {
            problems.note("vex.bad_status", format!("{pointer}/analysis/state"), quote(&word));
            return None;
        };
        let Some(id) = self.id.map(Cow::into_owned) else {
            problems.note("vex.no_vulnerability", format!("{pointer}/id"), "names no vulnerability");
            return None;
        };
        let reason = self.justification.as_deref();
        let justification = reason.and_then(|word| {
            let known = REASONS.iter().find(|(known, _)| *known == word).map(|(_, reason)| *reason);
            if known.is_none() {
                problems.note("vex.bad_justification", format!("{pointer}/analysis/justification"), quote(word));
            }
            known
        });
        // What our words say less exactly is kept in the words of CycloneDX.
        let nearest = justification.map(self::reason);
        let exact = [
            Some(&*word).filter(|word| matches!(*word, "false_positive" | "resolved_with_pedigree")),
            reason.filter(|word| nearest != Some(*word)),
        ];
        let mut notes: Vec<&str> = exact.into_iter().flatten().chain(self.responses.iter().map(|response| &**response)).collect();
        let advised = self.recommendation.or(self.workaround).map(Cow::into_owned);
        let (impact, action) = match status {
            Status::NotAffected => (self.detail.as_deref().map(str::to_owned), advised),
            Status::Affected => (None, advised.or_else(|| self.detail.as_deref().map(str::to_owned))),
            Status::Fixed | Status::UnderInvestigation => {
                notes.extend(self.detail.as_deref());
                (None, advised)
            }
        };
        Some(Statement {
            id: self.reference.map(Cow::into_owned),
            aliases: self.aliases.into_iter().filter(|alias| *alias != id).map(Cow::into_owned).collect(),
            description: self.description.map(Cow::into_owned),
            products: self.affects.iter().map(|reference| product(reference)).collect(),
            status_notes: (!notes.is_empty()).then(|| notes.join("; ")),
            justification,
            impact,
            action,
            issued: self.first_issued.or(self.published).map(Cow::into_owned),
            updated: self.last_updated.or(self.updated).map(Cow::into_owned),
            ..Statement::new(id, *status, pointer)
        })
    }
}

/// A product by its reference; of a BOM-Link the part after `#`, which may be a purl.
fn product(reference: &str) -> Product {
    let inside = reference.strip_prefix("urn:cdx:").and_then(|link| link.split_once('#')).map_or(reference, |(_, inside)| inside);
    let mut product = Product::of_identifier(inside);
    product.reference = Some(reference.to_owned());
    product
}

/// The state of CycloneDX for a status.
const fn state(status: Status) -> &'static str {
    match status {
        Status::NotAffected => "not_affected",
        Status::Affected => "exploitable",
        Status::Fixed => "resolved",
        Status::UnderInvestigation => "in_triage",
    }
}

/// The justification of CycloneDX nearest to one of ours.
const fn reason(justification: Justification) -> &'static str {
    match justification {
        Justification::ComponentNotPresent | Justification::VulnerableCodeNotPresent => "code_not_present",
        Justification::VulnerableCodeNotInExecutePath => "code_not_reachable",
        Justification::VulnerableCodeCannotBeControlledByAdversary => "requires_environment",
        Justification::InlineMitigationsAlreadyExist => "protected_by_mitigating_control",
    }
}

/// Writes a document as CycloneDX 1.6 with a component for each product; the same document gives the same bytes.
#[must_use]
pub fn write(document: &Document) -> Vec<u8> {
    let mut components: BTreeMap<String, OutComponent<'_>> = BTreeMap::new();
    for product in document.statements.iter().flat_map(|statement| &statement.products) {
        components.entry(reference(product)).or_insert_with_key(|key| OutComponent::of(product, key));
        for part in &product.parts {
            components.entry(reference(part)).or_insert_with_key(|key| OutComponent::of(part, key));
        }
    }
    let author = Some(document.author.as_str()).filter(|author| !author.is_empty());
    crate::pretty::bytes(&Out {
        bom_format: "CycloneDX",
        spec_version: "1.6",
        serial_number: Some(document.id.as_str()).filter(|id| id.starts_with("urn:uuid:")),
        version: document.version.as_deref().and_then(|version| version.parse().ok()).unwrap_or(1),
        metadata: OutMetadata {
            timestamp: document.updated.as_deref().or(document.issued.as_deref()),
            authors: author.map(|name| OutName { name }).into_iter().collect(),
        },
        components: components.into_values().collect(),
        vulnerabilities: document.statements.iter().map(OutVulnerability::of).collect(),
    })
}

/// The reference by which a product is named in the written document.
fn reference(product: &Product) -> String {
    product.reference.as_deref().or_else(|| product.identifier()).unwrap_or("unnamed").to_owned()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Out<'a> {
    bom_format: &'static str,
    spec_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial_number: Option<&'a str>,
    version: u64,
    metadata: OutMetadata<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    components: Vec<OutComponent<'a>>,
    vulnerabilities: Vec<OutVulnerability<'a>>,
}

#[derive(Serialize)]
struct OutMetadata<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<OutName<'a>>,
}

#[derive(Serialize)]
struct OutName<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct OutComponent<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "bom-ref")]
    reference: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpe: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<&'a str>,
}

impl<'a> OutComponent<'a> {
    fn of(product: &'a Product, reference: &str) -> Self {
        let purl = product.purls.first().and_then(|text| packages::purl::Purl::parse(text).ok());
        let name = product.name.clone().or_else(|| purl.as_ref().map(|purl| purl.name.clone())).unwrap_or_else(|| reference.to_owned());
        Self {
            kind: "application",
            reference: reference.to_owned(),
            name,
            version: product.version.clone().or_else(|| purl.and_then(|purl| purl.version)),
            cpe: product.cpes.first().map(String::as_str),
            purl: product.purls.first().map(String::as_str),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct OutVulnerability<'a> {
    #[serde(rename = "bom-ref", skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
    id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    references: Vec<OutReference<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recommendation: Option<&'a str>,
    analysis: OutAnalysis<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    affects: Vec<OutAffects>,
}

#[derive(Serialize)]
struct OutReference<'a> {
    id: &'a str,
    source: OutSource,
}

#[derive(Serialize)]
struct OutSource {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OutAnalysis<'a> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_issued: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_updated: Option<&'a str>,
}

#[derive(Serialize)]
struct OutAffects {
    #[serde(rename = "ref")]
    reference: String,
}

impl<'a> OutVulnerability<'a> {
    pub(crate) fn of(statement: &'a Statement) -> Self {
        let named = |product: &Product| {
            if product.parts.is_empty() { vec![reference(product)] } else { product.parts.iter().map(reference).collect() }
        };
        let mut affects: Vec<String> = statement.products.iter().flat_map(named).collect();
        affects.sort();
        affects.dedup();
        Self {
            reference: statement.id.as_deref(),
            id: &statement.vulnerability,
            references: statement.aliases.iter().map(|id| OutReference { id, source: OutSource {} }).collect(),
            description: statement.description.as_deref(),
            recommendation: statement.action.as_deref(),
            analysis: OutAnalysis {
                state: state(statement.status),
                justification: statement.justification.map(reason),
                detail: statement.impact.as_deref().or(statement.status_notes.as_deref()),
                first_issued: statement.issued.as_deref(),
                last_updated: statement.updated.as_deref(),
            },
            affects: affects.into_iter().map(|reference| OutAffects { reference }).collect(),
        }
    }
}
