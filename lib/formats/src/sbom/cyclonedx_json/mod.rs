//! CycloneDX in JSON (ECMA-424, and the schemas 1.2 to 1.7).

mod shape;

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use self::shape::{
    AncestorEntry, Commit, Component, CompositionEntry, Dependency, Evidence, ExternalReference, HashEntry, IdentityEntry, Issue,
    LicenceChoice, Metadata, Organisation, PatchEntry, Pedigree, Rare, ServiceEntry, Swid, VALUES_MAX,
};
use super::build::{Builder, Draft, Forebear, Placed, digits, entry, grouped};
use super::{Composition, Hash, LISTS_BYTES_MAX, Options, Patch, Relation, Sbom, SbomFault, Service, parse_with};
use crate::json::lenient::{Each, List, Object, Text};
use crate::json::{depth, scan};
use crate::vex::{STATEMENTS_MAX, cyclonedx as vex};

/// Names of tools: a list in 1.2 to 1.4, an object of lists since 1.5.
fn tools(raw: &Rare<'_>) -> Vec<String> {
    let name =
        |tool| scan::members(tool).find(|(key, _)| *key == b"name").and_then(|(_, value)| scan::plain_text(value)).map(str::to_owned);
    let listed = |list| scan::elements(list).flatten().take(VALUES_MAX).filter_map(name).collect::<Vec<_>>();
    let bytes = raw.bytes();
    if bytes.starts_with(b"[") { listed(bytes) } else { scan::members(bytes).take(VALUES_MAX).flat_map(|(_, list)| listed(list)).collect() }
}

/// The members of a document that are read.
#[derive(Deserialize, Clone, Copy)]
#[serde(field_identifier, rename_all = "camelCase")]
enum Member {
    SerialNumber,
    Metadata,
    Components,
    Services,
    Compositions,
    Dependencies,
    Vulnerabilities,
    #[serde(other)]
    Other,
}

/// Reads the text.
pub(super) fn read<'a>(text: &'a str, version: &str, depth_max: usize, options: &Options) -> Result<Sbom<'a>, SbomFault> {
    let format = format!("CycloneDX {version}");
    let mut builder = Builder::new(format.clone(), options);
    builder.expect(text.len());
    let (mut fault, mut place) = (None, None);
    let walk = |json: &mut serde_json::Deserializer<serde_json::de::StrRead<'a>>| {
        Walk { builder: &mut builder, fault: &mut fault, place: &mut place }.deserialize(json)
    };
    let read = parse_with(text, &format, depth_max, options, walk);
    match (fault, read, place) {
        (Some(fault), ..) => Err(fault),
        // An entry that breaks the shape, such as by a member that stands twice, is named by its place, not by its line.
        (None, Err(SbomFault::Schema { format: broken, n, pointer }), Some((list, index)))
            if broken == format && pointer.starts_with("line ") =>
        {
            Err(SbomFault::Schema { format, n, pointer: entry("", list, index) })
        }
        (None, read, _) => read.and_then(|()| builder.finish()),
    }
}

/// Takes a document member by member and its long lists entry by entry: however long they are, only one entry is in memory beside the
/// result.
struct Walk<'w, 'a, 'o> {
    builder: &'w mut Builder<'a, 'o>,
    /// Why it stopped.
    fault: &'w mut Option<SbomFault>,
    /// The list and the entry that are being read.
    place: &'w mut Option<(&'static str, usize)>,
}

