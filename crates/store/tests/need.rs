//! Need to know: nothing that a stranger can read changes when a restricted case comes into being.

use crate::advisory::text;
use crate::finding::{found, judged, vulnerability};
use crate::support::{NOW, World, open_case, read, report, restrict, write};
use domain::assessment::VexStatus;
use domain::cra::{Awareness, Trigger};
use domain::embargo::{Embargo, EmbargoState};
use domain::event::{Event, ThingRef};
use domain::id::{AdvisoryId, CaseId, PersonId};
use domain::psirt_case::Visibility;
use domain::report::ReportState;
use domain::viewer::{Actor, Viewer};
use std::fmt::Write as _;
use store::audit::AuditFilter;
use store::intake::Queue;
use store::psirt_case::NewAwareness;
use store::{Store, StoreError, Tx};

on_both_engines!(
    a_restricted_case_changes_nothing_that_a_stranger_reads,
    only_leads_and_executives_are_told_a_number,
    unknown_visibility_reads_as_restricted,
);

const CASE: &str = "PSIRT-2026-0041";
const REPORT: &str = "R-2026-0031";
const ADVISORY: &str = "KD-SA-2026-0012";
const KNOWN: &str = "CVE-1900-0001";
const OWN: &str = "KD-2026-0041-1";

/// Every read function of the ledger, as one text. `case` and `advisory` are asked for by row number too, as a guesser would.
fn everything(tx: &mut Tx<'_>, viewer: &Viewer, world: &World, case: CaseId, advisory: AdvisoryId) -> Result<String, StoreError> {
    let mut out = String::new();
    macro_rules! seen {
        ($($call:expr),+ $(,)?) => {$(
            let answer = $call?;
            let _ = writeln!(out, "{}: {answer:?}", stringify!($call));
        )+};
    }
    seen!(
        tx.cases(viewer, true, None, 50),
        tx.cases(viewer, false, None, 50),
        tx.case(viewer, CASE),
        tx.case_by_id(viewer, case),
        tx.open_case_count(viewer),
        tx.cases_with_awareness(viewer),
        tx.cases_of_vulnerability(viewer, KNOWN),
        tx.cases_of_vulnerability(viewer, OWN),
        tx.reports(viewer, Queue::All, None, 50),
        tx.reports(viewer, Queue::Waiting(NOW), None, 50),
        tx.report(viewer, REPORT),
        tx.reports_of_case(viewer, case),
        tx.report_count(viewer, Queue::Open),
        tx.ruling(viewer, 1),
        tx.vulnerability(viewer, KNOWN),
        tx.vulnerability(viewer, OWN),
        tx.vulnerability_rows(viewer, false, false, 50),
        tx.findings_of_release(viewer, world.gateway_release),
        tx.findings_of_vulnerability(viewer, KNOWN),
        tx.findings_of_vulnerability(viewer, OWN),
        tx.assessments_of_release(viewer, world.gateway_release),
        tx.assessments_of_vulnerability(viewer, KNOWN),
        tx.assessments_of_vulnerability(viewer, OWN),
        tx.products(viewer),
        tx.product(viewer, "kd-gw10"),
        tx.releases(viewer, world.gateway),
        tx.all_releases(viewer),
        tx.release(viewer, "kd-gw10", "2.1.1"),
        tx.release_by_id(viewer, world.gateway_release),
        tx.deadlines(viewer, NOW),
        tx.deadlines_of_case(viewer, case, NOW),
        tx.advisories(viewer, None, 50),
        tx.advisories_of_case(viewer, case),
        tx.advisory(viewer, ADVISORY),
        tx.editions(viewer, advisory),
        tx.edition(viewer, ADVISORY, "1.0"),
        tx.draft(viewer, ADVISORY),
        tx.audit_log(viewer, &AuditFilter::default(), None, 200),
        tx.published_editions(),
        tx.current_files(),
    );
    for word in ["PSIRT", "0041", REPORT, "secret", "KD-", "KD-SA", KNOWN, "秘密"] {
        seen!(tx.search(viewer, word, 50));
    }
    Ok(out)
}

