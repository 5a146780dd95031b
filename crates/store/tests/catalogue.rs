//! Products, releases, SBOMs and components.

use crate::support::{NOW, World, sbom, write};
use domain::viewer::Viewer;
use store::Store;
use store::catalogue::NewProduct;

on_both_engines!(a_catalogue_is_read_by_staff, a_new_sbom_takes_the_place_of_the_old_one, keys_stay_with_their_component);

async fn a_catalogue_is_read_by_staff(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let public = Viewer::public();
        assert_eq!(tx.divisions(&public)?, []);
        assert_eq!(tx.products(&public)?, []);
        assert_eq!(tx.product(&public, "kd-gw10")?, None);
        assert_eq!(tx.releases(&public, world.gateway)?, []);
        assert_eq!(tx.all_releases(&public)?, []);
        assert_eq!(tx.catalogue_begun(&public)?, (false, false));
        assert_eq!(tx.release(&public, "kd-gw10", "2.1.1")?, None);
        assert_eq!(tx.release_by_id(&public, world.gateway_release)?, None);
        assert_eq!(
            tx.listed_products()?,
            [("kd-cam200", "KD-CAM200"), ("kd-gw10", "KD-GW10 ゲートウェイ")].map(|(a, b)| (a.into(), b.into()))
        );

        assert_eq!(tx.ensure_division("net", "別名", "Other")?, world.net);
        assert_eq!(tx.divisions(&world.admin)?.len(), 2);
        let products: Vec<_> = tx.products(&world.executive)?.into_iter().map(|p| (p.division, p.slug, p.releases)).collect();
        assert_eq!(products, [("cam".into(), "kd-cam200".into(), 1), ("net".into(), "kd-gw10".into(), 1)]);
        let again = NewProduct {
            division_id: world.cam,
            slug: "kd-gw10".to_owned(),
            name: "x".to_owned(),
            exposure: "local".to_owned(),
            listed: false,
            owner_id: world.lead.person(),
        };
        assert_eq!(tx.add_product(&again, NOW)?, None, "the slug is taken");
        assert!(tx.add_product(&NewProduct { slug: "kd-x".to_owned(), ..again }, NOW)?.is_some());
        assert_eq!(tx.product(&world.triage, "kd-x")?.unwrap().owner.as_deref(), Some("lead"));

        assert_eq!(tx.add_release(world.gateway, "2.1.1", None, None, NOW)?, None, "the version is taken");
        let newer = tx.add_release(world.gateway, "2.2.0", Some(NOW.plus_days(1)), None, NOW)?.unwrap();
        let versions: Vec<_> = tx.releases(&world.triage, world.gateway)?.into_iter().map(|r| r.version).collect();
        assert_eq!(versions, ["2.2.0", "2.1.1"]);
        tx.set_support_until(newer, Some(NOW))?;
        let release = tx.release(&world.triage, "kd-gw10", "2.2.0")?.unwrap();
        assert!(!release.supported(NOW));
        assert_eq!(tx.release_by_id(&world.triage, newer)?, Some(release));
        assert_eq!(tx.all_releases(&world.triage)?.len(), 3);
        assert_eq!(tx.catalogue_begun(&world.triage)?, (true, false));
        Ok(())
    })
    .await;
}

async fn a_new_sbom_takes_the_place_of_the_old_one(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let (release, staff, public) = (world.gateway_release, &world.triage, Viewer::public());
        assert_eq!(tx.release(staff, "kd-gw10", "2.1.1")?.unwrap().components, None);
        tx.put_sbom(release, &sbom(450), NOW)?;
        tx.put_sbom(world.camera_release, &sbom(3), NOW)?;
        let release_row = tx.release(staff, "kd-gw10", "2.1.1")?.unwrap();
        assert_eq!((release_row.components, release_row.matchable), (Some(450), Some(405)));
        assert_eq!(tx.components(staff, release)?.len(), 450);
        assert!(tx.components(staff, release)?[0].unmatchable.is_some(), "what cannot be matched comes first");
        assert_eq!(tx.component_keys(staff)?.len(), 900);

        let second = tx.put_sbom(release, &sbom(2), NOW.plus_hours(1))?;
        let current = tx.current_sbom(staff, release)?.unwrap();
        assert_eq!((current.id, current.components, current.candidates), (second, 2, 0));
        tx.set_candidates(second, 7)?;
        assert_eq!(tx.current_sbom(staff, release)?.unwrap().candidates, 7);
        assert_eq!(tx.current_sbom_bytes(staff, release)?.as_deref(), Some(b"{}".as_slice()));
        assert_eq!(tx.components(staff, release)?.len(), 2);
        assert_eq!(tx.component_keys(staff)?.len(), 6, "keys of the old SBOM are gone");
        assert_eq!(tx.query_value::<i64>("SELECT count(*) FROM sbom WHERE replaced_at IS NOT NULL", &[])?, 1);

        assert_eq!(tx.current_sbom(&public, release)?, None);
        assert_eq!(tx.current_sbom_bytes(&public, release)?, None);
        assert_eq!(tx.components(&public, release)?, []);
        assert_eq!(tx.components_by_key(&public, "purl:npm/component-00001")?, []);
        assert_eq!(tx.component_keys(&public)?, Vec::<String>::new());
        Ok(())
    })
    .await;
}

async fn keys_stay_with_their_component(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        tx.put_sbom(world.gateway_release, &sbom(450), NOW)?;
        for at in [0, 1, 199, 200, 399, 400, 439, 448, 449] {
            for key in [format!("purl:npm/component-{at:05}"), format!("name:component-{at:05}")] {
                let found = tx.components_by_key(&world.triage, &key)?;
                assert_eq!(found.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), [format!("component-{at:05}")], "{key}");
            }
        }
        assert_eq!(tx.components_by_key(&world.triage, "purl:npm/none")?, []);
        Ok(())
    })
    .await;
}
