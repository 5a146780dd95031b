//! SPDX 2.2 and 2.3 in JSON (ISO/IEC 5962; SPDX 2.3 clauses 7 and 11).

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::build::{Builder, Draft};
use super::{Hash, Options, Sbom, SbomFault, parse_json};
use crate::json::lenient::{List, Object, Text};

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    #[serde(borrow, default, rename = "SPDXID")]
    id: Text<'a>,
    #[serde(borrow, default)]
    document_namespace: Text<'a>,
    #[serde(borrow, default)]
    creation_info: Object<CreationInfo<'a>>,
    #[serde(borrow, default)]
    document_describes: List<Text<'a>>,
    #[serde(borrow, default)]
    packages: List<Object<Package<'a>>>,
    #[serde(borrow, default)]
    relationships: List<Object<Relationship<'a>>>,
}

#[derive(Deserialize, Default)]
struct CreationInfo<'a> {
    #[serde(borrow, default)]
    created: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Package<'a> {
    #[serde(borrow, default, rename = "SPDXID")]
    id: Text<'a>,
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version_info: Text<'a>,
    #[serde(borrow, default)]
    supplier: Text<'a>,
    #[serde(borrow, default)]
    originator: Text<'a>,
    #[serde(borrow, default)]
    primary_package_purpose: Text<'a>,
    #[serde(borrow, default)]
    license_concluded: Text<'a>,
    #[serde(borrow, default)]
    license_declared: Text<'a>,
    #[serde(borrow, default)]
    checksums: List<Object<Checksum<'a>>>,
    #[serde(borrow, default)]
    external_refs: List<Object<ExternalRef<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Checksum<'a> {
    #[serde(borrow, default)]
    algorithm: Text<'a>,
    #[serde(borrow, default)]
    checksum_value: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct ExternalRef<'a> {
    #[serde(borrow, default)]
    reference_type: Text<'a>,
    #[serde(borrow, default)]
    reference_locator: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Relationship<'a> {
    #[serde(borrow, default)]
    spdx_element_id: Text<'a>,
    #[serde(borrow, default)]
    relationship_type: Text<'a>,
    #[serde(borrow, default)]
    related_spdx_element: Text<'a>,
}

/// Reads the text.
pub(super) fn read(text: &str, version: &str, depth_max: usize, options: &Options) -> Result<Sbom, SbomFault> {
    let format = format!("SPDX {version}");
    let document: Object<Document<'_>> = parse_json(text, &format, depth_max, options)?;
    let mut builder = Builder::new(format, options);
    let Object::Is(document) = document else {
        builder.broken("");
        return builder.finish();
    };
    builder.broken_if(document.packages.wrong, "", "/packages");
    builder.broken_if(document.relationships.wrong, "", "/relationships");
    builder.sbom.serial = document.document_namespace.owned();
    builder.sbom.created = document.creation_info.get().and_then(|info| info.created.owned());
    let links = links(&document, &mut builder);
    let subject = subject(&document, &links.described);
    for (index, item) in document.packages.items.iter().enumerate() {
        let pointer = format!("/packages/{index}");
        let Some(package) = item.get() else {
            builder.broken(pointer);
            continue;
        };
        let mut draft = draft(package, pointer, &mut builder);
        if subject.is_some() && draft.reference.as_deref() == subject {
            builder.subject(draft);
        } else {
            draft.nested_in = links.containers.get(draft.reference.as_deref().unwrap_or_default()).map(|container| (*container).to_owned());
            builder.component(draft)?;
        }
    }
    builder.sbom.dependencies = links.dependencies;
    builder.finish()
}

/// What the relationships say of packages.
struct Links<'a> {
    described: Vec<&'a str>,
    /// Contained package to the package that contains it.
    containers: HashMap<&'a str, &'a str>,
    dependencies: Vec<(String, Vec<String>)>,
}

/// Whether the second element needs the first (`X_DEPENDENCY_OF`).
fn is_needed_by(word: &str) -> bool {
    word.ends_with("DEPENDENCY_OF") || word == "PREREQUISITE_FOR"
}

