//! Cases: their data, what people put on record, and the facts behind their stage.

use crate::finding::{judged, vulnerability};
use crate::support::{NOW, World, open_case, report, restrict, write};
use domain::assessment::VexStatus;
use domain::cra::{Awareness, Due, FilingOutcome, FilingStage, Trigger};
use domain::deadline::DeadlineKey;
use domain::embargo::{Consent, Embargo, EmbargoState, EndReason};
use domain::fact::{FactKind, Place};
use domain::id::CaseId;
use domain::instant::Instant;
use domain::plan::{Delivery, Plan, PlanState};
use domain::psirt_case::{Audience, Outcome, Tlp, Visibility};
use domain::report::{Direction, ReportState};
use domain::viewer::Viewer;
use store::psirt_case::{NewAwareness, NewFiling};
use store::{Store, StoreError, Tx};

on_both_engines!(
    a_case_is_opened_changed_and_ended,
    what_people_record_stays_with_its_who_and_when,
    the_facts_of_a_stage_come_from_everywhere,
    a_division_reads_the_cases_of_its_products,
    deadlines_come_from_every_source,
);

async fn a_case_is_opened_changed_and_ended(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let id = open_case(tx, "PSIRT-2026-0001", "first", &world.lead)?;
        let other = open_case(tx, "PSIRT-2026-0002", "second", &world.triage)?;
        tx.set_case(id, "認証の迂回", Some(Tlp::AmberStrict), world.triage.person())?;
        tx.touch_case(id, NOW.plus_hours(1))?;
        let case = tx.case(&world.triage, "PSIRT-2026-0001")?.unwrap();
        assert_eq!(
            (case.title.as_str(), case.tlp, case.owner.as_deref(), case.edit),
            ("認証の迂回", Some(Tlp::AmberStrict), Some("triage"), 2)
        );
        assert_eq!(tx.case_by_id(&world.lead, id)?.unwrap().number, case.number);
        let numbers = |cases: Vec<store::psirt_case::Case>| cases.into_iter().map(|case| case.number).collect::<Vec<_>>();
        assert_eq!(numbers(tx.cases(&world.lead, true, None, 10)?), ["PSIRT-2026-0002", "PSIRT-2026-0001"]);
        assert_eq!(numbers(tx.cases(&world.lead, true, Some(other), 10)?), ["PSIRT-2026-0001"]);
        tx.set_outcome(other, Outcome::Declined, "not ours", NOW)?;
        assert_eq!(numbers(tx.cases(&world.lead, true, None, 10)?), ["PSIRT-2026-0001"]);
        assert_eq!(tx.open_case_count(&world.triage)?, 1);
        let ended = tx.case(&world.lead, "PSIRT-2026-0002")?.unwrap();
        assert_eq!((ended.outcome, ended.outcome_reason.as_str(), ended.ended_at), (Outcome::Declined, "not ours", Some(NOW)));
        tx.set_outcome(other, Outcome::Open, "again", NOW)?;
        assert_eq!(tx.case(&world.lead, "PSIRT-2026-0002")?.unwrap().ended_at, None);

        let triage = world.triage.person().unwrap();
        assert!(tx.add_member(id, triage, NOW)?);
        assert!(!tx.add_member(id, triage, NOW)?);
        assert!(tx.is_member(id, triage)?);
        assert_eq!(tx.members(&case)?, [(triage, "triage".to_owned())]);
        assert!(tx.remove_member(id, triage)?);
        assert!(!tx.is_member(id, triage)?);

        tx.ensure_vulnerability("KD-1", "own", NOW)?;
        assert!(tx.add_case_vulnerability(id, "KD-1", NOW)?);
        assert!(!tx.add_case_vulnerability(id, "KD-1", NOW)?);
        assert_eq!(tx.case_vulnerabilities(id)?, ["KD-1"]);
        assert_eq!(tx.cases_of_vulnerability(&world.triage, "KD-1")?.len(), 1);
        assert_eq!(tx.cases_of_vulnerability(&world.admin, "KD-1")?, []);
        assert!(tx.add_case_release(id, world.camera_release, NOW)?);
        assert!(tx.add_case_release(id, world.gateway_release, NOW)?);
        assert!(!tx.add_case_release(id, world.gateway_release, NOW)?);
        let keys: Vec<_> = tx.case_releases(id)?.into_iter().map(|release| release.key()).collect();
        assert_eq!(keys, ["kd-cam200@1.4.0", "kd-gw10@2.1.1"]);
        let divisions = [world.net.min(world.cam), world.net.max(world.cam)];
        assert_eq!(tx.case(&world.lead, "PSIRT-2026-0001")?.unwrap().divisions, divisions);
        assert_eq!(tx.cases(&world.lead, true, None, 10)?[1].divisions, divisions, "a list tells the divisions too");
        assert!(tx.remove_case_release(id, world.camera_release)?);
        assert!(!tx.remove_case_release(id, world.camera_release)?);
        Ok(())
    })
    .await;
}

