//! What is to be done today, each block only for those who may see it.

use crate::feed::{self, FeedRow};
use crate::{Ctx, Result};
use domain::access::Act;
use domain::deadline::Deadline;
use domain::instant::Instant;
use domain::stage::{self, Unmet};
use domain::viewer::Viewer;
use store::Tx;
use store::intake::Queue;

pub use store::finding::VulnerabilityRow;

/// Waiting reports that are named; the rest is counted.
pub const REPORTS_MAX: usize = 5;
/// Own cases that are named.
pub const CASES_MAX: usize = 10;
/// Deadlines shown as cards.
pub const DEADLINES_MAX: usize = 6;
/// Unassessed vulnerabilities that are named.
pub const VULNERABILITIES_MAX: i64 = 5;
/// Rows that are looked through for each block.
const LOOKED_AT_MAX: i64 = 200;

/// A report that nobody answered yet.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Number for staff.
    pub number: String,
    /// Product as the reporter named it.
    pub product: String,
    /// Said to be exploited.
    pub exploited: bool,
    /// Until when a person has to write back.
    pub ack_due_at: Instant,
}

/// A case of the viewer with what it still needs.
#[derive(Debug, Clone)]
pub struct Mine {
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// Stage, as its key.
    pub stage: &'static str,
    /// Conditions of that stage that are not met.
    pub unmet: Vec<Unmet>,
}

/// First steps of an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// A product exists.
    pub product: bool,
    /// An SBOM was sent.
    pub sbom: bool,
    /// A feed was taken in.
    pub feed: bool,
    /// A second person exists.
    pub person: bool,
}

impl Steps {
    /// Whether nothing is left.
    #[must_use]
    pub const fn done(self) -> bool {
        self.product && self.sbom && self.feed && self.person
    }
}

/// The page. A block is none where the viewer's roles do not reach it.
#[derive(Debug, Clone)]
pub struct Today {
    /// Reports without an answer, those due first, and how many there are.
    pub reports: Option<(Vec<Waiting>, usize)>,
    /// Own open cases with unmet conditions.
    pub cases: Option<Vec<Mine>>,
    /// The nearest running deadlines.
    pub deadlines: Option<Vec<Deadline>>,
    /// The gravest vulnerabilities with unassessed releases.
    pub vulnerabilities: Vec<VulnerabilityRow>,
    /// What the library holds.
    pub feeds: Vec<FeedRow>,
    /// What is left of the first steps, for those who can take them.
    pub steps: Option<Steps>,
}

/// Reads the page.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger or library.
pub async fn today(ctx: &Ctx) -> Result<Today> {
    ctx.enter(Act::StaffRead)?;
    let (mut feeds, _) = feed::list(ctx).await?;
    feeds.retain(|row| row.taken_at.is_some() || row.records > 0);
    let may = |act| ctx.enter(act).is_ok();
    let (reads_reports, reads_cases) = (may(Act::ReportRead), may(Act::CaseList));
    let (sets_up, imported, now) = (may(Act::ProductEdit), !feeds.is_empty(), ctx.now());
    ctx.read(move |tx, viewer| {
        Ok(Today {
            reports: if reads_reports { Some(waiting(tx, viewer)?) } else { None },
            cases: if reads_cases { Some(mine(tx, viewer, now)?) } else { None },
            deadlines: if reads_cases || reads_reports { Some(running(tx, viewer, now)?) } else { None },
            vulnerabilities: tx.vulnerability_rows(viewer, true, false, VULNERABILITIES_MAX)?,
            feeds,
            steps: if sets_up { Some(steps(tx, viewer, imported)?).filter(|steps| !steps.done()) } else { None },
        })
    })
    .await
}

fn waiting(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<(Vec<Waiting>, usize)> {
    let mut reports = tx.reports(viewer, Queue::Open, None, LOOKED_AT_MAX)?;
    reports.retain(|report| report.acknowledged_at.is_none());
    reports.sort_by_key(|report| report.ack_due_at);
    let count = reports.len();
    let named = reports.into_iter().take(REPORTS_MAX).map(|report| Waiting {
        number: report.number,
        product: report.product,
        exploited: report.exploited,
        ack_due_at: report.ack_due_at,
    });
    Ok((named.collect(), count))
}

fn mine(tx: &mut Tx<'_>, viewer: &Viewer, now: Instant) -> Result<Vec<Mine>> {
    let me = viewer.person();
    let cases = tx.cases(viewer, true, None, LOOKED_AT_MAX)?;
    let mut found = Vec::new();
    for case in cases.iter().filter(|case| me.is_some() && case.owner_id == me).take(CASES_MAX) {
        let report = stage::compute(&tx.case_facts(case, now)?);
        let unmet = report.unmet.into_iter().filter(|unmet| unmet.condition.stage() == report.stage).collect();
        found.push(Mine { number: case.number.clone(), title: case.title.clone(), stage: report.stage.key(), unmet });
    }
    Ok(found)
}

fn running(tx: &mut Tx<'_>, viewer: &Viewer, now: Instant) -> Result<Vec<Deadline>> {
    let mut all = tx.deadlines(viewer, now)?;
    all.retain(|deadline| deadline.running().is_some());
    all.sort_by_key(Deadline::running);
    all.truncate(DEADLINES_MAX);
    Ok(all)
}

fn steps(tx: &mut Tx<'_>, viewer: &Viewer, imported: bool) -> Result<Steps> {
    let (product, sbom) = tx.catalogue_begun(viewer)?;
    Ok(Steps { product, sbom, feed: imported, person: tx.people_count()? > 1 })
}
