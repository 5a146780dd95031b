//! The CSAF document of an edition.

use crate::example::advisory;
use crate::kept::compare;
use corpus::texts as suite;
use publish::AdvisoryFacts;
use serde_json::Value;
use words::Lang;

fn parsed(facts: &AdvisoryFacts) -> Value {
    serde_json::from_slice(&publish::csaf(facts)).unwrap()
}

/// Editions of every shape that the rules of an advisory allow.
fn editions() -> Vec<AdvisoryFacts> {
    let full = advisory(Lang::Ja);
    let first = AdvisoryFacts {
        version: "1.0".into(),
        revisions: full.revisions[..1].to_vec(),
        published_at: full.revisions[0].at,
        ..full.clone()
    };
    let withdrawn = AdvisoryFacts { withdrawn: true, ..full.clone() };
    let bare = AdvisoryFacts {
        products: full.products[..1].to_vec(),
        vulnerabilities: full.vulnerabilities[1..2].to_vec(),
        credits: Vec::new(),
        ..first.clone()
    };
    vec![advisory(Lang::En), full, first, withdrawn, bare]
}

#[test]
fn the_document_is_the_committed_one() {
    for lang in Lang::ALL {
        compare(&format!("advisory.{}.json", lang.tag()), &publish::csaf(&advisory(lang)));
    }
}

#[test]
fn every_edition_passes_the_mandatory_tests() {
    for facts in editions() {
        assert_eq!(formats::csaf::check(&publish::csaf(&facts)), []);
    }
}

#[test]
fn every_edition_passes_the_official_schema() {
    let Some(files) = suite("suite-oasis-csaf") else { return };
    let schema = crate::tree::official(&files, "csaf_2.0/json_schema/csaf_json_schema.json");
    for facts in editions() {
        let document = parsed(&facts);
        let errors: Vec<String> = schema.iter_errors(&document).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

#[test]
fn a_broken_table_is_found_before_publication() {
    let mut facts = advisory(Lang::Ja);
    let contradiction = publish::ProductRow { status: domain::assessment::VexStatus::Fixed, ..facts.products[0].clone() };
    facts.products.push(contradiction);
    let codes: Vec<_> = formats::csaf::check(&publish::csaf(&facts)).into_iter().map(|p| p.code).collect();
    assert_eq!(codes, ["csaf.6.1.6"; 3]);
}

#[test]
fn clear_is_written_white_and_strict_in_words() {
    let mut facts = advisory(Lang::En);
    assert_eq!(parsed(&facts)["document"]["distribution"]["tlp"]["label"], "WHITE");
    facts.tlp = domain::psirt_case::Tlp::AmberStrict;
    let distribution = &parsed(&facts)["document"]["distribution"];
    assert_eq!(distribution["tlp"]["label"], "AMBER");
    assert!(distribution["text"].as_str().unwrap().starts_with("TLP:AMBER+STRICT"));
}

#[test]
fn a_row_speaks_only_of_its_vulnerability() {
    let document = parsed(&advisory(Lang::En));
    let of =
        |cve: &str| document["vulnerabilities"].as_array().unwrap().iter().find(|v| v["cve"] == cve).unwrap()["product_status"].clone();
    assert_eq!(of("CVE-1900-9001")["under_investigation"][0], "kd-app@2.0.1");
    assert_eq!(of("CVE-1900-9100").get("under_investigation"), None);
}
