//! Statements meet components: verdicts with reasons, alias clusters, the index both ways.
//!
//! `evaluate` is the only matcher; whoever asks "what hits this" or "whom does this hit" ends there.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod alias;
pub mod component;
pub mod distro;
pub mod evaluate;
pub mod explain;
pub mod index;
mod json;
pub mod statement;

pub use component::{Component, Identity, Via, keys, unmatchable};
pub use evaluate::{combine, evaluate};
pub use explain::{Class, DistroCheck, Explanation, Lowered, Met, Outcome, Unknown, Verdict};
pub use statement::{StatedRange, Statement, Status, SubjectKind};
