//! The product tree of a document, resolved: what each product id stands for.

use super::tree::Value;
use super::view::{Doc, ids, list, text};
use crate::problem::{Problems, quote};
use crate::vex::{self, Copies, Product};
use std::collections::BTreeMap;

/// A product of the tree.
#[derive(Debug, Clone, Default)]
pub(super) struct Listed<'a> {
    /// Its names; of a relationship those of the whole, narrowed to the part.
    pub(super) product: Product,
    pub(super) path: Path<'a>,
    /// Ids of the part and of the whole, if it is a relationship.
    pub(super) joined: Option<(&'a str, &'a str)>,
}

/// The branches that lead to a product.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Path<'a> {
    pub(super) vendor: Option<&'a str>,
    pub(super) name: Option<&'a str>,
    pub(super) version: Option<&'a str>,
}

/// Every product of the tree by its id.
pub(super) fn products<'a>(doc: &Doc<'a>, problems: &mut Problems) -> BTreeMap<&'a str, Listed<'a>> {
    let (mut products, mut copies): (BTreeMap<&str, Listed<'a>>, Copies) = Default::default();
    for (at, branch) in list(doc.at("/product_tree"), "branches") {
        walk(branch, &format!("/product_tree/branches/{at}"), Path::default(), &mut products, problems);
    }
    for (at, full) in list(doc.at("/product_tree"), "full_product_names") {
        if let Some(id) = text(full, "product_id") {
            let pointer = format!("/product_tree/full_product_names/{at}");
            products.insert(id, listed(full, Path::default(), &pointer, problems));
        }
    }
    for (at, relation) in list(doc.at("/product_tree"), "relationships") {
        let pointer = format!("/product_tree/relationships/{at}");
        let parts = (text(relation, "product_reference"), text(relation, "relates_to_product_reference"));
        let (Some(part), Some(whole), Some(full)) = (parts.0, parts.1, relation.get("full_product_name")) else {
            problems.note("csaf.bad_relationship", pointer, "incomplete");
            continue;
        };
        let Some(id) = text(full, "product_id") else { continue };
        let mut joined = product(full, Path::default(), &format!("{pointer}/full_product_name"), problems);
        match (products.get(part), products.get(whole)) {
            (Some(Listed { product: part, .. }), Some(Listed { product: whole, .. })) if copies.take(part.weight() + whole.weight()) => {
                // Names of the whole identify it; the part is what the statement is narrowed to.
                for cpe in &whole.cpes {
                    vex::push_new(&mut joined.cpes, cpe.clone());
                }
                for purl in &whole.purls {
                    vex::push_new(&mut joined.purls, purl.clone());
                }
                // "A part in a whole" is said by the whole with its part, not by a name.
                joined.name = whole.name.clone().or(joined.name);
                joined.version = joined.version.or_else(|| whole.version.clone());
                joined.parts = vec![part.clone()];
            }
            (Some(_), Some(_)) => problems.note("vex.too_large", pointer, "too much is related; the relation was not followed"),
            _ => problems.note("csaf.6.1.1", pointer, "names a product that is not defined before it"),
        }
        products.insert(id, Listed { product: joined, path: Path::default(), joined: Some((part, whole)) });
    }
    products
}

/// Invariant: recursion follows the document's nesting, which the reader of JSON bounds at 128.
fn walk<'a>(
    branch: &'a Value<'a>,
    pointer: &str,
    mut path: Path<'a>,
    products: &mut BTreeMap<&'a str, Listed<'a>>,
    problems: &mut Problems,
) {
    match text(branch, "category") {
        Some("vendor") => path.vendor = text(branch, "name"),
        Some("product_name") => path.name = text(branch, "name"),
        Some("product_version" | "product_version_range") => path.version = text(branch, "name"),
        _ => {}
    }
    if let Some(full) = branch.get("product")
        && let Some(id) = text(full, "product_id")
    {
        products.insert(id, listed(full, path, &format!("{pointer}/product"), problems));
    }
    for (at, inner) in list(branch, "branches") {
        walk(inner, &format!("{pointer}/branches/{at}"), path, products, problems);
    }
}

fn listed<'a>(full: &Value<'_>, path: Path<'a>, pointer: &str, problems: &mut Problems) -> Listed<'a> {
    Listed { product: product(full, path, pointer, problems), path, joined: None }
}

fn product(full: &Value<'_>, path: Path<'_>, pointer: &str, problems: &mut Problems) -> Product {
    let mut product = Product {
        reference: text(full, "product_id").map(str::to_owned),
        name: text(full, "name").or(path.name).map(str::to_owned),
        version: path.version.map(str::to_owned),
        ..Product::default()
    };
    let Some(helper) = full.get("product_identification_helper") else { return product };
    let purls = text(helper, "purl").into_iter().chain(ids(helper, "purls"));
    for name in text(helper, "cpe").into_iter().chain(purls) {
        let before = product.purls.len() + product.cpes.len();
        product.identify(name);
        if product.purls.len() + product.cpes.len() == before {
            problems.note("vex.bad_identifier", format!("{pointer}/product_identification_helper"), quote(name));
        }
    }
    for (_, file) in list(helper, "hashes") {
        for (_, hash) in list(file, "file_hashes") {
            if let (Some(algorithm), Some(value)) = (text(hash, "algorithm"), text(hash, "value")) {
                product.hashes.push((algorithm.to_owned(), value.to_lowercase()));
            }
        }
    }
    product
}
