//! What the page of a case shows, made ready for its templates.

use crate::form::{Faults, Fields};
use crate::frame::{Frame, PageResult, Staff, page_as};
use crate::pages::advisory::{LineView, of_case};
use crate::told::{self, Facts, shown_release};
use app::Error;
use app::psirt_case::{self as cases, ConditionLine, Entry, Note, Shown};
use askama::Template;
use axum::http::StatusCode;
use domain::cra::{Due, FilingStage};
use domain::deadline::{Deadline, DeadlineKind};
use domain::embargo::EmbargoState;
use domain::fact::FactKind;
use domain::instant::Instant;
use domain::psirt_case::{ANSWERS, Outcome, Tlp};
use domain::stage::Stage;
use words::Words;

/// A deadline near enough to be marked.
const NEAR_MS: i64 = 6 * 3_600_000;

/// A tab of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Overview,
    Releases,
    Scores,
    Embargo,
    Plans,
    Advisories,
    Deadlines,
    Record,
    Review,
}

impl Tab {
    const ALL: [Self; 9] = [
        Self::Overview,
        Self::Releases,
        Self::Scores,
        Self::Embargo,
        Self::Plans,
        Self::Advisories,
        Self::Deadlines,
        Self::Record,
        Self::Review,
    ];

    const fn key(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Releases => "releases",
            Self::Scores => "scores",
            Self::Embargo => "embargo",
            Self::Plans => "plans",
            Self::Advisories => "advisories",
            Self::Deadlines => "deadlines",
            Self::Record => "record",
            Self::Review => "review",
        }
    }

    /// The address of the tab of a case.
    pub(crate) fn address(self, number: &str) -> String {
        match self {
            Self::Overview => format!("/app/cases/{number}"),
            tab => format!("/app/cases/{number}/{}", tab.key()),
        }
    }
}

/// One choice of a field.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) words: String,
    pub(crate) chosen: bool,
}

pub(crate) fn choices<'c>(all: impl IntoIterator<Item = (&'c str, &'c str)>, chosen: &str) -> Vec<Choice> {
    all.into_iter().map(|(value, words)| Choice { value: value.to_owned(), words: words.to_owned(), chosen: value == chosen }).collect()
}

/// Tenths of a score as text; empty without a score.
pub(crate) fn tenths(score: &Option<i64>) -> String {
    score.map(|score| format!("{}.{}", score / 10, score % 10)).unwrap_or_default()
}

/// What was sent with the one form of the page that was refused.
#[derive(Default)]
pub(crate) struct Kept {
    form: String,
    fields: Fields,
}

impl Kept {
    /// The text of a field; empty for every other form.
    fn get(&self, form: &str, name: &str) -> &str {
        if form == self.form { self.fields.get(name) } else { "" }
    }

    /// The text of a field, or what it holds when nothing was sent.
    fn or<'k>(&'k self, form: &str, name: &str, held: &'k str) -> &'k str {
        if form == self.form { self.fields.get(name) } else { held }
    }

    fn holds(&self, form: &str, name: &str, value: &str) -> bool {
        form == self.form && self.fields.all(name).iter().any(|sent| sent == value)
    }
}

/// One tab of the list of tabs.
struct TabLink {
    href: String,
    words: &'static str,
    count: String,
    current: bool,
}

/// One stage of the bar.
struct Step {
    words: &'static str,
    class: &'static str,
    note: String,
}

/// One fact of the bar.
struct FactMark {
    words: &'static str,
    at: Option<Instant>,
    now: bool,
}

/// A deadline made ready for its card or row.
pub(crate) struct DueView {
    pub(crate) href: String,
    pub(crate) words: &'static str,
    pub(crate) thing: String,
    pub(crate) class: &'static str,
    pub(crate) due: Option<Instant>,
    pub(crate) left: String,
    pub(crate) waits: &'static str,
    pub(crate) met_at: Option<Instant>,
    pub(crate) legal: bool,
    pub(crate) kind: &'static str,
    pub(crate) rfc: String,
}

