//! Refusals in words: what happened, why, what to do.

use crate::Words;
use domain::instant::Instant;
use domain::refusal::Refusal;

impl Words {
    /// The sentence of a refusal, with its values filled in. Field names become the words of the form.
    #[must_use]
    pub fn refusal(self, refusal: &Refusal) -> String {
        let mut text = self.refused(refusal.code()).to_owned();
        for (name, value) in refusal.args() {
            let name = name.trim_start_matches("r#");
            let value = match name {
                "field" => self.field(&value).to_owned(),
                "list" => value.split("; ").map(|item| self.listed(item)).collect::<Vec<_>>().join(self.pick("、", "; ")),
                "ago" => Instant::parse(&value).map_or(value, |given| self.instant(given.instant)),
                _ => value,
            };
            text = text.replace(&format!("{{{name}}}"), &value);
        }
        text
    }

    /// The name of a field as its form shows it; a field without words keeps its name.
    #[must_use]
    pub fn field(self, name: &str) -> &str {
        let words: &'static str = self.field_name(name);
        if words == "–" { name } else { words }
    }

    /// One item of a list of conditions or blockers, written `key` or `key: place`.
    #[must_use]
    pub fn listed(self, item: &str) -> String {
        let (key, place) = item.split_once(": ").unwrap_or((item, ""));
        let words = match (self.condition(key), self.blocker(key)) {
            ("–", "–") => key.to_owned(),
            ("–", blocker) => blocker.to_owned(),
            (condition, _) => condition.to_owned(),
        };
        if place.is_empty() { words } else { format!("{words} ({place})") }
    }
}

#[cfg(test)]
mod tests {
    use crate::{ALL, Lang};
    use domain::refusal::Refusal;

    #[test]
    fn every_code_is_worded_in_both_languages() {
        for code in Refusal::CODES {
            assert!(ALL.iter().any(|(key, ..)| *key == format!("refused.{code}")), "{code}");
        }
    }

    #[test]
    fn values_are_filled_in() {
        let refusal = Refusal::ReportTooLarge { size: "25,000,001 B".into() };
        for lang in Lang::ALL {
            let text = lang.words().refusal(&refusal);
            assert!(text.contains("25,000,001 B") && !text.contains('{'), "{text}");
        }
    }

    #[test]
    fn every_condition_has_words() {
        for condition in domain::stage::Condition::ALL {
            assert_ne!(Lang::Ja.words().condition(condition.key()), "–", "{condition}");
        }
    }
}
