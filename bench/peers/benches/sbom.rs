//! A parts list of a hundred megabytes: how fast it is read beside plain typed `serde_json`, and what it takes in memory.
//!
//! `HINOMI_SBOM_COMPONENTS` sets the number of components (100,000 unless it says otherwise).

use serde::Deserialize;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

/// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 5;

#[derive(Deserialize)]
struct Bom<'a> {
    #[serde(borrow)]
    components: Vec<Component<'a>>,
}

/// The fields that the reader keeps, as plain texts and lists.
#[derive(Deserialize)]
struct Component<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    version: Option<Cow<'a, str>>,
    #[serde(borrow)]
    purl: Option<Cow<'a, str>>,
    #[serde(borrow)]
    cpe: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    hashes: Vec<Hash<'a>>,
    #[serde(borrow, default)]
    properties: Vec<Property<'a>>,
}

#[derive(Deserialize)]
struct Hash<'a> {
    #[serde(borrow)]
    content: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Property<'a> {
    #[serde(borrow)]
    value: Cow<'a, str>,
}

/// What our reader keeps of a component, with owners of their own, as a typed reader would plainly hold it.
#[derive(Deserialize)]
struct OwnedBom {
    components: Vec<OwnedComponent>,
}

#[derive(Deserialize)]
struct OwnedComponent {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "bom-ref")]
    reference: Option<String>,
    group: Option<String>,
    name: String,
    version: Option<String>,
    purl: Option<String>,
    cpe: Option<String>,
    supplier: Option<OwnedNamed>,
    publisher: Option<String>,
    author: Option<String>,
    copyright: Option<String>,
    #[serde(default)]
    hashes: Vec<OwnedHash>,
    #[serde(default)]
    licenses: Vec<OwnedLicence>,
    #[serde(default)]
    properties: Vec<OwnedProperty>,
    #[serde(default)]
    components: Vec<Self>,
}

#[derive(Deserialize)]
struct OwnedNamed {
    name: Option<String>,
}

#[derive(Deserialize)]
struct OwnedHash {
    alg: String,
    content: String,
}

#[derive(Deserialize)]
struct OwnedLicence {
    license: Option<OwnedLicenceId>,
    expression: Option<String>,
}

#[derive(Deserialize)]
struct OwnedLicenceId {
    id: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
struct OwnedProperty {
    name: String,
    value: Option<String>,
}

impl OwnedComponent {
    /// Bytes of all texts, so that nothing is left out as unused.
    fn weight(&self) -> usize {
        let texts = [&self.reference, &self.group, &self.version, &self.purl, &self.cpe, &self.publisher, &self.author, &self.copyright];
        let texts = texts.into_iter().flatten().map(String::len).sum::<usize>() + self.kind.len() + self.name.len();
        let supplier = self.supplier.iter().filter_map(|named| named.name.as_ref()).map(String::len).sum::<usize>();
        let hashes = self.hashes.iter().map(|hash| hash.alg.len() + hash.content.len()).sum::<usize>();
        let licence = |one: &OwnedLicence| {
            let ids = one.license.iter().flat_map(|id| [&id.id, &id.name]).flatten().map(String::len).sum::<usize>();
            ids + one.expression.as_ref().map_or(0, String::len)
        };
        let licences = self.licenses.iter().map(licence).sum::<usize>();
        let properties = self.properties.iter().map(|one| one.name.len() + one.value.as_ref().map_or(0, String::len)).sum::<usize>();
        texts + supplier + hashes + licences + properties + self.components.iter().map(Self::weight).sum::<usize>()
    }
}

fn list(components: usize) -> String {
    let mut out = String::with_capacity(components * 1_120 + 200);
    out.push_str(r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":["#);
    for at in 0..components {
        let comma = if at == 0 { "" } else { "," };
        write!(
            out,
            "{comma}{{\"type\":\"library\",\"bom-ref\":\"pkg:npm/part-{at}@1.{at}.0\",\"supplier\":{{\"name\":\"Kakuu Denki\"}},\"name\":\"part-{at}\",\"version\":\"1.{at}.0\",\
             \"hashes\":[{{\"alg\":\"SHA-256\",\"content\":\"{at:064x}\"}}],\"licenses\":[{{\"license\":{{\"id\":\"Apache-2.0\"}}}}],\
             \"cpe\":\"cpe:2.3:a:kakuu:part-{at}:1.{at}.0:*:*:*:*:*:*:*\",\"purl\":\"pkg:npm/part-{at}@1.{at}.0\",\"properties\":["
        )
        .unwrap();
        for n in 0..8 {
            let comma = if n == 0 { "" } else { "," };
            write!(out, "{comma}{{\"name\":\"maker:location:{n}\",\"value\":\"/usr/lib/part-{at}/node_modules/of/something/{n}\"}}")
                .unwrap();
        }
        out.push_str("]}");
    }
    out.push_str("]}");
    out
}

/// Most memory that the process had so far, in MiB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").trim().parse::<usize>().unwrap_or(0) / 1024
}

fn main() {
    let components = std::env::var("HINOMI_SBOM_COMPONENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let text = list(components);
    let before = peak();
    println!("{components} components, {:.1} MB; {before} MiB before reading", text.len() as f64 / 1e6);
    let options = formats::sbom::Options::default();
    let read = formats::sbom::read(text.as_bytes(), &options).unwrap();
    println!("peak with one list read: {} MiB, {} components", peak(), read.components.len());
    drop(read);
    let time = |name: &str, work: &dyn Fn()| {
        let mut rounds: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                work();
                start.elapsed().as_secs_f64()
            })
            .collect();
        rounds.sort_by(f64::total_cmp);
        println!("{name:<28} {:>7.0} MB/s", text.len() as f64 / rounds[ROUNDS / 2] / 1e6);
    };
    time("serde_json, typed, borrowed", &|| {
        let bom: Bom<'_> = serde_json::from_str(&text).unwrap();
        let sum: usize = bom
            .components
            .iter()
            .map(|c| {
                let texts = [&c.version, &c.purl, &c.cpe].into_iter().flatten().map(|text| text.len()).sum::<usize>();
                c.name.len()
                    + texts
                    + c.hashes.iter().map(|h| h.content.len()).sum::<usize>()
                    + c.properties.iter().map(|p| p.value.len()).sum::<usize>()
            })
            .sum();
        black_box(sum);
    });
    time("serde_json, typed, owned", &|| {
        let bom: OwnedBom = serde_json::from_str(&text).unwrap();
        black_box(bom.components.iter().map(OwnedComponent::weight).sum::<usize>());
    });
    time("our reader", &|| {
        black_box(formats::sbom::read(text.as_bytes(), &options).ok());
    });
}
