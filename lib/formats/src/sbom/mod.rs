//! Reads SBOMs: CycloneDX 1.2 to 1.7 (JSON) and 1.0 to 1.7 (XML), SPDX 2.2 and 2.3 (JSON, YAML, XML, tag-value), SPDX 3.0
//! (JSON-LD), and plain tables (CSV). CycloneDX as protobuf is not read.
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

pub use convert::{Target, write};
pub use quality::{Lack, Match, Quality, WORK_MAX, Work, quality};

use crate::problem::Problem;
use crate::vex::Statement;

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

/// An SBOM in one normal form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sbom {
    /// Format and version, such as `CycloneDX 1.6`.
    pub format: String,
    /// Serial number or document namespace.
    pub serial: Option<String>,
    /// When it was made, as given.
    pub created: Option<String>,
    /// Who made it: people, organisations and programs, as the document names them.
    pub authors: Vec<String>,
    /// What it describes as a whole; not one of the components.
    pub subject: Option<SbomComponent>,
    /// Its components in the order of the file.
    pub components: Vec<SbomComponent>,
    /// Who depends on whom, by reference.
    pub dependencies: Vec<(String, Vec<String>)>,
    /// Every other relation between components, by reference, such as `contains` or `generated_from`.
    pub relations: Vec<Relation>,
    /// What the SBOM itself says of vulnerabilities; a product's reference is a component's.
    pub statements: Vec<Statement>,
    /// What was wrong without being a fault.
    pub problems: Vec<Problem>,
}

/// A component.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SbomComponent {
    /// Its reference within the SBOM (`bom-ref`, `SPDXID`, `spdxId`); where it has none, `#` and its pointer. Unique.
    pub reference: String,
    /// Name; with the group of CycloneDX before it (`org.demo/core`).
    pub name: String,
    /// Version, where given.
    pub version: Option<String>,
    /// Canonical purl.
    pub purl: Option<String>,
    /// Further canonical purls, where a component has several.
    pub other_purls: Vec<String>,
    /// CPE 2.3 formatted strings.
    pub cpes: Vec<String>,
    /// Supplier, else manufacturer, else publisher, else author.
    pub supplier: Option<String>,
    /// Sort of component as the format names it, lower-case, such as `library` or `operating-system`.
    pub kind: Option<String>,
    /// Hashes.
    pub hashes: Vec<Hash>,
    /// Licence ids, names or expressions.
    pub licences: Vec<String>,
    /// JSON pointer or XPath of the component.
    pub pointer: String,
    /// Reference of the component that contains it.
    pub nested_in: Option<String>,
    /// Copyright line.
    pub copyright: Option<String>,
    /// Addresses of its source: repositories, downloads, with the kind as the format names it, such as `vcs`.
    pub sources: Vec<(String, String)>,
    /// Commits that it was built from.
    pub commits: Vec<String>,
    /// Patches that its build laid over it.
    pub patches: Vec<Patch>,
    /// Other identities and facts of the build by name, such as a Yocto recipe or layer; in the order of the file.
    pub properties: Vec<(String, String)>,
    /// Paths of the source files that were compiled into it, where the build says so.
    pub compiled: Vec<String>,
}

/// A relation between two components.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Reference.
    pub from: String,
    /// As the format names it, in snake case, such as `contains`.
    pub kind: String,
    /// Reference.
    pub to: String,
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
pub struct Hash {
    /// As the format writes it, such as `SHA-256` or `SHA256`.
    pub algorithm: String,
    /// Hexadecimal, lower-case.
    pub value: String,
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
    detect::decode(bytes).and_then(|text| detect::of(&text)).is_ok()
}

/// Reads an SBOM; the form is found out from the bytes.
///
/// # Errors
/// [`SbomFault`].
pub fn read(bytes: &[u8], options: &Options) -> Result<Sbom, SbomFault> {
    let depth_max = options.depth_max.min(DEPTH_HARD_MAX);
    let text = detect::decode(bytes)?;
    let form = detect::of(&text)?;
    let text = text.as_ref();
    match form {
        detect::Form::Csv(delimiter) => csv::read(text, delimiter, options),
        detect::Form::CycloneDxJson(version) => cyclonedx_json::read(text, &version, depth_max, options),
        detect::Form::CycloneDxXml(version) => cyclonedx_xml::read(text, &version, depth_max, options),
        detect::Form::Spdx2(version) => spdx2::read(text, &version, depth_max, options),
        detect::Form::Spdx2TagValue(version) => spdx2::read_tag_value(text, &version, depth_max, options),
        detect::Form::Spdx2Yaml(version) => spdx2::read_yaml(text, &version, depth_max, options),
        detect::Form::Spdx2Xml => spdx2::read_xml(text, depth_max, options),
        detect::Form::Spdx3(version) => spdx3::read(text, &version, depth_max, options),
    }
}

/// Parses a JSON text with a limit on its depth and on what its lists take in memory.
fn parse_json<'a, T: serde::Deserialize<'a>>(text: &'a str, format: &str, depth_max: usize, options: &Options) -> Result<T, SbomFault> {
    use crate::json::budget;
    use crate::json::scan::{self, ScanFault};
    let broken = |format: &str, pointer: String| SbomFault::Schema { format: format.to_owned(), n: 1, pointer };
    if let Err(ScanFault::TooDeep(pointer)) = scan::depth(text.as_bytes(), depth_max) {
        return Err(broken(format, pointer));
    }
    let parsed = budget::within(LISTS_BYTES_MAX, || serde_json::from_str(text));
    let parsed = parsed.ok_or(SbomFault::TooLarge { limit: options.components_max })?;
    parsed.map_err(|error: serde_json::Error| match error.classify() {
        serde_json::error::Category::Eof => SbomFault::Truncated { byte: text.len() },
        serde_json::error::Category::Data => broken(format, format!("line {}, column {}", error.line(), error.column())),
        _ => broken("JSON", format!("line {}, column {}", error.line(), error.column())),
    })
}

#[cfg(test)]
mod tests;
