//! SPDX 3.0 as JSON-LD in its canonical context: packages, their identifiers, hashes, licences, the relationships between them, and the
//! builds that made them.
//!
//! Of the security profile the VEX assessments are read as statements (as Yocto writes them); of files only those that a build read:
//! patches and compiled sources. Snippets are not read.

mod links;
mod shape;

use std::borrow::Cow;
use std::collections::HashSet;

use self::links::{Links, links};
use self::shape::{Document, Element, Integrity};
use super::build::{Builder, Draft, digits};
use super::spdx2::grouped;
use super::{Hash, Options, Sbom, SbomFault, parse_json, snake};
use crate::json::lenient::{List, Object, Text};
use crate::problem::quote;
use crate::vex::{self, Justification, Product, STATEMENTS_MAX, Statement};

/// Reads the text.
pub(super) fn read<'a>(text: &'a str, version: &str, depth_max: usize, options: &Options) -> Result<Sbom<'a>, SbomFault> {
    let format = format!("SPDX {version}");
    let document: Object<Document<'a>> = parse_json(text, &format, depth_max, options)?;
    let mut builder = Builder::new(format, options);
    let Some(graph) = document.get().map(|document| &document.graph).filter(|graph| graph.given) else {
        builder.broken("/@graph");
        return builder.finish();
    };
    let mut links = links(graph, &mut builder);
    let packages = links.packages.len();
    let described: Vec<&Cow<'a, str>> = links.packages.iter().filter(|id| links.roots.contains(*id)).collect();
    let subject = if let ([one], true) = (&described[..], packages > 1) { Some((*one).clone()) } else { None };
    for (index, element) in graph.items.iter().enumerate() {
        let Some(element) = element.get().filter(|element| element.kind() == "software_Package") else { continue };
        let mut draft = draft(element, format!("/@graph/{index}"), &links, &mut builder);
        if subject.is_some() && draft.reference == subject {
            builder.subject(draft);
        } else {
            draft.nested_in = draft.reference.as_ref().and_then(|id| links.containers.get(id)).cloned();
            builder.component(draft)?;
        }
    }
    builder.sbom.dependencies = grouped(std::mem::take(&mut links.dependencies));
    builder.sbom.relations = std::mem::take(&mut links.relations);
    builder.sbom.builds = std::mem::take(&mut links.builds);
    statements(graph, &links, &mut builder);
    builder.finish()
}

/// The status that an assessment gives; none for other elements.
fn status_of(kind: &str) -> Option<vex::Status> {
    match kind {
        "security_VexAffectedVulnAssessmentRelationship" => Some(vex::Status::Affected),
        "security_VexNotAffectedVulnAssessmentRelationship" => Some(vex::Status::NotAffected),
        "security_VexFixedVulnAssessmentRelationship" => Some(vex::Status::Fixed),
        "security_VexUnderInvestigationVulnAssessmentRelationship" => Some(vex::Status::UnderInvestigation),
        _ => None,
    }
}

/// Reads the VEX assessments: from a vulnerability to packages. One of files or of what is not here is left out.
fn statements<'a>(graph: &List<Object<Element<'a>>>, links: &Links<'a>, builder: &mut Builder<'a, '_>) {
    let packages: HashSet<&str> = links.packages.iter().map(AsRef::as_ref).collect();
    for (index, element) in graph.items.iter().enumerate() {
        let Some((element, status)) = element.get().and_then(|element| Some((element, status_of(element.kind())?))) else { continue };
        let pointer = format!("/@graph/{index}");
        let (Some(from), false) = (element.from.get(), element.to.wrong) else {
            builder.broken(pointer);
            continue;
        };
        if builder.sbom.statements.len() == STATEMENTS_MAX {
            builder.problem("vex.too_many", pointer, format!("only the first {STATEMENTS_MAX} statements were read"));
            break;
        }
        let Some((vulnerability, aliases)) = links.vulnerabilities.get(from).and_then(|names| names.split_first()) else {
            builder.problem("sbom.unknown_ref", pointer, quote(from));
            continue;
        };
        let products: Vec<Product> = element
            .to
            .items
            .iter()
            .filter_map(Text::get)
            .filter(|to| packages.contains(to))
            .map(|to| Product { reference: Some(to.to_owned()), ..Product::default() })
            .collect();
        if products.is_empty() {
            continue;
        }
        let mut statement = Statement::new(&**vulnerability, status, pointer);
        statement.aliases = aliases.iter().map(|alias| alias.to_string()).collect();
        statement.products = products;
        statement.justification = element.justification.get().and_then(|word| Justification::of_key(&snake(word)));
        statement.impact = element.impact.owned();
        statement.action = element.action.owned();
        statement.status_notes = element.status_notes.owned();
        statement.issued = element.published_time.owned();
        statement.updated = element.modified_time.owned();
        builder.sbom.statements.push(statement);
    }
}

fn draft<'a>(element: &Element<'a>, pointer: String, links: &Links<'a>, builder: &mut Builder<'a, '_>) -> Draft<'a> {
    builder.broken_if(element.id().is_none(), &pointer, "/spdxId");
    builder.broken_if(element.version.wrong, &pointer, "/software_packageVersion");
    let mut purls: Vec<_> = element.purl.cow().map(|purl| (purl, Cow::Borrowed("/software_packageUrl"))).into_iter().collect();
    let mut cpes = Vec::new();
    for (index, item) in element.external_identifier.items.iter().enumerate() {
        let here = format!("/externalIdentifier/{index}/identifier");
        let parts = item.get().and_then(|item| Some((item.external_identifier_type.get()?, item.identifier.cow()?)));
        match parts {
            Some(("packageUrl", text)) => purls.push((text, Cow::Owned(here))),
            Some(("cpe23" | "cpe22", text)) => cpes.push((text, Cow::Owned(here))),
            Some(_) => {}
            None => builder.broken(format!("{pointer}{here}")),
        }
    }
    let hash = |item: &Object<Integrity<'a>>| {
        let integrity = item.get()?;
        Some(Hash { algorithm: integrity.algorithm.cow()?, value: digits(integrity.hash_value.cow()?) })
    };
    let agent = |id: &str| links.agents.get(id).cloned();
    Draft {
        reference: element.id(),
        name: element.name.cow(),
        version: element.version.cow(),
        purls,
        cpes,
        supplier: element
            .supplied_by
            .get()
            .and_then(agent)
            .or_else(|| element.originated_by.items.iter().filter_map(Text::get).find_map(agent)),
        kind: element.purpose.cow(),
        hashes: element.verified_using.items.iter().filter_map(hash).collect(),
        licences: element.id().and_then(|id| links.licences.get(&id)).cloned().unwrap_or_default(),
        patches: element.id().and_then(|id| links.patches.get(&id)).cloned().unwrap_or_default(),
        copyright: element.copyright.cow(),
        sources: [("download", &element.download), ("website", &element.home_page)]
            .into_iter()
            .filter_map(|(kind, url)| Some((Cow::Borrowed(kind), url.cow().filter(|url| url != "NOASSERTION" && url != "NONE")?)))
            .collect(),
        pointer,
        ..Draft::default()
    }
}
