//! Package URLs: `pkg:npm/%40angular/animation@12.3.1`, read leniently and written canonically.

mod canonical;
mod encoding;
mod rules;

pub use canonical::canonical;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use encoding::{decode, encode};

/// Longest purl that is read, in bytes.
pub const PURL_BYTES_MAX: usize = 8 * 1024;
/// Most qualifiers that are read.
pub const PURL_QUALIFIERS_MAX: usize = 128;

/// A package URL whose parts follow the rules of its type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purl {
    /// Type, lower-case, such as `npm`.
    pub ty: String,
    /// Namespace with `/` between its segments, decoded.
    pub namespace: Option<String>,
    /// Name, decoded, never empty.
    pub name: String,
    /// Version, decoded, never empty.
    pub version: Option<String>,
    /// Qualifiers by lower-case key; no value is empty.
    pub qualifiers: BTreeMap<String, String>,
    /// Path inside the package, without leading or trailing `/`.
    pub subpath: Option<String>,
}

/// Why a text is not a purl.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PurlError {
    /// Longer than `PURL_BYTES_MAX`.
    #[error("longer than {PURL_BYTES_MAX} bytes")]
    TooLong,
    /// Does not begin with `pkg:`.
    #[error("scheme `pkg:` expected")]
    NoScheme,
    /// No type, or a character that no type has.
    #[error("type expected: a letter, then letters, digits, `.`, `+` or `-`")]
    BadType,
    /// No name.
    #[error("name expected")]
    NoName,
    /// `%` without two hexadecimal digits, or bytes that are not UTF-8.
    #[error("percent-encoding is broken")]
    BadEncoding,
    /// A qualifier without a good key, or a key met twice, or too many of them.
    #[error("qualifiers are broken")]
    BadQualifier,
    /// A rule of the type says no.
    #[error("not allowed for this type: {0}")]
    TypeRule(&'static str),
}

impl Purl {
    /// Reads a purl and applies the rules of its type (purl specification, "How to parse").
    ///
    /// # Errors
    /// Says what is missing or broken; an unknown type is never an error.
    pub fn parse(text: &str) -> Result<Self, PurlError> {
        if text.len() > PURL_BYTES_MAX {
            return Err(PurlError::TooLong);
        }
        let text = text.trim();
        let (rest, subpath) = match text.rsplit_once('#') {
            Some((rest, sub)) => (rest, path(sub, true)?),
            None => (text, None),
        };
        let (rest, qualifiers) = match rest.rsplit_once('?') {
            Some((rest, q)) => (rest, read_qualifiers(q)?),
            None => (rest, BTreeMap::new()),
        };
        let (scheme, rest) = rest.split_once(':').ok_or(PurlError::NoScheme)?;
        if !scheme.eq_ignore_ascii_case("pkg") {
            return Err(PurlError::NoScheme);
        }
        let rest = rest.trim_matches('/');
        let (ty, rest) = rest.split_once('/').ok_or(PurlError::BadType)?;
        let (rest, version) = split_version(rest);
        let version = version.map(decode).transpose()?;
        let (namespace, name) = split_name(&ty.to_ascii_lowercase(), rest);
        let namespace = namespace.map_or(Ok(None), |n| path(n, false))?;
        Self { ty: ty.to_owned(), namespace, name: decode(name)?, version, qualifiers, subpath }.checked()
    }

    /// Makes a purl from decoded parts, applying the rules of its type.
    ///
    /// # Errors
    /// As `parse`.
    pub fn new(ty: &str, namespace: Option<&str>, name: &str, version: Option<&str>) -> Result<Self, PurlError> {
        Self {
            ty: ty.to_owned(),
            namespace: namespace.map(str::to_owned),
            name: name.to_owned(),
            version: version.map(str::to_owned),
            qualifiers: BTreeMap::new(),
            subpath: None,
        }
        .checked()
    }

