//! CycloneDX in JSON (ECMA-424, and the schemas 1.2 to 1.7).

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::build::{Builder, Draft};
use super::{Hash, LISTS_BYTES_MAX, Options, Patch, Relation, Sbom, SbomFault, parse_json};
use crate::json::lenient::{List, Object, Text};
use crate::json::{budget, scan};
use crate::vex::{STATEMENTS_MAX, cyclonedx as vex};

/// Most entries that are read of one list that is rare, such as the patches of a component.
const VALUES_MAX: usize = 10_000;

/// The lists stay text and are read entry by entry: however long they are, only one entry is in memory beside the result.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Bom<'a> {
    #[serde(borrow, default)]
    serial_number: Text<'a>,
    #[serde(borrow, default)]
    metadata: Object<Metadata<'a>>,
    #[serde(borrow, default)]
    components: Rare<'a>,
    #[serde(borrow, default)]
    services: List<Object<Service<'a>>>,
    #[serde(borrow, default)]
    dependencies: Rare<'a>,
    #[serde(borrow, default)]
    vulnerabilities: Rare<'a>,
}

#[derive(Deserialize, Default)]
struct Metadata<'a> {
    #[serde(borrow, default)]
    timestamp: Text<'a>,
    #[serde(borrow, default)]
    authors: List<Object<Organisation<'a>>>,
    /// Until 1.5.
    #[serde(borrow, default)]
    manufacture: Object<Organisation<'a>>,
    #[serde(borrow, default)]
    manufacturer: Object<Organisation<'a>>,
    #[serde(borrow, default)]
    supplier: Object<Organisation<'a>>,
    #[serde(borrow, default)]
    tools: Rare<'a>,
    #[serde(borrow, default)]
    component: Object<Component<'a>>,
}

#[derive(Deserialize, Default)]
struct Component<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default, rename = "bom-ref")]
    reference: Text<'a>,
    #[serde(borrow, default)]
    group: Text<'a>,
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    purl: Text<'a>,
    #[serde(borrow, default)]
    cpe: Text<'a>,
    #[serde(borrow, default)]
    supplier: Object<Organisation<'a>>,
    #[serde(borrow, default)]
    manufacturer: Object<Organisation<'a>>,
    #[serde(borrow, default)]
    publisher: Text<'a>,
    #[serde(borrow, default)]
    author: Text<'a>,
    #[serde(borrow, default)]
    copyright: Text<'a>,
    // What is rare stays text until its component is taken: a small struct nests deep on a small stack.
    #[serde(borrow, default)]
    authors: Rare<'a>,
    #[serde(borrow, default)]
    swid: Rare<'a>,
    #[serde(borrow, default, rename = "omniborId")]
    omnibor: Rare<'a>,
    #[serde(borrow, default)]
    swhid: Rare<'a>,
    #[serde(borrow, default, rename = "externalReferences")]
    external: Rare<'a>,
    #[serde(borrow, default)]
    pedigree: Rare<'a>,
    #[serde(borrow, default)]
    evidence: Rare<'a>,
    #[serde(borrow, default)]
    hashes: List<Object<HashEntry<'a>>>,
    #[serde(borrow, default)]
    licenses: List<Object<LicenceChoice<'a>>>,
    #[serde(borrow, default)]
    properties: List<Object<Property<'a>>>,
    #[serde(borrow, default)]
    components: List<Object<Component<'a>>>,
}

/// A value that is kept as its text.
#[derive(Default)]
struct Rare<'a>(Option<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Rare<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(deserializer).map(|raw| Self(Some(raw)))
    }
}

impl<'a> Rare<'a> {
    fn bytes(&self) -> &'a [u8] {
        self.0.map_or(b"", |raw| raw.get().as_bytes())
    }

    /// Something else than a list or `null` stands here.
    fn is_no_list(&self) -> bool {
        !matches!(self.bytes(), [] | [b'[', ..] | b"null")
    }

    /// The entries of a list, each read within a budget of its own.
    fn each<T: Deserialize<'a> + Default>(
        &self,
        limit: usize,
        mut take: impl FnMut(usize, Object<T>) -> Result<(), SbomFault>,
    ) -> Result<(), SbomFault> {
        for (index, item) in scan::elements(self.bytes()).flatten().enumerate() {
            let read = budget::within(LISTS_BYTES_MAX, || serde_json::from_slice::<Object<T>>(item));
            // The text was read as JSON before, and lenient types take any value.
            let item = read.ok_or(SbomFault::TooLarge { limit })?.unwrap_or(Object::Wrong);
            take(index, item)?;
        }
        Ok(())
    }

    /// The object, if it is one.
    fn object<T: Deserialize<'a>>(&self) -> Option<T> {
        self.bytes().starts_with(b"{").then(|| serde_json::from_slice(self.bytes()).ok()).flatten()
    }

    /// The entries of a list that can be read, or the one object that stands in its place.
    fn entries<T: Deserialize<'a>>(&self) -> impl Iterator<Item = T> + use<'a, T> {
        let bytes = self.bytes();
        let one = bytes.starts_with(b"{").then_some(bytes);
        let list = scan::elements(bytes).flatten().take(VALUES_MAX);
        one.into_iter().chain(list).filter_map(|item| serde_json::from_slice(item).ok())
    }
}

