//! Advisories: a number and its editions. Drafts belong to the readers of the case, what is out to everybody.

mod approval;
mod file;

pub use approval::ApprovalRow;
pub use file::{FileInfo, NewFile, PublishedFile};

use crate::StoreError;
use crate::need;
use crate::tx::Tx;
use crate::value::Row;
use domain::access::Act;
use domain::advisory::EditionState;
use domain::id::{AdvisoryId, CaseId, EditionId};
use domain::instant::Instant;
use domain::psirt_case::Tlp;
use domain::viewer::{Actor, Viewer};

/// Advisories at most in one list.
pub const ADVISORIES_PAGE_MAX: i64 = 200;

/// An advisory as one of its readers sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advisory {
    /// Row number.
    pub id: AdvisoryId,
    /// Number, `KD-SA-2026-0012`.
    pub number: String,
    /// The case it came of; none for those who do not read that case.
    pub case_id: Option<CaseId>,
    /// Number of that case, under the same condition.
    pub case: Option<String>,
    /// When it was begun.
    pub created_at: Instant,
}

/// A line of a list of advisories: the newest edition that the viewer may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdvisoryRow {
    /// The advisory.
    pub advisory: Advisory,
    /// Version of that edition.
    pub version: String,
    /// State of that edition.
    pub state: EditionState,
    /// Its Japanese title; may be empty in a draft.
    pub title_ja: String,
    /// Its English title; may be empty in a draft.
    pub title_en: String,
    /// When it last changed.
    pub changed_at: Instant,
    /// When an edition last went out; none = nothing is out.
    pub published_at: Option<Instant>,
}

/// An edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Row number.
    pub id: EditionId,
    /// Its advisory.
    pub advisory_id: AdvisoryId,
    /// The advisory's number.
    pub number: String,
    /// Version, `1.0`.
    pub version: String,
    /// State.
    pub state: EditionState,
    /// TLP.
    pub tlp: Tlp,
    /// Japanese title.
    pub title_ja: String,
    /// English title.
    pub title_en: String,
    /// The words in all languages and the product table, as JSON.
    pub content: String,
    /// SHA-256 of the content, in hex.
    pub digest: String,
    /// Summary of the changes; empty in the first edition.
    pub summary: String,
    /// Who wrote it; withheld from the public.
    pub author_id: Option<i64>,
    /// Name of the author; withheld from the public.
    pub author: String,
    /// Counts up with every change; the `ETag`.
    pub edit: i64,
    /// When it was begun.
    pub created_at: Instant,
    /// When it last changed.
    pub changed_at: Instant,
    /// When it went out.
    pub published_at: Option<Instant>,
}

/// What an edition says, to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionText {
    /// TLP.
    pub tlp: Tlp,
    /// Japanese title.
    pub title_ja: String,
    /// English title.
    pub title_en: String,
    /// The words in all languages and the product table, as JSON.
    pub content: String,
    /// SHA-256 of the content, in hex.
    pub digest: String,
    /// Summary of the changes.
    pub summary: String,
}

const EDITION: &str = "SELECT e.id, e.advisory_id, a.number, e.version, e.state, e.tlp, e.title_ja, e.title_en, e.content, e.digest, e.summary, \
 e.author_id, e.author, e.edit, e.created_at, e.changed_at, e.published_at FROM edition e JOIN advisory a ON a.id = e.advisory_id";

/// Columns of an advisory `a`; its case only for those who read the case.
fn advisory_columns(viewer: &Viewer) -> String {
    let case = need::cases(viewer, Act::CaseRead).unwrap_or_else(|| need::NONE.to_owned());
    format!(
        "a.id, a.number, a.created_at, (SELECT c.id FROM psirt_case c WHERE c.id = a.case_id AND {case}) AS case_id, \
         (SELECT c.number FROM psirt_case c WHERE c.id = a.case_id AND {case}) AS case_number"
    )
}

fn advisory_from(row: &Row) -> Result<Advisory, StoreError> {
    Ok(Advisory {
        id: row.get("id")?,
        number: row.get("number")?,
        case_id: row.get("case_id")?,
        case: row.get("case_number")?,
        created_at: row.get("created_at")?,
    })
}

fn row_from(row: &Row) -> Result<AdvisoryRow, StoreError> {
    Ok(AdvisoryRow {
        advisory: advisory_from(row)?,
        version: row.get("version")?,
        state: row.get("state")?,
        title_ja: row.get("title_ja")?,
        title_en: row.get("title_en")?,
        changed_at: row.get("changed_at")?,
        published_at: row.get("last_out")?,
    })
}