    /// Applies what holds for every purl, then the rules of the type; parts are decoded.
    ///
    /// # Errors
    /// As `parse`.
    pub fn checked(mut self) -> Result<Self, PurlError> {
        let mut letters = self.ty.bytes();
        let first_is_letter = letters.next().is_some_and(|b| b.is_ascii_alphabetic());
        if !first_is_letter || !letters.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'-')) {
            return Err(PurlError::BadType);
        }
        self.ty.make_ascii_lowercase();
        self.namespace = self.namespace.map(trimmed).filter(|n| !n.is_empty());
        self.version = self.version.filter(|v| !v.is_empty());
        self.name = trimmed(self.name);
        if self.name.is_empty() {
            return Err(PurlError::NoName);
        }
        if !self.qualifiers.keys().all(|key| good_key(key)) {
            return Err(PurlError::BadQualifier);
        }
        self.qualifiers.retain(|_, value| !value.is_empty());
        rules::apply(&mut self)?;
        Ok(self)
    }

    /// The same purl without version, qualifiers and subpath: the package itself.
    #[must_use]
    pub fn package(&self) -> Self {
        Self {
            ty: self.ty.clone(),
            namespace: self.namespace.clone(),
            name: self.name.clone(),
            version: None,
            qualifiers: BTreeMap::new(),
            subpath: None,
        }
    }

    /// A qualifier by its lower-case key.
    #[must_use]
    pub fn qualifier(&self, key: &str) -> Option<&str> {
        self.qualifiers.get(key).map(String::as_str)
    }
}

/// Without slashes around it.
fn trimmed(text: String) -> String {
    if text.starts_with('/') || text.ends_with('/') { text.trim_matches('/').to_owned() } else { text }
}

/// Cuts the version off; an `@` that begins a segment before the last is a scope (`@babel/core`), not a version.
fn split_version(rest: &str) -> (&str, Option<&str>) {
    match rest.rsplit_once('@') {
        Some((before, after)) if after.contains('/') && (before.is_empty() || before.ends_with('/')) => (rest, None),
        Some((before, after)) => (before, Some(after)),
        None => (rest, None),
    }
}

fn split_name<'a>(ty: &str, rest: &'a str) -> (Option<&'a str>, &'a str) {
    if rest.ends_with('/') {
        return (Some(rest), "");
    }
    // Only the host of a git purl is its namespace; the whole path names the repository.
    let split = if ty == "git" { rest.split_once('/') } else { rest.rsplit_once('/') };
    split.map_or((None, rest), |(namespace, name)| (Some(namespace), name))
}

/// Decodes a path of segments; empty ones vanish, and `.` and `..` too in a subpath.
fn path(text: &str, subpath: bool) -> Result<Option<String>, PurlError> {
    let mut out = String::with_capacity(text.len());
    for segment in text.split('/') {
        let segment = decode(segment)?;
        if segment.is_empty() || (subpath && (segment == "." || segment == "..")) {
            continue;
        }
        if !out.is_empty() {
            out.push('/');
        }
        out.push_str(segment.trim_matches('/'));
    }
    Ok(Some(out).filter(|out| !out.is_empty()))
}

fn read_qualifiers(text: &str) -> Result<BTreeMap<String, String>, PurlError> {
    let mut out = BTreeMap::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').ok_or(PurlError::BadQualifier)?;
        let key = key.to_ascii_lowercase();
        if out.len() >= PURL_QUALIFIERS_MAX || !good_key(&key) || out.insert(key, decode(value)?).is_some() {
            return Err(PurlError::BadQualifier);
        }
    }
    Ok(out)
}

fn good_key(key: &str) -> bool {
    let mut bytes = key.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic()) && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

