//! Statements: real documents are read without loss, and what is written is read again.

use corpus::files;
use formats::vex::{Document, Justification, Product, Statement, Status, convert, openvex};
use formats::{csaf, sbom};
use proptest::prelude::*;
use serde_json::Value;

#[test]
fn real_openvex_documents_keep_every_statement_and_product() {
    let (mut documents, mut statements, mut products) = (0, 0, 0);
    for archive in ["openvex-go-vex-testdata", "openvex-vexctl-testdata", "openvex-spec", "vexhub-aqua"] {
        let Some(files) = files(archive) else { return };
        for (name, bytes) in &files {
            let Ok(tree) = serde_json::from_slice::<Value>(bytes) else { continue };
            if !tree["@context"].as_str().is_some_and(|context| context.contains("openvex")) || !tree["statements"].is_array() {
                continue;
            }
            let (document, problems) = openvex::read(bytes).unwrap();
            let list = tree["statements"].as_array().unwrap();
            let lost =
                problems.iter().filter(|p| ["vex.no_vulnerability", "vex.bad_status", "vex.bad_statement"].contains(&p.code)).count();
            assert_eq!(document.statements.len() + lost, list.len(), "{name}: {problems:?}");
            let count: usize = list.iter().filter_map(|s| s["products"].as_array()).map(Vec::len).sum();
            assert_eq!(document.statements.iter().map(|s| s.products.len()).sum::<usize>(), count, "{name}");
            documents += 1;
            statements += list.len();
            products += count;
            let again = openvex::read(&openvex::write(&document)).unwrap().0;
            assert_eq!(again.statements.len(), document.statements.len(), "{name}");
        }
    }
    println!("OpenVEX: {documents} documents, {statements} statements, {products} products, none lost");
    assert!(documents > 80 && statements > 15_000);
}

#[test]
fn real_csaf_documents_keep_every_product_and_status() {
    let Some(files) = files("csaf-cisa-2017-2021") else { return };
    let (mut documents, mut placed) = (0, 0);
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".json")) {
        let tree: Value = serde_json::from_slice(bytes).unwrap();
        let (document, problems) = csaf::statements(bytes).unwrap();
        let keys =
            ["first_affected", "known_affected", "last_affected", "first_fixed", "fixed", "known_not_affected", "under_investigation"];
        let count: usize = tree["vulnerabilities"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|v| keys.iter().filter_map(|key| v["product_status"][*key].as_array()))
            .map(Vec::len)
            .sum();
        let read: usize = document.statements.iter().map(|s| s.products.len()).sum();
        assert_eq!(read, count, "{name}: {problems:?}");
        assert!(document.statements.iter().all(|s| s.products.iter().all(|p| p.name.is_some())), "{name}");
        documents += 1;
        placed += count;
    }
    println!("CSAF: {documents} documents, {placed} statuses of products, none lost");
    assert!(documents > 1_000);
}

fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9あ影響 .-]{1,12}".prop_map(|text| text.trim().to_owned()).prop_filter("not blank", |text| !text.is_empty())
}

fn product(deep: u32) -> BoxedStrategy<Product> {
    let parts = if deep == 0 { Just(Vec::new()).boxed() } else { prop::collection::vec(product(deep - 1), 0..3).boxed() };
    (prop::option::of("[a-z]{1,6}"), any::<bool>(), parts)
        .prop_map(|(purl, cpe, parts)| Product {
            reference: Some("urn:x:product".to_owned()),
            purls: purl.into_iter().map(|name| format!("pkg:npm/{name}@1.0")).collect(),
            cpes: cpe.then(|| "cpe:2.3:a:kakuu:cam:1.0:*:*:*:*:*:*:*".to_owned()).into_iter().collect(),
            hashes: vec![("sha-256".to_owned(), "00ff".to_owned())],
            parts,
            ..Product::default()
        })
        .boxed()
}

prop_compose! {
    fn statement()(
        number in 1000..9999u32, status in 0..4usize, reason in prop::option::of(0..5usize), words in prop::collection::vec(prop::option::of(text()), 4), issued in prop::option::of(Just("1900-01-01T09:00:00+09:00".to_owned())),
        products in prop::collection::vec(product(1), 1..4),
    ) -> Statement {
        let [notes, impact, action, description]: [Option<String>; 4] = words.try_into().unwrap();
        Statement {
            id: Some(format!("urn:x:{number}")), aliases: vec!["GHSA-x".to_owned()], description, products, status_notes: notes,
            justification: reason.map(|at| Justification::ALL[at]), impact, action, issued, ..Statement::new(format!("CVE-1900-{number}"), Status::ALL[status], "")
        }
    }
}

