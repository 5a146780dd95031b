//! The part that all versions share: a table of metrics, and the values that a vector gives them.

use super::{VectorFault, clip};

/// One metric of a version.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Metric {
    /// Its abbreviation.
    pub name: &'static str,
    /// Its values, in the order of the specification; an optional metric ends with its "not defined".
    pub values: &'static [&'static str],
    /// Whether a vector without it is refused.
    pub mandatory: bool,
}

/// Declares a mandatory metric.
pub(super) const fn must(name: &'static str, values: &'static [&'static str]) -> Metric {
    Metric { name, values, mandatory: true }
}

/// Declares an optional metric; its last value is the one of absence.
pub(super) const fn may(name: &'static str, values: &'static [&'static str]) -> Metric {
    Metric { name, values, mandatory: false }
}

/// Whether metrics may stand in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Free,
    Fixed,
}

/// The metrics that a vector names, with their values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Metrics {
    table: &'static [Metric],
    given: Vec<Option<&'static str>>,
}

impl Metrics {
    /// Reads `AV:N/AC:L/…`. Ends at the first fault, so at most one step more than there are metrics.
    pub(super) fn read(table: &'static [Metric], order: Order, body: &str) -> Result<Self, VectorFault> {
        let mut given = vec![None; table.len()];
        let mut next = 0;
        for part in body.split('/') {
            let (name, value) = part.split_once(':').unwrap_or((part, ""));
            let Some(at) = table.iter().position(|m| m.name == name) else {
                return Err(misplaced(name, value, &table[next..], order));
            };
            if given[at].is_some() {
                return Err(VectorFault::Duplicate { metric: name.to_owned() });
            }
            if order == Order::Fixed {
                let skipped = next..at.max(next);
                if at < next || table[skipped].iter().any(|m| m.mandatory) {
                    // A metric that comes nowhere later is missing; one that does stands at the wrong place.
                    if let Some(absent) = table[next..at.max(next)].iter().find(|m| m.mandatory && !names(body, m.name)) {
                        return Err(VectorFault::Missing { metric: absent.name.to_owned() });
                    }
                    return Err(misplaced(name, value, &table[next..], order));
                }
                next = at + 1;
            }
            let Some(known) = table[at].values.iter().find(|v| **v == value) else {
                return Err(VectorFault::BadMetric { metric: name.to_owned(), value: clip(value), allowed: table[at].values.join(", ") });
            };
            given[at] = Some(*known);
        }
        match table.iter().zip(&given).find(|(metric, value)| metric.mandatory && value.is_none()) {
            Some((metric, _)) => Err(VectorFault::Missing { metric: metric.name.to_owned() }),
            None => Ok(Self { table, given }),
        }
    }

    /// The value of a metric; for one that is absent, its "not defined".
    pub(super) fn get(&self, name: &str) -> &'static str {
        let at = self.table.iter().position(|m| m.name == name);
        at.and_then(|at| self.given[at].or_else(|| self.table[at].values.last().copied())).unwrap_or("")
    }

    /// Whether an optional metric is given a value other than "not defined".
    pub(super) fn defines(&self, name: &str) -> bool {
        self.table
            .iter()
            .zip(&self.given)
            .any(|(m, given)| m.name == name && !m.mandatory && given.is_some_and(|v| Some(&v) != m.values.last()))
    }

    /// The same without optional metrics.
    pub(super) fn mandatory_only(&self) -> Self {
        let given = self.table.iter().zip(&self.given).map(|(m, given)| given.filter(|_| m.mandatory)).collect();
        Self { table: self.table, given }
    }

    /// Writes mandatory and defined metrics in the order of the table.
    pub(super) fn canonical(&self) -> String {
        let written = self.table.iter().filter(|m| m.mandatory || self.defines(m.name));
        written.map(|m| format!("{}:{}", m.name, self.get(m.name))).collect::<Vec<_>>().join("/")
    }
}

fn names(body: &str, metric: &str) -> bool {
    body.split('/').any(|part| part.split_once(':').is_some_and(|(name, _)| name == metric))
}

/// The fault of a metric that does not exist or may not stand here; names the metrics that may.
fn misplaced(name: &str, value: &str, rest: &[Metric], order: Order) -> VectorFault {
    let mut allowed = Vec::new();
    for metric in rest {
        allowed.push(metric.name);
        if order == Order::Fixed && metric.mandatory {
            break;
        }
    }
    VectorFault::BadMetric { metric: clip(name), value: clip(value), allowed: allowed.join(", ") }
}
