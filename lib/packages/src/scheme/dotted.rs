//! Numbers with dots, as many as there are.
//!
//! Leading zeros have no weight, nor have zeros at the end; reading stops at the first character that is neither digit
//! nor dot. Source: the type `intdot` of the VERS specification.

use super::key::{Writer, is_number};

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    let end = version.bytes().position(|b| !b.is_ascii_digit() && b != b'.').unwrap_or(version.len());
    let numbers = &version[..end];
    for number in numbers.strip_suffix('.').unwrap_or(numbers).split('.') {
        if !is_number(number) {
            return None;
        }
        w.light_number(1, number);
    }
    w.trim();
    // A version of zeros only is a version still.
    w.mark(0);
    Some(())
}
