//! Findings: what the matcher says today, compared with what the ledger holds.

use crate::sbom::{blocking, component_of_row};
use crate::{Ctx, Error, Result};
use domain::access::Act;
use domain::event::{Event, ThingRef};
use domain::finding::{Absence, Change, FindingKey, Held, Standing, reconcile as compare};
use domain::id::ReleaseId;
use domain::instant::Instant;
use domain::viewer::Viewer;
use library::Snapshot;
use matching::{Component, Says, said_of};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::Tx;
use store::catalogue::Release;
use store::finding::Vulnerability;

pub use store::finding::Finding;

/// Ids named in one entry of the log.
const IDS_NAMED_MAX: usize = 50;

/// What became of a release's findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Opened.
    pub opened: usize,
    /// Closed ones that stand again.
    pub resurfaced: usize,
    /// Closed with a reason.
    pub closed: usize,
    /// Open after it.
    pub standing: usize,
    /// Possible matches below the threshold; counted, not opened.
    pub candidates: usize,
}

/// What the matcher says of the components of one release.
pub(crate) struct Judged {
    snapshot: Arc<Snapshot>,
    standing: BTreeMap<FindingKey, Standing>,
    /// Keys and versions that the release has.
    present: BTreeMap<String, BTreeSet<String>>,
    /// By key, the components whose build or supplier says something of vulnerabilities.
    spoken: BTreeMap<String, Vec<Component>>,
    /// Facts of the vulnerabilities that stand.
    facts: Vec<Vulnerability>,
    /// Matches below the threshold.
    pub(crate) candidates: usize,
}

/// The key of a component within a release, without its version.
fn component_key(component: &Component) -> String {
    matching::keys(component).into_iter().next().unwrap_or_else(|| format!("name:{}", component.name))
}

/// Asks the matcher; work for the processor, done beside the people's requests.
pub(crate) async fn judge(ctx: &Ctx, components: Vec<Component>) -> Result<Judged> {
    let snapshot = ctx.house.known()?;
    blocking("matching components", move || Ok(judge_now(snapshot, &components))).await
}

fn judge_now(snapshot: Arc<Snapshot>, components: &[Component]) -> Judged {
    let mut present: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut spoken: BTreeMap<String, Vec<Component>> = BTreeMap::new();
    for component in components {
        present.entry(component_key(component)).or_default().insert(component.version.clone().unwrap_or_default());
        if !component.said.is_empty() {
            spoken.entry(component_key(component)).or_default().push(component.clone());
        }
    }
    let mut standing: BTreeMap<FindingKey, Standing> = BTreeMap::new();
    let mut candidates = 0;
    for found in snapshot.matches(components) {
        if !found.verdict.is_finding() {
            candidates += usize::from(found.verdict.is_candidate());
            continue;
        }
        let Some(component) = components.get(found.component) else { continue };
        let key = FindingKey { vulnerability: found.vulnerability, component: component_key(component) };
        let version = component.version.clone().unwrap_or_default();
        let class = found.verdict.class.letter();
        standing
            .entry(key)
            .and_modify(|held| {
                // The same component in several versions is one finding that names them all.
                if !held.version.split(", ").any(|known| known == version) {
                    held.version = format!("{}, {version}", held.version);
                }
            })
            .or_insert_with(|| Standing { name: component.name.clone(), version, class, explanation: found.verdict.to_json() });
    }
    let ids: BTreeSet<&String> = standing.keys().map(|key| &key.vulnerability).collect();
    let facts = ids.into_iter().map(|id| crate::vulnerability::facts(&snapshot, id)).collect();
    Judged { snapshot, standing, present, spoken, facts, candidates }
}

/// Writes what changed for a release. Part of the transaction that brought the change.
pub(crate) fn reconcile(tx: &mut Tx<'_>, viewer: &Viewer, release: &Release, judged: &Judged, now: Instant) -> Result<Reconciled> {
    let held = tx.held_findings(release.id)?;
    let changes = compare(&held, &judged.standing, |key, old| absence(judged, key, old));
    for facts in &judged.facts {
        tx.put_vulnerability(facts, now)?;
    }
    tx.apply_findings(release.id, &changes, now)?;
    let mut done = Reconciled { standing: judged.standing.len(), candidates: judged.candidates, ..Reconciled::default() };
    let mut named: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
    for change in &changes {
        let (count, verb, key) = match change {
            Change::Open(key, _) => (&mut done.opened, "opened", key),
            Change::Resurface(_, key, _) => (&mut done.resurfaced, "resurfaced", key),
            Change::Close(_, key, _) => (&mut done.closed, "closed", key),
            Change::Refresh(..) => continue,
        };
        *count += 1;
        named.entry(verb).or_default().push(&key.vulnerability);
    }
    let events: Vec<Event> = named
        .into_iter()
        .map(|(verb, mut ids)| {
            let count = ids.len();
            ids.dedup();
            ids.truncate(IDS_NAMED_MAX);
            Event::new("finding", verb, ThingRef::new("release", release.key())).with("count", count).with("vulnerabilities", ids.join(" "))
        })
        .collect();
    tx.record(viewer, &events, now)?;
    Ok(done)
}

