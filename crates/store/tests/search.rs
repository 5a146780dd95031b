//! Search finds parts of words in any case of letters, as plain text.

use crate::advisory::text;
use crate::finding::vulnerability;
use crate::support::{NOW, World, open_case, report, write};
use domain::viewer::Viewer;
use store::search::{Hit, HitKind};
use store::{Store, Tx};

on_both_engines!(parts_of_words_are_found_in_both_languages);

fn names(tx: &mut Tx<'_>, viewer: &Viewer, text: &str) -> Vec<(HitKind, String)> {
    tx.search(viewer, text, 10).unwrap().into_iter().map(|Hit { kind, name, .. }| (kind, name)).collect()
}

async fn parts_of_words_are_found_in_both_languages(store: &Store) {
    use HitKind::{Advisory, Case, Product, Report, Vulnerability};
    let world = World::new(store).await;
    write(store, move |tx| {
        let case = open_case(tx, "PSIRT-2026-0001", "Überlauf in 認証 100%_\\", &world.lead)?;
        open_case(tx, "PSIRT-2026-00012", "another", &world.lead)?;
        tx.add_report(&report("R-2026-0001", "KD-CAM200", "認証を迂回できる"), NOW)?;
        tx.put_vulnerability(&vulnerability("CVE-1900-0001", None, false), NOW)?;
        let advisory = tx.add_advisory("KD-SA-2026-0001", case, NOW)?;
        for version in ["1.0", "1.1"] {
            let edition = tx.add_edition(&world.lead, advisory, version, &text("Authentication"), NOW)?.unwrap();
            tx.publish_edition(edition, NOW)?;
        }
        let name = |kind, name: &str| (kind, name.to_owned());
        let lead = &world.lead;
        assert_eq!(names(tx, lead, "認証"), [name(Case, "PSIRT-2026-0001"), name(Report, "R-2026-0001")]);
        assert_eq!(names(tx, lead, "ÜBERLAUF"), [name(Case, "PSIRT-2026-0001")]);
        assert_eq!(names(tx, lead, " kd-cam "), [name(Report, "R-2026-0001"), name(Product, "kd-cam200")]);
        assert_eq!(names(tx, lead, "cve-1900"), [name(Vulnerability, "CVE-1900-0001")]);
        assert_eq!(names(tx, lead, "title OF"), [name(Vulnerability, "CVE-1900-0001")]);
        assert_eq!(names(tx, lead, "AUTHENTI"), [name(Advisory, "KD-SA-2026-0001")], "one hit for several editions");
        assert_eq!(names(tx, lead, "ref-r-2026"), [name(Report, "R-2026-0001")]);
        assert_eq!(names(tx, lead, "psirt-2026-0001")[0], name(Case, "PSIRT-2026-0001"), "the exact number first");
        for wild in ["%", "_", "\\", "100%_\\"] {
            assert_eq!(names(tx, lead, wild), [name(Case, "PSIRT-2026-0001")], "{wild}");
        }
        assert_eq!(names(tx, lead, "  "), []);
        assert_eq!(names(tx, lead, "\0"), []);
        assert_eq!(names(tx, &Viewer::public(), "KD"), []);
        assert_eq!(tx.search(lead, "2026", 1)?.iter().filter(|hit| hit.kind == Case).count(), 1);
        Ok(())
    })
    .await;
}
