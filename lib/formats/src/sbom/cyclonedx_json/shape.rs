//! The parts of a document as they are read: lenient in their types, borrowed from the text.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::json::lenient::{List, Object, Text};
use crate::json::scan;

/// Most entries that are read of one list that is rare, such as the patches of a component.
pub(super) const VALUES_MAX: usize = 10_000;

#[derive(Deserialize, Default)]
pub(super) struct Metadata<'a> {
    #[serde(borrow, default)]
    pub(super) timestamp: Text<'a>,
    #[serde(borrow, default)]
    pub(super) authors: List<Object<Organisation<'a>>>,
    /// Until 1.5.
    #[serde(borrow, default)]
    pub(super) manufacture: Object<Organisation<'a>>,
    #[serde(borrow, default)]
    pub(super) manufacturer: Object<Organisation<'a>>,
    #[serde(borrow, default)]
    pub(super) supplier: Object<Organisation<'a>>,
    #[serde(borrow, default)]
    pub(super) tools: Rare<'a>,
    #[serde(borrow, default)]
    pub(super) component: Object<Component<'a>>,
}

#[derive(Deserialize, Default)]
pub(super) struct Component<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(super) kind: Text<'a>,
    #[serde(borrow, default, rename = "bom-ref")]
    pub(super) reference: Text<'a>,
    #[serde(borrow, default)]
    pub(super) group: Text<'a>,
    #[serde(borrow, default)]
    pub(super) name: Text<'a>,
    #[serde(borrow, default)]
    pub(super) version: Text<'a>,
    #[serde(borrow, default)]
    pub(super) purl: Text<'a>,
    #[serde(borrow, default)]
    pub(super) cpe: Text<'a>,
    #[serde(borrow, default)]
    pub(super) supplier: Object<Organisation<'a>>,
    #[serde(borrow, default)]
    pub(super) manufacturer: Object<Organisation<'a>>,
    #[serde(borrow, default)]
    pub(super) publisher: Text<'a>,
    #[serde(borrow, default)]
    pub(super) author: Text<'a>,
    #[serde(borrow, default)]
    pub(super) copyright: Text<'a>,
    // What is rare or one word stays text until its component is taken: a small struct nests deep on a small stack.
    #[serde(borrow, default)]
    pub(super) scope: Rare<'a>,
    #[serde(borrow, default)]
    pub(super) authors: Rare<'a>,
    #[serde(borrow, default)]
    pub(super) swid: Rare<'a>,
    #[serde(borrow, default, rename = "omniborId")]
    pub(super) omnibor: Rare<'a>,
    #[serde(borrow, default)]
    pub(super) swhid: Rare<'a>,
    #[serde(borrow, default, rename = "externalReferences")]
    pub(super) external: Rare<'a>,
    #[serde(borrow, default)]
    pub(super) pedigree: Rare<'a>,
    #[serde(borrow, default)]
    pub(super) evidence: Rare<'a>,
    #[serde(borrow, default)]
    pub(super) hashes: List<Object<HashEntry<'a>>>,
    #[serde(borrow, default)]
    pub(super) licenses: List<Object<LicenceChoice<'a>>>,
    #[serde(borrow, default)]
    pub(super) properties: List<Object<Property<'a>>>,
    #[serde(borrow, default)]
    pub(super) components: List<Object<Component<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Swid<'a> {
    #[serde(borrow, default)]
    pub(super) tag_id: Text<'a>,
}

#[derive(Deserialize, Default)]
pub(super) struct ExternalReference<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(super) kind: Text<'a>,
    #[serde(borrow, default)]
    pub(super) url: Text<'a>,
}

#[derive(Deserialize, Default)]
pub(super) struct Pedigree<'a> {
    #[serde(borrow, default)]
    pub(super) ancestors: Rare<'a>,
    #[serde(borrow, default)]
    pub(super) commits: Rare<'a>,
    #[serde(borrow, default)]
    pub(super) patches: Rare<'a>,
}

#[derive(Deserialize, Default)]
pub(super) struct AncestorEntry<'a> {
    #[serde(borrow, default)]
    pub(super) group: Text<'a>,
    #[serde(borrow, default)]
    pub(super) name: Text<'a>,
    #[serde(borrow, default)]
    pub(super) version: Text<'a>,
    #[serde(borrow, default)]
    pub(super) purl: Text<'a>,
}

#[derive(Deserialize, Default)]
pub(super) struct Commit<'a> {
    #[serde(borrow, default)]
    pub(super) uid: Text<'a>,
    #[serde(borrow, default)]
    pub(super) url: Text<'a>,
}

