//! CycloneDX in JSON and XML: no component is lost, and both syntaxes say the same.

use corpus::files;
use formats::sbom::{self, Sbom, Scope};
use formats::vex::Status;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;

const EVERYTHING_JSON: &str = include_str!("../testdata/everything.cdx.json");
const EVERYTHING_XML: &str = include_str!("../testdata/everything.cdx.xml");
/// Made by hand after what Buildroot's `utils/generate-cyclonedx` writes: patches with what they resolve, and CVEs that the build ignores.
const BUILDROOT: &str = include_str!("../testdata/buildroot.cdx.json");

fn read(text: &str) -> Sbom<'_> {
    sbom::read(text.as_bytes(), &sbom::Options::default()).unwrap()
}

#[test]
fn every_fact_is_read_from_both_syntaxes() {
    let (json, xml) = (said(EVERYTHING_JSON.as_bytes()), said(EVERYTHING_XML.as_bytes()));
    for (at, (json, xml)) in json.lines().zip(xml.lines()).enumerate() {
        assert_eq!(json, xml, "line {at}");
    }
    assert_eq!(json.lines().count(), xml.lines().count());
    let sbom = read(EVERYTHING_XML);
    assert_eq!(sbom.problems, []);
    assert_eq!(sbom.authors, ["lead", "Kakuu Works", "Kakuu Trade", "maker", "builder"]);
    let [ladder, rung, crypto] = &sbom.components[..] else { panic!("{:?}", sbom.components) };
    assert_eq!(ladder.other_purls, ["pkg:npm/left-ladder-concluded@1.2.0"]);
    assert_eq!(ladder.cpes.len(), 3, "its own, that of Syft's property, and the concluded one");
    assert_eq!(ladder.licences, ["MIT", "Kakuu words"]);
    assert_eq!(ladder.copyright.as_deref(), Some("Copyright Kakuu Denki"));
    assert_eq!(ladder.supplier.as_deref(), Some("Kakuu Denki"));
    assert_eq!(ladder.sources, [("vcs".into(), "https://git.example/left".into()), ("website".into(), "https://left.example".into())]);
    assert_eq!(ladder.commits, ["0123abc", "https://git.example/left/commit/9"]);
    let patches: Vec<_> = ladder.patches.iter().map(|p| (p.kind.as_deref(), p.resolves.join(" "), p.url.as_deref(), p.shown)).collect();
    assert_eq!(
        patches,
        [
            (Some("backport"), "CVE-1900-0001 KAKUU-7".to_owned(), Some("https://git.example/left/p1"), true),
            (Some("unofficial"), String::new(), None, true),
            (Some("monkey"), String::new(), None, false),
        ]
    );
    let names: Vec<_> = ladder.properties.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["maker:layer", "syft:cpe23", "swid", "omnibor", "swhid"]);
    assert_eq!((rung.nested_in.as_ref(), rung.supplier.as_deref()), (Some(&ladder.reference), Some("lead")));
    assert_eq!(crypto.licences, ["LicenseRef-kakuu AND MIT"]);
    assert_eq!([ladder.scope, rung.scope, crypto.scope], [Some(Scope::Required), Some(Scope::Optional), Some(Scope::Excluded)]);
    let ancestors: Vec<_> = ladder.ancestors.iter().map(|one| (&*one.name, one.version.as_deref(), one.purl.as_deref())).collect();
    assert_eq!(ancestors, [("old-ladder", None, Some("pkg:npm/old-ladder@0.9.0")), ("@demo/older-ladder", Some("0.1"), None)]);
    let [cloud, store, clock] = &sbom.services[..] else { panic!("{:?}", sbom.services) };
    assert_eq!(
        (&*cloud.name, cloud.version.as_deref(), cloud.provider.as_deref()),
        ("example.kakuu/cloud", Some("2026"), Some("Kakuu Cloud"))
    );
    assert_eq!(cloud.endpoints, ["https://cloud.example/v1", "https://cloud.example/v2"]);
    assert_eq!((&*store.name, store.nested_in.as_deref(), &*clock.reference), ("store", Some("service"), "clock"));
    assert_eq!(store.pointer, "/bom/services/service[1]/services/service[1]");
    assert_eq!(clock.pointer, "/bom/services/service[2]");
    let said: Vec<_> =
        sbom.compositions.iter().map(|one| (&*one.aggregate, one.assemblies.join(" "), one.dependencies.join(" "))).collect();
    assert_eq!(
        said,
        [("incomplete_third_party_only", "gateway left".to_owned(), "gateway".to_owned()), ("unknown", String::new(), String::new())],
        "what is said of vulnerabilities alone says nothing of the parts"
    );
    assert_eq!(sbom.relations.iter().map(|r| (&*r.kind, &*r.to)).collect::<Vec<_>>(), [("provides", "crypto")]);
    let statuses: Vec<_> = sbom.statements.iter().map(|s| (s.vulnerability.as_str(), s.status)).collect();
    assert_eq!(
        statuses,
        [("CVE-1900-0001", Status::NotAffected), ("CVE-1900-0002", Status::Affected)],
        "what has no analysis is a finding of a scanner"
    );
    assert_eq!(sbom.statements[0].aliases, ["GHSA-0000-0000-0001"]);
    assert_eq!(sbom.statements[0].products[0].reference.as_deref(), Some("left"));
    assert_eq!(sbom.statements[1].pointer, "/bom/vulnerabilities/vulnerability[3]");
}

