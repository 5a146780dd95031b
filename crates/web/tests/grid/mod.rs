//! Guards over every route that exists: who gets in, what every answer carries, what every page has.

mod committed;
mod links;
mod page;
mod walk;
mod world;
