//! Cases: who can see them, their row, members and scope.

mod record;
mod work;

pub use record::{Answer, AwarenessRow, EmbargoRow, FactRow, FilingRow, NewAwareness, NewFiling, Note, Party};
pub use work::{PlanRow, ScoreRow};

use crate::StoreError;
use crate::need;
use crate::tx::Tx;
use crate::value::Row;
use domain::access::{Act, Standing};
use domain::id::{CaseId, DivisionId, PersonId, ReleaseId};
use domain::instant::Instant;
use domain::psirt_case::{CaseKind, Outcome, Tlp, Visibility};
use domain::viewer::Viewer;

/// A case as one of its readers sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Row number.
    pub id: CaseId,
    /// Number, `PSIRT-2026-0042`.
    pub number: String,
    /// Title.
    pub title: String,
    /// Kind.
    pub kind: CaseKind,
    /// Outcome.
    pub outcome: Outcome,
    /// Reason of the outcome.
    pub outcome_reason: String,
    /// Who can know of it.
    pub visibility: Visibility,
    /// TLP.
    pub tlp: Option<Tlp>,
    /// Who owns it.
    pub owner_id: Option<PersonId>,
    /// Login of the owner.
    pub owner: Option<String>,
    /// Counts up with every change; the `ETag`.
    pub edit: i64,
    /// When it was opened.
    pub opened_at: Instant,
    /// When it last changed.
    pub changed_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Whether the viewer is a named member.
    pub member: bool,
    /// Divisions of its releases.
    pub divisions: Vec<DivisionId>,
    /// Worst severity word of its scores; CVSS 4.0 counts where it is recorded.
    pub severity: String,
    /// That score, in tenths.
    pub score: Option<i64>,
}

impl Case {
    /// What the viewer stands to in this case.
    #[must_use]
    pub fn standing(&self, viewer: &Viewer) -> Standing {
        let division = self.divisions.iter().copied().find(|d| viewer.grants.iter().any(|g| g.division == Some(*d)));
        Standing {
            member: self.member,
            division: division.or_else(|| self.divisions.first().copied()),
            undivided: self.divisions.is_empty(),
        }
    }

    /// Whether it is restricted.
    #[must_use]
    pub fn restricted(&self) -> bool {
        self.visibility == Visibility::Restricted
    }
}

/// Cases at most in one list.
pub const CASES_PAGE_MAX: i64 = 200;

const CASE: &str = "c.id, c.number, c.title, c.kind, c.outcome, c.outcome_reason, c.visibility, c.tlp, c.owner_id, o.login AS owner, c.edit, \
 c.opened_at, c.changed_at, c.ended_at, \
 EXISTS (SELECT 1 FROM case_member m WHERE m.case_id = c.id AND m.person_id = $1) AS member, \
 (SELECT string_agg(CAST(dp.division_id AS TEXT), ' ') FROM case_release dc JOIN release dr ON dr.id = dc.release_id \
 JOIN product dp ON dp.id = dr.product_id WHERE dc.case_id = c.id) AS divisions, \
 COALESCE((SELECT max(s.value) FROM score s WHERE s.case_id = c.id AND s.superseded_at IS NULL AND s.kind = 'cvss40'), \
 (SELECT max(s.value) FROM score s WHERE s.case_id = c.id AND s.superseded_at IS NULL AND s.kind = 'cvss31')) AS score";

fn severity_word(tenths: Option<i64>) -> &'static str {
    match tenths {
        None => "unknown",
        Some(90..) => "critical",
        Some(70..=89) => "high",
        Some(40..=69) => "medium",
        Some(1..=39) => "low",
        Some(_) => "none",
    }
}

fn case_from(row: &Row) -> Result<Case, StoreError> {
    let score: Option<i64> = row.get("score")?;
    Ok(Case {
        id: row.get("id")?,
        number: row.get("number")?,
        title: row.get("title")?,
        kind: row.get("kind")?,
        outcome: row.get("outcome")?,
        outcome_reason: row.get("outcome_reason")?,
        visibility: row.get("visibility").unwrap_or(Visibility::Restricted),
        tlp: row.get("tlp")?,
        owner_id: row.get("owner_id")?,
        owner: row.get("owner")?,
        edit: row.get("edit")?,
        opened_at: row.get("opened_at")?,
        changed_at: row.get("changed_at")?,
        ended_at: row.get("ended_at")?,
        member: row.get("member")?,
        divisions: division_ids(row.get::<Option<String>>("divisions")?.as_deref().unwrap_or("")),
        severity: severity_word(score).to_owned(),
        score,
    })
}

