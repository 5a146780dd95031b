//! The components of an SBOM as the matcher takes them, with what the SBOM itself says of vulnerabilities in them.

use std::collections::HashMap;

use formats::sbom::{Sbom, SbomComponent};
use formats::vex::{self, Status};
use matching::{Component, Said, Says};
use packages::cpe::Cpe;
use packages::purl::Purl;

/// Most statements on vulnerabilities that are kept of one component.
pub const SAID_MAX: usize = 5_000;

/// The components of an SBOM, in its order.
#[must_use]
pub fn components(sbom: &Sbom<'_>) -> Vec<Component> {
    let mut said = statements(sbom);
    sbom.components.iter().map(|raw| component(raw, said.remove(&*raw.reference).unwrap_or_default())).collect()
}

fn component(raw: &SbomComponent<'_>, mut said: Vec<Said>) -> Component {
    let purls = raw.purl.iter().chain(&raw.other_purls);
    for patch in &raw.patches {
        // A patch that nobody can see is a claim.
        let says = if patch.shown { Says::Fixed } else { Says::Ignored };
        let by = patch.url.as_deref().or(patch.kind.as_deref()).unwrap_or("patch");
        said.extend(patch.resolves.iter().map(|id| Said { vulnerability: id.clone(), says, by: by.to_owned() }));
    }
    said.truncate(SAID_MAX);
    Component {
        name: raw.name.to_string(),
        version: raw.version.as_ref().map(ToString::to_string),
        purls: purls.filter_map(|text| Purl::parse(text).ok()).collect(),
        cpe: raw.cpes.iter().filter_map(|text| Cpe::parse(text).ok()).collect(),
        supplier: raw.supplier.as_ref().map(ToString::to_string),
        said,
    }
}

/// What an SBOM says of its components, by reference. A statement on the product as a whole decides nothing for a part of it.
fn statements<'s>(sbom: &'s Sbom<'_>) -> HashMap<&'s str, Vec<Said>> {
    let mut out: HashMap<&str, Vec<Said>> = HashMap::new();
    for statement in &sbom.statements {
        let Some((says, by)) = says(statement) else { continue };
        for reference in statement.products.iter().filter_map(|product| product.reference.as_deref()) {
            let said = out.entry(reference).or_default();
            if said.len() < SAID_MAX {
                said.push(Said { vulnerability: statement.vulnerability.clone(), says, by: by.to_owned() });
            }
        }
    }
    out
}

fn says(statement: &vex::Statement) -> Option<(Says, &str)> {
    let words = || statement.impact.as_deref().or(statement.status_notes.as_deref());
    match statement.status {
        Status::Fixed => Some((Says::Fixed, words().unwrap_or("fixed"))),
        Status::NotAffected => Some(match (statement.justification, words()) {
            (Some(justification), _) => (Says::NotAffected, justification.key()),
            (None, Some(words)) => (Says::NotAffected, words),
            (None, None) => (Says::Ignored, "not_affected"),
        }),
        Status::Affected | Status::UnderInvestigation => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_and_statements_are_said_of_their_component() {
        let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
          {"type": "library", "bom-ref": "busybox", "name": "busybox", "version": "1.36.1", "cpe": "cpe:2.3:a:busybox:busybox:1.36.1:*:*:*:*:*:*:*",
           "pedigree": {"patches": [
             {"type": "backport", "diff": {"text": {"content": "x"}}, "resolves": [{"type": "security", "id": "CVE-2023-42363"}]},
             {"type": "unofficial", "resolves": [{"type": "security", "id": "CVE-2023-42364"}]}]}},
          {"type": "library", "bom-ref": "other", "name": "other"}],
         "vulnerabilities": [
          {"id": "CVE-2023-42365", "analysis": {"state": "not_affected", "justification": "code_not_present"}, "affects": [{"ref": "busybox"}]},
          {"id": "CVE-2023-42366", "analysis": {"state": "in_triage"}, "affects": [{"ref": "busybox"}]}]}"#;
        let sbom = formats::sbom::read(text.as_bytes(), &formats::sbom::Options::default()).unwrap();
        let components = components(&sbom);
        let said: Vec<_> =
            components[0].said.iter().map(|said| (said.vulnerability.as_str(), said.says.word(), said.by.as_str())).collect();
        assert_eq!(
            said,
            [
                ("CVE-2023-42365", "not_affected", "vulnerable_code_not_present"),
                ("CVE-2023-42363", "fixed", "backport"),
                ("CVE-2023-42364", "ignored", "unofficial"),
            ]
        );
        assert!(components[1].said.is_empty());
    }
}
