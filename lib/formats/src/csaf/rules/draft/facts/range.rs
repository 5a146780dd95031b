//! Version ranges in branches: VERS, or its constraints alone ("vls"), which have no scheme of their own.

use crate::csaf::tree::Value;
use crate::csaf::view::{Doc, text};
use packages::range::vers::{Comparator, Vers};
use packages::range::{Containment, RangeSet};
use packages::scheme::Scheme;
use std::collections::BTreeMap;

/// The scheme under which constraints without a type are compared: numbers by value, words by letters.
const UNTYPED: Scheme = Scheme::CpeGeneric;
/// The type that stands before constraints without one.
const UNTYPED_PREFIX: &str = "vers:generic/";
/// Siblings that are compared with each other; a longer list is not looked at.
const SIBLINGS_MAX: usize = 200;
/// Comparisons of versions in one document, and looks at pairs of products that overlap. What lies beyond is not looked at, so that a
/// document costs time in step with its size.
const COMPARISONS_MAX: usize = 200_000;

/// How a range is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::csaf::rules::draft) enum Kind {
    Vers,
    Vls,
}

/// Whether a name claims to be a VERS.
pub(in crate::csaf::rules::draft) fn is_vers(name: &str) -> bool {
    name.starts_with("vers:")
}

/// Reads a range.
///
/// # Errors
/// What breaks the rules of its kind.
pub(in crate::csaf::rules::draft) fn read(name: &str) -> Result<(Kind, Vers), String> {
    if is_vers(name) {
        return Vers::parse(name).map(|vers| (Kind::Vers, vers)).map_err(|fault| fault.to_string());
    }
    if name.chars().any(char::is_whitespace) || name.contains('/') {
        return Err("neither a VERS nor its constraints alone".to_owned());
    }
    // The characters of untyped constraints are not encoded, and nobody knows their order.
    let encoded: String = name.split('|').map(|part| part.strip_prefix('=').unwrap_or(part)).collect::<Vec<_>>().join("|");
    let vers = Vers::read(&format!("{UNTYPED_PREFIX}{encoded}")).map_err(|fault| fault.to_string())?;
    let gaps = name.split('|').any(str::is_empty);
    if gaps { Err("an empty constraint".to_owned()) } else { Ok((Kind::Vls, vers)) }
}

/// Whether a range is one version.
pub(in crate::csaf::rules::draft) fn is_single(vers: &Vers) -> bool {
    matches!(vers.constraints(), [only] if only.comparator == Comparator::Eq)
}

/// Whether a range goes on for ever.
pub(in crate::csaf::rules::draft) fn is_open_ended(vers: &Vers) -> bool {
    let last = vers.constraints().iter().rev().find(|constraint| constraint.comparator != Comparator::Ne);
    last.is_some_and(|last| matches!(last.comparator, Comparator::Gt | Comparator::Ge))
}

/// Whether the last end of a range is an exclusive one.
pub(in crate::csaf::rules::draft) fn ends_before(vers: &Vers) -> bool {
    vers.constraints().last().is_some_and(|last| last.comparator == Comparator::Lt)
}

/// A branch that stands for one or many versions.
pub(in crate::csaf::rules::draft) struct Branch<'a> {
    pub place: String,
    pub name: &'a str,
    /// The range, or none for one version.
    pub range: Option<(Kind, RangeSet)>,
    /// The product, where no branches follow.
    pub product: Option<&'a str>,
}

/// The version branches of every list of siblings that has a range.
pub(in crate::csaf::rules::draft) fn families<'a>(doc: &Doc<'a>) -> Vec<Vec<Branch<'a>>> {
    let branch = |place: &str, at: usize, value: &'a Value<'a>| {
        let name = text(value, "name")?;
        let range = match text(value, "category")? {
            "product_version" => None,
            "product_version_range" => {
                let (kind, vers) = read(name).ok()?;
                Some((kind, vers.set(vers.scheme().unwrap_or(UNTYPED))))
            }
            _ => return None,
        };
        let product = value.get("product").and_then(|product| text(product, "product_id"));
        Some(Branch { place: format!("{place}/{at}"), name, range, product })
    };
    let family = |(place, items): (String, &'a [Value<'a>])| {
        let family: Vec<_> = items.iter().enumerate().filter_map(|(at, item)| branch(&place, at, item)).collect();
        (family.len() <= SIBLINGS_MAX && family.iter().any(|branch| branch.range.is_some())).then_some(family)
    };
    doc.families().filter_map(family).collect()
}

