//! The house itself under test: its walls, the shape of its files, the words that it uses.

mod repo;
mod terms;
mod verbs;
mod walls;
