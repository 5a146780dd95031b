//! Turns the faults of pure libraries into refusals of the house.

use domain::refusal::Refusal;
use scoring::cvss::VectorFault;
use scoring::ssvc;

/// The refusal of a vector.
#[must_use]
pub fn of_vector(fault: VectorFault) -> Refusal {
    match fault {
        VectorFault::BadPrefix => Refusal::CvssBadPrefix,
        VectorFault::BadMetric { metric, value, allowed } => Refusal::CvssBadMetric { metric, value, allowed },
        VectorFault::Duplicate { metric } => Refusal::CvssDuplicateMetric { metric },
        VectorFault::Missing { metric } => Refusal::CvssMissingMetric { metric },
    }
}

/// The refusal of a decision point.
#[must_use]
pub fn of_point(fault: ssvc::Fault) -> Refusal {
    Refusal::SsvcBadPoint { point: fault.point.to_owned(), allowed: fault.allowed }
}