impl DueView {
    pub(crate) fn of(deadline: &Deadline, w: Words, now: Instant) -> Self {
        let running = deadline.running();
        let due = match deadline.due {
            Due::At(at) => Some(at),
            Due::NoMeasureYet | Due::NotificationNotSubmitted => None,
        };
        let class = match (deadline.met_at, running) {
            (Some(_), _) => "done",
            (None, None) => "idle",
            (None, Some(at)) if at < now => "over",
            (None, Some(at)) if at.as_ms() - now.as_ms() < NEAR_MS => "near",
            _ => "",
        };
        let waits = match deadline.due {
            Due::At(_) => "",
            Due::NoMeasureYet => w.due_waits("no_measure_yet"),
            Due::NotificationNotSubmitted => w.due_waits("notification_not_submitted"),
        };
        Self {
            href: crate::frame::deadline_href(deadline),
            words: w.deadline(deadline.key.key()),
            thing: deadline.thing.clone(),
            class,
            due,
            left: running.map(|at| w.remaining(at, now)).unwrap_or_default(),
            waits,
            met_at: deadline.met_at,
            legal: deadline.key.kind() == DeadlineKind::Legal,
            kind: w.deadline_kind(deadline.key.kind().key()),
            rfc: due.map(Instant::to_rfc3339).unwrap_or_default(),
        }
    }
}

/// An answer form of a condition.
struct AnswerView {
    condition: &'static str,
    words: &'static str,
    value: String,
    value_words: &'static str,
    text: String,
    by: String,
    values: Vec<Choice>,
    met: bool,
}

/// One entry of the record: an event or a note.
struct RecordLine {
    at: Instant,
    actor: String,
    audience: &'static str,
    audience_words: &'static str,
    words: String,
    body: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "cases/case.html")]
struct CasePage {
    f: Frame,
    w: Words,
    tab: Tab,
    faults: Faults,
    kept: Kept,
    done: String,
    people: Vec<String>,
    catalogue: Vec<String>,
    /// Advisories of the case, on their tab.
    advisories: Vec<LineView>,
    may_draft: bool,
    s: Shown,
}

/// The tab of a case.
pub(crate) async fn tab(staff: Staff, number: String, tab: Tab, done: String) -> PageResult {
    render(staff, number, tab, Faults::default(), Kept::default(), done).await
}

/// The tab again, with the form that was refused and its text.
pub(crate) async fn again(staff: Staff, number: String, tab: Tab, form: &str, sent: Fields, error: Error) -> PageResult {
    let faults = Faults::of(error, staff.w)?.within(form, &sent);
    let kept = Kept { form: form.to_owned(), fields: sent };
    render(staff, number, tab, faults, kept, String::new()).await
}

async fn render(staff: Staff, number: String, tab: Tab, faults: Faults, kept: Kept, done: String) -> PageResult {
    let s = cases::show(&staff.ctx, number).await?;
    let people = if tab == Tab::Overview { cases::names_of_colleagues(&staff.ctx).await? } else { Vec::new() };
    let catalogue = if tab == Tab::Releases && s.may.edit { catalogue(&staff).await? } else { Vec::new() };
    let (advisories, may_draft) = if tab == Tab::Advisories { of_case(&staff, &s.case.number).await? } else { (Vec::new(), false) };
    let status = if faults.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_as(status, &CasePage { w: staff.w, f: staff.f, tab, faults, kept, done, people, catalogue, advisories, may_draft, s })
}

/// Every release as `product@version`, for the list beside the field.
async fn catalogue(staff: &Staff) -> app::Result<Vec<String>> {
    let all = staff.ctx.read(|tx, viewer| Ok(tx.all_releases(viewer)?)).await?;
    Ok(all.into_iter().map(|release| release.key()).collect())
}

impl CasePage {
    fn number(&self) -> &str {
        &self.s.case.number
    }

    fn is(&self, key: &str) -> bool {
        self.tab.key() == key
    }

    fn base(&self) -> String {
        Tab::Overview.address(&self.s.case.number)
    }

    fn score(&self) -> String {
        tenths(&self.s.case.score)
    }

    fn ended(&self) -> bool {
        !matches!(self.s.case.outcome, Outcome::Open | Outcome::Deferred)
    }

