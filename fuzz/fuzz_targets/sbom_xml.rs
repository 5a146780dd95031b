//! CycloneDX in XML: each byte opens an element, closes one, or writes text, so that the fuzzer need not find the names.
#![no_main]

/// Elements that the reader looks at, with the attribute that it asks for.
const ELEMENTS: &[(&str, &str)] = &[
    ("metadata", ""),
    ("timestamp", ""),
    ("tools", ""),
    ("tool", ""),
    ("components", ""),
    ("component", " type=\"library\" bom-ref=\"r\""),
    ("component", " type=\"library\""),
    ("name", ""),
    ("version", ""),
    ("purl", ""),
    ("cpe", ""),
    ("hashes", ""),
    ("hash", " alg=\"MD5\""),
    ("licenses", ""),
    ("license", ""),
    ("expression-detailed", " expression=\"MIT\""),
    ("swid", " tagId=\"t\""),
    ("pedigree", ""),
    ("commits", ""),
    ("commit", ""),
    ("uid", ""),
    ("url", ""),
    ("patches", ""),
    ("patch", " type=\"backport\""),
    ("diff", ""),
    ("text", ""),
    ("resolves", ""),
    ("issue", ""),
    ("id", ""),
    ("externalReferences", ""),
    ("reference", " type=\"vcs\""),
    ("properties", ""),
    ("property", " name=\"n\""),
    ("evidence", ""),
    ("identity", ""),
    ("field", ""),
    ("concludedValue", ""),
    ("dependencies", ""),
    ("dependency", " ref=\"r\""),
    ("provides", " ref=\"r\""),
    ("services", ""),
    ("service", " bom-ref=\"s\""),
    ("vulnerabilities", ""),
    ("vulnerability", ""),
    ("analysis", ""),
    ("state", ""),
    ("affects", ""),
    ("target", ""),
    ("ref", ""),
];

const TEXTS: &[&str] = &["a", "purl", "cpe", "pkg:npm/a@1", "exploitable", "cpe:2.3:a:a:a:1:*:*:*:*:*:*:*", "&amp;", "<![CDATA[<]]>"];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut xml = String::from("<bom xmlns=\"http://cyclonedx.org/schema/bom/1.7\">");
    let mut open = Vec::new();
    for byte in bytes {
        match usize::from(*byte) {
            n if n < ELEMENTS.len() => {
                let (name, attributes) = ELEMENTS[n];
                xml.push_str(&format!("<{name}{attributes}>"));
                open.push(name);
            }
            n if n < 160 => {
                if let Some(name) = open.pop() {
                    xml.push_str(&format!("</{name}>"));
                }
            }
            n => xml.push_str(TEXTS[n % TEXTS.len()]),
        }
    }
    // Every other document ends early.
    if bytes.first().is_none_or(|byte| byte % 2 == 0) {
        while let Some(name) = open.pop() {
            xml.push_str(&format!("</{name}>"));
        }
        xml.push_str("</bom>");
    }
    let _ = formats::sbom::read(xml.as_bytes(), &formats::sbom::Options { allow_empty: true, ..Default::default() });
});