#[derive(Deserialize, Default)]
pub(super) struct PatchEntry<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(super) kind: Text<'a>,
    #[serde(borrow, default)]
    pub(super) diff: Object<Diff<'a>>,
    #[serde(borrow, default)]
    pub(super) resolves: Rare<'a>,
}

#[derive(Deserialize, Default)]
pub(super) struct Diff<'a> {
    #[serde(borrow, default)]
    pub(super) url: Text<'a>,
    #[serde(default)]
    pub(super) text: Object<IgnoredAny>,
}

#[derive(Deserialize, Default)]
pub(super) struct Issue<'a> {
    #[serde(borrow, default)]
    pub(super) id: Text<'a>,
    #[serde(borrow, default)]
    pub(super) name: Text<'a>,
}

#[derive(Deserialize, Default)]
pub(super) struct Evidence<'a> {
    #[serde(borrow, default)]
    pub(super) identity: Rare<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct IdentityEntry<'a> {
    #[serde(borrow, default)]
    pub(super) field: Text<'a>,
    #[serde(borrow, default)]
    pub(super) concluded_value: Text<'a>,
}

#[derive(Deserialize, Default)]
pub(super) struct Organisation<'a> {
    #[serde(borrow, default)]
    pub(super) name: Text<'a>,
}

#[derive(Deserialize, Default)]
pub(super) struct HashEntry<'a> {
    #[serde(borrow, default)]
    pub(super) alg: Text<'a>,
    #[serde(borrow, default)]
    pub(super) content: Text<'a>,
}

#[derive(Deserialize, Default)]
pub(super) struct LicenceChoice<'a> {
    #[serde(borrow, default)]
    pub(super) license: Object<Licence<'a>>,
    #[serde(borrow, default)]
    pub(super) expression: Text<'a>,
}

#[derive(Deserialize, Default)]
pub(super) struct Licence<'a> {
    #[serde(borrow, default)]
    pub(super) id: Text<'a>,
    #[serde(borrow, default)]
    pub(super) name: Text<'a>,
}

#[derive(Deserialize, Default)]
pub(super) struct Property<'a> {
    #[serde(borrow, default)]
    pub(super) name: Text<'a>,
    #[serde(borrow, default)]
    pub(super) value: Text<'a>,
}

#[derive(Deserialize, Default)]
pub(super) struct ServiceEntry<'a> {
    #[serde(borrow, default, rename = "bom-ref")]
    pub(super) reference: Text<'a>,
    #[serde(borrow, default)]
    pub(super) provider: Object<Organisation<'a>>,
    #[serde(borrow, default)]
    pub(super) group: Text<'a>,
    #[serde(borrow, default)]
    pub(super) name: Text<'a>,
    #[serde(borrow, default)]
    pub(super) version: Text<'a>,
    #[serde(borrow, default)]
    pub(super) endpoints: List<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) services: List<Object<ServiceEntry<'a>>>,
}

#[derive(Deserialize, Default)]
pub(super) struct CompositionEntry<'a> {
    #[serde(borrow, default)]
    pub(super) aggregate: Text<'a>,
    #[serde(borrow, default)]
    pub(super) assemblies: List<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) dependencies: List<Text<'a>>,
    #[serde(default)]
    pub(super) vulnerabilities: List<IgnoredAny>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dependency<'a> {
    #[serde(borrow, default, rename = "ref")]
    pub(super) reference: Text<'a>,
    #[serde(borrow, default)]
    pub(super) depends_on: List<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) provides: List<Text<'a>>,
}

/// A value that is kept as its text.
#[derive(Default)]
pub(super) struct Rare<'a>(Option<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Rare<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(deserializer).map(|raw| Self(Some(raw)))
    }
}

impl<'a> Rare<'a> {
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.0.map_or(b"", |raw| raw.get().as_bytes())
    }

    /// The value as text, if it is one.
    pub(super) fn text(&self) -> Text<'a> {
        if self.0.is_some() { serde_json::from_slice(self.bytes()).unwrap_or_default() } else { Text::default() }
    }

    /// The object, if it is one.
    pub(super) fn object<T: Deserialize<'a>>(&self) -> Option<T> {
        self.bytes().starts_with(b"{").then(|| serde_json::from_slice(self.bytes()).ok()).flatten()
    }

    /// The entries of a list that can be read, or the one object that stands in its place.
    pub(super) fn entries<T: Deserialize<'a>>(&self) -> impl Iterator<Item = T> + use<'a, T> {
        let bytes = self.bytes();
        let one = bytes.starts_with(b"{").then_some(bytes);
        let list = scan::elements(bytes).flatten().take(VALUES_MAX);
        one.into_iter().chain(list).filter_map(|item| serde_json::from_slice(item).ok())
    }
}