    fn open(&self) -> bool {
        self.s.case.outcome == Outcome::Open
    }

    fn tlp_class(&self) -> String {
        self.s.case.tlp.map(|tlp| format!("tlp-{}", tlp.key().replace('_', "-"))).unwrap_or_default()
    }

    fn tabs(&self) -> Vec<TabLink> {
        let count = |tab| match tab {
            Tab::Releases if !self.s.releases.is_empty() => {
                let (judged, all) = self.s.judged();
                format!("{judged}/{all}")
            }
            Tab::Embargo if !self.s.parties.is_empty() => self.s.parties.len().to_string(),
            _ => String::new(),
        };
        Tab::ALL
            .into_iter()
            .map(|tab| TabLink {
                href: tab.address(self.number()),
                words: self.w.case_tab(tab.key()),
                count: count(tab),
                current: tab == self.tab,
            })
            .collect()
    }

    fn steps(&self) -> Vec<Step> {
        let report = &self.s.stage;
        Stage::ALL
            .iter()
            .map(|stage| {
                let unmet = report.unmet_in(*stage);
                let class = match (stage.cmp(&report.stage), unmet) {
                    (std::cmp::Ordering::Equal, _) => "now",
                    (std::cmp::Ordering::Less, _) => "done",
                    (std::cmp::Ordering::Greater, 0) if !report.met.iter().any(|met| met.stage() == *stage) => "",
                    _ => "",
                };
                let note = if class == "now" && unmet > 0 { self.w.case_left(unmet) } else { String::new() };
                Step { words: self.w.stage(stage.key()), class, note }
            })
            .collect()
    }

    fn fact_marks(&self) -> Vec<FactMark> {
        let first = |kind| self.s.facts.iter().filter(|fact| fact.kind == kind && fact.withdrawn_at.is_none()).map(|f| f.happened_at).min();
        let ready = self.s.releases.iter().filter_map(|row| row.plan.as_ref()).map(|plan| plan.set_at).max().filter(|_| self.s.fix_ready);
        let mark = |key: &str, at, now| FactMark { words: self.w.fact(key), at, now };
        vec![
            mark("fix_ready", ready, false),
            mark("public", first(FactKind::Public), false),
            mark("exploit_public", first(FactKind::ExploitPublic), false),
            mark("exploited", first(FactKind::Exploited), true),
        ]
    }

    fn dues(&self) -> Vec<DueView> {
        let mut all: Vec<DueView> = self.s.deadlines.iter().map(|deadline| DueView::of(deadline, self.w, self.f.now)).collect();
        all.sort_by_key(|due| (!due.legal, due.met_at.is_some()));
        all
    }

    fn running(&self) -> Vec<DueView> {
        self.dues().into_iter().filter(|due| due.met_at.is_none() && due.due.is_some()).collect()
    }

    /// Unmet conditions of the stage in which the case stands.
    fn needed(&self) -> Vec<&ConditionLine> {
        let stage = self.s.stage.stage;
        self.s.lines.iter().filter(|line| line.condition.stage() == stage).collect()
    }

    fn later(&self) -> Vec<&ConditionLine> {
        let stage = self.s.stage.stage;
        self.s.lines.iter().filter(|line| !line.met && line.condition.stage() != stage).collect()
    }

    fn passed(&self) -> Vec<&ConditionLine> {
        let stage = self.s.stage.stage;
        self.s.lines.iter().filter(|line| line.met && line.condition.stage() != stage).collect()
    }

    fn unmet_count(&self) -> usize {
        self.s.stage.unmet.len()
    }

    /// What a condition waits for, in words.
    fn things(&self, line: &&ConditionLine) -> String {
        let word = |thing: &String| match FilingStage::from_key(thing) {
            Some(stage) => self.w.filing_stage(stage.key()).to_owned(),
            None => shown_release(thing),
        };
        line.things.iter().map(word).collect::<Vec<_>>().join(self.w.pick("、", ", "))
    }