fn aware(trigger: Trigger, at: Instant) -> NewAwareness {
    NewAwareness {
        awareness: Awareness { trigger, signal_at: at, started_at: at, aware_at: at },
        offset_minutes: 540,
        evidence: "log".to_owned(),
        reasoning: "certain".to_owned(),
        corrects: None,
        reason: String::new(),
    }
}

fn filing(stage: FilingStage, outcome: FilingOutcome, at: Instant) -> NewFiling {
    NewFiling {
        stage,
        outcome,
        reference: "SRP-1".to_owned(),
        happened_at: at,
        offset_minutes: 540,
        copy_digest: String::new(),
        copy_bytes: Some(vec![1]),
        reason: String::new(),
    }
}

fn embargo(state: EmbargoState, until: Instant) -> Embargo {
    Embargo { state, until: Some(until), end_reason: None, first_lead: None }
}

async fn what_people_record_stays_with_its_who_and_when(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let (lead, case) = (&world.lead, open_case(tx, "PSIRT-2026-0001", "x", &world.lead)?);
        tx.add_fact(lead, case, FactKind::Exploited, NOW, 540, Some(Place::Own), "seen in a log", NOW)?;
        let fact = tx.facts(case)?.remove(0);
        assert_eq!((fact.kind, fact.place, fact.recorded_name.as_str()), (FactKind::Exploited, Some(Place::Own), "lead"));

        assert_eq!(tx.embargo(case)?, None);
        tx.put_embargo(lead, case, &embargo(EmbargoState::Proposed, NOW.plus_days(3)), Some(NOW.plus_days(1)), "terms", NOW)?;
        let ended = Embargo { end_reason: Some(EndReason::AgreedEarly), first_lead: Some(1), ..embargo(EmbargoState::Ended, NOW) };
        tx.put_embargo(lead, case, &ended, None, "", NOW)?;
        assert_eq!(tx.embargo(case)?.unwrap().embargo, ended);

        assert!(tx.add_party(case, "JPCERT/CC", "coordinator", "x@example.com", true)?);
        assert!(!tx.add_party(case, "JPCERT/CC", "vendor", "", false)?);
        let party = tx.parties(case)?.remove(0);
        assert_eq!((party.kind.as_str(), party.required, party.consent), ("coordinator", true, Consent::NotAsked));
        assert!(tx.set_consent(case, party.id, Consent::Invited, Some(NOW), NOW)?);
        assert!(tx.set_consent(case, party.id, Consent::Agreed, None, NOW)?);
        assert!(!tx.set_consent(CaseId::new(999), party.id, Consent::Declined, None, NOW)?, "a party of another case");
        assert_eq!(tx.parties(case)?[0].reply_by, Some(NOW));

        tx.put_answer(lead, case, "cra_question", "undecided", "", NOW)?;
        tx.put_answer(lead, case, "cra_question", "in_scope", "", NOW.plus_hours(1))?;
        let answers = tx.answers(case)?;
        assert_eq!((answers.len(), answers[0].value.as_str(), answers[0].answered_name.as_str()), (1, "in_scope", "lead"));

        let first = tx.add_awareness(lead, case, &aware(Trigger::ExploitedVulnerability, NOW), NOW)?;
        let corrected =
            NewAwareness { corrects: Some(first), reason: "typed wrongly".to_owned(), ..aware(Trigger::ExploitedVulnerability, NOW) };
        tx.add_awareness(lead, case, &corrected, NOW)?;
        let rows = tx.awareness(case)?;
        assert_eq!((rows.len(), rows[1].reason.as_str()), (2, "typed wrongly"));
        assert_eq!(tx.cases_with_awareness(&world.triage)?.len(), 1);

        tx.add_filing(lead, case, &filing(FilingStage::EarlyWarning, FilingOutcome::Attempted, NOW), NOW)?;
        tx.add_filing(lead, case, &filing(FilingStage::EarlyWarning, FilingOutcome::Submitted, NOW.plus_hours(1)), NOW)?;
        assert_eq!(tx.filings(case)?.len(), 2);
        let chain = tx.filing_chain(case)?;
        assert_eq!((chain[0].submitted_at, chain[2].due), (Some(NOW.plus_hours(1)), Due::NoMeasureYet));

        tx.add_note(lead, case, Audience::Internal, "for all", NOW)?;
        tx.add_note(lead, case, Audience::Counsel, "for counsel", NOW)?;
        assert_eq!(tx.notes(lead, case)?.len(), 2);
        let seen = tx.notes(&world.triage, case)?;
        assert_eq!(seen.iter().map(|note| note.body.as_str()).collect::<Vec<_>>(), ["for all"]);
        Ok(())
    })
    .await;
}

