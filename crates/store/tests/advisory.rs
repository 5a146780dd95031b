//! Advisories: drafted, approved word for word, published once, readable for ever.

use crate::support::{NOW, World, open_case, restrict, write};
use domain::advisory::EditionState;
use domain::psirt_case::Tlp;
use domain::viewer::{Approver, Viewer};
use store::Store;
use store::advisory::{EditionText, NewFile};

on_both_engines!(a_draft_is_the_readers_of_its_case, a_change_makes_approvals_void, what_went_out_is_never_rewritten);

pub(crate) fn text(title: &str) -> EditionText {
    EditionText {
        tlp: Tlp::Clear,
        title_ja: format!("{title} 日本語"),
        title_en: title.to_owned(),
        content: "{}".to_owned(),
        digest: format!("digest of {title}"),
        summary: String::new(),
    }
}

async fn a_draft_is_the_readers_of_its_case(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let case = open_case(tx, "PSIRT-2026-0001", "x", &world.lead)?;
        let advisory = tx.add_advisory("KD-SA-2026-0001", case, NOW)?;
        let edition = tx.add_edition(&world.lead, advisory, "1.0", &text("draft"), NOW)?.unwrap();
        assert_eq!(tx.add_edition(&world.lead, advisory, "1.0", &text("twice"), NOW)?, None);
        let draft = tx.draft(&world.triage, "KD-SA-2026-0001")?.unwrap();
        assert_eq!((draft.id, draft.state, draft.author.as_str(), draft.edit), (edition, EditionState::Draft, "lead", 1));
        let row = tx.advisories(&world.triage, None, 10)?.remove(0);
        assert_eq!((row.advisory.case.as_deref(), row.version.as_str(), row.published_at), (Some("PSIRT-2026-0001"), "1.0", None));
        assert_eq!(tx.advisories_of_case(&world.triage, case)?, [row]);
        for stranger in [&world.admin, &world.executive, &world.pr, &Viewer::public()] {
            assert_eq!(tx.advisories(stranger, None, 10)?, []);
            assert_eq!(tx.advisory(stranger, "KD-SA-2026-0001")?, None);
            assert_eq!(tx.editions(stranger, advisory)?, []);
            assert_eq!(tx.edition(stranger, "KD-SA-2026-0001", "1.0")?, None);
            assert_eq!(tx.draft(stranger, "KD-SA-2026-0001")?, None);
        }
        restrict(tx, case, &[&world.pr])?;
        assert_eq!(tx.draft(&world.triage, "KD-SA-2026-0001")?, None);
        assert!(tx.draft(&world.pr, "KD-SA-2026-0001")?.is_some());
        assert_eq!(tx.published_editions()?, []);

        assert!(tx.publish_edition(edition, NOW)?);
        let out = tx.advisory(&Viewer::public(), "KD-SA-2026-0001")?.unwrap();
        assert_eq!((out.case_id, out.case), (None, None), "whoever does not read the case is not told its number");
        assert_eq!(tx.advisory(&world.pr, "KD-SA-2026-0001")?.unwrap().case_id, Some(case));
        assert_eq!(tx.advisories_of_case(&world.triage, case)?, []);
        let edition = tx.edition(&Viewer::public(), "KD-SA-2026-0001", "1.0")?.unwrap();
        assert_eq!((edition.author.as_str(), edition.author_id), ("", None));
        assert_eq!(tx.advisories(&Viewer::public(), None, 10)?.len(), 1);
        assert_eq!(tx.advisories(&Viewer::public(), Some(advisory), 10)?, []);
        Ok(())
    })
    .await;
}

