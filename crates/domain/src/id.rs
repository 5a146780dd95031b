//! Identifiers: one type per thing, so that none can be given for another.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// Makes the id from the ledger's row number.
            #[must_use]
            pub const fn new(id: i64) -> Self {
                Self(id)
            }

            /// The ledger's row number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }
    )+

        /// Calls a macro for every id type.
        #[macro_export]
        macro_rules! for_each_id {
            ($with:ident) => { $($with!($crate::id::$name);)+ };
        }
    };
}

ids! {
    /// A person with an account.
    PersonId,
    /// A division, owner of products.
    DivisionId,
    /// A product.
    ProductId,
    /// A release of a product.
    ReleaseId,
    /// An SBOM as it was received.
    SbomId,
    /// A component inside an SBOM.
    ComponentId,
    /// A finding.
    FindingId,
    /// A report.
    ReportId,
    /// A case.
    CaseId,
    /// An advisory.
    AdvisoryId,
    /// An edition of an advisory.
    EditionId,
    /// An API token.
    TokenId,
    /// A fix plan.
    PlanId,
    /// An assessment.
    AssessmentId,
    /// A party of a case.
    PartyId,
}