/// Each division of a blank-separated list once, in order.
fn division_ids(list: &str) -> Vec<DivisionId> {
    let ids: std::collections::BTreeSet<i64> = list.split(' ').filter_map(|id| id.parse().ok()).collect();
    ids.into_iter().map(DivisionId::new).collect()
}

impl Tx<'_> {
    /// Cases that the viewer may know of, newest first.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn cases(&mut self, viewer: &Viewer, open_only: bool, before: Option<CaseId>, limit: i64) -> Result<Vec<Case>, StoreError> {
        let Some(visible) = need::cases(viewer, Act::CaseRead) else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT {CASE} FROM psirt_case c LEFT JOIN person o ON o.id = c.owner_id \
             WHERE {visible} AND c.id < $2 AND ($3 = 0 OR c.outcome = 'open') ORDER BY c.id DESC LIMIT $4"
        );
        let before = before.map_or(i64::MAX, CaseId::get);
        let rows = self.query(&sql, &[&need::me(viewer), &before, &open_only, &limit.min(CASES_PAGE_MAX)])?;
        rows.iter().map(case_from).collect()
    }

    /// One case by number, when the viewer may know of it.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn case(&mut self, viewer: &Viewer, number: &str) -> Result<Option<Case>, StoreError> {
        self.one_case(viewer, "c.number = $2", &number)
    }

    /// One case by row number, when the viewer may know of it.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn case_by_id(&mut self, viewer: &Viewer, id: CaseId) -> Result<Option<Case>, StoreError> {
        self.one_case(viewer, "c.id = $2", &id)
    }

    fn one_case(&mut self, viewer: &Viewer, which: &str, value: &dyn crate::ToValue) -> Result<Option<Case>, StoreError> {
        let Some(visible) = need::cases(viewer, Act::CaseRead) else { return Ok(None) };
        let sql = format!("SELECT {CASE} FROM psirt_case c LEFT JOIN person o ON o.id = c.owner_id WHERE {visible} AND {which}");
        self.query_opt(&sql, &[&need::me(viewer), value])?.as_ref().map(case_from).transpose()
    }

    /// How many restricted cases there are that the viewer may not open: a number for leads and executives, 0 for others.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn hidden_case_count(&mut self, viewer: &Viewer) -> Result<i64, StoreError> {
        let Some(hidden) = need::hidden_cases(viewer) else { return Ok(0) };
        self.query_value(&format!("SELECT count(*) FROM psirt_case c WHERE {hidden} AND c.outcome = 'open'"), &[&need::me(viewer)])
    }

    /// How many open cases the viewer may know of.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn open_case_count(&mut self, viewer: &Viewer) -> Result<i64, StoreError> {
        let Some(visible) = need::cases(viewer, Act::CaseRead) else { return Ok(0) };
        let sql = format!("SELECT count(*) FROM psirt_case c WHERE {visible} AND c.outcome = 'open'");
        self.query_value(&sql, &[&need::me(viewer)])
    }

    /// Opens a case.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_case(
        &mut self,
        number: &str,
        title: &str,
        kind: CaseKind,
        owner: Option<PersonId>,
        now: Instant,
    ) -> Result<CaseId, StoreError> {
        self.query_one(
            "INSERT INTO psirt_case (number, title, kind, outcome, outcome_reason, visibility, owner_id, edit, opened_at, changed_at) \
             VALUES ($1, $2, $3, 'open', '', 'team', $4, 1, $5, $5) RETURNING id",
            &[&number, &title, &kind, &owner, &now],
        )?
        .get("id")
    }

    /// Counts the edit up; every change of a case calls it.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn touch_case(&mut self, case: CaseId, now: Instant) -> Result<(), StoreError> {
        self.execute("UPDATE psirt_case SET edit = edit + 1, changed_at = $1 WHERE id = $2", &[&now, &case])?;
        Ok(())
    }

    /// Changes title, TLP and owner.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn set_case(&mut self, case: CaseId, title: &str, tlp: Option<Tlp>, owner: Option<PersonId>) -> Result<(), StoreError> {
        self.execute("UPDATE psirt_case SET title = $1, tlp = $2, owner_id = $3 WHERE id = $4", &[&title, &tlp, &owner, &case])?;
        Ok(())
    }

    /// Changes the outcome.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn set_outcome(&mut self, case: CaseId, outcome: Outcome, reason: &str, now: Instant) -> Result<(), StoreError> {
        let ended = (outcome != Outcome::Open).then_some(now);
        self.execute(
            "UPDATE psirt_case SET outcome = $1, outcome_reason = $2, ended_at = $3 WHERE id = $4",
            &[&outcome, &reason, &ended, &case],
        )?;
        Ok(())
    }

    /// Changes who can know of it.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn set_visibility(&mut self, case: CaseId, visibility: Visibility) -> Result<(), StoreError> {
        self.execute("UPDATE psirt_case SET visibility = $1 WHERE id = $2", &[&visibility, &case])?;
        Ok(())
    }

    /// The named members of a case that the caller has read.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn members(&mut self, case: &Case) -> Result<Vec<(PersonId, String)>, StoreError> {
        let rows = self.query(
            "SELECT p.id, p.login FROM case_member m JOIN person p ON p.id = m.person_id WHERE m.case_id = $1 ORDER BY p.login",
            &[&case.id],
        )?;
        rows.iter().map(|row| Ok((row.get("id")?, row.get("login")?))).collect()
    }

    /// Names a member; false when already one.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_member(&mut self, case: CaseId, person: PersonId, now: Instant) -> Result<bool, StoreError> {
        let touched = self.execute(
            "INSERT INTO case_member (case_id, person_id, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            &[&case, &person, &now],
        )?;
        Ok(touched == 1)
    }

    /// Takes a member out.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn remove_member(&mut self, case: CaseId, person: PersonId) -> Result<bool, StoreError> {
        Ok(self.execute("DELETE FROM case_member WHERE case_id = $1 AND person_id = $2", &[&case, &person])? == 1)
    }

    /// Vulnerabilities of a case that the caller has read.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn case_vulnerabilities(&mut self, case: CaseId) -> Result<Vec<String>, StoreError> {
        let rows = self.query("SELECT vuln_id FROM case_vulnerability WHERE case_id = $1 ORDER BY added_at, vuln_id", &[&case])?;
        rows.iter().map(Row::first).collect()
    }

    /// Names a vulnerability of a case; false when already there.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_case_vulnerability(&mut self, case: CaseId, id: &str, now: Instant) -> Result<bool, StoreError> {
        let touched = self.execute(
            "INSERT INTO case_vulnerability (case_id, vuln_id, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            &[&case, &id, &now],
        )?;
        Ok(touched == 1)
    }

    /// Releases in the scope of a case that the caller has read.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn case_releases(&mut self, case: CaseId) -> Result<Vec<crate::catalogue::Release>, StoreError> {
        self.releases_in_scope(case)
    }

    /// Names a release in the scope of a case; false when already there.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_case_release(&mut self, case: CaseId, release: ReleaseId, now: Instant) -> Result<bool, StoreError> {
        let touched = self.execute(
            "INSERT INTO case_release (case_id, release_id, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            &[&case, &release, &now],
        )?;
        Ok(touched == 1)
    }

    /// Takes a release out of the scope.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn remove_case_release(&mut self, case: CaseId, release: ReleaseId) -> Result<bool, StoreError> {
        Ok(self.execute("DELETE FROM case_release WHERE case_id = $1 AND release_id = $2", &[&case, &release])? == 1)
    }

    /// Cases that name a vulnerability, as far as the viewer may know of them.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn cases_of_vulnerability(&mut self, viewer: &Viewer, id: &str) -> Result<Vec<Case>, StoreError> {
        let Some(visible) = need::cases(viewer, Act::CaseRead) else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT {CASE} FROM psirt_case c LEFT JOIN person o ON o.id = c.owner_id WHERE {visible} \
             AND EXISTS (SELECT 1 FROM case_vulnerability cv WHERE cv.case_id = c.id AND cv.vuln_id = $2) ORDER BY c.id DESC"
        );
        self.query(&sql, &[&need::me(viewer), &id])?.iter().map(case_from).collect()
    }
}