    fn embargo_band(&self) -> &'static str {
        match self.s.embargo.state {
            EmbargoState::Proposed => self.w.case_embargo_proposed_band(),
            EmbargoState::Active | EmbargoState::RevisionProposed => self.w.case_embargo_band(),
            _ => "",
        }
    }

    fn embargo_left(&self) -> String {
        let days = self.s.embargo.until.map_or(0, |until| (until.as_ms() - self.f.now.as_ms()).max(0) / 86_400_000);
        self.w.case_embargo_left(days)
    }

    fn embargo_ended(&self) -> String {
        let (Some(reason), Some(row)) = (self.s.embargo.end_reason, &self.s.embargo_row) else { return String::new() };
        let planned = reason == domain::embargo::EndReason::Planned;
        let at = if planned { self.s.embargo.until.unwrap_or(row.set_at) } else { row.set_at };
        self.w.case_embargo_ended(self.w.instant(at), self.w.end_reason(reason.key()))
    }

    fn answer_views(&self, review: bool) -> Vec<AnswerView> {
        let in_review = |condition: &str| domain::stage::Condition::from_key(condition).is_some_and(|c| c.stage() == Stage::Review);
        let line = |condition: &str| self.s.lines.iter().find(|line| line.condition.key() == condition);
        ANSWERS
            .iter()
            .filter(|rule| rule.condition != "cra_question" && in_review(rule.condition) == review && line(rule.condition).is_some())
            .map(|rule| {
                let held = self.s.answer(rule.condition);
                let value = held.map(|answer| answer.value.clone()).unwrap_or_default();
                AnswerView {
                    condition: rule.condition,
                    words: self.w.condition(rule.condition),
                    value_words: self.w.answer(&value),
                    text: held.map(|answer| answer.text.clone()).unwrap_or_default(),
                    by: held.map_or_else(String::new, |a| self.w.case_answered_by(self.w.instant(a.answered_at), &a.answered_name)),
                    values: choices(rule.values.iter().map(|value| (*value, self.w.answer(value))), &value),
                    met: line(rule.condition).is_some_and(|line| line.met),
                    value,
                }
            })
            .collect()
    }

    fn keyed(&self, group: &str, chosen: &str) -> Vec<Choice> {
        let w = self.w;
        let of = |keys: &[&str], words: fn(Words, &str) -> &'static str| choices(keys.iter().map(|key| (*key, words(w, key))), chosen);
        match group {
            "fact" => of(&["exploited", "exploit_public", "public", "measure_available"], |w, key| w.fact(key)),
            "place" => of(&["own", "elsewhere"], |w, key| w.place(key)),
            "tlp" => choices(Tlp::ALL.iter().map(|tlp| (tlp.key(), tlp.label())), chosen),
            "vex" => of(&["affected", "not_affected", "fixed", "under_investigation"], |w, key| w.vex(key)),
            "justification" => choices(domain::assessment::Justification::ALL.iter().map(|j| (j.key(), w.justification(j.key()))), chosen),
            "party_kind" => of(&["reporter", "coordinator", "vendor", "customer", "other"], |w, key| w.party_kind(key)),
            "consent" => of(&["agreed", "declined", "invited"], |w, key| w.consent(key)),
            "plan_state" => choices(domain::plan::PlanState::ALL.iter().map(|state| (state.key(), w.plan_state(state.key()))), chosen),
            "delivery" => choices(domain::plan::Delivery::ALL.iter().map(|way| (way.key(), w.delivery(way.key()))), chosen),
            "cra" => of(&["in_scope", "undecided", "out_of_scope"], |w, key| w.answer(key)),
            "filing_stage" => choices(FilingStage::ALL.iter().map(|stage| (stage.key(), w.filing_stage(stage.key()))), chosen),
            "filing_outcome" => of(&["submitted", "attempted"], |w, key| w.filing_outcome(key)),
            "audience" => of(&["internal", "counsel", "parties", "reporter"], |w, key| w.audience(key)),
            "exploitation" => of(&["active", "public_poc", "none"], |w, key| w.ssvc_value(key)),
            "utility" => of(&["super_effective", "efficient", "laborious"], |w, key| w.ssvc_value(key)),
            "technical_impact" => of(&["total", "partial"], |w, key| w.ssvc_value(key)),
            "public_safety_impact" => of(&["significant", "minimal"], |w, key| w.ssvc_value(key)),
            "vulnerability" => {
                self.s.vulnerabilities.iter().map(|v| Choice { value: v.id.clone(), words: v.id.clone(), chosen: v.id == chosen }).collect()
            }
            _ => Vec::new(),
        }
    }

    fn owner(&self) -> &str {
        self.s.case.owner.as_deref().unwrap_or("")
    }

    fn tlp_key(&self) -> &str {
        self.s.case.tlp.map_or("", Tlp::key)
    }

    /// The filing that comes next.
    fn next_filing(&self) -> &'static str {
        let open = |due: &&Deadline| due.met_at.is_none() && due.key.kind() == DeadlineKind::Legal;
        let next = self.s.deadlines.iter().filter(open).map(|due| due.key).min();
        match next {
            Some(domain::deadline::DeadlineKey::CraNotification) => "notification",
            Some(domain::deadline::DeadlineKey::CraFinalReport) => "final_report",
            _ => "early_warning",
        }
    }

    fn cra_unmet(&self) -> bool {
        self.s.lines.iter().any(|line| line.condition == domain::stage::Condition::CraQuestion && !line.met)
    }

    fn ssvc(&self) -> &'static str {
        let held = self.s.scores.iter().find(|score| score.kind == "ssvc");
        held.map_or("", |score| self.w.ssvc_decision(&score.word))
    }

    /// The scoring sheet with what the first vulnerability has been given.
    fn scoring_address(&self) -> String {
        let mut pairs = vec![("case", self.s.case.number.as_str())];
        if let Some(first) = self.s.vulnerabilities.first() {
            pairs.push(("vulnerability", &first.id));
            for score in self.s.scores.iter().filter(|score| score.vuln_id == first.id) {
                match score.kind.as_str() {
                    "cvss40" => pairs.push(("v40", &score.vector)),
                    "cvss31" => pairs.push(("v31", &score.vector)),
                    _ => pairs.extend(
                        score
                            .vector
                            .split('/')
                            .filter_map(|part| part.split_once(':'))
                            .filter_map(|(point, value)| Some((super::super::scoring::field_of(point)?, value))),
                    ),
                }
            }
        }
        let query: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={}", crate::frame::Lines::encode(value))).collect();
        format!("/app/scoring?{}", query.join("&"))
    }

    fn record_lines(&self) -> Vec<RecordLine> {
        let mut all: Vec<RecordLine> =
            self.s.timeline.iter().filter(|entry| entry.verb != "noted").map(|entry| self.event_line(entry)).collect();
        all.extend(self.s.notes.iter().map(|note| self.note_line(note)));
        all.sort_by_key(|line| std::cmp::Reverse(line.at));
        all
    }

    fn note_line(&self, note: &Note) -> RecordLine {
        let audience = note.audience.key();
        RecordLine {
            at: note.created_at,
            actor: note.author.clone(),
            audience,
            audience_words: self.w.audience(audience),
            words: String::new(),
            body: note.body.clone(),
            reason: String::new(),
        }
    }

    fn event_line(&self, entry: &Entry) -> RecordLine {
        RecordLine {
            at: entry.at,
            actor: entry.actor.clone(),
            audience: "",
            audience_words: "",
            words: told::event(self.w, &entry.noun, &entry.verb),
            body: Facts::of(self.w, &entry.noun, &entry.verb, &entry.body).line(),
            reason: entry.reason.clone().unwrap_or_default(),
        }
    }

    /// Whether a release still has to be planned for: not one that everybody found untouched.
    fn needs_plan(&self, row: &cases::ScopeRow) -> bool {
        let mut judged = row.judged.iter().map(|judged| judged.as_ref().map(|judged| judged.status.key()));
        row.judged.is_empty() || judged.any(|status| status != Some("not_affected"))
    }

    /// The four answers of an SSVC decision in words: `悪用の状況: 悪用されている · …`.
    fn ssvc_words(&self, vector: &str) -> String {
        let answers = vector.split('/').filter_map(|part| part.split_once(':'));
        answers.map(|(question, value)| format!("{}: {}", self.w.field(question), self.w.ssvc_value(value))).collect::<Vec<_>>().join(" · ")
    }
}
