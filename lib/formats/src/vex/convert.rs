//! Reads statements whatever form carries them, and writes them in another one.

use super::{Copies, Document, Justification, Product, Statement, Status, cyclonedx, openvex};
use crate::csaf;
use crate::family::{self, Family};
use crate::problem::{Problem, quote};
use crate::sbom;
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// A form of statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// OpenVEX 0.2.
    OpenVex,
    /// The VEX profile of CSAF 2.0.
    Csaf,
    /// CycloneDX 1.6.
    CycloneDx,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::OpenVex, Self::Csaf, Self::CycloneDx];

    /// The word, such as `openvex`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::OpenVex => "openvex",
            Self::Csaf => "csaf",
            Self::CycloneDx => "cyclonedx",
        }
    }

    /// The form of a word.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.key() == key)
    }
}

/// Reads the statements of an OpenVEX, CSAF or CycloneDX document.
///
/// # Errors
/// The bytes are none of these, or cannot be read at all.
pub fn read(bytes: &[u8]) -> Result<(Document, Form, Vec<Problem>), Problem> {
    match family::of(bytes) {
        Some(Family::Vex) => openvex::read(bytes).map(|(document, problems)| (document, Form::OpenVex, problems)),
        Some(Family::Csaf) => csaf::statements(bytes).map(|(document, problems)| (document, Form::Csaf, problems)),
        Some(Family::Sbom) => of_sbom(bytes),
        Some(Family::Record) | None => Err(Problem::new("vex.unknown_form", "", "neither OpenVEX nor CSAF nor CycloneDX")),
    }
}

/// The statements of an SBOM; references to its components become their names.
fn of_sbom(bytes: &[u8]) -> Result<(Document, Form, Vec<Problem>), Problem> {
    let options = sbom::Options { allow_empty: true, ..sbom::Options::default() };
    let read = sbom::read(bytes, &options).map_err(|fault| Problem::new("vex.unreadable", "", fault.to_string()))?;
    let known: BTreeMap<&str, &sbom::SbomComponent<'_>> =
        read.components.iter().chain(&read.subject).map(|component| (component.reference.as_ref(), component)).collect();
    let (mut copies, mut problems) = (Copies::default(), read.problems);
    let mut named = |product: Product| match product.reference.as_deref().and_then(|reference| known.get(reference)) {
        Some(component) if copies.take(weight(component)) => Product {
            name: Some(component.name.to_string()),
            version: component.version.as_deref().map(str::to_owned),
            purls: component.purl.iter().chain(&component.other_purls).map(ToString::to_string).collect(),
            cpes: component.cpes.iter().map(ToString::to_string).collect(),
            ..product
        },
        _ => product,
    };
    let mut statements = read.statements;
    for statement in &mut statements {
        if statement.products.is_empty()
            && let Some(subject) = &read.subject
        {
            statement.products.push(Product { reference: Some(subject.reference.to_string()), ..Product::default() });
        }
        statement.products = std::mem::take(&mut statement.products).into_iter().map(&mut named).collect();
    }
    if !copies.take(0) {
        problems.push(Problem::new("vex.too_large", "", "components of too many statements; some keep only their reference"));
    }
    let document = Document {
        id: read.serial.unwrap_or_default(),
        author: read.authors.into_iter().next().unwrap_or_default(),
        issued: read.created,
        version: Some("1".to_owned()),
        statements,
        ..Document::default()
    };
    Ok((document, Form::CycloneDx, problems))
}

/// About how many bytes the names of a component take.
fn weight(component: &sbom::SbomComponent<'_>) -> usize {
    let lists = component.other_purls.iter().chain(&component.cpes).map(|text| size_of::<String>() + text.len()).sum::<usize>();
    let texts = [&component.version, &component.purl].into_iter().flatten().map(|text| text.len()).sum::<usize>();
    component.name.len() + lists + texts
}

