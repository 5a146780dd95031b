//! Need to know: under which condition a viewer may know of a thing, as SQL that every read of that thing uses.
//!
//! In each condition `$1` is the viewer's person, see [`me`]; the alias of the table is fixed by the function's name.

use domain::access::{self, Act, Reach};
use domain::id::PersonId;
use domain::viewer::{Actor, Approver, Role, Viewer};

/// Holds for every row, and gives `$1` its type.
pub(crate) const ANY: &str = "CAST($1 AS BIGINT) IS NOT NULL";
/// Holds for no row.
pub(crate) const NONE: &str = "CAST($1 AS BIGINT) IS NULL";

/// The person as `$1`; nobody's number for others.
pub(crate) fn me(viewer: &Viewer) -> i64 {
    viewer.person().map_or(-1, PersonId::get)
}

/// Whether the program itself reads: a job sees everything, because what it tells is filtered again for its reader.
fn program(viewer: &Viewer) -> bool {
    matches!(viewer.actor, Actor::System)
}

/// Staff and the program read the catalogue, by whatever token: which acts it is for is asked at the door. The public does not.
pub(crate) fn staff(viewer: &Viewer) -> bool {
    !matches!(viewer.actor, Actor::Public)
}

/// Divisions in which the viewer's roles let it do an act; none = everywhere.
fn divisions(viewer: &Viewer, act: Act) -> Option<Vec<i64>> {
    let mut found = Vec::new();
    for grant in &viewer.grants {
        // An approver reads what it was named for: its grant gives no division.
        if access::reach(grant.role, act) == Reach::No || matches!(grant.role, Role::Approver(Approver::Pr | Approver::Legal)) {
            continue;
        }
        match grant.division {
            None => return None,
            Some(division) => found.push(division.get()),
        }
    }
    Some(found)
}

