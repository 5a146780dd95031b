//! The log as its readers see it, page by page.

use crate::StoreError;
use crate::chain::{COLUMNS, Entry};
use crate::need;
use crate::tx::Tx;
use domain::viewer::Viewer;

/// Entries of one page.
pub const AUDIT_PAGE_MAX: i64 = 200;

/// Which entries are asked for; none = all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// What it is about, such as `case`.
    pub noun: Option<String>,
    /// Number or id of the thing.
    pub thing: Option<String>,
    /// The actor's name.
    pub actor: Option<String>,
}

/// A page of the log, newest entry first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPage {
    /// The entries that the viewer may know of.
    pub entries: Vec<Entry>,
    /// Ask for the next page with this as `before`; none when there is no more.
    pub next: Option<i64>,
}

impl Tx<'_> {
    /// A page of the log before an entry, for those who read it. Entries of a case that the viewer may not know of are absent.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn audit_log(&mut self, viewer: &Viewer, filter: &AuditFilter, before: Option<i64>, limit: i64) -> Result<AuditPage, StoreError> {
        let Some(known) = need::entries(viewer) else { return Ok(AuditPage { entries: Vec::new(), next: None }) };
        let limit = limit.clamp(1, AUDIT_PAGE_MAX);
        let sql = format!(
            "SELECT {COLUMNS} FROM event e WHERE {known} AND e.seq < $2 AND (CAST($3 AS TEXT) IS NULL OR e.noun = $3) \
             AND (CAST($4 AS TEXT) IS NULL OR e.thing = $4) AND (CAST($5 AS TEXT) IS NULL OR e.actor = $5) ORDER BY e.seq DESC LIMIT $6"
        );
        // One more than asked for tells whether there is a next page.
        let rows =
            self.query(&sql, &[&need::me(viewer), &before.unwrap_or(i64::MAX), &filter.noun, &filter.thing, &filter.actor, &(limit + 1)])?;
        let mut entries = rows.iter().map(Entry::from_row).collect::<Result<Vec<_>, _>>()?;
        let more = entries.len() > usize::try_from(limit).unwrap_or(0);
        if more {
            entries.pop();
        }
        let next = more.then(|| entries.last().map(|entry| entry.seq)).flatten();
        Ok(AuditPage { entries, next })
    }
}
