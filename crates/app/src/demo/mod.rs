//! The demo world of 架空電機 / Kakuu Denki: invented from the first to the last row, built through the same use cases as real work.

mod advisories;
mod cases;
mod catalogue;
mod intake;
mod people;
mod products;
mod story;

use crate::config::{Both, Config, Ids, Org};
use crate::{Ctx, House, Result};
use std::sync::Arc;

/// The configuration of the demo.
#[must_use]
pub fn config() -> Config {
    Config {
        org: Org {
            name: Both { ja: "架空電機株式会社".into(), en: "Kakuu Denki Co., Ltd.".into() },
            psirt: Both { ja: "PSIRT".into(), en: "PSIRT".into() },
            mail: "psirt@kakuu.example".into(),
            ..Org::default()
        },
        ids: Ids { case: "PSIRT-{yyyy}-{seq:04}".into(), advisory: "KD-SA-{yyyy}-{seq:04}".into() },
        ..Config::default()
    }
}

/// Builds the world in an empty ledger; does nothing when somebody is there already.
///
/// # Errors
/// A failure of the ledger.
pub async fn build(house: &Arc<House>, seed: u64) -> Result<()> {
    let ctx = Ctx::system(house);
    if !crate::person::setup_needed(&ctx).await? {
        return Ok(());
    }
    people::add(&ctx).await?;
    products::add(&ctx).await?;
    catalogue::add(&ctx, seed).await?;
    intake::add(&ctx).await?;
    cases::add(house).await?;
    intake::accept_first(&ctx).await?;
    advisories::add(&ctx).await
}

/// Only the people and divisions of the world, for tests that build the rest themselves.
///
/// # Errors
/// A failure of the ledger.
pub async fn people_only(house: &Arc<House>) -> Result<()> {
    people::add(&Ctx::system(house)).await
}

/// People, divisions, products and releases of the world, and nothing that happened.
///
/// # Errors
/// A failure of the ledger.
pub async fn products_only(house: &Arc<House>) -> Result<()> {
    let ctx = Ctx::system(house);
    if crate::person::setup_needed(&ctx).await? {
        people::add(&ctx).await?;
    }
    products::add(&ctx).await
}
