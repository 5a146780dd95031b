//! Commits: no order but ancestry, answered from a graph that the caller supplies.
