//! A document as the rules look at it: lists that may be absent, ids with the places they stand at.

use super::revision::{Version, instant};
use super::tree::{NULL, Value};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// An edition of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// CSAF 2.0, also for documents that claim no version we know.
    V2_0,
    /// CSAF 2.1, as far as its draft stands.
    V2_1,
}

/// A document under test, with what several rules ask for gathered once.
pub(super) struct Doc<'a> {
    /// Everything.
    pub root: &'a Value<'a>,
    /// The version of CSAF that it claims.
    pub edition: Edition,
    /// Seconds since 1970 of the moment of the check, where it is known.
    pub now: Option<i64>,
    /// Products by group.
    groups: BTreeMap<&'a str, Vec<&'a str>>,
    products: Vec<(Rc<str>, &'a Value<'a>)>,
    branches: Vec<(Rc<str>, &'a Value<'a>)>,
    refs: OnceCell<Vec<Placed<'a>>>,
    leaves: OnceCell<Vec<Leaf<'a>>>,
    newest: OnceCell<Option<(i64, u32)>>,
}

/// A product in branches.
pub(super) struct Leaf<'a> {
    /// Where the product stands.
    pub place: Rc<str>,
    /// The product.
    pub product: &'a Value<'a>,
    /// Category and name of each branch above it, from the root down.
    pub path: Vec<(&'a str, &'a str)>,
}

/// A JSON pointer that is written out only when something is found there.
#[derive(Debug, Clone)]
pub(super) struct Place {
    base: Rc<str>,
    key: &'static str,
    at: Option<usize>,
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        let step = if place.key.is_empty() { "" } else { "/" };
        match place.at {
            Some(at) => format!("{}{step}{}/{at}", place.base, place.key),
            None => format!("{}{step}{}", place.base, place.key),
        }
    }
}

/// An id with its place.
pub(super) type Placed<'a> = (Place, &'a str);

/// An item of the revision history that has a readable date and version.
pub(super) struct Item<'a> {
    pub pointer: String,
    pub date: (i64, u32),
    pub number: &'a str,
    pub version: Version,
}

/// Items of a list; none when it is absent or no list.
pub(super) fn list<'a>(value: &'a Value<'a>, key: &str) -> impl Iterator<Item = (usize, &'a Value<'a>)> + use<'a> {
    value.get(key).map(Value::items).unwrap_or_default().iter().enumerate()
}

/// Text of a key.
pub(super) fn text<'a>(value: &'a Value<'a>, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// Ids in a list of texts.
pub(super) fn ids<'a>(value: &'a Value<'a>, key: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    list(value, key).filter_map(|(_, id)| id.as_str())
}

/// Lists of a vulnerability whose items name products and groups.
const NAMING: [&str; 3] = ["flags", "remediations", "threats"];
/// The same in CSAF 2.1.
const NAMING_2_1: [&str; 7] = ["first_known_exploitation_dates", "flags", "ids", "involvements", "notes", "remediations", "threats"];

/// Names of the lists of `product_status`; the last one is new in CSAF 2.1.
pub(super) const STATUSES: [&str; 9] = [
    "first_affected",
    "first_fixed",
    "fixed",
    "known_affected",
    "known_not_affected",
    "last_affected",
    "recommended",
    "under_investigation",
    "unknown",
];

impl Edition {
    /// Its name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::V2_0 => "CSAF 2.0",
            Self::V2_1 => "CSAF 2.1",
        }
    }

    /// Whether its text is not final yet.
    #[must_use]
    pub const fn is_draft(self) -> bool {
        matches!(self, Self::V2_1)
    }
}

impl<'a> Doc<'a> {
    pub(super) fn of(root: &'a Value<'a>) -> Self {
        let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (_, group) in root.get("product_tree").into_iter().flat_map(|tree| list(tree, "product_groups")) {
            if let Some(id) = text(group, "group_id") {
                groups.entry(id).or_default().extend(ids(group, "product_ids"));
            }
        }
        let (products, branches) = tree(root);
        Self {
            root,
            edition: edition_of(root),
            now: None,
            groups,
            products,
            branches,
            refs: OnceCell::new(),
            leaves: OnceCell::new(),
            newest: OnceCell::new(),
        }
    }

