//! The house itself under test: its walls and the shape of its files.

mod repo;
mod walls;
