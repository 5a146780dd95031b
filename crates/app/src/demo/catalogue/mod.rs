//! Records and SBOMs of the demo world: invented, written in the forms that real feeds and build systems use, taken in by the real paths.

mod parts;
mod records;

use super::products::PRODUCTS;
use crate::sbom::Push;
use crate::{Ctx, Error, Result, feed, sbom};
use parts::Rng;

/// How many of a product's releases, from the newest, carry a libhttpd that CVE-1900-9001 hits.
fn hit_releases(slug: &str) -> usize {
    match slug {
        "kd-cam200" | "kd-plc3" | "kd-cam100" | "kd-nvr4" => 4,
        "kd-gw10" | "kd-gw20" | "kd-ap5" => 2,
        _ => 3,
    }
}

/// Whether the release past its support carries it too.
fn past_is_hit(slug: &str) -> bool {
    matches!(slug, "kd-cam200" | "kd-plc3" | "kd-gw10")
}

/// Takes in the records and sends the SBOMs of 48 releases.
pub(super) async fn add(ctx: &Ctx, seed: u64) -> Result<()> {
    let dir = ctx.house.config.server.data_dir.join("incoming");
    let doing = "writing the records of the demo";
    std::fs::create_dir_all(&dir).map_err(|error| Error::broken(doing, error))?;
    for (name, text) in records::files() {
        let path = dir.join(name);
        std::fs::write(&path, text).map_err(|error| Error::broken(doing, error))?;
        let feed = name.split('.').next().unwrap_or("demo");
        feed::import(ctx, path.clone(), feed, |_| {}, |_, _| {}).await?;
        let _ = std::fs::remove_file(path);
    }
    let mut older = 8;
    for (slug, _, _, _, versions) in PRODUCTS {
        let hits = hit_releases(slug);
        for (age, version) in versions.iter().enumerate() {
            let past = version.starts_with('-');
            let hit = age < hits && !past || past && past_is_hit(slug);
            if !hit {
                if age != hits || past || older == 0 {
                    continue;
                }
                older -= 1;
            }
            let version = version.trim_start_matches('-');
            let mut rng = Rng::new(seed, slug, version);
            let bytes = parts::sbom(slug, version, hit.then_some(age), &mut rng);
            let push =
                Push { product: slug.to_owned(), version: version.to_owned(), bytes, strict: false, allow_empty: false, create: false };
            sbom::push(ctx, push).await?;
        }
    }
    Ok(())
}
