//! Measures how long the components of a large SBOM take: first upload, replacement, read.
//!
//! `cargo run -p hinomi-store --release --example sbom_rate -- [components]`
#![allow(missing_docs, clippy::print_stdout)]

use domain::instant::Instant;
use domain::viewer::Viewer;
use std::time::Instant as Clock;
use store::catalogue::{NewComponent, NewProduct, NewSbom};
use store::{Store, StoreError, Target};

const NOW: Instant = Instant::from_ms(1_794_787_200_000);

fn sbom(n: usize) -> NewSbom {
    let component = |at: usize| NewComponent {
        reference: format!("ref-{at}"),
        name: format!("component-{at:05}"),
        version: Some("1.0.0".to_owned()),
        purl: Some(format!("pkg:npm/component-{at:05}@1.0.0")),
        cpe: None,
        other_purls: None,
        supplier: Some("somebody".to_owned()),
        said: None,
        kind: "library".to_owned(),
        unmatchable: None,
        keys: vec![format!("purl:npm/component-{at:05}"), format!("name:component-{at:05}")],
    };
    NewSbom {
        digest: "ab".repeat(32),
        format: "CycloneDX 1.6".to_owned(),
        bytes: vec![0; 100_000],
        problems: "[]".to_owned(),
        components: (0..n).map(component).collect(),
    }
}

#[tokio::main]
async fn main() -> Result<(), StoreError> {
    let n = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(10_000);
    let path = std::env::temp_dir().join(format!("sbom-rate-{}.db", std::process::id()));
    let target = match std::env::var("HINOMI_TEST_POSTGRES") {
        Ok(url) => Target::Postgres { url },
        Err(_) => Target::Sqlite { path: path.clone(), durable: true },
    };
    let store = Store::open(&target).await?;
    let release = store
        .write::<_, StoreError, _>(|tx| {
            let division_id = tx.ensure_division("d", "部", "Division")?;
            let new = NewProduct {
                division_id,
                slug: "p".to_owned(),
                name: "P".to_owned(),
                exposure: "unknown".to_owned(),
                listed: false,
                owner_id: None,
            };
            let product = tx.add_product(&new, NOW)?.ok_or_else(|| StoreError::Stopped("the ledger is not empty".to_owned()))?;
            tx.add_release(product, "1", None, None, NOW)?.ok_or_else(|| StoreError::Stopped("the ledger is not empty".to_owned()))
        })
        .await?;
    for name in ["first upload", "replacement"] {
        let new = sbom(n);
        let started = Clock::now();
        store.write::<_, StoreError, _>(move |tx| tx.put_sbom(release, &new, NOW)).await?;
        println!("{name:<12} of {n} components: {:.2?}", started.elapsed());
    }
    let started = Clock::now();
    let read = store.read::<_, StoreError, _>(move |tx| tx.components(&Viewer::system(), release)).await?;
    println!("{:<12} of {} components: {:.2?}", "read", read.len(), started.elapsed());
    for end in ["", "-wal", "-shm"] {
        let mut name = path.clone().into_os_string();
        name.push(end);
        drop(std::fs::remove_file(name));
    }
    Ok(())
}
