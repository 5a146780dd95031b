//! Writes a document as stable bytes: keys in one order, two blanks, a line feed at the end.

use super::model::{
    Acknowledgment, Cwe, Document, Flag, Id, Note, ProductLine, ProductTree, ProductVersion, Publisher, Reference, Remediation, Revision,
    Score, Status, StatusLists, Threat, Tlp, Vulnerability,
};
use super::model::{Category, Tracking};
use serde::Serialize;

/// Writes the document. The same document gives the same bytes; `\r\n` is left as given.
#[must_use]
pub fn write(document: &Document) -> Vec<u8> {
    crate::pretty::bytes(&Root::of(document))
}

/// The file name of a document (§5.1): the number in lower case, whatever is not `+ - a-z 0-9` as one `_`.
#[must_use]
pub fn file_name(tracking_id: &str) -> String {
    let mut name = String::with_capacity(tracking_id.len() + 5);
    for c in tracking_id.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '+' | '-') {
            name.push(c);
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    name + ".json"
}

#[derive(Serialize)]
struct Root<'a> {
    document: Meta<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product_tree: Option<Tree<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    vulnerabilities: Vec<Vuln<'a>>,
}

#[derive(Serialize)]
struct Meta<'a> {
    #[serde(skip_serializing_if = "no_items")]
    acknowledgments: &'a [Acknowledgment],
    #[serde(skip_serializing_if = "Option::is_none")]
    aggregate_severity: Option<Text<'a>>,
    category: Category,
    csaf_version: &'static str,
    distribution: Distribution<'a>,
    lang: &'a str,
    #[serde(skip_serializing_if = "no_items")]
    notes: &'a [Note],
    publisher: &'a Publisher,
    #[serde(skip_serializing_if = "no_items")]
    references: &'a [Reference],
    #[serde(skip_serializing_if = "Option::is_none")]
    source_lang: Option<&'a str>,
    title: &'a str,
    tracking: Track<'a>,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Distribution<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'a str,
    tlp: Label,
}

#[derive(Serialize)]
struct Label {
    label: Tlp,
    url: &'static str,
}

#[derive(Serialize)]
struct Track<'a> {
    current_release_date: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    generator: Option<Generator<'a>>,
    id: &'a str,
    initial_release_date: &'a str,
    revision_history: &'a [Revision],
    status: Status,
    version: &'a str,
}

#[derive(Serialize)]
struct Generator<'a> {
    engine: Engine<'a>,
}

#[derive(Serialize)]
struct Engine<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct Tree<'a> {
    branches: [Branch<'a>; 1],
}

#[derive(Serialize)]
struct Branch<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    branches: Vec<Branch<'a>>,
    category: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<Product<'a>>,
}

#[derive(Serialize)]
struct Product<'a> {
    name: &'a str,
    product_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    product_identification_helper: Option<Helper<'a>>,
}

#[derive(Serialize)]
struct Helper<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cpe: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<&'a str>,
}

#[derive(Serialize)]
struct Vuln<'a> {
    #[serde(skip_serializing_if = "no_items")]
    acknowledgments: &'a [Acknowledgment],
    #[serde(skip_serializing_if = "Option::is_none")]
    cve: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cwe: Option<&'a Cwe>,
    #[serde(skip_serializing_if = "no_items")]
    flags: &'a [Flag],
    #[serde(skip_serializing_if = "no_items")]
    ids: &'a [Id],
    #[serde(skip_serializing_if = "no_items")]
    notes: &'a [Note],
    #[serde(skip_serializing_if = "StatusLists::is_empty")]
    product_status: &'a StatusLists,
    #[serde(skip_serializing_if = "no_items")]
    references: &'a [Reference],
    #[serde(skip_serializing_if = "no_items")]
    remediations: &'a [Remediation],
    #[serde(skip_serializing_if = "no_items")]
    scores: &'a [Score],
    #[serde(skip_serializing_if = "no_items")]
    threats: &'a [Threat],
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn no_items<T>(items: &&[T]) -> bool {
    items.is_empty()
}

impl<'a> Root<'a> {
    fn of(document: &'a Document) -> Self {
        Self {
            document: Meta {
                acknowledgments: &document.acknowledgments,
                aggregate_severity: document.aggregate_severity.as_deref().map(|text| Text { text }),
                category: document.category,
                csaf_version: "2.0",
                distribution: Distribution {
                    text: &document.distribution_text,
                    tlp: Label { label: document.tlp, url: "https://www.first.org/tlp/" },
                },
                lang: &document.lang,
                notes: &document.notes,
                publisher: &document.publisher,
                references: &document.references,
                source_lang: document.source_lang.as_deref(),
                title: &document.title,
                tracking: Track::of(&document.tracking),
            },
            product_tree: Tree::of(&document.product_tree),
            vulnerabilities: document.vulnerabilities.iter().map(Vuln::of).collect(),
        }
    }
}

impl<'a> Track<'a> {
    fn of(tracking: &'a Tracking) -> Self {
        Self {
            current_release_date: &tracking.current_release_date,
            generator: tracking.generator.as_ref().map(|(name, version)| Generator { engine: Engine { name, version } }),
            id: &tracking.id,
            initial_release_date: &tracking.initial_release_date,
            revision_history: &tracking.revision_history,
            status: tracking.status,
            version: &tracking.version,
        }
    }
}

impl<'a> Tree<'a> {
    fn of(tree: &'a ProductTree) -> Option<Self> {
        let branches: Vec<_> = tree.products.iter().filter(|line| !line.versions.is_empty()).map(Branch::line).collect();
        let vendor = || Branch { branches, category: "vendor", name: &tree.vendor, product: None };
        tree.products.iter().any(|line| !line.versions.is_empty()).then(|| Self { branches: [vendor()] })
    }
}

impl<'a> Branch<'a> {
    fn line(line: &'a ProductLine) -> Self {
        let branches = line.versions.iter().map(Self::version).collect();
        Self { branches, category: "product_name", name: &line.name, product: None }
    }

    fn version(version: &'a ProductVersion) -> Self {
        let known = version.cpe.is_some() || version.purl.is_some();
        let helper = known.then_some(Helper { cpe: version.cpe.as_deref(), purl: version.purl.as_deref() });
        let product = Product { name: &version.name, product_id: &version.product_id, product_identification_helper: helper };
        let category = if version.range { "product_version_range" } else { "product_version" };
        Self { branches: Vec::new(), category, name: &version.version, product: Some(product) }
    }
}

impl<'a> Vuln<'a> {
    fn of(vulnerability: &'a Vulnerability) -> Self {
        Self {
            acknowledgments: &vulnerability.acknowledgments,
            cve: vulnerability.cve.as_deref(),
            cwe: vulnerability.cwe.as_ref(),
            flags: &vulnerability.flags,
            ids: &vulnerability.ids,
            notes: &vulnerability.notes,
            product_status: &vulnerability.product_status,
            references: &vulnerability.references,
            remediations: &vulnerability.remediations,
            scores: &vulnerability.scores,
            threats: &vulnerability.threats,
            title: &vulnerability.title,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_follows_the_number() {
        assert_eq!(file_name("KD-SA-2026-0007"), "kd-sa-2026-0007.json");
        assert_eq!(file_name("OASIS_CSAF_TC-CSAF_2.0-2021"), "oasis_csaf_tc-csaf_2_0-2021.json");
        assert_eq!(file_name("Ä !x+1"), "_x+1.json");
    }
}