fn links<'a>(document: &'a Document<'_>, builder: &mut Builder<'_>) -> Links<'a> {
    let packages: HashSet<&str> = document.packages.items.iter().filter_map(|item| item.get()?.id.get()).collect();
    let root = document.id.get().unwrap_or("SPDXRef-DOCUMENT");
    let mut described: Vec<&str> = document.document_describes.items.iter().filter_map(Text::get).collect();
    let mut containers = HashMap::new();
    let mut edges: Vec<(&str, &str)> = Vec::new();
    for (index, item) in document.relationships.items.iter().enumerate() {
        let parts = item.get().and_then(|relationship| {
            Some((relationship.spdx_element_id.get()?, relationship.relationship_type.get()?, relationship.related_spdx_element.get()?))
        });
        let Some((from, word, to)) = parts else {
            builder.broken(format!("/relationships/{index}"));
            continue;
        };
        match word {
            "DESCRIBES" if from == root => described.push(to),
            "DESCRIBED_BY" if to == root => described.push(from),
            _ if !packages.contains(from) || !packages.contains(to) => {}
            "CONTAINS" => {
                containers.entry(to).or_insert(from);
            }
            "CONTAINED_BY" => {
                containers.entry(from).or_insert(to);
            }
            "DEPENDS_ON" | "DYNAMIC_LINK" | "STATIC_LINK" | "HAS_PREREQUISITE" => edges.push((from, to)),
            word if is_needed_by(word) => edges.push((to, from)),
            _ => {}
        }
    }
    described.retain(|id| packages.contains(id));
    described.sort_unstable();
    described.dedup();
    Links { described, containers, dependencies: grouped(edges) }
}

/// Edges as lists by their beginning, in the order of first appearance.
pub(super) fn grouped(edges: Vec<(&str, &str)>) -> Vec<(String, Vec<String>)> {
    let mut at: HashMap<&str, usize> = HashMap::new();
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    for (from, to) in edges {
        let index = *at.entry(from).or_insert_with(|| {
            out.push((from.to_owned(), Vec::new()));
            out.len() - 1
        });
        out[index].1.push(to.to_owned());
    }
    for (_, to) in &mut out {
        to.sort_unstable();
        to.dedup();
    }
    out
}

/// The one package that the document describes, unless it is the only package there is.
fn subject<'a>(document: &Document<'_>, described: &[&'a str]) -> Option<&'a str> {
    match described {
        [one] if document.packages.items.len() > 1 => Some(one),
        _ => None,
    }
}

/// A value unless it is one of SPDX's two words for nothing.
fn said(text: &Text<'_>) -> Option<String> {
    text.owned().filter(|text| text != "NOASSERTION" && text != "NONE")
}

fn draft(package: &Package<'_>, pointer: String, builder: &mut Builder<'_>) -> Draft {
    builder.broken_if(package.name.get().is_none(), &pointer, "/name");
    builder.broken_if(package.id.get().is_none(), &pointer, "/SPDXID");
    builder.broken_if(package.version_info.wrong, &pointer, "/versionInfo");
    builder.broken_if(package.external_refs.wrong, &pointer, "/externalRefs");
    builder.broken_if(package.checksums.wrong, &pointer, "/checksums");
    let (mut purls, mut cpes) = (Vec::new(), Vec::new());
    for (index, item) in package.external_refs.items.iter().enumerate() {
        let here = format!("{pointer}/externalRefs/{index}/referenceLocator");
        let Some(locator) = item.get().and_then(|reference| reference.reference_locator.owned()) else {
            builder.broken(here);
            continue;
        };
        // The type may come as a full IRI of the listed types.
        let kind = item.get().and_then(|reference| reference.reference_type.get()).unwrap_or_default();
        match kind.rsplit('/').next().unwrap_or(kind) {
            "purl" => purls.push((locator, here)),
            "cpe23Type" | "cpe22Type" => cpes.push((locator, here)),
            _ => {}
        }
    }
    let organisation = |text: &Text<'_>| {
        let text = said(text)?;
        Some(text.split_once(':').map_or(text.as_str(), |(_, name)| name).trim().to_owned()).filter(|name| !name.is_empty())
    };
    let hash = |item: &Object<Checksum<'_>>| {
        let checksum = item.get()?;
        Some(Hash { algorithm: checksum.algorithm.owned()?, value: checksum.checksum_value.get()?.to_lowercase() })
    };
    Draft {
        reference: package.id.owned(),
        name: package.name.owned(),
        version: said(&package.version_info),
        purls,
        cpes,
        supplier: organisation(&package.supplier).or_else(|| organisation(&package.originator)),
        kind: package.primary_package_purpose.owned(),
        hashes: package.checksums.items.iter().filter_map(hash).collect(),
        licences: said(&package.license_concluded).or_else(|| said(&package.license_declared)).into_iter().collect(),
        pointer,
        ..Draft::default()
    }
}