impl<'a> DeserializeSeed<'a> for Walk<'_, 'a, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Walk<'_, 'a, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a document")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let _open = depth::open().map_err(A::Error::custom)?;
        let (builder, fault, place) = (self.builder, self.fault, self.place);
        let mut met = [false; Member::Other as usize];
        while let Some(member) = map.next_key::<Member>()? {
            if let Some(met) = met.get_mut(member as usize)
                && std::mem::replace(met, true)
            {
                return Err(A::Error::custom("a member stands twice"));
            }
            match member {
                Member::SerialNumber => {
                    let serial: Text<'_> = map.next_value()?;
                    builder.broken_if(serial.wrong, "", "/serialNumber");
                    builder.sbom.serial = serial.owned();
                }
                Member::Metadata => {
                    let metadata: Object<Metadata<'a>> = map.next_value()?;
                    if let Some(Err(stop)) = metadata.get().map(|metadata| self::metadata(metadata, builder)) {
                        *fault = Some(stop);
                        return Err(A::Error::custom("stopped"));
                    }
                }
                Member::Components => {
                    let take = |index, item| self::component(&item, entry("", "components", index), None, builder);
                    let list = each(&mut map, "components", fault, place, take)?;
                    builder.broken_if(!list, "", "/components");
                }
                Member::Services => {
                    let list: List<Object<ServiceEntry<'a>>> = map.next_value()?;
                    builder.broken_if(list.wrong, "", "/services");
                    if let Err(stop) = services(&list, "", None, builder) {
                        *fault = Some(stop);
                        return Err(A::Error::custom("stopped"));
                    }
                }
                Member::Compositions => {
                    let take = |index, item| {
                        composition(&item, index, builder);
                        Ok(())
                    };
                    if !each(&mut map, "compositions", fault, place, take)? {
                        builder.problem("sbom.bad_composition", "/compositions", "no list");
                    }
                }
                Member::Dependencies => {
                    let take = |index, item| {
                        dependency(&item, index, builder);
                        Ok(())
                    };
                    let list = each(&mut map, "dependencies", fault, place, take)?;
                    builder.broken_if(!list, "", "/dependencies");
                }
                Member::Vulnerabilities => {
                    let take = |index, item| {
                        vulnerability(&item, index, builder);
                        Ok(())
                    };
                    each(&mut map, "vulnerabilities", fault, place, take)?;
                }
                Member::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Hands on the entries of a list one by one, and notes which is being read; tells whether it is a list.
fn each<'a, A: MapAccess<'a>, T: Deserialize<'a>>(
    map: &mut A,
    list: &'static str,
    fault: &mut Option<SbomFault>,
    place: &mut Option<(&'static str, usize)>,
    mut take: impl FnMut(usize, Object<T>) -> Result<(), SbomFault>,
) -> Result<bool, A::Error> {
    *place = Some((list, 0));
    let numbered = |index, item| {
        *place = Some((list, index + 1));
        take(index, item)
    };
    let is_list = map.next_value_seed(Each::new(LISTS_BYTES_MAX, fault, numbered))?;
    *place = None;
    Ok(is_list)
}

fn metadata<'a>(metadata: &Metadata<'a>, builder: &mut Builder<'a, '_>) -> Result<(), SbomFault> {
    builder.sbom.created = metadata.timestamp.owned();
    let organisations = metadata.authors.items.iter().chain([&metadata.manufacture, &metadata.manufacturer, &metadata.supplier]);
    builder.sbom.authors = organisations.filter_map(|object| object.get()?.name.owned()).chain(tools(&metadata.tools)).collect();
    match &metadata.component {
        Object::Is(component) => {
            let pointer = "/metadata/component";
            let draft = draft(component, pointer.to_owned(), None, builder);
            let reference = draft.reference();
            builder.subject(draft);
            components(&component.components, pointer, Some(&reference), builder)?;
        }
        Object::Absent => {}
        Object::Wrong => builder.broken("/metadata/component"),
    }
    Ok(())
}

fn vulnerability(item: &Object<vex::Raw<'_>>, index: usize, builder: &mut Builder<'_, '_>) {
    if index == STATEMENTS_MAX {
        builder.problem("vex.too_many", format!("/vulnerabilities/{index}"), format!("only the first {STATEMENTS_MAX} were read"));
    }
    if let Some(raw) = item.get().filter(|_| index < STATEMENTS_MAX) {
        let statement = vex::statement(raw, &format!("/vulnerabilities/{index}"), builder.problems());
        builder.sbom.statements.extend(statement);
    }
}

/// Takes a list and what is nested in it; the depth of the text was limited before.
fn components<'a>(
    list: &List<Object<Component<'a>>>,
    parent: &str,
    nested_in: Option<&Cow<'a, str>>,
    builder: &mut Builder<'a, '_>,
) -> Result<(), SbomFault> {
    for (index, item) in list.items.iter().enumerate() {
        self::component(item, entry(parent, "components", index), nested_in, builder)?;
    }
    Ok(())
}

