//! What the elements say of each other: relationships between packages, and the builds that made them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::super::build::Builder;
use super::super::{Build, Patch, Relation, SBOM_DEPENDENCIES_MAX};
use super::shape::Element;
use crate::json::lenient::{List, Object, Text};

/// Most licence expressions that are read of one package.
const LICENCES_MAX: usize = 100;
/// Most patches that are read of one package or build.
const PATCHES_MAX: usize = 1_000;
/// Most patches that are spread from builds over the packages that they made.
const SPREAD_PATCHES_MAX: usize = 200_000;
/// Most names of one vulnerability.
const ALIASES_MAX: usize = 100;

/// An id, or another text of the document.
type Id<'a> = Cow<'a, str>;

/// What the other elements say of packages.
#[derive(Default)]
pub(super) struct Links<'a> {
    pub(super) packages: Vec<Id<'a>>,
    pub(super) roots: HashSet<Id<'a>>,
    /// Names of agents.
    pub(super) agents: HashMap<Id<'a>, Cow<'a, str>>,
    /// Package to licence expressions.
    pub(super) licences: HashMap<Id<'a>, Vec<Cow<'a, str>>>,
    pub(super) containers: HashMap<Id<'a>, Id<'a>>,
    pub(super) dependencies: Vec<(Id<'a>, Id<'a>)>,
    /// Every other relation between packages.
    pub(super) relations: Vec<Relation<'a>>,
    /// Names of vulnerabilities, a CVE first.
    pub(super) vulnerabilities: HashMap<Id<'a>, Vec<Cow<'a, str>>>,
    /// Package to its patches.
    pub(super) patches: HashMap<Id<'a>, Vec<Patch>>,
    /// Builds in the order of the file.
    pub(super) builds: Vec<Build<'a>>,
}

/// A file that a build may read.
struct File<'a> {
    name: Cow<'a, str>,
    is_patch: bool,
    /// A source file as such, not one that the recipe downloads or brings along.
    is_compiled: bool,
}

/// Everything that a walk over the elements finds before the relationships are read.
#[derive(Default)]
struct Found<'a> {
    expressions: HashMap<Id<'a>, Cow<'a, str>>,
    files: HashMap<Id<'a>, File<'a>>,
    /// Packages that are downloads of a recipe, not parts of the product.
    downloads: HashSet<Id<'a>>,
    /// Place of each build.
    builds: HashMap<Id<'a>, usize>,
    /// Places of the relationships.
    relationships: Vec<usize>,
}

/// Reads all elements but the packages themselves.
pub(super) fn links<'a>(graph: &List<Object<Element<'a>>>, builder: &mut Builder<'a, '_>) -> Links<'a> {
    let mut links = Links::default();
    let found = elements(graph, &mut links, builder);
    let packages: HashSet<Id<'a>> = links.packages.iter().cloned().collect();
    let mut inside = Inside::default();
    for index in &found.relationships {
        let Some(element) = graph.items.get(*index).and_then(Object::get) else { continue };
        let (Some(from), Some(word), false) = (element.from.cow(), element.relationship_type.get(), element.to.wrong) else {
            builder.broken(format!("/@graph/{index}"));
            continue;
        };
        let to = element.to.items.iter().filter_map(Text::cow);
        if let Some(build) = found.builds.get(&from) {
            of_build(*build, word, to, &found, &mut links, &mut inside);
        } else if packages.contains(&from) {
            to.for_each(|to| of_package(&from, word, to, &packages, &found, &mut links));
        }
    }
    if !inside.spread(&mut links) {
        builder.problem("sbom.too_many_values", "/@graph", "patches and downloads of too many packages; the rest was left out");
    }
    links
}

fn elements<'a>(graph: &List<Object<Element<'a>>>, links: &mut Links<'a>, builder: &mut Builder<'a, '_>) -> Found<'a> {
    let mut found = Found::default();
    for (index, item) in graph.items.iter().enumerate() {
        let Some(element) = item.get() else {
            builder.broken(format!("/@graph/{index}"));
            continue;
        };
        match element.kind() {
            "CreationInfo" => builder.sbom.created = builder.sbom.created.take().or_else(|| element.created.owned()),
            "SpdxDocument" | "software_Sbom" | "Bom" => {
                links.roots.extend(element.root_element.items.iter().filter_map(Text::cow));
                if element.kind() == "SpdxDocument" {
                    builder.sbom.serial = element.id().map(Cow::into_owned);
                }
            }
            "software_Package" => {
                links.packages.extend(element.id());
                found.downloads.extend(element.id().filter(|_| element.serves("source")));
            }
            "Organization" | "Person" | "SoftwareAgent" | "Agent" => links.agents.extend(element.id().zip(element.name.cow())),
            "software_File" => {
                if let (Some(id), Some(name)) = (element.id(), element.name.cow()) {
                    let is_patch = element.serves("patch");
                    // Yocto numbers what a recipe downloads as `source/N`, and what it compiles as `sourcefile/N`.
                    let is_compiled = element.serves("source") && !is_patch && !id.contains("/source/");
                    found.files.insert(id, File { name, is_patch, is_compiled });
                }
            }
            "build_Build" => {
                if let Some(id) = element.id() {
                    found.builds.insert(id.clone(), links.builds.len());
                    let entry = |item: &Object<super::shape::Entry<'a>>| {
                        let entry = item.get()?;
                        Some((entry.key.cow()?, entry.value.cow().unwrap_or_default()))
                    };
                    links.builds.push(Build {
                        reference: id,
                        name: element.name.cow(),
                        kind: element.build_type.cow(),
                        parameters: element.parameters.items.iter().filter_map(entry).collect(),
                        ..Build::default()
                    });
                }
            }
            "security_Vulnerability" => {
                let names = vulnerability_names(element);
                if let Some(id) = element.id().filter(|_| !names.is_empty()) {
                    links.vulnerabilities.insert(id, names);
                }
            }
            "simplelicensing_LicenseExpression" => found.expressions.extend(element.id().zip(element.expression.cow())),
            "Relationship" | "LifecycleScopedRelationship" => found.relationships.push(index),
            _ => {}
        }
    }
    found
}

