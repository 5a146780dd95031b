//! Japanese and English sentences as typed functions.
