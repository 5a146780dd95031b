//! Bytes to and from the field's documents: no IO, no clock, no async.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod atom;
pub mod csaf;
pub mod cve5;
pub mod detect;
pub mod documents;
pub mod epss;
pub mod family;
pub mod kev;
pub mod nvd;
pub mod osv;
pub mod problem;
pub mod provider;
pub mod record;
pub mod sarif;
pub mod sbom;
pub mod securitytxt;
pub mod vex;

pub mod json;
mod pretty;
mod yaml;
