//! Finds out which SBOM format bytes have, and names those that are not read.

use super::{SbomFault, csv};
use crate::json::scan;
use std::borrow::Cow;

/// A format that is read, with its version.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A table with its delimiter.
    Csv(u8),
    CycloneDxJson(String),
    CycloneDxXml(String),
    Spdx2(String),
    Spdx2TagValue(String),
    Spdx2Yaml(String),
    Spdx2Xml,
    Spdx2Rdf,
    Spdx3(String),
}

/// Versions of CycloneDX that are read; the first ones are in XML only.
const CYCLONEDX: &[&str] = &["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

/// Place of the first version in JSON.
const CYCLONEDX_JSON: usize = 2;

/// Beginnings of files that are no text.
const BINARY: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"\xfd7zXZ", "XZ"),
    (b"\xd0\xcf\x11\xe0", "Excel"),
    (b"%PDF-", "PDF"),
];

/// Keys that tell other JSON documents of the field.
const OTHER_JSON: &[(&[u8], &str)] = &[
    (b"cveMetadata", "CVE record"),
    (b"catalogVersion", "KEV"),
    (b"schema_version", "OSV"),
    (b"artifactRelationships", "Syft JSON"),
    (b"ArtifactName", "Trivy JSON"),
    (b"lockfileVersion", "package-lock.json"),
    (b"csaf_version", "CSAF"),
];

fn unsupported(format: impl Into<String>) -> SbomFault {
    SbomFault::Unsupported { format: format.into() }
}

/// The text of the bytes, without a byte order mark: UTF-8, UTF-16 with a mark, XML in the encoding that it declares, a table in CP932.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, SbomFault> {
    if let Some((_, name)) = BINARY.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(unsupported(*name));
    }
    let wide = encoding_rs::Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding != encoding_rs::UTF_8);
    if let Some((encoding, mark)) = wide {
        return decoded(encoding, &bytes[mark..]);
    }
    let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(plain) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            let fault = SbomFault::Encoding { byte: bytes.len() - plain.len() + error.valid_up_to() };
            if let Some(encoding) = declared(plain) {
                return decoded(encoding, plain);
            }
            // A table that is no UTF-8 comes from a spreadsheet; only one whose heads make sense is taken for one.
            let table = encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(plain);
            table.filter(|text| csv::delimiter(text).is_some()).ok_or(fault)
        }
    }
}

fn decoded<'a>(encoding: &'static encoding_rs::Encoding, bytes: &'a [u8]) -> Result<Cow<'a, str>, SbomFault> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or(SbomFault::Encoding { byte: 0 })
}

/// The encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = bytes.strip_prefix(b"<?xml")?;
    let head = String::from_utf8_lossy(&head[..head.len().min(200)]);
    let (_, after) = head.split_once("?>").map_or(head.as_ref(), |(declaration, _)| declaration).split_once("encoding")?;
    let name = after.trim_start_matches(['=', ' ', '"', '\'']);
    encoding_rs::Encoding::for_label(name.split(['"', '\'']).next()?.as_bytes()).filter(|encoding| *encoding != encoding_rs::UTF_8)
}

/// The format of a text.
pub(super) fn of(text: &str) -> Result<Form, SbomFault> {
    Ok(match text.trim_start().as_bytes().first() {
        None => return Err(SbomFault::Truncated { byte: text.len() }),
        Some(b'{') => of_object(text.trim_start().as_bytes(), text.len())?,
        Some(b'<') => of_xml(text, text.len())?,
        Some(_) if csv::delimiter(text).is_some() => Form::Csv(csv::delimiter(text).unwrap_or(b',')),
        Some(b'[' | b'"') => return Err(no_form("")),
        Some(_) => of_text(text)?,
    })
}

/// JSON that is none of the formats.
fn no_form(pointer: &str) -> SbomFault {
    SbomFault::Schema { format: "CycloneDX / SPDX".to_owned(), n: 1, pointer: pointer.to_owned() }
}

fn of_object(bytes: &[u8], len: usize) -> Result<Form, SbomFault> {
    let (mut bom_format, mut spec_version, mut spdx_version, mut context) = (None, None, None, None);
    let mut other = None;
    for (key, value) in scan::members(bytes) {
        match key {
            b"bomFormat" => bom_format = Some(scan::plain_text(value)),
            b"specVersion" => spec_version = Some(scan::plain_text(value)),
            b"spdxVersion" => spdx_version = Some(scan::plain_text(value)),
            b"@context" => context = Some(String::from_utf8_lossy(value)),
            b"document" if find(value, b"csaf_version") => other = other.or(Some("CSAF")),
            _ => other = other.or_else(|| OTHER_JSON.iter().find(|row| row.0 == key).map(|row| row.1)),
        }
        // What is known by now is enough; the rest may be long.
        if spdx_version.is_some() || context.is_some() || (bom_format.is_some() && spec_version.is_some()) {
            break;
        }
    }
    if let Some(format) = bom_format {
        return match (format, spec_version) {
            (Some("CycloneDX"), Some(Some(version))) if CYCLONEDX[CYCLONEDX_JSON..].contains(&version) => {
                Ok(Form::CycloneDxJson(version.to_owned()))
            }
            (Some("CycloneDX"), Some(Some(version))) => Err(unsupported(named("CycloneDX", version))),
            (Some("CycloneDX"), Some(None)) => Err(no_form("/specVersion")),
            (Some("CycloneDX"), None) if cut_off(bytes) => Err(SbomFault::Truncated { byte: len }),
            (Some("CycloneDX"), None) => Err(no_form("/specVersion")),
            _ => Err(no_form("/bomFormat")),
        };
    }
    if let Some(version) = spdx_version {
        return match version.and_then(|version| version.strip_prefix("SPDX-")) {
            Some(version @ ("2.2" | "2.3")) => Ok(Form::Spdx2(version.to_owned())),
            Some(version) => Err(unsupported(named("SPDX", version))),
            None => Err(no_form("/spdxVersion")),
        };
    }
    if let Some(context) = context {
        return of_context(&context);
    }
    match other {
        Some(name) => Err(unsupported(name)),
        None if cut_off(bytes) => Err(SbomFault::Truncated { byte: len }),
        None => Err(no_form("")),
    }
}

