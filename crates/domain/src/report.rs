//! A report: one claim from one source, `states.md` §1.

use crate::instant::Instant;
use crate::keyed;
use crate::refusal::Refusal;
use crate::text;

/// Characters of the description.
pub const DESCRIPTION_CHARS_MAX: usize = 100_000;
/// Characters of one-line fields.
pub const LINE_CHARS_MAX: usize = 300;
/// Attachments of one report.
pub const ATTACHMENTS_MAX: usize = 10;
/// Bytes of one attachment.
pub const ATTACHMENT_BYTES_MAX: usize = 25_000_000;

keyed! {
    /// In which state a report is.
    ReportState {
        /// Stored, not yet ruled.
        Received = "received",
        /// Somebody works on it.
        InAssessment = "in_assessment",
        /// Belongs to a case.
        Accepted = "accepted",
        /// Points to the earlier report.
        Duplicate = "duplicate",
        /// Ruled, appeal open.
        NotReproducible = "not_reproducible",
        /// Ruled, appeal open.
        OutOfScope = "out_of_scope",
        /// Ruled, appeal open.
        NotAVulnerability = "not_a_vulnerability",
        /// Canned or bulk mail.
        Spam = "spam",
        /// By the reporter, before acceptance.
        Withdrawn = "withdrawn",
    }
}

keyed! {
    /// What can be done to a report.
    ReportAct {
        /// Somebody begins to look.
        AssessmentStart = "assessment_start",
        /// It belongs to a case.
        Acceptance = "acceptance",
        /// It is ruled out, with a reason.
        Ruling = "ruling",
        /// A ruling is contested.
        Appeal = "appeal",
        /// The reporter takes it back.
        Withdrawal = "withdrawal",
    }
}

keyed! {
    /// Which message this is.
    Direction {
        /// From the reporter.
        In = "in",
        /// From us to the reporter.
        Out = "out",
    }
}

impl ReportState {
    /// Whether it is ruled out.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        matches!(self, Self::NotReproducible | Self::OutOfScope | Self::NotAVulnerability)
    }

    /// Whether it still waits for us in the inbox.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::InAssessment)
    }

    /// The states a ruling may choose.
    pub const RULINGS: &'static [Self] = &[Self::NotReproducible, Self::OutOfScope, Self::NotAVulnerability, Self::Spam, Self::Duplicate];
}

/// The states to which an act leads from a state; empty = the act does not exist there.
#[must_use]
pub fn after(state: ReportState, act: ReportAct) -> &'static [ReportState] {
    match act {
        ReportAct::AssessmentStart if state == ReportState::Received => &[ReportState::InAssessment],
        ReportAct::Acceptance if state.is_open() => &[ReportState::Accepted],
        ReportAct::Ruling if state.is_open() => ReportState::RULINGS,
        ReportAct::Appeal if state.is_negative() => &[ReportState::InAssessment],
        ReportAct::Withdrawal if state.is_open() => &[ReportState::Withdrawn],
        _ => &[],
    }
}

/// Checks that an act exists in a state.
///
/// # Errors
/// [`Refusal::StateConflict`].
pub fn check(state: ReportState, act: ReportAct) -> Result<(), Refusal> {
    if after(state, act).is_empty() {
        return Err(Refusal::StateConflict { state: state.key().to_owned(), act: act.key().to_owned() });
    }
    Ok(())
}

/// Checks a ruling.
///
/// # Errors
/// [`Refusal::RulingReasonRequired`], [`Refusal::StateConflict`], [`Refusal::FieldInvalid`].
pub fn rule(state: ReportState, ruling: ReportState, reason: &str) -> Result<(), Refusal> {
    check(state, ReportAct::Ruling)?;
    if !ReportState::RULINGS.contains(&ruling) {
        return Err(Refusal::invalid("ruling", ReportState::RULINGS.iter().map(|r| r.key()).collect::<Vec<_>>().join(", ")));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::RulingReasonRequired);
    }
    Ok(())
}

/// What a reporter sends, before it is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intake {
    /// Product, as the reporter names it.
    pub product: String,
    /// Version, as the reporter names it.
    pub version: String,
    /// What was found.
    pub description: String,
    /// What somebody could do with it.
    pub impact: String,
    /// Whether it is said to be exploited.
    pub exploited: bool,
    /// Whether it is said to be public.
    pub already_public: bool,
    /// Name for the credit line; empty = none wished.
    pub credit: String,
    /// Where to write; empty = none.
    pub mail: String,
    /// The date the reporter wishes for publication.
    pub wished_at: Option<Instant>,
    /// Sizes of the attachments in bytes.
    pub attachment_bytes: Vec<usize>,
}

/// A report that may be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedIntake {
    /// The cleaned fields.
    pub intake: Intake,
    /// Control characters that were taken out of the texts.
    pub removed: usize,
}

