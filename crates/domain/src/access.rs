//! Who may do what: the one table role × act, `states.md` §14.

use crate::id::DivisionId;
use crate::keyed;
use crate::refusal::Refusal;
use crate::viewer::{Actor, Approver, Role, Viewer};

keyed! {
    /// An act of the product; every route names one.
    Act {
        /// Opens a page that everybody on the public side may see.
        PublicRead = "public.read",
        /// Sends a report, reads and answers the own thread by receipt code.
        ReportSend = "report.send",
        /// Signs in or out, or does the first setup.
        Door = "door",
        /// Reads what every colleague may: today, products, releases, findings, vulnerabilities, published advisories.
        StaffRead = "staff.read",
        /// Changes the own language, theme, password or second factor.
        SelfEdit = "self.edit",
        /// Reads reports.
        ReportRead = "report.read",
        /// Rules on, accepts or answers a report.
        ReportRule = "report.rule",
        /// Sees who reported.
        ReporterIdentity = "report.identity",
        /// Lists cases; which ones is decided by need to know.
        CaseList = "case.list",
        /// Reads a case.
        CaseRead = "case.read",
        /// Opens a case or changes its data.
        CaseEdit = "case.edit",
        /// Closes, declines, defers or reopens a case.
        CaseClose = "case.close",
        /// Changes members or lifts a restriction.
        CaseMembers = "case.members",
        /// Judges whether releases are affected.
        Assess = "assess",
        /// Records facts and scores.
        FactRecord = "fact.record",
        /// Plans a fix.
        Plan = "plan",
        /// Verifies a fix.
        Verify = "verify",
        /// Proposes an embargo or its terms.
        EmbargoPropose = "embargo.propose",
        /// Agrees for us, ends an embargo.
        EmbargoEnd = "embargo.end",
        /// Records awareness, answers the CRA question in scope or undecided.
        Awareness = "awareness",
        /// Answers the CRA question out of scope; corrects awareness.
        AwarenessCorrect = "awareness.correct",
        /// Fills a filing, records its submission.
        Filing = "filing",
        /// Reads drafts of advisories of readable cases.
        AdvisoryRead = "advisory.read",
        /// Writes an advisory.
        AdvisoryWrite = "advisory.write",
        /// Approves an advisory.
        AdvisoryApprove = "advisory.approve",
        /// Schedules, publishes, withdraws.
        AdvisoryPublish = "advisory.publish",
        /// Adds products.
        ProductEdit = "product.edit",
        /// Adds releases, uploads SBOMs.
        ReleaseEdit = "release.edit",
        /// Takes in records of a feed.
        FeedImport = "feed.import",
        /// Reads the audit log.
        AuditRead = "audit.read",
        /// Verifies the chain of the audit log.
        AuditVerify = "audit.verify",
        /// Manages people, roles, settings, backup.
        Manage = "manage",
        /// Makes and revokes own API tokens.
        TokenEdit = "token.edit",
    }
}

/// How far a mark of the grid reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everywhere the role holds.
    Yes,
    /// Own scope only: member of the case, or the own division or product.
    Own,
    /// Not at all.
    No,
}

impl Reach {
    /// The mark printed in the grid.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Own => "own",
            Self::No => "-",
        }
    }
}

