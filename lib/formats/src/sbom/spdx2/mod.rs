//! SPDX 2.2 and 2.3 (ISO/IEC 5962; SPDX 2.3 clauses 7 and 11) as JSON, YAML, XML, RDF/XML and tag-value.

mod archive;
mod rdf;
mod tag_value;
mod xml;

pub(super) use archive::{is_archive, read as read_archive};

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::build::{Builder, Draft, digits, entry};
use super::{Build, Hash, Options, Patch, Relation, Sbom, SbomFault, parse_json};
use crate::json::lenient::{List, Object, Text};
use crate::problem::Problems;
use crate::vex::{Product, Statement, Status};

/// Most words of a source note that are looked through for fixed CVEs.
const SOURCE_WORDS_MAX: usize = 10_000;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    #[serde(borrow, default, rename = "SPDXID")]
    id: Text<'a>,
    #[serde(borrow, default)]
    document_namespace: Text<'a>,
    #[serde(borrow, default)]
    external_document_refs: List<Object<DocumentRef<'a>>>,
    #[serde(borrow, default)]
    creation_info: Object<CreationInfo<'a>>,
    #[serde(borrow, default)]
    document_describes: List<Text<'a>>,
    #[serde(borrow, default)]
    packages: List<Object<Package<'a>>>,
    #[serde(borrow, default)]
    relationships: List<Object<Relationship<'a>>>,
}

/// Another document, under the name that it has in this one.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct DocumentRef<'a> {
    #[serde(borrow, default)]
    external_document_id: Text<'a>,
    #[serde(borrow, default)]
    spdx_document: Text<'a>,
}

#[derive(Deserialize, Default)]
struct CreationInfo<'a> {
    #[serde(borrow, default)]
    created: Text<'a>,
    #[serde(borrow, default)]
    creators: List<Text<'a>>,
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
    download_location: Text<'a>,
    #[serde(borrow, default)]
    homepage: Text<'a>,
    #[serde(borrow, default)]
    source_info: Text<'a>,
    #[serde(borrow, default)]
    copyright_text: Text<'a>,
    #[serde(borrow, default)]
    comment: Text<'a>,
    #[serde(borrow, default)]
    annotations: List<Object<Annotation<'a>>>,
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
struct Annotation<'a> {
    #[serde(borrow, default)]
    comment: Text<'a>,
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
    #[serde(borrow, default)]
    comment: Text<'a>,
}

/// Reads tag-value; what stands on a line of its own kind is a problem with its line.
pub(super) fn read_tag_value(text: &str, version: &str, depth_max: usize, options: &Options) -> Result<Sbom<'static>, SbomFault> {
    let mut problems = Problems::default();
    let json = tag_value::to_json(text, &mut problems);
    let mut sbom = read(&json, version, depth_max, options)?.into_owned();
    sbom.problems.splice(0..0, problems.into_vec());
    Ok(sbom)
}

/// Reads YAML.
pub(super) fn read_yaml(text: &str, version: &str, depth_max: usize, options: &Options) -> Result<Sbom<'static>, SbomFault> {
    let json = crate::yaml::to_json(text.as_bytes()).map_err(|fault| SbomFault::Schema {
        format: "YAML".to_owned(),
        n: 1,
        pointer: format!("line {}", fault.line),
    })?;
    // Invariant: what the converter writes is UTF-8, because it comes from text.
    read(&String::from_utf8_lossy(&json), version, depth_max, options).map(Sbom::into_owned)
}

/// Reads RDF/XML.
pub(super) fn read_rdf(text: &str, depth_max: usize, options: &Options) -> Result<Sbom<'static>, SbomFault> {
    of_json(&rdf::to_json(text)?, "SPDX RDF", depth_max, options)
}

/// Reads XML.
pub(super) fn read_xml(text: &str, depth_max: usize, options: &Options) -> Result<Sbom<'static>, SbomFault> {
    of_json(&xml::to_json(text, depth_max)?, "SPDX XML", depth_max, options)
}

/// Reads the JSON form of another syntax; the version stands in it.
fn of_json(json: &str, form: &str, depth_max: usize, options: &Options) -> Result<Sbom<'static>, SbomFault> {
    let version = ["2.2", "2.3"].into_iter().find(|version| json.contains(&format!("\"spdxVersion\":\"SPDX-{version}\"")));
    let Some(version) = version else { return Err(SbomFault::Unsupported { format: form.to_owned() }) };
    read(json, version, depth_max, options).map(Sbom::into_owned)
}