/// Names of tools: a list in 1.2 to 1.4, an object of lists since 1.5.
fn tools(raw: &Rare<'_>) -> Vec<String> {
    let name =
        |tool| scan::members(tool).find(|(key, _)| *key == b"name").and_then(|(_, value)| scan::plain_text(value)).map(str::to_owned);
    let listed = |list| scan::elements(list).flatten().take(VALUES_MAX).filter_map(name).collect::<Vec<_>>();
    let bytes = raw.bytes();
    if bytes.starts_with(b"[") { listed(bytes) } else { scan::members(bytes).take(VALUES_MAX).flat_map(|(_, list)| listed(list)).collect() }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Swid<'a> {
    #[serde(borrow, default)]
    tag_id: Text<'a>,
}

#[derive(Deserialize, Default)]
struct ExternalReference<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    url: Text<'a>,
}

#[derive(Deserialize, Default)]
struct Pedigree<'a> {
    #[serde(borrow, default)]
    commits: Rare<'a>,
    #[serde(borrow, default)]
    patches: Rare<'a>,
}

#[derive(Deserialize, Default)]
struct Commit<'a> {
    #[serde(borrow, default)]
    uid: Text<'a>,
    #[serde(borrow, default)]
    url: Text<'a>,
}

#[derive(Deserialize, Default)]
struct PatchEntry<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    diff: Object<Diff<'a>>,
    #[serde(borrow, default)]
    resolves: Rare<'a>,
}

#[derive(Deserialize, Default)]
struct Diff<'a> {
    #[serde(borrow, default)]
    url: Text<'a>,
    #[serde(default)]
    text: Object<IgnoredAny>,
}

#[derive(Deserialize, Default)]
struct Issue<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    name: Text<'a>,
}

#[derive(Deserialize, Default)]
struct Evidence<'a> {
    #[serde(borrow, default)]
    identity: Rare<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct IdentityEntry<'a> {
    #[serde(borrow, default)]
    field: Text<'a>,
    #[serde(borrow, default)]
    concluded_value: Text<'a>,
}

#[derive(Deserialize, Default)]
struct Organisation<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
}

#[derive(Deserialize, Default)]
struct HashEntry<'a> {
    #[serde(borrow, default)]
    alg: Text<'a>,
    #[serde(borrow, default)]
    content: Text<'a>,
}

#[derive(Deserialize, Default)]
struct LicenceChoice<'a> {
    #[serde(borrow, default)]
    license: Object<Licence<'a>>,
    #[serde(borrow, default)]
    expression: Text<'a>,
}

#[derive(Deserialize, Default)]
struct Licence<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    name: Text<'a>,
}

#[derive(Deserialize, Default)]
struct Property<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    value: Text<'a>,
}

#[derive(Deserialize, Default)]
struct Service<'a> {
    #[serde(borrow, default, rename = "bom-ref")]
    reference: Text<'a>,
    #[serde(borrow, default)]
    services: List<Object<Service<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Dependency<'a> {
    #[serde(borrow, default, rename = "ref")]
    reference: Text<'a>,
    #[serde(borrow, default)]
    depends_on: List<Text<'a>>,
    #[serde(borrow, default)]
    provides: List<Text<'a>>,
}

