//! Facts become the bytes that leave the house: CSAF documents, the provider's files, letters. Signatures are not made here.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

mod csaf;
mod digest;
mod facts;
pub mod letter;
pub mod tree;

pub use csaf::{csaf, document};
pub use digest::content_digest;
pub use facts::{AdvisoryFacts, Credit, OrgFacts, ProductRow, Revision, VulnerabilityFacts};
pub use tree::PublishedFile;
