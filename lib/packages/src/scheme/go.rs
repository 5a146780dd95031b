//! Go: module versions, pseudo-versions, and the toolchain's own `go1.21rc2`.
//!
//! Module versions are semantic versions with `v`; pseudo-versions are made to sort by the time of their commit, and
//! `+incompatible` has no weight. The toolchain writes `go1.21rc2` where records write `1.21.0-rc.2`.
//! Source: Go Modules Reference, "Versions" and "Pseudo-versions"; Go Toolchains, "Go versions".

use super::key::Writer;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    let toolchain = version.strip_prefix("go").unwrap_or(version);
    match toolchain.find(|c: char| c.is_ascii_alphabetic()).filter(|at| *at > 0) {
        // A word right behind the numbers is the toolchain's; a word after `-` is an ordinary prerelease.
        Some(at) if toolchain[..at].bytes().all(|b| b.is_ascii_digit() || b == b'.') => {
            let digits = toolchain[at..].find(|c: char| c.is_ascii_digit()).map_or(toolchain.len(), |d| at + d);
            let (word, number) = (&toolchain[at..digits], &toolchain[digits..]);
            if !matches!(word, "rc" | "beta") || number.is_empty() {
                return None;
            }
            super::semver::write(&format!("{}-{word}.{number}", &toolchain[..at]), w)
        }
        _ => super::semver::write(toolchain, w),
    }
}
