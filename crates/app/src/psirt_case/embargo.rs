//! The embargo of a case: terms, parties, what each said, its end.

use super::change::{Changed, When, change, event};
use super::edit::restrict_or_open;
use super::record::words;
use crate::{Ctx, Error, Result};
use domain::access::Act;
use domain::embargo::{self as rules, Consent, Embargo, EmbargoState, EndReason, Ending};
use domain::fact::FactKind;
use domain::id::PartyId;
use domain::instant::{Given, Instant};
use domain::psirt_case::{Tlp, Visibility};
use domain::refusal::Refusal;
use domain::viewer::Viewer;
use store::Tx;
use store::psirt_case::{Case, FactRow, Party};

/// Kinds of parties.
pub const PARTY_KINDS: [&str; 5] = ["reporter", "coordinator", "vendor", "customer", "other"];
/// Parties of one case, at most.
pub const PARTIES_MAX: usize = 100;

/// Terms to be proposed.
#[derive(Debug, Clone)]
pub struct ProposalForm {
    /// Until when, with its offset.
    pub until: Option<Given>,
    /// Until when parties answer.
    pub reply_by: Option<Given>,
    /// TLP; empty = as it is.
    pub tlp: String,
    /// What the terms cover.
    pub scope: String,
}

/// A party to be added.
#[derive(Debug, Clone, Default)]
pub struct PartyForm {
    /// Name.
    pub name: String,
    /// One of [`PARTY_KINDS`].
    pub kind: String,
    /// Mail address; may be empty.
    pub mail: String,
    /// Whether its consent is required.
    pub required: bool,
}

/// What a party said.
#[derive(Debug, Clone)]
pub struct ConsentForm {
    /// Name of the party.
    pub party: String,
    /// `invited`, `agreed` or `declined`.
    pub consent: String,
    /// Until when it answers, with an invitation.
    pub reply_by: Option<Given>,
}

/// How a lead ends an embargo.
#[derive(Debug, Clone, Default)]
pub struct EndForm {
    /// Why.
    pub reason: String,
    /// Whether all required parties agreed to this end; the reason says how.
    pub consented: bool,
}

/// The embargo as it reads at an instant.
pub(super) fn current(tx: &mut Tx<'_>, case: &Case, now: Instant) -> Result<Embargo> {
    Ok(tx.embargo(case.id)?.map_or_else(Embargo::undecided, |row| row.embargo.at(now)))
}

/// The fact that took the ground from an embargo, the gravest first.
pub(super) fn broken_by(facts: &[FactRow]) -> Option<EndReason> {
    let known = |kind| facts.iter().any(|fact| fact.kind == kind && fact.withdrawn_at.is_none());
    let reasons = [
        (FactKind::Exploited, EndReason::Exploited),
        (FactKind::ExploitPublic, EndReason::ExploitPublic),
        (FactKind::Public, EndReason::Public),
    ];
    reasons.into_iter().find(|(kind, _)| known(*kind)).map(|(_, reason)| reason)
}

/// Decides that there is no embargo.
///
/// # Errors
/// No reason, an embargo that exists already, no such case, or the refusal of the access table.
pub async fn decide_none(ctx: &Ctx, number: String, reason: String) -> Result<()> {
    let reason = words("reason", &reason)?;
    change(ctx, number, Act::EmbargoPropose, When::Open, move |tx, viewer, now, case| {
        if reason.is_empty() {
            return Err(Refusal::ReasonRequired.into());
        }
        let now_is = current(tx, case, now)?;
        if !matches!(now_is.state, EmbargoState::Undecided | EmbargoState::None) {
            return Err(Refusal::StateConflict { state: now_is.state.key().into(), act: "none".into() }.into());
        }
        let none = Embargo { state: EmbargoState::None, ..Embargo::undecided() };
        tx.put_embargo(viewer, case.id, &none, None, &reason, now)?;
        Ok(((), vec![event(case, "case", "embargo_changed").with("state", "none").because(reason)]))
    })
    .await
}

