//! Bytes to and from the field's documents: no IO, no clock, no async.
