//! Answers that other knowledge suggests: a default for a form, with its source. A person decides.

use super::table::{Answer, Point, points};
use crate::cvss;

/// Where a hint comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A listing as exploited.
    Kev,
    /// A metric of CVSS 4.0, by its key.
    Cvss(&'static str),
}

/// An answer that something else suggests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hint {
    /// The question.
    pub point: &'static Point,
    /// The suggested answer.
    pub answer: &'static Answer,
    /// Why.
    pub source: Source,
}

/// Metric and value of CVSS 4.0, point and answer of SSVC that mean the same.
const SAME: &[(&str, &str, &str, &str)] = &[
    ("E", "A", "E", "A"),
    ("E", "P", "E", "P"),
    ("E", "U", "E", "N"),
    ("AU", "Y", "A", "Y"),
    ("AU", "N", "A", "N"),
    ("V", "D", "VD", "D"),
    ("V", "C", "VD", "C"),
    ("S", "N", "PSI", "M"),
    ("S", "P", "PSI", "S"),
];

/// Finds what a listing and the threat and supplemental metrics of a CVSS 4.0 vector suggest, one hint for a point. A listing comes
/// before the vector: it is evidence, and the vector may be older. Metrics that are not defined, and other versions, suggest nothing.
///
/// ```
/// use scoring::{cvss::Vector, ssvc};
///
/// let vector = Vector::parse("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P/AU:Y")?;
/// let told = |listed| ssvc::hints(listed, Some(&vector)).iter().map(|hint| format!("{}: {}", hint.point.name_en, hint.answer.name_en)).collect::<Vec<_>>();
/// assert_eq!(told(false), ["Exploitation: Public PoC", "Automatable: Yes"]);
/// assert_eq!(told(true), ["Exploitation: Active", "Automatable: Yes"]);
/// # Ok::<(), scoring::cvss::VectorFault>(())
/// ```
#[must_use]
pub fn hints(listed: bool, vector: Option<&cvss::Vector>) -> Vec<Hint> {
    let mut hints: Vec<Hint> = listed.then(|| hint("E", "A", Source::Kev)).flatten().into_iter().collect();
    let four = vector.filter(|vector| vector.version() == cvss::Version::V40);
    for (metric, value, point, answer) in SAME {
        let said = four.and_then(|vector| vector.get(metric)).is_some_and(|own| own.key == *value);
        if said && !hints.iter().any(|hint| hint.point.key == *point) {
            hints.extend(hint(point, answer, Source::Cvss(metric)));
        }
    }
    hints
}

fn hint(point: &str, answer: &str, source: Source) -> Option<Hint> {
    let point = points().iter().find(|own| own.key == point)?;
    Some(Hint { point, answer: point.values.get(point.place(answer)?)?, source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cvss::{Vector, Version};

    #[test]
    fn every_pair_exists_on_both_sides() {
        for (metric, value, point, answer) in SAME {
            let metric = Version::V40.metrics().iter().find(|m| m.key == *metric).unwrap();
            assert!(metric.value(value).is_some());
            assert_eq!(hint(point, answer, Source::Kev).unwrap().answer.key, *answer);
        }
    }

    #[test]
    fn nothing_said_suggests_nothing() {
        let four = Vector::parse("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N").unwrap();
        let three = Vector::parse("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/E:U").unwrap();
        assert_eq!([hints(false, Some(&four)), hints(false, Some(&three)), hints(false, None)], [vec![], vec![], vec![]]);
        assert_eq!(hints(true, None)[0].source, Source::Kev);
    }
}
