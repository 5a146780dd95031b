//! What happened: the one entry that every change of state leaves in the log.

use crate::id::CaseId;

/// The thing that an entry is about, by its kind and its public number or row number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThingRef {
    /// Kind, such as `case`.
    pub kind: &'static str,
    /// Number or id, such as `PSIRT-2026-0042`.
    pub name: String,
}

impl ThingRef {
    /// Names a thing.
    pub fn new(kind: &'static str, name: impl ToString) -> Self {
        Self { kind, name: name.to_string() }
    }

    /// Kind and name, for the log.
    #[must_use]
    pub fn parts(&self) -> (&'static str, String) {
        (self.kind, self.name.clone())
    }
}

/// One entry of the log before it is written. Its name on the wire is `noun.verb`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What it is about, such as `case`.
    pub noun: &'static str,
    /// What happened, such as `opened`.
    pub verb: &'static str,
    /// The thing.
    pub thing: ThingRef,
    /// The case it belongs to, for need-to-know reads.
    pub case: Option<CaseId>,
    /// Whether that case is restricted.
    pub restricted: bool,
    /// Facts of the change.
    pub fields: Vec<(&'static str, String)>,
    /// The reason given.
    pub reason: Option<String>,
}

impl Event {
    /// Starts an entry.
    #[must_use]
    pub fn new(noun: &'static str, verb: &'static str, thing: ThingRef) -> Self {
        Self { noun, verb, thing, case: None, restricted: false, fields: Vec::new(), reason: None }
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.fields.push((name, value.to_string()));
        self
    }

    /// Says which case it belongs to.
    #[must_use]
    pub fn of_case(mut self, case: CaseId, restricted: bool) -> Self {
        self.case = Some(case);
        self.restricted = restricted;
        self
    }

    /// Adds the reason.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        self.reason = (!reason.is_empty()).then_some(reason);
        self
    }
}
