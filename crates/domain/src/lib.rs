//! Nouns, states and every rule of the house: pure, no serde, SQL, async or clock.