/// Proposes terms, or a revision of those in force; the case becomes restricted at once.
///
/// # Errors
/// A broken premise, an end in the past or beyond the maximum, no such case, or the refusal of the access table.
pub async fn propose(ctx: &Ctx, number: String, form: ProposalForm) -> Result<()> {
    let max_days = ctx.house.config.embargo.max_days;
    let scope = words("scope", &form.scope)?;
    change(ctx, number, Act::EmbargoPropose, When::Open, move |tx, viewer, now, case| {
        let until = form.until.ok_or_else(|| Refusal::required("until"))?.instant;
        let before = current(tx, case, now)?;
        let broken = broken_by(&tx.facts(case.id)?).is_some();
        let state = rules::propose(&before, broken, until, now, max_days)?;
        let reply_by = form.reply_by.map(|given| given.instant);
        if reply_by.is_some_and(|by| by <= now || by > until) {
            return Err(Refusal::invalid("reply_by", format!("{} – {}", now.to_rfc3339(), until.to_rfc3339())).into());
        }
        let revision = state == EmbargoState::RevisionProposed;
        let bound_until = if revision { before.until } else { Some(until) };
        let terms = Embargo { state, until: bound_until, end_reason: None, first_lead: None };
        tx.put_revision(viewer, case.id, &terms, revision.then_some(until), reply_by, &scope, now)?;
        if !form.tlp.trim().is_empty() {
            tx.set_case(case.id, &case.title, Some(Tlp::read("tlp", &form.tlp)?), case.owner_id)?;
        }
        ask_again(tx, case, revision, reply_by, now)?;
        restrict_or_open(tx, viewer, now, case, Visibility::Restricted)?;
        let event = event(case, "case", "embargo_changed").with("state", state).with("until", until.to_rfc3339()).because(scope);
        Ok(((), vec![event]))
    })
    .await
}

/// New terms are put to everybody. Consent to the old terms lapses; who was not asked yet is invited now.
fn ask_again(tx: &mut Tx<'_>, case: &Case, revision: bool, reply_by: Option<Instant>, now: Instant) -> Result<()> {
    for party in tx.parties(case.id)? {
        let lapses = revision || party.consent == Consent::Agreed;
        let consent = if lapses { Consent::Lapsed } else { Consent::Invited };
        tx.set_consent(case.id, party.id, consent, reply_by, now)?;
    }
    Ok(())
}

/// Adds a party; while terms are on the table it is invited to them.
///
/// # Errors
/// Field faults, a taken name, no such case, or the refusal of the access table.
pub async fn add_party(ctx: &Ctx, number: String, form: PartyForm) -> Result<()> {
    let name = domain::catalogue::check_name("party", &form.name)?;
    if !PARTY_KINDS.contains(&form.kind.as_str()) {
        return Err(Refusal::invalid("kind", PARTY_KINDS.join(", ")).into());
    }
    let mail = form.mail.trim().to_owned();
    if !mail.is_empty() && !domain::person::is_mail(&mail) {
        return Err(Refusal::invalid("mail", "name@example.com").into());
    }
    change(ctx, number, Act::EmbargoPropose, When::Open, move |tx, _, now, case| {
        if tx.parties(case.id)?.len() >= PARTIES_MAX {
            return Err(Refusal::invalid("party", format!("≤ {PARTIES_MAX}")).into());
        }
        if !tx.add_party(case.id, &name, &form.kind, &mail, form.required)? {
            return Err(Refusal::NameTaken { name }.into());
        }
        let row = tx.embargo(case.id)?.filter(|row| row.embargo.at(now).binds());
        if let (Some(row), Some(party)) = (row, party_named(tx, case, &name)?) {
            tx.set_consent(case.id, party.id, Consent::Invited, row.reply_by, now)?;
        }
        Ok(((), vec![event(case, "case", "party_added").with("party", &name).with("kind", &form.kind)]))
    })
    .await
}

fn party_named(tx: &mut Tx<'_>, case: &Case, name: &str) -> Result<Option<Party>> {
    Ok(tx.parties(case.id)?.into_iter().find(|party| party.name == name))
}

