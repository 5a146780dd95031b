//! Parts lists are written so that they are read again, and as the official schema wants them.

use corpus::files;
use formats::sbom::{Hash, Options, Patch, Relation, Sbom, SbomComponent, Target, read, write};
use proptest::prelude::*;

const NOW: &str = "2026-11-25T00:00:00Z";

fn word() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9]{0,8}"
}

prop_compose! {
    fn component()(
        name in word(), version in prop::option::of("[0-9]{1,2}\\.[0-9]{1,2}"), npm in prop::option::of(word()), cpe in any::<bool>(),
        supplier in prop::option::of(word()), kind in prop::sample::select(vec!["library", "firmware", "application"]), hashed in any::<bool>(),
        licence in prop::option::of(prop::sample::select(vec!["MIT", "MIT OR Apache-2.0", "Our own words"])), patched in any::<bool>(), noted in any::<bool>(),
    ) -> SbomComponent {
        SbomComponent {
            purl: npm.map(|name| format!("pkg:npm/{name}@1.0.0")),
            cpes: if cpe { vec![format!("cpe:2.3:a:kakuu:{name}:1.0:*:*:*:*:*:*:*"), "cpe:2.3:a:other:x:1:*:*:*:*:*:*:*".to_owned()] } else { Vec::new() },
            hashes: if hashed { vec![Hash { algorithm: "SHA-256".to_owned(), value: "ab".repeat(32) }] } else { Vec::new() },
            licences: licence.map(str::to_owned).into_iter().collect(),
            patches: if patched { vec![Patch { kind: Some("backport".into()), resolves: vec!["CVE-1900-1".into()], url: Some("https://x.example/p".into()), shown: true }] } else { Vec::new() },
            commits: if patched { vec!["0123abc".into()] } else { Vec::new() },
            properties: if noted { vec![("maker:layer".into(), "core".into())] } else { Vec::new() },
            sources: if noted { vec![("vcs".into(), "https://git.example/x".into())] } else { Vec::new() },
            copyright: noted.then(|| "Copyright Kakuu Denki".to_owned()),
            kind: Some(kind.to_owned()), name, version, supplier, ..SbomComponent::default()
        }
    }
}

prop_compose! {
    /// Components in the order in which they contain each other, so that nesting keeps the order.
    fn list()(mut components in prop::collection::vec(component(), 1..8), deep in any::<bool>(), related in any::<bool>()) -> Sbom {
        for (at, component) in components.iter_mut().enumerate() {
            component.reference = format!("c{at}");
            if deep && at > 0 {
                component.nested_in = Some(format!("c{}", at - 1));
            }
        }
        let dependencies = if components.len() > 1 { vec![("c0".to_owned(), vec!["c1".to_owned()])] } else { Vec::new() };
        let relations = if related && components.len() > 1 { vec![Relation { from: "c0".into(), kind: "provides".into(), to: "c1".into() }] } else { Vec::new() };
        Sbom { created: Some(NOW.to_owned()), authors: vec!["Kakuu Denki".to_owned()], components, dependencies, relations, ..Sbom::default() }
    }
}

/// Without what belongs to a document: its form and the places in it.
fn plain(mut sbom: Sbom) -> Sbom {
    sbom.format.clear();
    sbom.components.iter_mut().for_each(|component| component.pointer.clear());
    sbom
}

fn names(sbom: &Sbom) -> Vec<(String, Option<String>, Option<String>)> {
    sbom.components.iter().map(|c| (c.name.clone(), c.version.clone(), c.purl.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_list_comes_back_from_cyclonedx(sbom in list()) {
        let (bytes, lost) = write(&sbom, Target::CycloneDx, NOW);
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
                for (read, written) in again.components.iter().zip(&sbom.components) {
                    prop_assert_eq!((&read.cpes, &read.supplier, read.hashes.len()), (&written.cpes, &written.supplier, written.hashes.len()));
                    let fixed = |c: &SbomComponent| c.patches.iter().flat_map(|patch| patch.resolves.clone()).collect::<Vec<_>>();
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
    for archive in ["sbom-cyclonedx-bom-examples", "sbom-generated", "spdx-tools-java-testdata"] {
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
    println!("real lists written as CycloneDX 1.6: {met}, all valid, no component lost");
    assert!(met > 40);
}

#[test]
fn a_table_is_read_in_every_encoding_and_with_japanese_heads() {
    let table = "構成部品;バージョン;CPE;供給元;備考\r\nbusybox;1.36.1;cpe:2.3:a:busybox:busybox:1.36.1:*:*:*:*:*:*:*;架空電機;x\r\n;1;;;\r\n計測ライブラリ;2.0;-;;\r\n";
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(table.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let cp932 = encoding_rs::SHIFT_JIS.encode(table).0.into_owned();
    for bytes in [table.as_bytes().to_vec(), format!("\u{feff}{table}").into_bytes(), utf16, cp932] {
        let sbom = read(&bytes, &Options::default()).unwrap();
        assert_eq!(sbom.format, "CSV");
        let names: Vec<_> = sbom.components.iter().map(|c| (c.name.as_str(), c.version.as_deref(), c.cpes.len())).collect();
        assert_eq!(names, [("busybox", Some("1.36.1"), 1), ("計測ライブラリ", Some("2.0"), 0)]);
        assert_eq!(sbom.components[0].supplier.as_deref(), Some("架空電機"));
        let problems: Vec<_> = sbom.problems.iter().map(|p| (p.code, p.pointer.as_str())).collect();
        assert_eq!(problems, [("sbom.no_name", "line 3")]);
    }
    let quoted = read(b"purl,name\n\"pkg:npm/a@1\",\npkg:bad,b\n", &Options::default()).unwrap();
    assert_eq!((quoted.components[0].name.as_str(), quoted.problems[0].code), ("a", "sbom.bad_purl"));
    assert!(read(b"city,population\nx,1\n", &Options::default()).is_err());
}
