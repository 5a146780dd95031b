//! The index both ways: statements by key, components by key; both directions end in `evaluate`.

use std::collections::HashMap;

use crate::component::{Component, keys};
use crate::context::Surroundings;
use crate::evaluate::evaluate;
use crate::explain::Verdict;
use crate::statement::Statement;

/// A hit: which statement, which component, what came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Index of the statement.
    pub statement: usize,
    /// Index of the component.
    pub component: usize,
    /// The verdict, whatever it is.
    pub verdict: Verdict,
}

/// Positions by key.
#[derive(Debug, Default)]
pub struct KeyIndex {
    by_key: HashMap<String, Vec<usize>>,
}

impl KeyIndex {
    /// Indexes statements by their keys.
    #[must_use]
    pub fn of_statements(statements: &[Statement]) -> Self {
        Self::of(statements.iter().map(Statement::index_keys))
    }

    /// Indexes components by their keys.
    #[must_use]
    pub fn of_components(components: &[Component]) -> Self {
        Self::of(components.iter().map(keys))
    }

    fn of(all: impl Iterator<Item = Vec<String>>) -> Self {
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, keys) in all.enumerate() {
            for key in keys {
                by_key.entry(key).or_default().push(at);
            }
        }
        Self { by_key }
    }

    /// Positions under any of the keys, each once, in order.
    #[must_use]
    pub fn positions(&self, keys: &[String]) -> Vec<usize> {
        let mut out: Vec<_> = keys.iter().filter_map(|key| self.by_key.get(key)).flatten().copied().collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// What hits these components of one product: every statement that shares a key with one, judged.
#[must_use]
pub fn what_hits(components: &[Component], statements: &[Statement], index: &KeyIndex) -> Vec<Hit> {
    let around = Surroundings::of(components);
    let mut out = Vec::new();
    for (component, of) in components.iter().enumerate() {
        for statement in index.positions(&keys(of)) {
            out.push(Hit { statement, component, verdict: evaluate(of, &statements[statement], &around) });
        }
    }
    out
}

/// Whom of the components of one product a statement hits: every component that shares a key with it, judged.
#[must_use]
pub fn whom_hits(statement: usize, of: &Statement, components: &[Component], index: &KeyIndex) -> Vec<Hit> {
    let around = Surroundings::of(components);
    let positions = index.positions(&of.index_keys());
    positions.into_iter().map(|component| Hit { statement, component, verdict: evaluate(&components[component], of, &around) }).collect()
}
