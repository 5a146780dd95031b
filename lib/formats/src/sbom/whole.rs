//! What a list holds beside its components: the services that they call, and what it says of its own completeness.

use super::{own, own_all};
use std::borrow::Cow;
use std::collections::HashSet;

/// Most endpoints that are read of one service.
pub(super) const ENDPOINTS_MAX: usize = 1_000;

/// Most statements on completeness that are read of one list.
pub(super) const COMPOSITIONS_MAX: usize = 10_000;

/// Most references that all statements on completeness of one list name.
pub(super) const COMPOSED_MAX: usize = 500_000;

/// A service that components call or offer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Service<'a> {
    /// Its reference within the SBOM; where it has none, `#` and its pointer. Unique, among the components too.
    pub reference: Cow<'a, str>,
    /// Name, with the group before it (`org.demo/cloud`).
    pub name: Cow<'a, str>,
    /// Version, where given.
    pub version: Option<Cow<'a, str>>,
    /// Who provides it.
    pub provider: Option<Cow<'a, str>>,
    /// Addresses at which it answers.
    pub endpoints: Vec<Cow<'a, str>>,
    /// JSON pointer or XPath of the service.
    pub pointer: String,
    /// Reference of the service that contains it.
    pub nested_in: Option<Cow<'a, str>>,
}

impl Service<'_> {
    pub(super) fn into_owned(self) -> Service<'static> {
        Service {
            reference: own(self.reference),
            name: own(self.name),
            version: self.version.map(own),
            provider: self.provider.map(own),
            endpoints: own_all(self.endpoints),
            pointer: self.pointer,
            nested_in: self.nested_in.map(own),
        }
    }
}

/// What a list says of its own completeness; without references it speaks of the list as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Composition<'a> {
    /// As the format names it, such as `complete` or `incomplete_third_party_only`.
    pub aggregate: Cow<'a, str>,
    /// References of those whose parts it speaks of.
    pub assemblies: Vec<Cow<'a, str>>,
    /// References of those whose dependencies it speaks of.
    pub dependencies: Vec<Cow<'a, str>>,
}

impl Composition<'_> {
    pub(super) fn into_owned(self) -> Composition<'static> {
        Composition { aggregate: own(self.aggregate), assemblies: own_all(self.assemblies), dependencies: own_all(self.dependencies) }
    }
}

/// Leaves each reference once, where it stands first.
pub(super) fn unique(references: &mut Vec<&str>) {
    let mut met = HashSet::with_capacity(references.len());
    references.retain(|reference| met.insert(*reference));
}