pub(crate) fn plan(state: PlanState, available_at: Option<Instant>) -> Plan {
    Plan {
        state,
        fix_version: "2.1.2".to_owned(),
        due_at: Some(NOW.plus_days(9)),
        delivery: Delivery::Ota,
        reason: String::new(),
        mitigation: String::new(),
        evidence: "test log".to_owned(),
        available_at,
    }
}

async fn the_facts_of_a_stage_come_from_everywhere(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let (lead, id) = (&world.lead, open_case(tx, "PSIRT-2026-0001", "x", &world.lead)?);
        for name in ["CVE-1900-0001", "CVE-1900-0002"] {
            tx.put_vulnerability(&vulnerability(name, None, false), NOW)?;
            tx.add_case_vulnerability(id, name, NOW)?;
        }
        tx.add_case_release(id, world.gateway_release, NOW)?;
        tx.put_assessment(lead, "CVE-1900-0002", world.gateway_release, &judged(VexStatus::Affected), Some(id), NOW)?;
        tx.put_score(lead, id, "CVE-1900-0001", "cvss31", "CVSS:3.1/…", Some(98), "critical", NOW)?;
        tx.put_score(lead, id, "CVE-1900-0001", "cvss31", "CVSS:3.1/…", Some(75), "high", NOW)?;
        tx.put_score(lead, id, "CVE-1900-0001", "ssvc", "E:A", None, "immediate", NOW)?;
        let scores = tx.scores(id)?;
        assert_eq!(scores.iter().map(|s| (s.kind.as_str(), s.value)).collect::<Vec<_>>(), [("ssvc", None), ("cvss31", Some(75))]);
        assert_eq!(tx.case_by_id(lead, id)?.unwrap().severity, "high");
        tx.put_plan(lead, id, world.gateway_release, &plan(PlanState::Planned, None), Some(1), NOW)?;
        assert_eq!(tx.measure_available_at(id)?, None);
        tx.put_plan(lead, id, world.gateway_release, &plan(PlanState::Available, Some(NOW.plus_days(2))), Some(1), NOW)?;
        let plans = tx.plans(id)?;
        assert_eq!((plans.len(), plans[0].release.as_str(), plans[0].plan.state), (1, "kd-gw10@2.1.1", PlanState::Available));
        tx.add_fact(lead, id, FactKind::MeasureAvailable, NOW.plus_days(1), 540, None, "workaround", NOW)?;
        assert_eq!(tx.measure_available_at(id)?, Some(NOW.plus_days(1)));
        let report = tx.add_report(&report("R-1", "kd-gw10", "x"), NOW)?;
        tx.set_report_state(report, ReportState::Accepted, Some(id), None, "", NOW)?;
        tx.post("mail", "case:PSIRT-2026-0001:reporter", "{}", None, NOW)?;
        tx.post("mail", "case:PSIRT-2026-00010:reporter", "{}", None, NOW)?;

        let case = tx.case_by_id(lead, id)?.unwrap();
        let facts = tx.case_facts(&case, NOW)?;
        assert_eq!(facts.releases[0].statuses, [None, Some(VexStatus::Affected)]);
        assert_eq!(facts.releases[0].plan, Some(PlanState::Available));
        assert_eq!(facts.vulnerabilities.iter().map(|v| (v.cvss, v.ssvc)).collect::<Vec<_>>(), [(true, true), (false, false)]);
        assert_eq!((facts.unacknowledged, facts.has_report, facts.unsent, facts.owned), (vec!["R-1".to_owned()], true, 1, true));
        tx.add_message(report, Direction::Out, lead, "hello", NOW)?;
        assert_eq!(tx.case_facts(&case, NOW)?.unacknowledged, Vec::<String>::new());
        Ok(())
    })
    .await;
}