/// What the target asks for and the source may not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publisher {
    /// Name.
    pub name: String,
    /// Address of the publisher, a URL.
    pub namespace: String,
    /// Instant of writing, RFC 3339, for documents that bear none.
    pub now: String,
}

/// Writes statements in a form; what the form cannot say is listed.
#[must_use]
pub fn write(document: &Document, form: Form, publisher: &Publisher) -> (Vec<u8>, Vec<Problem>) {
    let mut document = document.clone();
    if document.author.is_empty() {
        document.author.clone_from(&publisher.name);
    }
    let mut problems = Vec::new();
    clean(&mut document, &mut problems);
    let now = || Some(publisher.now.clone());
    document.issued = document.issued.or_else(|| document.updated.clone()).or_else(now);
    match form {
        Form::OpenVex => {
            if document.id.is_empty() || !document.id.contains(':') {
                document.id = format!("{}/vex/{}", publisher.namespace.trim_end_matches('/'), document.id);
            }
            missing_reasons(&document, &mut problems);
            (openvex::write(&document), problems)
        }
        Form::CycloneDx => {
            for (at, statement) in document.statements.iter().enumerate() {
                if statement.products.iter().any(|product| !product.hashes.is_empty()) {
                    problems.push(Problem::new("vex.lost_hashes", format!("/statements/{at}"), "hashes of products are not written"));
                }
                if statement.impact.is_some() && statement.status_notes.is_some() {
                    problems.push(Problem::new("vex.lost_notes", format!("/statements/{at}"), "the note on the status is not written"));
                }
            }
            (cyclonedx::write(&document), problems)
        }
        Form::Csaf => {
            missing_reasons(&document, &mut problems);
            (csaf_vex(&document, publisher, &mut problems), problems)
        }
    }
}

/// Leaves out what every form forbids: times that are none, and the same product or part said twice in a row of its own.
fn clean(document: &mut Document, problems: &mut Vec<Problem>) {
    let mut time = |text: &mut Option<String>, pointer: String| {
        if let Some(wrong) = text.take_if(|text| !csaf::is_instant(text)) {
            problems.push(Problem::new("vex.lost_time", pointer, quote(&wrong)));
        }
    };
    time(&mut document.issued, "/issued".to_owned());
    time(&mut document.updated, "/updated".to_owned());
    for (at, statement) in document.statements.iter_mut().enumerate() {
        time(&mut statement.issued, format!("/statements/{at}/issued"));
        time(&mut statement.updated, format!("/statements/{at}/updated"));
        once(&mut statement.products);
    }
}

/// Leaves each product once, where it stands first, and so its parts.
fn once(products: &mut Vec<Product>) {
    products.iter_mut().for_each(|product| once(&mut product.parts));
    let mut met = HashSet::new();
    products.retain(|product| met.insert(product.clone()));
}

/// Statements that the target counts as incomplete.
pub(super) fn missing_reasons(document: &Document, problems: &mut Vec<Problem>) {
    for statement in &document.statements {
        let here = &statement.pointer;
        match statement.status {
            Status::NotAffected if statement.justification.is_none() && statement.impact.is_none() => {
                problems.push(Problem::new("vex.no_reason", here, "not affected, but nothing says why"));
            }
            Status::Affected if statement.action.is_none() => {
                problems.push(Problem::new("vex.no_action", here, "affected, but nothing says what to do"));
            }
            _ => {}
        }
        if statement.products.is_empty() {
            problems.push(Problem::new("vex.no_product", here, "names no product"));
        }
    }
}

#[derive(Serialize)]
struct Root<'a> {
    document: Meta<'a>,
    product_tree: Tree<'a>,
    vulnerabilities: Vec<Vulnerability<'a>>,
}

#[derive(Serialize)]
struct Meta<'a> {
    category: &'static str,
    csaf_version: &'static str,
    publisher: Who<'a>,
    title: String,
    tracking: Tracking<'a>,
}

