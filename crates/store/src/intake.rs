//! Reports, their messages and attachments.

use crate::StoreError;
use crate::need;
use crate::tx::Tx;
use crate::value::Row;
use domain::access::{self, Act, Reach, Standing};
use domain::id::{CaseId, PersonId, ProductId, ReportId};
use domain::instant::Instant;
use domain::report::{Direction, Intake, ReportState};
use domain::viewer::Viewer;

/// A report as staff read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Row number.
    pub id: ReportId,
    /// Number for staff, `R-2026-0031`.
    pub number: String,
    /// Reference for outsiders, `7Q3F-9M2D`.
    pub public_ref: String,
    /// State.
    pub state: ReportState,
    /// Language in which it was sent.
    pub lang: String,
    /// `web`, `api` or `staff`.
    pub source: String,
    /// Product as named by the reporter.
    pub product: String,
    /// Product of ours that it was recognised as.
    pub product_id: Option<ProductId>,
    /// Version as named by the reporter.
    pub version: String,
    /// Text.
    pub description: String,
    /// Claimed impact.
    pub impact: String,
    /// Said to be exploited.
    pub exploited: bool,
    /// Said to be public.
    pub already_public: bool,
    /// Name for the credit line; withheld from those without need.
    pub credit: String,
    /// Mail address; withheld from those without need.
    pub mail: String,
    /// Wished date.
    pub wished_at: Option<Instant>,
    /// Control characters that were taken out.
    pub removed_chars: i64,
    /// When it arrived.
    pub received_at: Instant,
    /// When a person first wrote back.
    pub acknowledged_at: Option<Instant>,
    /// Until when a person has to write back.
    pub ack_due_at: Instant,
    /// The case it belongs to.
    pub case_id: Option<CaseId>,
    /// The earlier report that it repeats.
    pub duplicate_of: Option<ReportId>,
    /// Reason of the ruling.
    pub ruling_reason: String,
    /// Login of the person who has it.
    pub assigned: Option<String>,
    /// Until when it rests in the queue; a promise to the reporter runs on.
    pub snoozed_until: Option<Instant>,
    /// When it last changed.
    pub changed_at: Instant,
}

/// Which reports a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// All of them.
    All,
    /// Those that somebody still has to rule on, resting or not.
    Open,
    /// Of these, those that do not rest at an instant.
    Waiting(Instant),
    /// Of these, those that rest at an instant.
    Resting(Instant),
}

impl Queue {
    /// The condition, whose instant is the parameter `$2`.
    fn condition(self) -> (&'static str, i64) {
        const OPEN: &str = "r.state IN ('received', 'in_assessment') AND COALESCE(r.snoozed_until, 0) <= $2";
        match self {
            Self::All => ("COALESCE(r.snoozed_until, 0) <= $2", i64::MAX),
            Self::Open => (OPEN, i64::MAX),
            Self::Waiting(now) => (OPEN, now.as_ms()),
            Self::Resting(now) => ("r.state IN ('received', 'in_assessment') AND r.snoozed_until > $2", now.as_ms()),
        }
    }
}

/// A ruling as it was made, with what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulingRow {
    /// Row number.
    pub id: i64,
    /// The report.
    pub report_id: ReportId,
    /// State of the report before.
    pub before: ReportState,
    /// State that it gave.
    pub after: ReportState,
    /// Who made it.
    pub ruled_by: String,
    /// When.
    pub ruled_at: Instant,
    /// When it was taken back.
    pub undone_at: Option<Instant>,
}

/// A report to be kept.
#[derive(Debug, Clone)]
pub struct NewReport {
    /// Number for staff.
    pub number: String,
    /// Reference for outsiders.
    pub public_ref: String,
    /// Slow hash of the receipt code.
    pub code_hash: Vec<u8>,
    /// Language.
    pub lang: String,
    /// Where it came from.
    pub source: String,
    /// The checked fields.
    pub intake: Intake,
    /// Control characters that were taken out.
    pub removed: usize,
    /// Attachments.
    pub attachments: Vec<NewAttachment>,
    /// Until when a person has to write back.
    pub ack_due_at: Instant,
}

/// A file to be kept; never rendered.
#[derive(Debug, Clone)]
pub struct NewAttachment {
    /// Its name as sent, cleaned.
    pub name: String,
    /// Its type as claimed.
    pub claimed_type: String,
    /// SHA-256, in hex.
    pub digest: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file of a report, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Row number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its type as claimed.
    pub claimed_type: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256, in hex.
    pub digest: String,
}

