//! One SPDX document in each of its serialisations is one parts list.

use corpus::files;
use formats::sbom::{Options, Sbom, SbomFault, read};
use formats::vex::Status;

/// What must not depend on the serialisation: everything but places.
fn facts(sbom: &Sbom<'_>) -> Vec<String> {
    let mut all: Vec<String> = sbom
        .components
        .iter()
        .chain(&sbom.subject)
        .map(|c| {
            let mut hashes: Vec<String> = c.hashes.iter().map(|hash| format!("{} {}", hash.algorithm, hash.value)).collect();
            hashes.sort();
            let mut names: Vec<&str> = c.purl.iter().chain(&c.other_purls).chain(&c.cpes).map(AsRef::as_ref).collect();
            names.sort();
            // The documents write the operands of a licence expression in different orders.
            let mut licences: Vec<String> = c.licences.join(" ").split(['(', ')', ' ']).map(str::to_owned).collect();
            licences.sort();
            format!("{} {} {:?} {:?} {:?} {hashes:?} {licences:?} {names:?}", c.reference, c.name, c.version, c.supplier, c.kind)
        })
        .collect();
    all.sort();
    all
}

#[test]
fn every_serialisation_of_a_document_is_the_same_list() {
    let Some(files) = files("spdx-tools-java-testdata") else { return };
    let of = |end: &str| {
        let (name, bytes) = files.iter().find(|(name, _)| name.ends_with(end)).unwrap_or_else(|| panic!("no {end}"));
        read(bytes, &Options::default()).unwrap_or_else(|fault| panic!("{name}: {fault}"))
    };
    let mut met = 0;
    for (version, others) in [
        (
            "2.3",
            ["SPDXTagExample-v2.3.spdx", "SPDXYAMLExample-2.3.spdx.yaml", "SPDXXMLExample-v2.3.spdx.xml", "SPDXRdfExample-v2.3.spdx.rdf"],
        ),
        (
            "2.2",
            ["SPDXTagExample-v2.2.spdx", "SPDXYAMLExample-2.2.spdx.yaml", "SPDXXMLExample-v2.2.spdx.xml", "SPDXRdfExample-v2.2.spdx.rdf"],
        ),
    ] {
        let json = of(&format!("SPDXJSONExample-v{version}.spdx.json"));
        assert!(json.components.len() + usize::from(json.subject.is_some()) >= 4);
        for other in others {
            let read = of(other);
            assert_eq!(read.format, format!("SPDX {version}"), "{other}");
            assert_eq!(facts(&read), facts(&json), "{other}");
            met += 1;
        }
    }
    println!("SPDX serialisations that give the same list: {met} of 8");
}

#[test]
fn tags_are_read_over_several_lines_and_a_stray_line_costs_only_itself() {
    let text = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nDocumentNamespace: urn:x\nCreator: Tool: maker-1\nCreated: 2026-11-01T00:00:00Z\nthis is no tag\n\
        PackageName: firmware\nSPDXID: SPDXRef-F\n\
        PackageName: freertos\nSPDXID: SPDXRef-P\nPackageVersion: 10.5.1\nPackageSupplier: Organization: Kakuu Denki\n\
        PackageDownloadLocation: git+https://git.example/freertos@0123456789abcdef\nPackageChecksum: SHA256: 00FF\nPackageLicenseDeclared: MIT\n\
        ExternalRef: SECURITY cpe23Type cpe:2.3:o:amazon:freertos:10.5.1:*:*:*:*:*:*:*\n\
        PackageComment: <text>cve-exclude-list:\n- cve: CVE-1900-28115\n  reason: the port is not enabled\n</text>\n\
        FileName: ./a.c\nSPDXID: SPDXRef-A\nPackageVersion: 9\n\
        Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-F\nRelationship: SPDXRef-F DEPENDS_ON SPDXRef-P\nRelationship: SPDXRef-P PATCH_FOR SPDXRef-F\n";
    let sbom = read(text.as_bytes(), &Options::default()).unwrap();
    let [part] = sbom.components.as_slice() else { panic!("{sbom:?}") };
    assert_eq!((&*part.name, part.version.as_deref(), part.supplier.as_deref()), ("freertos", Some("10.5.1"), Some("Kakuu Denki")));
    assert_eq!((part.commits.as_slice(), &*part.hashes[0].value), (["0123456789abcdef".into()].as_slice(), "00ff"));
    assert_eq!(part.cpes, ["cpe:2.3:o:amazon:freertos:10.5.1:*:*:*:*:*:*:*"]);
    assert_eq!((sbom.authors.as_slice(), sbom.subject.as_ref().map(|s| &*s.name)), (["maker-1".to_owned()].as_slice(), Some("firmware")));
    assert_eq!((sbom.dependencies.len(), &*sbom.relations[0].kind), (1, "patch_for"));
    let excluded = &sbom.statements[0];
    assert_eq!((excluded.vulnerability.as_str(), excluded.status), ("CVE-1900-28115", Status::NotAffected));
    assert_eq!(excluded.impact.as_deref(), Some("the port is not enabled"));
    let places: Vec<_> = sbom.problems.iter().map(|problem| (problem.code, problem.pointer.as_str())).collect();
    assert_eq!(places, [("sbom.bad_line", "line 6")]);
}

