//! Products and releases: what a name in an address may be.

use crate::keyed;
use crate::refusal::Refusal;
use crate::text;

keyed! {
    /// How a product is reached; feeds the proposal of a priority.
    Exposure {
        /// Not said.
        Unknown = "unknown",
        /// Reachable from the internet.
        Internet = "internet",
        /// In a local network.
        Local = "local",
    }
}

/// Checks a name in addresses: lower-case letters, digits, hyphen, dot; 1 to 60.
///
/// # Errors
/// [`Refusal::FieldInvalid`].
pub fn check_slug(field: &str, slug: &str) -> Result<String, Refusal> {
    let slug = slug.trim().to_lowercase();
    let fine = (1..=60).contains(&slug.len())
        && slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '_'))
        && slug.starts_with(|c: char| c.is_ascii_alphanumeric());
    if fine { Ok(slug) } else { Err(Refusal::invalid(field, "a-z 0-9 - . _")) }
}

/// Checks a version as printed on the product: visible characters without blank, `/`, `@` or `?`; 1 to 80.
///
/// # Errors
/// [`Refusal::FieldInvalid`].
pub fn check_version(version: &str) -> Result<String, Refusal> {
    let version = version.trim();
    let fine = (1..=80).contains(&text::count(version))
        && version.chars().all(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '/' | '@' | '?' | '#' | '\\' | '%'))
        && version != "."
        && version != "..";
    if fine { Ok(version.to_owned()) } else { Err(Refusal::invalid("version", "1.4.0")) }
}

/// Checks a name that people read; 1 to 200.
///
/// # Errors
/// [`Refusal::FieldRequired`] or [`Refusal::FieldInvalid`].
pub fn check_name(field: &str, name: &str) -> Result<String, Refusal> {
    let name = text::clean_line(name);
    match text::count(&name) {
        0 => Err(Refusal::required(field)),
        1..=200 => Ok(name),
        _ => Err(Refusal::invalid(field, "≤ 200")),
    }
}
