//! What every staff page shows around its content: counts of what needs the viewer, and the deadline strip.

use crate::{Ctx, Result};
use domain::deadline::{self, Deadline};
use store::intake::Queue;

/// Deadlines in the strip.
pub const STRIP_PLACES: usize = 3;

/// The frame of a staff page.
#[derive(Debug, Clone, Default)]
pub struct Chrome {
    /// Reports that wait.
    pub inbox: i64,
    /// Open cases that the viewer may know of.
    pub cases: i64,
    /// The nearest deadlines that the viewer may know of.
    pub strip: Vec<Deadline>,
}

/// Reads the frame in one snapshot.
///
/// # Errors
/// A failure of the ledger.
pub async fn chrome(ctx: &Ctx) -> Result<Chrome> {
    let now = ctx.now();
    ctx.read(move |tx, viewer| {
        let strip = deadline::strip(tx.deadlines(viewer, now)?, STRIP_PLACES);
        Ok(Chrome { inbox: tx.report_count(viewer, Queue::Waiting(now))?, cases: tx.open_case_count(viewer)?, strip })
    })
    .await
}
