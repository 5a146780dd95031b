//! SBOMs within something else: SPDX as RDF/XML, and the archive of SPDX 2.2 documents; the first byte chooses, so that the fuzzer need not
//! find root element and headers.
#![no_main]

/// Cuts bytes into the documents of an archive.
const CUT: u8 = 0xFF;

fn archive(rest: &[u8]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (at, document) in rest.split(|byte| *byte == CUT).enumerate() {
        let mut header = tar::Header::new_gnu();
        header.set_size(document.len() as u64);
        header.set_mode(0o644);
        let _ = builder.append_data(&mut header, format!("{at}.spdx.json"), document);
    }
    builder.into_inner().unwrap_or_default()
}

fn rdf(rest: &[u8]) -> Vec<u8> {
    let head = "<rdf:RDF xmlns:spdx=\"http://spdx.org/rdf/terms#\" xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
        <spdx:SpdxDocument rdf:about=\"u:d#SPDXRef-DOCUMENT\"><spdx:specVersion>SPDX-2.3</spdx:specVersion></spdx:SpdxDocument>\
        <spdx:Package rdf:about=\"u:d#SPDXRef-a\"><spdx:name>a</spdx:name>";
    format!("{head}{}</spdx:Package></rdf:RDF>", String::from_utf8_lossy(rest)).into_bytes()
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let [choice, rest @ ..] = bytes else { return };
    let whole = if choice % 2 == 0 { archive(rest) } else { rdf(rest) };
    let _ = formats::sbom::read(&whole, &formats::sbom::Options::default());
});
