//! The checks of an edition by consequence: what blocks, what needs a second look, what reads better.

use super::content::{Content, Row, is_japanese};
use crate::House;
use domain::advisory::{self as rules, Blocker, EditionFacts};
use domain::assessment::VexStatus;
use domain::text;
use store::advisory::Edition;

/// Characters of a summary that is still read.
const SUMMARY_CHARS: usize = 400;
/// Sentences of an answer to "what should I do".
const SOLUTION_SENTENCES: usize = 3;

/// What a check says, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What, as a key of `words`.
    pub what: &'static str,
    /// Where, such as `en.workaround`; may be empty.
    pub at: String,
}

/// The checks of an edition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checks {
    /// What stops publication.
    pub blockers: Vec<Blocker>,
    /// What needs a second look.
    pub asks: Vec<Advice>,
    /// What would read better.
    pub hints: Vec<Advice>,
}

/// What stops an edition from going to the approvers and from going out.
pub(super) fn blockers(house: &House, edition: &Edition, content: &Content) -> Vec<Blocker> {
    let languages = [("ja", content.ja.sections()), ("en", content.en.sections())];
    let mut unanswered: Vec<String> = content.rows.iter().filter(|row| row.unanswered()).map(Row::release).collect();
    unanswered.dedup();
    let facts = EditionFacts {
        languages: &languages,
        tlp: edition.tlp,
        unanswered: &unanswered,
        rows: content.rows.len(),
        revision: !content.history.is_empty(),
        change_summary: content.change(),
        csaf: &[],
    };
    let found = rules::blockers(&facts);
    if !found.is_empty() {
        // A document with holes has faults that say the same once more.
        return found;
    }
    let document = publish::csaf(&content.facts(house, edition, house.clock.now()));
    let csaf: Vec<String> = formats::csaf::check(&document).iter().map(|problem| format!("{} {}", problem.code, problem.pointer)).collect();
    rules::blockers(&EditionFacts { csaf: &csaf, ..facts })
}

/// Every check of an edition. `live` is what the case says now, where the edition is frozen.
pub(super) fn checks(house: &House, edition: &Edition, content: &Content, live: Option<&Content>) -> Checks {
    Checks { blockers: blockers(house, edition, content), asks: asks(content, live), hints: hints(content) }
}

fn asks(content: &Content, live: Option<&Content>) -> Vec<Advice> {
    let mut asks = Vec::new();
    let mut ask = |what, at: String| asks.push(Advice { what, at });
    if live.is_some_and(|live| live.rows != content.rows || live.vulnerabilities != content.vulnerabilities) {
        ask("case_moved", String::new());
    }
    for row in content.rows.iter().filter(|row| row.vex() == VexStatus::UnderInvestigation) {
        ask("under_investigation", row.release());
    }
    let unfixed = content.rows.iter().any(|row| row.vex() == VexStatus::Affected && row.fix_version.is_empty());
    for (lang, texts) in [("ja", &content.ja), ("en", &content.en)] {
        if unfixed && texts.workaround.trim().is_empty() {
            ask("no_workaround", format!("{lang}.workaround"));
        }
    }
    if content.ja.workaround.trim().is_empty() != content.en.workaround.trim().is_empty() {
        ask("one_half", "workaround".to_owned());
    }
    if content.ja.details.trim().is_empty() != content.en.details.trim().is_empty() {
        ask("one_half", "details".to_owned());
    }
    for (name, text) in super::content::SECTIONS.map(|name| (name, content.en.part(name))) {
        if is_japanese(text) && name != "credits" {
            ask("wrong_language", format!("en.{name}"));
        }
    }
    let mut one_language: Vec<&str> = content
        .rows
        .iter()
        .filter(|row| [&row.statement, &row.action, &row.mitigation].iter().any(|text| is_japanese(text)))
        .map(|row| row.product_name.as_str())
        .collect();
    one_language.dedup();
    if !one_language.is_empty() {
        ask("row_one_language", one_language.join(", "));
    }
    if content.vulnerabilities.iter().any(|about| about.score().is_none()) {
        ask("no_score", String::new());
    }
    asks
}

fn hints(content: &Content) -> Vec<Advice> {
    let mut hints = Vec::new();
    for (lang, texts) in [("ja", &content.ja), ("en", &content.en)] {
        if text::count(&texts.summary) > SUMMARY_CHARS {
            hints.push(Advice { what: "long_summary", at: format!("{lang}.summary") });
        }
        let ends = texts.solution.matches('。').count() + texts.solution.matches(". ").count() + texts.solution.matches(".\n").count();
        if ends + usize::from(texts.solution.trim_end().ends_with('.')) > SOLUTION_SENTENCES {
            hints.push(Advice { what: "long_solution", at: format!("{lang}.solution") });
        }
    }
    if content.credits.is_empty() != content.ja.credits.trim().is_empty() {
        hints.push(Advice { what: "credits", at: "ja.credits".to_owned() });
    }
    hints
}
