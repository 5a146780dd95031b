//! The archive that Yocto writes beside an image: one SPDX 2.2 document for the image, each package, what it needs at run time, and each
//! recipe, which refer to each other. They become one list, whose references are `namespace#SPDXRef-…`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::super::build::{Builder, short};
use super::super::{Build, LISTS_BYTES_MAX, Options, Sbom, SbomFault, parse_json};
use super::{CreationInfo, Document, Package, Relationship, builds, take};
use crate::json::lenient::{Object, Text};

/// Longest name of a document that is taken over into the ids of the archive, in bytes.
const NAMESPACE_BYTES_MAX: usize = 1_000;

/// Most documents that are read of one archive.
const DOCUMENTS_MAX: usize = 100_000;

/// Whether bytes are a tar archive.
pub(in super::super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

/// Reads an archive; a document in it that cannot be read is a problem, and a fault when strict.
pub(in super::super) fn read<'a>(bytes: &'a [u8], options: &Options) -> Result<Sbom<'a>, SbomFault> {
    let mut builder = Builder::new("SPDX 2.2".to_owned(), options);
    let depth_max = options.depth_max.min(super::super::DEPTH_HARD_MAX);
    let (mut parts, mut room) = (Vec::new(), LISTS_BYTES_MAX);
    for (name, text) in texts(bytes, options)? {
        match parse_json::<Object<Document<'a>>>(text, "SPDX 2.2", depth_max, options) {
            Ok(Object::Is(document)) if document.id.get().is_some() => {
                // Each document was read within a budget of its own; what is kept of all has one too.
                let part = Part::of(document, parts.len(), &mut room);
                parts.push(part.ok_or(SbomFault::TooLarge { limit: options.components_max })?);
            }
            Ok(_) if options.strict => return Err(SbomFault::Schema { format: "SPDX 2.2".to_owned(), n: 1, pointer: short(&name) }),
            Ok(_) => builder.problem("sbom.bad_document", short(&name), "no SPDX document"),
            Err(fault) if options.strict => return Err(fault),
            Err(fault) => builder.problem("sbom.bad_document", short(&name), fault.to_string()),
        }
    }
    let merged = merge(parts, &mut builder);
    take(&merged, builder)
}

/// The SPDX documents of an archive, with their names.
fn texts<'a>(bytes: &'a [u8], options: &Options) -> Result<Vec<(String, &'a str)>, SbomFault> {
    let truncated = |byte: usize| SbomFault::Truncated { byte: byte.min(bytes.len()) };
    let mut archive = tar::Archive::new(bytes);
    let mut found = Vec::new();
    for entry in archive.entries().map_err(|_| truncated(bytes.len()))? {
        let entry = entry.map_err(|_| truncated(bytes.len()))?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if !entry.header().entry_type().is_file() || !name.ends_with(".spdx.json") {
            continue;
        }
        if found.len() == DOCUMENTS_MAX {
            return Err(SbomFault::TooLarge { limit: options.components_max });
        }
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let (begin, size) = (place(entry.raw_file_position()), place(entry.size()));
        let content = bytes.get(begin..begin.saturating_add(size)).ok_or_else(|| truncated(begin))?;
        let text = std::str::from_utf8(content).map_err(|fault| SbomFault::Encoding { byte: begin + fault.valid_up_to() })?;
        found.push((name, text));
    }
    if found.is_empty() {
        return Err(SbomFault::Unsupported { format: "tar".to_owned() });
    }
    Ok(found)
}

/// What a document calls itself and others.
struct Names {
    namespace: String,
    /// Namespace of another document by its name here.
    others: HashMap<String, String>,
}

impl Names {
    fn of(document: &Document<'_>, at: usize) -> Self {
        let other = |item: &Object<super::DocumentRef<'_>>| {
            let item = item.get()?;
            Some((item.external_document_id.owned()?, item.spdx_document.owned().filter(|name| name.len() <= NAMESPACE_BYTES_MAX)?))
        };
        let own = document.document_namespace.owned().filter(|name| name.len() <= NAMESPACE_BYTES_MAX);
        Self {
            namespace: own.unwrap_or_else(|| format!("document-{at}")),
            others: document.external_document_refs.items.iter().filter_map(other).collect(),
        }
    }

    /// An id of this document as one of the archive; none for what names no element of a document in it.
    fn global<'a>(&self, id: &Text<'_>) -> Option<Text<'a>> {
        match id.get()?.split_once(':') {
            Some((document, id)) => Some(Text::of(format!("{}#{id}", self.others.get(document)?))),
            None => Some(Text::of(format!("{}#{}", self.namespace, id.get()?))),
        }
    }
}

