//! Reads SBOMs: CycloneDX 1.2 to 1.7 (JSON) and 1.0 to 1.7 (XML), SPDX 2.2 and 2.3 (JSON, YAML, XML, RDF/XML, tag-value), SPDX 3.0
//! (JSON-LD), the archives of SPDX 2.2 documents that Yocto writes (tar), and plain tables (CSV). CycloneDX as protobuf is not read.
//!
//! What would make the parts list ambiguous or incomplete is a fault and nothing is given; what costs one identity of one component is a
//! problem and the component stays.

mod build;
mod convert;
mod csv;
mod cyclonedx_json;
mod cyclonedx_xml;
mod detect;
mod graph;
mod quality;
mod spdx2;
mod spdx3;
mod whole;

pub use convert::{Target, write};
pub use quality::{Lack, Match, Quality, WORK_MAX, Work, quality};
pub use whole::{Composition, Service};

use crate::problem::Problem;
use crate::vex::Statement;
use std::borrow::Cow;

/// Most components that are read unless the caller says otherwise.
pub const SBOM_COMPONENTS_MAX: usize = 200_000;

/// Deepest nesting of JSON containers or XML elements that is read unless the caller says otherwise.
pub const SBOM_DEPTH_MAX: usize = 64;

/// Most dependencies, counted one by one.
pub const SBOM_DEPENDENCIES_MAX: usize = 2_000_000;

/// Bytes that the lists of an SBOM may take in memory while it is read.
const LISTS_BYTES_MAX: usize = 128 * 1024 * 1024;

/// Deepest nesting that a caller can ask for; more would not fit a thread's stack.
const DEPTH_HARD_MAX: usize = 96;

/// How an SBOM is read.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// A purl that cannot be read and a cycle of dependencies are faults.
    pub strict: bool,
    /// An SBOM without components is welcome.
    pub allow_empty: bool,
    /// Most components.
    pub components_max: usize,
    /// Deepest nesting of JSON containers or XML elements; at most 96 are read whatever is asked.
    pub depth_max: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { strict: false, allow_empty: false, components_max: SBOM_COMPONENTS_MAX, depth_max: SBOM_DEPTH_MAX }
    }
}

/// An SBOM in one normal form; its texts are borrowed from the bytes wherever they stand there as they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sbom<'a> {
    /// Format and version, such as `CycloneDX 1.6`.
    pub format: String,
    /// Serial number or document namespace.
    pub serial: Option<String>,
    /// When it was made, as given.
    pub created: Option<String>,
    /// Who made it: people, organisations and programs, as the document names them.
    pub authors: Vec<String>,
    /// What it describes as a whole; not one of the components.
    pub subject: Option<SbomComponent<'a>>,
    /// Its components in the order of the file.
    pub components: Vec<SbomComponent<'a>>,
    /// Services beside the components, each before those within it.
    pub services: Vec<Service<'a>>,
    /// What it says of its own completeness.
    pub compositions: Vec<Composition<'a>>,
    /// Who depends on whom, by reference; a service's is one too.
    pub dependencies: Vec<(Cow<'a, str>, Vec<Cow<'a, str>>)>,
    /// Every other relation between components, by reference, such as `contains` or `generated_from`.
    pub relations: Vec<Relation<'a>>,
    /// The builds that made its components, where it tells of them.
    pub builds: Vec<Build<'a>>,
    /// What the SBOM itself says of vulnerabilities; a product's reference is a component's.
    pub statements: Vec<Statement>,
    /// What was wrong without being a fault.
    pub problems: Vec<Problem>,
}