/// Reads the JSON text.
pub(super) fn read<'a>(text: &'a str, version: &str, depth_max: usize, options: &Options) -> Result<Sbom<'a>, SbomFault> {
    let format = format!("SPDX {version}");
    let document: Object<Document<'a>> = parse_json(text, &format, depth_max, options)?;
    let mut builder = Builder::new(format, options);
    let Object::Is(document) = document else {
        builder.broken("");
        return builder.finish();
    };
    builder.sbom.builds = builds(&document);
    take(&document, builder)
}

/// Puts the SBOM of a document together.
fn take<'a>(document: &Document<'a>, mut builder: Builder<'a, '_>) -> Result<Sbom<'a>, SbomFault> {
    builder.broken_if(document.packages.wrong, "", "/packages");
    builder.broken_if(document.relationships.wrong, "", "/relationships");
    builder.sbom.serial = document.document_namespace.owned();
    if let Some(info) = document.creation_info.get() {
        builder.sbom.created = info.created.owned();
        let name = |creator: &str| creator.split_once(':').map_or(creator, |(_, name)| name).trim().to_owned();
        builder.sbom.authors = info.creators.items.iter().filter_map(Text::get).map(name).collect();
    }
    let links = links(document, &mut builder);
    let subject = subject(document, &links.described).cloned();
    for (index, item) in document.packages.items.iter().enumerate() {
        let pointer = entry("", "packages", index);
        let Some(package) = item.get() else {
            builder.broken(pointer);
            continue;
        };
        statements(package, &pointer, &mut builder);
        let mut draft = draft(package, pointer, &mut builder);
        if subject.is_some() && draft.reference == subject {
            builder.subject(draft);
        } else {
            draft.nested_in = links.containers.get(draft.reference.as_deref().unwrap_or_default()).cloned();
            builder.component(draft)?;
        }
    }
    builder.sbom.dependencies = links.dependencies;
    builder.sbom.relations = links.relations;
    builder.finish()
}

/// What the relationships say of packages.
struct Links<'a> {
    described: Vec<Cow<'a, str>>,
    /// Contained package to the package that contains it.
    containers: HashMap<Cow<'a, str>, Cow<'a, str>>,
    dependencies: Grouped<'a>,
    /// Every other relation between packages.
    relations: Vec<Relation<'a>>,
}

/// Whether the second element needs the first (`X_DEPENDENCY_OF`).
fn is_needed_by(word: &str) -> bool {
    word.ends_with("DEPENDENCY_OF") || word == "PREREQUISITE_FOR"
}

fn links<'a>(document: &Document<'a>, builder: &mut Builder<'a, '_>) -> Links<'a> {
    let packages: HashSet<&str> = document.packages.items.iter().filter_map(|item| item.get()?.id.get()).collect();
    let root = document.id.get().unwrap_or("SPDXRef-DOCUMENT");
    let mut described: Vec<Cow<'a, str>> = document.document_describes.items.iter().filter_map(Text::cow).collect();
    let mut containers = HashMap::new();
    let mut edges = Vec::new();
    let mut relations = Vec::new();
    for (index, item) in document.relationships.items.iter().enumerate() {
        let parts = item.get().and_then(|relationship| {
            Some((relationship.spdx_element_id.cow()?, relationship.relationship_type.get()?, relationship.related_spdx_element.cow()?))
        });
        let Some((from, word, to)) = parts else {
            builder.broken(format!("/relationships/{index}"));
            continue;
        };
        match word {
            "DESCRIBES" if from == root => described.push(to),
            "DESCRIBED_BY" if to == root => described.push(from),
            _ if !packages.contains(&*from) || !packages.contains(&*to) => {}
            "CONTAINS" => {
                containers.entry(to).or_insert(from);
            }
            "CONTAINED_BY" => {
                containers.entry(from).or_insert(to);
            }
            "DEPENDS_ON" | "DYNAMIC_LINK" | "STATIC_LINK" | "HAS_PREREQUISITE" => edges.push((from, to)),
            word if is_needed_by(word) => edges.push((to, from)),
            word => relations.push(Relation { from, kind: word.to_lowercase().into(), to }),
        }
    }
    described.retain(|id| packages.contains(&**id));
    described.sort_unstable();
    described.dedup();
    Links { described, containers, dependencies: grouped(edges), relations }
}

/// What each reference leads to.
pub(super) type Grouped<'a> = Vec<(Cow<'a, str>, Vec<Cow<'a, str>>)>;

