//! Entries of the log in words: what happened, and the facts of it, for the record of a case and for the audit log.

use domain::instant::Instant;
use domain::psirt_case::Tlp;
use std::collections::BTreeMap;
use words::Words;

/// Longest digest shown in a line, in characters; the log keeps it whole.
const DIGEST_SHOWN: usize = 12;

/// What happened, in a few words; an event without words of its own keeps its code.
pub(crate) fn event(w: Words, noun: &str, verb: &str) -> String {
    match w.event_words(&format!("{noun}_{verb}")) {
        "–" => format!("{noun}.{verb}"),
        words => words.to_owned(),
    }
}

/// The facts of an entry.
pub(crate) struct Facts<'e> {
    w: Words,
    noun: &'e str,
    verb: &'e str,
    fields: BTreeMap<String, String>,
}

impl<'e> Facts<'e> {
    /// Reads the body of an entry; a body that is no list of facts tells nothing.
    pub(crate) fn of(w: Words, noun: &'e str, verb: &'e str, body: &str) -> Self {
        Self { w, noun, verb, fields: serde_json::from_str(body).unwrap_or_default() }
    }

    /// The values in one line, the thing first: `CVE-1900-9100 · SSVC · 即時`.
    pub(crate) fn line(&self) -> String {
        if let Some(way) = self.way() {
            return way;
        }
        let behind = |name: &str| !matches!(name, "fact" | "condition" | "stage" | "party" | "vulnerability" | "release");
        let mut told: Vec<(&String, &String)> = self.fields.iter().filter(|(name, value)| !value.is_empty() && !is_digest(name)).collect();
        told.sort_by_key(|(name, _)| behind(name));
        told.into_iter().map(|(name, value)| self.value(name, value)).collect::<Vec<_>>().join(" · ")
    }

    /// Every fact with its name.
    pub(crate) fn named(&self) -> Vec<(String, String)> {
        if let Some(way) = self.way() {
            return vec![(self.w.case_stage().to_owned(), way)];
        }
        let told = |name: &str, value: &str| if name == "edition" { value.to_owned() } else { self.value(name, value) };
        self.fields.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (self.name(name), told(name, value))).collect()
    }

    /// `受付 → 確認`, for an entry that tells a move between stages.
    fn way(&self) -> Option<String> {
        let (from, to) = (self.fields.get("from")?, self.fields.get("to")?);
        Some(format!("{} → {}", self.w.stage(from), self.w.stage(to)))
    }

    fn name(&self, name: &str) -> String {
        let name = if name.starts_with("role_") { "role" } else { name };
        match (self.w.fact_name(name), self.w.field(name)) {
            ("–", field) => field.to_owned(),
            (fact, _) => fact.to_owned(),
        }
    }

    fn value(&self, name: &str, value: &str) -> String {
        let known = self.known(name, value);
        if known != "–" {
            return known.to_owned();
        }
        match name {
            "tlp" => Tlp::ALL.iter().find(|tlp| tlp.key() == value).map_or_else(|| value.to_owned(), |tlp| tlp.label().to_owned()),
            "role" | "role_2" | "role_3" | "role_4" => {
                value.split_once('@').map_or_else(|| self.role(value), |(role, place)| format!("{} ({place})", self.role(role)))
            }
            "edition" => self.w.advisory_edition(value),
            "releases" | "release" => value.split(' ').map(shown_release).collect::<Vec<_>>().join(self.w.pick("、", ", ")),
            "vulnerabilities" | "scopes" => value.split(' ').collect::<Vec<_>>().join(self.w.pick("、", ", ")),
            _ if is_digest(name) && value.is_ascii() && value.len() > DIGEST_SHOWN => format!("{}…", &value[..DIGEST_SHOWN]),
            _ => match Instant::parse(value) {
                Ok(given) if value.ends_with('Z') => self.w.instant(given.instant),
                _ => value.to_owned(),
            },
        }
    }

    fn role(&self, key: &str) -> String {
        match self.w.role(key) {
            "–" => key.to_owned(),
            words => words.to_owned(),
        }
    }

    /// The words of a value that is a key of ours; a dash when it is none.
    fn known(&self, name: &str, value: &str) -> &'static str {
        let w = self.w;
        match (self.noun, self.verb, name) {
            (_, _, "fact") | (_, "fact_recorded" | "fact_withdrawn", "kind") => w.fact(value),
            (_, _, "condition") => w.condition(value),
            (_, _, "value") => w.answer(value),
            (_, _, "consent") => w.consent(value),
            (_, _, "stage") => w.filing_stage(value),
            (_, _, "outcome") => w.filing_outcome(value),
            (_, _, "end_reason") => w.end_reason(value),
            (_, _, "status") => w.vex(value),
            (_, _, "ruling") => w.report_state(value),
            (_, _, "audience") => w.audience(value),
            (_, _, "hat") => w.role(value),
            (_, _, "source") => w.report_source(value),
            ("fix_plan", _, "state") => w.plan_state(value),
            (_, _, "state") => w.embargo_state(value),
            (_, "opened", "kind") => w.case_kind(value),
            (_, "party_added", "kind") => w.party_kind(value),
            (_, _, "kind") => w.case_score_kind(value),
            (_, _, "word") if w.severity(value) != "–" => w.severity(value),
            (_, _, "word") => w.ssvc_decision(value),
            (_, _, "lang") => w.pick(if value == "ja" { "日本語" } else { "英語" }, if value == "ja" { "Japanese" } else { "English" }),
            _ => "–",
        }
    }
}

