//! Decision points of SSVC: the namespaces and points that are registered.

use crate::csaf::tree::Value;
use crate::csaf::view::{Doc, list, text};
use std::sync::OnceLock;

const POINTS: &str = include_str!("../../../../../data/ssvc_points.tsv");
static TABLE: OnceLock<Vec<Point>> = OnceLock::new();

/// Namespaces of SSVC that stand for examples and tests; anything may be in them.
const FOR_EXAMPLES: [&str; 2] = ["example", "test"];

/// A registered decision point.
pub(in crate::csaf::rules::draft) struct Point {
    pub namespace: &'static str,
    pub key: &'static str,
    pub version: &'static str,
    /// Keys of its values in order.
    pub values: Vec<&'static str>,
}

fn table() -> &'static [Point] {
    TABLE.get_or_init(|| {
        let point = |line: &'static str| {
            let mut cells = line.split('\t');
            let (namespace, key, version) = (cells.next()?, cells.next()?, cells.next()?);
            Some(Point { namespace, key, version, values: cells.next()?.split(' ').collect() })
        };
        POINTS.lines().filter(|line| !line.starts_with('#')).filter_map(point).collect()
    })
}

/// The namespace without its extensions.
pub(in crate::csaf::rules::draft) fn base(namespace: &str) -> &str {
    namespace.split('/').next().unwrap_or(namespace)
}

/// What a base namespace is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::csaf::rules::draft) enum Standing {
    Registered,
    /// For examples and tests.
    Special,
    /// Never to be used.
    Invalid,
    Unregistered,
}

/// The standing of a namespace by its base.
pub(in crate::csaf::rules::draft) fn standing(namespace: &str) -> Standing {
    let base = base(namespace);
    let name = base.split('#').next().unwrap_or(base);
    if table().iter().any(|point| point.namespace == base) {
        Standing::Registered
    } else if FOR_EXAMPLES.contains(&name) {
        Standing::Special
    } else if name == "invalid" {
        Standing::Invalid
    } else {
        Standing::Unregistered
    }
}

/// The registered versions of a point, in the order of the registry, which is that of their numbers.
pub(in crate::csaf::rules::draft) fn versions<'k>(namespace: &'k str, key: &'k str) -> impl Iterator<Item = &'static Point> + use<'k> {
    table().iter().filter(move |point| point.namespace == base(namespace) && point.key == key)
}

/// Every SSVC object with the place of its metric's content, its vulnerability's place, and itself.
pub(in crate::csaf::rules::draft) fn objects<'a>(doc: &Doc<'a>) -> impl Iterator<Item = (String, &'a Value<'a>)> + use<'a> {
    doc.metrics().filter_map(|(place, _, content)| Some((format!("{place}/content/ssvc_v2"), content.get("ssvc_v2")?)))
}

/// Every selection with its place and namespace.
pub(in crate::csaf::rules::draft) fn selections<'a>(doc: &Doc<'a>) -> impl Iterator<Item = (String, &'a Value<'a>, &'a str)> + use<'a> {
    objects(doc).flat_map(|(place, object)| {
        list(object, "selections")
            .filter_map(move |(at, selection)| Some((format!("{place}/selections/{at}"), selection, text(selection, "namespace")?)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_have_a_standing() {
        assert_eq!(standing("ssvc//.example.test#more"), Standing::Registered);
        assert_eq!(standing("nist#800-30"), Standing::Registered);
        assert_eq!(standing("test#x/de-DE"), Standing::Special);
        assert_eq!(standing("invalid"), Standing::Invalid);
        assert_eq!(standing("x_example.test#y"), Standing::Unregistered);
        assert_eq!(versions("ssvc", "MI").map(|point| point.version).collect::<Vec<_>>(), ["1.0.0", "2.0.0"]);
    }
}