/// A message of a report's thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Which way it went.
    pub direction: Direction,
    /// Who wrote it, as shown to staff.
    pub author: String,
    /// Text.
    pub body: String,
    /// When.
    pub created_at: Instant,
}

/// What the holder of a receipt code reads; nothing internal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReporterView {
    /// Row number, for acts of the holder.
    pub id: ReportId,
    /// Reference for outsiders.
    pub public_ref: String,
    /// State.
    pub state: ReportState,
    /// When it arrived.
    pub received_at: Instant,
    /// When a person first wrote back.
    pub acknowledged_at: Option<Instant>,
    /// Until when a person promises to write back.
    pub ack_due_at: Instant,
    /// Product as named.
    pub product: String,
    /// Reason of a ruling.
    pub ruling_reason: String,
    /// The thread.
    pub messages: Vec<Message>,
    /// Numbers of published advisories that came of it.
    pub advisories: Vec<String>,
}

/// What an act of the holder of a receipt code is about; never shown to the holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldReport {
    /// Row number.
    pub id: ReportId,
    /// Number for staff.
    pub number: String,
    /// State.
    pub state: ReportState,
    /// The case it belongs to.
    pub case_id: Option<CaseId>,
    /// Whether that case is restricted.
    pub restricted: bool,
    /// Its files so far.
    pub files: i64,
}

/// Reports at most in one list.
pub const REPORTS_PAGE_MAX: i64 = 200;

const REPORT: &str = "r.id, r.number, r.public_ref, r.state, r.lang, r.source, r.product, r.product_id, r.version, r.description, r.impact, \
 r.exploited, r.already_public, r.credit, r.mail, r.wished_at, r.removed_chars, r.received_at, r.acknowledged_at, r.ack_due_at, \
 r.case_id, r.duplicate_of, r.ruling_reason, r.snoozed_until, r.changed_at, \
 (SELECT p.login FROM person p WHERE p.id = r.assigned_id) AS assigned";

const RULING: &str = "u.id, u.report_id, u.state_before, u.state_after, u.ruled_by, u.ruled_at, u.undone_at";

fn ruling_from(row: &Row) -> Result<RulingRow, StoreError> {
    Ok(RulingRow {
        id: row.get("id")?,
        report_id: row.get("report_id")?,
        before: row.get("state_before")?,
        after: row.get("state_after")?,
        ruled_by: row.get("ruled_by")?,
        ruled_at: row.get("ruled_at")?,
        undone_at: row.get("undone_at")?,
    })
}

fn report_from(row: &Row, viewer: &Viewer) -> Result<Report, StoreError> {
    let knows_reporter = access::widest(viewer, Act::ReporterIdentity) != Reach::No;
    let withheld = |text: String| if knows_reporter { text } else { String::new() };
    Ok(Report {
        id: row.get("id")?,
        number: row.get("number")?,
        public_ref: row.get("public_ref")?,
        state: row.get("state")?,
        lang: row.get("lang")?,
        source: row.get("source")?,
        product: row.get("product")?,
        product_id: row.get("product_id")?,
        version: row.get("version")?,
        description: row.get("description")?,
        impact: row.get("impact")?,
        exploited: row.get("exploited")?,
        already_public: row.get("already_public")?,
        credit: withheld(row.get("credit")?),
        mail: withheld(row.get("mail")?),
        wished_at: row.get("wished_at")?,
        removed_chars: row.get("removed_chars")?,
        received_at: row.get("received_at")?,
        acknowledged_at: row.get("acknowledged_at")?,
        ack_due_at: row.get("ack_due_at")?,
        case_id: row.get("case_id")?,
        duplicate_of: row.get("duplicate_of")?,
        ruling_reason: row.get("ruling_reason")?,
        assigned: row.get("assigned")?,
        snoozed_until: row.get("snoozed_until")?,
        changed_at: row.get("changed_at")?,
    })
}

