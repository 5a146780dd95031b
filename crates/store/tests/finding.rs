//! Vulnerabilities, findings and assessments.

use crate::support::{NOW, World, open_case, restrict, write};
use domain::assessment::{Judgement, Justification, VexStatus};
use domain::finding::{Change, CloseReason, FindingKey, Standing};
use domain::id::ReleaseId;
use store::finding::Vulnerability;
use store::{Store, StoreError, Tx};

on_both_engines!(
    findings_are_opened_closed_and_come_back,
    the_gravest_come_first,
    a_judgement_follows_another,
    a_judgement_of_a_restricted_case_changes_nothing_for_others,
    the_title_of_a_case_goes_when_the_library_knows,
);

pub(crate) fn vulnerability(id: &str, score: Option<i64>, kev: bool) -> Vulnerability {
    Vulnerability {
        id: id.to_owned(),
        title_ja: None,
        title_en: Some(format!("title of {id}")),
        severity: "high".to_owned(),
        score,
        vector: None,
        kev_at: kev.then(|| "2026-11-01".to_owned()),
        epss: Some(1),
        origin: "library".to_owned(),
        modified: None,
    }
}

pub(crate) fn judged(status: VexStatus) -> Judgement {
    Judgement {
        status,
        justification: (status == VexStatus::NotAffected).then_some(Justification::ComponentNotPresent),
        statement: "reason".to_owned(),
        action: "update".to_owned(),
        evidence: "1.2".to_owned(),
        next_update_at: None,
    }
}

pub(crate) fn found(tx: &mut Tx<'_>, release: ReleaseId, vulnerability: &str, components: usize) -> Result<(), StoreError> {
    let standing = Standing { name: "c".to_owned(), version: "1".to_owned(), class: 'A', explanation: "{}".to_owned() };
    let changes: Vec<_> = (0..components)
        .map(|n| {
            let key = FindingKey { vulnerability: vulnerability.to_owned(), component: format!("purl:npm/{n}") };
            Change::Open(key, standing.clone())
        })
        .collect();
    tx.apply_findings(release, &changes, NOW)
}

async fn findings_are_opened_closed_and_come_back(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let release = world.gateway_release;
        tx.put_vulnerability(&vulnerability("CVE-1900-0001", Some(75), false), NOW)?;
        found(tx, release, "CVE-1900-0001", 250)?;
        let held = tx.held_findings(release)?;
        assert_eq!((held.len(), held.values().filter(|held| held.open).count()), (250, 250));
        assert_eq!(tx.release_by_id(&world.triage, release)?.unwrap().open_findings, 250);
        assert_eq!(tx.product(&world.triage, "kd-gw10")?.unwrap().open_findings, 250);
        let (key, first) = held.iter().next().unwrap();
        tx.apply_findings(release, &[Change::Close(first.id, key.clone(), CloseReason::Upgraded)], NOW.plus_hours(1))?;
        let closed = tx.findings_of_release(&world.triage, release)?.pop().unwrap();
        assert_eq!((closed.close_reason, closed.closed_at), (Some(CloseReason::Upgraded), Some(NOW.plus_hours(1))));
        let standing = Standing { name: "c".to_owned(), version: "0.9".to_owned(), class: 'B', explanation: "{\"a\":1}".to_owned() };
        tx.apply_findings(release, &[Change::Resurface(first.id, key.clone(), standing.clone())], NOW.plus_hours(2))?;
        let again = tx.held_findings(release)?.remove(key).unwrap();
        assert_eq!((again.open, again.version.as_str()), (true, "0.9"));
        tx.apply_findings(release, &[Change::Refresh(first.id, Standing { class: 'C', ..standing })], NOW)?;
        let shown = tx.findings_of_vulnerability(&world.triage, "CVE-1900-0001")?.into_iter().find(|f| f.id.get() == first.id).unwrap();
        assert_eq!((shown.class.as_str(), shown.resurfaced_at), ("C", Some(NOW.plus_hours(2))));
        assert_eq!(tx.vulnerability_ids_in_use()?, ["CVE-1900-0001"]);
        Ok(())
    })
    .await;
}