#[derive(Serialize)]
struct Who<'a> {
    category: &'static str,
    name: &'a str,
    namespace: &'a str,
}

#[derive(Serialize)]
struct Tracking<'a> {
    current_release_date: &'a str,
    id: &'a str,
    initial_release_date: &'a str,
    revision_history: [Revision<'a>; 1],
    status: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Revision<'a> {
    date: &'a str,
    number: &'static str,
    summary: &'static str,
}

#[derive(Serialize, Default)]
struct Tree<'a> {
    full_product_names: Vec<FullName<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relationships: Vec<Relationship<'a>>,
}

#[derive(Serialize)]
struct FullName<'a> {
    name: String,
    product_id: String,
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
struct Relationship<'a> {
    category: &'static str,
    full_product_name: FullName<'a>,
    product_reference: String,
    relates_to_product_reference: String,
}

#[derive(Serialize)]
struct Vulnerability<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cve: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    flags: Vec<Flag>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ids: Vec<Id<'a>>,
    notes: Vec<Note<'a>>,
    product_status: BTreeMap<&'static str, Vec<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remediations: Vec<Words<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    threats: Vec<Words<'a>>,
}

#[derive(Serialize)]
struct Flag {
    label: &'static str,
    product_ids: Vec<String>,
}

#[derive(Serialize)]
struct Id<'a> {
    system_name: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct Note<'a> {
    category: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct Words<'a> {
    category: &'static str,
    details: &'a str,
    product_ids: Vec<String>,
}

/// Gives products their ids within the document, and the tree that defines them.
#[derive(Default)]
struct Catalogue<'a> {
    tree: Tree<'a>,
    known: BTreeMap<String, String>,
}

impl<'a> Catalogue<'a> {
    /// Ids of a product: its own, or one for each of its parts.
    fn ids(&mut self, product: &'a Product) -> Vec<String> {
        let whole = self.id(product);
        if product.parts.is_empty() {
            return vec![whole];
        }
        let mut ids = Vec::with_capacity(product.parts.len());
        for part in &product.parts {
            let inner = self.id(part);
            let key = format!("{whole} {inner}");
            let id = match self.known.get(&key) {
                Some(id) => id.clone(),
                None => {
                    let id = format!("{inner}:{whole}");
                    self.tree.relationships.push(Relationship {
                        category: "default_component_of",
                        full_product_name: FullName {
                            name: format!("{} in {}", name(part), name(product)),
                            product_id: id.clone(),
                            product_identification_helper: None,
                        },
                        product_reference: inner,
                        relates_to_product_reference: whole.clone(),
                    });
                    self.known.insert(key, id.clone());
                    id
                }
            };
            ids.push(id);
        }
        ids
    }

    fn id(&mut self, product: &'a Product) -> String {
        let key = format!("{:?} {:?} {:?} {:?}", product.identifier(), product.name, product.version, product.reference);
        if let Some(id) = self.known.get(&key) {
            return id.clone();
        }
        let id = format!("P{}", self.tree.full_product_names.len() + 1);
        let (cpe, purl) = (product.cpes.first().map(String::as_str), product.purls.first().map(String::as_str));
        self.tree.full_product_names.push(FullName {
            name: name(product),
            product_id: id.clone(),
            product_identification_helper: (cpe.is_some() || purl.is_some()).then_some(Helper { cpe, purl }),
        });
        self.known.insert(key, id.clone());
        id
    }
}

/// A name for people.
fn name(product: &Product) -> String {
    let name = product.name.as_deref().or_else(|| product.identifier()).unwrap_or("unnamed product");
    match &product.version {
        Some(version) if !name.contains(version.as_str()) => format!("{name} {version}"),
        _ => name.to_owned(),
    }
}