impl Tx<'_> {
    /// Keeps a report with its attachments.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_report(&mut self, new: &NewReport, now: Instant) -> Result<ReportId, StoreError> {
        let product_id: Option<ProductId> = self
            .query_opt(
                "SELECT id FROM product WHERE LOWER(name) = LOWER($1) OR slug = LOWER($1) ORDER BY id LIMIT 1",
                &[&new.intake.product],
            )?
            .map(|row| row.get("id"))
            .transpose()?;
        let id: ReportId = self
            .query_one(
                "INSERT INTO report (number, public_ref, code_hash, state, lang, source, product, product_id, version, description, impact, \
                 exploited, already_public, credit, mail, wished_at, removed_chars, received_at, ack_due_at, ruling_reason, changed_at) \
                 VALUES ($1,$2,$3,'received',$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,'',$17) RETURNING id",
                &[
                    &new.number,
                    &new.public_ref,
                    &new.code_hash,
                    &new.lang,
                    &new.source,
                    &new.intake.product,
                    &product_id,
                    &new.intake.version,
                    &new.intake.description,
                    &new.intake.impact,
                    &new.intake.exploited,
                    &new.intake.already_public,
                    &new.intake.credit,
                    &new.intake.mail,
                    &new.intake.wished_at,
                    &new.removed,
                    &now,
                    &new.ack_due_at,
                ],
            )?
            .get("id")?;
        for file in &new.attachments {
            self.add_attachment(id, file, now)?;
        }
        Ok(id)
    }

    /// Keeps a further file of a report.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_attachment(&mut self, report: ReportId, file: &NewAttachment, now: Instant) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO attachment (report_id, name, claimed_type, size, digest, bytes, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[&report, &file.name, &file.claimed_type, &file.bytes.len(), &file.digest, &file.bytes, &now],
        )?;
        Ok(())
    }

    /// Reports of a queue that the viewer may read, newest first.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn reports(&mut self, viewer: &Viewer, queue: Queue, before: Option<ReportId>, limit: i64) -> Result<Vec<Report>, StoreError> {
        let Some(visible) = need::reports(viewer) else { return Ok(Vec::new()) };
        let before = before.map_or(i64::MAX, ReportId::get);
        let (condition, instant) = queue.condition();
        let sql = format!("SELECT {REPORT} FROM report r WHERE {visible} AND {condition} AND r.id < $3 ORDER BY r.id DESC LIMIT $4");
        let rows = self.query(&sql, &[&need::me(viewer), &instant, &before, &limit.min(REPORTS_PAGE_MAX)])?;
        rows.iter().map(|row| report_from(row, viewer)).collect()
    }

    /// How many reports of a queue the viewer may read.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn report_count(&mut self, viewer: &Viewer, queue: Queue) -> Result<i64, StoreError> {
        let Some(visible) = need::reports(viewer) else { return Ok(0) };
        let (condition, instant) = queue.condition();
        self.query_value(&format!("SELECT count(*) FROM report r WHERE {visible} AND {condition}"), &[&need::me(viewer), &instant])
    }

    /// Gives a report to somebody, or to nobody; the queue's matter, so the report itself does not change.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn assign_report(&mut self, report: ReportId, person: Option<PersonId>) -> Result<(), StoreError> {
        self.execute("UPDATE report SET assigned_id = $1 WHERE id = $2", &[&person, &report])?;
        Ok(())
    }

    /// Lets a report rest until an instant, or wakes it.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn snooze_report(&mut self, report: ReportId, until: Option<Instant>) -> Result<(), StoreError> {
        self.execute("UPDATE report SET snoozed_until = $1 WHERE id = $2", &[&until, &report])?;
        Ok(())
    }

    /// Keeps what a ruling is about to change, so that it can be taken back; answers its row number.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_ruling(&mut self, viewer: &Viewer, report: &Report, ruling: ReportState, now: Instant) -> Result<i64, StoreError> {
        self.query_value(
            "INSERT INTO ruling (report_id, state_before, state_after, case_before, ruled_by, ruled_at) VALUES ($1, $2, $3, $4, $5, $6) \
             RETURNING id",
            &[&report.id, &report.state, &ruling, &report.case_id, &viewer.name, &now],
        )
    }

    /// A ruling by its row number, for a viewer who may read its report.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn ruling(&mut self, viewer: &Viewer, id: i64) -> Result<Option<RulingRow>, StoreError> {
        let Some(visible) = need::reports(viewer) else { return Ok(None) };
        let sql = format!("SELECT {RULING} FROM ruling u JOIN report r ON r.id = u.report_id WHERE {visible} AND u.id = $2");
        self.query_opt(&sql, &[&need::me(viewer), &id])?.as_ref().map(ruling_from).transpose()
    }

    /// The newest ruling on a report that the viewer has read.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn last_ruling(&mut self, report: &Report) -> Result<Option<RulingRow>, StoreError> {
        let sql = format!("SELECT {RULING} FROM ruling u WHERE u.report_id = $1 ORDER BY u.id DESC LIMIT 1");
        self.query_opt(&sql, &[&report.id])?.as_ref().map(ruling_from).transpose()
    }

    /// Puts a report back to what it was before a ruling.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn take_ruling_back(&mut self, ruling: i64, now: Instant) -> Result<(), StoreError> {
        self.execute(
            "UPDATE report SET state = (SELECT u.state_before FROM ruling u WHERE u.id = $1), \
             case_id = (SELECT u.case_before FROM ruling u WHERE u.id = $1), duplicate_of = NULL, ruling_reason = '', changed_at = $2 \
             WHERE id = (SELECT u.report_id FROM ruling u WHERE u.id = $1)",
            &[&ruling, &now],
        )?;
        self.execute("UPDATE ruling SET undone_at = $1 WHERE id = $2", &[&now, &ruling])?;
        Ok(())
    }

    /// One report by its number for staff.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn report(&mut self, viewer: &Viewer, number: &str) -> Result<Option<Report>, StoreError> {
        let Some(visible) = need::reports(viewer) else { return Ok(None) };
        let sql = format!("SELECT {REPORT} FROM report r WHERE {visible} AND r.number = $2");
        self.query_opt(&sql, &[&need::me(viewer), &number])?.as_ref().map(|row| report_from(row, viewer)).transpose()
    }

    /// One report by its row number.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn report_by_id(&mut self, viewer: &Viewer, id: ReportId) -> Result<Option<Report>, StoreError> {
        let Some(visible) = need::reports(viewer) else { return Ok(None) };
        let sql = format!("SELECT {REPORT} FROM report r WHERE {visible} AND r.id = $2");
        self.query_opt(&sql, &[&need::me(viewer), &id])?.as_ref().map(|row| report_from(row, viewer)).transpose()
    }

    /// The newest other reports about the same product that the viewer may read.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn reports_like(&mut self, viewer: &Viewer, report: &Report, limit: i64) -> Result<Vec<Report>, StoreError> {
        let Some(visible) = need::reports(viewer) else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT {REPORT} FROM report r WHERE {visible} AND r.id <> $2 AND r.state <> 'spam' \
             AND (r.product_id = $3 OR LOWER(r.product) = LOWER($4)) ORDER BY r.id DESC LIMIT $5"
        );
        let product = report.product_id.map_or(-1, ProductId::get);
        let rows = self.query(&sql, &[&need::me(viewer), &report.id, &product, &report.product, &limit.min(REPORTS_PAGE_MAX)])?;
        rows.iter().map(|row| report_from(row, viewer)).collect()
    }

    /// What the viewer stands to in a report that it has read.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn report_standing(&mut self, viewer: &Viewer, report: &Report) -> Result<Standing, StoreError> {
        let row = self.query_opt("SELECT division_id FROM product WHERE id = $1", &[&report.product_id.map_or(-1, ProductId::get)])?;
        let division = row.map(|row| row.get("division_id")).transpose()?;
        let member = match (report.case_id, viewer.person()) {
            (Some(case), Some(person)) => self.is_member(case, person)?,
            _ => false,
        };
        Ok(Standing { member, division, undivided: division.is_none() })
    }

    /// Moves the reports that repeat `report` into its case.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn take_duplicates_along(&mut self, report: ReportId, case: CaseId, now: Instant) -> Result<u64, StoreError> {
        self.execute(
            "UPDATE report SET case_id = $1, changed_at = $2 WHERE duplicate_of = $3 AND state = 'duplicate'",
            &[&case, &now, &report],
        )
    }

    /// The reports of a case that the viewer may read.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn reports_of_case(&mut self, viewer: &Viewer, case: CaseId) -> Result<Vec<Report>, StoreError> {
        let Some(visible) = need::cases(viewer, Act::CaseRead) else { return Ok(Vec::new()) };
        let sql =
            format!("SELECT {REPORT} FROM report r JOIN psirt_case c ON c.id = r.case_id WHERE {visible} AND r.case_id = $2 ORDER BY r.id");
        self.query(&sql, &[&need::me(viewer), &case])?.iter().map(|row| report_from(row, viewer)).collect()
    }

    /// The thread of a report, oldest first.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn messages(&mut self, report: &Report) -> Result<Vec<Message>, StoreError> {
        self.thread(report.id)
    }

    fn thread(&mut self, report: ReportId) -> Result<Vec<Message>, StoreError> {
        let rows = self.query("SELECT direction, author, body, created_at FROM message WHERE report_id = $1 ORDER BY id", &[&report])?;
        rows.iter()
            .map(|row| {
                Ok(Message {
                    direction: row.get("direction")?,
                    author: row.get("author")?,
                    body: row.get("body")?,
                    created_at: row.get("created_at")?,
                })
            })
            .collect()
    }

    /// The files of a report.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn attachments(&mut self, report: &Report) -> Result<Vec<Attachment>, StoreError> {
        let rows =
            self.query("SELECT id, name, claimed_type, size, digest FROM attachment WHERE report_id = $1 ORDER BY id", &[&report.id])?;
        rows.iter()
            .map(|row| {
                Ok(Attachment {
                    id: row.get("id")?,
                    name: row.get("name")?,
                    claimed_type: row.get("claimed_type")?,
                    size: row.get("size")?,
                    digest: row.get("digest")?,
                })
            })
            .collect()
    }

    /// The bytes of one file of a report.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn attachment_bytes(&mut self, report: &Report, id: i64) -> Result<Option<(String, Vec<u8>)>, StoreError> {
        let row = self.query_opt("SELECT name, bytes FROM attachment WHERE report_id = $1 AND id = $2", &[&report.id, &id])?;
        row.map(|row| Ok((row.get("name")?, row.get("bytes")?))).transpose()
    }

    /// What the holder of a receipt code reads, by the code's slow hash.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn reporter_view(&mut self, code_hash: &[u8]) -> Result<Option<ReporterView>, StoreError> {
        let row = self.query_opt(
            "SELECT id, public_ref, state, received_at, acknowledged_at, ack_due_at, product, ruling_reason, case_id FROM report WHERE code_hash = $1",
            &[&code_hash],
        )?;
        let Some(row) = row else { return Ok(None) };
        let id: ReportId = row.get("id")?;
        let case_id: Option<i64> = row.get("case_id")?;
        let advisories = self.query(
            "SELECT DISTINCT a.number FROM advisory a JOIN edition e ON e.advisory_id = a.id \
             WHERE a.case_id = $1 AND e.published_at IS NOT NULL ORDER BY a.number",
            &[&case_id.unwrap_or(-1)],
        )?;
        Ok(Some(ReporterView {
            id,
            public_ref: row.get("public_ref")?,
            state: row.get("state")?,
            received_at: row.get("received_at")?,
            acknowledged_at: row.get("acknowledged_at")?,
            ack_due_at: row.get("ack_due_at")?,
            product: row.get("product")?,
            ruling_reason: row.get("ruling_reason")?,
            messages: self.thread(id)?,
            advisories: advisories.iter().map(Row::first).collect::<Result<_, _>>()?,
        }))
    }

    /// The report of a receipt code, by the code's slow hash, for acts of its holder.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn held_report(&mut self, code_hash: &[u8]) -> Result<Option<HeldReport>, StoreError> {
        let row = self.query_opt(
            "SELECT r.id, r.number, r.state, r.case_id, c.visibility, \
             (SELECT count(*) FROM attachment a WHERE a.report_id = r.id) AS files \
             FROM report r LEFT JOIN psirt_case c ON c.id = r.case_id WHERE r.code_hash = $1",
            &[&code_hash],
        )?;
        let Some(row) = row else { return Ok(None) };
        let case_id: Option<CaseId> = row.get("case_id")?;
        let visibility: Option<String> = row.get("visibility")?;
        Ok(Some(HeldReport {
            id: row.get("id")?,
            number: row.get("number")?,
            state: row.get("state")?,
            case_id,
            // Unknown visibility reads as restricted.
            restricted: case_id.is_some() && visibility.as_deref() != Some("team"),
            files: row.get("files")?,
        }))
    }

    /// Moves a report to another state.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn set_report_state(
        &mut self,
        report: ReportId,
        state: ReportState,
        case: Option<CaseId>,
        duplicate_of: Option<ReportId>,
        reason: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE report SET state = $1, case_id = COALESCE($2, case_id), duplicate_of = $3, ruling_reason = $4, changed_at = $5 WHERE id = $6",
            &[&state, &case, &duplicate_of, &reason, &now, &report],
        )?;
        Ok(())
    }

    /// Adds a message; the first one of a person to the reporter is the acknowledgement. Answers whether it was.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_message(
        &mut self,
        report: ReportId,
        direction: Direction,
        viewer: &Viewer,
        body: &str,
        now: Instant,
    ) -> Result<bool, StoreError> {
        self.execute(
            "INSERT INTO message (report_id, direction, author, person_id, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            &[&report, &direction, &viewer.name, &viewer.person(), &body, &now],
        )?;
        if direction == Direction::In {
            return Ok(false);
        }
        let touched = self.execute(
            "UPDATE report SET acknowledged_at = $1, changed_at = $1 WHERE id = $2 AND acknowledged_at IS NULL",
            &[&now, &report],
        )?;
        Ok(touched == 1)
    }
}
