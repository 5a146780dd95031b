//! What each reader takes, and each fault seen once.

use super::{Options, Sbom, SbomFault, read};

const CDX_JSON: &str = include_str!("../../testdata/sbom.cdx.json");
const CDX_XML: &str = include_str!("../../testdata/sbom.cdx.xml");
const SPDX_2: &str = include_str!("../../testdata/sbom.spdx.json");
const SPDX_3: &str = include_str!("../../testdata/sbom.spdx3.json");

fn of(text: &str) -> Result<Sbom<'_>, SbomFault> {
    read(text.as_bytes(), &Options::default())
}

fn strict(text: &str) -> Result<Sbom<'_>, SbomFault> {
    read(text.as_bytes(), &Options { strict: true, ..Options::default() })
}

/// A CycloneDX document with these components and dependencies.
fn cdx(components: &str, dependencies: &str) -> String {
    format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{components}],"dependencies":[{dependencies}]}}"#)
}

/// One line a component: what it is known by.
fn shown(sbom: &Sbom<'_>) -> Vec<String> {
    let line = |component: &super::SbomComponent<'_>| {
        let purl = component.purl.as_deref().unwrap_or("-");
        format!(
            "{} {} {purl} {}",
            component.name,
            component.version.as_deref().unwrap_or("-"),
            component.supplier.as_deref().unwrap_or("-")
        )
    };
    sbom.components.iter().map(line).collect()
}

#[test]
fn four_forms_of_one_sbom_say_the_same() {
    let expected =
        ["@demo/left-ladder 1.2.0 pkg:npm/%40demo/left-ladder@1.2.0 Demo Works", "rung 0.3.1 pkg:npm/rung@0.3.1 -", "busybox 1.36.1 - -"];
    for (text, format) in [(CDX_JSON, "CycloneDX 1.6"), (CDX_XML, "CycloneDX 1.6"), (SPDX_2, "SPDX 2.3"), (SPDX_3, "SPDX 3.0")] {
        let sbom = of(text).unwrap();
        assert_eq!(sbom.format, format);
        assert_eq!(shown(&sbom), expected, "{format}");
        assert_eq!(sbom.problems, [], "{format}");
        assert!(sbom.serial.is_some() && sbom.created.is_some(), "{format}");
        assert_eq!(sbom.subject.as_ref().map(|subject| &*subject.name), Some("gateway"), "{format}");
        let [ladder, rung, busybox] = &sbom.components[..] else { panic!("{format}") };
        assert_eq!(busybox.cpes, ["cpe:2.3:a:busybox:busybox:1.36.1:*:*:*:*:*:*:*"], "{format}");
        assert_eq!(rung.nested_in.as_ref(), Some(&ladder.reference), "{format}");
        assert_eq!(ladder.hashes[0].value, "00ff", "{format}");
        assert_eq!(ladder.licences, ["MIT"], "{format}");
        let subject = sbom.subject.as_ref().unwrap();
        assert_eq!(sbom.dependencies[0], (subject.reference.clone(), vec![ladder.reference.clone()]), "{format}");
    }
}

#[test]
fn pointers_lead_to_the_component() {
    assert_eq!(of(CDX_JSON).unwrap().components[1].pointer, "/components/0/components/0");
    assert_eq!(of(CDX_XML).unwrap().components[1].pointer, "/bom/components/component[1]/components/component[1]");
    assert_eq!(of(CDX_XML).unwrap().components[2].pointer, "/bom/components/component[2]");
    assert_eq!(of(SPDX_2).unwrap().components[0].pointer, "/packages/1");
}

#[test]
fn a_file_that_ends_early_says_where() {
    for text in [CDX_JSON, CDX_XML, SPDX_2, SPDX_3] {
        let text = text.trim_end();
        for cut in [text.len() - 1, text.len() / 2, 60] {
            assert_eq!(of(&text[..cut]), Err(SbomFault::Truncated { byte: cut }), "{}", &text[..cut]);
        }
    }
    assert_eq!(of(""), Err(SbomFault::Truncated { byte: 0 }));
    assert_eq!(of(" \n"), Err(SbomFault::Truncated { byte: 2 }));
}

