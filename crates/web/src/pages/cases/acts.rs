//! The forms of a case: each act posts to its noun and goes back to its tab.

use super::view::{self, Tab};
use crate::form::{Fields, Posted};
use crate::frame::{PageResult, Staff};
use crate::routes::Routes;
use app::assessment::{self, AssessmentForm};
use app::psirt_case::{
    self as cases, AwarenessForm, ConsentForm, CraAnswer, CvssForm, EditForm, EndForm, FactForm, FilingForm, NoteForm, OutcomeForm,
    PartyForm, PlanForm, ProposalForm, SsvcForm,
};
use app::{Error, Fault, Result};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::access::Act;
use domain::instant::Given;
use domain::psirt_case::Outcome;
use domain::refusal::Refusal;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .post("/app/cases/{number}/edit", Act::CaseEdit, edit)
        .post("/app/cases/{number}/members", Act::CaseMembers, add_member)
        .post("/app/cases/{number}/members/removal", Act::CaseMembers, remove_member)
        .post("/app/cases/{number}/visibility", Act::CaseEdit, visibility)
        .post("/app/cases/{number}/facts", Act::FactRecord, fact)
        .post("/app/cases/{number}/facts/withdrawal", Act::FactRecord, withdraw)
        .post("/app/cases/{number}/answers", Act::CaseEdit, answer)
        .post("/app/cases/{number}/review/answers", Act::CaseEdit, review_answer)
        .post("/app/cases/{number}/closure", Act::CaseClose, close)
        .post("/app/cases/{number}/deferral", Act::CaseClose, defer)
        .post("/app/cases/{number}/declining", Act::CaseClose, decline)
        .post("/app/cases/{number}/reopening", Act::CaseClose, reopen)
        .post("/app/cases/{number}/releases", Act::CaseEdit, add_releases)
        .post("/app/cases/{number}/releases/removal", Act::CaseEdit, remove_release)
        .post("/app/cases/{number}/vulnerabilities", Act::CaseEdit, add_vulnerability)
        .post("/app/cases/{number}/assessments", Act::Assess, assess)
        .post("/app/cases/{number}/scores/cvss", Act::FactRecord, cvss)
        .post("/app/cases/{number}/scores/ssvc", Act::FactRecord, ssvc)
        .post("/app/cases/{number}/embargo/none", Act::EmbargoPropose, no_embargo)
        .post("/app/cases/{number}/embargo/proposals", Act::EmbargoPropose, propose)
        .post("/app/cases/{number}/embargo/parties", Act::EmbargoPropose, add_party)
        .post("/app/cases/{number}/embargo/consents", Act::EmbargoPropose, consent)
        .post("/app/cases/{number}/embargo/end", Act::EmbargoEnd, end)
        .post("/app/cases/{number}/fix-plans", Act::Plan, plan)
        .post("/app/cases/{number}/cra-question", Act::Awareness, cra)
        .post("/app/cases/{number}/awareness", Act::Awareness, awareness)
        .post("/app/cases/{number}/filings", Act::Filing, filing)
        .post("/app/cases/{number}/entries", Act::CaseEdit, note)
}

/// Goes back to the tab, or shows it again with what was refused.
async fn finish<T>(staff: Staff, number: String, tab: Tab, form: &str, sent: Fields, outcome: Result<T>) -> PageResult {
    match outcome {
        Ok(_) => Ok(Redirect::to(&format!("{}?done={form}", tab.address(&number))).into_response()),
        Err(error) => view::again(staff, number, tab, form, sent, error).await,
    }
}

/// An instant of a form; its refusal stands at its field.
fn instant(fields: &Fields, name: &str) -> Result<Option<Given>> {
    fields.instant(name).map_err(|refusal| Error::Fields(vec![Fault::new(name, refusal)]))
}

fn required(fields: &Fields, name: &str) -> Result<Given> {
    instant(fields, name)?.ok_or_else(|| Error::Fields(vec![Fault::new(name, Refusal::required(name))]))
}

type Number = Path<String>;

async fn edit(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let form = EditForm {
        edit: fields.get("edit").parse().unwrap_or(0),
        title: Some(fields.text("title")),
        tlp: Some(fields.text("tlp")),
        owner: Some(fields.text("owner")),
    };
    let outcome = cases::edit(&staff.ctx, number.clone(), form).await;
    finish(staff, number, Tab::Overview, "edit", fields, outcome).await
}

async fn add_member(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let outcome = cases::add_member(&staff.ctx, number.clone(), fields.text("member")).await;
    finish(staff, number, Tab::Overview, "members", fields, outcome).await
}

