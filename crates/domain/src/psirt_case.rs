//! The case: the unit of our work, `states.md` §2.

use crate::keyed;
use crate::refusal::Refusal;

keyed! {
    /// How a case ended, or that it has not.
    Outcome {
        /// Being worked on.
        Open = "open",
        /// Set aside until a date or condition.
        Deferred = "deferred",
        /// Not taken up.
        Declined = "declined",
        /// Goes on in another case.
        Duplicate = "duplicate",
        /// All conditions met.
        Closed = "closed",
    }
}

keyed! {
    /// What kind of case.
    CaseKind {
        /// A vulnerability.
        Vulnerability = "vulnerability",
        /// A severe incident with its own legal duties.
        SevereIncident = "severe_incident",
    }
}

keyed! {
    /// Who can know of it.
    Visibility {
        /// Colleagues with a role.
        Team = "team",
        /// Named members only.
        Restricted = "restricted",
    }
}

keyed! {
    /// Traffic Light Protocol 2.0.
    Tlp {
        /// Named recipients only.
        Red = "red",
        /// The organisation only.
        AmberStrict = "amber_strict",
        /// The organisation and its clients.
        Amber = "amber",
        /// The community.
        Green = "green",
        /// Everybody.
        Clear = "clear",
    }
}

keyed! {
    /// Who may read an entry of a case.
    Audience {
        /// The case's readers in the house.
        Internal = "internal",
        /// Lead and legal.
        Counsel = "counsel",
        /// The parties.
        Parties = "parties",
        /// The reporter.
        Reporter = "reporter",
    }
}

impl Tlp {
    /// The label as it is written, such as `TLP:AMBER+STRICT`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Red => "TLP:RED",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Amber => "TLP:AMBER",
            Self::Green => "TLP:GREEN",
            Self::Clear => "TLP:CLEAR",
        }
    }
}

/// An answer that people give to a condition which no other data can meet; kept as rows with a who and a when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRule {
    /// The condition, as in [`crate::stage::Condition`].
    pub condition: &'static str,
    /// The values that may be chosen.
    pub values: &'static [&'static str],
    /// Values that need words.
    pub text_for: &'static [&'static str],
}

/// Every condition that is met by an answer.
pub const ANSWERS: &[AnswerRule] = &[
    AnswerRule { condition: "ruled", values: &["reproduced", "reasoned"], text_for: &["reproduced", "reasoned"] },
    AnswerRule { condition: "cra_question", values: &["in_scope", "out_of_scope", "undecided"], text_for: &["out_of_scope"] },
    AnswerRule { condition: "incident_assessed", values: &["done"], text_for: &["done"] },
    AnswerRule { condition: "cve", values: &["assigned", "none"], text_for: &["assigned", "none"] },
    AnswerRule { condition: "advisory", values: &["none"], text_for: &["none"] },
    AnswerRule { condition: "reporter_told", values: &["done"], text_for: &[] },
    AnswerRule { condition: "users_informed", values: &["done"], text_for: &["done"] },
    AnswerRule { condition: "cause", values: &["done"], text_for: &["done"] },
    AnswerRule { condition: "detection_gap", values: &["done"], text_for: &["done"] },
    AnswerRule { condition: "actions", values: &["planned", "none"], text_for: &["planned", "none"] },
    AnswerRule { condition: "siblings_asked", values: &["done", "none"], text_for: &["none"] },
    AnswerRule { condition: "actions_settled", values: &["done"], text_for: &["done"] },
];

/// Checks an answer to a condition.
///
/// # Errors
/// An unknown condition or value, or missing words.
pub fn check_answer(condition: &str, value: &str, text: &str) -> Result<(), Refusal> {
    let Some(rule) = ANSWERS.iter().find(|rule| rule.condition == condition) else {
        return Err(Refusal::invalid("condition", ANSWERS.iter().map(|rule| rule.condition).collect::<Vec<_>>().join(", ")));
    };
    if !rule.values.contains(&value) {
        return Err(Refusal::invalid("value", rule.values.join(", ")));
    }
    if rule.text_for.contains(&value) && text.trim().is_empty() {
        return Err(Refusal::ReasonRequired);
    }
    Ok(())
}

/// Checks a change of outcome.
///
/// # Errors
/// [`Refusal::StateConflict`], a missing reason, or closure while conditions are unmet.
pub fn check_outcome(from: Outcome, to: Outcome, reason: &str, unmet: &[crate::stage::Unmet]) -> Result<(), Refusal> {
    let exists = match to {
        Outcome::Open => from != Outcome::Open,
        _ => from == Outcome::Open,
    };
    if !exists {
        return Err(Refusal::StateConflict { state: from.key().into(), act: to.key().into() });
    }
    if to == Outcome::Closed {
        if unmet.is_empty() {
            return Ok(());
        }
        let list = unmet.iter().map(|unmet| unmet.condition.key()).collect::<Vec<_>>().join(", ");
        return Err(Refusal::CaseConditionsUnmet { n: unmet.len().to_string(), list });
    }
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonRequired);
    }
    Ok(())
}