#[test]
fn other_formats_are_named() {
    for (text, expected) in [
        ("SPDXVersion: SPDX-2.1\nDataLicense: CC0-1.0\n", "SPDX 2.1 tag-value"),
        ("# c\nspdxVersion: \"SPDX-2.1\"\n", "SPDX 2.1 YAML"),
        ("bomFormat: CycloneDX\n", "CycloneDX YAML"),
        ("<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"x\"/>", "RDF"),
        ("<bom xmlns=\"http://cyclonedx.org/schema/bom/0.9\"/>", "CycloneDX 0.9"),
        ("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.1\"}", "CycloneDX 1.1"),
        ("<html/>", "XML"),
        ("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"2.0\"}", "CycloneDX 2.0"),
        ("{\"spdxVersion\":\"SPDX-2.1\"}", "SPDX 2.1"),
        ("{\"document\":{\"csaf_version\":\"2.0\"}}", "CSAF"),
        ("{\"@context\":\"https://openvex.dev/ns/v0.2.0\"}", "OpenVEX"),
        ("hello", "text"),
    ] {
        assert_eq!(of(text), Err(SbomFault::Unsupported { format: expected.to_owned() }), "{text}");
    }
    assert_eq!(read(b"PK\x03\x04\xFF", &Options::default()), Err(SbomFault::Unsupported { format: "ZIP".to_owned() }));
}

