//! How much a parts list can tell: what can be matched, what is missing, and where to begin.

use super::{Sbom, SbomComponent, Scope};
use packages::cpe::{Cpe, Value};
use packages::purl::Purl;
use packages::scheme::Scheme;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Components that a list of work names; further ones are counted.
pub const WORK_MAX: usize = 1_000;

/// By what a component can be matched, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// A purl whose type orders its versions, with a version.
    Package,
    /// A CPE with vendor, product and version.
    Cpe,
    /// Nothing: a [`Lack`] says why.
    Nothing,
}

/// Why a component cannot be matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lack {
    /// Neither purl nor CPE.
    NoIdentity,
    /// A purl of a type without a source of records, such as `generic`, and no CPE.
    UnknownEcosystem,
    /// An identity, but no version.
    NoVersion,
    /// A version that its scheme cannot read.
    VersionUnreadable,
    /// A CPE whose vendor or product is a wildcard.
    CpeWildcard,
}

impl Lack {
    /// Every lack.
    pub const ALL: [Self; 5] = [Self::NoIdentity, Self::UnknownEcosystem, Self::NoVersion, Self::VersionUnreadable, Self::CpeWildcard];

    /// The code, such as `no_identity`; never translated.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NoIdentity => "no_identity",
            Self::UnknownEcosystem => "unknown_ecosystem",
            Self::NoVersion => "no_version",
            Self::VersionUnreadable => "version_unreadable",
            Self::CpeWildcard => "cpe_wildcard",
        }
    }
}

/// A component that needs work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Its reference.
    pub reference: String,
    /// Its name and version.
    pub name: String,
    /// Why it cannot be matched.
    pub lack: Lack,
}

/// What a parts list can tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quality {
    /// Components.
    pub components: usize,
    /// Of these, how many can be matched by a purl.
    pub by_package: usize,
    /// Of the others, how many can be matched by a CPE.
    pub by_cpe: usize,
    /// How many cannot be matched, by reason.
    pub lacks: BTreeMap<Lack, usize>,
    /// How many name a version.
    pub with_version: usize,
    /// How many name a supplier.
    pub with_supplier: usize,
    /// How many name a licence.
    pub with_licence: usize,
    /// How many have a hash.
    pub with_hash: usize,
    /// How many have any identifier: purl, CPE or hash.
    pub with_identifier: usize,
    /// How many stand in a dependency, or contain or are contained.
    pub with_relation: usize,
    /// How many are optional to the product.
    pub optional: usize,
    /// How many the list itself excludes from the product; they count above like any other.
    pub excluded: usize,
    /// Same purl as a component before.
    pub duplicates: usize,
    /// Whether the document names who made it.
    pub author: bool,
    /// Whether it names when.
    pub timestamp: bool,
    /// Whether it names what it describes.
    pub subject: bool,
    /// What the list says of its own completeness, by its words, such as `incomplete`; empty = nothing.
    pub completeness: BTreeMap<String, usize>,
    /// What cannot be matched, in the order of the document; at most [`WORK_MAX`].
    pub work: Vec<Work>,
}

impl Quality {
    /// Components that can be matched.
    #[must_use]
    pub const fn matchable(&self) -> usize {
        self.by_package + self.by_cpe
    }

    /// The minimum elements of NTIA (2021) that the list lacks somewhere, by their names there.
    #[must_use]
    pub fn missing_elements(&self) -> Vec<&'static str> {
        let all = |count: usize| count == self.components && self.components > 0;
        let elements = [
            ("Supplier Name", all(self.with_supplier)),
            ("Version of the Component", all(self.with_version)),
            ("Other Unique Identifiers", all(self.with_identifier)),
            ("Dependency Relationship", all(self.with_relation)),
            ("Author of SBOM Data", self.author),
            ("Timestamp", self.timestamp),
        ];
        elements.into_iter().filter(|(_, met)| !met).map(|(name, _)| name).collect()
    }
}

/// Looks at a parts list.
#[must_use]
pub fn quality(sbom: &Sbom<'_>) -> Quality {
    let mut related: HashSet<&str> = HashSet::new();
    for (from, to) in &sbom.dependencies {
        related.insert(from);
        related.extend(to.iter().map(AsRef::as_ref));
    }
    for relation in &sbom.relations {
        related.extend([relation.from.as_ref(), relation.to.as_ref()]);
    }
    for component in &sbom.components {
        if let Some(container) = &component.nested_in {
            related.extend([container.as_ref(), component.reference.as_ref()]);
        }
    }
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut quality = Quality {
        components: sbom.components.len(),
        author: !sbom.authors.is_empty(),
        timestamp: sbom.created.is_some(),
        subject: sbom.subject.is_some(),
        ..Quality::default()
    };
    for said in &sbom.compositions {
        *quality.completeness.entry(said.aggregate.to_string()).or_default() += 1;
    }
    for component in &sbom.components {
        match matched(component) {
            (Match::Package, _) => quality.by_package += 1,
            (Match::Cpe, _) => quality.by_cpe += 1,
            (Match::Nothing, lack) => {
                *quality.lacks.entry(lack).or_default() += 1;
                if quality.work.len() < WORK_MAX {
                    let version = component.version.as_deref().map(|version| format!(" {version}")).unwrap_or_default();
                    quality.work.push(Work {
                        reference: component.reference.to_string(),
                        name: format!("{}{version}", component.name),
                        lack,
                    });
                }
            }
        }
        let identified = component.purl.is_some() || !component.cpes.is_empty() || !component.hashes.is_empty();
        quality.with_version += usize::from(component.version.is_some());
        quality.with_supplier += usize::from(component.supplier.is_some());
        quality.with_licence += usize::from(!component.licences.is_empty());
        quality.with_hash += usize::from(!component.hashes.is_empty());
        quality.with_identifier += usize::from(identified);
        quality.optional += usize::from(component.scope == Some(Scope::Optional));
        quality.excluded += usize::from(component.scope == Some(Scope::Excluded));
        quality.with_relation += usize::from(related.contains(component.reference.as_ref()));
        if let Some(purl) = &component.purl {
            let count = seen.entry(purl).or_default();
            quality.duplicates += usize::from(*count > 0);
            *count += 1;
        }
    }
    quality
}

