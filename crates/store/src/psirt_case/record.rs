//! What people put on record in a case: facts, embargo, parties, answers, awareness, filings, notes.

use crate::StoreError;
use crate::tx::Tx;
use domain::cra::{FilingOutcome, FilingStage, Trigger};
use domain::embargo::{Consent, Embargo, EmbargoState, EndReason};
use domain::fact::{FactKind, Place};
use domain::id::{CaseId, PartyId, PersonId};
use domain::instant::Instant;
use domain::psirt_case::Audience;
use domain::viewer::{Approver, Role, Viewer};

/// A fact as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRow {
    /// Row number.
    pub id: i64,
    /// Kind.
    pub kind: FactKind,
    /// When it happened.
    pub happened_at: Instant,
    /// Where, for exploitation.
    pub place: Option<Place>,
    /// Evidence.
    pub evidence: String,
    /// Who recorded it.
    pub recorded_name: String,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Instant>,
    /// Why it was withdrawn.
    pub withdrawn_reason: Option<String>,
}

/// The newest row of the embargo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbargoRow {
    /// As stored; read it with [`Embargo::at`].
    pub embargo: Embargo,
    /// Until when, by terms that are proposed while the old ones bind.
    pub revised_until: Option<Instant>,
    /// Until when parties answer.
    pub reply_by: Option<Instant>,
    /// Scope text or reason.
    pub reason: String,
    /// Who set it.
    pub set_name: String,
    /// When.
    pub set_at: Instant,
}

/// A party of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Row number.
    pub id: PartyId,
    /// Name.
    pub name: String,
    /// `reporter`, `coordinator`, `vendor`, `customer` or `other`.
    pub kind: String,
    /// Mail address.
    pub mail: String,
    /// Whether its consent is required.
    pub required: bool,
    /// Consent as stored.
    pub consent: Consent,
    /// Until when it answers.
    pub reply_by: Option<Instant>,
}

/// An answer in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The condition.
    pub condition: String,
    /// The value.
    pub value: String,
    /// Words.
    pub text: String,
    /// By whom.
    pub answered_name: String,
    /// When.
    pub answered_at: Instant,
}

/// Awareness to be recorded.
#[derive(Debug, Clone)]
pub struct NewAwareness {
    /// The three instants.
    pub awareness: domain::cra::Awareness,
    /// Offset in which they were given, in minutes.
    pub offset_minutes: i16,
    /// Evidence.
    pub evidence: String,
    /// Reasoning.
    pub reasoning: String,
    /// The row that it corrects.
    pub corrects: Option<i64>,
    /// Reason of the correction.
    pub reason: String,
}

/// Awareness as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwarenessRow {
    /// Row number.
    pub id: i64,
    /// The three instants.
    pub awareness: domain::cra::Awareness,
    /// Evidence.
    pub evidence: String,
    /// Reasoning.
    pub reasoning: String,
    /// Who decided.
    pub decided_name: String,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Reason of the correction.
    pub reason: String,
}

/// A filing or an attempt to be recorded.
#[derive(Debug, Clone)]
pub struct NewFiling {
    /// Stage.
    pub stage: FilingStage,
    /// How it ended.
    pub outcome: FilingOutcome,
    /// The authority's reference.
    pub reference: String,
    /// When it was submitted or tried.
    pub happened_at: Instant,
    /// Offset in which it was given, in minutes.
    pub offset_minutes: i16,
    /// SHA-256 of the copy, in hex; empty = no copy.
    pub copy_digest: String,
    /// The copy.
    pub copy_bytes: Option<Vec<u8>>,
    /// Why it is late or could not be submitted.
    pub reason: String,
}

/// A filing or an attempt as recorded, without its copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingRow {
    /// Stage.
    pub stage: FilingStage,
    /// How it ended.
    pub outcome: FilingOutcome,
    /// Reference.
    pub reference: String,
    /// When it was submitted or tried.
    pub happened_at: Instant,
    /// SHA-256 of the copy.
    pub copy_digest: String,
    /// Why it is late or could not be submitted.
    pub reason: String,
    /// Who recorded it.
    pub recorded_name: String,
}

