//! CVSS vectors of every version: read by the rules of their specification, scored exactly, written canonically.
//!
//! ```
//! use scoring::cvss::Vector;
//!
//! let vector = Vector::parse("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P")?;
//! assert_eq!((vector.score().to_string().as_str(), vector.nomenclature()), ("8.9", "CVSS-BT"));
//! assert_eq!(vector.base().to_string(), "9.3");
//!
//! let fault = Vector::parse("CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H").unwrap_err();
//! assert_eq!(fault.to_string(), "`AV:X` is not valid here, expected one of N, A, L, P");
//! # Ok::<(), scoring::cvss::VectorFault>(())
//! ```
//!
//! Which rules each version has:
//!
//! | | 2.0 (§2.4) | 3.0, 3.1 (§6) | 4.0 (§7) |
//! |---|---|---|---|
//! | prefix | none; known by `Au`; may stand in parentheses | `CVSS:3.0/`, `CVSS:3.1/` | `CVSS:4.0/` |
//! | order | any is read, the guide's is written | any is read, the preferred is written | fixed |
//! | not defined | `ND` | `X` | `X` |
//! | score counts | base, temporal, environmental | base, temporal, environmental | base, threat, environmental; never supplemental |
//!
//! In all of them a metric given twice, a missing base metric, an unknown metric or value, a part without a value, an empty part
//! (also one made by a slash at the end) and small letters for capitals are faults. Blanks around a vector are passed over.

pub mod v2;
pub mod v3;
pub mod v4;

mod change;
mod explain;
mod metrics;
mod tables;

pub use change::{Change, Diff, Difference, diff, what_if};
pub use explain::Explained;
pub use metrics::{Group, Metric, Value};

use metrics::Given;

/// Characters of outside text that a fault repeats.
const FAULT_CHARS_MAX: usize = 24;

/// Why a vector is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VectorFault {
    /// It does not begin as any known version does.
    #[error("a vector starts with `CVSS:4.0/`, `CVSS:3.1/` or `CVSS:3.0/`; one of version 2 names `Au`")]
    BadPrefix,
    /// A metric or a value that does not exist, or (4.0) that may not stand at this place.
    #[error("{} is not valid here, expected one of {allowed}", shown(metric, value))]
    BadMetric {
        /// As written, cut to a few characters.
        metric: String,
        /// As written, cut to a few characters.
        value: String,
        /// The values of the metric; where the metric itself is the fault, the metrics that may stand there.
        allowed: String,
    },
    /// A metric given twice.
    #[error("`{metric}` is given twice")]
    Duplicate {
        /// Which.
        metric: String,
    },
    /// A mandatory metric is absent.
    #[error("`{metric}` is missing")]
    Missing {
        /// Which.
        metric: String,
    },
}

/// A version of CVSS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 2.0.
    V2,
    /// 3.0.
    V30,
    /// 3.1.
    V31,
    /// 4.0.
    V40,
}

impl Version {
    /// As it is written, such as `3.1`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::V2 => "2.0",
            Self::V30 => "3.0",
            Self::V31 => "3.1",
            Self::V40 => "4.0",
        }
    }

    /// Every version, the oldest first.
    pub const ALL: [Self; 4] = [Self::V2, Self::V30, Self::V31, Self::V40];

    /// Every metric in the order of the specification, with its group, its values and their names and sentences.
    ///
    /// ```
    /// let first = &scoring::cvss::Version::V31.metrics()[0];
    /// assert_eq!((first.key, first.name_ja, first.values[0].name_en), ("AV", "攻撃元区分", "Network"));
    /// ```
    #[must_use]
    pub const fn metrics(self) -> &'static [Metric] {
        match self {
            Self::V2 => v2::Vector::TABLE,
            Self::V30 | Self::V31 => v3::Vector::TABLE,
            Self::V40 => v4::Vector::TABLE,
        }
    }
}

/// The severity word of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// 0.0.
    None,
    /// 0.1 to 3.9.
    Low,
    /// 4.0 to 6.9.
    Medium,
    /// 7.0 to 8.9; in version 2, 7.0 to 10.0.
    High,
    /// 9.0 to 10.0.
    Critical,
}

impl Severity {
    /// The word in lower case, such as `critical`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The severity of a score in tenths (CVSS 3.1 §5, CVSS 4.0 §6).
    #[must_use]
    pub const fn of_tenths(tenths: i64) -> Self {
        match tenths {
            ..=0 => Self::None,
            1..=39 => Self::Low,
            40..=69 => Self::Medium,
            70..=89 => Self::High,
            90.. => Self::Critical,
        }
    }
}