/// What is kept of a document, under the ids of the archive.
struct Part<'a> {
    names: Names,
    packages: Vec<Package<'a>>,
    relationships: Vec<Relationship<'a>>,
    builds: Vec<Build<'a>>,
    describes: Vec<Text<'a>>,
    namespace: Text<'a>,
    creation_info: Object<CreationInfo<'a>>,
}

impl<'a> Part<'a> {
    /// Takes what is kept of a document from the room that is left; none = there is not enough.
    fn of(document: Document<'a>, at: usize, room: &mut usize) -> Option<Self> {
        let mut take = |bytes: usize| room.checked_sub(bytes).map(|left| *room = left);
        let names = Names::of(&document, at);
        let own: HashSet<String> = document.packages.items.iter().filter_map(|item| item.get()?.id.owned()).collect();
        take(names.others.iter().map(|(name, namespace)| 2 * size_of::<String>() + name.len() + namespace.len()).sum())?;
        take(document.packages.items.len() * (size_of::<Package<'_>>() + names.namespace.len()))?;
        let mut builds = builds(&document);
        take(builds.iter().map(|build| build.compiled.len() * size_of::<Cow<'_, str>>() + 2 * names.namespace.len()).sum())?;
        for build in &mut builds {
            let outputs = std::mem::take(&mut build.outputs);
            build.outputs = outputs.into_iter().filter_map(|output| names.global(&Text::of(output))?.cow()).collect();
            if let Some(output) = build.outputs.first() {
                build.reference = format!("{output}#compiled").into();
            }
        }
        let mut describes: Vec<Text<'a>> = document.document_describes.items.iter().filter_map(|id| names.global(id)).collect();
        // The document of an image describes nothing by a word of its own, it only holds the image.
        if let ([one], true) = (document.packages.items.as_slice(), describes.is_empty()) {
            describes.extend(one.get().and_then(|package| names.global(&package.id)));
        }
        let mut relationships = Vec::new();
        for relationship in document.relationships.items.iter().filter_map(Object::get) {
            if let Some(kept) = between_packages(relationship, &names, &own) {
                let ids = [&kept.spdx_element_id, &kept.related_spdx_element].map(|id| id.get().map_or(0, str::len));
                take(size_of::<Relationship<'_>>() + ids[0] + ids[1])?;
                relationships.push(kept);
            }
        }
        let package = |item: Object<Package<'a>>| match item {
            Object::Is(package) => Some(Package { id: names.global(&package.id).unwrap_or_default(), ..package }),
            Object::Absent | Object::Wrong => None,
        };
        let packages = document.packages.items.into_iter().filter_map(package).collect();
        Some(Self {
            packages,
            relationships,
            builds,
            describes,
            namespace: document.document_namespace,
            creation_info: document.creation_info,
            names,
        })
    }
}

/// One document that says what all say. What is described is what that document describes which no other one refers to.
fn merge<'a>(parts: Vec<Part<'a>>, builder: &mut Builder<'a, '_>) -> Document<'a> {
    let referred: HashSet<&str> = parts.iter().flat_map(|part| part.names.others.values()).map(String::as_str).collect();
    let root = parts.iter().position(|part| !referred.contains(part.names.namespace.as_str())).unwrap_or(0);
    let mut met = HashSet::new();
    let mut merged = Document { id: Text::of("SPDXRef-DOCUMENT"), ..Document::default() };
    for (at, part) in parts.into_iter().enumerate() {
        if !met.insert(part.names.namespace) {
            continue;
        }
        if at == root {
            merged.document_describes.items = part.describes;
            merged.document_namespace = part.namespace;
            merged.creation_info = part.creation_info;
        }
        builder.sbom.builds.extend(part.builds);
        merged.packages.items.extend(part.packages.into_iter().map(Object::Is));
        merged.relationships.items.extend(part.relationships.into_iter().map(Object::Is));
    }
    merged
}

/// A relationship under the ids of the archive; none where it is one of files or of the document.
fn between_packages<'a>(relationship: &Relationship<'a>, names: &Names, own: &HashSet<String>) -> Option<Relationship<'a>> {
    let package = |id: &Text<'a>| {
        let text = id.get()?;
        (text.contains(':') || own.contains(text)).then(|| names.global(id))?
    };
    Some(Relationship {
        spdx_element_id: package(&relationship.spdx_element_id)?,
        relationship_type: relationship.relationship_type.clone(),
        related_spdx_element: package(&relationship.related_spdx_element)?,
        comment: Text::default(),
    })
}

