//! The vulnerability library on disk: records, segments, index.