/// A score with its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// Tenths, 0 to 100.
    pub tenths: i64,
    /// The word.
    pub severity: Severity,
}

impl Score {
    const fn of(tenths: i64) -> Self {
        Self { tenths, severity: Severity::of_tenths(tenths) }
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.tenths / 10, self.tenths % 10)
    }
}

/// A vector of any version that follows the rules of its specification. Two are equal when they say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vector {
    /// 2.0.
    V2(v2::Vector),
    /// 3.0 or 3.1.
    V3(v3::Vector),
    /// 4.0.
    V4(v4::Vector),
}

impl Vector {
    /// Reads a vector. Version 2 vectors have no prefix and are known by `Au`; their parentheses are taken off.
    ///
    /// # Errors
    /// The first [`VectorFault`] from the left; absent metrics last.
    pub fn parse(text: &str) -> Result<Self, VectorFault> {
        let text = text.trim();
        match text.split_once('/') {
            Some(("CVSS:4.0", body)) => v4::Vector::read(body).map(Self::V4),
            Some(("CVSS:3.1", body)) => v3::Vector::read(v3::Minor::One, body).map(Self::V3),
            Some(("CVSS:3.0", body)) => v3::Vector::read(v3::Minor::Zero, body).map(Self::V3),
            _ => {
                let bare = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(text);
                let is_v2 = !bare.starts_with("CVSS:") && bare.split('/').any(|part| part.starts_with("Au:"));
                if is_v2 { v2::Vector::read(bare).map(Self::V2) } else { Err(VectorFault::BadPrefix) }
            }
        }
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> Version {
        match self {
            Self::V2(_) => Version::V2,
            Self::V3(v) => v.version(),
            Self::V4(_) => Version::V40,
        }
    }

    /// The score of everything the vector says: with threat and environment where it names them.
    #[must_use]
    pub fn score(&self) -> Score {
        match self {
            Self::V2(v) => v.environmental().or_else(|| v.temporal()).unwrap_or_else(|| v.base()),
            // Without modified metrics and requirements the environmental formula differs from the temporal one by rounding only.
            Self::V3(v) if v.has_environment() => v.environmental(),
            Self::V3(v) => v.temporal(),
            Self::V4(v) => v.score(),
        }
    }

    /// The score of the base metrics alone.
    #[must_use]
    pub fn base(&self) -> Score {
        match self {
            Self::V2(v) => v.base(),
            Self::V3(v) => v.base(),
            Self::V4(v) => v.base_only().score(),
        }
    }

    /// Which groups the score counts: for 4.0 the names of its §1.3 such as `CVSS-BT`; else `Base`, `Temporal` or `Environmental`.
    #[must_use]
    pub fn nomenclature(&self) -> &'static str {
        match self {
            Self::V2(v) if v.environmental().is_some() => "Environmental",
            Self::V2(v) if v.temporal().is_some() => "Temporal",
            Self::V3(v) if v.has_environment() => "Environmental",
            Self::V3(v) if v.has_temporal() => "Temporal",
            Self::V2(_) | Self::V3(_) => "Base",
            Self::V4(v) => v.nomenclature(),
        }
    }

    /// Every score that the vector gives, each under its name, from the base score to the one that counts everything.
    ///
    /// ```
    /// let vector = scoring::cvss::Vector::parse("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/MAV:L")?;
    /// let scores: Vec<_> = vector.scores().into_iter().map(|(name, score)| format!("{name} {score}")).collect();
    /// assert_eq!(scores, ["Base 9.8", "Temporal 9.0", "Environmental 7.7"]);
    /// # Ok::<(), scoring::cvss::VectorFault>(())
    /// ```
    #[must_use]
    pub fn scores(&self) -> Vec<(&'static str, Score)> {
        let mut scores = vec![("Base", self.base())];
        match self {
            Self::V2(v) => {
                scores.extend(v.temporal().map(|score| ("Temporal", score)));
                scores.extend(v.environmental().map(|score| ("Environmental", score)));
            }
            Self::V3(v) => {
                scores.extend(v.has_temporal().then(|| ("Temporal", v.temporal())));
                scores.extend(v.has_environment().then(|| ("Environmental", v.environmental())));
            }
            Self::V4(v) => {
                let parts = [v.base_only(), v.base_and_threat(), v.base_and_environment(), *v];
                scores = parts.iter().map(|part| (part.nomenclature(), part.score())).collect();
                // Without threat or environment some parts are the same.
                scores.dedup();
                scores.dedup_by_key(|(name, _)| *name);
            }
        }
        scores
    }