#[test]
fn fixed_cves_of_a_recipe_are_patches() {
    let text = r#"{"spdxVersion": "SPDX-2.2", "SPDXID": "SPDXRef-DOCUMENT", "packages": [
      {"SPDXID": "SPDXRef-Recipe", "name": "busybox", "versionInfo": "1.36.1", "sourceInfo": "CVEs fixed: CVE-1900-1000 CVE-1900-1001"}]}"#;
    let sbom = read(text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(sbom.components[0].patches[0].resolves, ["CVE-1900-1000", "CVE-1900-1001"]);
}

#[test]
fn broken_texts_give_one_clear_fault() {
    let of = |text: &str| read(text.as_bytes(), &Options::default()).unwrap_err();
    assert_eq!(of("SPDXVersion: SPDX-2.3\n"), SbomFault::NoComponents);
    assert!(matches!(of("SPDXVersion: SPDX-1.2\n"), SbomFault::Unsupported { format } if format == "SPDX 1.2 tag-value"));
    assert!(matches!(of("spdxVersion: SPDX-2.3\npackages: [\n"), SbomFault::Schema { format, .. } if format == "YAML"));
    assert!(matches!(of("<Document><spdxVersion>SPDX-2.3</spdxVersion>"), SbomFault::Truncated { .. }));
    assert!(matches!(of(&"<Document>".repeat(100_000)), SbomFault::Schema { .. }));
    let endless = format!("SPDXVersion: SPDX-2.3\nPackageComment: <text>{}", "x\n".repeat(1_000));
    assert_eq!(of(&endless), SbomFault::NoComponents);
}

