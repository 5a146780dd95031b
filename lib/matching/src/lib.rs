//! Statements meet components: verdicts with reasons, alias clusters, the compiled index.