/// Whether a range and a sibling surely have versions in common.
fn overlap(range: &RangeSet, sibling: &Branch<'_>) -> bool {
    match &sibling.range {
        Some((_, other)) if other.scheme() == range.scheme() => {
            let both = range.intersection(other);
            both.is_exact() && !both.is_nothing()
        }
        Some(_) => false,
        None => range.contains(sibling.name) == Containment::In,
    }
}

/// Sibling products that overlap, by the first: a range, and siblings of the wanted kind (none = one version).
fn overlapping<'a>(families: &[Vec<Branch<'a>>], kind: Option<Kind>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut pairs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut left = COMPARISONS_MAX;
    for family in families {
        for (at, one) in family.iter().enumerate() {
            let (Some((_, range)), Some(product)) = (&one.range, one.product) else { continue };
            for (of, other) in family.iter().enumerate().filter(|(of, _)| *of != at) {
                let wanted = other.range.as_ref().map(|(kind, _)| *kind) == kind;
                // Two ranges are one pair, whichever stands first.
                let Some(sibling) = other.product.filter(|_| wanted && (of > at || kind.is_none())) else { continue };
                left = left.saturating_sub(1);
                if left > 0 && overlap(range, other) {
                    pairs.entry(product).or_default().push(sibling);
                }
            }
        }
    }
    pairs
}

/// The group of states that each product of a vulnerability belongs to; recommendations belong to none.
pub(in crate::csaf::rules::draft) fn states<'a>(vulnerability: &'a Value<'a>) -> BTreeMap<&'a str, &'static str> {
    const GROUPS: [(&str, &str); 8] = [
        ("first_affected", "affected"),
        ("known_affected", "affected"),
        ("last_affected", "affected"),
        ("known_not_affected", "not affected"),
        ("first_fixed", "fixed"),
        ("fixed", "fixed"),
        ("under_investigation", "under investigation"),
        ("unknown", "unknown"),
    ];
    let Some(status) = vulnerability.get("product_status") else { return BTreeMap::new() };
    GROUPS.iter().flat_map(|(key, group)| crate::csaf::view::ids(status, key).map(move |id| (id, *group))).collect()
}

/// Reports vulnerabilities in which products whose versions overlap have contradicting states, or the same one.
pub(in crate::csaf::rules::draft) fn judge(doc: &Doc<'_>, kind: Option<Kind>, contradicting: bool, found: crate::csaf::rules::Found<'_>) {
    let families = families(doc);
    let pairs = overlapping(&families, kind);
    let mut left = COMPARISONS_MAX;
    for (place, vulnerability) in doc.vulnerabilities().filter(|_| !pairs.is_empty()) {
        let states = states(vulnerability);
        for (one, first) in &states {
            for other in pairs.get(one).into_iter().flatten() {
                left = left.saturating_sub(1);
                let Some(second) = states.get(other).filter(|_| left > 0) else { continue };
                if contradicting && first != second {
                    found(format!("{place}/product_status"), format!("the versions of `{one}` ({first}) and `{other}` ({second}) overlap"));
                } else if !contradicting && first == second {
                    found(format!("{place}/product_status"), format!("the versions of `{one}` and `{other}` overlap, both {first}"));
                }
            }
        }
    }
}

/// Reports siblings with branches of their own whose versions overlap with a range.
pub(in crate::csaf::rules::draft) fn judge_branches(doc: &Doc<'_>, ranges: bool, found: crate::csaf::rules::Found<'_>) {
    let mut left = COMPARISONS_MAX;
    for family in families(doc) {
        for (at, one) in family.iter().enumerate() {
            let Some((_, range)) = &one.range else { continue };
            let others = family.iter().enumerate().filter(|(of, other)| {
                other.range.is_some() == ranges && other.product.is_none() && if ranges { *of > at } else { *of != at }
            });
            for (_, other) in others {
                left = left.saturating_sub(1);
                if left > 0 && overlap(range, other) {
                    found(format!("{}/name", other.place), format!("`{}` overlaps with `{}`", other.name, one.name));
                }
            }
        }
    }
}
