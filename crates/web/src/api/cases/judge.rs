//! Acts on a case that judge, agree and file: scores, embargo, plans, the CRA question, awareness, filings.

use super::acts::{CaseReason, DONE, Done, given};
use super::doc;
use crate::api::{Answer, Body, Call};
use crate::oops::Oops;
use crate::routes::Routes;
use app::psirt_case::{
    self as cases, AwarenessForm, ConsentForm, CraAnswer, CvssForm, EndForm, FilingForm, PartyForm, PlanForm, ProposalForm, SsvcForm,
};
use axum::extract::Path;
use base64::Engine as _;
use domain::access::Act;
use domain::embargo::Ending;
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) fn routes() -> Routes {
    let (propose, aware) = (Act::EmbargoPropose, Act::Awareness);
    Routes::new()
        .api(
            "POST",
            "/api/v1/cases/{number}/scores",
            Act::FactRecord,
            doc("Records a CVSS vector, or an SSVC decision.").takes::<CaseScoreNew>().gives::<CaseScored>(),
            score,
        )
        .api("POST", "/api/v1/cases/{number}/embargo", propose, doc("Decides that there is no embargo.").takes::<CaseReason>(), none)
        .api(
            "POST",
            "/api/v1/cases/{number}/embargo/proposals",
            propose,
            doc("Proposes terms, or a revision of those in force.").takes::<CaseTerms>(),
            terms,
        )
        .api("POST", "/api/v1/cases/{number}/parties", propose, doc("Adds a party.").takes::<CasePartyNew>(), party)
        .api("POST", "/api/v1/cases/{number}/embargo/consents", propose, doc("Records what a party said.").takes::<CaseConsent>(), consent)
        .api(
            "POST",
            "/api/v1/cases/{number}/embargo/end",
            Act::EmbargoEnd,
            doc("Ends an embargo; one of two leads leaves it waiting for the second.").takes::<CaseEnd>().gives::<CaseEnded>(),
            end,
        )
        .api("POST", "/api/v1/cases/{number}/fix-plans", Act::Plan, doc("Puts a plan into force.").takes::<CasePlanNew>(), plan)
        .api("POST", "/api/v1/cases/{number}/cra-question", aware, doc("Answers the CRA question.").takes::<CaseCra>(), cra)
        .api(
            "POST",
            "/api/v1/cases/{number}/awareness",
            aware,
            doc("Records awareness; a later row corrects the one before.").takes::<CaseAwareness>(),
            awareness,
        )
        .api(
            "POST",
            "/api/v1/cases/{number}/filings",
            Act::Filing,
            doc("Records a submission, or that it could not be submitted.").takes::<CaseFilingNew>(),
            filing,
        )
}

/// A score to be recorded: a vector, or the four answers of SSVC.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseScoreNew {
    /// Vulnerability; may be empty when the case has one only.
    vulnerability: String,
    /// CVSS vector with its prefix.
    vector: String,
    /// SSVC: `none`, `public_poc` or `active`.
    exploitation: String,
    /// SSVC: `laborious`, `efficient` or `super_effective`.
    utility: String,
    /// SSVC: `partial` or `total`.
    technical_impact: String,
    /// SSVC: `minimal` or `significant`.
    public_safety_impact: String,
}

/// What a vector or the answers give.
#[derive(Debug, Serialize, ToSchema)]
struct CaseScored {
    /// Score in tenths; absent for SSVC.
    #[serde(skip_serializing_if = "Option::is_none")]
    score_tenths: Option<i64>,
    /// Severity word or SSVC decision.
    word: &'static str,
}

async fn score(call: Call, Path(number): Path<String>, Body(new): Body<CaseScoreNew>) -> Result<Answer<CaseScored>, Oops> {
    let ssvc = [&new.exploitation, &new.utility, &new.technical_impact, &new.public_safety_impact].iter().any(|point| !point.is_empty());
    if new.vector.is_empty() && ssvc {
        let form = SsvcForm {
            vulnerability: new.vulnerability,
            exploitation: new.exploitation,
            utility: new.utility,
            technical_impact: new.technical_impact,
            public_safety_impact: new.public_safety_impact,
        };
        let word = cases::score_ssvc(&call.ctx, number, form).await?;
        return Ok(Answer::ok(CaseScored { score_tenths: None, word }));
    }
    let form = CvssForm { vulnerability: new.vulnerability, vector: new.vector };
    let (tenths, word) = cases::score_cvss(&call.ctx, number, form).await?;
    Ok(Answer::ok(CaseScored { score_tenths: Some(tenths), word }))
}

async fn none(call: Call, Path(number): Path<String>, Body(why): Body<CaseReason>) -> Done {
    cases::decide_none(&call.ctx, number, why.reason).await?;
    Ok(DONE)
}

/// Terms of an embargo.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseTerms {
    /// Until when, with an offset.
    until: String,
    /// Until when parties answer.
    reply_by: String,
    /// TLP; empty = as it is.
    tlp: String,
    /// What the terms cover.
    scope: String,
}

async fn terms(call: Call, Path(number): Path<String>, Body(new): Body<CaseTerms>) -> Done {
    let form = ProposalForm { until: given(&new.until)?, reply_by: given(&new.reply_by)?, tlp: new.tlp, scope: new.scope };
    cases::propose(&call.ctx, number, form).await?;
    Ok(DONE)
}