#[test]
fn what_breaks_the_schema_is_counted_and_the_first_is_shown() {
    let schema = |format: &str, n, pointer: &str| Err(SbomFault::Schema { format: format.to_owned(), n, pointer: pointer.to_owned() });
    let good = r#"{"type":"library","name":"a"}"#;
    for (text, expected) in [
        (r#"{"hello":1}"#.to_owned(), schema("CycloneDX / SPDX", 1, "")),
        ("[1]".to_owned(), schema("CycloneDX / SPDX", 1, "")),
        (r#"{"bomFormat":"Other","specVersion":"1.6"}"#.to_owned(), schema("CycloneDX / SPDX", 1, "/bomFormat")),
        (r#"{"bomFormat":"CycloneDX","specVersion":1.6}"#.to_owned(), schema("CycloneDX / SPDX", 1, "/specVersion")),
        (r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":{}}"#.to_owned(), schema("CycloneDX 1.6", 1, "/components")),
        (cdx(&format!(r#"{good},{{"type":"library"}},7,{{"name":["a"]}}"#), ""), schema("CycloneDX 1.6", 4, "/components/1/name")),
        (cdx(good, r#"{"dependsOn":[]}"#), schema("CycloneDX 1.6", 1, "/dependencies/0/ref")),
        (r#"{"bomFormat":"CycloneDX","specVersion":"1.6",}"#.to_owned(), schema("JSON", 1, "line 1, column 46")),
        (r#"{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"SPDXRef-a"}]}"#.to_owned(), schema("SPDX 2.3", 1, "/packages/0/name")),
        (r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}"#.to_owned(), schema("SPDX 3.0", 1, "/@graph")),
        (
            "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">\n<components><component><name>a</name></component></components></bom>"
                .to_owned(),
            schema("CycloneDX 1.6", 1, "/bom/components/component[1]/@type"),
        ),
        ("<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">\n</components></bom>".to_owned(), schema("XML", 1, "line 2")),
    ] {
        assert_eq!(of(&text), expected, "{text}");
    }
}

#[test]
fn an_empty_sbom_is_read_only_if_it_is_welcome() {
    let welcome = Options { allow_empty: true, ..Options::default() };
    for text in [cdx("", ""), r#"{"spdxVersion":"SPDX-2.3"}"#.to_owned(), "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\"/>".to_owned()]
    {
        assert_eq!(of(&text), Err(SbomFault::NoComponents));
        assert_eq!(read(text.as_bytes(), &welcome).unwrap().components, []);
    }
}

#[test]
fn a_reference_used_twice_is_a_fault() {
    let twice = r#"{"type":"library","name":"a","bom-ref":"r"},{"type":"library","name":"b","components":[{"type":"library","name":"c","bom-ref":"r"}]}"#;
    let fault = SbomFault::DuplicateRef { reference: "r".to_owned(), pointer: "/components/1/components/0".to_owned() };
    assert_eq!(of(&cdx(twice, "")), Err(fault));
}

#[test]
fn a_bad_purl_costs_the_purl_unless_strict() {
    let text = cdx(r#"{"type":"library","name":"a","version":"1","purl":"pkg:npm/%zz"}"#, "");
    let sbom = of(&text).unwrap();
    assert_eq!((sbom.components[0].purl.as_deref(), sbom.problems[0].code), (None, "sbom.bad_purl"));
    assert_eq!(sbom.problems[0].pointer, "/components/0/purl");
    assert_eq!(strict(&text), Err(SbomFault::BadPurl { purl: "pkg:npm/%zz".to_owned(), pointer: "/components/0/purl".to_owned() }));
}

#[test]
fn a_cycle_is_a_problem_unless_strict() {
    let parts = r#"{"type":"library","name":"a","bom-ref":"a"},{"type":"library","name":"b","bom-ref":"b"}"#;
    let text = cdx(parts, r#"{"ref":"a","dependsOn":["b","gone"]},{"ref":"b","dependsOn":["a"]}"#);
    let sbom = of(&text).unwrap();
    let codes: Vec<_> = sbom.problems.iter().map(|problem| (problem.code, problem.detail.as_str())).collect();
    assert_eq!(codes, [("sbom.unknown_ref", "`a` depends on `gone`"), ("sbom.cycle", "a → b → a")]);
    assert_eq!(strict(&text), Err(SbomFault::Cycle { path: "a → b → a".to_owned() }));
}

#[test]
fn bytes_that_are_not_utf8_say_where() {
    let mut bytes = br#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":""#.to_vec();
    let at = bytes.len();
    bytes.extend_from_slice(b"\x8f\xe3\x96h\x8f\x90\"}]}");
    assert_eq!(read(&bytes, &Options::default()), Err(SbomFault::Encoding { byte: at }));
    assert_eq!(read(b"\xFF\xFE{\0", &Options::default()), Err(SbomFault::Truncated { byte: 1 }), "UTF-16 is read");
    assert_eq!(read(b"\xFF\xFE\x00\xD8", &Options::default()), Err(SbomFault::Encoding { byte: 0 }));
    assert_eq!(of(&format!("\u{FEFF}{CDX_JSON}")).unwrap().components.len(), 3);
}

#[test]
fn too_many_components_are_refused() {
    let options = Options { components_max: 2, ..Options::default() };
    for text in [CDX_JSON, CDX_XML, SPDX_2, SPDX_3] {
        assert_eq!(read(text.as_bytes(), &options), Err(SbomFault::TooLarge { limit: 2 }));
    }
}

#[test]
fn a_member_that_stands_twice_is_named_by_its_place() {
    let twice = r#"{"type":"library","name":"a"},{"type":"library","name":"a","name":"b"}"#;
    let fault = |pointer: &str| Err(SbomFault::Schema { format: "CycloneDX 1.6".to_owned(), n: 1, pointer: pointer.to_owned() });
    assert_eq!(of(&cdx(twice, "")), fault("/components/1"));
    assert_eq!(of(&cdx("", r#"{"ref":"a","ref":"b"}"#)), fault("/dependencies/0"));
}

#[test]
fn what_dives_too_deep_is_refused_on_a_small_stack() {
    let nested = |levels: usize| {
        let open = r#"{"type":"library","name":"a","components":["#.repeat(levels);
        cdx(&format!("{open}{}", "]}".repeat(levels)), "")
    };
    let deepest = Options { depth_max: usize::MAX, ..Options::default() };
    let work = move || {
        assert_eq!(of(&nested(25)).unwrap().components.len(), 25);
        assert_eq!(read(nested(46).as_bytes(), &deepest).unwrap().components.len(), 46);
        assert!(
            matches!(read(nested(50_000).as_bytes(), &deepest), Err(SbomFault::Schema { n: 1, pointer, .. }) if pointer.starts_with("/components/0/"))
        );
        let services = format!("{}{}", r#"{"name":"s","services":["#.repeat(46), "]}".repeat(46));
        let text = format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","services":[{services}],"components":[{{"type":"library","name":"a"}}]}}"#
        );
        assert_eq!(read(text.as_bytes(), &deepest).unwrap().services.len(), 46);
        let brackets = format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":{}"#, "[".repeat(1_000_000));
        assert!(matches!(of(&brackets), Err(SbomFault::Truncated { .. })));
        // What is not read is skipped without stack, however deep it nests.
        let unread = format!(r#"{{"type":"library","name":"a","x":{}{}}}"#, "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert_eq!(of(&cdx(&unread, "")).unwrap().components.len(), 1);
        let xml = format!("<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">{}", "<a>".repeat(100_000));
        assert!(matches!(of(&xml), Err(SbomFault::Schema { .. })));
    };
    // Half of what a worker thread has.
    std::thread::Builder::new().stack_size(1024 * 1024).spawn(work).unwrap().join().unwrap();
}

#[test]
fn entities_of_a_dtd_are_not_expanded() {
    let text = "<?xml version=\"1.0\"?><!DOCTYPE bom [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"><components><component type=\"library\"><name>&x;</name></component></components></bom>";
    assert_eq!(of(text), Err(SbomFault::Schema { format: "XML".to_owned(), n: 1, pointer: "line 2".to_owned() }));
    let own = text.replace("&x;", "a &amp; &#98;").replace("<!DOCTYPE bom [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", "");
    assert_eq!(of(&own).unwrap().components[0].name, "a & b");
}

#[test]
fn pedigree_and_tools_are_not_components() {
    let text = "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"><metadata><tools><components><component type=\"application\"><name>tool</name></component></components></tools></metadata>\
        <components><component type=\"library\"><name>a</name><pedigree><ancestors><component type=\"library\"><name>old</name><purl>pkg:npm/old@1</purl></component></ancestors></pedigree></component></components></bom>";
    let sbom = of(text).unwrap();
    assert_eq!(shown(&sbom), ["a - - -"]);
    assert_eq!(sbom.components[0].ancestors.iter().map(|one| &*one.name).collect::<Vec<_>>(), ["old"]);
}

#[test]
fn lists_that_swell_in_memory_are_refused_before_they_do() {
    let swollen = |list: &str| of(&format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6",{list}}}"#)).map(Sbom::into_owned);
    let many = |entry: &str| vec![entry; 3_000_000].join(",");
    let too_large = Err(SbomFault::TooLarge { limit: super::SBOM_COMPONENTS_MAX });
    assert_eq!(swollen(&format!(r#""components":[{}]"#, many("{}"))), too_large);
    assert_eq!(swollen(&format!(r#""components":[{{"properties":[{}]}}]"#, many("{}"))), too_large);
    assert_eq!(swollen(&format!(r#""dependencies":[{{"ref":"a","dependsOn":[{}]}}]"#, many(r#""\n""#))), too_large);
    let graph = format!(r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{}]}}"#, many("{}"));
    assert_eq!(of(&graph), too_large);
}

#[test]
fn a_component_has_only_so_many_names() {
    let references: Vec<_> = (0..500).map(|n| format!(r#"{{"referenceType":"purl","referenceLocator":"pkg:npm/a@{n}"}}"#)).collect();
    let text = format!(
        r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","packages":[{{"SPDXID":"a","name":"a","externalRefs":[{}]}}]}}"#,
        references.join(",")
    );
    let sbom = of(&text).unwrap();
    assert_eq!(sbom.components[0].other_purls.len(), 199);
    assert_eq!(sbom.problems[0].code, "sbom.too_many_identities");
}

#[test]
fn a_billion_laughs_are_not_laughed() {
    let entities: String = (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let text = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE bom [<!ENTITY l0 \"ha\">{entities}]><bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"><components><component type=\"library\"><name>&l9;</name></component></components></bom>"
    );
    assert_eq!(of(&text), Err(SbomFault::Schema { format: "XML".to_owned(), n: 1, pointer: "line 1".to_owned() }));
}

#[test]
fn hostile_values_cost_their_own_place_only() {
    for (text, code) in [
        (cdx(r#"{"type":"library","name":1e999999}"#, ""), "sbom.schema"),
        (cdx(r#"{"type":"library","name":"a","name":"b"}"#, ""), "sbom.schema"),
        (cdx(r#"{"type":"library","name":"a","version":99999999999999999999999999999999999999}"#, ""), "sbom.schema"),
        (cdx("{\"type\":\"library\",\"name\":\"a\0b\"}", ""), "sbom.schema"),
        (cdx(r#"{"type":"library","name":"a"},"#, ""), "sbom.schema"),
    ] {
        assert!(matches!(of(&text), Err(SbomFault::Schema { .. })), "{code}: {text}");
    }
    assert_eq!(of(&cdx(r#"{"type":"library","name":"a\u0000b"}"#, "")).unwrap().components[0].name, "a\0b");
}
