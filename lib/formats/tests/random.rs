//! No reader panics, whatever the bytes are.

use formats::{cve5, detect, epss, kev, osv, sbom};
use proptest::prelude::*;

const FIXTURES: &[&[u8]] = &[
    include_bytes!("../testdata/osv-npm.json"),
    include_bytes!("../testdata/cve5.json"),
    include_bytes!("../testdata/sbom.cdx.json"),
    include_bytes!("../testdata/sbom.cdx.xml"),
    include_bytes!("../testdata/everything.cdx.json"),
    include_bytes!("../testdata/everything.cdx.xml"),
    include_bytes!("../testdata/buildroot.cdx.json"),
    include_bytes!("../testdata/sbom.spdx.json"),
    include_bytes!("../testdata/sbom.spdx3.json"),
    b"cveID,vendorProject,vulnerabilityName,dateAdded\r\nCVE-1900-1,\"a \"\"b\"\"\",c,2026-01-01\r\n",
    b"#model_version:v1,score_date:2026-01-01\ncve,epss,percentile\nCVE-1900-1,0.1,0.2\n",
    b"id: X-1\nmodified: 2026-01-01T00:00:00Z\naffected:\n- package: {ecosystem: PyPI, name: a}\n  ranges:\n  - type: ECOSYSTEM\n    events:\n    - introduced: \"0\"\n",
];

fn every_reader(bytes: &[u8]) {
    let _ = osv::read(bytes);
    let _ = cve5::read(bytes);
    let _ = kev::read(bytes);
    let _ = epss::read(bytes);
    let _ = detect::records(bytes, "x");
    for strict in [false, true] {
        if let Ok(read) = sbom::read(bytes, &sbom::Options { strict, ..sbom::Options::default() }) {
            assert!(!read.components.is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        every_reader(&bytes);
    }

    #[test]
    fn random_marks_of_the_formats_never_panic(words in prop::collection::vec(prop::sample::select(vec![
        "{", "}", "[", "]", "\"", ":", ",", "\\", "<", ">", "/", "&", ";", "bom", "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">",
        "<![CDATA[", "]]>", "<!--", "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[", "\"id\":\"x\"", "null", "- ", "a: ", "\n", "&a", "*a", "|", "é",
    ]), 0..60)) {
        every_reader(words.concat().as_bytes());
    }

    #[test]
    fn mutated_fixtures_never_panic(
        which in 0..FIXTURES.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..12),
    ) {
        let mut bytes = FIXTURES[which].to_vec();
        for (at, byte, what) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                _ => bytes.truncate(at),
            }
        }
        every_reader(&bytes);
    }
}