/// Made by us from the published model and the way in which Yocto writes it; no image of anybody's.
const YOCTO_3: &str = r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
  {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "1900-01-01T00:00:00Z"},
  {"type": "software_Package", "spdxId": "urn:p:curl", "name": "curl", "software_packageVersion": "8.7.1", "software_homePage": "https://curl.example/",
   "software_downloadLocation": "NOASSERTION", "software_copyrightText": "Copyright Kakuu Denki",
   "externalIdentifier": [{"type": "ExternalIdentifier", "externalIdentifierType": "cpe23", "identifier": "cpe:2.3:*:haxx:curl:8.7.1:*:*:*:*:*:*:*"}]},
  {"type": "software_Package", "spdxId": "urn:p:libcurl", "name": "libcurl4", "software_packageVersion": "8.7.1"},
  {"type": "software_File", "spdxId": "urn:f:patch", "name": "files/CVE-1900-0001_CVE-1900-0002.patch"},
  {"type": "Relationship", "spdxId": "urn:r:1", "from": "urn:p:curl", "relationshipType": "patchedBy", "to": ["urn:f:patch"]},
  {"type": "security_Vulnerability", "spdxId": "urn:v:1", "externalIdentifier": [
    {"type": "ExternalIdentifier", "externalIdentifierType": "securityOther", "identifier": "GHSA-aaaa-bbbb-cccc"},
    {"type": "ExternalIdentifier", "externalIdentifierType": "cve", "identifier": "CVE-1900-0001"}]},
  {"type": "security_Vulnerability", "spdxId": "urn:v:2", "externalIdentifier": [{"type": "ExternalIdentifier", "externalIdentifierType": "cve", "identifier": "CVE-1900-0003"}]},
  {"type": "security_VexFixedVulnAssessmentRelationship", "spdxId": "urn:x:1", "from": "urn:v:1", "relationshipType": "fixedIn", "to": ["urn:p:curl", "urn:p:libcurl"], "security_vexVersion": "1.0.0"},
  {"type": "security_VexNotAffectedVulnAssessmentRelationship", "spdxId": "urn:x:2", "from": "urn:v:2", "relationshipType": "doesNotAffect", "to": ["urn:p:curl"],
   "security_impactStatement": "not-applicable-config: the option is off", "security_justificationType": "vulnerableCodeNotPresent"},
  {"type": "security_VexAffectedVulnAssessmentRelationship", "spdxId": "urn:x:3", "from": "urn:v:9", "relationshipType": "affects", "to": ["urn:p:curl"]},
  {"type": "security_VexAffectedVulnAssessmentRelationship", "spdxId": "urn:x:4", "from": "urn:v:2", "relationshipType": "affects", "to": ["urn:p:elsewhere"]}
]}"#;

/// Made by us from the published model and the way in which Yocto writes it: a recipe's build with a download, a patch and the sources that
/// were compiled, and below it the settings of a kernel.
const YOCTO_3_BUILD: &str = r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
  {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "1900-01-01T00:00:00Z"},
  {"type": "software_Package", "spdxId": "urn:package/kernel-image", "name": "kernel-image", "software_packageVersion": "6.12.30", "software_primaryPurpose": "install"},
  {"type": "software_Package", "spdxId": "urn:package/kernel-modules", "name": "kernel-modules", "software_packageVersion": "6.12.30", "software_primaryPurpose": "install"},
  {"type": "software_Package", "spdxId": "urn:linux/source/1", "name": "linux-6.12.30.tar.xz", "software_primaryPurpose": "source", "software_downloadLocation": "https://kernel.example/linux-6.12.30.tar.xz"},
  {"type": "software_File", "spdxId": "urn:linux/source/2", "name": "CVE-1900-0007.patch", "software_primaryPurpose": "patch"},
  {"type": "software_File", "spdxId": "urn:linux/source/3", "name": "defconfig", "software_primaryPurpose": "source"},
  {"type": "software_File", "spdxId": "urn:linux/sourcefile/1", "name": "drivers/usb/core/hub.c", "software_primaryPurpose": "source"},
  {"type": "software_File", "spdxId": "urn:sysroot/1", "name": "usr/include/x.h"},
  {"type": "build_Build", "spdxId": "urn:build/recipe", "name": "linux:do_create_spdx:recipe", "build_buildType": "http://openembedded.org/bitbake/do_create_spdx/recipe",
   "build_parameter": [{"type": "DictionaryEntry", "key": "PACKAGECONFIG:gnutls", "value": "disabled"}]},
  {"type": "build_Build", "spdxId": "urn:kernel-config", "build_buildType": "https://openembedded.org/kernel-configuration",
   "build_parameter": [{"type": "DictionaryEntry", "key": "CONFIG_USB", "value": "y"}, {"type": "DictionaryEntry", "key": "CONFIG_NFS_FS"}]},
  {"type": "build_Build", "spdxId": "urn:build/parent", "build_buildType": "http://openembedded.org/bitbake"},
  {"type": "Relationship", "spdxId": "urn:r:1", "from": "urn:build/recipe", "relationshipType": "ancestorOf", "to": ["urn:kernel-config"]},
  {"type": "Relationship", "spdxId": "urn:r:2", "from": "urn:build/parent", "relationshipType": "ancestorOf", "to": ["urn:build/recipe"]},
  {"type": "LifecycleScopedRelationship", "spdxId": "urn:r:3", "from": "urn:build/recipe", "relationshipType": "hasInput", "scope": "build",
   "to": ["urn:linux/source/1", "urn:linux/source/2", "urn:linux/source/3", "urn:linux/sourcefile/1"]},
  {"type": "LifecycleScopedRelationship", "spdxId": "urn:r:4", "from": "urn:build/recipe", "relationshipType": "hasOutput", "scope": "build", "to": ["urn:package/kernel-image", "urn:sysroot/1"]},
  {"type": "LifecycleScopedRelationship", "spdxId": "urn:r:5", "from": "urn:build/recipe", "relationshipType": "hasOutput", "scope": "build", "to": ["urn:package/kernel-modules"]},
  {"type": "Relationship", "spdxId": "urn:r:6", "from": "urn:package/kernel-image", "relationshipType": "descendantOf", "to": ["urn:linux/source/1"]}
]}"#;

