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

/// Characters of the name of a file.
pub const FILE_NAME_CHARS_MAX: usize = 120;
/// Characters of the claimed type of a file.
pub const FILE_TYPE_CHARS_MAX: usize = 100;
/// Files of one report together with those sent later.
pub const FILES_OF_REPORT_MAX: i64 = 50;
/// Characters of the description that go into the title of a new case.
const TITLE_CHARS: usize = 80;

/// The name of a file as it is kept: no folders, no control characters, no direction marks that could disguise its ending.
#[must_use]
pub fn file_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or("");
    let plain: String = text::clean_line(last).chars().filter(|c| !is_direction_mark(*c) && *c != '"').collect();
    let plain = plain.trim().trim_start_matches('.');
    if plain.is_empty() { "attachment".to_owned() } else { plain.chars().take(FILE_NAME_CHARS_MAX).collect() }
}

/// The claimed type of a file as it is kept; shown, never used.
#[must_use]
pub fn file_type(claimed: &str) -> String {
    let plain: String = claimed.chars().filter(|c| c.is_ascii_graphic()).take(FILE_TYPE_CHARS_MAX).collect();
    if plain.is_empty() { "application/octet-stream".to_owned() } else { plain }
}

const fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The title of a case that is opened from a report, where nobody wrote one: product and the beginning of the description.
#[must_use]
pub fn case_title(product: &str, description: &str) -> String {
    let line = description.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    let plain = |text: &str| text.chars().filter(|c| !is_direction_mark(*c)).collect::<String>();
    let mut start: String = plain(line).chars().take(TITLE_CHARS).collect();
    if text::count(line) > TITLE_CHARS {
        // A word is not cut in two where the language parts its words; Japanese has no such place.
        if let Some(end) = start.rfind(' ').filter(|end| *end > start.len() / 2 && start.is_ascii()) {
            start.truncate(end);
        }
        start.push('…');
    }
    let product: String = plain(product).chars().take(TITLE_CHARS).collect();
    format!("{} {}", product.trim(), start.trim()).trim().to_owned()
}

/// How far a report is on the reporter's line of six steps, from 0; `states.md` §1 and the wireframe of W04.
#[must_use]
pub const fn reporter_step(state: ReportState, acknowledged: bool, public: bool) -> usize {
    match state {
        ReportState::Received if acknowledged => 1,
        ReportState::Received => 0,
        ReportState::InAssessment => 2,
        ReportState::Accepted | ReportState::Duplicate if public => 4,
        ReportState::Accepted | ReportState::Duplicate => 3,
        _ => 5,
    }
}

/// The word that the reporter reads for the state, a key of `reporter_reads`.
#[must_use]
pub const fn reporter_word(state: ReportState, acknowledged: bool) -> &'static str {
    match state {
        ReportState::Received if acknowledged => "acknowledged",
        other => other.key(),
    }
}

/// How alike two descriptions are, from 0 to 100: the share of the rarer one's words that the other has too.
/// CVE ids that both name make them alike at once.
#[must_use]
pub fn likeness(a: &str, b: &str) -> u32 {
    let (a, b) = (terms(a), terms(b));
    if a.iter().any(|term| term.starts_with("cve-") && b.contains(term)) {
        return 100;
    }
    let fewer = a.len().min(b.len());
    if fewer == 0 {
        return 0;
    }
    u32::try_from(a.intersection(&b).count() * 100 / fewer).unwrap_or(100)
}

/// Characters of a description that are compared with others.
const COMPARED_CHARS: usize = 4_000;

/// Words of letters, and pairs of neighbours in scripts that set no blanks.
fn terms(text: &str) -> std::collections::BTreeSet<String> {
    let lower: String = text.chars().take(COMPARED_CHARS).collect::<String>().to_lowercase();
    let mut found = std::collections::BTreeSet::new();
    for word in lower.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|word| !word.is_empty()) {
        if word.is_ascii() {
            if word.len() > 2 {
                found.insert(word.to_owned());
            }
            continue;
        }
        let chars: Vec<char> = word.chars().collect();
        found.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
    }
    found
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

/// How long a ruling can be taken back, in milliseconds.
pub const UNDO_MS_MAX: i64 = 10 * 60_000;
/// Longest rest of a report in the queue, in days.
pub const SNOOZE_DAYS_MAX: i64 = 90;