prop_compose! {
    fn document()(statements in prop::collection::vec(statement(), 1..6), author in text(), version in 1..9u32) -> Document {
        Document {
            id: "https://psirt.example.co.jp/vex/1".to_owned(), author, issued: Some("2026-11-01T00:00:00Z".to_owned()),
            version: Some(version.to_string()), statements, ..Document::default()
        }
    }
}

/// Without the places, which are the reader's own.
fn plain(mut document: Document) -> Document {
    document.statements.iter_mut().for_each(|statement| statement.pointer.clear());
    document
}

/// Without the ids that products have within a document of their own, and each product once.
fn unplaced(document: Document) -> Document {
    fn product(mut one: Product) -> Product {
        one.reference = None;
        one.parts = one.parts.into_iter().map(product).collect();
        one
    }
    let mut document = plain(document);
    for statement in &mut document.statements {
        let mut products: Vec<Product> = std::mem::take(&mut statement.products).into_iter().map(product).collect();
        products.sort_by_key(|product| format!("{product:?}"));
        products.dedup();
        statement.products = products;
    }
    document
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_as_openvex_is_read_again(document in document()) {
        let bytes = openvex::write(&document);
        let (again, problems) = openvex::read(&bytes).unwrap();
        prop_assert_eq!(problems, []);
        prop_assert_eq!(plain(again), document);
    }

    #[test]
    fn every_form_keeps_who_has_which_status(document in document()) {
        let publisher = convert::Publisher { name: "Kakuu".into(), namespace: "https://kakuu.example".into(), now: "2026-11-25T00:00:00Z".into() };
        let standing = |document: &Document| {
            let mut all: Vec<_> = document.statements.iter().map(|s| (s.vulnerability.clone(), s.status)).collect();
            all.sort();
            all.dedup();
            all
        };
        for form in convert::Form::ALL {
            let (bytes, lacks) = convert::write(&document, form, &publisher);
            let kind = match form {
                convert::Form::OpenVex => "openvex",
                convert::Form::CycloneDx => "cyclonedx-vex",
                convert::Form::Csaf => "csaf-vex",
            };
            // What lacks a reason is written with that lack, which is told.
            if lacks.iter().all(|lack| lack.code.starts_with("vex.lost")) {
                crate::keep(kind, &bytes);
            }
            let (again, read, _) = convert::read(&bytes).unwrap();
            prop_assert_eq!(read, form);
            prop_assert_eq!(standing(&again), standing(&document), "{:?}", form);
            prop_assert_eq!(&convert::write(&document, form, &publisher).0, &bytes, "the same facts give the same bytes");
            if form == convert::Form::CycloneDx {
                let options = sbom::Options { strict: true, ..sbom::Options::default() };
                prop_assert!(sbom::read(&bytes, &options).is_ok());
            }
        }
    }

    /// What a form can say of these facts it says: once through a form, nothing more is lost or changed, however often.
    #[test]
    fn once_through_a_form_a_document_is_read_as_it_was_written(document in document()) {
        let publisher = convert::Publisher { name: "Kakuu".into(), namespace: "https://kakuu.example".into(), now: "2026-11-25T00:00:00Z".into() };
        for form in convert::Form::ALL {
            let through = |document: &Document| convert::read(&convert::write(document, form, &publisher).0).unwrap().0;
            let once = through(&document);
            prop_assert_eq!(unplaced(through(&once)), unplaced(once), "{:?}", form);
        }
    }

    /// Who has which status, for which reason and with which advice survives CSAF and CycloneDX.
    #[test]
    fn reasons_and_advice_come_back(statements in prop::collection::vec(statement(), 1..6)) {
        let mut statements = statements;
        for (at, statement) in statements.iter_mut().enumerate() {
            // One product each, with a name of its own: a form may group what several products share.
            statement.vulnerability = format!("CVE-1900-{:04}", at + 1);
            statement.products = vec![Product { purls: vec![format!("pkg:npm/p{at}@1.0")], ..Product::default() }];
        }
        let document = Document { id: "https://psirt.example.co.jp/vex/1".to_owned(), author: "Kakuu".to_owned(), statements, ..Document::default() };
        let publisher = convert::Publisher { name: "Kakuu".into(), namespace: "https://kakuu.example".into(), now: "2026-11-25T00:00:00Z".into() };
        let facts = |document: &Document, nearest: bool| {
            let reason = |reason: Justification| match reason {
                // CycloneDX has one word for both.
                Justification::ComponentNotPresent if nearest => Justification::VulnerableCodeNotPresent,
                other => other,
            };
            let mut all: Vec<_> = document.statements.iter().map(|s| {
                let hit = s.status == Status::NotAffected;
                let purls: Vec<_> = s.products.iter().flat_map(|product| product.purls.clone()).collect();
                (s.vulnerability.clone(), s.status, purls, s.justification.filter(|_| hit).map(reason), s.impact.clone().filter(|_| hit), s.action.clone().filter(|_| !hit))
            }).collect();
            all.sort();
            all
        };
        for form in [convert::Form::Csaf, convert::Form::CycloneDx] {
            let again = convert::read(&convert::write(&document, form, &publisher).0).unwrap().0;
            let nearest = form == convert::Form::CycloneDx;
            let (mut read, mut wanted) = (facts(&again, nearest), facts(&document, nearest));
            if nearest {
                // A note on the status stands where CycloneDX has one text for both.
                for (read, wanted) in read.iter_mut().zip(&mut wanted) {
                    if wanted.4.is_none() {
                        read.4 = None;
                    }
                    if wanted.5.is_none() {
                        read.5 = None;
                    }
                }
            }
            prop_assert_eq!(read, wanted, "{:?}", form);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (convert::read(&bytes), openvex::read(&bytes), csaf::statements(&bytes));
    }
}

#[test]
fn a_broken_statement_costs_only_itself() {
    let text = r#"{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "a", "author": "x", "version": "2", "statements": [
      {"vulnerability": "CVE-1900-1000", "status": "fixed", "products": ["pkg:npm/a@1", 7], "subcomponents": ["pkg:npm/b@1"]},
      {"vulnerability": {"name": "CVE-1900-1001"}, "status": "perhaps"}, "no", {"status": "fixed"},
      {"vulnerability": {"@id": "https://nvd.nist.gov/vuln/detail/CVE-1900-1002"}, "status": "not_affected", "justification": "because"}]}"#;
    let (document, problems) = openvex::read(text.as_bytes()).unwrap();
    let ids: Vec<_> = document.statements.iter().map(|s| s.vulnerability.as_str()).collect();
    assert_eq!(ids, ["CVE-1900-1000", "CVE-1900-1002"]);
    assert_eq!(document.statements[0].products[0].parts[0].purls, ["pkg:npm/b@1"]);
    let codes: Vec<_> = problems.iter().map(|p| p.code).collect();
    assert_eq!(codes, ["vex.bad_product", "vex.bad_status", "vex.bad_statement", "vex.no_vulnerability", "vex.bad_justification"]);
    assert_eq!(openvex::read(b"{\"statements\": [").unwrap_err().code, "record.not_json");
}

