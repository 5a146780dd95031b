//! SPDX 2.3 in JSON.

use super::{Lost, SOURCES, is_expression, plain_algorithm};
use crate::sbom::{Sbom, SbomComponent};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;

/// Algorithms that the schema knows, by their plain names.
const ALGORITHMS: [(&str, &str); 15] = [
    ("ADLER32", "ADLER32"),
    ("BLAKE2B256", "BLAKE2b-256"),
    ("BLAKE2B384", "BLAKE2b-384"),
    ("BLAKE2B512", "BLAKE2b-512"),
    ("BLAKE3", "BLAKE3"),
    ("MD5", "MD5"),
    ("MD6", "MD6"),
    ("SHA1", "SHA1"),
    ("SHA224", "SHA224"),
    ("SHA256", "SHA256"),
    ("SHA3256", "SHA3-256"),
    ("SHA3384", "SHA3-384"),
    ("SHA3512", "SHA3-512"),
    ("SHA384", "SHA384"),
    ("SHA512", "SHA512"),
];

/// Purposes as the schema of 2.3 spells them; tag-value has a dash where JSON has an underscore.
const PURPOSES: [&str; 12] = [
    "APPLICATION",
    "ARCHIVE",
    "CONTAINER",
    "DEVICE",
    "FILE",
    "FIRMWARE",
    "FRAMEWORK",
    "INSTALL",
    "LIBRARY",
    "OPERATING_SYSTEM",
    "OTHER",
    "SOURCE",
];

const NOTHING: &str = "NOASSERTION";
const DOCUMENT: &str = "SPDXRef-DOCUMENT";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    #[serde(rename = "SPDXID")]
    id: &'static str,
    spdx_version: &'static str,
    creation_info: Creation<'a>,
    name: &'a str,
    data_license: &'static str,
    document_namespace: String,
    packages: Vec<Package<'a>>,
    relationships: Vec<Relationship>,
}

#[derive(Serialize)]
struct Creation<'a> {
    created: &'a str,
    creators: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Package<'a> {
    #[serde(rename = "SPDXID")]
    id: String,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_info: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<String>,
    download_location: &'a str,
    files_analyzed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    homepage: Option<&'a str>,
    license_concluded: &'a str,
    license_declared: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    license_comments: Option<String>,
    copyright_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_info: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checksums: Vec<Checksum<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_refs: Vec<ExternalRef<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_package_purpose: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Checksum<'a> {
    algorithm: &'static str,
    checksum_value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExternalRef<'a> {
    reference_category: &'static str,
    reference_type: &'static str,
    reference_locator: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Relationship {
    spdx_element_id: String,
    relationship_type: String,
    related_spdx_element: String,
}

pub(super) fn write(sbom: &Sbom<'_>, now: &str, lost: &mut Lost) -> Vec<u8> {
    lost.builds(sbom);
    lost.services(sbom);
    lost.count("sbom.lost_document", "statements on completeness", sbom.compositions.len());
    let all: Vec<&SbomComponent<'_>> = sbom.subject.iter().chain(&sbom.components).collect();
    // References of other formats hold letters that SPDX forbids, so each package gets a number.
    let ids: HashMap<&str, String> = all.iter().enumerate().map(|(at, c)| (c.reference.as_ref(), id_of(&c.reference, at))).collect();
    let mut relationships = Vec::new();
    let mut outside = 0;
    let mut relate = |from: &str, kind: &str, to: &str| match (ids.get(from), ids.get(to)) {
        (Some(from), Some(to)) => {
            let (spdx_element_id, related_spdx_element) = (from.clone(), to.clone());
            relationships.push(Relationship { spdx_element_id, relationship_type: kind.to_owned(), related_spdx_element });
        }
        _ => outside += 1,
    };
    for component in &all {
        if let Some(container) = &component.nested_in {
            relate(container, "CONTAINS", &component.reference);
        }
    }
    for (from, to) in &sbom.dependencies {
        to.iter().for_each(|to| relate(from, "DEPENDS_ON", to));
    }
    for relation in &sbom.relations {
        let word = relation.kind.to_uppercase();
        if word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') && RELATIONS.contains(&word.as_str()) {
            relate(&relation.from, &word, &relation.to);
        } else {
            lost.count("sbom.lost_relations", "relations with what is no component, or that SPDX has no word for", 1);
        }
    }
    lost.count("sbom.lost_relations", "relations with what is no component, or that SPDX has no word for", outside);
    let described = sbom.subject.iter().chain(if sbom.subject.is_some() { &[][..] } else { &sbom.components[..] });
    let described: Vec<String> = described.filter_map(|component| ids.get(component.reference.as_ref()).cloned()).collect();
    relationships.extend(described.into_iter().map(|id| Relationship {
        spdx_element_id: DOCUMENT.to_owned(),
        relationship_type: "DESCRIBES".to_owned(),
        related_spdx_element: id,
    }));
    lost.count("sbom.lost_statements", "statements on vulnerabilities", sbom.statements.len());
    let serial = sbom.serial.as_deref().filter(|serial| serial.contains(':') && !serial.contains('#'));
    lost.count("sbom.lost_serial", "serial number that is no address", usize::from(sbom.serial.is_some() && serial.is_none()));
    let created = sbom.created.as_deref().map_or_else(|| Some(Cow::Borrowed(now)), seconds);
    lost.count("sbom.lost_created", "time that is no RFC 3339", usize::from(created.is_none()));
    let name = sbom.subject.as_ref().map_or("SBOM", |subject| subject.name.as_ref());
    let mut creators: Vec<String> = sbom.authors.iter().map(|author| format!("Organization: {author}")).collect();
    if creators.is_empty() {
        creators.push("Tool: hinomi".to_owned());
    }
    crate::pretty::bytes(&Document {
        id: DOCUMENT,
        spdx_version: "SPDX-2.3",
        creation_info: Creation { created: created.as_deref().unwrap_or(now), creators },
        name,
        data_license: "CC0-1.0",
        document_namespace: serial.map_or_else(|| format!("urn:hinomi:sbom:{}", plain(name)), str::to_owned),
        packages: all.iter().map(|component| package(component, &ids[component.reference.as_ref()], lost)).collect(),
        relationships,
    })
}