fn of_package<'a>(from: &Id<'a>, word: &str, to: Id<'a>, packages: &HashSet<Id<'a>>, found: &Found<'a>, links: &mut Links<'a>) {
    match word {
        "hasDeclaredLicense" | "hasConcludedLicense" => {
            let known = links.licences.entry(from.clone()).or_default();
            if known.len() < LICENCES_MAX {
                known.extend(found.expressions.get(&to).filter(|text| !known.contains(text)).cloned());
            }
        }
        "patchedBy" => {
            if let Some(file) = found.files.get(&to) {
                add_patch(links.patches.entry(from.clone()).or_default(), &file.name);
            }
        }
        _ if !packages.contains(&to) => {}
        "contains" => {
            links.containers.entry(to).or_insert_with(|| from.clone());
        }
        "dependsOn" | "hasStaticLink" | "hasDynamicLink" | "hasPrerequisite" => links.dependencies.push((from.clone(), to)),
        word => links.relations.push(Relation { from: from.clone(), kind: super::super::snake(word).into(), to }),
    }
}

/// What builds read and make, and which build belongs to which, before it is spread over the packages.
#[derive(Default)]
struct Inside<'a> {
    /// Build and patch.
    patches: HashMap<usize, Vec<Patch>>,
    /// Build and download.
    downloads: Vec<(usize, Id<'a>)>,
    /// A build and the one that is a part of it.
    parts: Vec<(usize, usize)>,
}

fn of_build<'a>(
    build: usize,
    word: &str,
    to: impl Iterator<Item = Id<'a>>,
    found: &Found<'a>,
    links: &mut Links<'a>,
    inside: &mut Inside<'a>,
) {
    for to in to {
        match word {
            "hasInput" => match found.files.get(&to) {
                Some(file) if file.is_patch => add_patch(inside.patches.entry(build).or_default(), &file.name),
                Some(file) if file.is_compiled => links.builds[build].compiled.push(file.name.clone()),
                Some(_) => {}
                None if found.downloads.contains(&to) => inside.downloads.push((build, to)),
                None => {}
            },
            "hasOutput" => links.builds[build].outputs.push(to),
            "ancestorOf" => inside.parts.extend(found.builds.get(&to).map(|part| (build, *part))),
            _ => {}
        }
    }
}

impl<'a> Inside<'a> {
    /// What a build read holds for every package that it made; false = that was too much, and not all was spread.
    fn spread(self, links: &mut Links<'a>) -> bool {
        let packages: HashSet<&Id<'a>> = links.packages.iter().collect();
        for build in &mut links.builds {
            build.outputs.retain(|output| packages.contains(output));
        }
        // The settings of a kernel stand in a build of their own, without outputs, below that of its recipe.
        for (build, part) in self.parts {
            if build != part && !links.builds[build].outputs.is_empty() && links.builds[part].outputs.is_empty() {
                let settings = std::mem::take(&mut links.builds[part].parameters);
                links.builds[build].parameters.extend(settings);
            }
        }
        let mut left = SPREAD_PATCHES_MAX;
        for (build, patches) in self.patches {
            for output in &links.builds[build].outputs {
                let Some(room) = left.checked_sub(patches.len()) else { return false };
                left = room;
                let known = links.patches.entry(output.clone()).or_default();
                let met: HashSet<Option<String>> = known.iter().map(|patch| patch.url.clone()).collect();
                known.extend(patches.iter().filter(|patch| !met.contains(&patch.url)).cloned());
                known.truncate(PATCHES_MAX);
            }
        }
        for (build, download) in self.downloads {
            for output in &links.builds[build].outputs {
                if links.relations.len() >= SBOM_DEPENDENCIES_MAX {
                    return false;
                }
                links.relations.push(Relation { from: output.clone(), kind: "generated_from".into(), to: download.clone() });
            }
        }
        links.builds.retain(|build| !build.outputs.is_empty() || !build.parameters.is_empty());
        true
    }
}

fn add_patch(known: &mut Vec<Patch>, name: &str) {
    if known.len() < PATCHES_MAX {
        known.push(Patch { kind: None, resolves: cves(name), url: Some(name.to_owned()), shown: false });
    }
}

/// The ids of a vulnerability: CVEs before others, and its name where it has no id.
fn vulnerability_names<'a>(element: &Element<'a>) -> Vec<Cow<'a, str>> {
    let of = |cve: bool| {
        let items = element.external_identifier.items.iter().filter_map(Object::get);
        let wanted = items.filter(move |item| matches!(item.external_identifier_type.get(), Some("cve")) == cve);
        wanted
            .filter(|item| matches!(item.external_identifier_type.get(), Some("cve" | "securityOther")))
            .filter_map(|item| item.identifier.cow())
    };
    let mut names: Vec<_> = of(true).chain(of(false)).take(ALIASES_MAX).collect();
    if names.is_empty() {
        names.extend(element.name.cow());
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