/// What was there before: a team case, a report, a finding, an entry.
fn before(tx: &mut Tx<'_>, world: &World) -> Result<(), StoreError> {
    let case = open_case(tx, "PSIRT-2026-0001", "open to all", &world.lead)?;
    tx.add_report(&report("R-2026-0001", "KD-GW10", "known"), NOW)?;
    tx.put_vulnerability(&vulnerability(KNOWN, Some(98), true), NOW)?;
    tx.add_case_vulnerability(case, KNOWN, NOW)?;
    found(tx, world.gateway_release, KNOWN, 1)?;
    tx.put_assessment(&world.triage, KNOWN, world.gateway_release, &judged(VexStatus::UnderInvestigation), Some(case), NOW)?;
    let opened = Event::new("case", "opened", ThingRef::new("case", "PSIRT-2026-0001")).of_case(case, false);
    tx.record(&world.lead, &[opened], NOW)?;
    Ok(())
}

/// A restricted case with something of everything, and the owner of the networks division as its only member.
fn secret(tx: &mut Tx<'_>, world: &World) -> Result<(CaseId, AdvisoryId), StoreError> {
    let (member, case) = (&world.net_owner, open_case(tx, CASE, "secret 秘密", &world.lead)?);
    restrict(tx, case, &[member])?;
    let id = tx.add_report(&report(REPORT, "KD-GW10", "secret 秘密"), NOW)?;
    tx.set_report_state(id, ReportState::Accepted, Some(case), None, "", NOW)?;
    tx.ensure_vulnerability(OWN, "secret 秘密", NOW)?;
    for vulnerability in [KNOWN, OWN] {
        tx.add_case_vulnerability(case, vulnerability, NOW)?;
    }
    tx.add_case_release(case, world.gateway_release, NOW)?;
    found(tx, world.gateway_release, OWN, 1)?;
    for vulnerability in [KNOWN, OWN] {
        tx.put_assessment(member, vulnerability, world.gateway_release, &judged(VexStatus::Affected), Some(case), NOW)?;
    }
    let awareness = Awareness { trigger: Trigger::ExploitedVulnerability, signal_at: NOW, started_at: NOW, aware_at: NOW };
    let aware = NewAwareness {
        awareness,
        offset_minutes: 0,
        evidence: "secret".to_owned(),
        reasoning: "secret".to_owned(),
        corrects: None,
        reason: String::new(),
    };
    tx.add_awareness(member, case, &aware, NOW)?;
    tx.put_score(member, case, OWN, "ssvc", "", None, "immediate", NOW)?;
    let embargo = Embargo { state: EmbargoState::Active, until: Some(NOW.plus_days(1)), end_reason: None, first_lead: None };
    tx.put_embargo(member, case, &embargo, None, "secret", NOW)?;
    let advisory = tx.add_advisory(ADVISORY, case, NOW)?;
    tx.add_edition(member, advisory, "1.0", &text("secret"), NOW)?;
    let events = [
        Event::new("report", "received", ThingRef::new("report", REPORT)),
        Event::new("vulnerability", "named", ThingRef::new("vulnerability", OWN)),
        Event::new("case", "opened", ThingRef::new("case", CASE)).of_case(case, true),
        Event::new("case", "read", ThingRef::new("case", CASE)),
    ];
    tx.record(member, &events, NOW)?;
    Ok((case, advisory))
}

/// Everybody who is not a member, with the names of what they are.
fn strangers(world: &World) -> Vec<Viewer> {
    let mut everyone = vec![
        world.lead.clone(),
        world.deputy.clone(),
        world.triage.clone(),
        world.cam_triage.clone(),
        world.pr.clone(),
        world.executive.clone(),
        world.auditor.clone(),
        world.admin.clone(),
        Viewer::operator(),
        Viewer::public(),
    ];
    let all: Vec<_> = everyone.iter().flat_map(|viewer| viewer.grants.clone()).collect();
    everyone.push(Viewer { actor: Actor::Person(PersonId::new(9_999)), name: "every role".to_owned(), grants: all, token_scopes: None });
    // The member's own token without the scope of cases is a stranger too.
    everyone.push(Viewer { token_scopes: Some(vec!["sboms:write".to_owned(), "catalogue:read".to_owned()]), ..world.net_owner.clone() });
    everyone
}

