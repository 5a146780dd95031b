//! CSAF: a typed document that is written as stable bytes, and the checks that every document must pass.

mod check;
pub mod cwe;
mod model;
mod parse;
mod products;
mod read;
mod records;
mod revision;
mod rules;
mod shape;
mod tree;
mod view;
mod write;

pub use check::{CSAF_BYTES_MAX, EXPANSION_MAX, PROBLEMS_MAX, check, check_to, clause, judge};
pub use model::{
    Acknowledgment, Category, CvssV3, Cwe, Document, Flag, FlagLabel, Id, Note, NoteCategory, ProductLine, ProductTree, ProductVersion,
    Publisher, PublisherCategory, Reference, ReferenceCategory, Remediation, RemediationCategory, Revision, Score, Status, StatusLists,
    Threat, ThreatCategory, Tlp, Tracking, Vulnerability,
};
pub use parse::read;
pub use read::statements;
pub(crate) use records::read_one as records_of;
pub use records::records;
pub(crate) use revision::is_instant;
pub use rules::{Clause, Group};
pub(crate) use shape::is_cve;
pub use view::Edition;
pub use write::{file_name, write};
