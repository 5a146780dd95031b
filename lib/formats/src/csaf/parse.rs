//! Reads a document into the model, as far as the model goes.

use super::model::{
    Acknowledgment, Category, Cwe, Document, Flag, Id, Note, ProductLine, ProductTree, ProductVersion, Publisher, Reference, Remediation,
    Revision, Score, Status, StatusLists, Threat, Tlp, Tracking, Vulnerability,
};
use crate::problem::Problem;
use serde::Deserialize;

/// Reads a CSAF 2.0 document of the shape that [`super::write`] gives: products of one vendor in branches, each vulnerability with scores of
/// CVSS 3. Members that the model does not have are left out.
///
/// # Errors
/// The bytes are no JSON, too large, or break the shape.
pub fn read(bytes: &[u8]) -> Result<Document, Problem> {
    if bytes.len() > super::CSAF_BYTES_MAX {
        return Err(Problem::new("csaf.too_large", "", format!("{} bytes, at most {}", bytes.len(), super::CSAF_BYTES_MAX)));
    }
    let root: Root = serde_json::from_slice(crate::json::trim_start(bytes)).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Problem::new("csaf.unreadable", place, error.to_string())
    })?;
    root.document().ok_or_else(|| Problem::new("csaf.unreadable", "/product_tree", "vendor, product and version expected as branches"))
}

#[derive(Deserialize)]
struct Root {
    document: Meta,
    #[serde(default)]
    product_tree: Tree,
    #[serde(default)]
    vulnerabilities: Vec<Vuln>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(default)]
    acknowledgments: Vec<Acknowledgment>,
    aggregate_severity: Option<Text>,
    category: Category,
    distribution: Distribution,
    lang: String,
    #[serde(default)]
    notes: Vec<Note>,
    publisher: Publisher,
    #[serde(default)]
    references: Vec<Reference>,
    source_lang: Option<String>,
    title: String,
    tracking: Track,
}

#[derive(Deserialize)]
struct Text {
    text: String,
}

#[derive(Deserialize)]
struct Distribution {
    #[serde(default)]
    text: String,
    tlp: Label,
}

#[derive(Deserialize)]
struct Label {
    label: Tlp,
}

#[derive(Deserialize)]
struct Track {
    current_release_date: String,
    generator: Option<Generator>,
    id: String,
    initial_release_date: String,
    revision_history: Vec<Revision>,
    status: Status,
    version: String,
}

#[derive(Deserialize)]
struct Generator {
    engine: Engine,
}

#[derive(Deserialize)]
struct Engine {
    name: String,
    #[serde(default)]
    version: String,
}

#[derive(Deserialize, Default)]
struct Tree {
    #[serde(default)]
    branches: Vec<Branch>,
}

#[derive(Deserialize)]
struct Branch {
    #[serde(default)]
    branches: Vec<Branch>,
    category: String,
    name: String,
    product: Option<Product>,
}

#[derive(Deserialize)]
struct Product {
    name: String,
    product_id: String,
    #[serde(default)]
    product_identification_helper: Helper,
}

#[derive(Deserialize, Default)]
struct Helper {
    cpe: Option<String>,
    purl: Option<String>,
}

#[derive(Deserialize)]
struct Vuln {
    #[serde(default)]
    acknowledgments: Vec<Acknowledgment>,
    cve: Option<String>,
    cwe: Option<Cwe>,
    #[serde(default)]
    flags: Vec<Flag>,
    #[serde(default)]
    ids: Vec<Id>,
    #[serde(default)]
    notes: Vec<Note>,
    #[serde(default)]
    product_status: StatusLists,
    #[serde(default)]
    references: Vec<Reference>,
    #[serde(default)]
    remediations: Vec<Remediation>,
    #[serde(default)]
    scores: Vec<Score>,
    #[serde(default)]
    threats: Vec<Threat>,
    #[serde(default)]
    title: String,
}

impl Root {
    fn document(self) -> Option<Document> {
        let meta = self.document;
        let tracking = meta.tracking;
        Some(Document {
            category: meta.category,
            title: meta.title,
            lang: meta.lang,
            source_lang: meta.source_lang,
            tlp: meta.distribution.tlp.label,
            distribution_text: meta.distribution.text,
            aggregate_severity: meta.aggregate_severity.map(|severity| severity.text),
            publisher: meta.publisher,
            tracking: Tracking {
                id: tracking.id,
                version: tracking.version,
                status: tracking.status,
                initial_release_date: tracking.initial_release_date,
                current_release_date: tracking.current_release_date,
                revision_history: tracking.revision_history,
                generator: tracking.generator.map(|generator| (generator.engine.name, generator.engine.version)),
            },
            notes: meta.notes,
            references: meta.references,
            acknowledgments: meta.acknowledgments,
            product_tree: self.product_tree.tree()?,
            vulnerabilities: self.vulnerabilities.into_iter().map(Vuln::vulnerability).collect(),
        })
    }
}

impl Tree {
    fn tree(self) -> Option<ProductTree> {
        let mut branches = self.branches.into_iter();
        let Some(vendor) = branches.next() else { return Some(ProductTree::default()) };
        if vendor.category != "vendor" || branches.next().is_some() {
            return None;
        }
        Some(ProductTree { vendor: vendor.name, products: vendor.branches.into_iter().map(Branch::line).collect::<Option<_>>()? })
    }
}

impl Branch {
    fn line(self) -> Option<ProductLine> {
        if self.category != "product_name" || self.product.is_some() {
            return None;
        }
        Some(ProductLine { name: self.name, versions: self.branches.into_iter().map(Self::version).collect::<Option<_>>()? })
    }

    fn version(self) -> Option<ProductVersion> {
        let range = match self.category.as_str() {
            "product_version" => false,
            "product_version_range" => true,
            _ => return None,
        };
        let product = self.product?;
        Some(ProductVersion {
            version: self.name,
            range,
            product_id: product.product_id,
            name: product.name,
            purl: product.product_identification_helper.purl,
            cpe: product.product_identification_helper.cpe,
        })
    }
}

impl Vuln {
    fn vulnerability(self) -> Vulnerability {
        Vulnerability {
            cve: self.cve,
            ids: self.ids,
            title: self.title,
            cwe: self.cwe,
            notes: self.notes,
            product_status: self.product_status,
            flags: self.flags,
            threats: self.threats,
            remediations: self.remediations,
            scores: self.scores,
            references: self.references,
            acknowledgments: self.acknowledgments,
        }
    }
}
