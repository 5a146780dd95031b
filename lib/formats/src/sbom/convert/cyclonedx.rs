//! CycloneDX 1.6 in JSON.

use super::known::{AGGREGATES, ALGORITHMS, KINDS, PATCHES, REFERENCES};
use super::nest::{Nest, nest};
use super::{Lost, is_expression, plain_algorithm};
use crate::sbom::whole::unique;
use crate::sbom::{Sbom, SbomComponent};
use crate::vex::cyclonedx::OutVulnerability;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bom<'a> {
    bom_format: &'static str,
    spec_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial_number: Option<&'a str>,
    version: u32,
    metadata: Metadata<'a>,
    components: Vec<Component<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    services: Vec<Service<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dependencies: Vec<Dependency<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    compositions: Vec<Composition<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    vulnerabilities: Vec<OutVulnerability<'a>>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    timestamp: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    component: Option<Component<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Component<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(rename = "bom-ref")]
    reference: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<Named<'a>>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<Licence<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    copyright: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpe: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pedigree: Option<Pedigree<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_references: Vec<Reference<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    components: Vec<Self>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Evidence<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property<'a>>,
}

#[derive(Serialize)]
struct Hash<'a> {
    alg: &'static str,
    content: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Licence<'a> {
    License(Named<'a>),
    #[serde(untagged)]
    Expression {
        expression: &'a str,
    },
}

#[derive(Serialize)]
struct Pedigree<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ancestors: Vec<Ancestor<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    commits: Vec<Commit<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    patches: Vec<Patch<'a>>,
}

#[derive(Serialize)]
struct Ancestor<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<&'a str>,
}

#[derive(Serialize)]
struct Service<'a> {
    #[serde(rename = "bom-ref")]
    reference: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<Named<'a>>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    endpoints: Vec<Cow<'a, str>>,
}

#[derive(Serialize, Clone, PartialEq, Eq, Hash)]
struct Composition<'a> {
    aggregate: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assemblies: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dependencies: Vec<&'a str>,
}

#[derive(Serialize)]
struct Commit<'a> {
    uid: &'a str,
}

#[derive(Serialize)]
struct Patch<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<Address<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resolves: Vec<Issue<'a>>,
}

#[derive(Serialize)]
struct Address<'a> {
    url: Cow<'a, str>,
}

#[derive(Serialize)]
struct Issue<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'a str,
}

#[derive(Serialize)]
struct Reference<'a> {
    url: Cow<'a, str>,
    #[serde(rename = "type")]
    kind: &'a str,
}

#[derive(Serialize)]
struct Evidence<'a> {
    identity: Vec<Identity<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity<'a> {
    field: &'static str,
    concluded_value: &'a str,
}

#[derive(Serialize)]
struct Property<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Dependency<'a> {
    #[serde(rename = "ref")]
    reference: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    provides: Vec<&'a str>,
}

