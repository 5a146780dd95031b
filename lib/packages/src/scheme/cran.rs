//! R packages: numbers with `.` or `-` between them.
//!
//! Both separators mean the same; numbers compare one by one, and a longer version stands after its beginning, zeros
//! included: `1.0` comes before `1.0.0`. Source: the R manual, `package_version` and "Writing R Extensions" §1.1.1.

use super::key::Writer;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    write_numbers(version, &['.', '-'], w)
}

/// Writes numbers with separators between them, each with its weight.
pub(super) fn write_numbers(version: &str, separators: &[char], w: &mut Writer) -> Option<()> {
    for number in version.split(separators) {
        if !super::key::is_number(number) {
            return None;
        }
        w.number(1, number);
    }
    Some(())
}