    /// Names of the lists of `product_status` in the document's version.
    pub(super) fn statuses(&self) -> &'static [&'static str] {
        if self.edition == Edition::V2_0 { &STATUSES[..8] } else { &STATUSES }
    }

    /// The list of a vulnerability that holds its scores.
    pub(super) const fn scores(&self) -> &'static str {
        match self.edition {
            Edition::V2_0 => "scores",
            Edition::V2_1 => "metrics",
        }
    }

    fn naming(&self) -> &'static [&'static str] {
        if self.edition == Edition::V2_0 { &NAMING } else { &NAMING_2_1 }
    }

    /// The CVSS objects of a vulnerability with their pointers and the entries that they stand in.
    pub(super) fn scored(&self, pointer: &str, vulnerability: &'a Value<'a>) -> Vec<(String, &'a Value<'a>, &'a Value<'a>)> {
        let mut all = Vec::new();
        let (key, step, kinds): (_, _, &[_]) = match self.edition {
            Edition::V2_0 => ("scores", "", &["cvss_v2", "cvss_v3"]),
            Edition::V2_1 => ("metrics", "/content", &["cvss_v2", "cvss_v3", "cvss_v4"]),
        };
        for (at, entry) in list(vulnerability, key) {
            let Some(holder) = (if step.is_empty() { Some(entry) } else { entry.get("content") }) else { continue };
            for kind in kinds {
                all.extend(holder.get(kind).map(|cvss| (format!("{pointer}/{key}/{at}{step}/{kind}"), entry, cvss)));
            }
        }
        all
    }

    /// The contents of metrics with the pointers of their entries and the entries themselves (CSAF 2.1).
    pub(super) fn metrics(&self) -> impl Iterator<Item = (String, &'a Value<'a>, &'a Value<'a>)> + use<'a> {
        self.vulnerabilities().flat_map(|(pointer, vulnerability)| {
            list(vulnerability, "metrics")
                .filter_map(move |(at, entry)| Some((format!("{pointer}/metrics/{at}"), entry, entry.get("content")?)))
        })
    }

    /// How many products all flags, threats and remedies name through groups; a small document can name very many.
    pub(super) fn expansion(&self) -> usize {
        self.group_refs().iter().filter_map(|(_, id)| self.groups.get(id)).map(Vec::len).sum()
    }

    /// A value by JSON pointer; `null` when absent.
    pub(super) fn at(&self, pointer: &str) -> &'a Value<'a> {
        pointer.split('/').skip(1).try_fold(self.root, |value, key| value.get(key)).unwrap_or(&NULL)
    }

    pub(super) fn category(&self) -> &'a str {
        text(self.at("/document"), "category").unwrap_or("")
    }

    /// Whether the document claims one of these profiles.
    pub(super) fn is(&self, profiles: &[&str]) -> bool {
        profiles.contains(&self.category())
    }

    pub(super) fn status(&self) -> &'a str {
        text(self.at("/document/tracking"), "status").unwrap_or("")
    }

    /// The version of the document as written.
    pub(super) fn version(&self) -> &'a str {
        text(self.at("/document/tracking"), "version").unwrap_or("")
    }

    /// Vulnerabilities with their pointers.
    pub(super) fn vulnerabilities(&self) -> impl Iterator<Item = (String, &'a Value<'a>)> + use<'a> {
        list(self.root, "vulnerabilities").map(|(at, v)| (format!("/vulnerabilities/{at}"), v))
    }

    /// The revision history in ascending order of date, then of version.
    pub(super) fn history(&self) -> Vec<Item<'a>> {
        let mut items: Vec<Item<'a>> = list(self.at("/document/tracking"), "revision_history")
            .filter_map(|(at, item)| {
                let number = text(item, "number")?;
                Some(Item {
                    pointer: format!("/document/tracking/revision_history/{at}"),
                    date: instant(text(item, "date")?)?,
                    number,
                    version: Version::parse(number)?,
                })
            })
            .collect();
        items.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.version.cmp(&b.version)));
        items
    }

    /// Products as they are defined: in branches, as full product names and by relationships.
    pub(super) fn products(&self) -> &[(Rc<str>, &'a Value<'a>)] {
        &self.products
    }

    /// Branches of a category with their names.
    pub(super) fn branches(&self, category: &str) -> impl Iterator<Item = Placed<'a>> {
        let named = |(base, branch): &(Rc<str>, &'a Value<'a>)| {
            let place = Place { base: Rc::clone(base), key: "name", at: None };
            Some((place, text(branch, "name")?)).filter(|_| text(branch, "category") == Some(category))
        };
        self.branches.iter().filter_map(named)
    }

    /// Products in branches, each with the branches above it.
    pub(super) fn leaves(&self) -> &[Leaf<'a>] {
        self.leaves.get_or_init(|| {
            let mut above: BTreeMap<&str, Vec<(&'a str, &'a str)>> = BTreeMap::new();
            let mut leaves = Vec::new();
            for (place, branch) in &self.branches {
                let parent = place.rsplit_once("/branches/").map_or("", |(parent, _)| parent);
                let mut path = above.get(parent).cloned().unwrap_or_default();
                path.push((text(branch, "category").unwrap_or(""), text(branch, "name").unwrap_or("")));
                if let Some(product) = branch.get("product") {
                    leaves.push(Leaf { place: format!("{place}/product").into(), product, path });
                } else {
                    above.insert(place, path);
                }
            }
            leaves
        })
    }

    /// Sibling branches: the place of the list and its items.
    pub(super) fn families(&self) -> impl Iterator<Item = (String, &'a [Value<'a>])> {
        let tree = std::iter::once(("/product_tree".to_owned(), self.at("/product_tree")));
        let inner = self.branches.iter().map(|(place, branch)| (place.to_string(), *branch));
        tree.chain(inner).filter_map(|(place, holder)| Some((format!("{place}/branches"), holder.get("branches")?.items())))
    }

    /// The date of the newest revision.
    pub(super) fn newest(&self) -> Option<(i64, u32)> {
        *self.newest.get_or_init(|| self.history().last().map(|item| item.date))
    }

    /// Whether the document is final or interim.
    pub(super) fn is_released(&self) -> bool {
        matches!(self.status(), "final" | "interim")
    }

    /// Its TLP label.
    pub(super) fn label(&self) -> &'a str {
        text(self.at("/document/distribution/tlp"), "label").unwrap_or("")
    }

    /// The primary subtag of its language in small letters; empty when none is given.
    pub(super) fn language(&self) -> String {
        text(self.at("/document"), "lang").unwrap_or("").split('-').next().unwrap_or("").to_ascii_lowercase()
    }

    /// Ids of products as they are defined.
    pub(super) fn product_ids(&self) -> impl Iterator<Item = Placed<'a>> {
        let id = |(base, product): &(Rc<str>, &'a Value<'a>)| {
            Some((Place { base: Rc::clone(base), key: "product_id", at: None }, text(product, "product_id")?))
        };
        self.products.iter().filter_map(id)
    }

    /// Ids of products wherever they are used.
    pub(super) fn product_refs(&self) -> &[Placed<'a>] {
        self.refs.get_or_init(|| self.gather_refs())
    }

    fn gather_refs(&self) -> Vec<Placed<'a>> {
        let tree = self.at("/product_tree");
        let mut found = Vec::new();
        for (at, group) in list(tree, "product_groups") {
            placed(group, "product_ids", || format!("/product_tree/product_groups/{at}"), &mut found);
        }
        for (at, relation) in list(tree, "relationships") {
            let base: Rc<str> = format!("/product_tree/relationships/{at}").into();
            for key in ["product_reference", "relates_to_product_reference"] {
                found.extend(text(relation, key).map(|id| (Place { base: Rc::clone(&base), key, at: None }, id)));
            }
        }
        if self.edition == Edition::V2_1 {
            for (at, path) in list(tree, "product_paths") {
                let base: Rc<str> = format!("/product_tree/product_paths/{at}").into();
                let key = "beginning_product_reference";
                found.extend(text(path, key).map(|id| (Place { base, key, at: None }, id)));
                for (of, subpath) in list(path, "subpaths") {
                    let key = "next_product_reference";
                    let base = || format!("/product_tree/product_paths/{at}/subpaths/{of}").into();
                    found.extend(text(subpath, key).map(|id| (Place { base: base(), key, at: None }, id)));
                }
            }
            for (at, note) in list(self.at("/document"), "notes") {
                placed(note, "product_ids", || format!("/document/notes/{at}"), &mut found);
            }
        }
        let scores = self.scores();
        for (pointer, vulnerability) in self.vulnerabilities() {
            found.extend(self.in_status(&pointer, vulnerability, self.statuses()));
            for key in self.naming() {
                for (at, item) in list(vulnerability, key) {
                    placed(item, "product_ids", || format!("{pointer}/{key}/{at}"), &mut found);
                }
            }
            for (at, score) in list(vulnerability, scores) {
                placed(score, "products", || format!("{pointer}/{scores}/{at}"), &mut found);
            }
        }
        found
    }

    /// Products of a vulnerability in any of these statuses.
    pub(super) fn in_status(&self, pointer: &str, vulnerability: &'a Value<'a>, statuses: &[&'static str]) -> Vec<Placed<'a>> {
        let mut found = Vec::new();
        if let Some(status) = vulnerability.get("product_status") {
            for key in statuses {
                placed(status, key, || format!("{pointer}/product_status"), &mut found);
            }
        }
        found
    }

    /// Language tags of the document.
    pub(super) fn languages(&self) -> impl Iterator<Item = Placed<'a>> {
        let document = self.at("/document");
        let tag = move |key| Some((Place { base: "/document".into(), key, at: None }, text(document, key)?));
        ["lang", "source_lang"].into_iter().filter_map(tag)
    }

    /// Addresses of references that lead to the document itself.
    pub(super) fn own_addresses(&self) -> Vec<(String, &'a str)> {
        let lists = std::iter::once(("/document".to_owned(), self.at("/document"))).chain(self.vulnerabilities());
        let mut found = Vec::new();
        for (pointer, holder) in lists {
            let own = list(holder, "references").filter(|(_, reference)| text(reference, "category") == Some("self"));
            found.extend(own.filter_map(|(at, reference)| Some((format!("{pointer}/references/{at}/url"), text(reference, "url")?))));
        }
        found
    }

    /// Ids of groups wherever they are used.
    pub(super) fn group_refs(&self) -> Vec<Placed<'a>> {
        let mut found = Vec::new();
        if self.edition == Edition::V2_1 {
            for (at, note) in list(self.at("/document"), "notes") {
                placed(note, "group_ids", || format!("/document/notes/{at}"), &mut found);
            }
        }
        for (pointer, vulnerability) in self.vulnerabilities() {
            for key in self.naming() {
                for (at, item) in list(vulnerability, key) {
                    placed(item, "group_ids", || format!("{pointer}/{key}/{at}"), &mut found);
                }
            }
        }
        found
    }

    /// Products that a flag, threat or remedy speaks of, by itself or through groups.
    pub(super) fn covered(&self, item: &'a Value<'a>) -> Vec<&'a str> {
        let mut products: Vec<&'a str> = ids(item, "product_ids").collect();
        products.extend(ids(item, "group_ids").filter_map(|id| self.groups.get(id)).flatten());
        products
    }
}

