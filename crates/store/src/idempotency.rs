//! Answers kept under an `Idempotency-Key`, so that a request sent twice is done once.

use crate::StoreError;
use crate::tx::Tx;
use domain::instant::Instant;

/// How long an answer is kept.
pub const IDEMPOTENCY_HOURS: i64 = 24;

/// The answer that a key already has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Digest of the request that was answered; another request under the same key is refused.
    pub request: String,
    /// Status code.
    pub status: i64,
    /// Body.
    pub answer: Vec<u8>,
}

impl Tx<'_> {
    /// The answer kept for a key of this owner, unless it is too old.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn kept_answer(&mut self, owner: &str, key: &str, now: Instant) -> Result<Option<KeptAnswer>, StoreError> {
        let row = self.query_opt(
            "SELECT request, status, answer FROM idempotency WHERE owner = $1 AND key = $2 AND created_at > $3",
            &[&owner, &key, &now.plus_hours(-IDEMPOTENCY_HOURS)],
        )?;
        row.map(|row| Ok(KeptAnswer { request: row.get("request")?, status: row.get("status")?, answer: row.get("answer")? })).transpose()
    }

    /// Keeps the answer of a key, in the transaction of what it did; too old ones go. False when the key has an answer already.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn keep_answer(&mut self, owner: &str, key: &str, kept: &KeptAnswer, now: Instant) -> Result<bool, StoreError> {
        self.purge_answers(now)?;
        let touched = self.execute(
            "INSERT INTO idempotency (owner, key, request, status, answer, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (owner, key) DO NOTHING",
            &[&owner, &key, &kept.request, &kept.status, &kept.answer, &now],
        )?;
        Ok(touched == 1)
    }

    /// Takes out answers that are too old and says how many.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn purge_answers(&mut self, now: Instant) -> Result<u64, StoreError> {
        self.execute("DELETE FROM idempotency WHERE created_at <= $1", &[&now.plus_hours(-IDEMPOTENCY_HOURS)])
    }
}
