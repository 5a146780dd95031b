//! CVSS 2.0, as in "A Complete Guide to the Common Vulnerability Scoring System Version 2.0" §3.2.

use super::metrics::{Metric, Metrics, Order, may, must};
use super::{Score, Severity, VectorFault};

const METRICS: &[Metric] = &[
    must("AV", &["L", "A", "N"]),
    must("AC", &["H", "M", "L"]),
    must("Au", &["M", "S", "N"]),
    must("C", &["N", "P", "C"]),
    must("I", &["N", "P", "C"]),
    must("A", &["N", "P", "C"]),
    may("E", &["U", "POC", "F", "H", "ND"]),
    may("RL", &["OF", "TF", "W", "U", "ND"]),
    may("RC", &["UC", "UR", "C", "ND"]),
    may("CDP", &["N", "L", "LM", "MH", "H", "ND"]),
    may("TD", &["N", "L", "M", "H", "ND"]),
    may("CR", &["L", "M", "H", "ND"]),
    may("IR", &["L", "M", "H", "ND"]),
    may("AR", &["L", "M", "H", "ND"]),
];

const TEMPORAL: [&str; 3] = ["E", "RL", "RC"];
const ENVIRONMENTAL: [&str; 5] = ["CDP", "TD", "CR", "IR", "AR"];

/// A vector of CVSS 2.0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vector(Metrics);

impl Vector {
    pub(super) fn read(body: &str) -> Result<Self, VectorFault> {
        Metrics::read(METRICS, Order::Free, body).map(Self)
    }

    /// The base score.
    #[must_use]
    pub fn base(&self) -> Score {
        score(self.base_with(self.impact()))
    }

    /// The temporal score, where the vector defines any temporal metric.
    #[must_use]
    pub fn temporal(&self) -> Option<Score> {
        self.defines(&TEMPORAL).then(|| score(self.weathered(self.base_with(self.impact()))))
    }

    /// The environmental score, where the vector defines any environmental metric.
    #[must_use]
    pub fn environmental(&self) -> Option<Score> {
        self.defines(&ENVIRONMENTAL).then(|| {
            let adjusted = self.weathered(self.base_with(self.adjusted_impact()));
            let collateral = match self.0.get("CDP") {
                "L" => 0.1,
                "LM" => 0.3,
                "MH" => 0.4,
                "H" => 0.5,
                _ => 0.0,
            };
            let targets = match self.0.get("TD") {
                "N" => 0.0,
                "L" => 0.25,
                "M" => 0.75,
                _ => 1.0,
            };
            score(round((adjusted + (10.0 - adjusted) * collateral) * targets))
        })
    }

    pub(super) fn canonical(&self) -> String {
        self.0.canonical()
    }

    fn defines(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.0.defines(name))
    }

    fn loss(&self, metric: &str) -> f64 {
        match self.0.get(metric) {
            "P" => 0.275,
            "C" => 0.660,
            _ => 0.0,
        }
    }

    fn requirement(&self, metric: &str) -> f64 {
        match self.0.get(metric) {
            "L" => 0.5,
            "H" => 1.51,
            _ => 1.0,
        }
    }

    fn impact(&self) -> f64 {
        10.41 * (1.0 - (1.0 - self.loss("C")) * (1.0 - self.loss("I")) * (1.0 - self.loss("A")))
    }

    fn adjusted_impact(&self) -> f64 {
        let kept = |loss: &str, requirement: &str| 1.0 - self.loss(loss) * self.requirement(requirement);
        (10.41 * (1.0 - kept("C", "CR") * kept("I", "IR") * kept("A", "AR"))).min(10.0)
    }

    fn exploitability(&self) -> f64 {
        let vector = match self.0.get("AV") {
            "L" => 0.395,
            "A" => 0.646,
            _ => 1.0,
        };
        let complexity = match self.0.get("AC") {
            "H" => 0.35,
            "M" => 0.61,
            _ => 0.71,
        };
        let authentication = match self.0.get("Au") {
            "M" => 0.45,
            "S" => 0.56,
            _ => 0.704,
        };
        20.0 * vector * complexity * authentication
    }

    fn base_with(&self, impact: f64) -> f64 {
        let factor = if impact == 0.0 { 0.0 } else { 1.176 };
        round((0.6 * impact + 0.4 * self.exploitability() - 1.5) * factor)
    }

    fn weathered(&self, base: f64) -> f64 {
        let exploit = match self.0.get("E") {
            "U" => 0.85,
            "POC" => 0.9,
            "F" => 0.95,
            _ => 1.0,
        };
        let remedy = match self.0.get("RL") {
            "OF" => 0.87,
            "TF" => 0.90,
            "W" => 0.95,
            _ => 1.0,
        };
        let confidence = match self.0.get("RC") {
            "UC" => 0.90,
            "UR" => 0.95,
            _ => 1.0,
        };
        round(base * exploit * remedy * confidence)
    }
}

/// `round_to_1_decimal`; the products are not exact in binary, so a hair is given to halves.
fn round(value: f64) -> f64 {
    (value * 10.0 + 1e-9).round() / 10.0
}

/// Version 2 has no words of its own; these are the ranges in common use, without "critical".
fn score(value: f64) -> Score {
    #[allow(clippy::cast_possible_truncation, reason = "0 to 100")]
    let tenths = (value * 10.0).round() as i64;
    let severity = Severity::of_tenths(tenths).min(Severity::High);
    Score { tenths, severity }
}