async fn a_division_reads_the_cases_of_its_products(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        for (number, release) in [("ours", Some(world.camera_release)), ("theirs", Some(world.gateway_release)), ("undivided", None)] {
            let id = open_case(tx, number, "x", &world.lead)?;
            if let Some(release) = release {
                tx.add_case_release(id, release, NOW)?;
            }
        }
        let seen: Vec<_> = tx.cases(&world.cam_triage, true, None, 10)?.into_iter().map(|case| case.number).collect();
        assert_eq!(seen, ["undivided", "ours"]);
        assert_eq!(tx.case(&world.cam_triage, "theirs")?, None);
        assert_eq!(tx.open_case_count(&world.cam_triage)?, 2);
        assert_eq!(tx.cases(&world.pr, true, None, 10)?, [], "an approver reads what it was named for");
        let theirs = tx.case(&world.lead, "theirs")?.unwrap();
        tx.add_member(theirs.id, world.pr.person().unwrap(), NOW)?;
        assert_eq!(tx.cases(&world.pr, true, None, 10)?.len(), 1);
        tx.add_member(theirs.id, world.cam_triage.person().unwrap(), NOW)?;
        assert!(tx.case(&world.cam_triage, "theirs")?.unwrap().member);
        Ok(())
    })
    .await;
}

fn told(deadlines: &[domain::deadline::Deadline]) -> Vec<(DeadlineKey, String, Option<i64>)> {
    let hours = |at: Instant| (at.as_ms() - NOW.as_ms()) / 3_600_000;
    deadlines.iter().map(|d| (d.key, d.thing.clone(), d.running().map(hours))).collect()
}