#[test]
fn buildroot_says_what_its_patches_resolve_and_what_it_ignores() {
    let sbom = read(BUILDROOT);
    assert_eq!(sbom.problems, []);
    let [busybox, zlib] = &sbom.components[..] else { panic!("{:?}", sbom.components) };
    let patches: Vec<_> = busybox.patches.iter().map(|p| (p.resolves.join(" "), p.shown, p.url.as_deref())).collect();
    assert_eq!(
        patches,
        [
            ("CVE-1900-1001 CVE-1900-1002".to_owned(), true, None),
            (String::new(), true, None),
            (String::new(), true, Some("https://busybox.example/fix.diff"))
        ]
    );
    assert_eq!(busybox.properties, [("BR_TYPE".into(), "target".into())]);
    assert_eq!(busybox.sources[0].0, "source-distribution");
    assert_eq!(zlib.cpes, ["cpe:2.3:a:zlib:zlib:1.3.1:*:*:*:*:*:*:*"]);
    let [patched, ignored] = &sbom.statements[..] else { panic!("{:?}", sbom.statements) };
    assert_eq!((patched.vulnerability.as_str(), patched.status), ("CVE-1900-1001", Status::Fixed));
    assert!(patched.status_notes.as_deref().unwrap().starts_with("resolved_with_pedigree; "));
    // Without a patch nothing says why: it is no claim that the product is not affected.
    assert_eq!((ignored.status, ignored.justification), (Status::UnderInvestigation, None));
    assert!(ignored.status_notes.as_deref().unwrap().contains("marked as ignored"));
    assert_eq!(ignored.products[0].reference.as_deref(), Some("zlib"));
    assert_eq!(sbom.dependencies, [("buildroot".into(), vec!["busybox".into(), "zlib".into()])]);
}

/// Number of components as serde_json's tree shows them.
fn counted(tree: &Value) -> usize {
    let nested =
        |holder: &Value| holder["components"].as_array().map_or(0, |list| list.iter().map(|component| 1 + counted(component)).sum());
    nested(tree)
}

/// Number of `component` elements outside of tools, pedigrees, evidence, vulnerabilities and the like, as a plain look at the tags shows.
fn elements(bytes: &[u8]) -> usize {
    let text = std::str::from_utf8(bytes).unwrap();
    let (mut open, mut count): (Vec<&str>, usize) = (Vec::new(), 0);
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = if let Some(cdata) = rest.strip_prefix("![CDATA[") {
            rest.len() - cdata.len() + cdata.find("]]>").unwrap()
        } else if rest.starts_with("!--") {
            rest.find("-->").unwrap()
        } else {
            rest.find('>').unwrap()
        };
        let tag = &rest[..end];
        rest = &rest[end..];
        if tag.starts_with(['!', '?']) {
            continue;
        }
        if tag.starts_with('/') {
            open.pop();
            continue;
        }
        let name = tag.split([' ', '\n', '\r', '\t', '/']).next().unwrap();
        let name = name.rsplit(':').next().unwrap();
        let place = open.iter().all(|outer| ["bom", "metadata", "components", "component"].contains(outer));
        count += usize::from(name == "component" && place);
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    count
}

