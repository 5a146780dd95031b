//! OCaml packages: Debian's order without epochs.
//!
//! The text behind the last `-` compares last, and what is left out there is zero; any printable character may stand in
//! a version. Source: the opam manual, "Version ordering".

use super::key::Writer;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    if !version.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let (main, last) = version.rsplit_once('-').unwrap_or((version, ""));
    super::deb::write_turns(main, w);
    super::deb::write_turns(last, w);
    Some(())
}
