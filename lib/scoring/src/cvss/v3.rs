//! CVSS 3.0 and 3.1, §7 of their specifications.
//!
//! Impact and exploitability are added, times 1.08 when the scope changes, cut at 10 and rounded *up* to a tenth; the temporal
//! score is that times three weights, rounded up again. The environmental score takes modified metrics where they are defined and
//! weighs the losses by the requirements. The versions differ in two places: 3.1 rounds up by whole numbers (Appendix A), so that
//! binary noise cannot lift a score, and its modified impact of a changed scope has another formula.

use super::metrics::{Given, Group, Metric, Order};
use super::tables::v3::{self as table, METRICS};
use super::{Score, VectorFault, Version};

/// Which 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Minor {
    /// 3.0.
    Zero,
    /// 3.1.
    One,
}

/// A vector of CVSS 3.0 or 3.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Vector {
    minor: Minor,
    pub(super) given: Given,
}

/// The values that a formula takes, as places in the table.
struct Taken {
    vector: usize,
    complexity: usize,
    privileges: usize,
    interaction: usize,
    changed: bool,
    losses: [usize; 3],
    /// Weights of the three losses.
    weights: [f64; 3],
    modified: bool,
}

impl Vector {
    pub(super) const TABLE: &'static [Metric] = &METRICS;

    pub(super) fn read(minor: Minor, body: &str) -> Result<Self, VectorFault> {
        Given::read(&METRICS, Order::Free, body).map(|given| Self { minor, given })
    }

    /// 3.0 or 3.1.
    #[must_use]
    pub const fn version(&self) -> Version {
        match self.minor {
            Minor::Zero => Version::V30,
            Minor::One => Version::V31,
        }
    }

    /// Whether any temporal metric is defined.
    #[must_use]
    pub fn has_temporal(&self) -> bool {
        self.given.defines_any(&METRICS, Group::Temporal)
    }

    /// Whether any environmental metric is defined.
    #[must_use]
    pub fn has_environment(&self) -> bool {
        self.given.defines_any(&METRICS, Group::Environmental)
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
        let taken = self.modified();
        let impact = self.impact(&taken);
        if impact <= 0.0 {
            return score(0.0);
        }
        let inner = self.roundup(joined(impact, &taken));
        score(self.roundup(inner * self.weather()))
    }

    /// The vector in the order of the specification, without metrics that are not defined.
    #[must_use]
    pub fn canonical(&self) -> String {
        let prefix = match self.minor {
            Minor::Zero => "CVSS:3.0/",
            Minor::One => "CVSS:3.1/",
        };
        self.given.canonical(&METRICS, prefix)
    }

    fn raw_base(&self) -> f64 {
        let get = |metric| self.given.get(metric);
        let taken = Taken {
            vector: get(table::AV),
            complexity: get(table::AC),
            privileges: get(table::PR),
            interaction: get(table::UI),
            changed: get(table::S) == 1,
            losses: [get(table::C), get(table::I), get(table::A)],
            weights: [1.0; 3],
            modified: false,
        };
        let impact = self.impact(&taken);
        if impact <= 0.0 { 0.0 } else { self.roundup(joined(impact, &taken)) }
    }

    fn modified(&self) -> Taken {
        // A modified metric has the values of its base metric in the same order.
        let get = |base, modified| self.given.get(if self.given.defines(&METRICS, modified) { modified } else { base });
        let weight = |metric| [1.5, 1.0, 0.5, 1.0][self.given.get(metric)];
        Taken {
            vector: get(table::AV, table::MAV),
            complexity: get(table::AC, table::MAC),
            privileges: get(table::PR, table::MPR),
            interaction: get(table::UI, table::MUI),
            changed: get(table::S, table::MS) == 1,
            losses: [get(table::C, table::MC), get(table::I, table::MI), get(table::A, table::MA)],
            weights: [weight(table::CR), weight(table::IR), weight(table::AR)],
            modified: true,
        }
    }

    fn impact(&self, taken: &Taken) -> f64 {
        let kept = |at: usize| 1.0 - [0.56, 0.22, 0.0][taken.losses[at]] * taken.weights[at];
        let all: f64 = 1.0 - kept(0) * kept(1) * kept(2);
        let sub = if taken.modified { all.min(0.915) } else { all };
        match (taken.changed, taken.modified, self.minor) {
            (false, _, _) => 6.42 * sub,
            (true, true, Minor::One) => 7.52 * (sub - 0.029) - 3.25 * (sub * 0.9731 - 0.02).powi(13),
            (true, _, _) => 7.52 * (sub - 0.029) - 3.25 * (sub - 0.02).powi(15),
        }
    }

    fn weather(&self) -> f64 {
        let exploit = [1.0, 0.97, 0.94, 0.91, 1.0][self.given.get(table::E)];
        let remedy = [1.0, 0.97, 0.96, 0.95, 1.0][self.given.get(table::RL)];
        let confidence = [1.0, 0.96, 0.92, 1.0][self.given.get(table::RC)];
        exploit * remedy * confidence
    }

    fn roundup(&self, value: f64) -> f64 {
        match self.minor {
            Minor::Zero => (value * 10.0).ceil() / 10.0,
            Minor::One => roundup_3_1(value),
        }
    }
}

fn joined(impact: f64, taken: &Taken) -> f64 {
    let sum = impact + exploitability(taken);
    if taken.changed { (1.08 * sum).min(10.0) } else { sum.min(10.0) }
}

fn exploitability(taken: &Taken) -> f64 {
    let vector = [0.85, 0.62, 0.55, 0.2][taken.vector];
    let complexity = [0.77, 0.44][taken.complexity];
    let privileges = if taken.changed { [0.85, 0.68, 0.5] } else { [0.85, 0.62, 0.27] }[taken.privileges];
    let interaction = [0.85, 0.62][taken.interaction];
    8.22 * vector * complexity * privileges * interaction
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