#[test]
fn every_valid_cyclonedx_document_is_accepted() {
    let Some(files) = files("suite-cyclonedx") else { return };
    let options = sbom::Options { allow_empty: true, ..sbom::Options::default() };
    let (mut json, mut xml, mut refused, mut invalid) = (0, 0, 0, 0);
    for (name, bytes) in &files {
        let base = name.rsplit('/').next().unwrap();
        let is_json = base.ends_with(".json");
        if !(is_json || base.ends_with(".xml")) || !name.contains("/resources/") {
            continue;
        }
        let read = sbom::read(bytes, &options);
        if base.starts_with("invalid-") {
            invalid += 1;
            refused += usize::from(read.is_err());
            continue;
        }
        if !base.starts_with("valid-") {
            continue;
        }
        let read = read.unwrap_or_else(|fault| panic!("{name}: {fault}"));
        if is_json {
            let tree: Value = serde_json::from_slice(bytes).unwrap();
            assert_eq!(read.components.len(), counted(&tree) + counted(&tree["metadata"]["component"]), "{name}");
            json += 1;
        } else {
            assert_eq!(read.components.len() + usize::from(read.subject.is_some()), elements(bytes), "{name}");
            xml += 1;
        }
    }
    println!("suite-cyclonedx: {json} JSON and {xml} XML valid documents accepted; {refused} of {invalid} invalid ones refused");
    assert!(json > 150 && xml > 150);
}

/// What a document says, without its form and the places in it; a component without a reference gets its number.
fn said(bytes: &[u8]) -> String {
    let options = sbom::Options { allow_empty: true, ..sbom::Options::default() };
    let mut read = sbom::read(bytes, &options).unwrap();
    let numbered = |reference: &mut Cow<'_, str>, at: usize| {
        if reference.starts_with("#/") {
            *reference = format!("#{at}").into();
        }
    };
    for (at, service) in read.services.iter_mut().enumerate() {
        service.pointer.clear();
        numbered(&mut service.reference, at);
        service.nested_in.iter_mut().for_each(|reference| numbered(reference, at));
    }
    for (at, component) in read.components.iter_mut().enumerate() {
        component.pointer.clear();
        numbered(&mut component.reference, at);
        component.nested_in.iter_mut().for_each(|reference| numbered(reference, at));
        // JSON and XML may order these differently.
        component.properties.sort();
        component.sources.sort();
    }
    read.statements.iter_mut().for_each(|statement| statement.pointer.clear());
    let subject = read.subject.map(|mut subject| {
        subject.pointer.clear();
        subject.reference = subject.reference.trim_start_matches(|c| c != ':').to_owned().into();
        subject
    });
    let around = (read.serial, read.created, read.authors, subject);
    format!("{:#?}", (around, read.components, read.services, read.compositions, read.dependencies, read.relations, read.statements))
}

/// Where a document comes in both forms, both say the same, word for word; some of the pairs differ in what was written into them.
#[test]
fn cyclonedx_json_and_xml_twins_agree() {
    let Some(files) = files("suite-cyclonedx") else { return };
    let by_name: BTreeMap<&str, &Vec<u8>> = files.iter().map(|(name, bytes)| (name.as_str(), bytes)).collect();
    let (mut twins, mut differ) = (0, Vec::new());
    for (name, bytes) in by_name.iter().filter(|(name, _)| name.contains("/valid-") && name.ends_with(".json")) {
        let Some(twin) = by_name.get(format!("{}.xml", name.trim_end_matches(".json")).as_str()) else { continue };
        twins += 1;
        let (json, xml) = (said(bytes), said(twin));
        if let Some((json, xml)) = json.lines().zip(xml.lines()).find(|(json, xml)| json != xml) {
            differ.push(format!("{}: {} / {}", name.rsplit('/').next().unwrap(), json.trim(), xml.trim()));
        }
    }
    println!("suite-cyclonedx: {} of {twins} twins agree; the others differ as written:\n{}", twins - differ.len(), differ.join("\n"));
    assert!(twins > 200 && differ.len() <= 50);
}

