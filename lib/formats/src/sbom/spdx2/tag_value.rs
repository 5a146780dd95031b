//! SPDX 2.2 and 2.3 as tag-value (clause 6 and annex H of SPDX 2.3), turned into the JSON form, so that one reader serves all.
//!
//! A line that is no `Tag: value` is a problem of its own and nothing else is lost. Only the tags that say something of packages are kept.

use crate::problem::{Problems, quote};
use serde_json::{Map, Value, json};

/// Lines that are no pair and are named; further ones are passed over.
const STRAY_LINES_MAX: usize = 100;

/// What the tags that follow speak of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Document,
    Package,
    /// A file, a snippet or a licence text: none of them is a component.
    Other,
}

/// Tags of packages and their keys in JSON.
const PACKAGE_TEXTS: [(&str, &str); 12] = [
    ("PackageVersion", "versionInfo"),
    ("PackageSupplier", "supplier"),
    ("PackageOriginator", "originator"),
    ("PackageDownloadLocation", "downloadLocation"),
    ("PackageHomePage", "homepage"),
    ("PackageSourceInfo", "sourceInfo"),
    ("PackageLicenseConcluded", "licenseConcluded"),
    ("PackageLicenseDeclared", "licenseDeclared"),
    ("PackageCopyrightText", "copyrightText"),
    ("PackageComment", "comment"),
    ("PackageFileName", "packageFileName"),
    ("PrimaryPackagePurpose", "primaryPackagePurpose"),
];

/// Tags after which another thing than a package is spoken of.
const OTHERS: [&str; 3] = ["FileName", "SnippetSPDXID", "LicenseID"];

/// The document in the JSON form.
pub(super) fn to_json(text: &str, problems: &mut Problems) -> String {
    let mut document = Map::new();
    let (mut packages, mut relationships, mut creators): (Vec<Value>, Vec<Value>, Vec<Value>) = Default::default();
    let (mut about, mut stray) = (About::Document, 0);
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let line = line.trim_end();
        if line.trim_start().is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((tag, first)) = line.split_once(':').filter(|(tag, _)| tag.bytes().all(|byte| byte.is_ascii_alphanumeric())) else {
            stray += 1;
            if stray <= STRAY_LINES_MAX {
                problems.note("sbom.bad_line", format!("line {}", at + 1), quote(line));
            }
            continue;
        };
        let value = whole(first.trim(), &mut lines);
        match tag {
            "PackageName" => {
                about = About::Package;
                packages.push(json!({ "name": value }));
            }
            "SPDXID" if about == About::Document => put(&mut document, "SPDXID", value),
            "DocumentNamespace" => put(&mut document, "documentNamespace", value),
            "Created" => put(&mut document, "created", value),
            "Creator" => creators.push(Value::String(value)),
            "Relationship" => relationships.extend(relationship(&value)),
            _ if OTHERS.contains(&tag) => about = About::Other,
            _ if about == About::Package => {
                if let Some(Value::Object(package)) = packages.last_mut() {
                    of_package(package, tag, value);
                }
            }
            _ => {}
        }
    }
    let created = document.remove("created").unwrap_or(Value::Null);
    document.insert("creationInfo".to_owned(), json!({ "created": created, "creators": creators }));
    document.insert("packages".to_owned(), Value::Array(packages));
    document.insert("relationships".to_owned(), Value::Array(relationships));
    Value::Object(document).to_string()
}

/// A value that may go over several lines between `<text>` and `</text>`.
fn whole<'a>(first: &str, lines: &mut impl Iterator<Item = (usize, &'a str)>) -> String {
    let Some(begun) = first.strip_prefix("<text>") else { return first.to_owned() };
    if let Some((inside, _)) = begun.split_once("</text>") {
        return inside.to_owned();
    }
    let mut value = begun.to_owned();
    for (_, line) in lines {
        value.push('\n');
        match line.split_once("</text>") {
            Some((inside, _)) => {
                value.push_str(inside);
                break;
            }
            None => value.push_str(line),
        }
    }
    value
}

fn put(object: &mut Map<String, Value>, key: &str, value: String) {
    object.entry(key).or_insert(Value::String(value));
}

fn push(object: &mut Map<String, Value>, key: &str, value: Value) {
    if let Value::Array(list) = object.entry(key).or_insert_with(|| json!([])) {
        list.push(value);
    }
}

/// `A RELATION B`.
fn relationship(value: &str) -> Option<Value> {
    let mut words = value.split_whitespace();
    let (from, kind, to) = (words.next()?, words.next()?, words.next()?);
    Some(json!({ "spdxElementId": from, "relationshipType": kind, "relatedSpdxElement": to }))
}

fn of_package(package: &mut Map<String, Value>, tag: &str, value: String) {
    match tag {
        "SPDXID" => put(package, "SPDXID", value),
        "PackageChecksum" => {
            if let Some((algorithm, digits)) = value.split_once(':') {
                push(package, "checksums", json!({ "algorithm": algorithm.trim(), "checksumValue": digits.trim() }));
            }
        }
        "ExternalRef" => {
            let mut words = value.split_whitespace();
            if let (Some(_), Some(kind), Some(locator)) = (words.next(), words.next(), words.next()) {
                push(package, "externalRefs", json!({ "referenceType": kind, "referenceLocator": locator }));
            }
        }
        _ => {
            if let Some((_, key)) = PACKAGE_TEXTS.iter().find(|(known, _)| *known == tag) {
                put(package, key, value);
            }
        }
    }
}
