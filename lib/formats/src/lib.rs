//! Bytes to and from the field's documents: no IO, no clock, no async.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod atom;
pub mod csaf;
pub mod cve5;
pub mod detect;
pub mod documents;
pub mod epss;
pub mod euvd;
pub mod family;
pub mod homes;
pub mod jvn;
pub mod kev;
pub mod lock;
pub mod nvd;
pub mod osv;
pub mod problem;
pub mod provider;
pub mod record;
pub mod sarif;
pub mod sbom;
pub mod securitytxt;
pub mod vex;

mod elements;
pub mod json;
mod phrase;
mod pretty;
mod yaml;