async fn the_gravest_come_first(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        for (id, score, kev) in [("CVE-1900-0001", Some(98), false), ("CVE-1900-0002", None, true), ("CVE-1900-0003", None, false)] {
            tx.put_vulnerability(&vulnerability(id, score, kev), NOW)?;
            found(tx, world.gateway_release, id, 2)?;
        }
        found(tx, world.camera_release, "CVE-1900-0003", 1)?;
        tx.put_assessment(&world.triage, "CVE-1900-0001", world.gateway_release, &judged(VexStatus::Affected), None, NOW)?;
        let ids = |rows: Vec<store::finding::VulnerabilityRow>| rows.into_iter().map(|row| row.vulnerability.id).collect::<Vec<_>>();
        let all = tx.vulnerability_rows(&world.triage, false, false, 10)?;
        assert_eq!(
            all.iter().map(|row| (row.releases, row.products, row.unassessed)).collect::<Vec<_>>(),
            [(1, 1, 1), (1, 1, 0), (2, 2, 2)]
        );
        assert_eq!(ids(all), ["CVE-1900-0002", "CVE-1900-0001", "CVE-1900-0003"]);
        assert_eq!(ids(tx.vulnerability_rows(&world.triage, true, false, 10)?), ["CVE-1900-0002", "CVE-1900-0003"]);
        assert_eq!(ids(tx.vulnerability_rows(&world.triage, false, true, 10)?), ["CVE-1900-0002"]);
        assert_eq!(tx.vulnerability_rows(&domain::viewer::Viewer::public(), false, false, 10)?, []);
        Ok(())
    })
    .await;
}

async fn a_judgement_follows_another(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let release = world.gateway_release;
        tx.put_vulnerability(&vulnerability("CVE-1900-0001", None, false), NOW)?;
        found(tx, release, "CVE-1900-0001", 1)?;
        tx.put_assessment(&world.triage, "CVE-1900-0001", release, &judged(VexStatus::UnderInvestigation), None, NOW)?;
        let second = tx.put_assessment(&world.lead, "CVE-1900-0001", release, &judged(VexStatus::NotAffected), None, NOW)?;
        let in_force = tx.assessments_of_release(&world.triage, release)?;
        assert_eq!(in_force.iter().map(|a| (a.id, a.status)).collect::<Vec<_>>(), [(second, VexStatus::NotAffected)]);
        assert_eq!((in_force[0].release.as_str(), in_force[0].justification), ("kd-gw10@2.1.1", Some(Justification::ComponentNotPresent)));
        assert_eq!(tx.assessments_of_vulnerability(&world.triage, "CVE-1900-0001")?, in_force);
        assert_eq!(tx.findings_of_release(&world.triage, release)?[0].status, Some(VexStatus::NotAffected));
        assert_eq!(tx.query_value::<i64>("SELECT count(*) FROM assessment", &[])?, 2, "history stays");
        Ok(())
    })
    .await;
}

async fn a_judgement_of_a_restricted_case_changes_nothing_for_others(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let (id, release) = ("CVE-1900-0001", world.gateway_release);
        tx.put_vulnerability(&vulnerability(id, None, false), NOW)?;
        tx.put_assessment(&world.triage, id, release, &judged(VexStatus::NotAffected), None, NOW)?;
        let case = open_case(tx, "PSIRT-2026-0001", "x", &world.lead)?;
        restrict(tx, case, &[&world.lead])?;
        tx.put_assessment(&world.lead, id, release, &judged(VexStatus::Affected), Some(case), NOW)?;
        let seen = |tx: &mut Tx<'_>, viewer| {
            tx.assessments_of_release(viewer, release).map(|all| all.into_iter().map(|a| a.status).collect::<Vec<_>>())
        };
        assert_eq!(seen(tx, &world.lead)?, [VexStatus::Affected]);
        assert_eq!(seen(tx, &world.triage)?, [VexStatus::NotAffected], "the judgement before it stands for others");
        tx.put_assessment(&world.triage, id, release, &judged(VexStatus::Fixed), None, NOW)?;
        assert_eq!(seen(tx, &world.triage)?, [VexStatus::Fixed]);
        assert_eq!(tx.query_value::<i64>("SELECT count(*) FROM assessment WHERE superseded_at IS NULL", &[])?, 2);
        tx.put_assessment(&world.lead, id, release, &judged(VexStatus::Affected), Some(case), NOW)?;
        tx.set_visibility(case, domain::psirt_case::Visibility::Team)?;
        assert_eq!(seen(tx, &world.triage)?, [VexStatus::Affected], "once the case is open, the newest counts for all");
        Ok(())
    })
    .await;
}

async fn the_title_of_a_case_goes_when_the_library_knows(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let case = open_case(tx, "PSIRT-2026-0001", "x", &world.lead)?;
        restrict(tx, case, &[&world.lead])?;
        tx.ensure_vulnerability("CVE-1900-0001", "what only the case knows", NOW)?;
        tx.add_case_vulnerability(case, "CVE-1900-0001", NOW)?;
        assert_eq!(tx.vulnerability(&world.triage, "CVE-1900-0001")?, None);
        tx.put_vulnerability(&Vulnerability { title_en: None, ..vulnerability("CVE-1900-0001", None, false) }, NOW)?;
        tx.ensure_vulnerability("CVE-1900-0001", "again", NOW)?;
        let known = tx.vulnerability(&world.triage, "CVE-1900-0001")?.unwrap();
        assert_eq!((known.origin.as_str(), known.title_en), ("library", None));
        Ok(())
    })
    .await;
}
