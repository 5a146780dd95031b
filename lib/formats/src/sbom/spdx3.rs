//! SPDX 3.0 as JSON-LD in its canonical context: packages, their identifiers, hashes, licences, and the relationships between them.
//!
//! Files, snippets, builds and the security profile are not components and are not read.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::build::{Builder, Draft};
use super::spdx2::grouped;
use super::{Hash, Options, Sbom, SbomFault, parse_json};
use crate::json::lenient::{List, Object, Text};

/// Most licence expressions that are read of one package.
const LICENCES_MAX: usize = 100;

#[derive(Deserialize, Default)]
struct Document<'a> {
    #[serde(borrow, default, rename = "@graph")]
    graph: List<Object<Element<'a>>>,
}

/// An element of any type, with the fields of those that are read.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Element<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default, rename = "@type")]
    ld_kind: Text<'a>,
    #[serde(borrow, default)]
    spdx_id: Text<'a>,
    #[serde(borrow, default, rename = "@id")]
    ld_id: Text<'a>,
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    created: Text<'a>,
    #[serde(borrow, default)]
    root_element: List<Text<'a>>,
    #[serde(borrow, default, rename = "software_packageVersion")]
    version: Text<'a>,
    #[serde(borrow, default, rename = "software_packageUrl")]
    purl: Text<'a>,
    #[serde(borrow, default, rename = "software_primaryPurpose")]
    purpose: Text<'a>,
    #[serde(borrow, default)]
    supplied_by: Text<'a>,
    #[serde(borrow, default)]
    originated_by: List<Text<'a>>,
    #[serde(borrow, default)]
    external_identifier: List<Object<ExternalIdentifier<'a>>>,
    #[serde(borrow, default)]
    verified_using: List<Object<Integrity<'a>>>,
    #[serde(borrow, default)]
    from: Text<'a>,
    #[serde(borrow, default)]
    relationship_type: Text<'a>,
    #[serde(borrow, default)]
    to: List<Text<'a>>,
    #[serde(borrow, default, rename = "simplelicensing_licenseExpression")]
    expression: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct ExternalIdentifier<'a> {
    #[serde(borrow, default)]
    external_identifier_type: Text<'a>,
    #[serde(borrow, default)]
    identifier: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Integrity<'a> {
    #[serde(borrow, default)]
    algorithm: Text<'a>,
    #[serde(borrow, default)]
    hash_value: Text<'a>,
}

impl Element<'_> {
    fn kind(&self) -> &str {
        self.kind.get().or_else(|| self.ld_kind.get()).unwrap_or_default()
    }

    fn id(&self) -> Option<&str> {
        self.spdx_id.get().or_else(|| self.ld_id.get())
    }
}

/// Reads the text.
pub(super) fn read(text: &str, version: &str, depth_max: usize, options: &Options) -> Result<Sbom, SbomFault> {
    let format = format!("SPDX {version}");
    let document: Object<Document<'_>> = parse_json(text, &format, depth_max, options)?;
    let mut builder = Builder::new(format, options);
    let Some(graph) = document.get().map(|document| &document.graph).filter(|graph| graph.given) else {
        builder.broken("/@graph");
        return builder.finish();
    };
    let links = links(graph, &mut builder);
    let packages = links.packages.len();
    let described: Vec<&str> = links.packages.iter().copied().filter(|id| links.roots.contains(id)).collect();
    let subject = if let ([one], true) = (&described[..], packages > 1) { Some(*one) } else { None };
    for (index, element) in graph.items.iter().enumerate() {
        let Some(element) = element.get().filter(|element| element.kind() == "software_Package") else { continue };
        let mut draft = draft(element, format!("/@graph/{index}"), &links, &mut builder);
        if subject.is_some() && draft.reference.as_deref() == subject {
            builder.subject(draft);
        } else {
            draft.nested_in = draft.reference.as_deref().and_then(|id| links.containers.get(id)).map(|id| (*id).to_owned());
            builder.component(draft)?;
        }
    }
    builder.sbom.dependencies = grouped(links.dependencies);
    builder.finish()
}

/// What the other elements say of packages.
#[derive(Default)]
struct Links<'a> {
    packages: Vec<&'a str>,
    roots: HashSet<&'a str>,
    /// Names of agents.
    agents: HashMap<&'a str, &'a str>,
    /// Package to licence expressions.
    licences: HashMap<&'a str, Vec<String>>,
    containers: HashMap<&'a str, &'a str>,
    dependencies: Vec<(&'a str, &'a str)>,
}