async fn remove_member(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let outcome = cases::remove_member(&staff.ctx, number.clone(), fields.text("member")).await;
    if outcome.is_ok() && cases::stage(&staff.ctx, number.clone()).await.is_err() {
        // Whoever took themselves out of a restricted case cannot see it any more.
        return Ok(Redirect::to("/app/cases").into_response());
    }
    finish(staff, number, Tab::Overview, "members", fields, outcome).await
}

async fn visibility(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let outcome = cases::set_visibility(&staff.ctx, number.clone(), fields.text("visibility")).await;
    finish(staff, number, Tab::Overview, "visibility", fields, outcome).await
}

async fn fact(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let outcome = match required(&fields, "happened_at") {
        Ok(happened_at) => {
            let form = FactForm { kind: fields.text("kind"), happened_at, place: fields.text("place"), evidence: fields.text("evidence") };
            cases::record_fact(&staff.ctx, number.clone(), form).await
        }
        Err(error) => Err(error),
    };
    finish(staff, number, Tab::Overview, "facts", fields, outcome).await
}

async fn withdraw(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let id = fields.get("fact").parse().unwrap_or(0);
    let outcome = cases::withdraw_fact(&staff.ctx, number.clone(), id, fields.text("reason")).await;
    let form = format!("fact-{id}");
    finish(staff, number, Tab::Overview, &form, fields, outcome).await
}

async fn give(staff: &Staff, number: &str, fields: &Fields) -> Result<()> {
    cases::answer(&staff.ctx, number.to_owned(), fields.text("condition"), fields.text("value"), fields.text("text")).await
}

async fn answer(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let outcome = give(&staff, &number, &fields).await;
    let form = format!("answer-{}", fields.get("condition"));
    finish(staff, number, Tab::Overview, &form, fields, outcome).await
}

async fn review_answer(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let outcome = give(&staff, &number, &fields).await;
    let form = format!("answer-{}", fields.get("condition"));
    finish(staff, number, Tab::Review, &form, fields, outcome).await
}

async fn outcome(staff: Staff, number: String, fields: Fields, to: Outcome, form: &str) -> PageResult {
    let outcome = cases::set_outcome(&staff.ctx, number.clone(), OutcomeForm { to, reason: fields.text("reason") }).await;
    finish(staff, number, Tab::Overview, form, fields, outcome).await
}

async fn close(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    outcome(staff, number, fields, Outcome::Closed, "closure").await
}

async fn defer(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    outcome(staff, number, fields, Outcome::Deferred, "deferral").await
}

async fn decline(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    outcome(staff, number, fields, Outcome::Declined, "declining").await
}

async fn reopen(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    outcome(staff, number, fields, Outcome::Open, "reopening").await
}

async fn add_releases(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let releases = fields.get("releases").split_whitespace().map(str::to_owned).collect();
    let outcome = cases::add_releases(&staff.ctx, number.clone(), releases).await;
    finish(staff, number, Tab::Releases, "scope", fields, outcome).await
}

async fn remove_release(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let outcome = cases::remove_release(&staff.ctx, number.clone(), fields.text("release"), fields.text("reason")).await;
    finish(staff, number, Tab::Releases, "removal", fields, outcome).await
}

async fn add_vulnerability(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let outcome = cases::add_vulnerability(&staff.ctx, number.clone(), fields.text("vulnerability"), fields.text("title")).await;
    finish(staff, number, Tab::Releases, "vulnerabilities", fields, outcome).await
}

async fn assess(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let form = instant(&fields, "next_update_at").map(|next_update_at| AssessmentForm {
        vulnerability: fields.text("vulnerability"),
        releases: fields.all("releases"),
        case: number.clone(),
        status: fields.text("status"),
        justification: fields.text("justification"),
        statement: fields.text("statement"),
        action: fields.text("action"),
        evidence: fields.text("evidence"),
        next_update_at,
    });
    let outcome = match form {
        Ok(form) => assessment::assess(&staff.ctx, form).await,
        Err(error) => Err(error),
    };
    if let Ok(assessed) = &outcome {
        let (decided, skipped) = (assessed.decided.len(), assessed.skipped.len());
        let address = Tab::Releases.address(&number);
        return Ok(Redirect::to(&format!("{address}?done=assessment&decided={decided}&skipped={skipped}")).into_response());
    }
    finish(staff, number, Tab::Releases, "assessment", fields, outcome).await
}

async fn cvss(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let form = CvssForm { vulnerability: fields.text("vulnerability"), vector: fields.text("vector") };
    let outcome = cases::score_cvss(&staff.ctx, number.clone(), form).await;
    finish(staff, number, Tab::Scores, "cvss", fields, outcome).await
}

