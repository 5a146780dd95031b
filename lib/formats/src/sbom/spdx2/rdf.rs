//! SPDX 2.2 and 2.3 as RDF/XML, turned into the JSON form: the triples of the document, its packages, their relationships and licences.

use std::collections::{BTreeSet, HashMap};

use oxrdf::{NamedOrBlankNode, Term};
use oxrdfxml::RdfXmlParser;
use serde_json::{Map, Value, json};

use super::super::SbomFault;

/// Terms of SPDX.
const TERMS: &str = "http://spdx.org/rdf/terms#";
/// Listed licences.
const LICENCES: &str = "http://spdx.org/licenses/";
/// What something is.
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
/// Bytes that a triple takes beside its texts, about.
const TRIPLE_BYTES: usize = 160;
/// Most licences and sets of them that are followed for one package.
const LICENCES_MAX: usize = 1_000;
/// What else is kept of nodes, beside the texts of packages.
const KEPT: [&str; 24] = [
    "algorithm",
    "annotation",
    "checksum",
    "checksumValue",
    "created",
    "creationInfo",
    "creator",
    "describesPackage",
    "externalRef",
    "hasFile",
    "licenseConcluded",
    "licenseDeclared",
    "licenseException",
    "licenseExceptionId",
    "licenseId",
    "member",
    "primaryPackagePurpose",
    "referenceLocator",
    "referenceType",
    "relatedSpdxElement",
    "relationship",
    "relationshipType",
    "specVersion",
    TYPE,
];
/// Deepest nesting of licence sets.
const LICENCES_DEEP_MAX: usize = 16;
/// Texts of a package that are read as they are.
const TEXTS: [&str; 9] =
    ["name", "versionInfo", "supplier", "originator", "downloadLocation", "sourceInfo", "copyrightText", "comment", "homepage"];

/// Most objects of one predicate that are looked through for one that fits.
const OBJECTS_MAX: usize = 16;

/// What is said of each subject: objects by their predicates, without their namespace.
type Graph = HashMap<String, HashMap<&'static str, Vec<Term>>>;

/// The document in the JSON form.
pub(super) fn to_json(text: &str) -> Result<String, SbomFault> {
    if !is_whole(text) {
        return Err(SbomFault::Truncated { byte: text.len() });
    }
    let graph = graph(text)?;
    let of_kind = |kind: &str| {
        let mut found: Vec<&String> = graph.iter().filter(|(_, said)| is_a(said, kind)).map(|(subject, _)| subject).collect();
        found.sort_unstable();
        found
    };
    let Some(document) = of_kind("SpdxDocument").into_iter().next() else {
        return Err(SbomFault::Unsupported { format: "RDF".to_owned() });
    };
    let namespace = document.split('#').next().unwrap_or_default();
    let said = |subject: &str, predicate: &str| text_of(&graph, subject, predicate);
    let mut relationships = Vec::new();
    let mut packages = Vec::new();
    for subject in graph.keys().collect::<BTreeSet<_>>() {
        let relations = objects(&graph, subject, "relationship").filter_map(|relation| relationship(&graph, namespace, subject, relation));
        relationships.extend(relations);
    }
    for subject in of_kind("Package") {
        packages.push(package(&graph, namespace, subject));
        let contained = objects(&graph, subject, "hasFile").filter_map(name_of);
        relationships.extend(contained.map(|file| word(namespace, subject, "CONTAINS", &file)));
    }
    let described = objects(&graph, document, "describesPackage").filter_map(name_of);
    let described: Vec<String> = described.map(|subject| id(namespace, &subject)).collect();
    let creation = objects(&graph, document, "creationInfo").find_map(name_of).unwrap_or_default();
    Ok(json!({
        "spdxVersion": said(document, "specVersion"),
        "SPDXID": id(namespace, document),
        "documentNamespace": namespace,
        "creationInfo": {
            "created": said(&creation, "created"),
            "creators": objects(&graph, &creation, "creator").filter_map(literal).collect::<Vec<_>>(),
        },
        "documentDescribes": described,
        "packages": packages,
        "relationships": relationships,
    })
    .to_string())
}

/// Whether the root element is closed: the parser takes a document that ends early for a whole one.
fn is_whole(text: &str) -> bool {
    let root = text.split('<').skip(1).find(|tag| !tag.starts_with(['?', '!']));
    let name = root.and_then(|tag| tag.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()).unwrap_or_default();
    let end = text.trim_end();
    end.ends_with(&format!("</{name}>")) || end.ends_with("-->")
}

