//! How every JSON document of ours is written: two blanks, keys in the order of the type, a line feed at the end.

use serde::Serialize;

/// Writes a value whose type cannot fail to serialise.
pub(crate) fn bytes(value: &impl Serialize) -> Vec<u8> {
    // Invariant: only structs and lists of texts and numbers are passed here; none has keys that are not texts.
    let mut bytes = serde_json::to_vec_pretty(value).expect("structs with text keys always serialise");
    bytes.push(b'\n');
    bytes
}
