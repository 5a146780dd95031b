//! Deadlines of everything that the viewer may know of.

use crate::{Ctx, Result};
use domain::access::Act;
use domain::deadline::{Deadline, DeadlineKind};

pub use domain::cra::{RULES_CHECKED_ON, RULES_VERSION};

/// Which deadlines are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Legal ones only.
    pub legal: bool,
    /// Met ones too.
    pub met: bool,
}

/// Deadlines, legal ones first, the nearest first; what has not started comes after what runs.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger.
pub async fn list(ctx: &Ctx, wanted: Wanted) -> Result<Vec<Deadline>> {
    ctx.enter(Act::CaseList)?;
    let now = ctx.now();
    ctx.read(move |tx, viewer| {
        let mut all = tx.deadlines(viewer, now)?;
        all.retain(|deadline| (wanted.met || deadline.met_at.is_none()) && (!wanted.legal || deadline.key.kind() == DeadlineKind::Legal));
        all.sort_by_key(|deadline| {
            let running = deadline.running();
            (deadline.key.kind() != DeadlineKind::Legal, deadline.met_at.is_some(), running.is_none(), running, deadline.thing.clone())
        });
        Ok(all)
    })
    .await
}
