//! The embargo of a case and the consent of its parties, `states.md` §4.

use crate::instant::Instant;
use crate::keyed;
use crate::refusal::Refusal;

keyed! {
    /// In which state an embargo is.
    EmbargoState {
        /// Not decided.
        Undecided = "undecided",
        /// Decided that there is none.
        None = "none",
        /// Terms on the table.
        Proposed = "proposed",
        /// Terms bind every party that agreed.
        Active = "active",
        /// Old terms bind while new ones are discussed.
        RevisionProposed = "revision_proposed",
        /// Over.
        Ended = "ended",
    }
}

keyed! {
    /// Why an embargo ended.
    EndReason {
        /// Its instant was reached.
        Planned = "planned",
        /// By agreement before its instant.
        AgreedEarly = "agreed_early",
        /// It became public.
        Public = "public",
        /// An exploit became public.
        ExploitPublic = "exploit_public",
        /// It was exploited.
        Exploited = "exploited",
        /// We took the offer back.
        Withdrawn = "withdrawn",
    }
}

keyed! {
    /// What a party said.
    Consent {
        /// Not asked yet.
        NotAsked = "not_asked",
        /// Asked, with a reply-by instant.
        Invited = "invited",
        /// Agreed.
        Agreed = "agreed",
        /// Declined, or withdrew.
        Declined = "declined",
        /// Computed: silence past the reply-by instant, or terms revised.
        Lapsed = "lapsed",
    }
}

/// What is in force, as read at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embargo {
    /// State.
    pub state: EmbargoState,
    /// Until when.
    pub until: Option<Instant>,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// Lead who ended it first, waiting for a second.
    pub first_lead: Option<i64>,
}

impl Embargo {
    /// Before any decision.
    #[must_use]
    pub const fn undecided() -> Self {
        Self { state: EmbargoState::Undecided, until: None, end_reason: None, first_lead: None }
    }

    /// The state at an instant: reaching the end needs no timer and publishes nothing.
    #[must_use]
    pub fn at(&self, now: Instant) -> Self {
        let over =
            matches!(self.state, EmbargoState::Active | EmbargoState::RevisionProposed) && self.until.is_some_and(|until| until <= now);
        if over {
            return Self { state: EmbargoState::Ended, end_reason: Some(EndReason::Planned), ..self.clone() };
        }
        self.clone()
    }

    /// Whether terms bind us; publication is refused meanwhile.
    #[must_use]
    pub fn binds(&self) -> bool {
        matches!(self.state, EmbargoState::Proposed | EmbargoState::Active | EmbargoState::RevisionProposed)
    }

    /// Whether it is decided at all.
    #[must_use]
    pub fn decided(&self) -> bool {
        self.state != EmbargoState::Undecided
    }
}

/// Checks a proposal of terms.
///
/// # Errors
/// Premise broken, an end in the past or beyond the maximum, or a state without this act.
pub fn propose(current: &Embargo, premise_broken: bool, until: Instant, now: Instant, max_days: i64) -> Result<EmbargoState, Refusal> {
    if premise_broken {
        return Err(Refusal::EmbargoPremiseBroken);
    }
    if until <= now {
        return Err(Refusal::EmbargoPast { until: until.to_rfc3339() });
    }
    if until > now.plus_days(max_days) {
        return Err(Refusal::EmbargoTooLong { max: max_days.to_string() });
    }
    match current.state {
        EmbargoState::Undecided | EmbargoState::None | EmbargoState::Proposed => Ok(EmbargoState::Proposed),
        EmbargoState::Active | EmbargoState::RevisionProposed => Ok(EmbargoState::RevisionProposed),
        EmbargoState::Ended => Err(Refusal::StateConflict { state: "ended".into(), act: "proposal".into() }),
    }
}

/// The consent of a party as read at an instant: silence past the reply-by instant has lapsed.
#[must_use]
pub fn consent_at(consent: Consent, reply_by: Option<Instant>, now: Instant) -> Consent {
    match consent {
        Consent::Invited if reply_by.is_some_and(|by| by <= now) => Consent::Lapsed,
        other => other,
    }
}

/// Whether proposed terms come into force: every required party has agreed.
#[must_use]
pub fn all_agree(required: &[Consent]) -> bool {
    required.iter().all(|consent| *consent == Consent::Agreed)
}

/// What happens when a lead ends an embargo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It is over.
    Ended(EndReason),
    /// A second lead must say the same.
    NeedsSecond,
}

/// Decides the end of an embargo by a lead.
///
/// # Errors
/// Nothing to end, or the same lead twice.
pub fn end(current: &Embargo, broken_by: Option<EndReason>, all_consent: bool, lead: Option<i64>) -> Result<Ending, Refusal> {
    if !current.binds() {
        return Err(Refusal::StateConflict { state: current.state.key().into(), act: "end".into() });
    }
    if let Some(reason) = broken_by {
        return Ok(Ending::Ended(reason));
    }
    if current.state == EmbargoState::Proposed {
        return Ok(Ending::Ended(EndReason::Withdrawn));
    }
    if all_consent {
        return Ok(Ending::Ended(EndReason::AgreedEarly));
    }
    match (current.first_lead, lead) {
        (Some(first), second) if second == Some(first) => Err(Refusal::SecondPersonRequired),
        (Some(_), _) => Ok(Ending::Ended(EndReason::AgreedEarly)),
        (None, _) => Ok(Ending::NeedsSecond),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_ms(1_000_000);

    fn active(until: Instant) -> Embargo {
        Embargo { state: EmbargoState::Active, until: Some(until), end_reason: None, first_lead: None }
    }

    #[test]
    fn reaching_the_instant_ends_it_without_any_job() {
        let embargo = active(NOW.plus_hours(1));
        assert!(embargo.at(NOW).binds());
        assert_eq!(embargo.at(NOW.plus_hours(1)).end_reason, Some(EndReason::Planned));
    }

    #[test]
    fn no_embargo_starts_on_broken_ground_or_in_the_past() {
        let none = Embargo::undecided();
        assert_eq!(propose(&none, true, NOW.plus_days(1), NOW, 365), Err(Refusal::EmbargoPremiseBroken));
        assert_eq!(propose(&none, false, NOW, NOW, 365).unwrap_err().code(), "embargo.past");
        assert_eq!(propose(&none, false, NOW.plus_days(366), NOW, 365).unwrap_err().code(), "embargo.too_long");
    }

    #[test]
    fn ending_early_takes_two_leads_or_a_broken_premise() {
        let mut embargo = active(NOW.plus_days(3));
        assert_eq!(end(&embargo, None, false, Some(1)), Ok(Ending::NeedsSecond));
        embargo.first_lead = Some(1);
        assert_eq!(end(&embargo, None, false, Some(1)), Err(Refusal::SecondPersonRequired));
        assert_eq!(end(&embargo, None, false, Some(2)), Ok(Ending::Ended(EndReason::AgreedEarly)));
        assert_eq!(end(&active(NOW.plus_days(3)), Some(EndReason::Exploited), false, Some(1)), Ok(Ending::Ended(EndReason::Exploited)));
    }

    #[test]
    fn silence_is_never_agreement() {
        assert_eq!(consent_at(Consent::Invited, Some(NOW), NOW), Consent::Lapsed);
        assert!(!all_agree(&[Consent::Agreed, Consent::Lapsed]));
    }
}