/// Takes one component and what is nested in it.
fn component<'a>(
    item: &Object<Component<'a>>,
    pointer: String,
    nested_in: Option<&Cow<'a, str>>,
    builder: &mut Builder<'a, '_>,
) -> Result<(), SbomFault> {
    let Some(component) = item.get() else {
        builder.broken(pointer);
        return Ok(());
    };
    let inner = (!component.components.items.is_empty()).then(|| pointer.clone());
    let draft = draft(component, pointer, nested_in, builder);
    let reference = inner.is_some().then(|| draft.reference());
    builder.component(draft)?;
    match inner.zip(reference) {
        Some((pointer, reference)) => components(&component.components, &pointer, Some(&reference), builder),
        None => Ok(()),
    }
}

fn draft<'a>(component: &Component<'a>, pointer: String, nested_in: Option<&Cow<'a, str>>, builder: &mut Builder<'a, '_>) -> Draft<'a> {
    let name = component.name.cow();
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
    let organisation = |object: &Object<Organisation<'a>>| object.get().and_then(|organisation| organisation.name.cow());
    let (purls, cpes) = identities(component);
    let Made { ancestors, commits, patches } = pedigree(component);
    let scope = component.scope.text();
    if scope.wrong {
        builder.problem("sbom.bad_scope", format!("{pointer}/scope"), "no text");
    }
    let external = |reference: ExternalReference<'a>| Some((reference.kind.cow()?, reference.url.cow()?));
    Draft {
        reference: component.reference.cow(),
        name: name.map(|name| grouped(component.group.get(), name)),
        version: component.version.cow(),
        purls,
        cpes,
        supplier: organisation(&component.supplier)
            .or_else(|| organisation(&component.manufacturer))
            .or_else(|| component.publisher.cow())
            .or_else(|| component.author.cow())
            .or_else(|| component.authors.entries::<Organisation<'a>>().find_map(|author| author.name.cow())),
        kind: component.kind.cow(),
        scope: scope.cow(),
        hashes: hashes(component),
        licences: licences(component),
        nested_in: nested_in.cloned(),
        copyright: component.copyright.cow(),
        sources: component.external.entries().filter_map(external).collect(),
        commits,
        patches,
        ancestors,
        properties: properties(component),
        pointer,
    }
}

/// From what a component was made.
#[derive(Default)]
struct Made<'a> {
    ancestors: Vec<Forebear<'a>>,
    commits: Vec<Cow<'a, str>>,
    patches: Vec<Patch>,
}

/// Ancestors, commits that it was built from, and patches over it.
fn pedigree<'a>(component: &Component<'a>) -> Made<'a> {
    let Some(pedigree) = component.pedigree.object::<Pedigree<'a>>() else { return Made::default() };
    let ancestor = |entry: AncestorEntry<'a>| Forebear {
        name: entry.name.cow().map(|name| grouped(entry.group.get(), name)),
        version: entry.version.cow(),
        purl: entry.purl.cow(),
    };
    let commit = |commit: Commit<'a>| commit.uid.cow().or_else(|| commit.url.cow());
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
    Made {
        ancestors: pedigree.ancestors.entries().map(ancestor).collect(),
        commits: pedigree.commits.entries().filter_map(commit).collect(),
        patches: pedigree.patches.entries().map(patch).collect(),
    }
}

/// Properties, and the identities that have no field of their own.
fn properties<'a>(component: &Component<'a>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    let mut all = Vec::with_capacity(component.properties.items.len());
    all.extend(component.properties.items.iter().filter_map(|item| {
        let property = item.get()?;
        Some((property.name.cow()?, property.value.cow()?))
    }));
    let swid = component.swid.object::<Swid<'a>>().and_then(|swid| swid.tag_id.cow());
    all.extend(swid.map(|tag| (Cow::Borrowed("swid"), tag)));
    for (name, list) in [("omnibor", &component.omnibor), ("swhid", &component.swhid)] {
        all.extend(list.entries::<Text<'a>>().filter_map(|id| Some((Cow::Borrowed(name), id.cow()?))));
    }
    all
}