/// What a role may do with an act, before need to know.
#[must_use]
pub const fn reach(role: Role, act: Act) -> Reach {
    use Act as A;
    use Reach::{No, Own, Yes};
    use Role as R;
    match act {
        A::PublicRead | A::Door | A::StaffRead | A::SelfEdit | A::TokenEdit => Yes,
        A::ReportSend => match role {
            R::Auditor => No,
            _ => Yes,
        },
        A::ReportRead | A::ReportRule => match role {
            R::Lead | R::Triage => Yes,
            _ => No,
        },
        A::ReporterIdentity => match role {
            R::Lead => Yes,
            R::Triage | R::Approver(_) | R::Auditor => Own,
            _ => No,
        },
        A::CaseList | A::CaseRead => match role {
            R::Lead => Yes,
            R::Triage | R::Owner | R::Approver(_) | R::Auditor => Own,
            R::Executive | R::Admin => No,
        },
        A::CaseEdit | A::FactRecord => match role {
            R::Lead => Yes,
            R::Triage => Own,
            _ => No,
        },
        A::CaseClose | A::CaseMembers | A::EmbargoEnd | A::AwarenessCorrect => match role {
            R::Lead => Yes,
            _ => No,
        },
        A::Assess | A::Plan => match role {
            R::Lead => Yes,
            R::Triage | R::Owner => Own,
            _ => No,
        },
        A::Verify => match role {
            R::Lead | R::Owner => Own,
            _ => No,
        },
        A::EmbargoPropose | A::Awareness => match role {
            R::Lead => Yes,
            R::Triage => Own,
            _ => No,
        },
        A::Filing => match role {
            R::Lead => Yes,
            R::Triage | R::Approver(_) => Own,
            _ => No,
        },
        A::AdvisoryRead => match role {
            R::Lead => Yes,
            R::Triage | R::Owner | R::Approver(_) | R::Auditor => Own,
            _ => No,
        },
        A::AdvisoryWrite => match role {
            R::Lead => Yes,
            R::Triage | R::Owner | R::Approver(_) => Own,
            _ => No,
        },
        A::AdvisoryApprove => match role {
            R::Lead | R::Approver(_) => Yes,
            _ => No,
        },
        A::AdvisoryPublish => match role {
            R::Lead => Yes,
            _ => No,
        },
        A::ProductEdit => match role {
            R::Lead | R::Admin => Yes,
            _ => No,
        },
        A::ReleaseEdit => match role {
            R::Lead => Yes,
            R::Triage | R::Owner => Own,
            _ => No,
        },
        A::FeedImport => match role {
            R::Lead | R::Triage | R::Admin => Yes,
            _ => No,
        },
        A::AuditRead => match role {
            R::Lead | R::Auditor => Yes,
            _ => No,
        },
        A::AuditVerify => match role {
            R::Lead | R::Auditor | R::Admin => Yes,
            _ => No,
        },
        A::Manage => match role {
            R::Admin => Yes,
            _ => No,
        },
    }
}

/// The scope of an API token that an act needs; none = open to every token.
#[must_use]
pub const fn scope(act: Act) -> Option<&'static str> {
    use Act as A;
    match act {
        A::PublicRead | A::ReportSend | A::Door => None,
        A::StaffRead => Some("catalogue:read"),
        A::SelfEdit | A::TokenEdit => Some("self:write"),
        A::ReportRead | A::ReporterIdentity => Some("reports:read"),
        A::ReportRule => Some("reports:write"),
        A::CaseList | A::CaseRead => Some("cases:read"),
        A::CaseEdit | A::CaseClose | A::CaseMembers | A::FactRecord | A::Plan | A::Verify | A::EmbargoPropose | A::EmbargoEnd => {
            Some("cases:write")
        }
        A::Assess => Some("assessments:write"),
        A::Awareness | A::AwarenessCorrect | A::Filing => Some("filings:write"),
        A::AdvisoryRead => Some("advisories:read"),
        A::AdvisoryWrite => Some("advisories:write"),
        A::AdvisoryApprove => Some("advisories:approve"),
        A::AdvisoryPublish => Some("advisories:publish"),
        A::ProductEdit => Some("products:write"),
        A::ReleaseEdit => Some("sboms:write"),
        A::FeedImport => Some("feeds:write"),
        A::AuditRead | A::AuditVerify => Some("audit:read"),
        A::Manage => Some("admin:write"),
    }
}

/// Every scope that a token may carry, sorted.
#[must_use]
pub fn scopes() -> Vec<&'static str> {
    let all: std::collections::BTreeSet<_> = Act::ALL.iter().filter_map(|act| scope(*act)).collect();
    all.into_iter().collect()
}

/// What the viewer stands to in the thing it asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Named member of the case.
    pub member: bool,
    /// Division of the product in question.
    pub division: Option<DivisionId>,
    /// Whether the thing lies in no division at all, such as a case without products.
    pub undivided: bool,
}

/// The largest reach that the viewer's roles and token give for an act.
#[must_use]
pub fn widest(viewer: &Viewer, act: Act) -> Reach {
    if matches!(viewer.actor, Actor::System) {
        return Reach::Yes;
    }
    if matches!(act, Act::PublicRead | Act::ReportSend | Act::Door) && matches!(viewer.actor, Actor::Public) {
        return Reach::Yes;
    }
    if matches!(viewer.actor, Actor::Public) || scope(act).is_some_and(|scope| !viewer.token_allows(scope)) {
        return Reach::No;
    }
    let marks = viewer.grants.iter().map(|grant| match (reach(grant.role, act), grant.division) {
        (Reach::Yes, Some(_)) => Reach::Own,
        (mark, _) => mark,
    });
    let mut widest = Reach::No;
    for mark in marks {
        match mark {
            Reach::Yes => return Reach::Yes,
            Reach::Own => widest = Reach::Own,
            Reach::No => {}
        }
    }
    widest
}

