//! TestApp, fixed clock, fake outside, demo world.
