//! The small rooms: numbers, settings, idempotency keys, subscribers, pages of the log.

use crate::support::{NOW, World, read, write};
use domain::event::{Event, ThingRef};
use domain::instant::Instant;
use domain::viewer::Viewer;
use store::Store;
use store::audit::AuditFilter;
use store::idempotency::{IDEMPOTENCY_HOURS, KeptAnswer};
use store::subscriber::NewSubscriber;

on_both_engines!(numbers_run_without_gaps, an_answer_is_kept_for_a_day, a_subscriber_confirms_and_leaves, the_log_is_read_page_by_page);

async fn numbers_run_without_gaps(store: &Store) {
    write(store, |tx| {
        assert_eq!((tx.next_number("case-2026")?, tx.next_number("case-2026")?, tx.next_number("case-2027")?), (1, 2, 1));
        tx.set_number("case-2026", 41)?;
        assert_eq!(tx.next_number("case-2026")?, 42);
        assert_eq!(tx.meta("name")?, None);
        tx.set_meta("name", "火の見")?;
        tx.set_meta("name", "Hinomi")?;
        assert_eq!(tx.meta("name")?.as_deref(), Some("Hinomi"));
        Ok(())
    })
    .await;
}

async fn an_answer_is_kept_for_a_day(store: &Store) {
    write(store, |tx| {
        let answer = KeptAnswer { request: "digest".to_owned(), status: 201, answer: b"{}".to_vec() };
        assert_eq!(tx.kept_answer("token:1", "key", NOW)?, None);
        assert!(tx.keep_answer("token:1", "key", &answer, NOW)?);
        assert!(!tx.keep_answer("token:1", "key", &answer, NOW)?);
        assert_eq!(tx.kept_answer("token:1", "key", NOW)?, Some(answer.clone()));
        assert_eq!(tx.kept_answer("token:2", "key", NOW)?, None, "another owner's key");
        let late = NOW.plus_hours(IDEMPOTENCY_HOURS);
        assert_eq!(tx.kept_answer("token:1", "key", late)?, None);
        assert_eq!(tx.purge_answers(Instant::from_ms(late.as_ms() - 1))?, 0);
        assert_eq!(tx.purge_answers(late)?, 1);
        Ok(())
    })
    .await;
}

async fn a_subscriber_confirms_and_leaves(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let new = |mail: &str, product_id, secret: &str| NewSubscriber {
            mail: mail.to_owned(),
            lang: "ja".to_owned(),
            product_id,
            confirm_hash: format!("confirm {secret}").into_bytes(),
            leave_hash: format!("leave {secret}").into_bytes(),
        };
        tx.add_subscriber(&new("all@example.com", None, "1"), NOW)?;
        tx.add_subscriber(&new("cam@example.com", Some(world.camera), "2"), NOW)?;
        tx.add_subscriber(&new("All@example.com", Some(world.camera), "3"), NOW)?;
        tx.add_subscriber(&new("late@example.com", None, "4"), NOW)?;
        assert_eq!(tx.subscribers_of(&[world.camera])?, [], "nobody confirmed");
        for secret in ["confirm 1", "confirm 2", "confirm 3"] {
            assert!(tx.confirm_subscriber(secret.as_bytes(), NOW, NOW)?.is_some());
            assert!(tx.confirm_subscriber(secret.as_bytes(), NOW, NOW)?.is_none(), "a link confirms once");
        }
        assert!(tx.confirm_subscriber(b"confirm 4", NOW.plus_hours(1), NOW.plus_hours(2))?.is_none(), "asked for too long ago");
        let mails = |tx: &mut store::Tx<'_>, products: &[_]| -> Result<Vec<String>, store::StoreError> {
            Ok(tx.subscribers_of(products)?.into_iter().map(|subscriber| subscriber.mail).collect())
        };
        assert_eq!(mails(tx, &[world.camera])?, ["all@example.com", "cam@example.com"]);
        assert_eq!(mails(tx, &[world.gateway])?, ["all@example.com"]);
        assert!(tx.leave(b"leave 1", NOW)?);
        assert!(!tx.leave(b"leave 1", NOW)?);
        assert_eq!(mails(tx, &[world.camera])?, ["cam@example.com", "All@example.com"]);
        assert_eq!(tx.query_value::<i64>("SELECT count(*) FROM subscriber WHERE mail = 'all@example.com'", &[])?, 0, "the address is gone");
        assert_eq!(tx.purge_unconfirmed(NOW.plus_hours(1))?, 1);
        Ok(())
    })
    .await;
}

async fn the_log_is_read_page_by_page(store: &Store) {
    let world = World::new(store).await;
    let triage = world.triage.clone();
    write(store, move |tx| {
        for n in 1..=5 {
            tx.record(&triage, &[Event::new("product", "added", ThingRef::new("product", format!("p{n}")))], NOW)?;
        }
        tx.record(&Viewer::system(), &[Event::new("feed", "polled", ThingRef::new("feed", "osv"))], NOW)
    })
    .await;
    read(store, move |tx| {
        let all = AuditFilter::default();
        let mut before = None;
        let mut seen = Vec::new();
        loop {
            let page = tx.audit_log(&world.auditor, &all, before, 4)?;
            seen.extend(page.entries.iter().map(|entry| entry.seq));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(seen, [6, 5, 4, 3, 2, 1]);
        let only =
            |filter: AuditFilter, tx: &mut store::Tx<'_>| tx.audit_log(&world.lead, &filter, None, 10).map(|page| page.entries.len());
        assert_eq!(only(AuditFilter { noun: Some("feed".to_owned()), ..all.clone() }, tx)?, 1);
        assert_eq!(only(AuditFilter { thing: Some("p3".to_owned()), ..all.clone() }, tx)?, 1);
        assert_eq!(only(AuditFilter { actor: Some("triage".to_owned()), ..all.clone() }, tx)?, 5);
        for outsider in [&world.triage, &world.admin, &world.executive, &Viewer::public()] {
            assert_eq!(tx.audit_log(outsider, &all, None, 10)?.entries, []);
        }
        assert_eq!(tx.audit_log(&Viewer::system(), &all, None, 10)?.entries.len(), 6);
        Ok(())
    })
    .await;
}