fn links<'a>(graph: &'a List<Object<Element<'_>>>, builder: &mut Builder<'_>) -> Links<'a> {
    let mut links = Links::default();
    let mut expressions: HashMap<&str, &str> = HashMap::new();
    let mut relationships = Vec::new();
    for (index, item) in graph.items.iter().enumerate() {
        let Some(element) = item.get() else {
            builder.broken(format!("/@graph/{index}"));
            continue;
        };
        match element.kind() {
            "CreationInfo" => builder.sbom.created = builder.sbom.created.take().or_else(|| element.created.owned()),
            "SpdxDocument" | "software_Sbom" | "Bom" => {
                links.roots.extend(element.root_element.items.iter().filter_map(Text::get));
                if element.kind() == "SpdxDocument" {
                    builder.sbom.serial = element.id().map(str::to_owned);
                }
            }
            "software_Package" => links.packages.extend(element.id()),
            "Organization" | "Person" | "SoftwareAgent" | "Agent" => {
                links.agents.extend(element.id().zip(element.name.get()));
            }
            "simplelicensing_LicenseExpression" => expressions.extend(element.id().zip(element.expression.get())),
            "Relationship" | "LifecycleScopedRelationship" => relationships.push((index, element)),
            _ => {}
        }
    }
    let packages: HashSet<&str> = links.packages.iter().copied().collect();
    for (index, element) in relationships {
        let (Some(from), Some(word), false) = (element.from.get(), element.relationship_type.get(), element.to.wrong) else {
            builder.broken(format!("/@graph/{index}"));
            continue;
        };
        if !packages.contains(from) {
            continue;
        }
        for to in element.to.items.iter().filter_map(Text::get) {
            match word {
                "hasDeclaredLicense" | "hasConcludedLicense" => {
                    let known = links.licences.entry(from).or_default();
                    if known.len() == LICENCES_MAX {
                        continue;
                    }
                    known.extend(expressions.get(to).map(|text| (*text).to_owned()).filter(|text| !known.contains(text)));
                }
                _ if !packages.contains(to) => {}
                "contains" => {
                    links.containers.entry(to).or_insert(from);
                }
                "dependsOn" | "hasStaticLink" | "hasDynamicLink" | "hasPrerequisite" => links.dependencies.push((from, to)),
                _ => {}
            }
        }
    }
    links
}

fn draft(element: &Element<'_>, pointer: String, links: &Links<'_>, builder: &mut Builder<'_>) -> Draft {
    builder.broken_if(element.name.get().is_none(), &pointer, "/name");
    builder.broken_if(element.id().is_none(), &pointer, "/spdxId");
    builder.broken_if(element.version.wrong, &pointer, "/software_packageVersion");
    let mut purls: Vec<_> = element.purl.owned().map(|purl| (purl, format!("{pointer}/software_packageUrl"))).into_iter().collect();
    let mut cpes = Vec::new();
    for (index, item) in element.external_identifier.items.iter().enumerate() {
        let here = format!("{pointer}/externalIdentifier/{index}/identifier");
        let parts = item.get().and_then(|item| Some((item.external_identifier_type.get()?, item.identifier.owned()?)));
        match parts {
            Some(("packageUrl", text)) => purls.push((text, here)),
            Some(("cpe23" | "cpe22", text)) => cpes.push((text, here)),
            Some(_) => {}
            None => builder.broken(here),
        }
    }
    let hash = |item: &Object<Integrity<'_>>| {
        let integrity = item.get()?;
        Some(Hash { algorithm: integrity.algorithm.owned()?, value: integrity.hash_value.get()?.to_lowercase() })
    };
    let agent = |id: &str| links.agents.get(id).map(|name| (*name).to_owned());
    Draft {
        reference: element.id().map(str::to_owned),
        name: element.name.owned(),
        version: element.version.owned(),
        purls,
        cpes,
        supplier: element
            .supplied_by
            .get()
            .and_then(agent)
            .or_else(|| element.originated_by.items.iter().filter_map(Text::get).find_map(agent)),
        kind: element.purpose.owned(),
        hashes: element.verified_using.items.iter().filter_map(hash).collect(),
        licences: element.id().and_then(|id| links.licences.get(id)).cloned().unwrap_or_default(),
        pointer,
        ..Draft::default()
    }
}