fn is_digest(name: &str) -> bool {
    matches!(name, "digest" | "copy_sha256")
}

/// `kd-gw10@2.1.1` as people say it: `KD-GW10 2.1.1`.
pub(crate) fn shown_release(key: &str) -> String {
    match key.split_once('@') {
        Some((product, version)) => format!("{} {version}", product.to_uppercase()),
        None => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Lang;

    fn line(noun: &str, verb: &str, body: &str) -> [String; 2] {
        [Lang::Ja, Lang::En].map(|lang| Facts::of(lang.words(), noun, verb, body).line())
    }

    #[test]
    fn facts_are_told_in_both_languages_without_a_code() {
        let body = r#"{"kind":"ssvc","vulnerability":"CVE-1900-1","word":"immediate"}"#;
        assert_eq!(line("case", "scored", body), ["CVE-1900-1 · SSVC · 即時", "CVE-1900-1 · SSVC · Immediate"]);
        assert_eq!(line("case", "stage_changed", r#"{"from":"intake","to":"validation"}"#)[0], "受付 → 確認");
        assert_eq!(line("assessment", "changed", r#"{"releases":"kd-gw10@2.1.1","status":"affected"}"#)[1], "KD-GW10 2.1.1 · Affected");
    }

    #[test]
    fn a_digest_is_named_but_never_fills_the_line() {
        let body = r#"{"digest":"31ff5b0bef9fc1704cd586cc86f322caf89d9b7245489fe95e202d8b6e358277","edition":"1.0","hat":"legal"}"#;
        let told = Facts::of(Lang::En.words(), "advisory", "approved", body);
        assert!(!told.line().contains("31ff"), "{}", told.line());
        assert!(told.named().iter().any(|(name, value)| name.contains("SHA-256") && value == "31ff5b0bef9f…"));
    }

    #[test]
    fn every_event_that_the_program_writes_has_words() {
        let source = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../app/src"));
        let mut found = Vec::new();
        events_in(source, &mut found);
        assert!(found.len() > 20, "only {} events were found", found.len());
        for (noun, verb) in found {
            assert_ne!(event(Lang::Ja.words(), &noun, &verb), format!("{noun}.{verb}"));
        }
    }

    /// Events that are written with both names in one call.
    fn events_in(folder: &std::path::Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).expect("the source of app").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                events_in(&entry, found);
                continue;
            }
            let text = std::fs::read_to_string(&entry).expect("a source file");
            for call in text.split("Event::new(").skip(1) {
                let mut names = call.split(',').take(2).map(|part| part.trim().trim_matches('"').to_owned());
                if let (Some(noun), Some(verb)) = (names.next(), names.next())
                    && call.starts_with('"')
                    && call.split(',').nth(1).is_some_and(|part| part.trim().starts_with('"'))
                {
                    found.push((noun, verb));
                }
            }
        }
    }
}
