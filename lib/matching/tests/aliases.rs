//! Alias clusters: partitions, order, and at most one live CVE.

use std::collections::BTreeSet;

use matching::alias::{Clusters, Edge, display_id, edge_of, is_cve};
use proptest::prelude::*;

fn owned(edges: &[(&str, &str)]) -> Vec<(String, String)> {
    edges.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn cve_is_shown_before_ghsa_before_the_rest() {
    assert_eq!(display_id(["GO-2021-0113", "GHSA-aaaa-bbbb-cccc", "CVE-2021-38561"]), Some("CVE-2021-38561"));
    assert_eq!(display_id(["GO-2021-0113", "GHSA-aaaa-bbbb-cccc"]), Some("GHSA-aaaa-bbbb-cccc"));
    assert_eq!(display_id(["EUVD-2024-1", "PYSEC-2024-1", "JVNDB-2024-000001"]), Some("JVNDB-2024-000001"));
    assert_eq!(display_id(["EUVD-2024-1", "PYSEC-2024-1"]), Some("PYSEC-2024-1"));
}

#[test]
fn advisories_and_records_of_several_cves_only_contain() {
    let one = ["CVE-2024-0001".to_owned()];
    let two = ["CVE-2024-0001".to_owned(), "CVE-2024-0002".to_owned()];
    assert_eq!(edge_of("GHSA-aaaa-bbbb-cccc", &one), Edge::Same);
    assert_eq!(edge_of("GHSA-aaaa-bbbb-cccc", &two), Edge::Contains);
    assert_eq!(edge_of("CVE-2024-0009", &one), Edge::Contains);
    assert_eq!(edge_of("ALSA-2024:0001", &one), Edge::Contains);
    assert_eq!(edge_of("JVNVU#99999999", &one), Edge::Contains);
}

#[test]
fn two_live_cves_are_never_one_flaw() {
    let edges = owned(&[("GHSA-1", "CVE-2024-0001"), ("GHSA-1", "PYSEC-1"), ("PYSEC-1", "CVE-2024-0002")]);
    let clusters = Clusters::of(edges.clone(), |_| false);
    assert_eq!(clusters.conflicts().len(), 1);
    assert_ne!(clusters.of_id("CVE-2024-0001"), clusters.of_id("CVE-2024-0002"));
    let clusters = Clusters::of(edges, |id| id == "CVE-2024-0002");
    assert!(clusters.conflicts().is_empty());
    assert_eq!(clusters.of_id("CVE-2024-0001").len(), 4);
    assert_eq!(clusters.of_id("GO-1"), ["GO-1"]);
}

proptest! {
    #[test]
    fn clusters_are_the_connected_parts(mut edges in prop::collection::vec((0..20_u8, 0..20_u8), 0..30), turn in 0..30_usize) {
        let name = |n: u8| format!("GHSA-{n:02}");
        let of = |edges: &[(u8, u8)]| Clusters::of(edges.iter().map(|(a, b)| (name(*a), name(*b))), |_| false);
        let clusters = of(&edges);
        // Walks from every id along the edges and expects to meet its cluster and nobody else.
        for start in 0..20_u8 {
            let mut met = BTreeSet::from([start]);
            while let Some(next) = edges.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]).find(|(a, b)| met.contains(a) && !met.contains(b)) {
                met.insert(next.1);
            }
            let want: BTreeSet<_> = met.into_iter().map(name).collect();
            let id = name(start);
            let got: BTreeSet<_> = clusters.of_id(&id).into_iter().map(str::to_owned).collect();
            prop_assert_eq!(got, want);
        }
        let by = turn.min(edges.len());
        edges.rotate_left(by);
        let turned = of(&edges);
        prop_assert_eq!(clusters.all().collect::<BTreeSet<_>>(), turned.all().collect::<BTreeSet<_>>());
    }

    #[test]
    fn no_cluster_has_two_live_cves(edges in prop::collection::vec((0..24_u8, 0..24_u8), 0..40)) {
        let name = |n: u8| if n.is_multiple_of(3) { format!("CVE-2024-00{n:02}") } else { format!("GHSA-{n:02}") };
        let clusters = Clusters::of(edges.iter().map(|(a, b)| (name(*a), name(*b))), |id| id.ends_with('9'));
        for cluster in clusters.all() {
            let live = cluster.iter().filter(|id| is_cve(id) && !id.ends_with('9')).count();
            prop_assert!(live <= 1, "{:?}", cluster);
        }
    }
}