fn edition_from(row: &Row, viewer: &Viewer) -> Result<Edition, StoreError> {
    let outsider = matches!(viewer.actor, Actor::Public);
    Ok(Edition {
        id: row.get("id")?,
        advisory_id: row.get("advisory_id")?,
        number: row.get("number")?,
        version: row.get("version")?,
        state: row.get("state")?,
        tlp: row.get("tlp")?,
        title_ja: row.get("title_ja")?,
        title_en: row.get("title_en")?,
        content: row.get("content")?,
        digest: row.get("digest")?,
        summary: row.get("summary")?,
        author_id: if outsider { None } else { row.get("author_id")? },
        author: if outsider { String::new() } else { row.get("author")? },
        edit: row.get("edit")?,
        created_at: row.get("created_at")?,
        changed_at: row.get("changed_at")?,
        published_at: row.get("published_at")?,
    })
}

impl Tx<'_> {
    /// Advisories with something that the viewer may read, newest first.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn advisories(&mut self, viewer: &Viewer, before: Option<AdvisoryId>, limit: i64) -> Result<Vec<AdvisoryRow>, StoreError> {
        let before = before.map_or(i64::MAX, AdvisoryId::get);
        self.advisory_rows(viewer, "a.id < $2", before, limit.clamp(1, ADVISORIES_PAGE_MAX))
    }

    /// Advisories that came of a case, as far as the viewer may read the case.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn advisories_of_case(&mut self, viewer: &Viewer, case: CaseId) -> Result<Vec<AdvisoryRow>, StoreError> {
        let Some(cases) = need::cases(viewer, Act::CaseRead) else { return Ok(Vec::new()) };
        let which = format!("a.case_id = $2 AND EXISTS (SELECT 1 FROM psirt_case c WHERE c.id = a.case_id AND {cases})");
        self.advisory_rows(viewer, &which, case.get(), ADVISORIES_PAGE_MAX)
    }

    fn advisory_rows(&mut self, viewer: &Viewer, which: &str, value: i64, limit: i64) -> Result<Vec<AdvisoryRow>, StoreError> {
        let readable = need::editions(viewer);
        let sql = format!(
            "SELECT {}, e.version, e.state, e.title_ja, e.title_en, e.changed_at, \
             (SELECT max(o.published_at) FROM edition o WHERE o.advisory_id = a.id) AS last_out \
             FROM advisory a JOIN edition e ON e.id = (SELECT max(e.id) FROM edition e WHERE e.advisory_id = a.id AND {readable}) \
             WHERE {which} ORDER BY a.id DESC LIMIT $3",
            advisory_columns(viewer)
        );
        self.query(&sql, &[&need::me(viewer), &value, &limit])?.iter().map(row_from).collect()
    }

    /// One advisory by number, when the viewer may read something of it.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn advisory(&mut self, viewer: &Viewer, number: &str) -> Result<Option<Advisory>, StoreError> {
        let sql = format!(
            "SELECT {} FROM advisory a WHERE a.number = $2 AND EXISTS (SELECT 1 FROM edition e WHERE e.advisory_id = a.id AND {})",
            advisory_columns(viewer),
            need::editions(viewer)
        );
        self.query_opt(&sql, &[&need::me(viewer), &number])?.as_ref().map(advisory_from).transpose()
    }

    /// The editions of an advisory that the viewer may read, newest first.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn editions(&mut self, viewer: &Viewer, advisory: AdvisoryId) -> Result<Vec<Edition>, StoreError> {
        let sql = format!("{EDITION} WHERE e.advisory_id = $2 AND {} ORDER BY e.id DESC", need::editions(viewer));
        self.query(&sql, &[&need::me(viewer), &advisory])?.iter().map(|row| edition_from(row, viewer)).collect()
    }

    /// One edition by the advisory's number and its version, when the viewer may read it.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn edition(&mut self, viewer: &Viewer, number: &str, version: &str) -> Result<Option<Edition>, StoreError> {
        let sql = format!("{EDITION} WHERE a.number = $2 AND e.version = $3 AND {}", need::editions(viewer));
        let row = self.query_opt(&sql, &[&need::me(viewer), &number, &version])?;
        row.as_ref().map(|row| edition_from(row, viewer)).transpose()
    }

    /// The edition of an advisory that is being worked on, when the viewer may read it.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn draft(&mut self, viewer: &Viewer, number: &str) -> Result<Option<Edition>, StoreError> {
        let sql =
            format!("{EDITION} WHERE a.number = $2 AND e.published_at IS NULL AND {} ORDER BY e.id DESC LIMIT 1", need::editions(viewer));
        let row = self.query_opt(&sql, &[&need::me(viewer), &number])?;
        row.as_ref().map(|row| edition_from(row, viewer)).transpose()
    }

    /// The edition of every advisory that is out now, last published first: what the public site, feeds and indexes are made of.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn published_editions(&mut self) -> Result<Vec<Edition>, StoreError> {
        let sql = format!("{EDITION} WHERE e.state = 'published' ORDER BY e.published_at DESC, e.id DESC");
        self.query(&sql, &[])?.iter().map(|row| edition_from(row, &Viewer::public())).collect()
    }

    /// Begins an advisory under a number that the caller took from its series.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_advisory(&mut self, number: &str, case: CaseId, now: Instant) -> Result<AdvisoryId, StoreError> {
        self.query_value("INSERT INTO advisory (number, case_id, created_at) VALUES ($1, $2, $3) RETURNING id", &[&number, &case, &now])
    }

    /// Begins an edition as a draft of the viewer's; none when the advisory has that version.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_edition(
        &mut self,
        viewer: &Viewer,
        advisory: AdvisoryId,
        version: &str,
        text: &EditionText,
        now: Instant,
    ) -> Result<Option<EditionId>, StoreError> {
        let row = self.query_opt(
            "INSERT INTO edition (advisory_id, version, state, tlp, title_ja, title_en, content, digest, summary, author_id, author, edit, \
             created_at, changed_at) VALUES ($1, $2, 'draft', $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $11) \
             ON CONFLICT (advisory_id, version) DO NOTHING RETURNING id",
            &[
                &advisory,
                &version,
                &text.tlp,
                &text.title_ja,
                &text.title_en,
                &text.content,
                &text.digest,
                &text.summary,
                &viewer.person(),
                &viewer.name,
                &now,
            ],
        )?;
        row.map(|row| row.first()).transpose()
    }

    /// Writes other words into an edition that is not out: it is a draft of the viewer's again and its approvals are void.
    /// False when it went out, or was changed by somebody since `edit`.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn edit_edition(
        &mut self,
        viewer: &Viewer,
        edition: EditionId,
        edit: i64,
        text: &EditionText,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let touched = self.execute(
            "UPDATE edition SET state = 'draft', tlp = $1, title_ja = $2, title_en = $3, content = $4, digest = $5, summary = $6, \
             author_id = $7, author = $8, edit = edit + 1, changed_at = $9 WHERE id = $10 AND edit = $11 AND published_at IS NULL",
            &[
                &text.tlp,
                &text.title_ja,
                &text.title_en,
                &text.content,
                &text.digest,
                &text.summary,
                &viewer.person(),
                &viewer.name,
                &now,
                &edition,
                &edit,
            ],
        )?;
        if touched == 1 {
            self.void_approvals(edition, now)?;
        }
        Ok(touched == 1)
    }

    /// Moves an edition that is not out to another state of its way there; false when it is out.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn set_edition_state(&mut self, edition: EditionId, state: EditionState, now: Instant) -> Result<bool, StoreError> {
        let touched = self.execute(
            "UPDATE edition SET state = $1, edit = edit + 1, changed_at = $2 WHERE id = $3 AND published_at IS NULL",
            &[&state, &now, &edition],
        )?;
        Ok(touched == 1)
    }

    /// Moves an edition that is not out, with the content as it now stands; its author and approvals stay. False when it is out.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn freeze_edition(
        &mut self,
        edition: EditionId,
        state: EditionState,
        content: &str,
        digest: &str,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let touched = self.execute(
            "UPDATE edition SET state = $1, content = $2, digest = $3, edit = edit + 1, changed_at = $4 \
             WHERE id = $5 AND published_at IS NULL",
            &[&state, &content, &digest, &now, &edition],
        )?;
        Ok(touched == 1)
    }

    /// Puts an edition out; the one before it is superseded and stays readable. False when it is out already.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn publish_edition(&mut self, edition: EditionId, now: Instant) -> Result<bool, StoreError> {
        let touched = self.execute(
            "UPDATE edition SET state = 'published', published_at = $1, changed_at = $1, edit = edit + 1 WHERE id = $2 AND published_at IS NULL",
            &[&now, &edition],
        )?;
        if touched == 1 {
            self.execute(
                "UPDATE edition SET state = 'superseded' WHERE state = 'published' AND id <> $1 \
                 AND advisory_id = (SELECT n.advisory_id FROM edition n WHERE n.id = $1)",
                &[&edition],
            )?;
        }
        Ok(touched == 1)
    }
}