/// The triples by their subjects.
fn graph(text: &str) -> Result<Graph, SbomFault> {
    let mut graph = Graph::new();
    let mut room = super::super::LISTS_BYTES_MAX;
    for triple in RdfXmlParser::new().for_slice(text.as_bytes()) {
        let triple = triple.map_err(|error| SbomFault::Schema {
            format: "RDF/XML".to_owned(),
            n: 1,
            pointer: super::super::build::short(&error.to_string()),
        })?;
        let subject = match triple.subject {
            NamedOrBlankNode::NamedNode(node) => node.into_string(),
            NamedOrBlankNode::BlankNode(node) => node.to_string(),
        };
        let predicate = triple.predicate.as_str();
        let predicate = if predicate == TYPE { predicate } else { predicate.rsplit(['#', '/']).next().unwrap_or_default() };
        let Some(predicate) = KEPT.iter().chain(&TEXTS).find(|known| **known == predicate) else { continue };
        let object = match &triple.object {
            Term::NamedNode(node) => node.as_str().len(),
            Term::Literal(literal) => literal.value().len(),
            Term::BlankNode(_) => 0,
        };
        let taken = TRIPLE_BYTES + subject.len() + predicate.len() + object;
        room = room.checked_sub(taken).ok_or(SbomFault::TooLarge { limit: super::super::SBOM_COMPONENTS_MAX })?;
        graph.entry(subject).or_default().entry(*predicate).or_default().push(triple.object);
    }
    Ok(graph)
}

fn is_a(said: &HashMap<&'static str, Vec<Term>>, kind: &str) -> bool {
    let wanted = |object: &Term| matches!(object, Term::NamedNode(node) if node.as_str().strip_prefix(TERMS) == Some(kind));
    said.get(TYPE).into_iter().flatten().take(OBJECTS_MAX).any(wanted)
}

fn objects<'g>(graph: &'g Graph, subject: &str, predicate: &'g str) -> impl Iterator<Item = &'g Term> {
    graph.get(subject).and_then(|said| said.get(predicate)).into_iter().flatten()
}

/// How a node is called in the graph.
fn name_of(term: &Term) -> Option<String> {
    match term {
        Term::NamedNode(node) => Some(node.as_str().to_owned()),
        Term::BlankNode(node) => Some(node.to_string()),
        Term::Literal(_) => None,
    }
}

fn literal(term: &Term) -> Option<String> {
    match term {
        Term::Literal(literal) => Some(literal.value().to_owned()),
        _ => None,
    }
}

/// A text, or the word for nothing that stands as an address.
fn text_of(graph: &Graph, subject: &str, predicate: &str) -> Option<String> {
    let object = objects(graph, subject, predicate).next()?;
    literal(object).or_else(|| match name_of(object)?.rsplit(['#', '/']).next()? {
        "noassertion" => Some("NOASSERTION".to_owned()),
        "none" => Some("NONE".to_owned()),
        _ => name_of(object),
    })
}

/// The last word of an address, such as `sha1` of `…#checksumAlgorithm_sha1`.
fn word_of(graph: &Graph, subject: &str, predicate: &str) -> Option<String> {
    let address = objects(graph, subject, predicate).take(OBJECTS_MAX).find_map(name_of)?;
    let last = address.rsplit(['#', '/']).next()?;
    Some(last.split_once('_').map_or(last, |(_, word)| word).to_owned())
}

/// An element's id within the document.
fn id(namespace: &str, subject: &str) -> String {
    subject.strip_prefix(namespace).and_then(|rest| rest.strip_prefix('#')).unwrap_or(subject).to_owned()
}

fn word(namespace: &str, from: &str, kind: &str, to: &str) -> Value {
    json!({"spdxElementId": id(namespace, from), "relationshipType": kind, "relatedSpdxElement": id(namespace, to)})
}

fn relationship(graph: &Graph, namespace: &str, from: &str, relation: &Term) -> Option<Value> {
    let relation = name_of(relation)?;
    let to = objects(graph, &relation, "relatedSpdxElement").take(OBJECTS_MAX).find_map(name_of)?;
    let kind = super::super::snake(&word_of(graph, &relation, "relationshipType")?).to_uppercase();
    Some(word(namespace, from, &kind, &to))
}