async fn a_restricted_case_changes_nothing_that_a_stranger_reads(store: &Store) {
    let world = World::new(store).await;
    let there = world.clone();
    write(store, move |tx| before(tx, &there)).await;
    let look = async |case: CaseId, advisory: AdvisoryId| {
        let world = world.clone();
        read(store, move |tx| {
            strangers(&world).iter().map(|viewer| Ok((viewer.name.clone(), everything(tx, viewer, &world, case, advisory)?))).collect()
        })
        .await
    };
    let earlier: Vec<(String, String)> = look(CaseId::new(2), AdvisoryId::new(1)).await;
    let there = world.clone();
    let (case, advisory) = write(store, move |tx| secret(tx, &there)).await;
    assert_eq!((case, advisory), (CaseId::new(2), AdvisoryId::new(1)));
    let later: Vec<(String, String)> = look(case, advisory).await;
    assert_eq!(later.len(), 12);
    for ((name, earlier), (_, later)) in earlier.iter().zip(&later) {
        let differs = earlier.lines().zip(later.lines()).find(|(before, after)| before != after);
        assert_eq!(differs, None, "{name}");
    }

    let member = world.clone();
    let own = read(store, move |tx| everything(tx, &member.net_owner, &member, case, advisory)).await;
    for name in [CASE, ADVISORY, OWN, "CraEarlyWarning", "EmbargoUntil", "FixDue", "status: Affected"] {
        assert!(own.contains(name), "the member sees {name}");
    }
    write(store, move |tx| tx.set_visibility(case, Visibility::Team)).await;
    let lead = world.clone();
    let open = read(store, move |tx| everything(tx, &lead.lead, &lead, case, advisory)).await;
    for name in [CASE, REPORT, ADVISORY, OWN, "verb: \"named\"", "verb: \"received\"", "status: Affected"] {
        assert!(open.contains(name), "once the case is open, the lead sees {name}");
    }
    let timeline = read(store, move |tx| {
        let case = tx.case(&world.triage, CASE)?.unwrap();
        tx.timeline(&case, 10)
    })
    .await;
    assert_eq!(timeline.iter().map(|entry| entry.verb.as_str()).collect::<Vec<_>>(), ["opened"]);
}

async fn only_leads_and_executives_are_told_a_number(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        tx.put_vulnerability(&vulnerability(KNOWN, None, false), NOW)?;
        secret(tx, &world)?;
        let mut net_lead = world.lead.clone();
        net_lead.grants[0].division = Some(world.net);
        let mut cam_lead = world.lead.clone();
        cam_lead.grants[0].division = Some(world.cam);
        let mut token = world.deputy.clone();
        token.token_scopes = Some(vec!["sboms:write".to_owned()]);
        for (viewer, number) in [
            (&world.deputy, 1),
            (&world.executive, 1),
            (&Viewer::operator(), 1),
            (&net_lead, 1),
            (&cam_lead, 0),
            (&token, 0),
            (&world.net_owner, 0),
            (&world.triage, 0),
            (&world.auditor, 0),
            (&world.admin, 0),
            (&Viewer::public(), 0),
        ] {
            assert_eq!(tx.hidden_case_count(viewer)?, number, "{} {:?}", viewer.name, viewer.grants);
        }
        let case = tx.case_by_id(&Viewer::system(), CaseId::new(1))?.unwrap().id;
        tx.add_member(case, world.deputy.person().unwrap(), NOW)?;
        assert_eq!(tx.hidden_case_count(&world.deputy)?, 0, "a member sees the case itself");
        Ok(())
    })
    .await;
}

async fn unknown_visibility_reads_as_restricted(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        open_case(tx, CASE, "x", &world.lead)?;
        tx.execute("UPDATE psirt_case SET visibility = 'a word of a newer program'", &[])?;
        assert_eq!(tx.case(&world.lead, CASE)?, None);
        assert_eq!(tx.hidden_case_count(&world.lead)?, 1);
        let seen = tx.case(&Viewer::system(), CASE)?.unwrap();
        assert_eq!(seen.visibility, Visibility::Restricted);
        Ok(())
    })
    .await;
}