/// A component.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SbomComponent<'a> {
    /// Its reference within the SBOM (`bom-ref`, `SPDXID`, `spdxId`); where it has none, `#` and its pointer. Unique.
    pub reference: Cow<'a, str>,
    /// Name; with the group of CycloneDX before it (`org.demo/core`).
    pub name: Cow<'a, str>,
    /// Version, where given.
    pub version: Option<Cow<'a, str>>,
    /// Canonical purl.
    pub purl: Option<Cow<'a, str>>,
    /// Further canonical purls, where a component has several.
    pub other_purls: Vec<Cow<'a, str>>,
    /// CPE 2.3 formatted strings.
    pub cpes: Vec<Cow<'a, str>>,
    /// Supplier, else manufacturer, else publisher, else author.
    pub supplier: Option<Cow<'a, str>>,
    /// Sort of component as the format names it, lower-case, such as `library` or `operating-system`.
    pub kind: Option<Cow<'a, str>>,
    /// How far it belongs to the product, where the list says so. An excluded one stands in the list too: the caller decides.
    pub scope: Option<Scope>,
    /// Hashes.
    pub hashes: Vec<Hash<'a>>,
    /// Licence ids, names or expressions.
    pub licences: Vec<Cow<'a, str>>,
    /// JSON pointer or XPath of the component.
    pub pointer: String,
    /// Reference of the component that contains it.
    pub nested_in: Option<Cow<'a, str>>,
    /// Copyright line.
    pub copyright: Option<Cow<'a, str>>,
    /// Addresses of its source: repositories, downloads, with the kind as the format names it, such as `vcs`.
    pub sources: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// Commits that it was built from.
    pub commits: Vec<Cow<'a, str>>,
    /// Patches that its build laid over it.
    pub patches: Vec<Patch>,
    /// Components that it was made from, such as the project of which it is a fork.
    pub ancestors: Vec<Ancestor<'a>>,
    /// Other identities and facts of the build by name, such as a Yocto recipe or layer; in the order of the file.
    pub properties: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// How far a component belongs to the product; one without a word on it is required (CycloneDX 1.6, `scope`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The product needs it.
    Required,
    /// The product runs without it; it may not be there.
    Optional,
    /// No part of what runs, such as a tool of the tests.
    Excluded,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 3] = [Self::Required, Self::Optional, Self::Excluded];

    /// The word of CycloneDX, such as `excluded`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Excluded => "excluded",
        }
    }

    /// The scope of a word.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.key() == key)
    }
}

/// A component from which another was made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ancestor<'a> {
    /// Name; with the group of CycloneDX before it.
    pub name: Cow<'a, str>,
    /// Version, where given.
    pub version: Option<Cow<'a, str>>,
    /// Canonical purl.
    pub purl: Option<Cow<'a, str>>,
}

/// A relation between two components.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation<'a> {
    /// Reference.
    pub from: Cow<'a, str>,
    /// As the format names it, in snake case, such as `contains`.
    pub kind: Cow<'a, str>,
    /// Reference.
    pub to: Cow<'a, str>,
}

/// A build: what it compiled, with which settings, and what came out of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Build<'a> {
    /// Its reference within the SBOM.
    pub reference: Cow<'a, str>,
    /// Name, such as `linux-yocto:do_create_spdx:recipe`.
    pub name: Option<Cow<'a, str>>,
    /// What sort of build it is: an IRI.
    pub kind: Option<Cow<'a, str>>,
    /// Paths of the source files that it read, where the SBOM lists them; empty = not said.
    pub compiled: Vec<Cow<'a, str>>,
    /// Settings by name, such as `CONFIG_USB` of a kernel or `PACKAGECONFIG:gnutls`; in the order of the file.
    pub parameters: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// References of the components that it made.
    pub outputs: Vec<Cow<'a, str>>,
}

/// A patch over a component.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Patch {
    /// As the format names it, such as `backport`.
    pub kind: Option<String>,
    /// Ids of the vulnerabilities that it resolves.
    pub resolves: Vec<String>,
    /// Address of the diff, or its file name.
    pub url: Option<String>,
    /// Whether the difference itself is given, by text or address.
    pub shown: bool,
}

/// A hash of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hash<'a> {
    /// As the format writes it, such as `SHA-256` or `SHA256`.
    pub algorithm: Cow<'a, str>,
    /// Hexadecimal, lower-case.
    pub value: Cow<'a, str>,
}

