//! What would change a score, and how two vectors differ.

use super::{Group, Metric, Score, Value, Vector};

/// A change of one metric that changes the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Which metric.
    pub metric: &'static Metric,
    /// Its value now.
    pub from: &'static Value,
    /// Its value then.
    pub to: &'static Value,
    /// The score then.
    pub score: Score,
    /// Tenths of the score that come or go.
    pub delta: i64,
}

/// Finds each change of one metric that would alter the score, the greatest effect first; at the same effect in the order of the
/// specification. Supplemental metrics of 4.0 never alter it.
///
/// ```
/// use scoring::cvss::{Vector, what_if};
///
/// let vector = Vector::parse("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L")?;
/// let first = what_if(&vector)[0];
/// assert_eq!((first.metric.key, first.to.key, first.score.to_string().as_str(), first.delta), ("A", "N", "0.0", -53));
/// # Ok::<(), scoring::cvss::VectorFault>(())
/// ```
#[must_use]
pub fn what_if(vector: &Vector) -> Vec<Change> {
    let (table, given, now) = (vector.version().metrics(), vector.given(), vector.score());
    let mut changes = Vec::new();
    for (at, metric) in table.iter().enumerate().filter(|(_, metric)| metric.group != Group::Supplemental) {
        let own = given.get(at);
        for (to, value) in metric.values.iter().enumerate().filter(|(to, _)| *to != own) {
            let mut other = given;
            other.set(at, to);
            let score = vector.with(other).score();
            let delta = score.tenths - now.tenths;
            changes.push(Change { metric, from: &metric.values[own], to: value, score, delta });
        }
    }
    changes.retain(|change| change.delta != 0);
    changes.sort_by_key(|change| -change.delta.abs());
    changes
}

/// A metric that two vectors give different values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// Which metric.
    pub metric: &'static Metric,
    /// Its value in the first vector.
    pub from: &'static Value,
    /// Its value in the second vector.
    pub to: &'static Value,
    /// Tenths that this metric alone would add to the score of the first vector.
    pub delta: i64,
}

/// How the second of two vectors differs from the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// Score of the first.
    pub from: Score,
    /// Score of the second.
    pub to: Score,
    /// The metrics that differ, in the order of the specification.
    pub differences: Vec<Difference>,
}

/// Compares two vectors metric by metric. 3.0 and 3.1 have the same metrics and can be compared; else none, when versions differ.
///
/// ```
/// use scoring::cvss::{Vector, diff};
///
/// let ours = Vector::parse("CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")?;
/// let theirs = Vector::parse("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")?;
/// let diff = diff(&ours, &theirs).unwrap();
/// assert_eq!((diff.from.to_string(), diff.to.to_string()), ("8.4".into(), "9.8".into()));
/// assert_eq!((diff.differences[0].metric.key, diff.differences[0].delta), ("AV", 14));
/// # Ok::<(), scoring::cvss::VectorFault>(())
/// ```
#[must_use]
pub fn diff(first: &Vector, second: &Vector) -> Option<Diff> {
    let table = first.version().metrics();
    if !std::ptr::eq(table, second.version().metrics()) {
        return None;
    }
    let (own, other, now) = (first.given(), second.given(), first.score());
    let differing = table.iter().enumerate().filter(|(at, _)| own.get(*at) != other.get(*at));
    let differences = differing.map(|(at, metric)| {
        let mut single = own;
        single.set(at, other.get(at));
        let delta = first.with(single).score().tenths - now.tenths;
        Difference { metric, from: &metric.values[own.get(at)], to: &metric.values[other.get(at)], delta }
    });
    Some(Diff { from: now, to: second.score(), differences: differences.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(text: &str) -> Vector {
        Vector::parse(text).unwrap()
    }

    #[test]
    fn each_change_is_what_the_changed_vector_scores() {
        for text in [
            "AV:N/AC:M/Au:S/C:P/I:P/A:C/E:F/CDP:L",
            "CVSS:3.0/AV:N/AC:L/PR:L/UI:R/S:C/C:H/I:L/A:N/E:F/MPR:N",
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:P/VC:H/VI:L/VA:N/SC:L/SI:N/SA:N/E:P/MSI:S/S:P",
        ] {
            let vector = vector(text);
            let changes = what_if(&vector);
            assert!(changes.len() > 20, "{text}: {}", changes.len());
            assert!(changes.is_sorted_by(|a, b| a.delta.abs() >= b.delta.abs()));
            for change in changes {
                let parts = vector.canonical();
                let (from, to) =
                    (format!("/{}:{}", change.metric.key, change.from.key), format!("/{}:{}", change.metric.key, change.to.key));
                assert_ne!(change.score.tenths, vector.score().tenths);
                assert_eq!(change.score.tenths - change.delta, vector.score().tenths);
                if format!("/{parts}").contains(&from) {
                    let changed = format!("/{parts}").replacen(&from, &to, 1);
                    assert_eq!(Vector::parse(&changed[1..]).unwrap().score(), change.score, "{changed}");
                }
            }
        }
    }

    #[test]
    fn supplemental_metrics_never_change_a_score() {
        let changes = what_if(&vector("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:P/VC:H/VI:L/VA:N/SC:L/SI:N/SA:N/S:P/AU:Y"));
        assert!(changes.iter().all(|change| change.metric.group != Group::Supplemental));
    }

    #[test]
    fn vectors_of_other_metrics_are_not_compared() {
        let three = vector("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
        let zero = vector("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
        let four = vector("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N");
        assert_eq!(diff(&three, &zero).unwrap().differences, []);
        assert_eq!(diff(&three, &four), None);
        let same = diff(&four, &four).unwrap();
        assert_eq!((same.from, same.differences), (same.to, vec![]));
    }
}