/// Checks and cleans what a reporter sent; answers every fault, in the order of the form.
///
/// # Errors
/// One refusal per field, with the field's name.
pub fn check_intake(intake: &Intake) -> Result<CheckedIntake, Vec<(&'static str, Refusal)>> {
    let mut faults = Vec::new();
    let description = text::clean(&intake.description);
    let impact = text::clean(&intake.impact);
    let cleaned = Intake {
        product: text::clean_line(&intake.product),
        version: text::clean_line(&intake.version),
        credit: text::clean_line(&intake.credit),
        mail: text::clean_line(&intake.mail),
        description: description.text,
        impact: impact.text,
        ..intake.clone()
    };
    if cleaned.product.is_empty() {
        faults.push(("product", Refusal::required("product")));
    }
    if cleaned.description.trim().is_empty() {
        faults.push(("description", Refusal::required("description")));
    }
    for (field, value, max) in [
        ("product", &cleaned.product, LINE_CHARS_MAX),
        ("version", &cleaned.version, LINE_CHARS_MAX),
        ("description", &cleaned.description, DESCRIPTION_CHARS_MAX),
        ("impact", &cleaned.impact, DESCRIPTION_CHARS_MAX),
        ("credit", &cleaned.credit, LINE_CHARS_MAX),
    ] {
        let n = text::count(value);
        if n > max {
            faults.push((field, Refusal::ReportTextTooLong { max: with_commas(max), n: with_commas(n) }));
        }
    }
    if !cleaned.mail.is_empty() && !crate::person::is_mail(&cleaned.mail) {
        faults.push(("mail", Refusal::invalid("mail", "name@example.com")));
    }
    if cleaned.attachment_bytes.len() > ATTACHMENTS_MAX {
        faults.push(("attachments", Refusal::ReportTooManyFiles { max: ATTACHMENTS_MAX.to_string() }));
    }
    for size in cleaned.attachment_bytes.iter().filter(|size| **size > ATTACHMENT_BYTES_MAX) {
        faults.push(("attachments", Refusal::ReportTooLarge { size: format!("{} B", with_commas(*size)) }));
    }
    if faults.is_empty() { Ok(CheckedIntake { intake: cleaned, removed: description.removed + impact.removed }) } else { Err(faults) }
}

/// Writes a number with commas every three digits.
#[must_use]
pub fn with_commas(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fine() -> Intake {
        Intake { product: "KD-CAM200".into(), description: "x".into(), ..Intake::default() }
    }

    #[test]
    fn the_transitions_are_the_committed_ones() {
        use std::fmt::Write as _;
        let mut text = String::from("report\n");
        for state in ReportState::ALL {
            for act in ReportAct::ALL {
                let next: Vec<_> = after(*state, *act).iter().map(|s| s.key()).collect();
                if !next.is_empty() {
                    let _ = writeln!(text, "  {:<18}{:<18}{}", state.key(), act.key(), next.join(" "));
                }
            }
        }
        crate::testing::compare("transitions.txt", &text);
    }

    #[test]
    fn a_description_may_have_exactly_its_limit() {
        let at = Intake { description: "あ".repeat(DESCRIPTION_CHARS_MAX), ..fine() };
        assert!(check_intake(&at).is_ok());
        let over = Intake { description: "あ".repeat(DESCRIPTION_CHARS_MAX + 1), ..fine() };
        assert_eq!(check_intake(&over).unwrap_err()[0].1.code(), "report.text_too_long");
    }

    #[test]
    fn attachments_are_limited_in_number_and_size() {
        let many = Intake { attachment_bytes: vec![1; 11], ..fine() };
        assert_eq!(check_intake(&many).unwrap_err()[0].1.code(), "report.too_many_files");
        let large = Intake { attachment_bytes: vec![25_000_001], ..fine() };
        assert_eq!(check_intake(&large).unwrap_err(), [("attachments", Refusal::ReportTooLarge { size: "25,000,001 B".into() })]);
        assert!(check_intake(&Intake { attachment_bytes: vec![25_000_000], ..fine() }).is_ok());
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let bad = Intake { mail: "a@b@c".into(), ..Intake::default() };
        let fields: Vec<_> = check_intake(&bad).unwrap_err().into_iter().map(|fault| fault.0).collect();
        assert_eq!(fields, ["product", "description", "mail"]);
    }

    #[test]
    fn a_ruling_needs_a_reason_and_an_open_report() {
        assert_eq!(rule(ReportState::Received, ReportState::OutOfScope, " "), Err(Refusal::RulingReasonRequired));
        assert!(rule(ReportState::Accepted, ReportState::OutOfScope, "x").is_err());
        assert!(rule(ReportState::Received, ReportState::Accepted, "x").is_err());
    }
}
