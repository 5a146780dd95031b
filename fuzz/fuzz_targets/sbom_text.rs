//! SBOMs as text: SPDX tag-value, YAML, CSV; the first byte chooses, so that the fuzzer need not find the headers.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let [choice, rest @ ..] = bytes else { return };
    let head: &[u8] = match choice % 3 {
        0 => b"SPDXVersion: SPDX-2.3\n",
        1 => b"spdxVersion: SPDX-2.3\n",
        _ => b"name,version,purl,cpe\n",
    };
    let whole = [head, rest].concat();
    let _ = formats::sbom::read(&whole, &formats::sbom::Options::default());
});