/// An entry written by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Who may read it.
    pub audience: Audience,
    /// Text.
    pub body: String,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub created_at: Instant,
}

impl Tx<'_> {
    /// Facts of a case, oldest first, withdrawn ones included.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn facts(&mut self, case: CaseId) -> Result<Vec<FactRow>, StoreError> {
        let rows = self.query(
            "SELECT id, kind, happened_at, place, evidence, recorded_name, recorded_at, withdrawn_at, withdrawn_reason FROM fact WHERE case_id = $1 ORDER BY happened_at, id",
            &[&case],
        )?;
        rows.iter()
            .map(|row| {
                Ok(FactRow {
                    id: row.get("id")?,
                    kind: row.get("kind")?,
                    happened_at: row.get("happened_at")?,
                    place: row.get("place")?,
                    evidence: row.get("evidence")?,
                    recorded_name: row.get("recorded_name")?,
                    recorded_at: row.get("recorded_at")?,
                    withdrawn_at: row.get("withdrawn_at")?,
                    withdrawn_reason: row.get("withdrawn_reason")?,
                })
            })
            .collect()
    }

    /// Records a fact.
    ///
    /// # Errors
    /// A failure of the engine.
    #[expect(clippy::too_many_arguments, reason = "one row, one statement")]
    pub fn add_fact(
        &mut self,
        viewer: &Viewer,
        case: CaseId,
        kind: FactKind,
        happened_at: Instant,
        offset_minutes: i16,
        place: Option<Place>,
        evidence: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO fact (case_id, kind, happened_at, offset_minutes, place, evidence, recorded_by, recorded_name, recorded_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[&case, &kind, &happened_at, &i64::from(offset_minutes), &place, &evidence, &viewer.person(), &viewer.name, &now],
        )?;
        Ok(())
    }

    /// Withdraws a fact; the row stays. False when there is no such fact in force in the case.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn withdraw_fact(&mut self, case: CaseId, fact: i64, reason: &str, now: Instant) -> Result<bool, StoreError> {
        let touched = self.execute(
            "UPDATE fact SET withdrawn_at = $1, withdrawn_reason = $2 WHERE id = $3 AND case_id = $4 AND withdrawn_at IS NULL",
            &[&now, &reason, &fact, &case],
        )?;
        Ok(touched == 1)
    }

    /// The newest row of the embargo, or none while undecided.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn embargo(&mut self, case: CaseId) -> Result<Option<EmbargoRow>, StoreError> {
        let row = self.query_opt(
            "SELECT state, until_at, revised_until, reply_by, end_reason, reason, first_lead, set_name, set_at FROM embargo WHERE case_id = $1 ORDER BY id DESC LIMIT 1",
            &[&case],
        )?;
        row.map(|row| {
            Ok(EmbargoRow {
                embargo: Embargo {
                    state: row.get::<EmbargoState>("state")?,
                    until: row.get("until_at")?,
                    end_reason: row.get::<Option<EndReason>>("end_reason")?,
                    first_lead: row.get("first_lead")?,
                },
                revised_until: row.get("revised_until")?,
                reply_by: row.get("reply_by")?,
                reason: row.get("reason")?,
                set_name: row.get("set_name")?,
                set_at: row.get("set_at")?,
            })
        })
        .transpose()
    }

    /// Adds a row to the embargo.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn put_embargo(
        &mut self,
        viewer: &Viewer,
        case: CaseId,
        embargo: &Embargo,
        reply_by: Option<Instant>,
        reason: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        self.put_revision(viewer, case, embargo, None, reply_by, reason, now)
    }

    /// Adds a row to the embargo with an instant that is proposed while the old one binds.
    ///
    /// # Errors
    /// A failure of the engine.
    #[expect(clippy::too_many_arguments, reason = "one row, one statement")]
    pub fn put_revision(
        &mut self,
        viewer: &Viewer,
        case: CaseId,
        embargo: &Embargo,
        revised_until: Option<Instant>,
        reply_by: Option<Instant>,
        reason: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO embargo (case_id, state, until_at, until_offset, revised_until, reply_by, end_reason, reason, first_lead, set_by, set_name, set_at) \
             VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11)",
            &[
                &case, &embargo.state, &embargo.until, &revised_until, &reply_by, &embargo.end_reason, &reason, &embargo.first_lead,
                &viewer.person(), &viewer.name, &now,
            ],
        )?;
        Ok(())
    }

    /// Parties of a case.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn parties(&mut self, case: CaseId) -> Result<Vec<Party>, StoreError> {
        let rows =
            self.query("SELECT id, name, kind, mail, required, consent, reply_by FROM party WHERE case_id = $1 ORDER BY id", &[&case])?;
        rows.iter()
            .map(|row| {
                Ok(Party {
                    id: row.get("id")?,
                    name: row.get("name")?,
                    kind: row.get("kind")?,
                    mail: row.get("mail")?,
                    required: row.get("required")?,
                    consent: row.get("consent")?,
                    reply_by: row.get("reply_by")?,
                })
            })
            .collect()
    }

    /// Adds a party; false when one of that name is there.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_party(&mut self, case: CaseId, name: &str, kind: &str, mail: &str, required: bool) -> Result<bool, StoreError> {
        let touched = self.execute(
            "INSERT INTO party (case_id, name, kind, mail, required, consent) VALUES ($1, $2, $3, $4, $5, 'not_asked') ON CONFLICT (case_id, name) DO NOTHING",
            &[&case, &name, &kind, &mail, &required],
        )?;
        Ok(touched == 1)
    }

    /// Sets what a party said.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn set_consent(
        &mut self,
        case: CaseId,
        party: PartyId,
        consent: Consent,
        reply_by: Option<Instant>,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let touched = self.execute(
            "UPDATE party SET consent = $1, reply_by = COALESCE($2, reply_by), decided_at = $3 WHERE id = $4 AND case_id = $5",
            &[&consent, &reply_by, &now, &party, &case],
        )?;
        Ok(touched == 1)
    }

    /// Answers in force.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn answers(&mut self, case: CaseId) -> Result<Vec<Answer>, StoreError> {
        let rows = self.query(
            "SELECT condition, value, text, answered_name, answered_at FROM case_answer WHERE case_id = $1 AND superseded_at IS NULL ORDER BY condition",
            &[&case],
        )?;
        rows.iter()
            .map(|row| {
                Ok(Answer {
                    condition: row.get("condition")?,
                    value: row.get("value")?,
                    text: row.get("text")?,
                    answered_name: row.get("answered_name")?,
                    answered_at: row.get("answered_at")?,
                })
            })
            .collect()
    }

    /// Gives an answer; the one before stays as history.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn put_answer(
        &mut self,
        viewer: &Viewer,
        case: CaseId,
        condition: &str,
        value: &str,
        text: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE case_answer SET superseded_at = $1 WHERE case_id = $2 AND condition = $3 AND superseded_at IS NULL",
            &[&now, &case, &condition],
        )?;
        self.execute(
            "INSERT INTO case_answer (case_id, condition, value, text, answered_by, answered_name, answered_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[&case, &condition, &value, &text, &viewer.person(), &viewer.name, &now],
        )?;
        Ok(())
    }

    /// Records awareness.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_awareness(&mut self, viewer: &Viewer, case: CaseId, new: &NewAwareness, now: Instant) -> Result<i64, StoreError> {
        self.query_one(
            "INSERT INTO awareness (case_id, trigger_kind, signal_at, started_at, aware_at, offset_minutes, evidence, reasoning, decided_by, \
             decided_name, recorded_at, corrects, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id",
            &[
                &case, &new.awareness.trigger, &new.awareness.signal_at, &new.awareness.started_at, &new.awareness.aware_at,
                &i64::from(new.offset_minutes), &new.evidence, &new.reasoning, &viewer.person(), &viewer.name, &now, &new.corrects, &new.reason,
            ],
        )?
        .get("id")
    }

    /// Every row of awareness, oldest first; the last one counts.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn awareness(&mut self, case: CaseId) -> Result<Vec<AwarenessRow>, StoreError> {
        let rows = self.query(
            "SELECT id, trigger_kind, signal_at, started_at, aware_at, evidence, reasoning, decided_name, recorded_at, reason \
             FROM awareness WHERE case_id = $1 ORDER BY id",
            &[&case],
        )?;
        rows.iter()
            .map(|row| {
                Ok(AwarenessRow {
                    id: row.get("id")?,
                    awareness: domain::cra::Awareness {
                        trigger: row.get::<Trigger>("trigger_kind")?,
                        signal_at: row.get("signal_at")?,
                        started_at: row.get("started_at")?,
                        aware_at: row.get("aware_at")?,
                    },
                    evidence: row.get("evidence")?,
                    reasoning: row.get("reasoning")?,
                    decided_name: row.get("decided_name")?,
                    recorded_at: row.get("recorded_at")?,
                    reason: row.get("reason")?,
                })
            })
            .collect()
    }

    /// Records a filing or an attempt.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_filing(&mut self, viewer: &Viewer, case: CaseId, new: &NewFiling, now: Instant) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO filing (case_id, stage, outcome, reference, happened_at, offset_minutes, copy_digest, copy_bytes, reason, recorded_by, \
             recorded_name, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            &[
                &case, &new.stage, &new.outcome, &new.reference, &new.happened_at, &i64::from(new.offset_minutes), &new.copy_digest,
                &new.copy_bytes, &new.reason, &viewer.person(), &viewer.name, &now,
            ],
        )?;
        Ok(())
    }

    /// Filings and attempts, oldest first.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn filings(&mut self, case: CaseId) -> Result<Vec<FilingRow>, StoreError> {
        let rows = self.query(
            "SELECT stage, outcome, reference, happened_at, copy_digest, reason, recorded_name FROM filing WHERE case_id = $1 ORDER BY id",
            &[&case],
        )?;
        rows.iter()
            .map(|row| {
                Ok(FilingRow {
                    stage: row.get("stage")?,
                    outcome: row.get("outcome")?,
                    reference: row.get("reference")?,
                    happened_at: row.get("happened_at")?,
                    copy_digest: row.get("copy_digest")?,
                    reason: row.get("reason")?,
                    recorded_name: row.get("recorded_name")?,
                })
            })
            .collect()
    }

    /// Writes an entry.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_note(&mut self, viewer: &Viewer, case: CaseId, audience: Audience, body: &str, now: Instant) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO note (case_id, audience, body, author_id, author, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            &[&case, &audience, &body, &viewer.person(), &viewer.name, &now],
        )?;
        Ok(())
    }

    /// Entries that the viewer may read in a case that the caller has read: counsel entries are for leads and legal only.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn notes(&mut self, viewer: &Viewer, case: CaseId) -> Result<Vec<Note>, StoreError> {
        let counsel = viewer.has(Role::Lead) || viewer.has(Role::Approver(Approver::Legal));
        let rows = self.query(
            "SELECT audience, body, author, created_at FROM note WHERE case_id = $1 AND ($2 = 1 OR audience <> 'counsel') ORDER BY id",
            &[&case, &counsel],
        )?;
        rows.iter()
            .map(|row| {
                Ok(Note {
                    audience: row.get("audience")?,
                    body: row.get("body")?,
                    author: row.get("author")?,
                    created_at: row.get("created_at")?,
                })
            })
            .collect()
    }

    /// Cases in which somebody recorded awareness and that the viewer may know of, for the deadline strip.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn cases_with_awareness(&mut self, viewer: &Viewer) -> Result<Vec<super::Case>, StoreError> {
        let all = self.cases(viewer, true, None, super::CASES_PAGE_MAX)?;
        let rows = self.query("SELECT DISTINCT case_id FROM awareness", &[])?;
        let aware: Vec<CaseId> = rows.iter().map(crate::value::Row::first).collect::<Result<_, _>>()?;
        Ok(all.into_iter().filter(|case| aware.contains(&case.id)).collect())
    }

    /// Whether a person is a named member of a case.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn is_member(&mut self, case: CaseId, person: PersonId) -> Result<bool, StoreError> {
        let n: i64 = self.query_value("SELECT count(*) FROM case_member WHERE case_id = $1 AND person_id = $2", &[&case, &person])?;
        Ok(n > 0)
    }
}
