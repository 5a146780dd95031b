//! Names what a case is about: vulnerabilities and releases.

use super::change::{When, change, event};
use crate::{Ctx, Error, Result, product};
use domain::access::Act;
use domain::refusal::Refusal;
use domain::text;

/// Releases named at once, at most.
pub const RELEASES_MAX: usize = 500;
/// Characters of an id of a vulnerability.
const ID_CHARS_MAX: usize = 64;

/// Names a vulnerability; one that nobody knows yet becomes the case's own.
///
/// # Errors
/// An id that cannot be one, no such case, or the refusal of the access table.
pub async fn add_vulnerability(ctx: &Ctx, number: String, id: String, title: String) -> Result<()> {
    let id = text::clean_line(&id);
    let fine = (3..=ID_CHARS_MAX).contains(&text::count(&id))
        && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
    if id.is_empty() {
        return Err(Refusal::required("vulnerability").into());
    }
    if !fine {
        return Err(Refusal::invalid("vulnerability", "CVE-2026-0001").into());
    }
    change(ctx, number, Act::CaseEdit, When::Open, move |tx, _, now, case| {
        let title = text::clean_line(&title);
        tx.ensure_vulnerability(&id, if title.is_empty() { &case.title } else { &title }, now)?;
        let added = tx.add_case_vulnerability(case.id, &id, now)?;
        let events = if added { vec![event(case, "case", "vulnerability_named").with("vulnerability", &id)] } else { Vec::new() };
        Ok(((), events))
    })
    .await
}

/// Names releases, each `product@version`.
///
/// # Errors
/// A release that does not exist, no such case, or the refusal of the access table.
pub async fn add_releases(ctx: &Ctx, number: String, releases: Vec<String>) -> Result<usize> {
    if releases.is_empty() {
        return Err(Refusal::required("releases").into());
    }
    if releases.len() > RELEASES_MAX {
        return Err(Refusal::invalid("releases", format!("≤ {RELEASES_MAX}")).into());
    }
    change(ctx, number, Act::CaseEdit, When::Open, move |tx, viewer, now, case| {
        let mut added = Vec::new();
        for key in &releases {
            let unknown = || Error::from(Refusal::invalid("releases", key));
            let (product, version) = product::split_key(key).map_err(|_| unknown())?;
            let release = tx.release(viewer, &product, &version)?.ok_or_else(unknown)?;
            if tx.add_case_release(case.id, release.id, now)? {
                added.push(release.key());
            }
        }
        let n = added.len();
        let events = if n > 0 { vec![event(case, "case", "releases_named").with("releases", added.join(" "))] } else { Vec::new() };
        Ok((n, events))
    })
    .await
}

/// Takes a release out of the scope.
///
/// # Errors
/// It is not in the scope, no reason, no such case, or the refusal of the access table.
pub async fn remove_release(ctx: &Ctx, number: String, release: String, reason: String) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonRequired.into());
    }
    change(ctx, number, Act::CaseEdit, When::Open, move |tx, viewer, _, case| {
        let (product, version) = product::split_key(&release)?;
        let found = tx.release(viewer, &product, &version)?.ok_or_else(Error::not_found)?;
        if !tx.remove_case_release(case.id, found.id)? {
            return Err(Error::not_found());
        }
        Ok(((), vec![event(case, "case", "release_removed").with("release", found.key()).because(reason)]))
    })
    .await
}
