//! A vector in words: one sentence in each language for each metric that it names.

use super::{Group, Metric, Value, Vector};

/// One metric of a vector, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained {
    /// Abbreviation of the metric, such as `AV`.
    pub metric: &'static str,
    /// Abbreviation of its value, such as `N`.
    pub value: &'static str,
    /// Group of the metric.
    pub group: Group,
    /// Japanese name of the metric.
    pub name_ja: &'static str,
    /// English name of the metric.
    pub name_en: &'static str,
    /// Japanese name of the value.
    pub value_ja: &'static str,
    /// English name of the value.
    pub value_en: &'static str,
    /// What it means for the reader, a Japanese sentence.
    pub meaning_ja: &'static str,
    /// What it means for the reader, an English sentence.
    pub meaning_en: &'static str,
}

impl Explained {
    const fn of(metric: &'static Metric, value: &'static Value) -> Self {
        Self {
            metric: metric.key,
            value: value.key,
            group: metric.group,
            name_ja: metric.name_ja,
            name_en: metric.name_en,
            value_ja: value.name_ja,
            value_en: value.name_en,
            meaning_ja: value.meaning_ja,
            meaning_en: value.meaning_en,
        }
    }
}

impl Vector {
    /// Explains each base metric and each other metric that is defined, in the order of the specification.
    ///
    /// ```
    /// let vector = scoring::cvss::Vector::parse("CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:X")?;
    /// let first = vector.explain().next().unwrap();
    /// assert_eq!((first.name_ja, first.value_ja), ("攻撃元区分", "物理"));
    /// assert_eq!(first.meaning_en, "Only somebody who can touch the device can attack.");
    /// assert_eq!(vector.explain().count(), 8);
    /// # Ok::<(), scoring::cvss::VectorFault>(())
    /// ```
    pub fn explain(&self) -> impl Iterator<Item = Explained> {
        self.given().said(self.version().metrics()).map(|(metric, value)| Explained::of(metric, value))
    }

    /// The value of a metric, also of one that is not defined; none when the version has no such metric.
    #[must_use]
    pub fn get(&self, metric: &str) -> Option<&'static Value> {
        let table = self.version().metrics();
        let at = table.iter().position(|m| m.key == metric)?;
        Some(&table[at].values[self.given().get(at)])
    }
}

#[cfg(test)]
mod tests {
    use super::super::Version;
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_value_has_its_sentence_in_both_languages() {
        let mut met = 0;
        for metric in Version::ALL.iter().flat_map(|version| version.metrics()) {
            assert!(!metric.name_ja.is_ascii() && metric.name_en.is_ascii(), "{}", metric.key);
            assert!((2..=6).contains(&metric.values.len()), "{}", metric.key);
            for value in metric.values {
                let place = format!("{}:{}", metric.key, value.key);
                assert!(value.meaning_ja.ends_with('。'), "{place}");
                assert!(value.meaning_en.ends_with('.') && value.meaning_en.is_ascii(), "{place}");
                assert!(!value.name_ja.is_empty() && value.name_en.is_ascii(), "{place}");
                met += 1;
            }
            for sentences in
                [metric.values.iter().map(|v| v.meaning_ja).collect::<HashSet<_>>(), metric.values.iter().map(|v| v.meaning_en).collect()]
            {
                assert_eq!(sentences.len(), metric.values.len(), "{} says the same twice", metric.key);
            }
        }
        assert_eq!(met, 55 + 2 * 78 + 115);
    }

    #[test]
    fn only_what_is_defined_is_explained() {
        let vector = Vector::parse("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:X/MSI:S/U:Amber").unwrap();
        let more: Vec<_> = vector.explain().skip(11).map(|e| (e.metric, e.value, e.group)).collect();
        assert_eq!(more, [("MSI", "S", Group::Environmental), ("U", "Amber", Group::Supplemental)]);
        assert_eq!((vector.get("E").unwrap().key, vector.get("Au")), ("X", None));
    }
}
