//! What several clauses of the draft ask for: dates, notes by title, extensions, licences, decision points, ranges.

pub(super) mod licence;
pub(super) mod range;
pub(super) mod remedy;
pub(super) mod ssvc;
pub(super) mod system;
pub(super) mod twin;
pub(super) mod weakness;

use crate::csaf::revision::instant;
use crate::csaf::rules::Found;
use crate::csaf::tree::Value;
use crate::csaf::view::{Doc, list, text};

/// The group id of everybody.
pub(super) const MAX_UUID: &str = "ffffffff-ffff-ffff-ffff-ffffffffffff";
/// The group id of nobody.
pub(super) const NIL_UUID: &str = "00000000-0000-0000-0000-000000000000";

/// The sharing group of a document.
pub(super) fn group<'a>(doc: &Doc<'a>) -> Option<&'a Value<'a>> {
    doc.at("/document/distribution").get("sharing_group")
}

/// Reports an instant of a released document that is newer than its newest revision.
pub(super) fn not_after_release(doc: &Doc<'_>, place: String, written: Option<&str>, found: Found<'_>) {
    if let (Some(date), Some(newest)) = (written.and_then(instant), doc.newest())
        && doc.is_released()
        && date > newest
    {
        found(place, "newer than the newest revision".to_owned());
    }
}

/// A title that has a meaning of its own.
#[derive(Clone, Copy)]
pub(super) enum Title {
    License,
    ProductDescription,
    Supersession,
    Withdrawal,
    Superseding,
}

impl Title {
    /// Its words in a language; none where none were agreed. A document without a language counts as English.
    pub(super) const fn words(self, language: &str) -> Option<&'static str> {
        match (language.as_bytes(), self) {
            (b"" | b"en", Self::License) => Some("License"),
            (b"" | b"en", Self::ProductDescription) => Some("Product Description"),
            (b"" | b"en", Self::Supersession) => Some("Reasoning for Supersession"),
            (b"" | b"en", Self::Withdrawal) => Some("Reasoning for Withdrawal"),
            (b"" | b"en", Self::Superseding) => Some("Superseding Document"),
            (b"de", Self::License) => Some("Lizenz"),
            (b"de", Self::ProductDescription) => Some("Produktbeschreibung"),
            (b"de", Self::Supersession) => Some("Begründung für die Ersetzung"),
            (b"de", Self::Withdrawal) => Some("Begründung für die Zurückziehung"),
            (b"de", Self::Superseding) => Some("Ersetzendes Dokument"),
            _ => None,
        }
    }
}

/// Whether a document is written in English or does not say.
pub(super) fn is_english(doc: &Doc<'_>) -> bool {
    matches!(doc.language().as_str(), "" | "en")
}

/// Reports when not exactly one note of the document has the title, or when it has another category.
pub(super) fn one_note(doc: &Doc<'_>, title: Title, category: &str, found: Found<'_>) {
    let Some(words) = title.words(&doc.language()) else { return };
    let notes: Vec<_> = list(doc.at("/document"), "notes").filter(|(_, note)| text(note, "title") == Some(words)).collect();
    match notes.as_slice() {
        [(_, note)] if text(note, "category") == Some(category) => {}
        [(at, _)] => found(format!("/document/notes/{at}/category"), format!("`{words}` must be of category {category}")),
        [] => found("/document/notes".to_owned(), format!("no note has the title `{words}`")),
        _ => found("/document/notes".to_owned(), format!("{} notes have the title `{words}`", notes.len())),
    }
}

/// Reports when no reference of the document begins with the words, or when it has another category.
pub(super) fn superseding(doc: &Doc<'_>, found: Found<'_>) {
    let Some(words) = Title::Superseding.words(&doc.language()) else { return };
    let begins = |reference: &Value<'_>| text(reference, "summary").is_some_and(|summary| summary.starts_with(words));
    // The category must be written; that it would be external by default does not count here.
    let external = |reference: &Value<'_>| text(reference, "category") == Some("external");
    let named: Vec<_> = list(doc.at("/document"), "references").filter(|(_, reference)| begins(reference)).collect();
    if !named.iter().any(|(_, reference)| external(reference)) {
        let place =
            named.first().map_or_else(|| "/document/references".to_owned(), |(at, _)| format!("/document/references/{at}/category"));
        found(place, format!("no external reference begins with `{words}`"));
    }
}

