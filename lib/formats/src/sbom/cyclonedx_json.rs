//! CycloneDX in JSON (ECMA-424, and the schemas 1.2 to 1.7).

use serde::Deserialize;

use super::build::{Builder, Draft};
use super::{Hash, Options, Sbom, SbomFault, parse_json};
use crate::json::lenient::{List, Object, Text};

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Bom<'a> {
    #[serde(borrow, default)]
    serial_number: Text<'a>,
    #[serde(borrow, default)]
    metadata: Object<Metadata<'a>>,
    #[serde(borrow, default)]
    components: List<Object<Component<'a>>>,
    #[serde(borrow, default)]
    services: List<Object<Service<'a>>>,
    #[serde(borrow, default)]
    dependencies: List<Object<Dependency<'a>>>,
}

#[derive(Deserialize, Default)]
struct Metadata<'a> {
    #[serde(borrow, default)]
    timestamp: Text<'a>,
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
    hashes: List<Object<HashEntry<'a>>>,
    #[serde(borrow, default)]
    licenses: List<Object<LicenceChoice<'a>>>,
    #[serde(borrow, default)]
    properties: List<Object<Property<'a>>>,
    #[serde(borrow, default)]
    components: List<Object<Component<'a>>>,
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
    builder.broken_if(bom.components.wrong, "", "/components");
    builder.broken_if(bom.dependencies.wrong, "", "/dependencies");
    builder.broken_if(bom.services.wrong, "", "/services");
    builder.sbom.serial = bom.serial_number.owned();
    if let Some(metadata) = bom.metadata.get() {
        builder.sbom.created = metadata.timestamp.owned();
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
    components(&bom.components, "", None, &mut builder)?;
    services(&bom.services, "", &mut builder);
    dependencies(&bom.dependencies, &mut builder);
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
        let pointer = format!("{parent}/components/{index}");
        let Some(component) = item.get() else {
            builder.broken(pointer);
            continue;
        };
        let draft = draft(component, pointer.clone(), nested_in, builder);
        let reference = draft.reference();
        builder.component(draft)?;
        components(&component.components, &pointer, Some(&reference), builder)?;
    }
    Ok(())
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
    Draft {
        reference: component.reference.owned(),
        name: name.map(|name| match component.group.get() {
            Some(group) => format!("{group}/{name}"),
            None => name,
        }),
        version: component.version.owned(),
        purls: component.purl.owned().map(|purl| (purl, format!("{pointer}/purl"))).into_iter().collect(),
        cpes: cpes(component, &pointer),
        supplier: organisation(&component.supplier)
            .or_else(|| organisation(&component.manufacturer))
            .or_else(|| component.publisher.owned())
            .or_else(|| component.author.owned()),
        kind: component.kind.owned(),
        hashes: hashes(component),
        licences: licences(component),
        nested_in: nested_in.map(str::to_owned),
        pointer,
    }
}

/// `cpe`, and the further ones that Syft writes as properties.
fn cpes(component: &Component<'_>, pointer: &str) -> Vec<(String, String)> {
    let mut cpes: Vec<_> = component.cpe.owned().map(|cpe| (cpe, format!("{pointer}/cpe"))).into_iter().collect();
    for (index, property) in component.properties.items.iter().enumerate() {
        if let Some(property) = property.get().filter(|property| property.name.get() == Some("syft:cpe23"))
            && let Some(cpe) = property.value.owned()
        {
            cpes.push((cpe, format!("{pointer}/properties/{index}/value")));
        }
    }
    cpes
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

fn dependencies(list: &List<Object<Dependency<'_>>>, builder: &mut Builder<'_>) {
    for (index, item) in list.items.iter().enumerate() {
        let pointer = format!("/dependencies/{index}");
        let Some(dependency) = item.get() else {
            builder.broken(pointer);
            continue;
        };
        builder.broken_if(dependency.depends_on.wrong, &pointer, "/dependsOn");
        match dependency.reference.owned() {
            Some(reference) => {
                let to = dependency.depends_on.items.iter().filter_map(Text::owned).collect();
                builder.sbom.dependencies.push((reference, to));
            }
            None => builder.broken(format!("{pointer}/ref")),
        }
    }
}