/// `purl` and `cpe`, what an analysis concluded, and the further CPEs that Syft writes as properties.
fn identities<'a>(component: &Component<'a>) -> (Vec<Placed<'a>>, Vec<Placed<'a>>) {
    let mut purls: Vec<Placed<'a>> = component.purl.cow().map(|purl| (purl, Cow::Borrowed("/purl"))).into_iter().collect();
    let mut cpes: Vec<Placed<'a>> = component.cpe.cow().map(|cpe| (cpe, Cow::Borrowed("/cpe"))).into_iter().collect();
    for (index, property) in component.properties.items.iter().enumerate() {
        if let Some(property) = property.get().filter(|property| property.name.get() == Some("syft:cpe23"))
            && let Some(cpe) = property.value.cow()
        {
            cpes.push((cpe, Cow::Owned(format!("/properties/{index}/value"))));
        }
    }
    // An object in 1.5, a list since 1.6.
    let evidence = component.evidence.object::<Evidence<'a>>();
    for entry in evidence.iter().flat_map(|evidence| evidence.identity.entries::<IdentityEntry<'a>>()) {
        let here = || Cow::Borrowed("/evidence/identity");
        match (entry.field.get(), entry.concluded_value.cow()) {
            (Some("purl"), Some(purl)) => purls.push((purl, here())),
            (Some("cpe"), Some(cpe)) => cpes.push((cpe, here())),
            _ => {}
        }
    }
    (purls, cpes)
}

fn hashes<'a>(component: &Component<'a>) -> Vec<Hash<'a>> {
    let hash = |item: &Object<HashEntry<'a>>| {
        let entry = item.get()?;
        Some(Hash { algorithm: entry.alg.cow()?, value: digits(entry.content.cow()?) })
    };
    component.hashes.items.iter().filter_map(hash).collect()
}

fn licences<'a>(component: &Component<'a>) -> Vec<Cow<'a, str>> {
    let licence = |item: &Object<LicenceChoice<'a>>| {
        let choice = item.get()?;
        choice.license.get().and_then(|licence| licence.id.cow().or_else(|| licence.name.cow())).or_else(|| choice.expression.cow())
    };
    component.licenses.items.iter().filter_map(licence).collect()
}

/// Takes services and what is nested in them; the depth of the text was limited before.
fn services<'a>(
    list: &List<Object<ServiceEntry<'a>>>,
    parent: &str,
    nested_in: Option<&Cow<'a, str>>,
    builder: &mut Builder<'a, '_>,
) -> Result<(), SbomFault> {
    for (index, item) in list.items.iter().enumerate() {
        let pointer = entry(parent, "services", index);
        let Some(service) = item.get() else {
            builder.broken(pointer);
            continue;
        };
        let reference = service.reference.cow().unwrap_or_else(|| format!("#{pointer}").into());
        builder.service(Service {
            reference: reference.clone(),
            name: service.name.cow().map(|name| grouped(service.group.get(), name)).unwrap_or_default(),
            version: service.version.cow(),
            provider: service.provider.get().and_then(|provider| provider.name.cow()),
            endpoints: service.endpoints.items.iter().filter_map(Text::cow).collect(),
            pointer: pointer.clone(),
            nested_in: nested_in.cloned(),
        })?;
        services(&service.services, &pointer, Some(&reference), builder)?;
    }
    Ok(())
}

fn composition<'a>(item: &Object<CompositionEntry<'a>>, index: usize, builder: &mut Builder<'a, '_>) {
    let pointer = entry("", "compositions", index);
    let Some(said) = item.get() else {
        builder.problem("sbom.bad_composition", pointer, "no object");
        return;
    };
    let texts = |list: &List<Text<'a>>| list.items.iter().filter_map(Text::cow).collect();
    let aggregate = said.aggregate.cow().unwrap_or_default();
    let composition = Composition { aggregate, assemblies: texts(&said.assemblies), dependencies: texts(&said.dependencies) };
    builder.composition(composition, !said.vulnerabilities.items.is_empty(), &pointer);
}

fn dependency<'a>(item: &Object<Dependency<'a>>, index: usize, builder: &mut Builder<'a, '_>) {
    let Some(dependency) = item.get() else {
        builder.broken(format!("/dependencies/{index}"));
        return;
    };
    if dependency.depends_on.wrong {
        builder.broken(format!("/dependencies/{index}/dependsOn"));
    }
    let Some(reference) = dependency.reference.cow() else {
        builder.broken(format!("/dependencies/{index}/ref"));
        return;
    };
    for to in dependency.provides.items.iter().filter_map(Text::cow) {
        builder.sbom.relations.push(Relation { from: reference.clone(), kind: "provides".into(), to });
    }
    let to = dependency.depends_on.items.iter().filter_map(Text::cow).collect();
    builder.sbom.dependencies.push((reference, to));
}
