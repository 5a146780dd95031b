//! One search over the ledger (as the viewer) and the library.

use crate::{Ctx, Result, vulnerability};
use domain::access::Act;
use std::collections::BTreeSet;

/// Hits of each kind.
const HITS_MAX: i64 = 20;
/// Characters of a search.
const TEXT_CHARS_MAX: usize = 200;

/// A hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// `case`, `report`, `product`, `vulnerability` or `advisory`.
    pub kind: &'static str,
    /// Number, slug or id.
    pub name: String,
    /// Title.
    pub title: String,
}

impl Found {
    /// Its page.
    #[must_use]
    pub fn href(&self) -> String {
        let room = match self.kind {
            "case" => "cases",
            "report" => "reports",
            "product" => "products",
            "advisory" => "advisories",
            _ => "vulnerabilities",
        };
        format!("/app/{room}/{}", self.name)
    }
}

/// Searches; exact numbers come first.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger or the library.
pub async fn search(ctx: &Ctx, text: String) -> Result<Vec<Found>> {
    ctx.enter(Act::StaffRead)?;
    let text: String = text.trim().chars().take(TEXT_CHARS_MAX).collect();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let asked = text.clone();
    let hits = ctx.read(move |tx, viewer| Ok(tx.search(viewer, &asked, HITS_MAX)?)).await?;
    let mut found: Vec<Found> = hits.into_iter().map(|hit| Found { kind: hit.kind.key(), name: hit.name, title: hit.title }).collect();
    let known: BTreeSet<String> = found.iter().map(|hit| hit.name.clone()).collect();
    let library = vulnerability::search(ctx, text, usize::try_from(HITS_MAX).unwrap_or(20)).await?;
    let mut seen = BTreeSet::new();
    for hit in library.into_iter().filter(|hit| !known.contains(&hit.display_id)) {
        if seen.insert(hit.display_id.clone()) {
            found.push(Found { kind: "vulnerability", name: hit.display_id, title: hit.title.unwrap_or_default() });
        }
    }
    Ok(found)
}