/// What each package was compiled from, where its files say so, as Yocto notes it from their debug information.
fn builds<'a>(document: &Document<'a>) -> Vec<Build<'a>> {
    let packages: HashSet<&str> = document.packages.items.iter().filter_map(|item| item.get()?.id.get()).collect();
    let relationships = || document.relationships.items.iter().filter_map(Object::get);
    let mut owners: HashMap<&str, Cow<'a, str>> = HashMap::new();
    for relationship in relationships().filter(|relationship| relationship.relationship_type.get() == Some("CONTAINS")) {
        if let (Some(from), Some(to)) = (relationship.spdx_element_id.cow(), relationship.related_spdx_element.get())
            && packages.contains(&*from)
            && !packages.contains(to)
        {
            owners.insert(to, from);
        }
    }
    let mut at: HashMap<Cow<'a, str>, usize> = HashMap::new();
    let mut builds: Vec<Build<'a>> = Vec::new();
    for relationship in relationships().filter(|relationship| relationship.relationship_type.get() == Some("GENERATED_FROM")) {
        let owner = relationship.spdx_element_id.get().and_then(|file| owners.get(file));
        let (Some(owner), Some(path)) = (owner, relationship.comment.cow()) else { continue };
        let index = *at.entry(owner.clone()).or_insert_with(|| {
            let reference = Cow::Owned(format!("{owner}#compiled"));
            builds.push(Build { reference, outputs: vec![owner.clone()], ..Build::default() });
            builds.len() - 1
        });
        builds[index].compiled.push(path);
    }
    for build in &mut builds {
        build.compiled.sort_unstable();
        build.compiled.dedup();
    }
    builds
}

/// Edges as lists by their beginning, in the order of first appearance.
pub(super) fn grouped<'a>(edges: Vec<(Cow<'a, str>, Cow<'a, str>)>) -> Grouped<'a> {
    let mut at: HashMap<Cow<'a, str>, usize> = HashMap::new();
    let mut out: Grouped<'a> = Vec::new();
    for (from, to) in edges {
        let index = *at.entry(from).or_insert_with_key(|from| {
            out.push((from.clone(), Vec::new()));
            out.len() - 1
        });
        out[index].1.push(to);
    }
    for (_, to) in &mut out {
        to.sort_unstable();
        to.dedup();
    }
    out
}

/// The one package that the document describes, unless it is the only package there is.
fn subject<'d, 'a>(document: &Document<'_>, described: &'d [Cow<'a, str>]) -> Option<&'d Cow<'a, str>> {
    match described {
        [one] if document.packages.items.len() > 1 => Some(one),
        _ => None,
    }
}

/// A value unless it is one of SPDX's two words for nothing.
fn said<'a>(text: &Text<'a>) -> Option<Cow<'a, str>> {
    text.cow().filter(|text| text != "NOASSERTION" && text != "NONE")
}

fn draft<'a>(package: &Package<'a>, pointer: String, builder: &mut Builder<'a, '_>) -> Draft<'a> {
    builder.broken_if(package.id.get().is_none(), &pointer, "/SPDXID");
    builder.broken_if(package.version_info.wrong, &pointer, "/versionInfo");
    builder.broken_if(package.external_refs.wrong, &pointer, "/externalRefs");
    builder.broken_if(package.checksums.wrong, &pointer, "/checksums");
    let (mut purls, mut cpes, mut properties) = (Vec::new(), Vec::new(), Vec::new());
    for (index, item) in package.external_refs.items.iter().enumerate() {
        let here = format!("/externalRefs/{index}/referenceLocator");
        let Some(locator) = item.get().and_then(|reference| reference.reference_locator.cow()) else {
            builder.broken(format!("{pointer}{here}"));
            continue;
        };
        // The type may come as a full IRI of the listed types.
        let kind = item.get().and_then(|reference| reference.reference_type.get()).unwrap_or_default();
        match kind.rsplit(['/', '#']).next().unwrap_or(kind) {
            "purl" => purls.push((locator, Cow::Owned(here))),
            "cpe23Type" | "cpe22Type" => cpes.push((locator, Cow::Owned(here))),
            kind => properties.push((Cow::Owned(kind.to_owned()), locator)),
        }
    }
    // What Yocto builds for the machine that builds is no part of the product.
    if package.annotations.items.iter().filter_map(Object::get).any(|annotation| annotation.comment.get() == Some("isNative")) {
        properties.push((Cow::Borrowed("native"), Cow::Borrowed("true")));
    }
    let organisation = |text: &Text<'a>| {
        let text = said(text)?;
        let name = text.split_once(':').map_or(&*text, |(_, name)| name).trim_start();
        let begin = text.len() - name.len();
        Some(cut(text, begin)).filter(|name| !name.is_empty())
    };
    let hash = |item: &Object<Checksum<'a>>| {
        let checksum = item.get()?;
        Some(Hash { algorithm: checksum.algorithm.cow()?, value: digits(checksum.checksum_value.cow()?) })
    };
    Draft {
        reference: package.id.cow(),
        name: package.name.cow(),
        version: said(&package.version_info),
        purls,
        cpes,
        supplier: organisation(&package.supplier).or_else(|| organisation(&package.originator)),
        kind: package.primary_package_purpose.cow(),
        hashes: package.checksums.items.iter().filter_map(hash).collect(),
        licences: licences(package),
        copyright: said(&package.copyright_text),
        commits: said(&package.download_location).as_deref().and_then(commit).map(Cow::Owned).into_iter().collect(),
        sources: [("distribution", &package.download_location), ("website", &package.homepage)]
            .into_iter()
            .filter_map(|(kind, text)| Some((Cow::Borrowed(kind), said(text)?)))
            .collect(),
        patches: patches(package),
        properties,
        pointer,
        ..Draft::default()
    }
}