/// Reads the text.
pub(super) fn read(text: &str, version: &str, depth_max: usize, options: &Options) -> Result<Sbom, SbomFault> {
    let format = format!("CycloneDX {version}");
    let bom: Object<Bom<'_>> = parse_json(text, &format, depth_max, options)?;
    let mut builder = Builder::new(format, options);
    let Object::Is(bom) = bom else {
        builder.broken("");
        return builder.finish();
    };
    builder.broken_if(bom.serial_number.wrong, "", "/serialNumber");
    builder.broken_if(bom.components.is_no_list(), "", "/components");
    builder.broken_if(bom.dependencies.is_no_list(), "", "/dependencies");
    builder.broken_if(bom.services.wrong, "", "/services");
    builder.sbom.serial = bom.serial_number.owned();
    if let Some(metadata) = bom.metadata.get() {
        builder.sbom.created = metadata.timestamp.owned();
        let organisations = metadata.authors.items.iter().chain([&metadata.manufacture, &metadata.manufacturer, &metadata.supplier]);
        builder.sbom.authors = organisations.filter_map(|object| object.get()?.name.owned()).chain(tools(&metadata.tools)).collect();
        match &metadata.component {
            Object::Is(component) => {
                let pointer = "/metadata/component";
                let draft = draft(component, pointer.to_owned(), None, &mut builder);
                let reference = draft.reference();
                builder.subject(draft);
                components(&component.components, pointer, Some(&reference), &mut builder)?;
            }
            Object::Absent => {}
            Object::Wrong => builder.broken("/metadata/component"),
        }
    }
    let limit = options.components_max;
    bom.components.each(limit, |index, item| self::component(&item, format!("/components/{index}"), None, &mut builder))?;
    services(&bom.services, "", &mut builder);
    bom.dependencies.each(limit, |index, item| {
        dependency(&item, format!("/dependencies/{index}"), &mut builder);
        Ok(())
    })?;
    bom.vulnerabilities.each(limit, |index, item: Object<vex::Raw<'_>>| {
        if index == STATEMENTS_MAX {
            builder.problem("vex.too_many", format!("/vulnerabilities/{index}"), format!("only the first {STATEMENTS_MAX} were read"));
        }
        if let Some(raw) = item.get().filter(|_| index < STATEMENTS_MAX) {
            let statement = vex::statement(raw, &format!("/vulnerabilities/{index}"), builder.problems());
            builder.sbom.statements.extend(statement);
        }
        Ok(())
    })?;
    builder.finish()
}

/// Takes a list and what is nested in it; the depth of the text was limited before.
fn components(
    list: &List<Object<Component<'_>>>,
    parent: &str,
    nested_in: Option<&str>,
    builder: &mut Builder<'_>,
) -> Result<(), SbomFault> {
    for (index, item) in list.items.iter().enumerate() {
        self::component(item, format!("{parent}/components/{index}"), nested_in, builder)?;
    }
    Ok(())
}

/// Takes one component and what is nested in it.
fn component(item: &Object<Component<'_>>, pointer: String, nested_in: Option<&str>, builder: &mut Builder<'_>) -> Result<(), SbomFault> {
    let Some(component) = item.get() else {
        builder.broken(pointer);
        return Ok(());
    };
    let draft = draft(component, pointer.clone(), nested_in, builder);
    let reference = (!component.components.items.is_empty()).then(|| draft.reference());
    builder.component(draft)?;
    match reference {
        Some(reference) => components(&component.components, &pointer, Some(&reference), builder),
        None => Ok(()),
    }
}

fn draft(component: &Component<'_>, pointer: String, nested_in: Option<&str>, builder: &mut Builder<'_>) -> Draft {
    let name = component.name.owned();
    builder.broken_if(name.is_none(), &pointer, "/name");
    builder.broken_if(component.kind.get().is_none(), &pointer, "/type");
    let texts = [
        (&component.reference, "/bom-ref"),
        (&component.group, "/group"),
        (&component.version, "/version"),
        (&component.purl, "/purl"),
        (&component.cpe, "/cpe"),
    ];
    for (text, inside) in texts {
        builder.broken_if(text.wrong, &pointer, inside);
    }
    let lists = [
        (component.components.wrong, "/components"),
        (component.hashes.wrong, "/hashes"),
        (component.licenses.wrong, "/licenses"),
        (component.properties.wrong, "/properties"),
    ];
    for (wrong, inside) in lists {
        builder.broken_if(wrong, &pointer, inside);
    }
    let organisation = |object: &Object<Organisation<'_>>| object.get().and_then(|organisation| organisation.name.owned());
    let (purls, cpes) = identities(component, &pointer);
    let (commits, patches) = pedigree(component);
    let external = |reference: ExternalReference<'_>| Some((reference.kind.owned()?, reference.url.owned()?));
    Draft {
        reference: component.reference.owned(),
        name: name.map(|name| match component.group.get() {
            Some(group) => format!("{group}/{name}"),
            None => name,
        }),
        version: component.version.owned(),
        purls,
        cpes,
        supplier: organisation(&component.supplier)
            .or_else(|| organisation(&component.manufacturer))
            .or_else(|| component.publisher.owned())
            .or_else(|| component.author.owned())
            .or_else(|| component.authors.entries::<Organisation<'_>>().find_map(|author| author.name.owned())),
        kind: component.kind.owned(),
        hashes: hashes(component),
        licences: licences(component),
        nested_in: nested_in.map(str::to_owned),
        copyright: component.copyright.owned(),
        sources: component.external.entries().filter_map(external).collect(),
        commits,
        patches,
        properties: properties(component),
        compiled: Vec::new(),
        pointer,
    }
}

/// Commits that it was built from and patches over it.
fn pedigree(component: &Component<'_>) -> (Vec<String>, Vec<Patch>) {
    let Some(pedigree) = component.pedigree.object::<Pedigree<'_>>() else { return (Vec::new(), Vec::new()) };
    let commit = |commit: Commit<'_>| commit.uid.owned().or_else(|| commit.url.owned());
    let patch = |entry: PatchEntry<'_>| {
        let diff = entry.diff.get();
        let url = diff.and_then(|diff| diff.url.owned());
        let resolved = |issue: Issue<'_>| issue.id.owned().or_else(|| issue.name.owned());
        Patch {
            kind: entry.kind.owned(),
            resolves: entry.resolves.entries().filter_map(resolved).collect(),
            shown: url.is_some() || diff.is_some_and(|diff| diff.text.get().is_some()),
            url,
        }
    };
    (pedigree.commits.entries().filter_map(commit).collect(), pedigree.patches.entries().map(patch).collect())
}

