//! Reports, their thread and files.

use crate::support::{NOW, World, open_case, report, restrict, write};
use domain::report::{Direction, ReportState};
use domain::viewer::Viewer;
use store::Store;
use store::intake::{NewAttachment, NewReport, Queue};

on_both_engines!(
    a_holder_acts_by_code,
    duplicates_go_with_the_first,
    a_report_is_kept_whole_and_answered,
    a_product_is_recognised_by_name,
    a_division_reads_reports_of_its_products,
    a_report_rests_and_is_somebodys,
    a_ruling_is_taken_back_whole
);

async fn a_report_is_kept_whole_and_answered(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let file = NewAttachment {
            name: "poc.zip".to_owned(),
            claimed_type: "application/zip".to_owned(),
            digest: "00".to_owned(),
            bytes: vec![0, 255, 7],
        };
        let new = NewReport { attachments: vec![file], ..report("R-2026-0001", "KD-CAM200", "a long\ndescription 認証") };
        let id = tx.add_report(&new, NOW)?;
        let other = tx.add_report(&report("R-2026-0002", "?", "x"), NOW)?;
        let kept = tx.report(&world.triage, "R-2026-0001")?.unwrap();
        assert_eq!((kept.id, kept.description.as_str(), kept.mail.as_str()), (id, "a long\ndescription 認証", "finder@example.com"));
        assert_eq!(tx.report(&world.net_owner, "R-2026-0001")?, None);

        let files = tx.attachments(&kept)?;
        assert_eq!((files.len(), files[0].size), (1, 3));
        assert_eq!(tx.attachment_bytes(&kept, files[0].id)?, Some(("poc.zip".to_owned(), vec![0, 255, 7])));
        let wrong = tx.report(&world.triage, "R-2026-0002")?.unwrap();
        assert_eq!(tx.attachment_bytes(&wrong, files[0].id)?, None, "a file of another report");

        assert_eq!(tx.report_count(&world.lead, Queue::Open)?, 2);
        assert_eq!(tx.report_count(&world.executive, Queue::Open)?, 0);
        assert!(!tx.add_message(id, Direction::In, &Viewer::public(), "any news?", NOW)?);
        assert!(tx.add_message(id, Direction::Out, &world.triage, "thank you", NOW)?, "the first answer acknowledges");
        assert!(!tx.add_message(id, Direction::Out, &world.triage, "more", NOW)?);
        assert_eq!(tx.messages(&kept)?.len(), 3);

        tx.set_report_state(other, ReportState::Duplicate, None, Some(id), "same as the first", NOW)?;
        let numbers = |queue, before| -> Vec<String> {
            Vec::from_iter(tx.reports(&world.lead, queue, before, 10).unwrap().into_iter().map(|report| report.number))
        };
        let mut numbers = numbers;
        assert_eq!(numbers(Queue::All, None), ["R-2026-0002", "R-2026-0001"]);
        assert_eq!(numbers(Queue::Open, None), ["R-2026-0001"]);
        assert_eq!(numbers(Queue::All, Some(other)), ["R-2026-0001"]);

        let case = open_case(tx, "PSIRT-2026-0001", "x", &world.lead)?;
        tx.set_report_state(id, ReportState::Accepted, Some(case), None, "", NOW)?;
        assert_eq!(tx.reports_of_case(&world.triage, case)?[0].case_id, Some(case));
        assert_eq!(tx.reports_of_case(&world.admin, case)?, []);

        let view = tx.reporter_view(b"R-2026-0001")?.unwrap();
        assert_eq!((view.id, view.state, view.messages.len()), (id, ReportState::Accepted, 3));
        assert_eq!(tx.reporter_view(b"another code")?, None);
        Ok(())
    })
    .await;
}

async fn a_product_is_recognised_by_name(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        for (number, named, known) in
            [("R-1", "kd-cam200", true), ("R-2", "Kd-Cam200", true), ("R-3", "KD-GW10 ゲートウェイ", true), ("R-4", "KD-CAM", false)]
        {
            tx.add_report(&report(number, named, "x"), NOW)?;
            assert_eq!(tx.report(&world.lead, number)?.unwrap().product_id.is_some(), known, "{named}");
        }
        Ok(())
    })
    .await;
}

async fn a_division_reads_reports_of_its_products(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        tx.add_report(&report("R-1", "kd-cam200", "ours"), NOW)?;
        tx.add_report(&report("R-2", "kd-gw10", "theirs"), NOW)?;
        tx.add_report(&report("R-3", "something", "nobody's yet"), NOW)?;
        let seen: Vec<_> = tx.reports(&world.cam_triage, Queue::Open, None, 10)?.into_iter().map(|r| r.number).collect();
        assert_eq!(seen, ["R-3", "R-1"]);
        assert_eq!(tx.report_count(&world.cam_triage, Queue::Open)?, 2);
        assert_eq!(tx.report(&world.cam_triage, "R-2")?, None);
        Ok(())
    })
    .await;
}

