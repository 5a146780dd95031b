//! Refusals: the rules say no. A closed list; each is worded in `words` in both languages.

/// How a face answers a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// The input is not acceptable (422).
    Invalid,
    /// The input cannot be read at all (400).
    Unreadable,
    /// A rule stands against it in the present state (409).
    Conflict,
    /// Absent, or not yours to know (404).
    NotFound,
    /// Visible but not allowed (403).
    Forbidden,
    /// Used up (410).
    Gone,
    /// Too large (413).
    TooLarge,
    /// Of a form that is not read here (415).
    Unsupported,
    /// An act that this address does not have (405).
    NoMethod,
    /// Edited by somebody else (412).
    Stale,
    /// The edit did not say what it was based on (428).
    Unconditional,
    /// Too many requests (429).
    TooMany,
    /// No identity (401).
    Unknown,
    /// Cannot be stored right now (503).
    Unavailable,
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident $({ $($field:ident),+ })? = $code:literal $sort:ident),+ $(,)?) => {
        /// A "no" of the rules, with what its sentence needs.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(missing_docs, reason = "fields are the names in the sentences of `interfaces.md`")]
        pub enum Refusal {
            $($(#[$doc])* $name $({ $($field: String),+ })?),+
        }

        impl Refusal {
            /// Every code.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The code, never translated.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$name $({ $($field: _),+ })? => $code),+
                }
            }

            /// How a face answers.
            #[must_use]
            pub fn sort(&self) -> Sort {
                match self {
                    $(Self::$name $({ $($field: _),+ })? => Sort::$sort),+
                }
            }

            /// The values of its sentence.
            #[must_use]
            pub fn args(&self) -> Vec<(&'static str, String)> {
                match self {
                    $(Self::$name $({ $($field),+ })? => vec![$($((stringify!($field), $field.clone())),+)?]),+
                }
            }
        }
    };
}

