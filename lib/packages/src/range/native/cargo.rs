//! Cargo: "Specifying Dependencies": a bare version is a caret, commas join; `||` as advisories add it.

use super::npm::range;
use super::parts::{Partial, words};
use super::{AnyOf, Fault};

pub(super) fn read(text: &str) -> Result<AnyOf, Fault> {
    text.split("||").map(all_of).collect()
}

fn all_of(text: &str) -> Result<Vec<super::Clause>, Fault> {
    let words = words(text, true)?;
    if words.is_empty() {
        return Err(Fault::at(text));
    }
    let mut out = Vec::new();
    for (sign, version) in words {
        let partial = Partial::read(version, 3).filter(|_| !version.starts_with(['v', 'V'])).ok_or_else(|| Fault::at(version))?;
        out.extend(range(sign, &partial, true).ok_or_else(|| Fault::at(&format!("{sign}{version}")))?);
    }
    Ok(out)
}
