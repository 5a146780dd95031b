//! Cases: the unit of our work.

mod open;

pub use open::{Opened, open};