pub(super) fn write(sbom: &Sbom<'_>, now: &str, lost: &mut Lost) -> Vec<u8> {
    let Nest { top, mut within } = nest(sbom, lost);
    lost.builds(sbom);
    let subject = sbom.subject.as_ref().map(|subject| of(subject, &mut within, lost));
    let components = top.into_iter().map(|component| of(component, &mut within, lost)).collect();
    let of_services = sbom.services.iter().map(|service| service.reference.as_ref());
    let known: HashSet<&str> =
        sbom.components.iter().chain(&sbom.subject).map(|component| component.reference.as_ref()).chain(of_services).collect();
    let mut dependencies: BTreeMap<&str, Dependency<'_>> = BTreeMap::new();
    for (from, to) in &sbom.dependencies {
        let written: Vec<&str> = to.iter().map(AsRef::as_ref).filter(|to| known.contains(from.as_ref()) && known.contains(to)).collect();
        lost.count(
            "sbom.lost_relations",
            "relations with what is no component, or that CycloneDX has no word for",
            to.len() - written.len(),
        );
        if !written.is_empty() {
            dependency(&mut dependencies, from).depends_on.extend(written);
        }
    }
    for relation in &sbom.relations {
        if relation.kind == "provides" && known.contains(relation.from.as_ref()) && known.contains(relation.to.as_ref()) {
            dependency(&mut dependencies, &relation.from).provides.push(&relation.to);
        } else {
            lost.count("sbom.lost_relations", "relations with what is no component, or that CycloneDX has no word for", 1);
        }
    }
    for dependency in dependencies.values_mut() {
        unique(&mut dependency.depends_on);
        unique(&mut dependency.provides);
    }
    let serial_number = sbom.serial.as_deref().filter(|serial| is_serial(serial));
    lost.count("sbom.lost_serial", "serial number that is no UUID", usize::from(sbom.serial.is_some() && serial_number.is_none()));
    crate::pretty::bytes(&Bom {
        bom_format: "CycloneDX",
        spec_version: "1.6",
        serial_number,
        version: 1,
        metadata: Metadata {
            timestamp: sbom.created.as_deref().unwrap_or(now),
            authors: sbom.authors.iter().map(|name| Named { name }).collect(),
            component: subject,
        },
        components,
        services: services(sbom, lost),
        dependencies: dependencies.into_values().collect(),
        compositions: compositions(sbom, lost),
        vulnerabilities: sbom.statements.iter().map(OutVulnerability::of).collect(),
    })
}

fn dependency<'a, 'm>(all: &'m mut BTreeMap<&'a str, Dependency<'a>>, reference: &'a str) -> &'m mut Dependency<'a> {
    all.entry(reference).or_insert_with(|| Dependency { reference, ..Dependency::default() })
}

/// Services one beside the other.
fn services<'a>(sbom: &'a Sbom<'_>, lost: &mut Lost) -> Vec<Service<'a>> {
    let nested = sbom.services.iter().filter(|service| service.nested_in.is_some()).count();
    lost.count("sbom.lost_nesting", "services that stand within another", nested);
    let service = |service: &'a crate::sbom::Service<'_>| Service {
        reference: &service.reference,
        provider: service.provider.as_deref().map(|name| Named { name }),
        name: &service.name,
        version: service.version.as_deref(),
        endpoints: service.endpoints.iter().map(|url| address(url)).collect(),
    };
    sbom.services.iter().map(service).collect()
}

/// What the list says of its completeness, each once.
fn compositions<'a>(sbom: &'a Sbom<'_>, lost: &mut Lost) -> Vec<Composition<'a>> {
    let mut met = HashSet::with_capacity(sbom.compositions.len());
    let mut written = Vec::new();
    for said in &sbom.compositions {
        let mut lists = [&said.assemblies, &said.dependencies].map(|list| list.iter().map(AsRef::as_ref).collect::<Vec<&str>>());
        lists.iter_mut().for_each(unique);
        let [assemblies, dependencies] = lists;
        let composition = Composition { aggregate: &said.aggregate, assemblies, dependencies };
        if !AGGREGATES.contains(&composition.aggregate) {
            lost.count("sbom.lost_document", "statements on completeness that CycloneDX has no word for", 1);
        } else if met.insert(composition.clone()) {
            written.push(composition);
        }
    }
    written
}

/// Whether a text is a serial number as the schema wants it: the URN of a UUID in lower-case.
fn is_serial(text: &str) -> bool {
    let Some(uuid) = text.strip_prefix("urn:uuid:") else { return false };
    let groups: Vec<&str> = uuid.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && uuid.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'))
}

/// Whether a hash has a length that the schema knows.
fn is_digest(value: &str) -> bool {
    matches!(value.len(), 32 | 40 | 64 | 96 | 128) && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// An address as the schema wants it: letters that no IRI may hold are escaped.
fn address(url: &str) -> Cow<'_, str> {
    let wrong = |c: char| c.is_control() || matches!(c, ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}');
    if !url.contains(wrong) {
        return Cow::Borrowed(url);
    }
    let escape = |c: char| if wrong(c) { format!("%{:02X}", u32::from(c)) } else { c.to_string() };
    Cow::Owned(url.chars().map(escape).collect())
}

