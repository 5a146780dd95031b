//! CVSS 3.0 and 3.1, §7 of their specifications; they differ in rounding and in the modified impact of a changed scope.

use super::metrics::{Metric, Metrics, Order, may, must};
use super::{Score, VectorFault, Version};

const METRICS: &[Metric] = &[
    must("AV", &["N", "A", "L", "P"]),
    must("AC", &["L", "H"]),
    must("PR", &["N", "L", "H"]),
    must("UI", &["N", "R"]),
    must("S", &["U", "C"]),
    must("C", &["H", "L", "N"]),
    must("I", &["H", "L", "N"]),
    must("A", &["H", "L", "N"]),
    may("E", &["H", "F", "P", "U", "X"]),
    may("RL", &["U", "W", "T", "O", "X"]),
    may("RC", &["C", "R", "U", "X"]),
    may("CR", &["H", "M", "L", "X"]),
    may("IR", &["H", "M", "L", "X"]),
    may("AR", &["H", "M", "L", "X"]),
    may("MAV", &["N", "A", "L", "P", "X"]),
    may("MAC", &["L", "H", "X"]),
    may("MPR", &["N", "L", "H", "X"]),
    may("MUI", &["N", "R", "X"]),
    may("MS", &["U", "C", "X"]),
    may("MC", &["H", "L", "N", "X"]),
    may("MI", &["H", "L", "N", "X"]),
    may("MA", &["H", "L", "N", "X"]),
];

const ENVIRONMENT: [&str; 11] = ["CR", "IR", "AR", "MAV", "MAC", "MPR", "MUI", "MS", "MC", "MI", "MA"];

/// Which 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minor {
    /// 3.0.
    Zero,
    /// 3.1.
    One,
}

/// A vector of CVSS 3.0 or 3.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vector {
    minor: Minor,
    metrics: Metrics,
}

/// Whether a formula takes the base metrics or the modified ones.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    Base,
    Modified,
}

impl Vector {
    pub(super) fn read(minor: Minor, body: &str) -> Result<Self, VectorFault> {
        Metrics::read(METRICS, Order::Free, body).map(|metrics| Self { minor, metrics })
    }

    /// 3.0 or 3.1.
    #[must_use]
    pub const fn version(&self) -> Version {
        match self.minor {
            Minor::Zero => Version::V30,
            Minor::One => Version::V31,
        }
    }

    /// Whether any environmental metric is defined.
    #[must_use]
    pub fn has_environment(&self) -> bool {
        ENVIRONMENT.iter().any(|name| self.metrics.defines(name))
    }

    /// The base score.
    #[must_use]
    pub fn base(&self) -> Score {
        score(self.raw_base())
    }

    /// The temporal score; without temporal metrics it equals the base score.
    #[must_use]
    pub fn temporal(&self) -> Score {
        score(self.roundup(self.raw_base() * self.weather()))
    }

    /// The environmental score; without modified metrics it uses the base metrics.
    #[must_use]
    pub fn environmental(&self) -> Score {
        let impact = self.impact(Taken::Modified);
        if impact <= 0.0 {
            return score(0.0);
        }
        let inner = self.roundup(self.joined(impact, Taken::Modified));
        score(self.roundup(inner * self.weather()))
    }

    pub(super) fn canonical(&self) -> String {
        format!("CVSS:{}/{}", self.version().key(), self.metrics.canonical())
    }

    fn raw_base(&self) -> f64 {
        let impact = self.impact(Taken::Base);
        if impact <= 0.0 { 0.0 } else { self.roundup(self.joined(impact, Taken::Base)) }
    }

    /// The value of a base metric or of its modified twin, where that is defined.
    fn value(&self, base: &str, modified: &str, taken: Taken) -> &'static str {
        if taken == Taken::Modified && self.metrics.defines(modified) { self.metrics.get(modified) } else { self.metrics.get(base) }
    }

    fn changed(&self, taken: Taken) -> bool {
        self.value("S", "MS", taken) == "C"
    }

    fn joined(&self, impact: f64, taken: Taken) -> f64 {
        let sum = impact + self.exploitability(taken);
        if self.changed(taken) { (1.08 * sum).min(10.0) } else { sum.min(10.0) }
    }

    fn impact(&self, taken: Taken) -> f64 {
        let loss = |base: &str, modified: &str, requirement: &str| {
            let loss = match self.value(base, modified, taken) {
                "H" => 0.56,
                "L" => 0.22,
                _ => 0.0,
            };
            let weight = match self.metrics.get(requirement) {
                "H" if taken == Taken::Modified => 1.5,
                "L" if taken == Taken::Modified => 0.5,
                _ => 1.0,
            };
            1.0 - loss * weight
        };
        let all: f64 = 1.0 - loss("C", "MC", "CR") * loss("I", "MI", "IR") * loss("A", "MA", "AR");
        let sub = if taken == Taken::Modified { all.min(0.915) } else { all };
        match (self.changed(taken), taken, self.minor) {
            (false, _, _) => 6.42 * sub,
            (true, Taken::Modified, Minor::One) => 7.52 * (sub - 0.029) - 3.25 * (sub * 0.9731 - 0.02).powi(13),
            (true, _, _) => 7.52 * (sub - 0.029) - 3.25 * (sub - 0.02).powi(15),
        }
    }

    fn exploitability(&self, taken: Taken) -> f64 {
        let vector = match self.value("AV", "MAV", taken) {
            "N" => 0.85,
            "A" => 0.62,
            "L" => 0.55,
            _ => 0.2,
        };
        let complexity = if self.value("AC", "MAC", taken) == "L" { 0.77 } else { 0.44 };
        let privileges = match (self.value("PR", "MPR", taken), self.changed(taken)) {
            ("N", _) => 0.85,
            ("L", true) => 0.68,
            ("L", false) => 0.62,
            (_, true) => 0.5,
            (_, false) => 0.27,
        };
        let interaction = if self.value("UI", "MUI", taken) == "N" { 0.85 } else { 0.62 };
        8.22 * vector * complexity * privileges * interaction
    }

    fn weather(&self) -> f64 {
        let exploit = match self.metrics.get("E") {
            "F" => 0.97,
            "P" => 0.94,
            "U" => 0.91,
            _ => 1.0,
        };
        let remedy = match self.metrics.get("RL") {
            "W" => 0.97,
            "T" => 0.96,
            "O" => 0.95,
            _ => 1.0,
        };
        let confidence = match self.metrics.get("RC") {
            "R" => 0.96,
            "U" => 0.92,
            _ => 1.0,
        };
        exploit * remedy * confidence
    }

    fn roundup(&self, value: f64) -> f64 {
        match self.minor {
            Minor::Zero => (value * 10.0).ceil() / 10.0,
            Minor::One => roundup_3_1(value),
        }
    }
}

/// `Roundup` of CVSS 3.1 Appendix A: whole numbers keep binary noise from lifting a score by a tenth.
fn roundup_3_1(value: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation, reason = "at most 1,000,000")]
    let scaled = (value * 100_000.0).round() as i64;
    #[allow(clippy::cast_precision_loss, reason = "at most 100")]
    let tenths = (scaled.div_euclid(10_000) + i64::from(scaled % 10_000 != 0)) as f64;
    tenths / 10.0
}

fn score(value: f64) -> Score {
    #[allow(clippy::cast_possible_truncation, reason = "0 to 100")]
    Score::of((value * 10.0).round() as i64)
}
