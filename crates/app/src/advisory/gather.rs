//! What the case says: product rows, scores and thanks are taken from it and never typed again.

use super::content::{About, Content, Row, Scored, is_japanese};
use crate::Result;
use domain::assessment::VexStatus;
use domain::instant::Instant;
use domain::plan::PlanState;
use domain::report::ReportState;
use domain::viewer::Viewer;
use store::Tx;
use store::catalogue::Release;
use store::finding::Assessment;
use store::psirt_case::{Case, PlanRow};

/// Writes the rows, vulnerabilities and thanks of the case into a content as they stand now.
pub(super) fn refresh(tx: &mut Tx<'_>, viewer: &Viewer, case: &Case, content: &mut Content, now: Instant) -> Result<()> {
    content.vulnerabilities = vulnerabilities(tx, viewer, case, content)?;
    content.rows = rows(tx, case, &content.vulnerabilities, now)?;
    content.credits = credits(tx, case)?;
    Ok(())
}

fn vulnerabilities(tx: &mut Tx<'_>, viewer: &Viewer, case: &Case, content: &Content) -> Result<Vec<About>> {
    let scores = tx.scores(case.id)?;
    let score = |id: &str, kind: &str| {
        let row = scores.iter().find(|row| row.vuln_id == id && row.kind == kind)?;
        Some(Scored { vector: row.vector.clone(), tenths: row.value? })
    };
    let mut all = Vec::new();
    for id in tx.case_vulnerabilities(case.id)? {
        let known = tx.vulnerability(viewer, &id)?;
        let title = |own: Option<String>, edition: &str| own.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| edition.to_owned());
        let (ja, en) = known.map_or((None, None), |known| (known.title_ja, known.title_en));
        all.push(About {
            title_ja: title(ja.filter(|text| is_japanese(text)), &content.ja.title),
            title_en: title(en.filter(|text| !is_japanese(text)), &content.en.title),
            cvss31: score(&id, "cvss31"),
            cvss40: score(&id, "cvss40"),
            id,
        });
    }
    Ok(all)
}

/// One row for a release where every vulnerability is judged alike, else one for each.
fn rows(tx: &mut Tx<'_>, case: &Case, vulnerabilities: &[About], now: Instant) -> Result<Vec<Row>> {
    let plans = tx.plans(case.id)?;
    let judged = tx.case_assessments(case.id)?;
    let mut all = Vec::new();
    for release in tx.case_releases(case.id)? {
        let plan = plans.iter().find(|plan| plan.release_id == release.id);
        let own: Vec<(&str, Row)> = vulnerabilities
            .iter()
            .filter_map(|about| {
                let judgement = judged.iter().find(|a| a.release_id == release.id && a.vuln_id == about.id);
                // Nobody waits for an answer about a release past its support that nobody looked at.
                (judgement.is_some() || release.supported(now)).then(|| (about.id.as_str(), row(&release, judgement, plan, now)))
            })
            .collect();
        let alike = own.len() == vulnerabilities.len() && own.windows(2).all(|pair| pair[0].1 == pair[1].1);
        let kept = if alike { 1 } else { own.len() };
        let about = |id: &str| (!alike).then(|| id.to_owned());
        all.extend(own.into_iter().take(kept).map(|(id, row)| Row { vulnerability: about(id), ..row }));
    }
    Ok(all)
}

fn row(release: &Release, judgement: Option<&Assessment>, plan: Option<&PlanRow>, now: Instant) -> Row {
    let status = judgement.map_or(VexStatus::UnderInvestigation, |a| a.status);
    let plan = plan.map(|row| &row.plan).filter(|_| status == VexStatus::Affected);
    // A fix that is not verified is no promise that we print.
    let ready = plan.filter(|plan| matches!(plan.state, PlanState::Verified | PlanState::Available));
    Row {
        product: release.product.clone(),
        product_name: release.product_name.clone(),
        version: release.version.clone(),
        vulnerability: None,
        status: status.key().to_owned(),
        justification: judgement.and_then(|a| a.justification).map(|why| why.key().to_owned()),
        statement: judgement.map(|a| a.statement.clone()).unwrap_or_default(),
        fix_version: ready.map(|plan| plan.fix_version.clone()).unwrap_or_default(),
        delivery: ready.map_or("undecided", |plan| plan.delivery.key()).to_owned(),
        no_fix: plan.is_some_and(|plan| plan.state == PlanState::NoFix),
        mitigation: plan.map(|plan| plan.mitigation.clone()).unwrap_or_default(),
        action: judgement.map(|a| a.action.clone()).unwrap_or_default(),
        supported: release.supported(now),
    }
}

/// Names of reporters who wish to be thanked, each once.
fn credits(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for report in tx.reports_of_case(&Viewer::system(), case.id)? {
        let name = report.credit.trim();
        let wished = matches!(report.state, ReportState::Accepted | ReportState::Duplicate) && !name.is_empty();
        if wished && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}