/// Relations beside those of dependency and containment that are written as they are.
const RELATIONS: [&str; 12] = [
    "ANCESTOR_OF",
    "COPY_OF",
    "DESCENDANT_OF",
    "DOCUMENTATION_OF",
    "GENERATED_FROM",
    "GENERATES",
    "OPTIONAL_COMPONENT_OF",
    "OTHER",
    "PACKAGE_OF",
    "PATCH_APPLIED",
    "PATCH_FOR",
    "VARIANT_OF",
];

/// A time as SPDX wants it: in UTC and without parts of seconds; none for what is no time of RFC 3339.
fn seconds(text: &str) -> Option<Cow<'_, str>> {
    let (date, time) = (text.get(..11)?, text.get(11..19)?);
    let shaped = |text: &str, shape: &str| {
        text.bytes().zip(shape.bytes()).all(|(byte, wanted)| if wanted == b'0' { byte.is_ascii_digit() } else { byte == wanted })
    };
    let zone = text[19..].trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    if !shaped(date, "0000-00-00T") || !shaped(time, "00:00:00") || !matches!(zone, "Z" | "+00:00" | "-00:00") {
        return None;
    }
    Some(if text.len() == 20 { Cow::Borrowed(text) } else { Cow::Owned(format!("{date}{time}Z")) })
}

/// Letters that an SPDX id may hold.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '-' }).collect()
}

fn id_of(reference: &str, at: usize) -> String {
    match reference.strip_prefix("SPDXRef-") {
        Some(rest) if plain(rest) == rest => reference.to_owned(),
        _ => format!("SPDXRef-{}", at + 1),
    }
}

fn package<'a>(component: &'a SbomComponent<'a>, id: &str, lost: &mut Lost) -> Package<'a> {
    let checksum = |hash: &'a crate::sbom::Hash<'a>| {
        let wanted = plain_algorithm(&hash.algorithm);
        let algorithm = ALGORITHMS.iter().find(|(known, _)| *known == wanted).map(|(_, name)| *name)?;
        Some(Checksum { algorithm, checksum_value: &hash.value })
    };
    let checksums: Vec<_> = component.hashes.iter().filter_map(checksum).collect();
    lost.count("sbom.lost_hashes", "hashes of algorithms that SPDX does not know", component.hashes.len() - checksums.len());
    lost.count("sbom.lost_properties", "properties", component.properties.len());
    lost.standing(component);
    let purls = component.purl.iter().chain(&component.other_purls).map(|purl| ExternalRef {
        reference_category: "PACKAGE-MANAGER",
        reference_type: "purl",
        reference_locator: purl,
    });
    let cpes = component.cpes.iter().map(|cpe| ExternalRef {
        reference_category: "SECURITY",
        reference_type: "cpe23Type",
        reference_locator: cpe,
    });
    let mut expressions = component.licences.iter().filter(|licence| is_expression(licence)).map(AsRef::as_ref);
    let (concluded, declared) = (expressions.next().unwrap_or(NOTHING), expressions.next().unwrap_or(NOTHING));
    let words: Vec<&str> =
        component.licences.iter().map(AsRef::as_ref).filter(|licence| *licence != concluded && *licence != declared).collect();
    let fixed: Vec<&str> = component.patches.iter().flat_map(|patch| &patch.resolves).map(AsRef::as_ref).collect();
    let source = |kind: &str| component.sources.iter().find(|(known, _)| known == kind).map(|(_, url)| url.as_ref());
    let (download, homepage) = (source("distribution").or_else(|| source("vcs")), source("website").filter(|url| url.starts_with("http")));
    let written = usize::from(download.is_some()) + usize::from(homepage.is_some());
    let purpose =
        component.kind.as_deref().map(|kind| kind.to_uppercase().replace('-', "_")).filter(|kind| PURPOSES.contains(&kind.as_str()));
    let further = component.patches.iter().filter(|patch| patch.resolves.is_empty() || patch.url.is_some() || patch.kind.is_some());
    lost.count("sbom.lost_sources", SOURCES, component.sources.len() - written + component.commits.len());
    lost.count("sbom.lost_patches", "patches of which SPDX holds no more than what they resolve", further.count());
    lost.count("sbom.lost_kinds", "sorts that SPDX has no word for", usize::from(component.kind.is_some() && purpose.is_none()));
    Package {
        id: id.to_owned(),
        name: &component.name,
        version_info: component.version.as_deref(),
        supplier: component.supplier.as_deref().map(|name| format!("Organization: {name}")),
        download_location: download.unwrap_or(NOTHING),
        files_analyzed: false,
        homepage,
        license_concluded: concluded,
        license_declared: declared,
        license_comments: (!words.is_empty()).then(|| words.join("; ")),
        copyright_text: component.copyright.as_deref().unwrap_or(NOTHING),
        source_info: (!fixed.is_empty()).then(|| format!("CVEs fixed: {}", fixed.join(" "))),
        checksums,
        external_refs: purls.chain(cpes).collect(),
        primary_package_purpose: purpose,
    }
}
