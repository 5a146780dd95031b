//! Of what a CVE 5 product entry speaks: packages of registries, CPEs, git repositories, names.

use std::collections::HashSet;

use packages::cpe::Cpe;
use packages::purl::Purl;
use serde::Deserialize;

use super::versions::{Note, Version};
use crate::json::lenient::{List, Object, Text};
use crate::problem::quote;
use crate::record::{Subject, red_hat_release};

/// Most CPEs taken of one entry.
const CPES_MAX: usize = 10_000;

/// One entry of `affected`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Product<'a> {
    #[serde(borrow, default)]
    vendor: Text<'a>,
    #[serde(borrow, default)]
    product: Text<'a>,
    #[serde(borrow, default, rename = "collectionURL")]
    collection: Text<'a>,
    #[serde(borrow, default)]
    package_name: Text<'a>,
    #[serde(borrow, default, rename = "packageURL")]
    purl: Text<'a>,
    #[serde(borrow, default)]
    repo: Text<'a>,
    #[serde(borrow, default)]
    cpes: List<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) default_status: Text<'a>,
    #[serde(borrow, default)]
    pub(super) versions: List<Object<Version<'a>>>,
}

/// Every subject of the entry; the versions hold for each of them.
pub(super) fn read(product: &Product<'_>, commits: bool, note: &mut Note<'_>) -> Vec<Subject> {
    if commits && let Some(repo) = product.repo.get() {
        return vec![Subject::Git { repo: repo.to_owned() }];
    }
    let mut subjects = Vec::new();
    let mut cpes = cpes(product, note);
    match package(product, &cpes, note) {
        Some(package) => {
            // Red Hat's CPEs name the product that the package is in, not the package.
            if matches!(&package, Subject::Package { purl_type, .. } if purl_type == "rpm") {
                cpes.clear();
            }
            subjects.push(package);
        }
        None => subjects.extend(named(product)),
    }
    subjects.extend(cpes.into_iter().map(|cpe| Subject::Cpe(cpe.to_string())));
    if subjects.is_empty() {
        note("cve5.no_subject", "", "neither product nor package nor CPE is named".to_owned());
    }
    subjects
}

fn named(product: &Product<'_>) -> Option<Subject> {
    let word = |text: &Text<'_>| text.owned().filter(|text| !matches!(text.as_str(), "n/a" | "N/A" | "unspecified"));
    let name = word(&product.product).or_else(|| word(&product.package_name))?;
    Some(Subject::Named { vendor: word(&product.vendor).unwrap_or_default(), product: name })
}

fn cpes(product: &Product<'_>, note: &mut Note<'_>) -> Vec<Cpe> {
    let mut cpes = Vec::new();
    let mut seen = HashSet::new();
    for (index, text) in product.cpes.items.iter().enumerate() {
        if index == CPES_MAX {
            note("cve5.too_many_cpes", &format!("/cpes/{index}"), format!("only the first {CPES_MAX} were read"));
            break;
        }
        let Some(text) = text.get() else {
            note("cve5.bad_cpe", &format!("/cpes/{index}"), "expected text".to_owned());
            continue;
        };
        match Cpe::parse(text) {
            Ok(cpe) if !seen.insert(cpe.clone()) => {}
            Ok(cpe) => cpes.push(cpe),
            Err(error) => note("cve5.bad_cpe", &format!("/cpes/{index}"), format!("{}: {error}", quote(text))),
        }
    }
    cpes
}

/// Registries whose `packageName` is the name of a purl: host, purl type.
const REGISTRIES: &[(&str, &str)] = &[
    ("registry.npmjs.org", "npm"),
    ("www.npmjs.com", "npm"),
    ("npmjs.com", "npm"),
    ("pypi.org", "pypi"),
    ("pypi.python.org", "pypi"),
    ("repo.maven.apache.org", "maven"),
    ("repo1.maven.org", "maven"),
    ("rubygems.org", "gem"),
    ("crates.io", "cargo"),
    ("packagist.org", "composer"),
    ("repo.packagist.org", "composer"),
    ("nuget.org", "nuget"),
    ("www.nuget.org", "nuget"),
    ("hex.pm", "hex"),
    ("pub.dev", "pub"),
    ("pkg.go.dev", "golang"),
];

fn package(product: &Product<'_>, cpes: &[Cpe], note: &mut Note<'_>) -> Option<Subject> {
    if let Some(text) = product.purl.get() {
        match Purl::parse(text) {
            Ok(purl) => return Some(Subject::of_purl(purl)),
            Err(error) => note("cve5.bad_purl", "/packageURL", format!("{}: {error}", quote(text))),
        }
    }
    let collection = product.collection.get()?;
    let name = product.package_name.get()?;
    let host = collection.split("://").nth(1).unwrap_or(collection).split(['/', ':']).next()?;
    if host == "access.redhat.com" {
        return Some(of_red_hat(name, cpes));
    }
    let (_, ty) = REGISTRIES.iter().find(|row| row.0 == host)?;
    let (namespace, name) = match *ty {
        // Packages of the standard library have no host in their path.
        "golang" if !name.split('/').next().unwrap_or(name).contains('.') => (None, "stdlib"),
        "maven" => name.split_once(':').map_or((None, name), |(group, artifact)| (Some(group), artifact)),
        _ => name.rsplit_once('/').map_or((None, name), |(namespace, name)| (Some(namespace), name)),
    };
    match Purl::new(ty, namespace, name, None) {
        Ok(purl) => Some(Subject::of_purl(purl)),
        Err(error) => {
            note("cve5.bad_package", "/packageName", format!("{}: {error}", quote(name)));
            None
        }
    }
}

/// A package of Red Hat's, in the release that the CPE names (`cpe:/o:redhat:enterprise_linux:9` is `redhat:9`).
fn of_red_hat(name: &str, cpes: &[Cpe]) -> Subject {
    let distro = cpes.first().and_then(red_hat_release);
    Subject::Package { purl_type: "rpm".to_owned(), namespace: Some("redhat".to_owned()), name: name.to_owned(), distro }
}