fn package(graph: &Graph, namespace: &str, subject: &str) -> Value {
    let mut members = Map::new();
    members.insert("SPDXID".to_owned(), Value::from(id(namespace, subject)));
    for key in TEXTS {
        members.extend(text_of(graph, subject, key).map(|text| (key.to_owned(), Value::from(text))));
    }
    for key in ["licenseConcluded", "licenseDeclared"] {
        let mut left = LICENCES_MAX;
        let licence = objects(graph, subject, key).next().and_then(|term| licence(graph, term, 0, &mut left));
        members.extend(licence.map(|text| (key.to_owned(), Value::from(text))));
    }
    let purpose = word_of(graph, subject, "primaryPackagePurpose");
    members.extend(purpose.map(|word| ("primaryPackagePurpose".to_owned(), Value::from(super::super::snake(&word).to_uppercase()))));
    let checksums = objects(graph, subject, "checksum").filter_map(name_of).filter_map(|checksum| {
        let algorithm = word_of(graph, &checksum, "algorithm")?;
        Some(json!({"algorithm": algorithm_of(&algorithm), "checksumValue": text_of(graph, &checksum, "checksumValue")?}))
    });
    let mut checksums: Vec<Value> = checksums.collect();
    checksums.sort_by_key(Value::to_string);
    members.insert("checksums".to_owned(), Value::from(checksums));
    let references = objects(graph, subject, "externalRef").filter_map(name_of).filter_map(|reference| {
        let kind = objects(graph, &reference, "referenceType").take(OBJECTS_MAX).find_map(name_of)?;
        Some(json!({"referenceType": kind, "referenceLocator": text_of(graph, &reference, "referenceLocator")?}))
    });
    let mut references: Vec<Value> = references.collect();
    references.sort_by_key(Value::to_string);
    members.insert("externalRefs".to_owned(), Value::from(references));
    let annotations = objects(graph, subject, "annotation").filter_map(name_of);
    let annotations: Vec<Value> =
        annotations.filter_map(|annotation| Some(json!({"comment": text_of(graph, &annotation, "comment")?}))).collect();
    members.insert("annotations".to_owned(), Value::from(annotations));
    Value::Object(members)
}

/// An algorithm as the JSON form spells it.
fn algorithm_of(word: &str) -> String {
    let upper = word.to_uppercase();
    match upper.strip_prefix("BLAKE2B") {
        Some(bits) => format!("BLAKE2b-{}", bits.trim_start_matches(['_', '-'])),
        None => upper.replace('_', "-"),
    }
}

/// A licence as an expression. Invariant: depth and steps are counted, for a document can make a set a member of itself.
fn licence(graph: &Graph, term: &Term, deep: usize, left: &mut usize) -> Option<String> {
    let subject = name_of(term)?;
    *left = left.checked_sub(1)?;
    if let Some(listed) = subject.strip_prefix(LICENCES) {
        return Some(listed.to_owned());
    }
    match subject.strip_prefix(TERMS) {
        Some("noassertion") => return Some("NOASSERTION".to_owned()),
        Some("none") => return Some("NONE".to_owned()),
        _ if deep == LICENCES_DEEP_MAX => return None,
        _ => {}
    }
    let said = graph.get(&subject)?;
    for (kind, joint) in [("ConjunctiveLicenseSet", " AND "), ("DisjunctiveLicenseSet", " OR ")] {
        if is_a(said, kind) {
            let members = objects(graph, &subject, "member").take(*left).filter_map(|term| licence(graph, term, deep + 1, left));
            // Members have no order of their own.
            let members: Vec<String> = members.collect::<BTreeSet<_>>().into_iter().collect();
            return Some(format!("({})", members.join(joint)));
        }
    }
    let mut inner = |predicate: &str| objects(graph, &subject, predicate).next().and_then(|term| licence(graph, term, deep + 1, left));
    if is_a(said, "WithExceptionOperator") {
        let exception = objects(graph, &subject, "licenseException").take(OBJECTS_MAX).find_map(name_of)?;
        let id = text_of(graph, &exception, "licenseExceptionId").or_else(|| exception.rsplit('/').next().map(str::to_owned))?;
        return Some(format!("{} WITH {id}", inner("member")?));
    }
    if is_a(said, "OrLaterOperator") {
        return Some(format!("{}+", inner("member")?));
    }
    text_of(graph, &subject, "licenseId").or_else(|| subject.rsplit('#').next().map(str::to_owned))
}