async fn a_change_makes_approvals_void(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let case = open_case(tx, "PSIRT-2026-0001", "x", &world.lead)?;
        let advisory = tx.add_advisory("KD-SA-2026-0001", case, NOW)?;
        let edition = tx.add_edition(&world.lead, advisory, "1.0", &text("first"), NOW)?.unwrap();
        assert!(tx.set_edition_state(edition, EditionState::AwaitingApproval, NOW)?);
        tx.add_approval(&world.pr, edition, Approver::Pr, "digest of first", NOW)?;
        tx.add_approval(&world.deputy, edition, Approver::Legal, "digest of first", NOW)?;
        assert_eq!(tx.approvals_in_force(edition)?.len(), 2);
        let draft = tx.draft(&world.lead, "KD-SA-2026-0001")?.unwrap();
        assert!(!tx.edit_edition(&world.triage, edition, draft.edit - 1, &text("late"), NOW)?, "somebody changed it meanwhile");
        assert_eq!(tx.approvals_in_force(edition)?.len(), 2);
        assert!(tx.edit_edition(&world.triage, edition, draft.edit, &text("second"), NOW)?);
        let changed = tx.draft(&world.lead, "KD-SA-2026-0001")?.unwrap();
        assert_eq!((changed.state, changed.author.as_str(), changed.title_en.as_str()), (EditionState::Draft, "triage", "second"));
        assert_eq!(tx.approvals_in_force(edition)?, []);
        let kept = tx.approvals(edition)?;
        assert_eq!((kept.len(), kept[0].hat, kept[0].void_at), (2, Approver::Pr, Some(NOW)));
        tx.add_approval(&world.pr, edition, Approver::Pr, "digest of second", NOW)?;
        assert_eq!(tx.void_approvals(edition, NOW)?, 1);
        Ok(())
    })
    .await;
}

async fn what_went_out_is_never_rewritten(store: &Store) {
    let world = World::new(store).await;
    let file = |version: &str| NewFile {
        path: "white/2026/kd-sa-2026-0001.json".to_owned(),
        media: "application/json".to_owned(),
        sha256: version.to_owned(),
        bytes: version.as_bytes().to_vec(),
    };
    let (first_file, second_file) = (file("1.0"), file("1.1"));
    let edition = write(store, move |tx| {
        let case = open_case(tx, "PSIRT-2026-0001", "x", &world.lead)?;
        let advisory = tx.add_advisory("KD-SA-2026-0001", case, NOW)?;
        let first = tx.add_edition(&world.lead, advisory, "1.0", &text("first"), NOW)?.unwrap();
        assert!(tx.publish_edition(first, NOW)?);
        assert!(!tx.publish_edition(first, NOW)?);
        tx.put_file(first, &first_file, NOW)?;
        let out = tx.edition(&world.lead, "KD-SA-2026-0001", "1.0")?.unwrap();
        assert!(!tx.edit_edition(&world.lead, first, out.edit, &text("other"), NOW)?);
        assert!(!tx.set_edition_state(first, EditionState::Draft, NOW)?);

        let second = tx.add_edition(&world.lead, advisory, "1.1", &text("second"), NOW)?.unwrap();
        tx.put_file(second, &second_file, NOW)?;
        assert_eq!(tx.file_of_version(&second_file.path, "1.1")?, None, "not out yet");
        let row = tx.advisories(&world.lead, None, 10)?.remove(0);
        assert_eq!((row.version.as_str(), row.state, row.published_at), ("1.1", EditionState::Draft, Some(NOW)));
        assert_eq!(tx.advisories(&Viewer::public(), None, 10)?[0].version, "1.0");
        assert!(tx.publish_edition(second, NOW.plus_hours(1))?);
        let states: Vec<_> = tx.editions(&Viewer::public(), advisory)?.into_iter().map(|e| (e.version, e.state)).collect();
        assert_eq!(states, [("1.1".to_owned(), EditionState::Published), ("1.0".to_owned(), EditionState::Superseded)]);
        assert_eq!(tx.published_editions()?.iter().map(|e| e.version.as_str()).collect::<Vec<_>>(), ["1.1"]);

        assert_eq!(tx.file(&first_file.path)?.unwrap().bytes, b"1.1");
        let old = tx.file_of_version(&first_file.path, "1.0")?.unwrap();
        assert_eq!((old.bytes.as_slice(), old.info.current, old.info.number.as_str()), (b"1.0".as_slice(), false, "KD-SA-2026-0001"));
        assert_eq!(tx.current_files()?.iter().map(|f| f.version.as_str()).collect::<Vec<_>>(), ["1.1"]);
        assert_eq!(tx.files_of_edition(first)?.len(), 1);
        assert_eq!(tx.file("white/none")?, None);
        Ok(second)
    })
    .await;
    let again = file("1.1");
    assert!(store.write(move |tx| tx.put_file(edition, &again, NOW)).await.is_err(), "the same file of the same edition");
}
