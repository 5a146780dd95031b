//! What the demo's products are made of: SBOMs in CycloneDX and SPDX, from a list of invented parts.

use serde_json::{Value, json};

/// A small generator of even numbers, the same for the same seed.
pub(super) struct Rng(u64);

impl Rng {
    /// Begins with the seed of the demo and the name of the thing.
    pub(super) fn new(seed: u64, slug: &str, version: &str) -> Self {
        let start = slug
            .bytes()
            .chain(version.bytes())
            .fold(seed ^ 0x9e37_79b9_7f4a_7c15, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        Self(start | 1)
    }

    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % n.max(1)
    }
}

/// Name, how it is identified, versions from the newest.
type Part = (&'static str, Named, &'static [&'static str]);

enum Named {
    /// By CPE vendor and product.
    Cpe(&'static str),
    /// By purl of this type.
    Purl(&'static str),
    /// By nothing that can be matched.
    Bare,
}

/// Versions of libhttpd from the newest release of a product to the oldest.
const HTTPD: [&str; 5] = ["2.1.2", "2.1.0", "2.1.0", "2.0.7", "2.0.1"];

const PARTS: &[Part] = &[
    ("libtls", Named::Cpe("libtls_project"), &["3.2.0", "3.1.4", "3.0.9", "2.9.8"]),
    ("libjson", Named::Cpe("libjson_project"), &["1.9.3", "1.8.0", "1.7.12"]),
    ("libxmlite", Named::Cpe("libxmlite_project"), &["2.12.1", "2.11.0", "2.9.4"]),
    ("tinydns", Named::Cpe("tinydns_project"), &["0.8.2", "0.8.0", "0.7.6"]),
    ("busyshell", Named::Cpe("busyshell"), &["1.36.1", "1.35.0", "1.33.2"]),
    ("u-start", Named::Cpe("ustart"), &["2025.04", "2024.10", "2023.07"]),
    ("mqlight", Named::Cpe("mqlight"), &["4.3.3", "4.3.1", "4.2.0"]),
    ("libjpegfast", Named::Cpe("libjpegfast_project"), &["3.0.1", "2.1.5", "2.1.2"]),
    ("onvif-kit", Named::Cpe("onvifkit"), &["1.14.0", "1.12.2", "1.11.0"]),
    ("rtos-core", Named::Cpe("rtoscore"), &["11.1.0", "10.6.2", "10.5.1"]),
    ("kd-panel", Named::Purl("npm"), &["4.17.21", "4.17.20", "4.16.3"]),
    ("kd-charts", Named::Purl("npm"), &["2.9.4", "2.9.3", "2.8.0"]),
    ("panel-router", Named::Purl("npm"), &["6.22.0", "6.21.1", "6.4.0"]),
    ("form-guard", Named::Purl("npm"), &["1.7.4", "1.7.1", "1.6.0"]),
    ("kdclient", Named::Purl("pypi"), &["2.32.0", "2.31.0", "2.28.1"]),
    ("yamlfast", Named::Purl("pypi"), &["6.0.1", "5.4.1", "5.3"]),
    ("picturebox", Named::Purl("pypi"), &["10.3.0", "10.0.1", "9.5.0"]),
    ("hexcodec", Named::Purl("cargo"), &["0.4.3", "0.4.2", "0.3.9"]),
    ("ringbuf-lite", Named::Purl("cargo"), &["1.2.0", "1.1.0", "0.9.4"]),
    ("netmux", Named::Purl("golang"), &["v1.8.1", "v1.8.0", "v1.7.4"]),
    ("vendor-sdk", Named::Bare, &["7.1", "7.0", "6.5"]),
    ("font-pack", Named::Bare, &["2024a", "2023b"]),
];

/// Writes the SBOM of a release; `httpd` is the age of its libhttpd, none = it has none.
pub(super) fn sbom(slug: &str, version: &str, httpd: Option<usize>, rng: &mut Rng) -> Vec<u8> {
    let mut parts: Vec<(String, String, Option<String>, Option<String>)> = Vec::new();
    if let Some(age) = httpd {
        let found = if slug == "kd-gw10" && age == 0 { "2.1.3" } else { HTTPD[age.min(4)] };
        parts.push(identified("libhttpd", &Named::Cpe("libhttpd_project"), found));
    }
    for (name, named, versions) in PARTS {
        if rng.below(5) < 4 {
            let version = versions[rng.below(versions.len())];
            parts.push(identified(name, named, version));
        }
    }
    // Every fourth product sends SPDX, as firmware builds do.
    let document = if slug.len().is_multiple_of(4) { spdx(slug, version, &parts) } else { cyclonedx(slug, version, &parts) };
    document.to_string().into_bytes()
}

fn identified(name: &str, named: &Named, version: &str) -> (String, String, Option<String>, Option<String>) {
    let (purl, cpe) = match named {
        Named::Cpe(vendor) => (None, Some(format!("cpe:2.3:a:{vendor}:{name}:{version}:*:*:*:*:*:*:*"))),
        Named::Purl("golang") => (Some(format!("pkg:golang/example.test/{name}@{version}")), None),
        Named::Purl(kind) => (Some(format!("pkg:{kind}/{name}@{version}")), None),
        Named::Bare => (None, None),
    };
    (name.to_owned(), version.to_owned(), purl, cpe)
}

fn cyclonedx(slug: &str, version: &str, parts: &[(String, String, Option<String>, Option<String>)]) -> Value {
    let components: Vec<Value> = parts
        .iter()
        .map(|(name, version, purl, cpe)| {
            let mut component = json!({ "type": "library", "bom-ref": format!("{name}@{version}"), "name": name, "version": version });
            if let Some(purl) = purl {
                component["purl"] = json!(purl);
            }
            if let Some(cpe) = cpe {
                component["cpe"] = json!(cpe);
            }
            component
        })
        .collect();
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": { "component": { "type": "firmware", "bom-ref": slug, "name": slug, "version": version } },
        "components": components,
    })
}

fn spdx(slug: &str, version: &str, parts: &[(String, String, Option<String>, Option<String>)]) -> Value {
    let reference = |category: &str, kind: &str, locator: &String| json!({ "referenceCategory": category, "referenceType": kind, "referenceLocator": locator });
    let packages = parts.iter().enumerate().map(|(at, (name, version, purl, cpe))| {
        let mut references = Vec::new();
        references.extend(purl.iter().map(|purl| reference("PACKAGE-MANAGER", "purl", purl)));
        references.extend(cpe.iter().map(|cpe| reference("SECURITY", "cpe23Type", cpe)));
        json!({ "SPDXID": format!("SPDXRef-{at}"), "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION", "externalRefs": references })
    });
    let root = json!({ "SPDXID": "SPDXRef-root", "name": slug, "versionInfo": version, "downloadLocation": "NOASSERTION" });
    json!({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": slug,
        "documentNamespace": format!("https://kakuu.example/spdx/{slug}/{version}"),
        "creationInfo": { "created": "2026-01-01T00:00:00Z", "creators": ["Tool: demo"] },
        "documentDescribes": ["SPDXRef-root"],
        "packages": std::iter::once(root).chain(packages).collect::<Vec<_>>(),
    })
}
