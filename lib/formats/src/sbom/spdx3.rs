//! SPDX 3.0 as JSON-LD in its canonical context: packages, their identifiers, hashes, licences, and the relationships between them.
//!
//! Of the security profile the VEX assessments are read as statements (as Yocto writes them); of files only those that patch a package.
//! Snippets and builds are not read.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::Patch;
use super::build::{Builder, Draft};
use super::spdx2::grouped;
use super::{Hash, Options, Sbom, SbomFault, parse_json};
use crate::json::lenient::{List, Object, Text};
use crate::problem::quote;
use crate::vex::{self, Justification, Product, STATEMENTS_MAX, Statement};

/// Most licence expressions that are read of one package.
const LICENCES_MAX: usize = 100;
/// Most patches that are read of one package.
const PATCHES_MAX: usize = 1_000;
/// Most names of one vulnerability.
const ALIASES_MAX: usize = 100;

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
    #[serde(borrow, default, rename = "software_downloadLocation")]
    download: Text<'a>,
    #[serde(borrow, default, rename = "software_homePage")]
    home_page: Text<'a>,
    #[serde(borrow, default, rename = "software_copyrightText")]
    copyright: Text<'a>,
    #[serde(borrow, default, rename = "security_justificationType")]
    justification: Text<'a>,
    #[serde(borrow, default, rename = "security_impactStatement")]
    impact: Text<'a>,
    #[serde(borrow, default, rename = "security_actionStatement")]
    action: Text<'a>,
    #[serde(borrow, default, rename = "security_statusNotes")]
    status_notes: Text<'a>,
    #[serde(borrow, default, rename = "security_publishedTime")]
    published_time: Text<'a>,
    #[serde(borrow, default, rename = "security_modifiedTime")]
    modified_time: Text<'a>,
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
    let mut links = links(graph, &mut builder);
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
    builder.sbom.dependencies = grouped(std::mem::take(&mut links.dependencies));
    statements(graph, &links, &mut builder);
    builder.finish()
}

/// The status that an assessment gives; none for other elements.
fn status_of(kind: &str) -> Option<vex::Status> {
    match kind {
        "security_VexAffectedVulnAssessmentRelationship" => Some(vex::Status::Affected),
        "security_VexNotAffectedVulnAssessmentRelationship" => Some(vex::Status::NotAffected),
        "security_VexFixedVulnAssessmentRelationship" => Some(vex::Status::Fixed),
        "security_VexUnderInvestigationVulnAssessmentRelationship" => Some(vex::Status::UnderInvestigation),
        _ => None,
    }
}

/// Reads the VEX assessments: from a vulnerability to packages. One of files or of what is not here is left out.
fn statements(graph: &List<Object<Element<'_>>>, links: &Links<'_>, builder: &mut Builder<'_>) {
    let packages: HashSet<&str> = links.packages.iter().copied().collect();
    for (index, element) in graph.items.iter().enumerate() {
        let Some((element, status)) = element.get().and_then(|element| Some((element, status_of(element.kind())?))) else { continue };
        let pointer = format!("/@graph/{index}");
        let (Some(from), false) = (element.from.get(), element.to.wrong) else {
            builder.broken(pointer);
            continue;
        };
        if builder.sbom.statements.len() == STATEMENTS_MAX {
            builder.problem("vex.too_many", pointer, format!("only the first {STATEMENTS_MAX} statements were read"));
            break;
        }
        let Some((vulnerability, aliases)) = links.vulnerabilities.get(from).and_then(|names| names.split_first()) else {
            builder.problem("sbom.unknown_ref", pointer, quote(from));
            continue;
        };
        let products: Vec<Product> = element
            .to
            .items
            .iter()
            .filter_map(Text::get)
            .filter(|to| packages.contains(to))
            .map(|to| Product { reference: Some(to.to_owned()), ..Product::default() })
            .collect();
        if products.is_empty() {
            continue;
        }
        let mut statement = Statement::new(*vulnerability, status, pointer);
        statement.aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        statement.products = products;
        statement.justification = element.justification.get().and_then(|word| Justification::of_key(&snake(word)));
        statement.impact = element.impact.owned();
        statement.action = element.action.owned();
        statement.status_notes = element.status_notes.owned();
        statement.issued = element.published_time.owned();
        statement.updated = element.modified_time.owned();
        builder.sbom.statements.push(statement);
    }
}

/// `vulnerableCodeNotPresent` as `vulnerable_code_not_present`.
fn snake(word: &str) -> String {
    let mut out = String::with_capacity(word.len() + 8);
    for letter in word.chars().take(100) {
        if letter.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
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
    /// Names of vulnerabilities, a CVE first.
    vulnerabilities: HashMap<&'a str, Vec<&'a str>>,
    /// Package to the files that patch it.
    patches: HashMap<&'a str, Vec<Patch>>,
}

fn links<'a>(graph: &'a List<Object<Element<'_>>>, builder: &mut Builder<'_>) -> Links<'a> {
    let mut links = Links::default();
    let mut expressions: HashMap<&str, &str> = HashMap::new();
    let mut relationships = Vec::new();
    let mut files: HashMap<&str, &str> = HashMap::new();
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
            "software_File" => files.extend(element.id().zip(element.name.get())),
            "security_Vulnerability" => {
                let names = vulnerability_names(element);
                if let Some(id) = element.id().filter(|_| !names.is_empty()) {
                    links.vulnerabilities.insert(id, names);
                }
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
                "patchedBy" => {
                    let known = links.patches.entry(from).or_default();
                    if let Some(name) = files.get(to).filter(|_| known.len() < PATCHES_MAX) {
                        known.push(Patch { kind: None, resolves: cves(name), url: Some((*name).to_owned()), shown: false });
                    }
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

/// The ids of a vulnerability: CVEs before others, and its name where it has no id.
fn vulnerability_names<'a>(element: &'a Element<'_>) -> Vec<&'a str> {
    let of = |cve: bool| {
        let items = element.external_identifier.items.iter().filter_map(Object::get);
        let wanted = items.filter(move |item| matches!(item.external_identifier_type.get(), Some("cve")) == cve);
        wanted
            .filter(|item| matches!(item.external_identifier_type.get(), Some("cve" | "securityOther")))
            .filter_map(|item| item.identifier.get())
    };
    let mut names: Vec<&str> = of(true).chain(of(false)).take(ALIASES_MAX).collect();
    if names.is_empty() {
        names.extend(element.name.get());
    }
    names
}

/// The CVE numbers in the name of a patch, as recipes name the patches that fix them.
fn cves(name: &str) -> Vec<String> {
    let upper = name.to_ascii_uppercase();
    let mut found = Vec::new();
    for (at, _) in upper.match_indices("CVE-").take(ALIASES_MAX) {
        let rest = upper.get(at..).unwrap_or("");
        let end = rest.bytes().skip(4).position(|b| !(b.is_ascii_digit() || b == b'-')).map_or(rest.len(), |end| end + 4);
        let id = rest.get(..end).unwrap_or("").trim_end_matches('-');
        if crate::csaf::is_cve(id) && !found.iter().any(|known| known == id) {
            found.push(id.to_owned());
        }
    }
    found
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
        patches: element.id().and_then(|id| links.patches.get(id)).cloned().unwrap_or_default(),
        copyright: element.copyright.owned(),
        sources: [("download", &element.download), ("website", &element.home_page)]
            .into_iter()
            .filter_map(|(kind, url)| Some((kind.to_owned(), url.owned().filter(|url| url != "NOASSERTION" && url != "NONE")?)))
            .collect(),
        pointer,
        ..Draft::default()
    }
}