/// A party to be added.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CasePartyNew {
    /// Name.
    party: String,
    /// `reporter`, `coordinator`, `vendor`, `customer` or `other`.
    kind: String,
    /// Mail address.
    mail: String,
    /// Whether its consent is required.
    required: bool,
}

async fn party(call: Call, Path(number): Path<String>, Body(new): Body<CasePartyNew>) -> Done {
    let form = PartyForm { name: new.party, kind: new.kind, mail: new.mail, required: new.required };
    cases::add_party(&call.ctx, number, form).await?;
    Ok(DONE)
}

/// What a party said.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseConsent {
    /// Name of the party.
    party: String,
    /// `invited`, `agreed` or `declined`.
    consent: String,
    /// Until when it answers, with an invitation.
    reply_by: String,
}

async fn consent(call: Call, Path(number): Path<String>, Body(new): Body<CaseConsent>) -> Done {
    let form = ConsentForm { party: new.party, consent: new.consent, reply_by: given(&new.reply_by)? };
    cases::record_consent(&call.ctx, number, form).await?;
    Ok(DONE)
}

/// How an embargo ends.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseEnd {
    /// Why.
    reason: String,
    /// Whether all required parties agreed to this end.
    consented: bool,
}

/// What the wish to end an embargo led to.
#[derive(Debug, Serialize, ToSchema)]
struct CaseEnded {
    /// Whether it is over.
    ended: bool,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_reason: Option<&'static str>,
}

async fn end(call: Call, Path(number): Path<String>, Body(new): Body<CaseEnd>) -> Result<Answer<CaseEnded>, Oops> {
    let ending = cases::end_embargo(&call.ctx, number, EndForm { reason: new.reason, consented: new.consented }).await?;
    Ok(Answer::ok(match ending {
        Ending::Ended(reason) => CaseEnded { ended: true, end_reason: Some(reason.key()) },
        Ending::NeedsSecond => CaseEnded { ended: false, end_reason: None },
    }))
}

/// A plan to be put into force; what is empty stays as the plan before said.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CasePlanNew {
    /// `product@version`.
    release: String,
    /// State.
    state: String,
    /// Version that carries the fix.
    fix_version: String,
    /// Promised instant.
    due_at: String,
    /// How users get it.
    delivery: String,
    /// Why there is no fix, or why it moved back.
    reason: String,
    /// What users can do meanwhile.
    mitigation: String,
    /// Proof of verification.
    evidence: String,
    /// When users could have it.
    available_at: String,
}

async fn plan(call: Call, Path(number): Path<String>, Body(new): Body<CasePlanNew>) -> Done {
    let form = PlanForm {
        release: new.release,
        state: new.state,
        fix_version: new.fix_version,
        due_at: given(&new.due_at)?,
        delivery: new.delivery,
        reason: new.reason,
        mitigation: new.mitigation,
        evidence: new.evidence,
        available_at: given(&new.available_at)?,
    };
    cases::put_plan(&call.ctx, number, form).await?;
    Ok(DONE)
}

/// An answer to the CRA question.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseCra {
    /// `in_scope`, `out_of_scope` or `undecided`.
    value: String,
    /// Why; mandatory for out of scope.
    reason: String,
}

async fn cra(call: Call, Path(number): Path<String>, Body(new): Body<CaseCra>) -> Done {
    cases::answer_cra(&call.ctx, number, CraAnswer { value: new.value, reason: new.reason }).await?;
    Ok(DONE)
}

/// Awareness to be recorded; every instant with an offset.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseAwareness {
    /// When the signal arrived.
    signal_at: String,
    /// When its assessment began.
    started_at: String,
    /// When we were reasonably certain.
    aware_at: String,
    /// What it rests on.
    evidence: String,
    /// Why it is enough.
    reasoning: String,
    /// Why an earlier row is corrected.
    reason: String,
}

async fn awareness(call: Call, Path(number): Path<String>, Body(new): Body<CaseAwareness>) -> Done {
    let form = AwarenessForm {
        signal_at: given(&new.signal_at)?,
        started_at: given(&new.started_at)?,
        aware_at: given(&new.aware_at)?,
        evidence: new.evidence,
        reasoning: new.reasoning,
        reason: new.reason,
    };
    cases::record_awareness(&call.ctx, number, form).await?;
    Ok(DONE)
}

/// A filing to be recorded.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseFilingNew {
    /// `early_warning`, `notification` or `final_report`.
    stage: String,
    /// `submitted` (the default) or `attempted`.
    outcome: String,
    /// The authority's reference.
    reference: String,
    /// When it was submitted or tried, with an offset.
    happened_at: String,
    /// The copy of what was submitted, in Base64.
    copy_base64: String,
    /// Why it is late or could not be submitted.
    reason: String,
}

async fn filing(call: Call, Path(number): Path<String>, Body(new): Body<CaseFilingNew>) -> Done {
    let copy = base64::engine::general_purpose::STANDARD.decode(new.copy_base64.trim());
    let form = FilingForm {
        stage: new.stage,
        outcome: new.outcome,
        reference: new.reference,
        happened_at: given(&new.happened_at)?,
        copy: copy.map_err(|_| Refusal::invalid("copy_base64", "Base64"))?,
        reason: new.reason,
    };
    cases::record_filing(&call.ctx, number, form).await?;
    Ok(DONE)
}