/// Lets the viewer through to an act anywhere at all; what exactly is then decided on the thing.
///
/// # Errors
/// [`Refusal::AuthRequired`] for nobody, [`Refusal::ReadOnly`] for a role that reads the same thing, else [`Refusal::NotFound`].
pub fn enter(viewer: &Viewer, act: Act) -> Result<(), Refusal> {
    if widest(viewer, act) != Reach::No {
        return Ok(());
    }
    Err(refusal(viewer, act))
}

/// Lets the viewer through to an act on a thing that it can see.
///
/// # Errors
/// As [`enter`].
pub fn allow(viewer: &Viewer, act: Act, standing: Standing) -> Result<(), Refusal> {
    if may(viewer, act, standing) { Ok(()) } else { Err(refusal(viewer, act)) }
}

/// Whether the viewer may do an act on a thing.
#[must_use]
pub fn may(viewer: &Viewer, act: Act, standing: Standing) -> bool {
    match widest(viewer, act) {
        Reach::Yes => true,
        Reach::No => false,
        Reach::Own => {
            standing.member
                || viewer.grants.iter().any(|grant| {
                    reach(grant.role, act) != Reach::No
                        && !matches!(grant.role, Role::Approver(Approver::Pr | Approver::Legal))
                        && (standing.undivided || grant.division.is_none() || grant.division == standing.division)
                })
        }
    }
}

fn refusal(viewer: &Viewer, act: Act) -> Refusal {
    if matches!(viewer.actor, Actor::Public) {
        return Refusal::AuthRequired;
    }
    let token_lacks = scope(act).is_some_and(|scope| !viewer.token_allows(scope));
    if viewer.has(Role::Auditor) && viewer.grants.len() == 1 && !token_lacks { Refusal::ReadOnly } else { Refusal::NotFound }
}

/// The whole grid as text, committed beside this crate.
#[must_use]
pub fn grid() -> String {
    use std::fmt::Write as _;
    let mut text = format!("{:<20}", "act");
    for role in Role::ALL {
        let _ = write!(text, "{:<11}", role.key());
    }
    text.push_str("scope\n");
    for act in Act::ALL {
        let _ = write!(text, "{:<20}", act.key());
        for role in Role::ALL {
            let _ = write!(text, "{:<11}", reach(role, *act).mark());
        }
        let _ = writeln!(text, "{}", scope(*act).unwrap_or("-"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PersonId;
    use crate::viewer::Grant;

    fn viewer(role: Role, division: Option<i64>) -> Viewer {
        Viewer {
            actor: Actor::Person(PersonId::new(1)),
            name: role.key().to_owned(),
            grants: vec![Grant { role, division: division.map(DivisionId::new) }],
            token_scopes: None,
        }
    }

    #[test]
    fn the_grid_is_the_committed_one() {
        crate::testing::compare("access.txt", &grid());
    }

    #[test]
    fn a_role_in_one_division_reaches_no_other() {
        let triage = viewer(Role::Triage, Some(1));
        let there = Standing { division: Some(DivisionId::new(1)), ..Standing::default() };
        let elsewhere = Standing { division: Some(DivisionId::new(2)), ..Standing::default() };
        assert!(may(&triage, Act::Assess, there));
        assert!(!may(&triage, Act::Assess, elsewhere));
        assert!(may(&triage, Act::Assess, Standing { member: true, ..elsewhere }));
    }

    #[test]
    fn admin_reads_no_case_and_auditor_changes_nothing() {
        assert_eq!(enter(&viewer(Role::Admin, None), Act::CaseRead), Err(Refusal::NotFound));
        assert_eq!(enter(&viewer(Role::Auditor, None), Act::CaseEdit), Err(Refusal::ReadOnly));
    }

    #[test]
    fn a_token_reaches_no_further_than_its_scopes() {
        let mut lead = viewer(Role::Lead, None);
        lead.token_scopes = Some(vec!["sboms:write".to_owned()]);
        assert_eq!(enter(&lead, Act::CaseRead), Err(Refusal::NotFound));
        assert_eq!(enter(&lead, Act::ReleaseEdit), Ok(()));
    }
}