#[test]
fn builds_of_spdx_3_say_what_they_compiled_and_with_which_settings() {
    let read = formats::sbom::read(YOCTO_3_BUILD.as_bytes(), &formats::sbom::Options::default()).unwrap();
    assert_eq!((read.components.len(), read.problems.as_slice()), (3, [].as_slice()));
    let [build] = &read.builds[..] else { panic!("{:?}", read.builds) };
    assert_eq!((&*build.reference, build.name.as_deref()), ("urn:build/recipe", Some("linux:do_create_spdx:recipe")));
    assert_eq!(build.outputs, ["urn:package/kernel-image", "urn:package/kernel-modules"], "files are no components");
    assert_eq!(build.compiled, ["drivers/usb/core/hub.c"], "what a recipe brings along is not what it compiles");
    let settings: Vec<_> = build.parameters.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(settings, [("PACKAGECONFIG:gnutls", "disabled"), ("CONFIG_USB", "y"), ("CONFIG_NFS_FS", "")]);
    for made in read.components.iter().filter(|component| component.kind.as_deref() == Some("install")) {
        assert_eq!(made.patches.len(), 1, "{}", made.name);
        assert_eq!(
            (made.patches[0].resolves.as_slice(), made.patches[0].url.as_deref()),
            (["CVE-1900-0007".to_owned()].as_slice(), Some("CVE-1900-0007.patch"))
        );
    }
    let relations: Vec<_> = read.relations.iter().map(|relation| (&*relation.from, &*relation.kind)).collect();
    let made = [("urn:package/kernel-image", "generated_from"), ("urn:package/kernel-modules", "generated_from")];
    assert_eq!(relations, [[("urn:package/kernel-image", "descendant_of")].as_slice(), &made].concat());
}

/// RDF/XML of a document with this inside.
fn rdf(inside: &str) -> String {
    format!(
        r##"<rdf:RDF xmlns:spdx="http://spdx.org/rdf/terms#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <spdx:SpdxDocument rdf:about="https://kakuu.example/doc#SPDXRef-DOCUMENT"><spdx:specVersion>SPDX-2.3</spdx:specVersion></spdx:SpdxDocument>
        <spdx:Package rdf:about="https://kakuu.example/doc#SPDXRef-a"><spdx:name>a</spdx:name>{inside}</spdx:Package></rdf:RDF>"##
    )
}