fn list(ids: &[i64]) -> String {
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

/// Cases `c` on which the viewer may do a reading act; none when there can be no such case.
///
/// Invariant 21: a restricted case is its members' only. Unknown visibility reads as restricted.
pub(crate) fn cases(viewer: &Viewer, act: Act) -> Option<String> {
    if program(viewer) {
        return Some(ANY.to_owned());
    }
    if access::widest(viewer, act) == Reach::No {
        return None;
    }
    let team = match divisions(viewer, act) {
        None => "c.visibility = 'team'".to_owned(),
        Some(ids) if ids.is_empty() => NONE.to_owned(),
        Some(ids) => format!("c.visibility = 'team' AND {}", cases_of_divisions(&ids)),
    };
    Some(format!("(EXISTS (SELECT 1 FROM case_member vm WHERE vm.case_id = c.id AND vm.person_id = $1) OR ({team}))"))
}

/// Cases `c` whose scope lies in one of these divisions, or in none yet.
fn cases_of_divisions(ids: &[i64]) -> String {
    format!(
        "(NOT EXISTS (SELECT 1 FROM case_release vr WHERE vr.case_id = c.id) OR EXISTS (SELECT 1 FROM case_release vr \
         JOIN release rr ON rr.id = vr.release_id JOIN product pp ON pp.id = rr.product_id WHERE vr.case_id = c.id AND pp.division_id IN ({})))",
        list(ids)
    )
}

/// Restricted cases `c` that the viewer may know the number of, and nothing else; none for those who may not even know that.
pub(crate) fn hidden_cases(viewer: &Viewer) -> Option<String> {
    let knows = (viewer.has(Role::Lead) || viewer.has(Role::Executive)) && viewer.token_allows("cases:read");
    let everywhere = viewer.grants.iter().any(|grant| matches!(grant.role, Role::Lead | Role::Executive) && grant.division.is_none());
    let ids: Vec<i64> = viewer
        .grants
        .iter()
        .filter(|grant| matches!(grant.role, Role::Lead | Role::Executive))
        .filter_map(|grant| grant.division.map(domain::id::DivisionId::get))
        .collect();
    let scope = if everywhere { ANY.to_owned() } else { cases_of_divisions(&ids) };
    knows.then(|| {
        format!(
            "(c.visibility <> 'team' AND NOT EXISTS (SELECT 1 FROM case_member vm WHERE vm.case_id = c.id AND vm.person_id = $1) AND {scope})"
        )
    })
}

/// Reports `r` that the viewer may read: those of a case with the case, others with the division of their product.
pub(crate) fn reports(viewer: &Viewer) -> Option<String> {
    let cases = cases(viewer, Act::ReportRead)?;
    let free = match (program(viewer), divisions(viewer, Act::ReportRead)) {
        (true, _) | (_, None) => ANY.to_owned(),
        (_, Some(ids)) if ids.is_empty() => NONE.to_owned(),
        (_, Some(ids)) => format!(
            "(r.product_id IS NULL OR EXISTS (SELECT 1 FROM product rp WHERE rp.id = r.product_id AND rp.division_id IN ({})))",
            list(&ids)
        ),
    };
    Some(format!("((r.case_id IS NULL AND {free}) OR EXISTS (SELECT 1 FROM psirt_case c WHERE c.id = r.case_id AND {cases}))"))
}

/// The condition that the viewer may see an assessment under this alias.
///
/// Those made in a restricted case are its members' only, all others belong to the catalogue.
fn assessment_seen(viewer: &Viewer, alias: &str) -> String {
    if program(viewer) {
        return ANY.to_owned();
    }
    // A token that does not reach cases reaches nothing of a restricted one, even for a member.
    let reader = access::widest(viewer, Act::CaseRead) != Reach::No;
    let member = if reader { "EXISTS (SELECT 1 FROM case_member vm WHERE vm.case_id = ac.id AND vm.person_id = $1)" } else { NONE };
    format!(
        "({alias}.case_id IS NULL OR EXISTS (SELECT 1 FROM psirt_case ac WHERE ac.id = {alias}.case_id AND \
         (ac.visibility = 'team' OR {member})))"
    )
}

/// Assessments `a` in force for the viewer: of those it may see, the newest for each vulnerability and release.
pub(crate) fn assessments(viewer: &Viewer) -> String {
    format!(
        "(a.superseded_at IS NULL AND {} AND NOT EXISTS (SELECT 1 FROM assessment an WHERE an.vuln_id = a.vuln_id \
         AND an.release_id = a.release_id AND an.superseded_at IS NULL AND an.id > a.id AND {}))",
        assessment_seen(viewer, "a"),
        assessment_seen(viewer, "an")
    )
}

/// Vulnerabilities `v`: one that only cases know is visible with one of them.
pub(crate) fn vulnerabilities(viewer: &Viewer) -> String {
    if program(viewer) {
        return ANY.to_owned();
    }
    let own = cases(viewer, Act::CaseRead).map_or_else(
        || NONE.to_owned(),
        |cases| {
            format!(
                "EXISTS (SELECT 1 FROM case_vulnerability cv JOIN psirt_case c ON c.id = cv.case_id WHERE cv.vuln_id = v.id AND {cases})"
            )
        },
    );
    format!("(v.origin = 'library' OR {own})")
}

/// Editions `e` of advisories `a`: everybody reads what is out, readers of the case read its drafts.
pub(crate) fn editions(viewer: &Viewer) -> String {
    let drafts = cases(viewer, Act::AdvisoryRead)
        .map_or_else(|| NONE.to_owned(), |cases| format!("EXISTS (SELECT 1 FROM psirt_case c WHERE c.id = a.case_id AND {cases})"));
    format!("(e.published_at IS NOT NULL OR {drafts})")
}

/// Entries `e` of the log; none for those who do not read it.
///
/// What is told of a report or of a case's own vulnerability before the case existed is as hidden as the case.
pub(crate) fn entries(viewer: &Viewer) -> Option<String> {
    let cases = cases(viewer, Act::AuditRead)?;
    if program(viewer) {
        return Some(ANY.to_owned());
    }
    Some(format!(
        "((e.case_id IS NULL OR EXISTS (SELECT 1 FROM psirt_case c WHERE c.id = e.case_id AND {cases})) \
         AND NOT (e.thing_kind = 'case' AND EXISTS (SELECT 1 FROM psirt_case c WHERE c.number = e.thing AND NOT {cases})) \
         AND NOT (e.thing_kind = 'report' AND EXISTS (SELECT 1 FROM report r JOIN psirt_case c ON c.id = r.case_id \
         WHERE r.number = e.thing AND NOT {cases})) \
         AND NOT (e.thing_kind = 'vulnerability' AND EXISTS (SELECT 1 FROM vulnerability v WHERE v.id = e.thing AND v.origin <> 'library' \
         AND NOT EXISTS (SELECT 1 FROM case_vulnerability cv JOIN psirt_case c ON c.id = cv.case_id WHERE cv.vuln_id = v.id AND {cases}))))"
    ))
}
