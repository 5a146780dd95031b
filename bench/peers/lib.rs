//! Holds the benches of this folder.
