//! Approvals of exact words: each names the digest it saw, and a change makes it void without taking it out.

use crate::StoreError;
use crate::tx::Tx;
use domain::advisory::Approval;
use domain::id::EditionId;
use domain::instant::Instant;
use domain::viewer::{Approver, Role, Viewer};

/// An approval as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalRow {
    /// In which hat.
    pub hat: Approver,
    /// SHA-256 of the words approved, in hex.
    pub digest: String,
    /// By whom; none = the local command line.
    pub person_id: Option<i64>,
    /// Name of that person.
    pub person: String,
    /// When.
    pub approved_at: Instant,
    /// When the words changed after it.
    pub void_at: Option<Instant>,
}

impl Tx<'_> {
    /// Records an approval.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_approval(
        &mut self,
        viewer: &Viewer,
        edition: EditionId,
        hat: Approver,
        digest: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO approval (edition_id, hat, digest, person_id, person, approved_at) VALUES ($1, $2, $3, $4, $5, $6)",
            &[&edition, &Role::Approver(hat).key(), &digest, &viewer.person(), &viewer.name, &now],
        )?;
        Ok(())
    }

    /// Every approval of an edition that the caller has read, void ones included, oldest first.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn approvals(&mut self, edition: EditionId) -> Result<Vec<ApprovalRow>, StoreError> {
        let rows = self.query(
            "SELECT hat, digest, person_id, person, approved_at, void_at FROM approval WHERE edition_id = $1 ORDER BY id",
            &[&edition],
        )?;
        rows.iter()
            .map(|row| {
                let word: String = row.get("hat")?;
                let Some(Role::Approver(hat)) = Role::from_key(&word) else {
                    return Err(StoreError::Word { column: "approval.hat", word });
                };
                Ok(ApprovalRow {
                    hat,
                    digest: row.get("digest")?,
                    person_id: row.get("person_id")?,
                    person: row.get("person")?,
                    approved_at: row.get("approved_at")?,
                    void_at: row.get("void_at")?,
                })
            })
            .collect()
    }

    /// The approvals in force, as the rules of `domain` look at them.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn approvals_in_force(&mut self, edition: EditionId) -> Result<Vec<Approval>, StoreError> {
        let rows = self.approvals(edition)?.into_iter().filter(|row| row.void_at.is_none());
        Ok(rows.map(|row| Approval { hat: row.hat, person: row.person_id.unwrap_or(0), digest: row.digest }).collect())
    }

    /// Makes the approvals of an edition void and says how many there were.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn void_approvals(&mut self, edition: EditionId, now: Instant) -> Result<u64, StoreError> {
        self.execute("UPDATE approval SET void_at = $1 WHERE edition_id = $2 AND void_at IS NULL", &[&now, &edition])
    }
}