#[test]
fn hostile_rdf_ends_soon() {
    let of = |text: &str| read(text.as_bytes(), &Options::default()).map(Sbom::into_owned);
    // Two sets that hold each other, each of them twice.
    let sets: String = (0..2)
        .map(|at| {
            let member = format!(r#"<spdx:member rdf:nodeID="s{}"/>"#, 1 - at).repeat(10);
            let own = format!(r#"<spdx:member rdf:nodeID="s{at}"/>"#).repeat(10);
            format!(r#"<spdx:licenseDeclared><spdx:ConjunctiveLicenseSet rdf:nodeID="s{at}">{member}{own}</spdx:ConjunctiveLicenseSet></spdx:licenseDeclared>"#)
        })
        .collect();
    let read = of(&rdf(&sets)).unwrap();
    assert_eq!((read.components.len(), &*read.components[0].name), (1, "a"));
    let laughs = rdf("").replacen("<rdf:RDF", r#"<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rdf:RDF"#, 1);
    assert!(matches!(of(&laughs), Err(SbomFault::Unsupported { .. })));
    let whole = rdf("");
    assert_eq!(of(&whole[..whole.len() - 10]), Err(SbomFault::Truncated { byte: whole.len() - 10 }));
    assert!(matches!(of(&whole.replace("</rdf:RDF>", "</x>")), Err(SbomFault::Schema { .. } | SbomFault::Truncated { .. })));
    assert_eq!(of(&whole.replace("SpdxDocument", "Other")), Err(SbomFault::Unsupported { format: "RDF".to_owned() }));
}

#[test]
fn statements_and_patches_of_spdx_3_are_kept() {
    use formats::vex::{Justification, Status};
    let read = formats::sbom::read(YOCTO_3.as_bytes(), &formats::sbom::Options::default()).unwrap();
    assert_eq!(read.components.len(), 2);
    let curl = read.components.iter().find(|component| component.name == "curl").unwrap();
    assert_eq!(curl.patches[0].resolves, ["CVE-1900-0001", "CVE-1900-0002"]);
    assert_eq!(curl.sources, [("website".into(), "https://curl.example/".into())]);
    assert!(curl.copyright.is_some() && curl.cpes.len() == 1);
    let said: Vec<_> = read.statements.iter().map(|said| (said.vulnerability.as_str(), said.status, said.products.len())).collect();
    assert_eq!(said, [("CVE-1900-0001", Status::Fixed, 2), ("CVE-1900-0003", Status::NotAffected, 1)]);
    assert_eq!(read.statements[0].aliases, ["GHSA-aaaa-bbbb-cccc"]);
    assert_eq!(read.statements[1].justification, Some(Justification::VulnerableCodeNotPresent));
    assert_eq!(read.statements[1].products[0].reference.as_deref(), Some("urn:p:curl"));
    assert_eq!(read.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["sbom.unknown_ref"]);
}

/// What a small document asks to be repeated very often is bounded.
#[test]
fn a_small_document_does_not_unpack_without_end() {
    let packages: Vec<_> = (0..2_000).map(|n| format!(r#"{{"type": "software_Package", "spdxId": "urn:p:{n}", "name": "p"}}"#)).collect();
    let files: Vec<_> = (0..1_000)
        .map(|n| format!(r#"{{"type": "software_File", "spdxId": "urn:f:{n}", "name": "{n}.patch", "software_primaryPurpose": "patch"}}"#))
        .collect();
    let ids = |kind: &str, count: usize| (0..count).map(|n| format!(r#""urn:{kind}:{n}""#)).collect::<Vec<_>>().join(",");
    let text = format!(
        r#"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [{}, {}, {{"type": "build_Build", "spdxId": "urn:b"}},
        {{"type": "Relationship", "spdxId": "urn:r:1", "from": "urn:b", "relationshipType": "hasInput", "to": [{}]}},
        {{"type": "Relationship", "spdxId": "urn:r:2", "from": "urn:b", "relationshipType": "hasOutput", "to": [{}]}}]}}"#,
        packages.join(","),
        files.join(","),
        ids("f", 1_000),
        ids("p", 2_000)
    );
    let read = read(text.as_bytes(), &Options::default()).unwrap();
    let spread: usize = read.components.iter().map(|component| component.patches.len()).sum();
    assert_eq!((read.components.len(), spread), (2_000, 200_000));
    assert_eq!(read.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["sbom.too_many_values"]);
}
