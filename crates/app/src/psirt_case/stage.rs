//! Where a case stands, and the address of the act that meets each condition that is left.

use crate::{Ctx, Error, Result};
use domain::access::Act;
use domain::stage::{self, Condition, StageReport};

/// A condition of a case, met or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionLine {
    /// The condition.
    pub condition: Condition,
    /// Releases, vulnerabilities, reports or filings that it waits for.
    pub things: Vec<String>,
    /// Address of the page where it is met.
    pub address: String,
    /// Whether it is met.
    pub met: bool,
}

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageNow {
    /// Number of the case.
    pub number: String,
    /// The computed stage.
    pub report: StageReport,
    /// What is unmet, in the order of the stages.
    pub unmet: Vec<ConditionLine>,
}

/// The stage of a case with its unmet conditions. No act sets it.
///
/// # Errors
/// No such case that the viewer may know of, or a failure of the ledger.
pub async fn stage(ctx: &Ctx, number: String) -> Result<StageNow> {
    ctx.enter(Act::CaseRead)?;
    let now = ctx.now();
    ctx.read(move |tx, viewer| {
        let case = tx.case(viewer, &number)?.ok_or_else(Error::not_found)?;
        let report = stage::compute(&tx.case_facts(&case, now)?);
        let unmet = lines(&case.number, &report).into_iter().filter(|line| !line.met).collect();
        Ok(StageNow { number: case.number, report, unmet })
    })
    .await
}

/// Every condition that applies, in the order of the stages.
pub(super) fn lines(number: &str, report: &StageReport) -> Vec<ConditionLine> {
    let line = |condition: Condition, things: &[String], met| ConditionLine {
        condition,
        things: things.to_vec(),
        address: address(number, condition, things),
        met,
    };
    Condition::ALL
        .iter()
        .filter_map(|condition| match report.unmet.iter().find(|unmet| unmet.condition == *condition) {
            Some(unmet) => Some(line(*condition, &unmet.things, false)),
            None => report.met.contains(condition).then(|| line(*condition, &[], true)),
        })
        .collect()
}

fn address(number: &str, condition: Condition, things: &[String]) -> String {
    use Condition as C;
    let case = format!("/app/cases/{number}");
    match condition {
        C::Acknowledged => things.first().map_or(case, |report| format!("/app/reports/{report}")),
        C::Owner | C::Tlp => format!("{case}#edit"),
        C::EmbargoDecided => format!("{case}/embargo#embargo"),
        C::Products => format!("{case}/releases#scope"),
        C::Assessed => format!("{case}/releases#assessment"),
        C::Scored => format!("{case}/scores"),
        C::CraQuestion => format!("{case}/deadlines#cra-question"),
        C::Planned | C::FixReady => format!("{case}/plans"),
        C::Advisory | C::Notified => format!("{case}/advisories"),
        C::FilingsComplete => format!("{case}/deadlines"),
        C::Ruled | C::IncidentAssessed | C::Cve | C::ReporterTold | C::UsersInformed => format!("{case}#answer-{condition}"),
        C::Cause | C::DetectionGap | C::Actions | C::SiblingsAsked | C::ActionsSettled => format!("{case}/review#answer-{condition}"),
    }
}
