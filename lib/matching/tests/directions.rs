//! "What hits this" and "whom does this hit" give one set.

use crate::fixture::{component, statement};
use matching::index::{KeyIndex, what_hits, whom_hits};
use proptest::prelude::*;

fn components() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["a", "b", "c"]);
    (name, 0..4_u8, 0..5_u8).prop_map(|(name, version, sort)| match sort {
        0 => format!("pkg:npm/{name}@{version}.0.0"),
        1 => format!("pkg:deb/debian/{name}@{version}.0-1?distro=debian-12"),
        2 => format!("cpe:2.3:a:v:{name}:{version}"),
        3 => format!("cpe:2.3:*:*:{name}:{version}"),
        _ => format!("pkg:deb/debian/lib@{version}.0-1?distro=debian-11&upstream={name} cpe:2.3:a:w:{name}:{version}"),
    })
}

fn statements() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["a", "b", "c"]);
    (name, 0..4_u8, 0..4_u8).prop_map(|(name, version, sort)| match sort {
        0 => format!("V purl:npm/{name} : < {version}.0.0"),
        1 => format!("V purl:deb/debian/{name} distro=debian:12 : < {version}.0-1"),
        2 => format!("V cpe:v:{name} : <= {version}"),
        _ => format!("V cpe:w:{name} default=affected"),
    })
}

proptest! {
    #[test]
    fn both_directions_give_the_same_hits(
        components in prop::collection::vec(components(), 1..12),
        statements in prop::collection::vec(statements(), 1..12),
    ) {
        let components: Vec<_> = components.iter().map(|c| component(c)).collect();
        let statements: Vec<_> = statements.iter().map(|s| statement(s)).collect();
        let mut forth = what_hits(&components, &statements, &KeyIndex::of_statements(&statements));
        let index = KeyIndex::of_components(&components);
        let mut back: Vec<_> = statements.iter().enumerate().flat_map(|(at, s)| whom_hits(at, s, &components, &index)).collect();
        forth.sort_by_key(|hit| (hit.statement, hit.component));
        back.sort_by_key(|hit| (hit.statement, hit.component));
        prop_assert_eq!(forth, back);
    }

    #[test]
    fn no_pair_outside_the_index_would_have_been_hit(c in components(), s in statements()) {
        let (c, s) = (component(&c), statement(&s));
        let indexed = matching::keys(&c).iter().any(|key| s.index_keys().contains(key));
        prop_assert!(indexed || matching::evaluate(&c, &s, &matching::Surroundings::of(&[])).outcome == matching::Outcome::Out);
    }
}
