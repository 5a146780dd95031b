//! Tells what sort of document bytes are, before anything of them is read.

use crate::json::{scan, trim_start};
use crate::{detect, sbom};

/// Sorts of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Advisories and VEX documents of CSAF.
    Csaf,
    /// Parts lists.
    Sbom,
    /// Statements of OpenVEX.
    Vex,
    /// Records of vulnerabilities.
    Record,
}

/// The sort of a document; none where it is none of ours.
#[must_use]
pub fn of(bytes: &[u8]) -> Option<Family> {
    let start = trim_start(bytes);
    let by_key = if start.starts_with(b"{") { scan::members(start).find_map(|(key, value)| by_member(key, value)) } else { None };
    by_key.or_else(|| detect::form(bytes).map(|_| Family::Record)).or_else(|| sbom::recognises(bytes).then_some(Family::Sbom))
}

/// What a member of the first level decides.
fn by_member(key: &[u8], value: &[u8]) -> Option<Family> {
    match key {
        b"document" if detect::is_csaf(value) => Some(Family::Csaf),
        b"bomFormat" | b"spdxVersion" | b"SPDXID" => Some(Family::Sbom),
        b"@context" => {
            let text = String::from_utf8_lossy(value);
            if text.contains("openvex") { Some(Family::Vex) } else { text.contains("spdx.org").then_some(Family::Sbom) }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Family, of};

    #[test]
    fn the_first_keys_tell() {
        for (text, family) in [
            (r#"{"document": {"category": "csaf_vex", "csaf_version": "2.0"}}"#, Some(Family::Csaf)),
            (r#"{"$schema": "x", "bomFormat": "CycloneDX"}"#, Some(Family::Sbom)),
            (r#"{"@context": "https://openvex.dev/ns/v0.2.0"}"#, Some(Family::Vex)),
            (r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}"#, Some(Family::Sbom)),
            (r#"{"id": "A", "modified": "x"}"#, Some(Family::Record)),
            ("<?xml version=\"1.0\"?><bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"/>", Some(Family::Sbom)),
            (r#"{"document": 1}"#, None),
            ("hello", None),
            ("", None),
        ] {
            assert_eq!(of(text.as_bytes()), family, "{text}");
        }
    }
}