/// The text from a byte on.
fn cut(text: Cow<'_, str>, begin: usize) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[begin..]),
        Cow::Owned(text) => Cow::Owned(text[begin..].to_owned()),
    }
}

/// The concluded licence, and the declared one where it differs.
fn licences<'a>(package: &Package<'a>) -> Vec<Cow<'a, str>> {
    let mut licences: Vec<_> = said(&package.license_concluded).into_iter().collect();
    licences.extend(said(&package.license_declared).filter(|declared| !licences.contains(declared)));
    licences
}

/// The commit of a version control address, `git+https://host/path@commit#sub` (SPDX 2.3 §7.7).
fn commit(location: &str) -> Option<String> {
    let (_, rest) = location.strip_prefix("git").filter(|rest| rest.starts_with(['+', ':']))?.split_once("://")?;
    let commit = rest.split('#').next()?.rsplit_once('@')?.1;
    (commit.len() >= 7 && commit.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| commit.to_ascii_lowercase())
}

/// CVEs that Yocto's SPDX 2.2 names as fixed by patches of a recipe: `CVEs fixed: CVE-… CVE-…`.
fn patches(package: &Package<'_>) -> Vec<Patch> {
    let Some((_, fixed)) = package.source_info.get().and_then(|text| text.split_once("CVEs fixed:")) else { return Vec::new() };
    let words = fixed.split([' ', ',', '\n', '\t']).take(SOURCE_WORDS_MAX).map(str::trim);
    let resolves: Vec<String> = words.filter(|word| word.starts_with("CVE-")).map(str::to_owned).collect();
    if resolves.is_empty() { Vec::new() } else { vec![Patch { resolves, ..Patch::default() }] }
}

/// What ESP-IDF writes as YAML into the comment of a package.
#[derive(Deserialize, Default)]
struct Comment<'a> {
    #[serde(borrow, default, rename = "cve-exclude-list")]
    excluded: List<Object<Excluded<'a>>>,
}

#[derive(Deserialize, Default)]
struct Excluded<'a> {
    #[serde(borrow, default)]
    cve: Text<'a>,
    #[serde(borrow, default)]
    reason: Text<'a>,
}

/// CVEs that the comment of a package excludes, each with its reason.
fn statements(package: &Package<'_>, pointer: &str, builder: &mut Builder<'_, '_>) {
    let Some(comment) = package.comment.get().filter(|comment| comment.contains("cve-exclude-list:")) else { return };
    let here = format!("{pointer}/comment");
    let read = crate::yaml::to_json(comment.as_bytes());
    let json = match &read {
        Ok(json) => json.as_slice(),
        Err(fault) => {
            builder.problem("sbom.bad_comment", here, format!("no YAML: {}", fault.what));
            return;
        }
    };
    let Ok(comment) = serde_json::from_slice::<Comment<'_>>(json) else { return };
    for excluded in comment.excluded.items.iter().filter_map(Object::get) {
        let Some(cve) = excluded.cve.owned() else { continue };
        builder.sbom.statements.push(Statement {
            products: vec![Product { reference: package.id.owned(), name: package.name.owned(), ..Product::default() }],
            impact: excluded.reason.owned(),
            ..Statement::new(cve, Status::NotAffected, here.clone())
        });
    }
}