async fn ssvc(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let form = SsvcForm {
        vulnerability: fields.text("vulnerability"),
        exploitation: fields.text("exploitation"),
        utility: fields.text("utility"),
        technical_impact: fields.text("technical_impact"),
        public_safety_impact: fields.text("public_safety_impact"),
    };
    let outcome = cases::score_ssvc(&staff.ctx, number.clone(), form).await;
    finish(staff, number, Tab::Scores, "ssvc", fields, outcome).await
}

async fn no_embargo(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let outcome = cases::decide_none(&staff.ctx, number.clone(), fields.text("reason")).await;
    finish(staff, number, Tab::Embargo, "none", fields, outcome).await
}

async fn propose(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let form = instant(&fields, "until").and_then(|until| {
        let reply_by = instant(&fields, "reply_by")?;
        Ok(ProposalForm { until, reply_by, tlp: fields.text("tlp"), scope: fields.text("scope") })
    });
    let outcome = match form {
        Ok(form) => cases::propose(&staff.ctx, number.clone(), form).await,
        Err(error) => Err(error),
    };
    finish(staff, number, Tab::Embargo, "proposals", fields, outcome).await
}

async fn add_party(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let form =
        PartyForm { name: fields.text("party"), kind: fields.text("kind"), mail: fields.text("mail"), required: fields.ticked("required") };
    let outcome = cases::add_party(&staff.ctx, number.clone(), form).await;
    finish(staff, number, Tab::Embargo, "parties", fields, outcome).await
}

async fn consent(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let outcome = match instant(&fields, "reply_by") {
        Ok(reply_by) => {
            let form = ConsentForm { party: fields.text("party"), consent: fields.text("consent"), reply_by };
            cases::record_consent(&staff.ctx, number.clone(), form).await
        }
        Err(error) => Err(error),
    };
    finish(staff, number, Tab::Embargo, "consents", fields, outcome).await
}

async fn end(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let form = EndForm { reason: fields.text("reason"), consented: fields.ticked("consented") };
    let outcome = cases::end_embargo(&staff.ctx, number.clone(), form).await;
    finish(staff, number, Tab::Embargo, "end", fields, outcome).await
}

async fn plan(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let form = instant(&fields, "due_at").and_then(|due_at| {
        Ok(PlanForm {
            release: fields.text("release"),
            state: fields.text("state"),
            fix_version: fields.text("fix_version"),
            due_at,
            delivery: fields.text("delivery"),
            reason: fields.text("reason"),
            mitigation: fields.text("mitigation"),
            evidence: fields.text("evidence"),
            available_at: instant(&fields, "available_at")?,
        })
    });
    let outcome = match form {
        Ok(form) => cases::put_plan(&staff.ctx, number.clone(), form).await,
        Err(error) => Err(error),
    };
    finish(staff, number, Tab::Plans, "plan", fields, outcome).await
}

async fn cra(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let answer = CraAnswer { value: fields.text("value"), reason: fields.text("reason") };
    let outcome = cases::answer_cra(&staff.ctx, number.clone(), answer).await;
    finish(staff, number, Tab::Deadlines, "cra-question", fields, outcome).await
}

async fn awareness(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let form = instant(&fields, "signal_at").and_then(|signal_at| {
        Ok(AwarenessForm {
            signal_at,
            started_at: instant(&fields, "started_at")?,
            aware_at: instant(&fields, "aware_at")?,
            evidence: fields.text("evidence"),
            reasoning: fields.text("reasoning"),
            reason: fields.text("reason"),
        })
    });
    let outcome = match form {
        Ok(form) => cases::record_awareness(&staff.ctx, number.clone(), form).await,
        Err(error) => Err(error),
    };
    finish(staff, number, Tab::Deadlines, "awareness", fields, outcome).await
}

async fn filing(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let form = instant(&fields, "happened_at").map(|happened_at| FilingForm {
        stage: fields.text("stage"),
        outcome: fields.text("outcome"),
        reference: fields.text("reference"),
        happened_at,
        copy: fields.text("copy").into_bytes(),
        reason: fields.text("reason"),
    });
    let outcome = match form {
        Ok(form) => cases::record_filing(&staff.ctx, number.clone(), form).await,
        Err(error) => Err(error),
    };
    finish(staff, number, Tab::Deadlines, "filings", fields, outcome).await
}

async fn note(staff: Staff, Path(number): Number, Posted(fields): Posted) -> PageResult {
    let form = NoteForm { audience: fields.text("audience"), body: fields.text("body") };
    let outcome = cases::note(&staff.ctx, number.clone(), form).await;
    finish(staff, number, Tab::Record, "entries", fields, outcome).await
}
