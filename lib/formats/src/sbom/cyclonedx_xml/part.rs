//! What the elements inside a component say of it.

use super::super::build::{Draft, Forebear, digits, grouped};
use super::super::{Hash, Patch};
use std::borrow::Cow;

type Text = Cow<'static, str>;

/// Most hashes, licences, identities, references and so on that are read of one component.
const VALUES_MAX: usize = 100_000;

/// A component whose element is open.
pub(super) struct Part {
    /// Where the names of elements inside it begin in the path.
    pub(super) inside: usize,
    /// Its place among the components, in the order in which they begin.
    pub(super) order: usize,
    /// What is known so far.
    pub(super) draft: Draft<'static>,
    /// What the SBOM describes.
    pub(super) subject: bool,
    group: Option<Text>,
    /// Supplier, manufacturer, publisher, author, first of the authors.
    suppliers: [Option<Text>; 5],
    /// Identities without a field of their own, with their rank.
    others: Vec<(usize, &'static str, Text)>,
    values: usize,
    /// The attribute of the element that is open, which its end or a value inside it needs.
    attribute: Option<Text>,
    /// Two texts of an entry that is open: `uid` and `url` of a commit, `id` and `name` of an issue, `field` and value of an identity.
    pair: [Option<Text>; 2],
    /// The ancestor that is open, with its group.
    ancestor: Option<(Forebear<'static>, Option<Text>)>,
}

impl Part {
    /// Begins one.
    pub(super) fn new(inside: usize, order: usize, draft: Draft<'static>, subject: bool) -> Self {
        Self {
            inside,
            order,
            draft,
            subject,
            group: None,
            suppliers: [const { None }; 5],
            others: Vec::new(),
            values: 0,
            attribute: None,
            pair: [const { None }; 2],
            ancestor: None,
        }
    }

    /// The attribute that an element inside it is asked for.
    pub(super) fn wanted(path: &str) -> Option<&'static str> {
        match path {
            "hashes/hash" => Some("alg"),
            "properties/property" => Some("name"),
            "externalReferences/reference" | "pedigree/patches/patch" => Some("type"),
            "licenses/expression-detailed" => Some("expression"),
            "swid" => Some("tagId"),
            _ => None,
        }
    }

    /// An element inside it begins.
    pub(super) fn begin(&mut self, path: &str, attribute: Option<String>) {
        let attribute = attribute.map(Cow::Owned);
        match path {
            "hashes/hash" | "properties/property" | "externalReferences/reference" => self.attribute = attribute,
            "licenses/expression-detailed" => self.draft.licences.extend(attribute),
            "swid" => self.others.extend(attribute.map(|tag| (0, "swid", tag))),
            "pedigree/commits/commit" | "pedigree/patches/patch/resolves/issue" | "evidence/identity" => self.pair = [None, None],
            "pedigree/patches/patch" if self.room() => {
                self.draft.patches.push(Patch { kind: attribute.map(Text::into_owned), ..Patch::default() })
            }
            "pedigree/ancestors/component" if self.room() => self.ancestor = Some(Default::default()),
            "pedigree/patches/patch/diff/text" => self.patch(|patch| patch.shown = true),
            _ => {}
        }
    }

    /// The text of an element inside it.
    pub(super) fn value(&mut self, path: &str, text: &str) {
        let owned = || Cow::Owned(text.to_owned());
        match path {
            "name" => self.draft.name = Some(owned()),
            "group" => self.group = Some(owned()),
            "version" => self.draft.version = Some(owned()),
            "scope" => self.draft.scope = Some(owned()),
            "copyright" => self.draft.copyright = Some(owned()),
            "supplier/name" => self.suppliers[0] = Some(owned()),
            "manufacturer/name" => self.suppliers[1] = Some(owned()),
            "publisher" => self.suppliers[2] = Some(owned()),
            "author" => self.suppliers[3] = Some(owned()),
            "authors/author/name" => self.suppliers[4] = self.suppliers[4].take().or_else(|| Some(owned())),
            "pedigree/commits/commit/uid" | "pedigree/patches/patch/resolves/issue/id" | "evidence/identity/field" => {
                self.pair[0] = Some(owned());
            }
            "pedigree/commits/commit/url" | "pedigree/patches/patch/resolves/issue/name" | "evidence/identity/concludedValue" => {
                self.pair[1] = Some(owned());
            }
            "pedigree/patches/patch/diff/url" => self.patch(|patch| {
                patch.shown = true;
                patch.url = Some(text.to_owned());
            }),
            _ => match (path.strip_prefix("pedigree/ancestors/component/"), &mut self.ancestor) {
                (None, _) => self.listed(path, text),
                (Some(inside), Some((ancestor, group))) => match inside {
                    "group" => *group = Some(owned()),
                    "name" => ancestor.name = Some(owned()),
                    "version" => ancestor.version = Some(owned()),
                    "purl" => ancestor.purl = Some(owned()),
                    _ => {}
                },
                (Some(_), None) => {}
            },
        }
    }

    /// A text that is one of many.
    fn listed(&mut self, path: &str, text: &str) {
        let known = matches!(
            path,
            "purl"
                | "cpe"
                | "omniborId"
                | "swhid"
                | "hashes/hash"
                | "licenses/license/id"
                | "licenses/license/name"
                | "licenses/expression"
                | "properties/property"
                | "externalReferences/reference/url"
        );
        if !known || !self.room() {
            return;
        }
        let (draft, owned) = (&mut self.draft, Cow::Owned(text.to_owned()));
        match path {
            "purl" => draft.purls.push((owned, Cow::Borrowed("/purl"))),
            "cpe" => draft.cpes.push((owned, Cow::Borrowed("/cpe"))),
            "omniborId" => self.others.push((1, "omnibor", owned)),
            "swhid" => self.others.push((2, "swhid", owned)),
            "hashes/hash" => draft.hashes.extend(self.attribute.take().map(|algorithm| Hash { algorithm, value: digits(owned) })),
            "externalReferences/reference/url" => draft.sources.extend(self.attribute.take().map(|kind| (kind, owned))),
            "properties/property" => {
                let Some(name) = self.attribute.take() else { return };
                if name == "syft:cpe23" {
                    draft.cpes.push((owned.clone(), Cow::Borrowed("/properties")));
                }
                draft.properties.push((name, owned));
            }
            _ => draft.licences.push(owned),
        }
    }

    /// An element inside it ends.
    pub(super) fn end(&mut self, path: &str) {
        match path {
            "pedigree/commits/commit" if self.room() => {
                let [uid, url] = std::mem::take(&mut self.pair);
                self.draft.commits.extend(uid.or(url));
            }
            "pedigree/patches/patch/resolves/issue" if self.room() => {
                let [id, name] = std::mem::take(&mut self.pair);
                self.patch(|patch| patch.resolves.extend(id.or(name).map(Text::into_owned)));
            }
            "pedigree/ancestors/component" => {
                self.draft.ancestors.extend(self.ancestor.take().map(|(mut ancestor, group)| {
                    ancestor.name = ancestor.name.map(|name| grouped(group.as_deref(), name));
                    ancestor
                }));
            }
            "evidence/identity" if self.room() => {
                let [field, value] = std::mem::take(&mut self.pair);
                let placed = value.map(|value| (value, Cow::Borrowed("/evidence/identity")));
                match field.as_deref() {
                    Some("purl") => self.draft.purls.extend(placed),
                    Some("cpe") => self.draft.cpes.extend(placed),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// The finished component, and how many of its values were too many.
    pub(super) fn finish(mut self) -> (Draft<'static>, usize) {
        self.draft.name = self.draft.name.map(|name| grouped(self.group.as_deref(), name));
        self.draft.supplier = self.suppliers.into_iter().flatten().next();
        self.others.sort_by_key(|(rank, ..)| *rank);
        self.draft.properties.extend(self.others.into_iter().map(|(_, name, value)| (Cow::Borrowed(name), value)));
        (self.draft, self.values.saturating_sub(VALUES_MAX))
    }

    fn patch(&mut self, change: impl FnOnce(&mut Patch)) {
        if let Some(patch) = self.draft.patches.last_mut() {
            change(patch);
        }
    }

    /// Takes room for one more value.
    fn room(&mut self) -> bool {
        self.values += 1;
        self.values <= VALUES_MAX
    }
}