/// JSON and XML of the same list, each with these parts.
fn both(components: [&str; 2], services: [&str; 2], compositions: [&str; 2]) -> [String; 2] {
    let json = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{}],"services":[{}],"compositions":[{}]}}"#,
        components[0], services[0], compositions[0]
    );
    let xml = format!(
        r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>{}</components><services>{}</services><compositions>{}</compositions></bom>"#,
        components[1], services[1], compositions[1]
    );
    [json, xml]
}

#[test]
fn what_is_wrong_beside_the_names_costs_its_own_place_only() {
    let components = [
        r#"{"type":"library","name":"a","scope":"perhaps","pedigree":{"ancestors":[{"purl":"pkg:npm/old@1"},{"name":"b","purl":"pkg:bad"},{"version":"2"}]}}"#,
        r#"<component type="library"><name>a</name><scope>perhaps</scope><pedigree><ancestors><component><purl>pkg:npm/old@1</purl></component><component><name>b</name><purl>pkg:bad</purl></component><component><version>2</version></component></ancestors></pedigree></component>"#,
    ];
    let services = [r#"{"bom-ref":"nameless"},{}"#, r#"<service bom-ref="nameless"/><service></service>"#];
    let compositions = [
        r#"{"assemblies":["x"]},{"aggregate":"own words"}"#,
        r#"<composition><assemblies><assembly ref="x"/></assemblies></composition><composition><aggregate>own words</aggregate></composition>"#,
    ];
    for text in both(components, services, compositions) {
        let sbom = read(&text);
        let codes: Vec<_> = sbom.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["sbom.bad_scope", "sbom.bad_purl", "sbom.bad_composition", "sbom.no_name", "sbom.no_name"], "{text}");
        let [component] = &sbom.components[..] else { panic!("{text}") };
        let ancestors: Vec<_> = component.ancestors.iter().map(|one| (&*one.name, one.purl.as_deref())).collect();
        assert_eq!((component.scope, ancestors), (None, vec![("old", Some("pkg:npm/old@1")), ("b", None)]), "{text}");
        assert_eq!((&*sbom.services[0].name, sbom.services.len()), ("nameless", 2), "{text}");
        assert_eq!(sbom.compositions.iter().map(|said| &*said.aggregate).collect::<Vec<_>>(), ["own words"], "{text}");
        let strict = sbom::read(text.as_bytes(), &sbom::Options { strict: true, ..sbom::Options::default() });
        assert!(matches!(strict, Err(sbom::SbomFault::BadPurl { .. })), "{text}");
    }
    for odd in [r#""scope":7"#, r#""scope":["required"]"#] {
        let text = format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{{"type":"library","name":"a",{odd}}}],"compositions":{{}}}}"#
        );
        let codes: Vec<_> = read(&text).problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["sbom.bad_scope", "sbom.bad_composition"], "{text}");
    }
}

