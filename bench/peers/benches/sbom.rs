//! A parts list of a hundred megabytes: how fast it is read beside plain typed `serde_json`, and what it takes in memory.
//!
//! `HINOMI_SBOM_COMPONENTS` sets the number of components (100,000 unless it says otherwise).

use serde::Deserialize;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 3;

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

fn list(components: usize) -> String {
    let mut out = String::from(r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":["#);
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
            write!(out, "{comma}{{\"name\":\"maker:location:{n}\",\"value\":\"/usr/lib/part-{at}/node_modules/of/something/{n}\"}}").unwrap();
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
                c.name.len() + texts + c.hashes.iter().map(|h| h.content.len()).sum::<usize>() + c.properties.iter().map(|p| p.value.len()).sum::<usize>()
            })
            .sum();
        black_box(sum);
    });
    time("our reader", &|| {
        black_box(formats::sbom::read(text.as_bytes(), &options).ok());
    });
}
