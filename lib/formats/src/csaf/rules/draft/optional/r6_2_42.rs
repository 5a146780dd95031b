//! 6.2.42: CPEs and purls say what the branches above them say.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, Leaf, list, text};
use packages::cpe::{Cpe, Value as Attribute};
use packages::purl::Purl;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for leaf in doc.leaves() {
        let Some(helper) = leaf.product.get("product_identification_helper") else { continue };
        let place = format!("{}/product_identification_helper", leaf.place);
        if let Some(Ok(cpe)) = text(helper, "cpe").map(Cpe::parse)
            && let Some(fault) = of_cpe(leaf, &cpe)
        {
            found(format!("{place}/cpe"), fault);
        }
        for (at, purl) in list(helper, "purls").filter_map(|(at, purl)| Some((at, Purl::parse(purl.as_str()?).ok()?))) {
            if let Some(fault) = of_purl(leaf, &purl) {
                found(format!("{place}/purls/{at}"), fault);
            }
        }
    }
}

/// Name of the branch of a category above a product.
fn named<'a>(leaf: &Leaf<'a>, wanted: &str) -> Option<&'a str> {
    leaf.path.iter().rev().find(|(category, _)| *category == wanted).map(|(_, name)| *name)
}

/// A CPE must have what the branches give, and nothing of what they could give but do not.
fn of_cpe(leaf: &Leaf<'_>, cpe: &Cpe) -> Option<String> {
    let extra = [
        (&cpe.update, "an update", ["patch_level", "service_pack"].as_slice()),
        (&cpe.language, "a language", &["language"]),
        (&cpe.target_sw, "target software", &["platform"]),
        (&cpe.target_hw, "target hardware", &["architecture", "platform"]),
    ];
    for (value, what, categories) in extra {
        if value.text().is_some() && !categories.iter().any(|category| named(leaf, category).is_some()) {
            return Some(format!("it has {what}, which no branch names"));
        }
    }
    let set = |value: &Attribute| value.text().is_some();
    if named(leaf, "vendor").is_some() && !set(&cpe.vendor) || named(leaf, "product_name").is_some() && !set(&cpe.product) {
        return Some("it has no vendor or product, which the branches name".to_owned());
    }
    let version = named(leaf, "product_version")?;
    let same = cpe
        .version
        .text()
        .is_some_and(|given| letters(given) == letters(version) || letters(version).starts_with(&letters(given)) && set(&cpe.update));
    (!same).then(|| format!("its version is not `{version}`"))
}

fn of_purl(leaf: &Leaf<'_>, purl: &Purl) -> Option<String> {
    // Packages of these types always belong to somebody.
    let owned = matches!(purl.ty.as_str(), "alpm" | "apk" | "composer" | "deb" | "github" | "maven" | "rpm");
    if owned && named(leaf, "vendor").is_some() && purl.namespace.is_none() {
        return Some("it has no namespace, which the branches name as vendor".to_owned());
    }
    let version = named(leaf, "product_version")?;
    let same = purl.version.as_deref().is_some_and(|given| letters(given) == letters(version) || qualified(purl, given, version));
    (!same).then(|| format!("its version is not `{version}`"))
}

/// A package of a distribution may give its epoch as a qualifier.
fn qualified(purl: &Purl, given: &str, version: &str) -> bool {
    purl.qualifier("epoch").is_some_and(|epoch| letters(&format!("{epoch}:{given}")) == letters(version))
}

/// A version without its indicator, in small letters.
fn letters(version: &str) -> String {
    let lower = version.trim().to_lowercase();
    match lower.strip_prefix('v') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest.to_owned(),
        _ => lower,
    }
}
