//! Scenarios of the acceptance list that run through several rooms; each test quotes the steps that it proves.

mod publication;
mod sbom;
mod unseen;