/// Invariant: nobody stands within himself and nothing lies deep (`nest`), so this ends and needs little stack.
fn of<'a>(component: &'a SbomComponent<'a>, within: &mut HashMap<&str, Vec<&'a SbomComponent<'a>>>, lost: &mut Lost) -> Component<'a> {
    let inner = within.remove(component.reference.as_ref()).unwrap_or_default();
    let hash = |hash: &'a crate::sbom::Hash<'a>| {
        let plain = plain_algorithm(&hash.algorithm);
        let alg = ALGORITHMS.iter().find(|(known, _)| *known == plain).map(|(_, name)| *name)?;
        Some(Hash { alg, content: &hash.value })
    };
    let hashes: Vec<_> = component.hashes.iter().filter(|hash| is_digest(&hash.value)).filter_map(hash).collect();
    lost.count("sbom.lost_hashes", "hashes of algorithms or lengths that CycloneDX does not know", component.hashes.len() - hashes.len());
    let kind = component.kind.as_deref().filter(|kind| KINDS.contains(kind));
    let others = component.sources.iter().filter(|(kind, _)| !REFERENCES.contains(&kind.as_ref())).count();
    let unknown = |patch: &&crate::sbom::Patch| patch.kind.as_deref().is_some_and(|kind| !PATCHES.contains(&kind));
    let patches = component.patches.iter().filter(unknown).count();
    lost.count(
        "sbom.lost_kinds",
        "sorts that CycloneDX has no word for",
        usize::from(component.kind.is_some() && kind.is_none()) + others + patches,
    );
    let licenses = match component.licences.as_slice() {
        [one] if is_expression(one) => vec![Licence::Expression { expression: one }],
        several => several.iter().map(|name| Licence::License(Named { name })).collect(),
    };
    let patch = |patch: &'a crate::sbom::Patch| Patch {
        kind: patch.kind.as_deref().filter(|kind| PATCHES.contains(kind)).unwrap_or("unofficial"),
        diff: patch.url.as_deref().map(|url| Address { url: address(url) }),
        resolves: patch.resolves.iter().map(|id| Issue { kind: "security", id }).collect(),
    };
    let made = !component.ancestors.is_empty() || !component.commits.is_empty() || !component.patches.is_empty();
    let pedigree = made.then(|| Pedigree {
        ancestors: component.ancestors.iter().map(ancestor).collect(),
        commits: component.commits.iter().map(|uid| Commit { uid }).collect(),
        patches: component.patches.iter().map(patch).collect(),
    });
    let further = component.other_purls.iter().map(|purl| Identity { field: "purl", concluded_value: purl });
    let further: Vec<_> = further.chain(component.cpes.iter().skip(1).map(|cpe| Identity { field: "cpe", concluded_value: cpe })).collect();
    Component {
        kind: kind.unwrap_or("library"),
        reference: &component.reference,
        supplier: component.supplier.as_deref().map(|name| Named { name }),
        name: &component.name,
        version: component.version.as_deref(),
        scope: component.scope.map(crate::sbom::Scope::key),
        hashes,
        licenses,
        copyright: component.copyright.as_deref(),
        cpe: component.cpes.first().map(AsRef::as_ref),
        purl: component.purl.as_deref(),
        pedigree,
        external_references: component
            .sources
            .iter()
            .map(|(kind, url)| Reference { url: address(url), kind: if REFERENCES.contains(&kind.as_ref()) { kind } else { "other" } })
            .collect(),
        components: inner.into_iter().map(|component| of(component, within, lost)).collect(),
        evidence: (!further.is_empty()).then_some(Evidence { identity: further }),
        properties: component.properties.iter().map(|(name, value)| Property { name, value }).collect(),
    }
}

/// Its sort is not known: a library is what most are.
fn ancestor<'a>(ancestor: &'a crate::sbom::Ancestor<'_>) -> Ancestor<'a> {
    Ancestor { kind: "library", name: &ancestor.name, version: ancestor.version.as_deref(), purl: ancestor.purl.as_deref() }
}