impl fmt::Display for Purl {
    /// Writes the canonical form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pkg:{}/", self.ty)?;
        if let Some(namespace) = &self.namespace {
            for segment in namespace.split('/') {
                write!(f, "{}/", encode(segment))?;
            }
        }
        if self.ty == "git" {
            let segments: Vec<_> = self.name.split('/').map(encode).collect();
            f.write_str(&segments.join("/"))?;
        } else {
            f.write_str(&encode(&self.name))?;
        }
        if let Some(version) = &self.version {
            write!(f, "@{}", encode(version))?;
        }
        for (i, (key, value)) in self.qualifiers.iter().enumerate() {
            write!(f, "{}{key}={}", if i == 0 { '?' } else { '&' }, encode(value))?;
        }
        if let Some(subpath) = &self.subpath {
            let segments: Vec<_> = subpath.split('/').map(encode).collect();
            write!(f, "#{}", segments.join("/"))?;
        }
        Ok(())
    }
}

impl FromStr for Purl {
    type Err = PurlError;

    fn from_str(text: &str) -> Result<Self, PurlError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn canonical(text: &str) -> String {
        Purl::parse(text).unwrap().to_string()
    }

    #[test]
    fn types_have_their_own_case_rules() {
        assert_eq!(canonical("pkg:PyPI/Django_Rest.Framework@1.0"), "pkg:pypi/django-rest.framework@1.0");
        assert_eq!(canonical("pkg:github/Apache/Tomcat"), "pkg:github/apache/tomcat");
        assert_eq!(canonical("pkg:maven/org.Foo/Bar@1"), "pkg:maven/org.Foo/Bar@1");
        assert_eq!(canonical("pkg:rpm/RedHat/Foo@1-2.el9"), "pkg:rpm/redhat/Foo@1-2.el9");
    }

    #[test]
    fn unknown_type_loses_nothing() {
        let text = "pkg:firmware/Example%20Works/Gate_Way@1.0%2B5?Board=X1%26X2#boot/u-boot";
        let purl = Purl::parse(text).unwrap();
        assert_eq!(purl.namespace.as_deref(), Some("Example Works"));
        assert_eq!(purl.name, "Gate_Way");
        assert_eq!(purl.qualifier("board"), Some("X1&X2"));
        assert_eq!(purl.to_string(), "pkg:firmware/Example%20Works/Gate_Way@1.0%2B5?board=X1%26X2#boot/u-boot");
    }

    #[test]
    fn scope_is_not_a_version() {
        let purl = Purl::parse("pkg:npm/@scope/thing").unwrap();
        assert_eq!((purl.namespace.as_deref(), purl.name.as_str(), purl.version), (Some("@scope"), "thing", None));
    }

    #[test]
    fn broken_texts_are_refused_with_their_fault() {
        for (text, fault) in [
            ("npm/foo@1", PurlError::NoScheme),
            ("http:npm/foo", PurlError::NoScheme),
            ("pkg:3npm/foo", PurlError::BadType),
            ("pkg:npm", PurlError::BadType),
            ("pkg:npm/@", PurlError::NoName),
            ("pkg:npm/foo%2", PurlError::BadEncoding),
            ("pkg:npm/foo%FF", PurlError::BadEncoding),
            ("pkg:npm/foo?a", PurlError::BadQualifier),
            ("pkg:npm/foo?a=1&A=2", PurlError::BadQualifier),
        ] {
            assert_eq!(Purl::parse(text), Err(fault), "{text}");
        }
        assert_eq!(Purl::parse(&format!("pkg:npm/{}", "a".repeat(PURL_BYTES_MAX))), Err(PurlError::TooLong));
    }

    proptest! {
        #[test]
        fn canonical_form_reads_back_as_itself(text in "pkg:[a-z]{1,6}/([ -~]{0,8}/)?[ -~あ]{1,12}(@[ -~]{0,8})?(\\?[a-z]=[ -~]{1,5})?") {
            if let Ok(purl) = Purl::parse(&text) {
                prop_assert_eq!(Purl::parse(&purl.to_string()), Ok(purl));
            }
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,60}") {
            let _ = Purl::parse(&text);
            let _ = Purl::parse(&format!("pkg:{text}"));
        }
    }
}
