//! Parts lists are written so that they are read again, and as the official schema wants them.

use corpus::files;
use formats::sbom::{Ancestor, Composition, Hash, Options, Patch, Relation, Sbom, SbomComponent, Scope, Service, Target, read, write};
use proptest::prelude::*;
use std::borrow::Cow;

const NOW: &str = "2026-11-25T00:00:00Z";

fn word() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9]{0,8}"
}

prop_compose! {
    fn component()(
        name in word(), version in prop::option::of("[0-9]{1,2}\\.[0-9]{1,2}"), npm in prop::option::of(word()), cpe in any::<bool>(),
        supplier in prop::option::of(word()), kind in prop::sample::select(vec!["library", "firmware", "application"]), hashed in any::<bool>(),
        licence in prop::option::of(prop::sample::select(vec!["MIT", "MIT OR Apache-2.0", "Our own words"])), patched in any::<bool>(), noted in any::<bool>(),
        scope in prop::option::of(prop::sample::select(Scope::ALL.to_vec())),
    ) -> SbomComponent<'static> {
        SbomComponent {
            purl: npm.map(|name| format!("pkg:npm/{name}@1.0.0").into()),
            cpes: if cpe { vec![format!("cpe:2.3:a:kakuu:{name}:1.0:*:*:*:*:*:*:*").into(), "cpe:2.3:a:other:x:1:*:*:*:*:*:*:*".into()] } else { Vec::new() },
            hashes: if hashed { vec![Hash { algorithm: "SHA-256".into(), value: "ab".repeat(32).into() }] } else { Vec::new() },
            licences: licence.map(Into::into).into_iter().collect(),
            patches: if patched { vec![Patch { kind: Some("backport".into()), resolves: vec!["CVE-1900-1".into()], url: Some("https://x.example/p".into()), shown: true }] } else { Vec::new() },
            commits: if patched { vec!["0123abc".into()] } else { Vec::new() },
            ancestors: if patched { vec![Ancestor { name: "@demo/old".into(), version: Some("0.9".into()), purl: Some("pkg:npm/old@0.9".into()) }] } else { Vec::new() },
            scope,
            properties: if noted { vec![("maker:layer".into(), "core".into())] } else { Vec::new() },
            sources: if noted { vec![("vcs".into(), "https://git.example/x".into())] } else { Vec::new() },
            copyright: noted.then(|| "Copyright Kakuu Denki".into()),
            kind: Some(kind.into()), name: name.into(), version: version.map(Into::into), supplier: supplier.map(Into::into), ..SbomComponent::default()
        }
    }
}

prop_compose! {
    /// Components in the order in which they contain each other, so that nesting keeps the order.
    fn list()(mut components in prop::collection::vec(component(), 1..8), deep in any::<bool>(), related in any::<bool>()) -> Sbom<'static> {
        for (at, component) in components.iter_mut().enumerate() {
            component.reference = format!("c{at}").into();
            if deep && at > 0 {
                component.nested_in = Some(format!("c{}", at - 1).into());
            }
        }
        let dependencies = if components.len() > 1 { vec![("c0".into(), vec!["c1".into()])] } else { Vec::new() };
        let relations = if related && components.len() > 1 { vec![Relation { from: "c0".into(), kind: "provides".into(), to: "c1".into() }] } else { Vec::new() };
        let service = Service {
            reference: "cloud".into(), name: "cloud".into(), version: Some("2".into()), provider: Some("Kakuu Cloud".into()),
            endpoints: vec!["https://cloud.example/".into()], ..Service::default()
        };
        let composition = Composition { aggregate: "incomplete".into(), assemblies: vec!["c0".into()], dependencies: vec!["c0".into()] };
        let (services, compositions) = if related { (vec![service], vec![composition]) } else { Default::default() };
        Sbom {
            created: Some(NOW.to_owned()), authors: vec!["Kakuu Denki".to_owned()], components, services, compositions, dependencies,
            relations, ..Sbom::default()
        }
    }
}