async fn a_holder_acts_by_code(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let id = tx.add_report(&report("R-1", "kd-cam200", "x"), NOW)?;
        let file = NewAttachment { name: "a".to_owned(), claimed_type: String::new(), digest: "00".to_owned(), bytes: vec![1] };
        tx.add_attachment(id, &file, NOW)?;
        let held = tx.held_report(b"R-1")?.unwrap();
        assert_eq!((held.id, held.number.as_str(), held.files, held.case_id, held.restricted), (id, "R-1", 1, None, false));
        assert_eq!(tx.held_report(b"R-2")?, None);
        let case = open_case(tx, "PSIRT-2026-0001", "x", &world.lead)?;
        tx.set_report_state(id, ReportState::Accepted, Some(case), None, "", NOW)?;
        assert!(!tx.held_report(b"R-1")?.unwrap().restricted);
        restrict(tx, case, &[&world.lead])?;
        assert!(tx.held_report(b"R-1")?.unwrap().restricted);
        let kept = tx.report_by_id(&world.lead, id)?.unwrap();
        assert!(tx.report_standing(&world.lead, &kept)?.member);
        assert_eq!(tx.report_by_id(&world.triage, id)?, None, "not a member");
        Ok(())
    })
    .await;
}

async fn a_report_rests_and_is_somebodys(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let id = tx.add_report(&report("R-1", "kd-cam200", "x"), NOW)?;
        tx.add_report(&report("R-2", "kd-cam200", "x"), NOW)?;
        let (soon, later) = (NOW.plus_hours(1), NOW.plus_hours(2));
        tx.snooze_report(id, Some(soon))?;
        tx.assign_report(id, world.triage.person())?;
        let kept = tx.report(&world.lead, "R-1")?.unwrap();
        assert_eq!((kept.assigned.as_deref(), kept.snoozed_until, kept.changed_at), (Some(world.triage.name.as_str()), Some(soon), NOW));
        let counted = |tx: &mut store::Tx<'_>, queue| tx.report_count(&world.lead, queue);
        assert_eq!(counted(tx, Queue::Waiting(NOW))?, 1);
        assert_eq!(counted(tx, Queue::Resting(NOW))?, 1);
        assert_eq!((counted(tx, Queue::Open)?, counted(tx, Queue::All)?), (2, 2));
        assert_eq!((counted(tx, Queue::Waiting(later))?, counted(tx, Queue::Resting(later))?), (2, 0), "it woke by itself");
        assert_eq!(tx.reports(&world.lead, Queue::Resting(NOW), None, 9)?[0].number, "R-1");
        tx.snooze_report(id, None)?;
        tx.assign_report(id, None)?;
        let kept = tx.report(&world.lead, "R-1")?.unwrap();
        assert_eq!((kept.assigned, kept.snoozed_until), (None, None));
        Ok(())
    })
    .await;
}

async fn a_ruling_is_taken_back_whole(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let first = tx.add_report(&report("R-1", "kd-cam200", "x"), NOW)?;
        let second = tx.add_report(&report("R-2", "kd-cam200", "x"), NOW)?;
        let case = open_case(tx, "PSIRT-2026-0001", "x", &world.lead)?;
        tx.set_report_state(first, ReportState::Accepted, Some(case), None, "", NOW)?;
        let before = tx.report(&world.lead, "R-2")?.unwrap();
        assert_eq!(tx.last_ruling(&before)?, None);
        let ruling = tx.add_ruling(&world.triage, &before, ReportState::Duplicate, NOW)?;
        tx.set_report_state(second, ReportState::Duplicate, Some(case), Some(first), "same", NOW)?;
        let kept = tx.ruling(&world.lead, ruling)?.unwrap();
        assert_eq!((kept.before, kept.after, kept.ruled_at, kept.undone_at), (ReportState::Received, ReportState::Duplicate, NOW, None));
        assert_eq!(tx.ruling(&world.executive, ruling)?, None);
        let later = NOW.plus_hours(1);
        tx.take_ruling_back(ruling, later)?;
        let after = tx.report(&world.lead, "R-2")?.unwrap();
        assert_eq!(after, store::intake::Report { changed_at: later, ..before });
        assert_eq!(tx.last_ruling(&after)?.unwrap().undone_at, Some(later));
        assert_eq!(tx.report(&world.lead, "R-1")?.unwrap().state, ReportState::Accepted, "the other one stays");
        Ok(())
    })
    .await;
}

async fn duplicates_go_with_the_first(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let first = tx.add_report(&report("R-1", "kd-cam200", "x"), NOW)?;
        let second = tx.add_report(&report("R-2", "KD-CAM200", "x"), NOW)?;
        tx.add_report(&report("R-3", "kd-gw10", "x"), NOW)?;
        tx.add_report(&report("R-4", "nobody's", "x"), NOW)?;
        let kept = tx.report_by_id(&world.lead, first)?.unwrap();
        let like = |tx: &mut store::Tx<'_>, viewer| {
            Ok::<_, store::StoreError>(Vec::from_iter(tx.reports_like(viewer, &kept, 9)?.into_iter().map(|r| r.number)))
        };
        assert_eq!(like(tx, &world.lead)?, ["R-2"]);
        assert_eq!(like(tx, &world.executive)?, Vec::<String>::new());
        assert_eq!(tx.report_standing(&world.triage, &kept)?.division, Some(world.cam));
        let other = tx.report(&world.lead, "R-4")?.unwrap();
        assert!(tx.report_standing(&world.triage, &other)?.undivided);
        tx.set_report_state(second, ReportState::Duplicate, None, Some(first), "same", NOW)?;
        let case = open_case(tx, "PSIRT-2026-0001", "x", &world.lead)?;
        assert_eq!(tx.take_duplicates_along(first, case, NOW)?, 1);
        assert_eq!(tx.report(&world.lead, "R-2")?.unwrap().case_id, Some(case));
        Ok(())
    })
    .await;
}
