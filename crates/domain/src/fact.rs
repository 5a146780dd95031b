//! Dated facts of a case, `states.md` §3: one-way, withdrawn only by a row with a reason.

use crate::instant::Instant;
use crate::keyed;
use crate::refusal::Refusal;

keyed! {
    /// A fact that people record.
    FactKind {
        /// A corrective or mitigating measure could be used by users.
        MeasureAvailable = "measure_available",
        /// Known outside.
        Public = "public",
        /// An exploit is public.
        ExploitPublic = "exploit_public",
        /// Exploited in the field.
        Exploited = "exploited",
    }
}

keyed! {
    /// Where exploitation was seen.
    Place {
        /// In our own product.
        Own = "own",
        /// In other products.
        Elsewhere = "elsewhere",
    }
}

impl FactKind {
    /// Whether it takes the ground from an embargo (`states.md` §4.1).
    #[must_use]
    pub const fn breaks_embargo(self) -> bool {
        matches!(self, Self::Public | Self::ExploitPublic | Self::Exploited)
    }
}

/// The facts that recording one brings along: an exploit that is public makes the vulnerability public.
#[must_use]
pub const fn recorded_together(kind: FactKind) -> &'static [FactKind] {
    match kind {
        FactKind::ExploitPublic => &[FactKind::ExploitPublic, FactKind::Public],
        FactKind::MeasureAvailable => &[FactKind::MeasureAvailable],
        FactKind::Public => &[FactKind::Public],
        FactKind::Exploited => &[FactKind::Exploited],
    }
}

/// Checks a fact before it is recorded.
///
/// # Errors
/// No evidence, no place for exploitation, or an instant in the future.
pub fn check(kind: FactKind, happened_at: Instant, place: Option<Place>, evidence: &str, now: Instant) -> Result<(), Refusal> {
    if evidence.trim().is_empty() {
        return Err(Refusal::required("evidence"));
    }
    if kind == FactKind::Exploited && place.is_none() {
        return Err(Refusal::required("place"));
    }
    if happened_at > now {
        return Err(Refusal::invalid("happened_at", now.to_rfc3339()));
    }
    Ok(())
}
