//! The workbench: versions, ranges, purls, CVSS vectors and decisions by themselves, for those who only want the answer. Needs no ledger.

use crate::{Error, Result, refusals};
use domain::refusal::Refusal;
use packages::purl::Purl;
use packages::range::{Containment, native, vers};
use packages::scheme::Scheme;
use scoring::cvss::Vector;
use scoring::ssvc::{Path, Table};
use std::cmp::Ordering;

pub use scoring::{cvss, ssvc};

/// Characters of outside text that a refusal repeats.
const SAID_CHARS_MAX: usize = 80;

/// How two versions stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    /// Word of the scheme.
    pub scheme: &'static str,
    /// How the first stands to the second.
    pub order: Ordering,
}

/// Orders two versions by a scheme, named by its word or by a type of purl or VERS.
///
/// # Errors
/// An unknown scheme, or a version that the scheme does not have.
pub fn compare(scheme: &str, a: &str, b: &str) -> Result<Compared> {
    let scheme = scheme_of(scheme)?;
    let unread = |version: &str| Error::from(Refusal::VersionUnreadable { version: said(version), scheme: scheme.word().to_owned() });
    if let Some(order) = scheme.compare(a, b) {
        return Ok(Compared { scheme: scheme.word(), order });
    }
    Err(unread(if scheme.key(a).is_none() { a } else { b }))
}

/// Where a version stands to a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Word of the scheme that ordered.
    pub scheme: &'static str,
    /// `in`, `out` or `unknown`.
    pub answer: &'static str,
    /// Why nobody can tell, as a word.
    pub reason: Option<&'static str>,
    /// The range as VERS, where it can be written.
    pub range: Option<String>,
}

/// Tells whether a version lies in a range: a VERS (`vers:npm/>=1.0.0|<2.0.0`), or the native syntax of a type.
///
/// # Errors
/// A range that is not understood, or an unknown type.
pub fn place(range: &str, ty: Option<&str>, version: &str) -> Result<Placed> {
    let unread = || Error::from(Refusal::RangeUnreadable { range: said(range) });
    let (scheme, set) = match ty {
        None => {
            let vers = vers::Vers::read(range).map_err(|_| unread())?;
            let scheme = vers.scheme().ok_or_else(|| unknown(vers.ty()))?;
            (scheme, vers.set(scheme))
        }
        Some(ty) => {
            let scheme = scheme_of(ty)?;
            // A type has its own syntax, such as that of nginx; another name stands for the type of its scheme.
            let syntax = if vers::scheme_of_type(ty).is_some() { ty } else { vers::type_of_scheme(scheme) };
            (scheme, native::read(syntax, range).map_err(|_| unread())?.set(scheme))
        }
    };
    let (answer, reason) = match set.contains(version) {
        Containment::In => ("in", None),
        Containment::Out => ("out", None),
        Containment::Unknown(reason) => ("unknown", Some(reason.word())),
    };
    let range = vers::Vers::of_set(&set).ok().map(|vers| vers.to_string());
    Ok(Placed { scheme: scheme.word(), answer, reason, range })
}

/// Reads a purl.
///
/// # Errors
/// A text that is none.
pub fn purl(text: &str) -> Result<Purl> {
    Purl::parse(text).map_err(|_| Refusal::PurlUnreadable { purl: said(text) }.into())
}

/// The scheme that orders the versions of a purl, as its word.
#[must_use]
pub fn scheme_of_purl(purl: &Purl) -> Option<&'static str> {
    Scheme::of_purl_type(&purl.ty).map(Scheme::word)
}

/// A vector with what it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// Version of CVSS, such as `3.1`.
    pub version: String,
    /// The vector in the order of its specification.
    pub vector: String,
    /// Score of everything that it says, with one decimal.
    pub score: String,
    /// Score of its base metrics alone, with one decimal.
    pub base: String,
    /// Word of the score, a key of `words`.
    pub severity: String,
}

/// Reads a CVSS vector of version 2, 3.0, 3.1 or 4.0 and scores it.
///
/// # Errors
/// One of the `cvss.*` refusals.
pub fn score(text: &str) -> Result<Scored> {
    let vector = Vector::parse(text).map_err(refusals::of_vector)?;
    let score = vector.score();
    Ok(Scored {
        version: vector.version().key().to_owned(),
        vector: vector.canonical(),
        score: score.to_string(),
        base: vector.base().to_string(),
        severity: score.severity.key().to_owned(),
    })
}

