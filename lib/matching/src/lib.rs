//! Statements meet components: verdicts with reasons, alias clusters, the index both ways.
//!
//! `evaluate` is the only matcher; whoever asks "what hits this" or "whom does this hit" ends there.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod alias;
pub mod component;
pub mod context;
pub mod distro;
pub mod evaluate;
pub mod explain;
pub mod index;
mod json;
pub mod said;
pub mod software;
pub mod statement;

pub use component::{Component, Identity, Via, keys, unmatchable};
pub use context::{Condition, Part, Surroundings, Truth};
pub use evaluate::{combine, evaluate, said_of};
pub use explain::{Class, DistroCheck, Explanation, Lowered, Met, Outcome, Unknown, Verdict};
pub use said::{Said, Says};
pub use statement::{StatedRange, Statement, Status, SubjectKind};