/// Why an SBOM is not read; each variant is one row of the error table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SbomFault {
    /// `sbom.truncated`
    #[error("the file ends early, at byte {byte}")]
    Truncated {
        /// Offset where more was expected.
        byte: usize,
    },
    /// `sbom.unsupported`
    #[error("`{format}` is not read")]
    Unsupported {
        /// What it is, such as `SPDX 2.3 tag-value`.
        format: String,
    },
    /// `sbom.schema`
    #[error("{n} places do not follow {format}, the first is `{pointer}`")]
    Schema {
        /// The format whose rules are broken.
        format: String,
        /// Number of places.
        n: usize,
        /// The first: JSON pointer, XPath, or line and column.
        pointer: String,
    },
    /// `sbom.no_components`
    #[error("no components")]
    NoComponents,
    /// `sbom.duplicate_ref`
    #[error("reference `{reference}` is used twice, again at `{pointer}`")]
    DuplicateRef {
        /// The reference.
        reference: String,
        /// Where it is used again.
        pointer: String,
    },
    /// `sbom.bad_purl`
    #[error("`{purl}` at `{pointer}` is not a purl")]
    BadPurl {
        /// As given.
        purl: String,
        /// Where.
        pointer: String,
    },
    /// `sbom.cycle`
    #[error("dependencies go round: {path}")]
    Cycle {
        /// References joined by arrows, the first again at the end.
        path: String,
    },
    /// `sbom.encoding`
    #[error("not UTF-8 at byte {byte}")]
    Encoding {
        /// Offset of the first byte that is not UTF-8.
        byte: usize,
    },
    /// `sbom.too_large`: too many components, dependencies or entries of lists; the size in bytes is the caller's to limit.
    #[error("over {limit} components, or as much of something else")]
    TooLarge {
        /// Most components.
        limit: usize,
    },
}

/// Whether bytes have one of the forms that [`read`] knows.
#[must_use]
pub fn recognises(bytes: &[u8]) -> bool {
    spdx2::is_archive(bytes) || detect::decode(bytes).and_then(|text| detect::of(&text)).is_ok()
}

/// Reads an SBOM; the form is found out from the bytes.
///
/// # Errors
/// [`SbomFault`].
pub fn read<'a>(bytes: &'a [u8], options: &Options) -> Result<Sbom<'a>, SbomFault> {
    if spdx2::is_archive(bytes) {
        return spdx2::read_archive(bytes, options);
    }
    match detect::decode(bytes)? {
        Cow::Borrowed(text) => read_text(text, options),
        Cow::Owned(text) => read_text(&text, options).map(Sbom::into_owned),
    }
}

fn read_text<'a>(text: &'a str, options: &Options) -> Result<Sbom<'a>, SbomFault> {
    let depth_max = options.depth_max.min(DEPTH_HARD_MAX);
    match detect::of(text)? {
        detect::Form::Csv(delimiter) => csv::read(text, delimiter, options),
        detect::Form::CycloneDxJson(version) => cyclonedx_json::read(text, &version, depth_max, options),
        detect::Form::CycloneDxXml(version) => cyclonedx_xml::read(text, &version, depth_max, options),
        detect::Form::Spdx2(version) => spdx2::read(text, &version, depth_max, options),
        detect::Form::Spdx2TagValue(version) => spdx2::read_tag_value(text, &version, depth_max, options),
        detect::Form::Spdx2Yaml(version) => spdx2::read_yaml(text, &version, depth_max, options),
        detect::Form::Spdx2Rdf => spdx2::read_rdf(text, depth_max, options).map(Sbom::into_owned),
        detect::Form::Spdx2Xml => spdx2::read_xml(text, depth_max, options),
        detect::Form::Spdx3(version) => spdx3::read(text, &version, depth_max, options),
    }
}

/// Parses a JSON text with a limit on its depth and on what its lists take in memory.
fn parse_json<'a, T: serde::Deserialize<'a>>(text: &'a str, format: &str, depth_max: usize, options: &Options) -> Result<T, SbomFault> {
    parse_with(text, format, depth_max, options, |json| T::deserialize(json))
}