refusals! {
    /// The SBOM ends early.
    SbomTruncated { n } = "sbom.truncated" Invalid,
    /// A form of SBOM that is not read.
    SbomUnsupported { format } = "sbom.unsupported" Unsupported,
    /// Places that do not follow the format.
    SbomSchema { format, n, pointer } = "sbom.schema" Invalid,
    /// No components.
    SbomNoComponents = "sbom.no_components" Invalid,
    /// A reference used twice.
    SbomDuplicateRef { r#ref } = "sbom.duplicate_ref" Invalid,
    /// A purl that cannot be read, under `strict`.
    SbomBadPurl { purl, pointer } = "sbom.bad_purl" Invalid,
    /// A cycle, under `strict`.
    SbomCycle { path } = "sbom.cycle" Invalid,
    /// Not UTF-8.
    SbomEncoding { n } = "sbom.encoding" Invalid,
    /// Over the limit.
    SbomTooLarge { limit } = "sbom.too_large" TooLarge,
    /// A metric value that does not exist.
    CvssBadMetric { metric, value, allowed } = "cvss.bad_metric" Invalid,
    /// A metric given twice.
    CvssDuplicateMetric { metric } = "cvss.duplicate_metric" Invalid,
    /// A mandatory metric is absent.
    CvssMissingMetric { metric } = "cvss.missing_metric" Invalid,
    /// No known prefix.
    CvssBadPrefix = "cvss.bad_prefix" Invalid,
    /// A scheme of versions that does not exist.
    VersionUnknownScheme { scheme, allowed } = "version.unknown_scheme" Invalid,
    /// A version that its scheme does not have.
    VersionUnreadable { version, scheme } = "version.unreadable" Invalid,
    /// A range that is not understood.
    RangeUnreadable { range } = "range.unreadable" Invalid,
    /// A document of no form that is checked here.
    DocumentUnknown = "document.unknown" Unsupported,
    /// A folder without documents.
    DocumentNone { path } = "document.none" NotFound,
    /// A text that is no purl.
    PurlUnreadable { purl } = "purl.unreadable" Invalid,
    /// An SSVC decision point is absent or has a value that does not exist.
    SsvcBadPoint { point, allowed } = "ssvc.bad_point" Invalid,
    /// A table of SSVC that does not exist.
    SsvcUnknownTable { table, allowed } = "ssvc.unknown_table" Invalid,
    /// Neither answers nor a vector of SSVC.
    SsvcUnreadable { text } = "ssvc.unreadable" Invalid,
    /// Not affected, without one of the five justifications.
    VexJustificationRequired = "vex.justification_required" Invalid,
    /// Affected, without an action or a plan.
    VexActionRequired = "vex.action_required" Invalid,
    /// Fixed, without a version or evidence.
    VexEvidenceRequired = "vex.evidence_required" Invalid,
    /// A ruling without its reason.
    RulingReasonRequired = "ruling.reason_required" Invalid,
    /// Taking back after ten minutes.
    UndoTooLate = "undo.too_late" Conflict,
    /// An act that the present state does not have.
    StateConflict { state, act } = "state.conflict" Conflict,
    /// A reason is mandatory here.
    ReasonRequired = "reason.required" Invalid,
    /// Closing with unmet conditions.
    CaseConditionsUnmet { n, list } = "case.conditions_unmet" Conflict,
    /// Publishing with blockers.
    AdvisoryNotReady { n, list } = "advisory.not_ready" Conflict,
    /// The words changed after approval.
    AdvisoryApprovalVoid = "advisory.approval_void" Conflict,
    /// Approving own words.
    ApprovalOwn = "approval.own" Conflict,
    /// Publishing under embargo.
    EmbargoActive { until, n } = "embargo.active" Conflict,
    /// An end in the past.
    EmbargoPast { until } = "embargo.past" Invalid,
    /// A new embargo after its ground is gone.
    EmbargoPremiseBroken = "embargo.premise_broken" Conflict,
    /// A date beyond the configured maximum.
    EmbargoTooLong { max } = "embargo.too_long" Invalid,
    /// A second lead must agree.
    SecondPersonRequired = "second_person.required" Conflict,
    /// Content for a party that has not agreed.
    PartyNoConsent { party } = "party.no_consent" Conflict,
    /// An instant without an offset.
    ZoneRequired { example } = "instant.zone_required" Invalid,
    /// Aware in the future.
    AwarenessInFuture { given, now } = "awareness.in_future" Invalid,
    /// Instants in the wrong order.
    AwarenessOrder = "awareness.order" Invalid,
    /// A filing without its reference.
    FilingReferenceRequired = "filing.reference_required" Invalid,
    /// A late filing without its reason.
    FilingLateReasonRequired { late } = "filing.late_reason_required" Invalid,
    /// A filing before the one it follows.
    FilingStageOrder { earlier } = "filing.stage_order" Conflict,
    /// Attachment too large.
    ReportTooLarge { size } = "report.too_large" Invalid,
    /// Too many attachments.
    ReportTooManyFiles { max } = "report.too_many_files" Invalid,
    /// Text too long.
    ReportTextTooLong { max, n } = "report.text_too_long" Invalid,
    /// No report has this receipt code.
    ReceiptUnknown = "receipt.unknown" NotFound,
    /// Too many requests.
    RateLimited { s } = "rate.limited" TooMany,
    /// Somebody else changed it.
    EditConflict { actor, ago } = "edit.conflict" Stale,
    /// No `If-Match`.
    EditPreconditionRequired = "edit.precondition_required" Unconditional,
    /// The setup link was used or is too old.
    SetupLinkUsed = "setup.link_used" Gone,
    /// The form token is absent or too old.
    FormToken = "form.token" Forbidden,
    /// Absent, or not yours to know.
    NotFound = "auth.not_found" NotFound,
    /// The role reads only.
    ReadOnly = "auth.read_only" Forbidden,
    /// No valid identity.
    AuthRequired = "auth.required" Unknown,
    /// Wrong name, password or code; which one is not said.
    AuthWrong = "auth.wrong" Unknown,
    /// A password that the rules refuse.
    PasswordWeak { min } = "password.weak" Invalid,
    /// A mandatory field is empty.
    FieldRequired { field } = "field.required" Invalid,
    /// A field has a value that cannot be used.
    FieldInvalid { field, allowed } = "field.invalid" Invalid,
    /// The name exists already.
    NameTaken { name } = "name.taken" Conflict,
    /// The request cannot be read.
    Unreadable { detail } = "request.unreadable" Unreadable,
    /// The body is larger than this entrance takes.
    BodyTooLarge { limit } = "request.too_large" TooLarge,
    /// The address does not have this method.
    MethodUnknown = "request.method" NoMethod,
    /// A backup that is not one, or not what its manifest says.
    BackupDamaged { detail } = "backup.damaged" Invalid,
    /// A demo asks no feed.
    FeedDemo = "feed.demo" Conflict,
    /// A bundle that is not one, or not what its manifest says.
    BundleDamaged { detail } = "bundle.damaged" Invalid,
    /// The same `Idempotency-Key` was used for another request.
    IdempotencyReused = "idempotency.reused" Conflict,
    /// The queue of writes is full.
    Busy { s } = "system.busy" Unavailable,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Refusal {}

impl Refusal {
    /// Says that a field is empty.
    #[must_use]
    pub fn required(field: &str) -> Self {
        Self::FieldRequired { field: field.to_owned() }
    }

    /// Says what a field may hold.
    #[must_use]
    pub fn invalid(field: &str, allowed: impl ToString) -> Self {
        Self::FieldInvalid { field: field.to_owned(), allowed: allowed.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique() {
        let unique: std::collections::BTreeSet<_> = Refusal::CODES.iter().collect();
        assert_eq!(unique.len(), Refusal::CODES.len());
    }
}
