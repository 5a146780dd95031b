//! Products and releases of the demo world.

use super::people::DIVISIONS;
use crate::{Ctx, Result};
use domain::instant::Instant;
use store::catalogue::NewProduct;

/// A product: slug, division, exposure, owner, versions from the newest to the oldest; a version led by `-` is past its support.
pub(super) type Made = (&'static str, &'static str, &'static str, &'static str, [&'static str; 5]);

pub(super) const PRODUCTS: [Made; 12] = [
    ("kd-cam200", "video", "internet", "owner-cam", ["1.4.0", "1.3.0", "1.2.1", "1.2.0", "-1.1.0"]),
    ("kd-cam100", "video", "local", "owner-cam", ["3.2.0", "3.1.0", "3.0.2", "3.0.0", "2.9.0"]),
    ("kd-nvr4", "video", "local", "owner-cam", ["4.3.1", "4.3.0", "4.2.0", "4.1.0", "4.0.0"]),
    ("kd-app", "video", "internet", "owner-cam", ["7.2.0", "7.1.0", "7.0.1", "7.0.0", "6.9.0"]),
    ("kd-gw10", "network", "internet", "owner-net", ["2.1.1", "2.1.0", "2.0.3", "2.0.0", "-1.0.4"]),
    ("kd-gw20", "network", "internet", "owner-net", ["3.4.0", "3.3.0", "3.2.0", "3.1.0", "3.0.0"]),
    ("kd-ap5", "network", "local", "owner-net", ["5.2.0", "5.1.2", "5.1.0", "5.0.1", "5.0.0"]),
    ("kd-plc5", "control", "local", "owner-plc", ["5.1.0", "5.0.2", "5.0.1", "5.0.0", "4.9.0"]),
    ("kd-plc3", "control", "local", "owner-plc", ["1.2.0", "1.1.0", "1.0.1", "1.0.0", "-0.9.2"]),
    ("kd-hmi7", "control", "local", "owner-plc", ["3.0.0", "2.4.0", "2.3.1", "2.3.0", "2.2.0"]),
    ("kd-hmi5", "control", "local", "owner-plc", ["2.1.0", "2.0.1", "2.0.0", "1.9.0", "1.8.0"]),
    ("kd-edge1", "control", "internet", "owner-plc", ["1.3.0", "1.2.0", "1.1.0", "1.0.1", "1.0.0"]),
];

/// Days between two releases of a product.
const APART_DAYS: i64 = 150;

pub(super) async fn add(ctx: &Ctx) -> Result<()> {
    ctx.transact(|tx, viewer, now| {
        for (slug, division, exposure, owner, versions) in PRODUCTS {
            let (_, ja, en) = DIVISIONS.iter().find(|(key, ..)| *key == division).copied().unwrap_or((division, division, division));
            let division_id = tx.ensure_division(division, ja, en)?;
            let owner_id = tx.person_by_login(viewer, owner)?.map(|person| person.id);
            let new =
                NewProduct { division_id, slug: slug.into(), name: slug.to_uppercase(), exposure: exposure.into(), listed: true, owner_id };
            let Some(product) = tx.add_product(&new, now)? else { continue };
            for (age, version) in versions.iter().enumerate().rev() {
                let past = version.starts_with('-');
                let released = now.plus_days(-APART_DAYS * i64::try_from(age).unwrap_or(0) - 60);
                let until = if past { now.plus_days(-90) } else { released.plus_days(5 * 365) };
                tx.add_release(product, version.trim_start_matches('-'), Some(day(released)), Some(day(until)), now)?;
            }
        }
        Ok(())
    })
    .await
}

/// The beginning of the day in Tokyo.
fn day(at: Instant) -> Instant {
    let civil = at.civil(domain::instant::Zone::Tokyo);
    domain::calendar::tokyo_day(civil.year, civil.month, civil.day).unwrap_or(at)
}