#[cfg(test)]
mod tests {
    use crate::sbom::{Options, SbomFault, read};

    /// Made by hand after what Yocto's `create-spdx-2.2` writes.
    const DOCUMENTS: [(&str, &str); 5] = [
        ("image.spdx.json", include_str!("../../../testdata/yocto/image.spdx.json")),
        ("libcurl4.spdx.json", include_str!("../../../testdata/yocto/libcurl4.spdx.json")),
        ("runtime-libcurl4.spdx.json", include_str!("../../../testdata/yocto/runtime-libcurl4.spdx.json")),
        ("recipe-curl.spdx.json", include_str!("../../../testdata/yocto/recipe-curl.spdx.json")),
        ("index.json", r#"{"documents": []}"#),
    ];

    fn archive(documents: &[(&str, &str)]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, text) in documents {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            builder.append_data(&mut header, name, text.as_bytes()).unwrap();
        }
        builder.into_inner().unwrap()
    }

    #[test]
    fn the_documents_of_an_image_are_one_list() {
        let bytes = archive(&DOCUMENTS);
        let sbom = read(&bytes, &Options::default()).unwrap();
        assert_eq!((sbom.problems.as_slice(), sbom.format.as_str()), ([].as_slice(), "SPDX 2.2"));
        assert_eq!(sbom.subject.as_ref().map(|subject| &*subject.name), Some("kakuu-image"));
        let names: Vec<_> = sbom.components.iter().map(|component| (&*component.name, component.version.as_deref())).collect();
        assert_eq!(names, [("libcurl4", Some("8.7.1")), ("curl", Some("8.7.1")), ("curl-source-1", None), ("curl-native", Some("8.7.1"))]);
        let [library, recipe, _, native] = &sbom.components[..] else { panic!("{names:?}") };
        assert_eq!(library.nested_in, sbom.subject.as_ref().map(|subject| subject.reference.clone()));
        assert_eq!(recipe.cpes, ["cpe:2.3:*:haxx:curl:8.7.1:*:*:*:*:*:*:*"]);
        assert_eq!(recipe.patches[0].resolves, ["CVE-1900-0001", "CVE-1900-0002"]);
        assert_eq!(native.properties, [("native".into(), "true".into())]);
        let made: Vec<_> = sbom.relations.iter().map(|relation| (&relation.from, &*relation.kind, &relation.to)).collect();
        assert_eq!(made, [(&library.reference, "generated_from", &recipe.reference)]);
        assert!(sbom.dependencies.contains(&(recipe.reference.clone(), vec!["urn:kakuu:recipe-curl#SPDXRef-Download-curl-1".into()])));
        assert_eq!(sbom.builds.len(), 1);
        assert_eq!(sbom.builds[0].compiled, ["/usr/src/debug/curl/8.7.1/lib/url.c"]);
        assert_eq!(sbom.builds[0].outputs, std::slice::from_ref(&library.reference));
    }

    #[test]
    fn a_broken_document_costs_only_itself_and_a_cut_archive_is_refused() {
        let mut documents = DOCUMENTS;
        documents[2].1 = "{\"SPDXID\":";
        let bytes = archive(&documents);
        let sbom = read(&bytes, &Options::default()).unwrap();
        assert_eq!(
            sbom.problems.iter().map(|problem| (problem.code, &*problem.pointer)).collect::<Vec<_>>(),
            [("sbom.bad_document", "runtime-libcurl4.spdx.json")]
        );
        assert!(read(&bytes, &Options { strict: true, ..Options::default() }).is_err());
        assert!(matches!(read(&bytes[..1_000], &Options::default()), Err(SbomFault::Truncated { .. })));
        let other =
            read(&archive(&DOCUMENTS[4..]), &Options { allow_empty: true, ..Options::default() }).map(crate::sbom::Sbom::into_owned);
        assert_eq!(other, Err(SbomFault::Unsupported { format: "tar".to_owned() }), "an archive of something else is no empty list");
    }
}
