//! Reads what a CSAF 2.0 or 2.1 document says of products, with its product tree resolved, as statements.

use super::products::{Listed, products};
use super::tree::Value;
use super::view::{Doc, list, text};
use crate::problem::{Problem, Problems, quote};
use crate::vex::{self, Copies, Justification, PRODUCTS_MAX, Product, STATEMENTS_MAX, Statement, Status};
use std::collections::BTreeMap;

/// Product statuses and what they mean; a recommended product is said to be free of the flaw by nobody.
const STATUSES: [(&str, Status); 7] = [
    ("first_affected", Status::Affected),
    ("known_affected", Status::Affected),
    ("last_affected", Status::Affected),
    ("first_fixed", Status::Fixed),
    ("fixed", Status::Fixed),
    ("known_not_affected", Status::NotAffected),
    ("under_investigation", Status::UnderInvestigation),
];

/// Reads the statements of a document: of each vulnerability one for all products that share status, reason and words.
///
/// # Errors
/// The bytes are no JSON, too large, or no CSAF at all.
pub fn statements(bytes: &[u8]) -> Result<(vex::Document, Vec<Problem>), Problem> {
    if bytes.len() > super::CSAF_BYTES_MAX {
        return Err(Problem::new("csaf.too_large", "", format!("{} bytes, at most {}", bytes.len(), super::CSAF_BYTES_MAX)));
    }
    let root = Value::read(crate::json::trim_start(bytes))
        .map_err(|error| Problem::new("csaf.unreadable", format!("line {}", error.line()), error.to_string()))?;
    let doc = Doc::of(&root);
    if doc.at("/document").members().is_empty() {
        return Err(Problem::new("csaf.no_document", "/document", "missing"));
    }
    let mut problems = Problems::default();
    if doc.expansion() > super::EXPANSION_MAX {
        return Err(Problem::new("csaf.too_large", "/product_tree/product_groups", "groups stand for too many products"));
    }
    let tracking = doc.at("/document/tracking");
    let owned = |value: &Value<'_>, key: &str| text(value, key).map(str::to_owned);
    let publisher = doc.at("/document/publisher");
    let mut document = vex::Document {
        id: text(tracking, "id").unwrap_or_default().to_owned(),
        author: text(publisher, "name").unwrap_or_default().to_owned(),
        role: owned(publisher, "category"),
        issued: owned(tracking, "initial_release_date"),
        updated: owned(tracking, "current_release_date"),
        version: owned(tracking, "version"),
        tooling: text(doc.at("/document/tracking/generator/engine"), "name").map(str::to_owned),
        statements: Vec::new(),
    };
    let products = products(&doc, &mut problems);
    let (mut named, mut copies) = (0, Copies::default());
    for (pointer, vulnerability) in doc.vulnerabilities() {
        if document.statements.len() >= STATEMENTS_MAX || named > PRODUCTS_MAX {
            problems.note("vex.too_many", pointer, "further vulnerabilities were not read");
            break;
        }
        for statement in of_vulnerability(&doc, &pointer, vulnerability, &products, &mut copies, &mut problems) {
            named += statement.products.len();
            document.statements.push(statement);
        }
    }
    Ok((document, problems.into_vec()))
}

/// What a statement says of one product beside the status.
#[derive(PartialEq, Eq, PartialOrd, Ord, Default, Clone)]
struct Words<'a> {
    justification: Option<Justification>,
    impact: Option<&'a str>,
    action: Option<&'a str>,
}