/// Properties, and the identities that have no field of their own.
fn properties(component: &Component<'_>) -> Vec<(String, String)> {
    let given = component.properties.items.iter().filter_map(|item| {
        let property = item.get()?;
        Some((property.name.owned()?, property.value.owned()?))
    });
    let swid = component.swid.object::<Swid<'_>>().and_then(|swid| swid.tag_id.owned()).map(|tag| ("swid".to_owned(), tag));
    let others = [("omnibor", &component.omnibor), ("swhid", &component.swhid)];
    let others =
        others.into_iter().flat_map(|(name, list)| list.entries::<Text<'_>>().filter_map(move |id| Some((name.to_owned(), id.owned()?))));
    given.chain(swid).chain(others).collect()
}

/// What names a component, with its place.
type Placed = Vec<(String, String)>;

/// `purl` and `cpe`, what an analysis concluded, and the further CPEs that Syft writes as properties.
fn identities(component: &Component<'_>, pointer: &str) -> (Placed, Placed) {
    let mut purls: Placed = component.purl.owned().map(|purl| (purl, format!("{pointer}/purl"))).into_iter().collect();
    let mut cpes: Placed = component.cpe.owned().map(|cpe| (cpe, format!("{pointer}/cpe"))).into_iter().collect();
    for (index, property) in component.properties.items.iter().enumerate() {
        if let Some(property) = property.get().filter(|property| property.name.get() == Some("syft:cpe23"))
            && let Some(cpe) = property.value.owned()
        {
            cpes.push((cpe, format!("{pointer}/properties/{index}/value")));
        }
    }
    // An object in 1.5, a list since 1.6.
    let evidence = component.evidence.object::<Evidence<'_>>();
    for entry in evidence.iter().flat_map(|evidence| evidence.identity.entries::<IdentityEntry<'_>>()) {
        let here = || format!("{pointer}/evidence/identity");
        match (entry.field.get(), entry.concluded_value.owned()) {
            (Some("purl"), Some(purl)) => purls.push((purl, here())),
            (Some("cpe"), Some(cpe)) => cpes.push((cpe, here())),
            _ => {}
        }
    }
    (purls, cpes)
}

fn hashes(component: &Component<'_>) -> Vec<Hash> {
    let hash = |item: &Object<HashEntry<'_>>| {
        let entry = item.get()?;
        Some(Hash { algorithm: entry.alg.owned()?, value: entry.content.get()?.to_lowercase() })
    };
    component.hashes.items.iter().filter_map(hash).collect()
}

fn licences(component: &Component<'_>) -> Vec<String> {
    let licence = |item: &Object<LicenceChoice<'_>>| {
        let choice = item.get()?;
        choice.license.get().and_then(|licence| licence.id.owned().or_else(|| licence.name.owned())).or_else(|| choice.expression.owned())
    };
    component.licenses.items.iter().filter_map(licence).collect()
}

fn services(list: &List<Object<Service<'_>>>, parent: &str, builder: &mut Builder<'_>) {
    for (index, item) in list.items.iter().enumerate() {
        let pointer = format!("{parent}/services/{index}");
        let Some(service) = item.get() else {
            builder.broken(pointer);
            continue;
        };
        if let Some(reference) = service.reference.get() {
            builder.reserve(reference, &pointer);
        }
        services(&service.services, &pointer, builder);
    }
}

fn dependency(item: &Object<Dependency<'_>>, pointer: String, builder: &mut Builder<'_>) {
    let Some(dependency) = item.get() else {
        builder.broken(pointer);
        return;
    };
    builder.broken_if(dependency.depends_on.wrong, &pointer, "/dependsOn");
    let Some(reference) = dependency.reference.owned() else {
        builder.broken(format!("{pointer}/ref"));
        return;
    };
    for to in dependency.provides.items.iter().filter_map(Text::owned) {
        builder.sbom.relations.push(Relation { from: reference.clone(), kind: "provides".to_owned(), to });
    }
    let to = dependency.depends_on.items.iter().filter_map(Text::owned).collect();
    builder.sbom.dependencies.push((reference, to));
}