fn with_deadlines(tx: &mut Tx<'_>, world: &World, number: &str) -> Result<CaseId, StoreError> {
    let (lead, id) = (&world.lead, open_case(tx, number, "x", &world.lead)?);
    tx.add_case_release(id, world.gateway_release, NOW)?;
    tx.add_awareness(lead, id, &aware(Trigger::SevereIncident, NOW.plus_hours(-40)), NOW)?;
    tx.add_awareness(lead, id, &aware(Trigger::ExploitedVulnerability, NOW.plus_hours(-20)), NOW)?;
    tx.add_filing(lead, id, &filing(FilingStage::EarlyWarning, FilingOutcome::Submitted, NOW.plus_hours(-1)), NOW)?;
    tx.put_score(lead, id, "CVE-1900-0001", "ssvc", "", None, "immediate", NOW)?;
    tx.put_score(lead, id, "CVE-1900-0002", "ssvc", "", None, "scheduled", NOW)?;
    tx.put_score(lead, id, "CVE-1900-0003", "ssvc", "", None, "defer", NOW)?;
    tx.put_embargo(lead, id, &embargo(EmbargoState::Active, NOW.plus_hours(100)), None, "", NOW)?;
    let report = tx.add_report(&report(&format!("R-{number}"), "kd-gw10", "x"), NOW)?;
    tx.set_report_state(report, ReportState::Accepted, Some(id), None, "", NOW)?;
    Ok(id)
}

async fn deadlines_come_from_every_source(store: &Store) {
    use DeadlineKey::{Ack, CraEarlyWarning, CraFinalReport, CraNotification, EmbargoUntil, FixDue};
    let world = World::new(store).await;
    write(store, move |tx| {
        let (lead, id) = (&world.lead, with_deadlines(tx, &world, "P-1")?);
        let case = |key, hours| (key, "P-1".to_owned(), hours);
        let mut expected = vec![
            (Ack, "R-P-1".to_owned(), Some(48)),
            case(CraNotification, Some(52)),
            case(EmbargoUntil, Some(100)),
            case(FixDue, Some(14 * 24)),
            case(CraEarlyWarning, None),
            case(CraFinalReport, None),
        ];
        expected.sort_by_key(|(key, thing, hours)| (hours.unwrap_or(i64::MAX), thing.clone(), *key));
        assert_eq!(told(&tx.deadlines(lead, NOW)?), expected);
        assert_eq!(tx.deadlines_of_case(&world.triage, id, NOW)?, tx.deadlines(lead, NOW)?);
        assert_eq!(tx.deadlines_of_case(lead, CaseId::new(999), NOW)?, []);
        assert_eq!(tx.deadlines(&world.cam_triage, NOW)?, [], "another division's");
        assert_eq!(tx.deadlines(&Viewer::public(), NOW)?, []);

        tx.put_plan(lead, id, world.gateway_release, &plan(PlanState::Available, Some(NOW)), None, NOW)?;
        let now = told(&tx.deadlines(lead, NOW)?);
        assert!(now.contains(&case(CraFinalReport, Some(14 * 24))), "fourteen days from the first measure: {now:?}");
        assert!(now.contains(&case(FixDue, None)), "met: every plan is ready");
        assert!(!told(&tx.deadlines(lead, NOW.plus_hours(100))?).iter().any(|d| d.0 == EmbargoUntil), "over by itself");
        tx.put_plan(lead, id, world.camera_release, &plan(PlanState::Planned, None), None, NOW)?;
        assert!(told(&tx.deadlines(lead, NOW)?).contains(&case(FixDue, Some(14 * 24))), "one plan is not ready");

        restrict(tx, id, &[&world.triage])?;
        assert_eq!(tx.deadlines(lead, NOW)?, [], "a restricted case has no deadline for others, nor has its report");
        assert_eq!(tx.deadlines(&world.triage, NOW)?.len(), 6);
        assert_eq!(tx.deadlines(&Viewer::system(), NOW)?.len(), 6);
        tx.set_visibility(id, Visibility::Team)?;
        tx.set_outcome(id, Outcome::Closed, "", NOW)?;
        assert_eq!(told(&tx.deadlines(lead, NOW)?), [(Ack, "R-P-1".to_owned(), Some(48))], "a closed case has none");
        Ok(())
    })
    .await;
}
