//! What a component is called and how its versions are ordered.
