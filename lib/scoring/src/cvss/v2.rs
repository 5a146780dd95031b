//! CVSS 2.0, as in "A Complete Guide to the Common Vulnerability Scoring System Version 2.0" §3.2.
//!
//! The base score joins impact and exploitability and is rounded to a tenth. The temporal score is the base score times three weights,
//! rounded again; the environmental score begins anew with an impact that the requirements adjust, and adds collateral damage and
//! the share of targets. A group counts only when one of its metrics is defined. The guide has no words for scores: low, medium and
//! high from 0.1, 4.0 and 7.0 are those in common use.

use super::metrics::{Given, Group, Metric, Order};
use super::tables::v2::{self as table, METRICS};
use super::{Score, Severity, VectorFault};

/// A vector of CVSS 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Vector(pub(super) Given);

impl Vector {
    pub(super) const TABLE: &'static [Metric] = &METRICS;

    pub(super) fn read(body: &str) -> Result<Self, VectorFault> {
        Given::read(&METRICS, Order::Free, body).map(Self)
    }

    /// The base score.
    #[must_use]
    pub fn base(&self) -> Score {
        score(self.base_with(self.impact()))
    }

    /// The temporal score, where the vector defines any temporal metric.
    #[must_use]
    pub fn temporal(&self) -> Option<Score> {
        self.0.defines_any(&METRICS, Group::Temporal).then(|| score(self.weathered(self.base_with(self.impact()))))
    }

    /// The environmental score, where the vector defines any environmental metric.
    #[must_use]
    pub fn environmental(&self) -> Option<Score> {
        self.0.defines_any(&METRICS, Group::Environmental).then(|| {
            let adjusted = self.weathered(self.base_with(self.adjusted_impact()));
            let collateral = [0.0, 0.1, 0.3, 0.4, 0.5, 0.0][self.0.get(table::CDP)];
            let targets = [0.0, 0.25, 0.75, 1.0, 1.0][self.0.get(table::TD)];
            score(round((adjusted + (10.0 - adjusted) * collateral) * targets))
        })
    }

    /// The vector in the order of the guide, without metrics that are not defined.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.0.canonical(&METRICS, "")
    }

    fn loss(&self, metric: usize) -> f64 {
        [0.0, 0.275, 0.660][self.0.get(metric)]
    }

    fn requirement(&self, metric: usize) -> f64 {
        [0.5, 1.0, 1.51, 1.0][self.0.get(metric)]
    }

    fn impact(&self) -> f64 {
        10.41 * (1.0 - (1.0 - self.loss(table::C)) * (1.0 - self.loss(table::I)) * (1.0 - self.loss(table::A)))
    }

    fn adjusted_impact(&self) -> f64 {
        let kept = |loss: usize, requirement: usize| 1.0 - self.loss(loss) * self.requirement(requirement);
        (10.41 * (1.0 - kept(table::C, table::CR) * kept(table::I, table::IR) * kept(table::A, table::AR))).min(10.0)
    }

    fn exploitability(&self) -> f64 {
        let vector = [0.395, 0.646, 1.0][self.0.get(table::AV)];
        let complexity = [0.35, 0.61, 0.71][self.0.get(table::AC)];
        let authentication = [0.45, 0.56, 0.704][self.0.get(table::Au)];
        20.0 * vector * complexity * authentication
    }

    fn base_with(&self, impact: f64) -> f64 {
        let factor = if impact == 0.0 { 0.0 } else { 1.176 };
        round((0.6 * impact + 0.4 * self.exploitability() - 1.5) * factor)
    }

    fn weathered(&self, base: f64) -> f64 {
        let exploit = [0.85, 0.9, 0.95, 1.0, 1.0][self.0.get(table::E)];
        let remedy = [0.87, 0.90, 0.95, 1.0, 1.0][self.0.get(table::RL)];
        let confidence = [0.90, 0.95, 1.0, 1.0][self.0.get(table::RC)];
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