/// Where extensions stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    Root,
    Document,
    Branches,
    FullProductNames,
    ProductPaths,
    Vulnerability,
    Metric,
}

/// Every list of extensions with its place.
pub(super) fn extension_lists<'a>(doc: &Doc<'a>) -> Vec<(Spot, String, &'a Value<'a>)> {
    let mut lists = Vec::new();
    let mut add = |spot, place: &str, holder: &'a Value<'a>| {
        lists.extend(holder.get("x_extensions").map(|value| (spot, format!("{place}/x_extensions"), value)));
    };
    add(Spot::Root, "", doc.root);
    add(Spot::Document, "/document", doc.at("/document"));
    for (place, product) in doc.products() {
        let spot = if place.starts_with("/product_tree/branches") {
            Spot::Branches
        } else if place.starts_with("/product_tree/full_product_names") {
            Spot::FullProductNames
        } else {
            Spot::ProductPaths
        };
        add(spot, place, product);
    }
    for (place, vulnerability) in doc.vulnerabilities() {
        add(Spot::Vulnerability, &place, vulnerability);
    }
    for (place, _, content) in doc.metrics() {
        add(Spot::Metric, &format!("{place}/content"), content);
    }
    lists
}

/// Every extension with its place.
pub(super) fn extensions<'a>(doc: &Doc<'a>) -> impl Iterator<Item = (String, &'a Value<'a>)> + use<'a> {
    let lists = extension_lists(doc).into_iter();
    lists.flat_map(|(_, place, list)| list.items().iter().enumerate().map(move |(at, item)| (format!("{place}/{at}"), item)))
}

/// Reports the lists of extensions at a spot.
pub(super) fn no_extensions(doc: &Doc<'_>, spot: Spot, found: Found<'_>) {
    for (_, place, _) in extension_lists(doc).into_iter().filter(|(at, _, _)| *at == spot) {
        found(place, "an extension".to_owned());
    }
}

/// Reports extensions; neither official nor registered ones have come out with the draft, so each is experimental.
pub(super) fn each_extension(doc: &Doc<'_>, what: &str, found: Found<'_>) {
    for (place, extension) in extensions(doc) {
        let schema: String = text(extension, "$schema").unwrap_or("").chars().take(200).collect();
        found(place, format!("`{schema}` is {what}"));
    }
}

/// Stars in a text that no backslash goes before.
pub(super) fn stars(text: &str) -> usize {
    let mut escaped = false;
    let open = |c: char| {
        let star = c == '*' && !escaped;
        escaped = c == '\\' && !escaped;
        star
    };
    text.chars().map(open).filter(|star| *star).count()
}

/// Reports texts of a list of identification helpers that have more than one star.
pub(super) fn one_star(doc: &Doc<'_>, key: &str, found: Found<'_>) {
    for (place, product) in doc.products() {
        let Some(helper) = product.get("product_identification_helper") else { continue };
        for (at, number) in list(helper, key).filter_map(|(at, number)| Some((at, number.as_str()?))) {
            if stars(number) > 1 {
                found(format!("{place}/product_identification_helper/{key}/{at}"), format!("`{number}` has several `*`"));
            }
        }
    }
}

/// A metric of a vulnerability that uses words instead of numbers: its place and entry.
pub(super) fn qualitative<'a>(doc: &Doc<'a>) -> impl Iterator<Item = (String, &'a Value<'a>)> + use<'a> {
    doc.metrics()
        .filter(|(_, _, content)| content.get("qualitative_severity_rating").is_some())
        .map(|(place, entry, _)| (format!("{place}/content/qualitative_severity_rating"), entry))
}

/// Whether a metric has a CVSS object.
pub(super) fn has_cvss(content: &Value<'_>) -> bool {
    ["cvss_v2", "cvss_v3", "cvss_v4"].iter().any(|key| content.get(key).is_some())
}

#[cfg(test)]
mod tests {
    use super::stars;

    #[test]
    fn escaped_stars_do_not_count() {
        assert_eq!(stars(r"P*A*"), 2);
        assert_eq!(stars(r"P\*A*"), 1);
        assert_eq!(stars(r"P\\*A*"), 2);
    }
}