/// As [`parse_json`], by a reader of the caller's.
fn parse_with<'a, T>(
    text: &'a str,
    format: &str,
    depth_max: usize,
    options: &Options,
    read: impl FnOnce(&mut serde_json::Deserializer<serde_json::de::StrRead<'a>>) -> serde_json::Result<T>,
) -> Result<T, SbomFault> {
    use crate::json::{budget, depth, scan};
    let broken = |format: &str, pointer: String| SbomFault::Schema { format: format.to_owned(), n: 1, pointer };
    let parsed = depth::within(depth_max, || {
        budget::within(LISTS_BYTES_MAX, || {
            let mut json = serde_json::Deserializer::from_str(text);
            let value = read(&mut json)?;
            json.end().map(|()| value)
        })
    });
    let parsed = parsed.ok_or_else(|| broken(format, scan::too_deep(text.as_bytes(), depth_max)))?;
    let parsed = parsed.ok_or(SbomFault::TooLarge { limit: options.components_max })?;
    parsed.map_err(|error: serde_json::Error| match error.classify() {
        serde_json::error::Category::Eof => SbomFault::Truncated { byte: text.len() },
        serde_json::error::Category::Data => broken(format, format!("line {}, column {}", error.line(), error.column())),
        _ => broken("JSON", format!("line {}, column {}", error.line(), error.column())),
    })
}

/// `vulnerableCodeNotPresent` as `vulnerable_code_not_present`.
fn snake(word: &str) -> String {
    let mut out = String::with_capacity(word.len() + 8);
    for letter in word.chars().take(100) {
        if letter.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// The text with an owner of its own.
fn own(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

/// Pairs of texts with owners of their own.
fn own_pairs(pairs: Vec<(Cow<'_, str>, Cow<'_, str>)>) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
    pairs.into_iter().map(|(one, other)| (own(one), own(other))).collect()
}

fn own_all(texts: Vec<Cow<'_, str>>) -> Vec<Cow<'static, str>> {
    texts.into_iter().map(own).collect()
}

impl Sbom<'_> {
    /// The same SBOM, which outlives the bytes.
    #[must_use]
    pub fn into_owned(self) -> Sbom<'static> {
        let relation = |relation: Relation<'_>| Relation { from: own(relation.from), kind: own(relation.kind), to: own(relation.to) };
        Sbom {
            format: self.format,
            serial: self.serial,
            created: self.created,
            authors: self.authors,
            subject: self.subject.map(SbomComponent::into_owned),
            components: self.components.into_iter().map(SbomComponent::into_owned).collect(),
            services: self.services.into_iter().map(Service::into_owned).collect(),
            compositions: self.compositions.into_iter().map(Composition::into_owned).collect(),
            dependencies: self.dependencies.into_iter().map(|(from, to)| (own(from), own_all(to))).collect(),
            relations: self.relations.into_iter().map(relation).collect(),
            builds: self.builds.into_iter().map(Build::into_owned).collect(),
            statements: self.statements,
            problems: self.problems,
        }
    }
}

impl Build<'_> {
    fn into_owned(self) -> Build<'static> {
        Build {
            reference: own(self.reference),
            name: self.name.map(own),
            kind: self.kind.map(own),
            compiled: own_all(self.compiled),
            parameters: own_pairs(self.parameters),
            outputs: own_all(self.outputs),
        }
    }
}

impl SbomComponent<'_> {
    /// The same component, which outlives the bytes.
    #[must_use]
    pub fn into_owned(self) -> SbomComponent<'static> {
        let hash = |hash: Hash<'_>| Hash { algorithm: own(hash.algorithm), value: own(hash.value) };
        let ancestor = |one: Ancestor<'_>| Ancestor { name: own(one.name), version: one.version.map(own), purl: one.purl.map(own) };
        SbomComponent {
            reference: own(self.reference),
            name: own(self.name),
            version: self.version.map(own),
            purl: self.purl.map(own),
            other_purls: own_all(self.other_purls),
            cpes: own_all(self.cpes),
            supplier: self.supplier.map(own),
            kind: self.kind.map(own),
            scope: self.scope,
            hashes: self.hashes.into_iter().map(hash).collect(),
            licences: own_all(self.licences),
            pointer: self.pointer,
            nested_in: self.nested_in.map(own),
            copyright: self.copyright.map(own),
            sources: own_pairs(self.sources),
            commits: own_all(self.commits),
            patches: self.patches,
            ancestors: self.ancestors.into_iter().map(ancestor).collect(),
            properties: own_pairs(self.properties),
        }
    }
}

#[cfg(test)]
mod tests;
