//! Acts that came with the pages: a fact withdrawn, terms revised, words frozen, dead letters tried again.

use crate::support::{NOW, World, open_case, read, write};
use domain::advisory::EditionState;
use domain::embargo::{Embargo, EmbargoState};
use domain::fact::{FactKind, Place};
use store::Store;
use store::queue::{Outcome, Queue};

on_both_engines!(a_case_is_corrected_and_revised, words_are_frozen_for_their_approvers, a_dead_letter_is_tried_again);

async fn a_case_is_corrected_and_revised(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let (lead, case) = (&world.lead, open_case(tx, "PSIRT-2026-0001", "x", &world.lead)?);
        tx.add_fact(lead, case, FactKind::Exploited, NOW, 540, Some(Place::Own), "seen in a log", NOW)?;
        let fact = tx.facts(case)?.remove(0);
        assert!(tx.withdraw_fact(case, fact.id, "another device", NOW)?);
        assert!(!tx.withdraw_fact(case, fact.id, "twice", NOW)?);
        assert_eq!(tx.facts(case)?[0].withdrawn_at, Some(NOW));
        let active = Embargo { state: EmbargoState::RevisionProposed, until: Some(NOW.plus_days(3)), end_reason: None, first_lead: None };
        tx.put_revision(lead, case, &active, Some(NOW.plus_days(9)), None, "more time", NOW)?;
        assert_eq!(tx.embargo(case)?.unwrap().embargo.state, EmbargoState::RevisionProposed);
        assert_eq!(tx.case_assessments(case)?, []);
        Ok(())
    })
    .await;
}

async fn words_are_frozen_for_their_approvers(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let case = open_case(tx, "PSIRT-2026-0001", "x", &world.lead)?;
        let advisory = tx.add_advisory("KD-SA-2026-0001", case, NOW)?;
        let edition = tx.add_edition(&world.lead, advisory, "1.0", &crate::advisory::text("x"), NOW)?.unwrap();
        assert!(tx.freeze_edition(edition, EditionState::AwaitingApproval, "{}", "digest", NOW)?);
        let draft = tx.draft(&world.lead, "KD-SA-2026-0001")?.unwrap();
        assert_eq!(draft.state, EditionState::AwaitingApproval);
        Ok(())
    })
    .await;
}

async fn a_dead_letter_is_tried_again(store: &Store) {
    write(store, |tx| {
        tx.post("mail", "case:1:a", "{}", None, NOW)?;
        let entry = tx.claim(Queue::Outbox, "one", NOW, 1)?.remove(0);
        assert!(tx.settle(Queue::Outbox, "one", &entry, &Outcome::Dead("no such box".into()), NOW)?);
        let letter = tx.dead_letters(Queue::Outbox, 10)?.remove(0);
        assert_eq!((letter.kind.as_str(), letter.last_answer.as_str()), ("mail", "no such box"));
        assert!(tx.retry_dead_letter(Queue::Outbox, letter.id, NOW)?);
        assert!(!tx.retry_dead_letter(Queue::Outbox, letter.id, NOW)?);
        Ok(())
    })
    .await;
    let posted = read(store, |tx| tx.posted("case:1:")).await;
    assert_eq!((posted.waiting, posted.failed), (1, 0));
}
