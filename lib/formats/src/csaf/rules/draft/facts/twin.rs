//! Which products are versions of the same thing.

use crate::csaf::view::{Doc, list, text};
use std::collections::{BTreeMap, BTreeSet};

/// What the versions of one thing have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Common<'a> {
    /// The branches above them, without those of versions.
    Branches(Vec<(&'a str, &'a str)>),
    /// What their path begins with, by its class or, where that is not known, its id; and the steps of the path.
    Path(Result<usize, &'a str>, Vec<(&'a str, &'a str)>),
}

/// The versions of the same product; each is in a class by a number.
pub(in crate::csaf::rules::draft) struct Twins<'a> {
    classes: BTreeMap<&'a str, usize>,
    /// What is installed with what, both ways.
    installed: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

/// Products of one vulnerability that others are looked up in.
pub(in crate::csaf::rules::draft) struct Crowd<'a> {
    ids: BTreeSet<&'a str>,
    classes: BTreeSet<usize>,
    /// One of which nothing is known.
    stranger: bool,
}

impl<'a> Twins<'a> {
    pub(in crate::csaf::rules::draft) fn of(doc: &Doc<'a>) -> Self {
        let mut numbers: BTreeMap<Common<'a>, usize> = BTreeMap::new();
        let mut number = |common| {
            let next = numbers.len();
            *numbers.entry(common).or_insert(next)
        };
        let mut twins = Self { classes: BTreeMap::new(), installed: BTreeMap::new() };
        for leaf in doc.leaves() {
            let Some(id) = text(leaf.product, "product_id") else { continue };
            let common = leaf.path.iter().filter(|(category, _)| !category.starts_with("product_version")).copied().collect();
            twins.classes.insert(id, number(Common::Branches(common)));
        }
        for (_, path) in list(doc.at("/product_tree"), "product_paths") {
            let id = path.get("full_product_name").and_then(|product| text(product, "product_id"));
            let Some((id, begin)) = id.zip(text(path, "beginning_product_reference")) else { continue };
            let step =
                |(_, step): (usize, &'a _)| (text(step, "category").unwrap_or(""), text(step, "next_product_reference").unwrap_or(""));
            let steps: Vec<_> = list(path, "subpaths").map(step).collect();
            for (_, next) in steps.iter().filter(|(category, _)| *category == "installed_with") {
                for part in [*next, id] {
                    twins.installed.entry(part).or_default().insert(begin);
                    twins.installed.entry(begin).or_default().insert(part);
                }
            }
            let start = twins.classes.get(begin).copied().ok_or(begin);
            twins.classes.insert(id, number(Common::Path(start, steps)));
        }
        twins
    }

    /// Makes products ready to be looked up in.
    pub(in crate::csaf::rules::draft) fn crowd(&self, ids: impl Iterator<Item = &'a str>) -> Crowd<'a> {
        let ids: BTreeSet<&str> = ids.collect();
        let classes: BTreeSet<usize> = ids.iter().filter_map(|id| self.classes.get(id).copied()).collect();
        let stranger = ids.iter().any(|id| !self.classes.contains_key(id));
        Crowd { ids, classes, stranger }
    }

    /// Whether another version of a product is in the crowd. Of products without branches nothing is known, so that any will do.
    pub(in crate::csaf::rules::draft) fn is_among(&self, id: &str, crowd: &Crowd<'a>) -> bool {
        let Some(class) = self.classes.get(id) else { return !crowd.ids.is_empty() };
        crowd.stranger || crowd.classes.contains(class) || self.installed.get(id).is_some_and(|with| !with.is_disjoint(&crowd.ids))
    }
}
