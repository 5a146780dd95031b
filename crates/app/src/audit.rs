//! The log for its readers, and the check of its chain.

use crate::{Ctx, Error, Result};
use domain::access::Act;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};

pub use store::audit::{AUDIT_PAGE_MAX, AuditFilter, AuditPage};
pub use store::chain::Entry;

/// Where the last check is kept.
const LAST: &str = "audit:verification";

/// What a check of the chain found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// When it was done, in milliseconds since 1970.
    pub at_ms: i64,
    /// Entries that were right.
    pub entries: i64,
    /// Hash of the last right entry, in hex.
    pub head: String,
    /// The first entry that is wrong or missing.
    pub broken_at: Option<i64>,
}

impl Verification {
    /// When it was done.
    #[must_use]
    pub const fn at(&self) -> Instant {
        Instant::from_ms(self.at_ms)
    }
}

/// A page of the log before an entry, newest first. Entries of cases that the viewer may not know of are absent.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger.
pub async fn page(ctx: &Ctx, filter: AuditFilter, before: Option<i64>, limit: i64) -> Result<AuditPage> {
    ctx.enter(Act::AuditRead)?;
    ctx.read(move |tx, viewer| Ok(tx.audit_log(viewer, &filter, before, limit)?)).await
}

/// The last check that somebody asked for.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger.
pub async fn last_verification(ctx: &Ctx) -> Result<Option<Verification>> {
    ctx.enter(Act::AuditVerify)?;
    let kept = ctx.read(|tx, _| Ok(tx.meta(LAST)?)).await?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Reads the whole log and recomputes every hash. The log itself is left as it is; only the result is kept beside it.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger; a broken chain is an answer, not an error.
pub async fn verify(ctx: &Ctx) -> Result<Verification> {
    ctx.enter(Act::AuditVerify)?;
    let report = ctx.read(|tx, _| Ok(tx.verify_chain()?)).await?;
    if let Some(entry) = report.broken_at {
        tracing::error!(entry, "the chain of the audit log is broken");
    }
    let found = Verification { at_ms: ctx.now().as_ms(), entries: report.entries, head: report.head, broken_at: report.broken_at };
    let kept = serde_json::to_string(&found).map_err(|error| Error::broken("keeping the result of a check", error))?;
    ctx.transact(move |tx, _, _| Ok(tx.set_meta(LAST, &kept)?)).await?;
    Ok(found)
}
