//! Go: module versions, pseudo-versions, and the toolchain's own `go1.21rc2`.

use super::key::Key;

pub(super) fn key(version: &str) -> Option<Key> {
    let toolchain = version.strip_prefix("go").unwrap_or(version);
    match toolchain.find(|c: char| c.is_ascii_alphabetic()).filter(|at| *at > 0) {
        // `1.21rc2` of the toolchain is `1.21-rc.2` of a record; a word after `-` is an ordinary prerelease.
        Some(at) if toolchain[..at].bytes().all(|b| b.is_ascii_digit() || b == b'.') => {
            let digits = toolchain[at..].find(|c: char| c.is_ascii_digit()).map_or(toolchain.len(), |d| at + d);
            let (word, number) = (&toolchain[at..digits], &toolchain[digits..]);
            if !matches!(word, "rc" | "beta") || number.is_empty() {
                return None;
            }
            super::semver::key(&format!("{}-{word}.{number}", &toolchain[..at]))
        }
        _ => super::semver::key(toolchain),
    }
}