/// Records what a party said. When the last required party agrees, the terms come into force; when one declines, the offer is off.
///
/// # Errors
/// No such party or case, no terms on the table, or the refusal of the access table.
pub async fn record_consent(ctx: &Ctx, number: String, form: ConsentForm) -> Result<()> {
    let consent = Consent::read("consent", &form.consent)?;
    if !matches!(consent, Consent::Invited | Consent::Agreed | Consent::Declined) {
        return Err(Refusal::invalid("consent", "invited, agreed, declined").into());
    }
    change(ctx, number, Act::EmbargoPropose, When::Open, move |tx, viewer, now, case| {
        let party = party_named(tx, case, form.party.trim())?.ok_or_else(Error::not_found)?;
        let terms = current(tx, case, now)?;
        if !terms.binds() {
            return Err(Refusal::StateConflict { state: terms.state.key().into(), act: "consent".into() }.into());
        }
        tx.set_consent(case.id, party.id, consent, form.reply_by.map(|given| given.instant), now)?;
        let mut events = vec![event(case, "case", "consent_recorded").with("party", &party.name).with("consent", consent)];
        events.extend(settle(tx, viewer, now, case, party.id, consent)?.1);
        Ok(((), events))
    })
    .await
}

/// What a consent does to the terms on the table.
fn settle(tx: &mut Tx<'_>, viewer: &Viewer, now: Instant, case: &Case, party: PartyId, consent: Consent) -> Changed<()> {
    let Some(row) = tx.embargo(case.id)? else { return Ok(((), Vec::new())) };
    let open = matches!(row.embargo.state, EmbargoState::Proposed | EmbargoState::RevisionProposed);
    let required: Vec<Party> = tx.parties(case.id)?.into_iter().filter(|party| party.required).collect();
    let said: Vec<Consent> = required.iter().map(|party| rules::consent_at(party.consent, party.reply_by, now)).collect();
    let declined = consent == Consent::Declined && required.iter().any(|held| held.id == party);
    let (state, until) = match (row.embargo.state, declined) {
        (EmbargoState::Proposed, true) => (EmbargoState::None, None),
        (EmbargoState::RevisionProposed, true) => (EmbargoState::Active, row.embargo.until),
        _ if open && !required.is_empty() && rules::all_agree(&said) => (EmbargoState::Active, row.revised_until.or(row.embargo.until)),
        _ => return Ok(((), Vec::new())),
    };
    let next = Embargo { state, until, end_reason: None, first_lead: None };
    tx.put_embargo(viewer, case.id, &next, row.reply_by, &row.reason, now)?;
    Ok(((), vec![event(case, "case", "embargo_changed").with("state", state)]))
}

/// Ends an embargo: with the consent of the parties, by two leads, or by one where its ground is gone. It stays restricted.
///
/// # Errors
/// Nothing to end, a missing reason, the same lead twice, no such case, or the refusal of the access table.
pub async fn end_embargo(ctx: &Ctx, number: String, form: EndForm) -> Result<Ending> {
    let reason = words("reason", &form.reason)?;
    change(ctx, number, Act::EmbargoEnd, When::Open, move |tx, viewer, now, case| {
        if reason.is_empty() {
            return Err(Refusal::ReasonRequired.into());
        }
        let terms = current(tx, case, now)?;
        let broken = broken_by(&tx.facts(case.id)?);
        let lead = viewer.person().map(domain::id::PersonId::get);
        let ending = rules::end(&terms, broken, form.consented, lead)?;
        let mut told = event(case, "case", "embargo_changed").because(reason.clone());
        let next = match ending {
            Ending::Ended(why) => {
                told = told.with("state", EmbargoState::Ended).with("end_reason", why).with("by", &viewer.name);
                if let Some(first) = terms.first_lead {
                    let first = tx.person(viewer, domain::id::PersonId::new(first))?;
                    told = told.with("first_lead", first.map_or_else(|| "–".to_owned(), |person| person.login));
                }
                Embargo { state: EmbargoState::Ended, end_reason: Some(why), ..terms }
            }
            Ending::NeedsSecond => {
                told = told.with("end_asked_by", &viewer.name);
                Embargo { first_lead: lead, ..terms }
            }
        };
        let row = tx.embargo(case.id)?;
        let (reply_by, revised) = row.map_or((None, None), |row| (row.reply_by, row.revised_until));
        tx.put_revision(viewer, case.id, &next, revised, reply_by, &reason, now)?;
        Ok((ending, vec![told]))
    })
    .await
}