fn placed<'a>(value: &'a Value<'a>, key: &'static str, base: impl FnOnce() -> String, found: &mut Vec<Placed<'a>>) {
    let mut ids = list(value, key).peekable();
    if ids.peek().is_some() {
        let base: Rc<str> = base().into();
        found.extend(ids.filter_map(|(at, id)| Some((Place { base: Rc::clone(&base), key, at: Some(at) }, id.as_str()?))));
    }
}

/// The version that `csaf_version` claims, or where it is missing the schema that is named.
fn edition_of(root: &Value<'_>) -> Edition {
    let claimed = root.get("document").and_then(|document| text(document, "csaf_version"));
    let named = || text(root, "$schema").is_some_and(|schema| schema.contains("/csaf/v2.1/"));
    match claimed {
        Some("2.1") => Edition::V2_1,
        None if named() => Edition::V2_1,
        _ => Edition::V2_0,
    }
}

/// Values with their pointers.
type Placings<'a> = Vec<(Rc<str>, &'a Value<'a>)>;

/// The products of the tree, and its branches, each in the order of the document.
fn tree<'a>(root: &'a Value<'a>) -> (Placings<'a>, Placings<'a>) {
    let tree = root.get("product_tree").unwrap_or(&NULL);
    let (mut products, mut branches): (Placings<'a>, Placings<'a>) = (Vec::new(), Vec::new());
    // Invariant: the reader of JSON stops at 128 levels, so the stack is bounded by the document's size alone.
    let mut open: Placings<'a> = list(tree, "branches").map(|(at, b)| (format!("/product_tree/branches/{at}").into(), b)).collect();
    open.reverse();
    while let Some((pointer, branch)) = open.pop() {
        if let Some(product) = branch.get("product") {
            products.push((format!("{pointer}/product").into(), product));
        }
        let first = open.len();
        open.extend(list(branch, "branches").map(|(at, b)| (Rc::from(format!("{pointer}/branches/{at}")), b)));
        open[first..].reverse();
        branches.push((pointer, branch));
    }
    products.extend(list(tree, "full_product_names").map(|(at, p)| (format!("/product_tree/full_product_names/{at}").into(), p)));
    let related = |(at, r): (usize, &'a Value<'a>)| {
        Some((format!("/product_tree/relationships/{at}/full_product_name").into(), r.get("full_product_name")?))
    };
    products.extend(list(tree, "relationships").filter_map(related));
    let composed = |(at, p): (usize, &'a Value<'a>)| {
        Some((format!("/product_tree/product_paths/{at}/full_product_name").into(), p.get("full_product_name")?))
    };
    if edition_of(root) == Edition::V2_1 {
        products.extend(list(tree, "product_paths").filter_map(composed));
    }
    (products, branches)
}