fn csaf_vex(document: &Document, publisher: &Publisher, problems: &mut Vec<Problem>) -> Vec<u8> {
    let issued = document.issued.as_deref().unwrap_or(&publisher.now);
    let current = document.updated.as_deref().unwrap_or(issued);
    let mut catalogue = Catalogue::default();
    // Statements on one vulnerability are one entry.
    let mut by_id: BTreeMap<&str, Vec<&Statement>> = BTreeMap::new();
    for statement in &document.statements {
        by_id.entry(&statement.vulnerability).or_default().push(statement);
    }
    let mut vulnerabilities = Vec::new();
    for (id, statements) in by_id {
        vulnerabilities.push(entry(id, &statements, &mut catalogue, problems));
    }
    if catalogue.tree.full_product_names.is_empty() {
        problems.push(Problem::new("vex.no_product", "/product_tree", "no statement names a product"));
    }
    let id = if document.id.is_empty() { "vex" } else { &document.id };
    crate::pretty::bytes(&Root {
        document: Meta {
            category: "csaf_vex",
            csaf_version: "2.0",
            publisher: Who { category: "vendor", name: &document.author, namespace: &publisher.namespace },
            title: format!("VEX {id}"),
            tracking: Tracking {
                current_release_date: current,
                id,
                initial_release_date: issued,
                revision_history: [Revision { date: current, number: "1", summary: "Converted." }],
                status: "final",
                version: "1",
            },
        },
        product_tree: catalogue.tree,
        vulnerabilities,
    })
}

fn entry<'a>(id: &'a str, statements: &[&'a Statement], catalogue: &mut Catalogue<'a>, problems: &mut Vec<Problem>) -> Vulnerability<'a> {
    let mut made = Vulnerability {
        cve: csaf::is_cve(id).then_some(id),
        flags: Vec::new(),
        ids: Vec::new(),
        notes: Vec::new(),
        product_status: BTreeMap::new(),
        remediations: Vec::new(),
        threats: Vec::new(),
    };
    let others = statements.iter().flat_map(|statement| statement.aliases.iter().map(String::as_str));
    let mut ids: Vec<&str> = others.chain(made.cve.is_none().then_some(id)).collect();
    ids.sort_unstable();
    ids.dedup();
    made.ids = ids.into_iter().map(|text| Id { system_name: "other", text }).collect();
    let description = statements.iter().find_map(|statement| statement.description.as_deref()).unwrap_or(id);
    made.notes.push(Note { category: "description", text: description });
    let (mut placed, mut reasoned) = (HashSet::new(), HashSet::new());
    for statement in statements {
        let mut products: Vec<String> = statement.products.iter().flat_map(|product| catalogue.ids(product)).collect();
        let mut met = HashSet::new();
        products.retain(|id| met.insert(id.clone()));
        if products.is_empty() {
            continue;
        }
        let key = match statement.status {
            Status::NotAffected => "known_not_affected",
            Status::Affected => "known_affected",
            Status::Fixed => "fixed",
            Status::UnderInvestigation => "under_investigation",
        };
        let new = products.iter().filter(|id| placed.insert((key, (*id).clone()))).cloned();
        made.product_status.entry(key).or_default().extend(new);
        if let Some(justification) = statement.justification {
            // A product has one reason (6.1.33); of several statements the first counts.
            let product_ids: Vec<String> = products.iter().filter(|id| reasoned.insert((*id).clone())).cloned().collect();
            if product_ids.len() < products.len() {
                let detail = format!("{}: products have a reason already", Justification::key(justification));
                problems.push(Problem::new("vex.lost_reason", &statement.pointer, detail));
            }
            if !product_ids.is_empty() {
                made.flags.push(Flag { label: Justification::key(justification), product_ids });
            }
        }
        if let Some(details) = &statement.impact {
            made.threats.push(Words { category: "impact", details, product_ids: products.clone() });
        }
        if let Some(details) = &statement.action {
            made.remediations.push(Words { category: "mitigation", details, product_ids: products.clone() });
        }
        if let Some(text) = &statement.status_notes {
            made.notes.push(Note { category: "details", text });
        }
    }
    made
}