#[test]
fn services_and_components_share_their_references() {
    let twice = both(
        [r#"{"type":"library","name":"a","bom-ref":"r"}"#, r#"<component type="library" bom-ref="r"><name>a</name></component>"#],
        [
            r#"{"name":"s","services":[{"name":"t","bom-ref":"r"}]}"#,
            r#"<service><name>s</name><services><service bom-ref="r"><name>t</name></service></services></service>"#,
        ],
        ["", ""],
    );
    let places = ["/services/0/services/0", "/bom/services/service[1]/services/service[1]"];
    for (text, place) in twice.iter().zip(places) {
        let fault = sbom::SbomFault::DuplicateRef { reference: "r".to_owned(), pointer: place.to_owned() };
        assert_eq!(sbom::read(text.as_bytes(), &sbom::Options::default()), Err(fault));
    }
}

#[test]
fn lists_beside_the_components_have_their_limits() {
    let ancestors = [r#"{"name":"o"},"#.repeat(300), "<component><name>o</name></component>".repeat(300)];
    let components = [
        format!(r#"{{"type":"library","name":"a","pedigree":{{"ancestors":[{}]}}}}"#, ancestors[0].trim_end_matches(',')),
        format!(r#"<component type="library"><name>a</name><pedigree><ancestors>{}</ancestors></pedigree></component>"#, ancestors[1]),
    ];
    let endpoints = [r#""e","#.repeat(1_100), "<endpoint>e</endpoint>".repeat(1_100)];
    let services = [
        format!(r#"{{"name":"s","endpoints":[{}]}}"#, endpoints[0].trim_end_matches(',')),
        format!("<service><name>s</name><endpoints>{}</endpoints></service>", endpoints[1]),
    ];
    let compositions = [
        r#"{"aggregate":"unknown"},"#.repeat(10_100).trim_end_matches(',').to_owned(),
        "<composition><aggregate>unknown</aggregate></composition>".repeat(10_100),
    ];
    let lists = both([&components[0], &components[1]], [&services[0], &services[1]], [&compositions[0], &compositions[1]]);
    for text in &lists {
        let sbom = read(text);
        assert_eq!((sbom.components[0].ancestors.len(), sbom.services[0].endpoints.len(), sbom.compositions.len()), (200, 1_000, 10_000));
        assert!(sbom.problems.iter().all(|problem| problem.code == "sbom.too_many_values"));
        assert_eq!(sbom.problems.len(), 1 + 100 + 1);
        let few = sbom::Options { components_max: 1, ..sbom::Options::default() };
        let more = text.replacen("\"services\":[", "\"services\":[{\"name\":\"t\"},", 1).replacen("<services>", "<services><service/>", 1);
        assert_eq!(sbom::read(more.as_bytes(), &few), Err(sbom::SbomFault::TooLarge { limit: 1 }));
    }
}

#[test]
fn published_sboms_are_read() {
    for archive in ["sbom-cyclonedx-bom-examples", "sbom-generated"] {
        let Some(files) = files(archive) else { continue };
        let (mut read, mut all, mut components, mut purls) = (0, 0, 0, 0);
        for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".json") || name.ends_with(".xml")) {
            all += 1;
            match sbom::read(bytes, &sbom::Options { allow_empty: true, ..sbom::Options::default() }) {
                Ok(sbom) => {
                    read += 1;
                    components += sbom.components.len();
                    purls += sbom.components.iter().filter(|component| component.purl.is_some()).count();
                    if name.ends_with(".json") {
                        let tree: Value = serde_json::from_slice(bytes).unwrap();
                        assert_eq!(sbom.components.len(), counted(&tree) + counted(&tree["metadata"]["component"]), "{name}");
                    }
                }
                Err(fault) => println!("{archive}: {name}: {fault}"),
            }
        }
        println!("{archive}: {read} of {all} read, {components} components, {purls} with purl");
        assert!(read > 0 && (all - read) * 5 <= all);
    }
}

#[test]
fn statements_beyond_the_limit_are_not_dropped_in_silence() {
    let many = r#"{"id":"CVE-1900-1","analysis":{"state":"in_triage"},"affects":[{"ref":"a"}]},"#.repeat(formats::vex::STATEMENTS_MAX + 2);
    let text = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[{{"type":"library","name":"a","bom-ref":"a"}}],"vulnerabilities":[{}]}}"#,
        many.trim_end_matches(',')
    );
    let read =
        formats::sbom::read(text.as_bytes(), &formats::sbom::Options { components_max: 1_000_000, ..formats::sbom::Options::default() })
            .unwrap();
    assert_eq!(read.statements.len(), formats::vex::STATEMENTS_MAX);
    assert_eq!(read.problems.iter().filter(|problem| problem.code == "vex.too_many").count(), 1);
}
