//! The binary `hinomi`.
fn main() {}