/// Checks that a ruling may still be taken back.
///
/// # Errors
/// [`Refusal::UndoTooLate`].
pub const fn undo(ruled_at: Instant, now: Instant) -> Result<(), Refusal> {
    if now.as_ms() - ruled_at.as_ms() > UNDO_MS_MAX { Err(Refusal::UndoTooLate) } else { Ok(()) }
}

/// Checks that a report still stands in the queue, for an act of the queue.
///
/// # Errors
/// [`Refusal::StateConflict`].
pub fn in_queue(state: ReportState, act: &str) -> Result<(), Refusal> {
    if state.is_open() { Ok(()) } else { Err(Refusal::StateConflict { state: state.key().into(), act: act.into() }) }
}

/// Checks until when a report rests.
///
/// # Errors
/// [`Refusal::FieldInvalid`] with the earliest and the latest instant.
pub fn snooze(until: Instant, now: Instant) -> Result<(), Refusal> {
    let last = now.plus_days(SNOOZE_DAYS_MAX);
    if until > now && until <= last {
        return Ok(());
    }
    Err(Refusal::invalid("snoozed_until", format!("{} – {}", now.to_rfc3339(), last.to_rfc3339())))
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
    fn a_file_name_brings_no_folder_and_no_disguise() {
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("C:\\temp\\a.png"), "a.png");
        assert_eq!(file_name("invoice\u{202e}gnp.exe\0\r\n"), "invoicegnp.exe");
        assert_eq!(file_name("x\"; y=\".html"), "x; y=.html");
        assert_eq!((file_name(""), file_name("...")), ("attachment".to_owned(), "attachment".to_owned()));
        assert_eq!(file_name(&"あ".repeat(500)).chars().count(), FILE_NAME_CHARS_MAX);
        assert_eq!((file_type("text/html\r\nX: y"), file_type("")), ("text/htmlX:y".to_owned(), "application/octet-stream".to_owned()));
    }

    #[test]
    fn a_case_title_is_product_and_first_words() {
        assert_eq!(case_title("KD-CAM200", "\n認証を回避できる\n詳細"), "KD-CAM200 認証を回避できる");
        let long = case_title("P", &"a".repeat(100));
        assert!(long.ends_with('…') && long.chars().count() == 83, "{long}");
        let words = case_title("", &"word ".repeat(30));
        assert!(words.ends_with("word…"), "{words}");
    }

    #[test]
    fn a_ruling_is_taken_back_for_ten_minutes_and_a_report_rests_ninety_days() {
        let now = Instant::from_ms(1_800_000_000_000);
        let at = |ms: i64| Instant::from_ms(now.as_ms() + ms);
        assert_eq!((undo(now, at(UNDO_MS_MAX)), undo(now, at(UNDO_MS_MAX + 1))), (Ok(()), Err(Refusal::UndoTooLate)));
        let last = now.plus_days(SNOOZE_DAYS_MAX);
        assert!(snooze(at(1), now).is_ok() && snooze(last, now).is_ok());
        for bad in [now, at(-1), last.plus_hours(1)] {
            assert!(matches!(snooze(bad, now), Err(Refusal::FieldInvalid { .. })), "{bad:?}");
        }
        assert!(in_queue(ReportState::InAssessment, "snooze").is_ok() && in_queue(ReportState::Spam, "snooze").is_err());
    }

    #[test]
    fn likeness_counts_shared_words_of_both_scripts() {
        assert_eq!(likeness("see CVE-1900-9100", "about cve-1900-9100 again"), 100);
        assert!(likeness("ログイン画面の認証を回避できる", "認証を回避できる画面がある") >= 50);
        assert_eq!(likeness("nothing in common", "完全に別の話"), 0);
    }

    #[test]
    fn the_reporter_sees_six_steps() {
        use ReportState as S;
        let steps = [
            reporter_step(S::Received, false, false),
            reporter_step(S::Received, true, false),
            reporter_step(S::InAssessment, false, false),
            reporter_step(S::Accepted, true, false),
            reporter_step(S::Duplicate, true, true),
            reporter_step(S::OutOfScope, true, false),
        ];
        assert_eq!(steps, [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_ruling_needs_a_reason_and_an_open_report() {
        assert_eq!(rule(ReportState::Received, ReportState::OutOfScope, " "), Err(Refusal::RulingReasonRequired));
        assert!(rule(ReportState::Accepted, ReportState::OutOfScope, "x").is_err());
        assert!(rule(ReportState::Received, ReportState::Accepted, "x").is_err());
    }
}