fn of_context(context: &str) -> Result<Form, SbomFault> {
    if context.contains("openvex") {
        return Err(unsupported("OpenVEX"));
    }
    let Some(version) = context.split("spdx.org/rdf/").nth(1).and_then(|rest| rest.split('/').next()) else {
        return Err(unsupported("JSON-LD"));
    };
    if version == "3.0" || version.starts_with("3.0.") {
        Ok(Form::Spdx3("3.0".to_owned()))
    } else {
        Err(unsupported(named("SPDX", version)))
    }
}

/// A name with a foreign version, if the version is one.
fn named(format: &str, version: &str) -> String {
    let plain = version.len() <= 16 && version.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    if plain && !version.is_empty() { format!("{format} {version}") } else { format.to_owned() }
}

fn cut_off(bytes: &[u8]) -> bool {
    scan::is_cut_off(bytes)
}

fn find(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// Reads up to the root element.
fn of_xml(text: &str, len: usize) -> Result<Form, SbomFault> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut doctype = false;
    loop {
        use quick_xml::events::Event;
        let element = match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => element,
            Ok(Event::Eof) => return Err(SbomFault::Truncated { byte: len }),
            Ok(Event::DocType(_)) => {
                doctype = true;
                continue;
            }
            Ok(_) => continue,
            Err(quick_xml::Error::Syntax(_)) => return Err(SbomFault::Truncated { byte: len }),
            Err(_) => return Err(unsupported("XML")),
        };
        let name = element.name();
        let prefix = name.prefix().map(|prefix| format!("xmlns:{}", AsRef::<str>::as_ref(&prefix)));
        let declared = prefix.as_deref().unwrap_or("xmlns");
        let namespace =
            element.attributes().with_checks(false).flatten().find(|attribute| AsRef::<str>::as_ref(&attribute.key) == declared);
        let namespace = namespace.map(|attribute| attribute.value.clone().into_owned()).unwrap_or_default();
        let local = name.local_name();
        let local: &str = local.as_ref();
        return match (local, namespace.strip_prefix("http://cyclonedx.org/schema/bom/")) {
            ("bom", Some(version)) if CYCLONEDX.contains(&version) => Ok(Form::CycloneDxXml(version.to_owned())),
            ("bom", Some(version)) => Err(unsupported(named("CycloneDX", version))),
            // The reader of RDF would unfold entities that the document declares, each a multiple of the one before.
            ("RDF", _) if doctype => Err(unsupported("RDF with a document type")),
            ("RDF", _) if text.contains("http://spdx.org/rdf/terms#") => Ok(Form::Spdx2Rdf),
            ("RDF", _) => Err(unsupported("RDF")),
            ("Document", _) => Ok(Form::Spdx2Xml),
            ("SoftwareIdentity", _) => Err(unsupported("SWID")),
            _ => Err(unsupported("XML")),
        };
    }
}

/// Lines that are looked through for the version of a text.
const HEAD_LINES: usize = 200;

/// The form of text that is neither JSON nor XML.
fn of_text(text: &str) -> Result<Form, SbomFault> {
    for line in text.lines().take(HEAD_LINES) {
        if let Some(version) = line.strip_prefix("SPDXVersion:") {
            return match version.trim().trim_start_matches("SPDX-") {
                version @ ("2.2" | "2.3") => Ok(Form::Spdx2TagValue(version.to_owned())),
                version => Err(unsupported(format!("{} tag-value", named("SPDX", version)))),
            };
        }
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        match (key.trim_matches(['"', ' ']), value.trim_matches(['"', ' ', '\''])) {
            ("spdxVersion", "SPDX-2.2") => return Ok(Form::Spdx2Yaml("2.2".to_owned())),
            ("spdxVersion", "SPDX-2.3") => return Ok(Form::Spdx2Yaml("2.3".to_owned())),
            ("spdxVersion", version) => return Err(unsupported(format!("{} YAML", named("SPDX", version.trim_start_matches("SPDX-"))))),
            ("bomFormat", _) => return Err(unsupported("CycloneDX YAML")),
            _ => {}
        }
    }
    // A YAML document may name its version after its packages.
    match text.lines().find_map(|line| line.strip_prefix("spdxVersion:")).map(|version| version.trim().trim_matches(['"', '\''])) {
        Some("SPDX-2.2") => Ok(Form::Spdx2Yaml("2.2".to_owned())),
        Some("SPDX-2.3") => Ok(Form::Spdx2Yaml("2.3".to_owned())),
        _ => Err(unsupported("text")),
    }
}