    /// The vector in the order of its specification, without metrics that are not defined.
    #[must_use]
    pub fn canonical(&self) -> String {
        match self {
            Self::V2(v) => v.canonical(),
            Self::V3(v) => v.canonical(),
            Self::V4(v) => v.canonical(),
        }
    }
}

impl Vector {
    fn given(&self) -> Given {
        match self {
            Self::V2(v) => v.0,
            Self::V3(v) => v.given,
            Self::V4(v) => v.0,
        }
    }

    /// The same vector with other values.
    fn with(mut self, given: Given) -> Self {
        match &mut self {
            Self::V2(v) => v.0 = given,
            Self::V3(v) => v.given = given,
            Self::V4(v) => v.0 = given,
        }
        self
    }
}

impl std::str::FromStr for Vector {
    type Err = VectorFault;

    fn from_str(text: &str) -> Result<Self, VectorFault> {
        Self::parse(text)
    }
}

impl std::fmt::Display for Vector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.canonical())
    }
}

/// A part as written, for a fault.
fn shown(metric: &str, value: &str) -> String {
    match (metric, value) {
        ("", "") => "an empty part".to_owned(),
        (metric, "") => format!("`{metric}` without a value"),
        (metric, value) => format!("`{metric}:{value}`"),
    }
}

/// Cuts outside text to what a fault may repeat.
fn clip(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(FAULT_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> VectorFault {
        Vector::parse(text).unwrap_err()
    }

    fn tenths(text: &str) -> (i64, Severity) {
        let score = Vector::parse(text).unwrap().score();
        (score.tenths, score.severity)
    }

    #[test]
    fn the_worst_vectors_are_critical() {
        assert_eq!(tenths("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), (98, Severity::Critical));
        assert_eq!(tenths("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"), (93, Severity::Critical));
        assert_eq!(tenths("AV:N/AC:L/Au:N/C:C/I:C/A:C"), (100, Severity::High));
        assert_eq!(tenths("(AV:N/AC:L/Au:N/C:N/I:N/A:P)"), (50, Severity::Medium));
    }

    #[test]
    fn each_rule_has_its_fault() {
        let bad = |metric: &str, value: &str, allowed: &str| VectorFault::BadMetric {
            metric: metric.into(),
            value: value.into(),
            allowed: allowed.into(),
        };
        assert_eq!(fault("CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), bad("AV", "X", "N, A, L, P"));
        assert_eq!(fault("CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), VectorFault::Duplicate { metric: "AV".into() });
        assert_eq!(fault("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H"), VectorFault::Missing { metric: "A".into() });
        assert!(matches!(fault("CVSS:3.1/av:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), VectorFault::BadMetric { metric, .. } if metric == "av"));
        assert_eq!(fault("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), VectorFault::BadPrefix);
        assert_eq!(fault("CVSS:5.0/AV:N"), VectorFault::BadPrefix);
        assert_eq!(fault(""), VectorFault::BadPrefix);
        assert!(matches!(fault("CVSS:3.1/AV:N/"), VectorFault::BadMetric { metric, .. } if metric.is_empty()));
    }

    #[test]
    fn order_is_free_in_3_and_fixed_in_4() {
        let three = Vector::parse("CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N/RL:X/E:P").unwrap();
        assert_eq!(three.canonical(), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P");
        let four = fault("CVSS:4.0/AC:L/AV:N/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N");
        assert!(matches!(four, VectorFault::BadMetric { metric, allowed, .. } if metric == "AC" && allowed == "AV"));
        assert_eq!(fault("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N"), VectorFault::Missing { metric: "SA".into() });
        assert!(matches!(
            fault("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/CR:H/E:A"),
            VectorFault::BadMetric { metric, .. } if metric == "E"
        ));
    }

    #[test]
    fn a_fault_repeats_only_a_little_of_what_was_sent() {
        let VectorFault::BadMetric { metric, .. } = fault(&format!("CVSS:3.1/{}:N", "x".repeat(9_999))) else { panic!() };
        assert_eq!(metric.len(), FAULT_CHARS_MAX);
    }

    #[test]
    fn a_table_of_every_version_holds() {
        let mut met = 0;
        for line in include_str!("../testdata/vectors.txt").lines().filter(|line| !line.starts_with('#')) {
            let (vector, wanted) = line.split_once(' ').unwrap();
            assert_eq!(tenths(vector).0.to_string(), wanted, "{vector}");
            met += 1;
        }
        assert_eq!(met, 32);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(CVSS:(3\\.[01]|4\\.0)/)?([A-Za-z]{0,3}[:/]{0,2}){0,40}\\PC{0,8}") {
            if let Ok(vector) = Vector::parse(&text) {
                proptest::prop_assert!((0..=100).contains(&vector.score().tenths));
            }
        }
    }
}