/// A table of SSVC by its name, such as `DT_SP`.
///
/// # Errors
/// No such table.
pub fn ssvc_table(name: &str) -> Result<&'static Table> {
    let names = || ssvc::tables().iter().map(Table::name).collect::<Vec<_>>().join(", ");
    ssvc::table(name).ok_or_else(|| Refusal::SsvcUnknownTable { table: said(name), allowed: names() }.into())
}

/// Walks a table with `POINT=VALUE` pairs or a vector.
///
/// # Errors
/// A pair or vector that is not understood, or a question without an answer.
pub fn ssvc_walk(table: &'static Table, given: &[String]) -> Result<Path> {
    let vector = given.first().filter(|text| text.starts_with("SSVC")).map(|text| text.parse::<ssvc::Vector>());
    let bad = |text: &str| Error::from(Refusal::SsvcUnreadable { text: said(text) });
    let pairs: Vec<(&str, &str)> = match &vector {
        Some(Ok(vector)) => vector.pairs(),
        Some(Err(_)) => return Err(bad(&given.concat())),
        None => given.iter().map(|text| text.split_once('=').ok_or_else(|| bad(text))).collect::<Result<_>>()?,
    };
    table.walk(&pairs).map_err(|fault| refusals::of_point(fault).into())
}

fn scheme_of(word: &str) -> Result<Scheme> {
    Scheme::of_name(word).or_else(|| vers::scheme_of_type(word)).ok_or_else(|| unknown(word))
}

fn unknown(scheme: &str) -> Error {
    let allowed = Scheme::ALL.iter().map(|scheme| scheme.word()).collect::<Vec<_>>().join(", ");
    Refusal::VersionUnknownScheme { scheme: said(scheme), allowed }.into()
}

fn said(text: &str) -> String {
    text.chars().take(SAID_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_their_scheme() {
        assert_eq!(compare("deb", "1.0~rc1", "1.0").unwrap().order, Ordering::Less);
        assert_eq!(compare("golang", "v1.2.0", "v1.10.0").unwrap().order, Ordering::Less);
        assert_eq!(compare("npm", "1.0.0", "latest").unwrap_err().refusal().unwrap().code(), "version.unreadable");
        assert_eq!(compare("nope", "1", "2").unwrap_err().refusal().unwrap().code(), "version.unknown_scheme");
    }

    #[test]
    fn ranges_are_vers_or_native() {
        assert_eq!(place("vers:npm/>=1.0.0|<2.0.0", None, "1.5.0").unwrap().answer, "in");
        assert_eq!(place("^1.2", Some("npm"), "2.0.0").unwrap().answer, "out");
        assert_eq!(place("0.8.40+", Some("nginx"), "0.8.41").unwrap().answer, "in");
        assert_eq!(place("^1.2", Some("Packagist"), "1.9.0").unwrap().answer, "in");
        assert_eq!(place("vers:npm/>=1.0.0", None, "latest").unwrap().answer, "unknown");
        assert_eq!(place("1 to 2", Some("npm"), "1").unwrap_err().refusal().unwrap().code(), "range.unreadable");
        assert_eq!(place("vers:nope/*", None, "1").unwrap_err().refusal().unwrap().code(), "version.unknown_scheme");
    }

    #[test]
    fn decisions_come_from_pairs_or_a_vector() {
        let table = ssvc_table("DT_SP").unwrap();
        let walk = |given: &[&str]| ssvc_walk(table, &given.iter().map(|&text| text.to_owned()).collect::<Vec<_>>());
        assert_eq!(walk(&["E=A", "U=E", "TI=T", "PSI=S"]).unwrap().outcome().name_en, "Immediate");
        assert_eq!(walk(&["SSVCv2/E:A/U:E/T:T/P:S/"]).unwrap().outcome().name_en, "Immediate");
        assert_eq!(walk(&["E=A"]).unwrap_err().refusal().unwrap().code(), "ssvc.bad_point");
        assert_eq!(walk(&["E"]).unwrap_err().refusal().unwrap().code(), "ssvc.unreadable");
        assert_eq!(walk(&["SSVCv2/what"]).unwrap_err().refusal().unwrap().code(), "ssvc.unreadable");
        assert_eq!(ssvc_table("DT_NONE").unwrap_err().refusal().unwrap().code(), "ssvc.unknown_table");
    }
}