/// A few bytes that stand for a product of a megabyte, very often.
#[test]
fn a_small_document_does_not_unpack_without_end() {
    let name = "n".repeat(1_000_000);
    let ids = vec!["\"P\""; 100_000].join(",");
    let csaf = format!(
        r#"{{"document": {{"csaf_version": "2.0", "tracking": {{"id": "x"}}}}, "product_tree": {{"full_product_names": [{{"product_id": "P", "name": "{name}"}}]}},
            "vulnerabilities": [{{"cve": "CVE-1900-1000", "product_status": {{"fixed": [{ids}]}}}}]}}"#
    );
    let (document, problems) = formats::csaf::statements(csaf.as_bytes()).unwrap();
    assert!(document.statements.is_empty() && problems.iter().any(|p| p.code == "vex.too_large"));
    let products = vec!["\"pkg:npm/a@1\""; 50_000].join(",");
    let parts = vec!["\"pkg:npm/b@1\""; 50_000].join(",");
    let openvex = format!(
        r#"{{"@context": "https://openvex.dev/ns", "statements": [{{"vulnerability": "CVE-1900-1000", "status": "fixed", "products": [{products}], "subcomponents": [{parts}]}}]}}"#
    );
    let (document, problems) = openvex::read(openvex.as_bytes()).unwrap();
    assert_eq!((document.statements[0].products.len(), problems[0].code), (50_000, "vex.too_large"));
}