fn absence(judged: &Judged, key: &FindingKey, old: &Held) -> Absence {
    let versions = judged.present.get(&key.component);
    let withdrawn = || match judged.snapshot.vulnerability(&key.vulnerability) {
        Ok(Some(view)) => view.withdrawn.is_some(),
        Ok(None) => true,
        Err(_) => false,
    };
    let said = judged.spoken.get(&key.component).and_then(|components| {
        let ids = judged.snapshot.cluster(&key.vulnerability);
        components.iter().find_map(|component| said_of(component, &ids))
    });
    Absence {
        patched: said.is_some_and(|said| said.says == Says::Fixed),
        said_not_affected: said.is_some_and(|said| said.says == Says::NotAffected),
        component_there: versions.is_some(),
        version_moved: versions.is_some_and(|versions| !old.version.split(", ").any(|version| versions.contains(version))),
        record_withdrawn: withdrawn(),
    }
}

/// Matches a release again with what the library knows now.
///
/// # Errors
/// A failure of the ledger or a damaged library.
pub async fn rematch(ctx: &Ctx, release: ReleaseId) -> Result<Reconciled> {
    let found = ctx
        .read(move |tx, viewer| {
            let Some(found) = tx.release_by_id(viewer, release)? else { return Ok(None) };
            let sbom = tx.current_sbom(viewer, release)?;
            Ok(Some((found, sbom, tx.components(viewer, release)?)))
        })
        .await?;
    let Some((found, Some(sbom), rows)) = found else { return Ok(Reconciled::default()) };
    let judged = judge(ctx, rows.iter().map(component_of_row).collect()).await?;
    ctx.transact(move |tx, viewer, now| {
        // An SBOM that arrived meanwhile was matched with its own components already.
        if tx.current_sbom(viewer, release)?.is_none_or(|current| current.id != sbom.id) {
            return Ok(Reconciled::default());
        }
        tx.set_candidates(sbom.id, judged.candidates)?;
        reconcile(tx, viewer, &found, &judged, now)
    })
    .await
}

/// The findings of a release, open ones first.
///
/// # Errors
/// No such release, or the refusal of the access table.
pub async fn of_release(ctx: &Ctx, product: String, version: String) -> Result<Vec<Finding>> {
    ctx.enter(Act::StaffRead)?;
    ctx.read(move |tx, viewer| {
        let release = tx.release(viewer, &product, &version)?.ok_or_else(Error::not_found)?;
        Ok(tx.findings_of_release(viewer, release.id)?)
    })
    .await
}

/// A match with its reason, as the matcher gives it now.
#[derive(Debug, Clone)]
pub struct MatchRow {
    /// Display id of the vulnerability.
    pub vulnerability: String,
    /// Name of the component.
    pub component: String,
    /// Its version.
    pub version: String,
    /// Confidence class.
    pub class: char,
    /// `finding` or `candidate`.
    pub kind: &'static str,
    /// The reason.
    pub explanation: serde_json::Value,
}

/// What matches a release now, candidates included, each with its reason.
///
/// # Errors
/// No such release, or the refusal of the access table.
pub async fn matches(ctx: &Ctx, product: String, version: String) -> Result<Vec<MatchRow>> {
    let (_, _, rows) = crate::sbom::current(ctx, product, version).await?;
    let snapshot = ctx.house.known()?;
    blocking("matching components", move || {
        let components: Vec<Component> = rows.iter().map(component_of_row).collect();
        let rows = snapshot.matches(&components).into_iter().filter_map(|found| {
            let component = components.get(found.component)?;
            Some(MatchRow {
                vulnerability: found.vulnerability,
                component: component.name.clone(),
                version: component.version.clone().unwrap_or_default(),
                class: found.verdict.class.letter(),
                kind: if found.verdict.is_finding() { "finding" } else { "candidate" },
                explanation: serde_json::from_str(&found.verdict.to_json()).unwrap_or_default(),
            })
        });
        Ok(rows.collect())
    })
    .await
}