fn of_vulnerability<'a>(
    doc: &Doc<'a>,
    pointer: &str,
    vulnerability: &'a Value<'a>,
    products: &BTreeMap<&'a str, Listed<'a>>,
    copies: &mut Copies,
    problems: &mut Problems,
) -> Vec<Statement> {
    let other: Vec<&str> = list(vulnerability, "ids").filter_map(|(_, id)| text(id, "text")).collect();
    let title = text(vulnerability, "title").filter(|title| !title.trim().is_empty());
    let Some(id) = text(vulnerability, "cve").or_else(|| other.first().copied()).or(title) else {
        problems.note("vex.no_vulnerability", pointer, "names no vulnerability");
        return Vec::new();
    };
    let words = words(doc, vulnerability);
    let mut groups: BTreeMap<(Status, Words<'a>), Vec<Product>> = BTreeMap::new();
    for (key, status) in STATUSES {
        for (place, product_id) in doc.in_status(pointer, vulnerability, &[key]) {
            let Some(product) = products.get(product_id).map(|listed| &listed.product) else {
                problems.note("csaf.6.1.1", String::from(place), format!("product {} is not defined", quote(product_id)));
                continue;
            };
            let mut said = words.get(product_id).cloned().unwrap_or_default();
            match status {
                Status::NotAffected => said.action = None,
                _ => (said.justification, said.impact) = (None, None),
            }
            if !copies.take(product.weight()) {
                problems.note("vex.too_large", String::from(place), "products of too many statements; the rest was not read");
                return Vec::new();
            }
            groups.entry((status, said)).or_default().push(product.clone());
        }
    }
    let description = list(vulnerability, "notes")
        .filter(|(_, note)| matches!(text(note, "category"), Some("description" | "summary")))
        .find_map(|(_, note)| text(note, "text"));
    let shared = description.or(title).map_or(0, str::len) + other.iter().map(|id| id.len()).sum::<usize>();
    let own: usize = groups.keys().map(|(_, said)| said.impact.map_or(0, str::len) + said.action.map_or(0, str::len)).sum();
    if !copies.take(shared.saturating_mul(groups.len()).saturating_add(own)) {
        problems.note("vex.too_large", pointer, "words of too many statements");
        return Vec::new();
    }
    let statement = |((status, said), products): ((Status, Words<'a>), Vec<Product>)| Statement {
        aliases: other.iter().filter(|other| **other != id).map(|other| (*other).to_owned()).collect(),
        description: description.or(title.filter(|title| *title != id)).map(str::to_owned),
        products,
        justification: said.justification,
        impact: said.impact.map(str::to_owned),
        action: said.action.map(str::to_owned),
        issued: text(vulnerability, "release_date").or_else(|| text(vulnerability, "disclosure_date")).map(str::to_owned),
        ..Statement::new(id, status, pointer)
    };
    groups.into_iter().map(statement).collect()
}

/// Flags, impacts and remedies by product.
fn words<'a>(doc: &Doc<'a>, vulnerability: &'a Value<'a>) -> BTreeMap<&'a str, Words<'a>> {
    let mut words: BTreeMap<&str, Words<'a>> = BTreeMap::new();
    for (_, flag) in list(vulnerability, "flags") {
        let reason = text(flag, "label").and_then(Justification::of_key);
        for id in doc.covered(flag) {
            words.entry(id).or_default().justification = reason;
        }
    }
    for (_, threat) in list(vulnerability, "threats").filter(|(_, threat)| text(threat, "category") == Some("impact")) {
        for id in doc.covered(threat) {
            words.entry(id).or_default().impact = text(threat, "details");
        }
    }
    for (_, remedy) in list(vulnerability, "remediations") {
        for id in doc.covered(remedy) {
            words.entry(id).or_default().action.get_or_insert(text(remedy, "details").unwrap_or_default());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::statements;
    use crate::vex::{Justification, Status};

    const DOCUMENT: &str = r#"{
 "document": {"category": "csaf_vex", "csaf_version": "2.0", "publisher": {"category": "vendor", "name": "Kakuu Denki"}, "tracking": {"id": "A-1", "version": "2"}},
 "product_tree": {
  "branches": [{"category": "vendor", "name": "Kakuu", "branches": [{"category": "product_name", "name": "Cam", "branches": [
    {"category": "product_version", "name": "1.2", "product": {"name": "Cam 1.2", "product_id": "P1", "product_identification_helper": {"cpe": "cpe:2.3:h:kakuu:cam:1.2:*:*:*:*:*:*:*"}}}]}]}],
  "full_product_names": [{"name": "libhttpd", "product_id": "L", "product_identification_helper": {"purl": "pkg:generic/libhttpd@2.1"}}],
  "relationships": [{"category": "default_component_of", "product_reference": "L", "relates_to_product_reference": "P1", "full_product_name": {"name": "libhttpd in Cam 1.2", "product_id": "L:P1"}}],
  "product_groups": [{"group_id": "G", "product_ids": ["P1", "L:P1"]}]},
 "vulnerabilities": [
  {"cve": "CVE-1900-1234", "ids": [{"system_name": "x", "text": "X-1"}], "product_status": {"known_not_affected": ["L:P1"], "known_affected": ["P1", "Q"]},
   "flags": [{"label": "vulnerable_code_not_present", "product_ids": ["L:P1"]}], "remediations": [{"category": "vendor_fix", "details": "Update.", "group_ids": ["G"]}]},
  {"title": ""}]}"#;

    #[test]
    fn products_are_resolved_and_share_statements_by_what_is_said() {
        let (document, problems) = statements(DOCUMENT.as_bytes()).unwrap();
        assert_eq!((document.id.as_str(), document.version.as_deref()), ("A-1", Some("2")));
        let codes: Vec<_> = problems.iter().map(|problem| (problem.code, problem.pointer.as_str())).collect();
        assert_eq!(
            codes,
            [("csaf.6.1.1", "/vulnerabilities/0/product_status/known_affected/1"), ("vex.no_vulnerability", "/vulnerabilities/1")]
        );
        let [not, affected] = document.statements.as_slice() else { panic!("{document:?}") };
        assert_eq!((not.status, not.justification), (Status::NotAffected, Some(Justification::VulnerableCodeNotPresent)));
        assert_eq!(not.products[0].parts[0].purls, ["pkg:generic/libhttpd@2.1"]);
        assert_eq!(not.products[0].cpes, ["cpe:2.3:h:kakuu:cam:1.2:*:*:*:*:*:*:*"]);
        assert_eq!((affected.status, affected.action.as_deref()), (Status::Affected, Some("Update.")));
        assert_eq!(affected.products[0].version.as_deref(), Some("1.2"));
        assert_eq!(affected.aliases, ["X-1"]);
        assert!(statements(b"{}").is_err() && statements(b"{").is_err());
    }
}