/// By what a component can be matched; the lack counts only for nothing.
fn matched(component: &SbomComponent<'_>) -> (Match, Lack) {
    let mut lack = Lack::NoIdentity;
    for purl in component.purl.iter().chain(&component.other_purls).filter_map(|text| Purl::parse(text).ok()) {
        let Some(scheme) = Scheme::of_purl_type(&purl.ty) else {
            lack = lack.max(Lack::UnknownEcosystem);
            continue;
        };
        match purl.version.as_deref().or(component.version.as_deref()) {
            None => lack = lack.max(Lack::NoVersion),
            Some(version) if scheme.key(version).is_none() => lack = lack.max(Lack::VersionUnreadable),
            Some(_) => return (Match::Package, lack),
        }
    }
    for cpe in component.cpes.iter().filter_map(|text| Cpe::parse(text).ok()) {
        if !matches!((&cpe.vendor, &cpe.product), (Value::Text(_), Value::Text(_))) {
            lack = lack.max(Lack::CpeWildcard);
        } else if cpe.full_version().is_some() || component.version.is_some() {
            return (Match::Cpe, lack);
        } else {
            lack = lack.max(Lack::NoVersion);
        }
    }
    (Match::Nothing, lack)
}

#[cfg(test)]
mod tests {
    use super::{Lack, quality};
    use crate::sbom::{Options, read};

    #[test]
    fn what_cannot_be_matched_says_why() {
        let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"timestamp": "2026-11-01T00:00:00Z", "tools": [{"name": "maker"}]}, "components": [
          {"type": "library", "bom-ref": "a", "name": "left", "version": "1.0.0", "purl": "pkg:npm/left@1.0.0", "supplier": {"name": "x"}, "licenses": [{"expression": "MIT"}]},
          {"type": "library", "bom-ref": "b", "name": "left again", "version": "1.0.0", "purl": "pkg:npm/left@1.0.0"},
          {"type": "library", "bom-ref": "c", "name": "busybox", "version": "1.36.1", "cpe": "cpe:2.3:a:busybox:busybox:1.36.1:*:*:*:*:*:*:*"},
          {"type": "library", "bom-ref": "d", "name": "xrandr", "scope": "optional", "version": "1.5", "cpe": "cpe:2.3:*:*:xrandr:1.5:*:*:*:*:*:*:*"},
          {"type": "library", "bom-ref": "e", "name": "own"},
          {"type": "library", "bom-ref": "f", "name": "made", "purl": "pkg:generic/made@1"},
          {"type": "library", "bom-ref": "g", "name": "none", "purl": "pkg:npm/none"},
          {"type": "library", "bom-ref": "h", "name": "odd", "scope": "excluded", "purl": "pkg:npm/odd@latest"}],
          "compositions": [{"aggregate": "incomplete"}, {"aggregate": "unknown"}, {"aggregate": "incomplete"}],
          "dependencies": [{"ref": "a", "dependsOn": ["b"]}]}"#;
        let found = quality(&read(text.as_bytes(), &Options::default()).unwrap());
        assert_eq!((found.components, found.by_package, found.by_cpe, found.matchable()), (8, 2, 1, 3));
        let lacks: Vec<_> = found.lacks.iter().map(|(lack, n)| (lack.key(), *n)).collect();
        assert_eq!(
            lacks,
            [("no_identity", 1), ("unknown_ecosystem", 1), ("no_version", 1), ("version_unreadable", 1), ("cpe_wildcard", 1)]
        );
        assert_eq!(found.work.iter().map(|work| work.name.as_str()).collect::<Vec<_>>(), ["xrandr 1.5", "own", "made", "none", "odd"]);
        assert_eq!((found.duplicates, found.with_relation, found.with_supplier, found.author), (1, 2, 1, true));
        assert_eq!(
            found.missing_elements(),
            ["Supplier Name", "Version of the Component", "Other Unique Identifiers", "Dependency Relationship"]
        );
        assert_eq!(Lack::ALL.len(), lacks.len());
        assert_eq!((found.optional, found.excluded), (1, 1));
        assert_eq!(found.completeness, [("incomplete".to_owned(), 2), ("unknown".to_owned(), 1)].into());
    }
}
