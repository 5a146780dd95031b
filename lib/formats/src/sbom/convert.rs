//! Writes a parts list as CycloneDX 1.6, SPDX 2.3 or a table. The same list gives the same bytes; what the target cannot hold is listed.

mod cyclonedx;
mod known;
mod nest;
mod spdx;

use super::{Sbom, SbomComponent, Scope};
use crate::problem::Problem;
use std::borrow::Cow;

/// What `sbom.lost_sources` counts.
const SOURCES: &str = "addresses, commits, compiled files and settings of the source";

/// A form that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// CycloneDX 1.6 in JSON.
    CycloneDx,
    /// SPDX 2.3 in JSON.
    Spdx,
    /// A table: `name,version,purl,cpe,supplier,licence,sha256`.
    Csv,
}

impl Target {
    /// Every target.
    pub const ALL: [Self; 3] = [Self::CycloneDx, Self::Spdx, Self::Csv];

    /// The word, such as `cyclonedx`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::CycloneDx => "cyclonedx",
            Self::Spdx => "spdx",
            Self::Csv => "csv",
        }
    }

    /// The target of a word.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.key() == key)
    }
}

/// Writes a list; `now` (RFC 3339) stands where the list does not say when it was made.
#[must_use]
pub fn write(sbom: &Sbom<'_>, target: Target, now: &str) -> (Vec<u8>, Vec<Problem>) {
    let mut lost = Lost::default();
    let bytes = match target {
        Target::CycloneDx => cyclonedx::write(sbom, now, &mut lost),
        Target::Spdx => spdx::write(sbom, now, &mut lost),
        Target::Csv => table(sbom, &mut lost),
    };
    (bytes, lost.problems())
}

/// What a target cannot hold, by sort.
#[derive(Default)]
struct Lost(Vec<(&'static str, &'static str, usize)>);

impl Lost {
    /// Counts things of a sort that are not written.
    fn count(&mut self, code: &'static str, what: &'static str, count: usize) {
        if count > 0 {
            match self.0.iter_mut().find(|(known, ..)| *known == code) {
                Some((.., so_far)) => *so_far += count,
                None => self.0.push((code, what, count)),
            }
        }
    }

    /// Counts what stands in the place of a component in the product, and from what it was made, for targets without words for it.
    fn standing(&mut self, component: &SbomComponent<'_>) {
        let told = component.scope.is_some_and(|scope| scope != Scope::Required);
        self.count("sbom.lost_scopes", "optional and excluded components, which stand here like any other", usize::from(told));
        self.count("sbom.lost_ancestors", "ancestors", component.ancestors.len());
    }

    /// Counts services, for targets without words for them.
    fn services(&mut self, sbom: &Sbom<'_>) {
        self.count("sbom.lost_services", "services", sbom.services.len());
    }

    /// Counts what no target can hold of builds.
    fn builds(&mut self, sbom: &Sbom<'_>) {
        self.count("sbom.lost_sources", SOURCES, sbom.builds.iter().map(|build| build.compiled.len() + build.parameters.len()).sum());
    }

    fn problems(self) -> Vec<Problem> {
        self.0.into_iter().map(|(code, what, count)| Problem::new(code, "", format!("{what}: {count}"))).collect()
    }
}

fn table(sbom: &Sbom<'_>, lost: &mut Lost) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["name", "version", "purl", "cpe", "supplier", "licence", "sha256"];
    // Invariant: writing into memory does not fail, and every row has as many cells as the head.
    let _ = writer.write_record(head);
    for component in &sbom.components {
        let cell = |text: &Option<Cow<'_, str>>| text.as_deref().unwrap_or_default().to_owned();
        let sha256 = component.hashes.iter().find(|hash| plain_algorithm(&hash.algorithm) == "SHA256");
        let row = [
            component.name.to_string(),
            cell(&component.version),
            cell(&component.purl),
            cell(&component.cpes.first().cloned()),
            cell(&component.supplier),
            licence(&component.licences),
            sha256.map(|hash| hash.value.to_string()).unwrap_or_default(),
        ];
        let _ = writer.write_record(row);
        lost.count("sbom.lost_identities", "further purls and CPEs", component.other_purls.len() + component.cpes.len().saturating_sub(1));
        lost.count("sbom.lost_hashes", "hashes that are no SHA-256", component.hashes.len() - usize::from(sha256.is_some()));
        lost.count("sbom.lost_patches", "patches", component.patches.len());
        lost.count(
            "sbom.lost_properties",
            "properties and copyright lines",
            component.properties.len() + usize::from(component.copyright.is_some()),
        );
        lost.count("sbom.lost_sources", SOURCES, component.sources.len() + component.commits.len());
        lost.count("sbom.lost_kinds", "sorts of components", usize::from(component.kind.is_some()));
        lost.count("sbom.lost_nesting", "components that stand within another", usize::from(component.nested_in.is_some()));
        lost.standing(component);
    }
    lost.services(sbom);
    lost.builds(sbom);
    lost.count("sbom.lost_relations", "relations", sbom.relations.len() + sbom.dependencies.iter().map(|(_, to)| to.len()).sum::<usize>());
    lost.count("sbom.lost_statements", "statements on vulnerabilities", sbom.statements.len());
    let about = [sbom.subject.is_some(), sbom.serial.is_some(), sbom.created.is_some(), !sbom.authors.is_empty()];
    lost.count(
        "sbom.lost_document",
        "what is said of the list itself",
        about.into_iter().filter(|given| *given).count() + sbom.compositions.len(),
    );
    writer.into_inner().unwrap_or_default()
}

/// Licences as one cell: joined as an expression where all are expressions, else as words.
fn licence(licences: &[Cow<'_, str>]) -> String {
    match licences {
        [one] => one.to_string(),
        several if several.iter().all(|one| is_expression(one)) => {
            let within = |one: &Cow<'_, str>| if one.contains(" OR ") { format!("({one})") } else { one.to_string() };
            several.iter().map(within).collect::<Vec<_>>().join(" AND ")
        }
        several => several.join("; "),
    }
}

/// The name of a hash algorithm without blanks and dashes, in capitals, such as `SHA256`.
fn plain_algorithm(algorithm: &str) -> String {
    algorithm.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

/// Whether a text can stand as an SPDX licence expression.
fn is_expression(text: &str) -> bool {
    !text.is_empty()
        && text
            .split([' ', '(', ')'])
            .filter(|word| !word.is_empty())
            .all(|word| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+' | b':')))
        && (text.contains(" AND ") || text.contains(" OR ") || text.contains(" WITH ") || !text.contains(' '))
}