/// Without what belongs to a document: its form and the places in it.
fn plain(mut sbom: Sbom<'_>) -> Sbom<'_> {
    sbom.format.clear();
    sbom.components.iter_mut().for_each(|component| component.pointer.clear());
    sbom.services.iter_mut().for_each(|service| service.pointer.clear());
    sbom
}

fn names(sbom: &Sbom<'_>) -> Vec<(String, Option<String>, Option<String>)> {
    sbom.components
        .iter()
        .map(|c| (c.name.to_string(), c.version.clone().map(Cow::into_owned), c.purl.clone().map(Cow::into_owned)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_list_comes_back_from_cyclonedx(sbom in list()) {
        let (bytes, lost) = write(&sbom, Target::CycloneDx, NOW);
        crate::keep("cyclonedx", &bytes);
        prop_assert_eq!(lost, []);
        let again = read(&bytes, &Options { strict: true, ..Options::default() }).unwrap();
        prop_assert_eq!(plain(again), plain(sbom.clone()));
        prop_assert_eq!(write(&sbom, Target::CycloneDx, NOW).0, bytes);
    }

    #[test]
    fn names_come_back_from_every_form(sbom in list()) {
        for target in Target::ALL {
            let (bytes, _) = write(&sbom, target, NOW);
            let again = read(&bytes, &Options::default()).unwrap();
            prop_assert_eq!(names(&again), names(&sbom), "{:?}", target);
            if target == Target::Spdx {
                crate::keep("spdx", &bytes);
                for (read, written) in again.components.iter().zip(&sbom.components) {
                    prop_assert_eq!((&read.cpes, &read.supplier, read.hashes.len()), (&written.cpes, &written.supplier, written.hashes.len()));
                    let fixed = |c: &SbomComponent<'_>| c.patches.iter().flat_map(|patch| patch.resolves.clone()).collect::<Vec<_>>();
                    prop_assert_eq!(fixed(read), fixed(written));
                }
            }
        }
    }
}

#[test]
fn what_is_written_follows_the_official_schema() {
    let Some(suite) = files("suite-cyclonedx") else { return };
    let schema = |end: &str| -> serde_json::Value {
        let (_, bytes) = suite.iter().find(|(name, _)| name.ends_with(end)).unwrap_or_else(|| panic!("no {end}"));
        serde_json::from_slice(bytes).unwrap()
    };
    let registry = jsonschema::Registry::new()
        .add("http://cyclonedx.org/schema/spdx.schema.json", schema("schema/spdx.schema.json"))
        .unwrap()
        .add("http://cyclonedx.org/schema/jsf-0.82.schema.json", schema("schema/jsf-0.82.schema.json"))
        .unwrap()
        .prepare()
        .unwrap();
    let validator = jsonschema::options().with_registry(&registry).build(&schema("schema/bom-1.6.schema.json")).unwrap();
    let mut met = 0;
    for archive in ["sbom-cyclonedx-bom-examples", "sbom-generated", "spdx-tools-java-testdata", "suite-cyclonedx"] {
        for (name, bytes) in files(archive).into_iter().flatten() {
            let Ok(sbom) = read(&bytes, &Options::default()) else { continue };
            let (written, _) = write(&sbom, Target::CycloneDx, NOW);
            let document: serde_json::Value = serde_json::from_slice(&written).unwrap();
            let faults: Vec<String> =
                validator.iter_errors(&document).take(3).map(|error| format!("{} {error}", error.instance_path())).collect();
            assert!(faults.is_empty(), "{name}: {faults:?}");
            let again = read(&written, &Options::default()).unwrap();
            assert_eq!(again.components.len(), sbom.components.len(), "{name}");
            met += 1;
        }
    }
    println!("real lists and those of the suite written as CycloneDX 1.6: {met}, all valid, no component lost");
    assert!(met > 500);
}

#[test]
fn a_table_is_read_in_every_encoding_and_with_japanese_heads() {
    let table = "構成部品;バージョン;CPE;供給元;備考\r\nbusybox;1.36.1;cpe:2.3:a:busybox:busybox:1.36.1:*:*:*:*:*:*:*;架空電機;x\r\n;1;;;\r\n計測ライブラリ;2.0;-;;\r\n";
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(table.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let cp932 = encoding_rs::SHIFT_JIS.encode(table).0.into_owned();
    for bytes in [table.as_bytes().to_vec(), format!("\u{feff}{table}").into_bytes(), utf16, cp932] {
        let sbom = read(&bytes, &Options::default()).unwrap();
        assert_eq!(sbom.format, "CSV");
        let names: Vec<_> = sbom.components.iter().map(|c| (&*c.name, c.version.as_deref(), c.cpes.len())).collect();
        assert_eq!(names, [("busybox", Some("1.36.1"), 1), ("計測ライブラリ", Some("2.0"), 0)]);
        assert_eq!(sbom.components[0].supplier.as_deref(), Some("架空電機"));
        let problems: Vec<_> = sbom.problems.iter().map(|p| (p.code, p.pointer.as_str())).collect();
        assert_eq!(problems, [("sbom.no_name", "line 3")]);
    }
    let quoted = read(b"purl,name\n\"pkg:npm/a@1\",\npkg:bad,b\n", &Options::default()).unwrap();
    assert_eq!((&*quoted.components[0].name, quoted.problems[0].code), ("a", "sbom.bad_purl"));
    assert!(read(b"city,population\nx,1\n", &Options::default()).is_err());
}

/// SPDX 2.3 whose packages contain each other as told.
fn contained(packages: usize, edges: impl Iterator<Item = (usize, usize)>) -> Sbom<'static> {
    let packages: Vec<_> = (0..packages).map(|n| format!(r#"{{"SPDXID":"SPDXRef-{n}","name":"p{n}"}}"#)).collect();
    let word =
        |(from, to)| format!(r#"{{"spdxElementId":"SPDXRef-{from}","relationshipType":"CONTAINS","relatedSpdxElement":"SPDXRef-{to}"}}"#);
    let edges: Vec<_> = edges.map(word).collect();
    let text = format!(
        r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","packages":[{}],"relationships":[{}]}}"#,
        packages.join(","),
        edges.join(",")
    );
    read(text.as_bytes(), &Options::default()).unwrap().into_owned()
}

#[test]
fn circles_and_depths_of_containment_lose_no_component() {
    let counted = |sbom: &Sbom<'_>| {
        let (bytes, lost) = write(sbom, Target::CycloneDx, NOW);
        let again = read(&bytes, &Options::default()).unwrap();
        let mut names: Vec<_> = again.components.iter().map(|component| component.name.clone()).collect();
        names.sort();
        let mut wanted: Vec<_> = sbom.components.iter().map(|component| component.name.clone()).collect();
        wanted.sort();
        assert_eq!(names, wanted);
        lost.into_iter().map(|problem| (problem.code, problem.detail)).collect::<Vec<_>>()
    };
    assert_eq!(counted(&contained(3, [(0, 1), (1, 2)].into_iter())), []);
    let cut = |n: usize| vec![("sbom.lost_nesting", format!("components that contain themselves or lie too deep: {n}"))];
    assert_eq!(counted(&contained(4, [(0, 1), (1, 0), (1, 2), (3, 3)].into_iter())), cut(2), "0 opens a circle, 3 contains itself");
    let long = 10_000;
    let deep = contained(long, (1..long).map(|n| (n - 1, n)));
    assert_eq!(counted(&deep), cut((long - 1) / 25), "every 25th stands in the list again");
}

#[test]
fn a_purpose_of_two_words_is_spelt_as_the_schema_of_spdx_does() {
    let kind = |kind: &'static str| SbomComponent {
        reference: kind.into(),
        name: kind.into(),
        kind: Some(kind.into()),
        ..SbomComponent::default()
    };
    let sbom = Sbom { components: vec![kind("operating-system"), kind("firmware")], ..Sbom::default() };
    let (bytes, lost) = write(&sbom, Target::Spdx, NOW);
    assert_eq!(lost, []);
    assert!(String::from_utf8(bytes.clone()).unwrap().contains("\"primaryPackagePurpose\": \"OPERATING_SYSTEM\""));
    let kinds: Vec<_> = read(&bytes, &Options::default()).unwrap().components.into_iter().filter_map(|component| component.kind).collect();
    assert_eq!(kinds, ["operating-system", "firmware"]);
}

#[test]
fn what_a_form_cannot_hold_is_said() {
    let component = SbomComponent {
        reference: "a".into(),
        name: "a".into(),
        kind: Some("machine-learning-model".into()),
        hashes: vec![
            Hash { algorithm: "SHA3-256".into(), value: "ab".repeat(32).into() },
            Hash { algorithm: "SHA-256".into(), value: "00ff".into() },
        ],
        licences: vec!["MIT OR Apache-2.0".into(), "BSD-3-Clause".into()],
        commits: vec!["0123abc".into()],
        sources: vec![("website".into(), "https://x.example".into()), ("own-kind".into(), "https://y.example".into())],
        patches: vec![Patch { kind: Some("own".into()), ..Patch::default() }],
        ancestors: vec![Ancestor { name: "old".into(), ..Ancestor::default() }],
        scope: Some(Scope::Excluded),
        ..SbomComponent::default()
    };
    let outer = Service { reference: "s".into(), name: "s".into(), ..Service::default() };
    let inner = Service { reference: "t".into(), name: "t".into(), nested_in: Some("s".into()), ..Service::default() };
    let own = Composition { aggregate: "own words".into(), ..Composition::default() };
    let sbom = Sbom {
        serial: Some("7".into()),
        created: Some("2026-11-25T09:30:00.125+09:00".into()),
        components: vec![component],
        services: vec![outer, inner],
        compositions: vec![own],
        dependencies: vec![("a".into(), vec!["service".into()])],
        ..Sbom::default()
    };
    let said = |target| {
        let (bytes, lost) = write(&sbom, target, NOW);
        (String::from_utf8(bytes).unwrap(), lost.into_iter().map(|problem| problem.code).collect::<Vec<_>>())
    };
    let (text, lost) = said(Target::CycloneDx);
    let wanted =
        ["sbom.lost_hashes", "sbom.lost_kinds", "sbom.lost_relations", "sbom.lost_serial", "sbom.lost_nesting", "sbom.lost_document"];
    assert_eq!(lost, wanted, "{text}");
    assert!(text.contains("\"scope\": \"excluded\"") && text.contains("\"ancestors\": ["), "{text}");
    let (text, lost) = said(Target::Spdx);
    let wanted = [
        "sbom.lost_services",
        "sbom.lost_document",
        "sbom.lost_relations",
        "sbom.lost_serial",
        "sbom.lost_created",
        "sbom.lost_scopes",
        "sbom.lost_ancestors",
        "sbom.lost_sources",
        "sbom.lost_patches",
        "sbom.lost_kinds",
    ];
    assert_eq!(lost, wanted, "{text}");
    assert!(text.contains(&format!("\"created\": \"{NOW}\"")), "SPDX wants UTC without parts of seconds: {text}");
    let (text, lost) = said(Target::Csv);
    assert!(text.ends_with("a,,,,,(MIT OR Apache-2.0) AND BSD-3-Clause,00ff\n"), "{text}");
    let wanted = [
        "sbom.lost_hashes",
        "sbom.lost_patches",
        "sbom.lost_sources",
        "sbom.lost_kinds",
        "sbom.lost_scopes",
        "sbom.lost_ancestors",
        "sbom.lost_services",
        "sbom.lost_relations",
        "sbom.lost_document",
    ];
    assert_eq!(lost, wanted);
}
