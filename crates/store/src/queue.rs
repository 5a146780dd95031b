//! Queues with leases, retries and dead letters: the outbox (what must leave the house) and the jobs (what must be done).

use crate::StoreError;
use crate::dialect;
use crate::tx::Tx;
use crate::value::Row;
use domain::instant::Instant;

/// Tries before an entry is set aside as a dead letter.
pub const ATTEMPTS_MAX: i64 = 8;
/// How long a worker may hold an entry before another may take it.
pub const LEASE_MS: i64 = 120_000;
/// Waiting time after the first failed try; doubled each time.
const RETRY_FIRST_MS: i64 = 15_000;
/// Waiting time of what cannot be tried at all for now.
const WAIT_MS: i64 = 300_000;
/// Longest waiting time between two tries.
const RETRY_LONGEST_MS: i64 = 6 * 3_600_000;

/// Which queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Messages that leave the house.
    Outbox,
    /// Work to be done inside.
    Job,
}

impl Queue {
    fn table(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Job => "job",
        }
    }
}

/// An entry that this worker holds until its lease ends.
#[derive(Debug, Clone)]
pub struct Leased {
    /// Its row.
    pub id: i64,
    /// What it is, such as `mail` or `rematch`.
    pub kind: String,
    /// Its content as JSON.
    pub payload: String,
    /// How many tries there were, this one included.
    pub attempts: i64,
}

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Done, with the other side's answer.
    Done(String),
    /// Failed for now; tried again later, or set aside after [`ATTEMPTS_MAX`].
    Retry(String),
    /// Failed for good.
    Dead(String),
    /// Could not be tried, because something of ours is not set up; comes again later and loses no try.
    Wait(String),
}

/// Counts of a queue by state, for health pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Depth {
    /// Waiting or being worked on.
    pub open: i64,
    /// Set aside after too many tries.
    pub dead: i64,
}

/// An entry that was set aside; its content is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its row.
    pub id: i64,
    /// What it is, such as `mail`.
    pub kind: String,
    /// How many tries there were.
    pub attempts: i64,
    /// What the other side said last.
    pub last_answer: String,
    /// When it was put in.
    pub created_at: Instant,
    /// When it was set aside.
    pub ended_at: Option<Instant>,
}

/// Counts of messages by how far they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Posted {
    /// Taken by the other side.
    pub sent: i64,
    /// Ended inside a demo.
    pub simulated: i64,
    /// Waiting or being sent.
    pub waiting: i64,
    /// Set aside.
    pub failed: i64,
}

impl Tx<'_> {
    /// Puts a message into the outbox. The same `dedupe` never leaves twice.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn post(&mut self, kind: &str, dedupe: &str, payload: &str, event_seq: Option<i64>, now: Instant) -> Result<bool, StoreError> {
        let touched = self.execute(
            "INSERT INTO outbox (event_seq, kind, dedupe, payload, state, attempts, due_at, created_at) \
             VALUES ($1, $2, $3, $4, 'queued', 0, $5, $5) ON CONFLICT (dedupe) DO NOTHING",
            &[&event_seq, &kind, &dedupe, &payload, &now],
        )?;
        Ok(touched == 1)
    }

    /// Puts a job into the queue. With `dedupe`, an equal job that still waits is enough.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn enqueue(&mut self, kind: &str, dedupe: Option<&str>, payload: &str, due: Instant) -> Result<bool, StoreError> {
        let touched = self.execute(
            "INSERT INTO job (kind, dedupe, payload, state, attempts, due_at, created_at) \
             VALUES ($1, $2, $3, 'queued', 0, $4, $4) ON CONFLICT (dedupe) DO NOTHING",
            &[&kind, &dedupe, &payload, &due],
        )?;
        Ok(touched == 1)
    }

    /// Takes up to `limit` due entries for `owner`.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn claim(&mut self, queue: Queue, owner: &str, now: Instant, limit: i64) -> Result<Vec<Leased>, StoreError> {
        // A worker that dies with its entry never settles it; after the last try nobody takes it again.
        let free = if queue == Queue::Job { ", dedupe = NULL" } else { "" };
        let sql = format!(
            "UPDATE {} SET state = 'dead', last_answer = 'lease expired', ended_at = $1, lease_owner = NULL, lease_until = NULL{free} \
             WHERE state = 'leased' AND lease_until <= $1 AND attempts >= $2",
            queue.table()
        );
        self.execute(&sql, &[&now, &ATTEMPTS_MAX])?;
        let until = Instant::from_ms(now.as_ms() + LEASE_MS);
        let sql = dialect::claim(self.engine(), queue.table());
        let rows = self.query(&sql, &[&owner, &until, &now, &limit])?;
        let leased = |row: &Row| {
            Ok(Leased { id: row.get("id")?, kind: row.get("kind")?, payload: row.get("payload")?, attempts: row.get("attempts")? })
        };
        let mut claimed = rows.iter().map(leased).collect::<Result<Vec<_>, StoreError>>()?;
        claimed.sort_by_key(|entry| entry.id);
        Ok(claimed)
    }

    /// Holds an entry for another lease, for work that takes longer; false when another worker has it.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn renew(&mut self, queue: Queue, owner: &str, id: i64, now: Instant) -> Result<bool, StoreError> {
        let until = Instant::from_ms(now.as_ms() + LEASE_MS);
        let sql = format!("UPDATE {} SET lease_until = $1 WHERE id = $2 AND lease_owner = $3 AND state = 'leased'", queue.table());
        Ok(self.execute(&sql, &[&until, &id, &owner])? == 1)
    }

    /// Records how a try ended. A worker whose lease was taken by another changes nothing and is told so.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn settle(&mut self, queue: Queue, owner: &str, entry: &Leased, outcome: &Outcome, now: Instant) -> Result<bool, StoreError> {
        let (state, answer, due) = match outcome {
            Outcome::Done(answer) => ("done", answer, now),
            Outcome::Retry(answer) if entry.attempts < ATTEMPTS_MAX => ("queued", answer, retry_at(now, entry.attempts)),
            Outcome::Retry(answer) | Outcome::Dead(answer) => ("dead", answer, now),
            Outcome::Wait(answer) => ("queued", answer, Instant::from_ms(now.as_ms() + WAIT_MS)),
        };
        let untried = i64::from(matches!(outcome, Outcome::Wait(_)));
        let ended = (state != "queued").then_some(now);
        // A finished job frees its key, so that the same work can be asked for again; the outbox keeps it for ever.
        let free = if queue == Queue::Job { ", dedupe = CASE WHEN $1 = 'queued' THEN dedupe ELSE NULL END" } else { "" };
        let sql = format!(
            "UPDATE {} SET state = $1, last_answer = $2, due_at = $3, ended_at = $4, lease_owner = NULL, lease_until = NULL, \
             attempts = attempts - $7{free} WHERE id = $5 AND lease_owner = $6 AND state = 'leased'",
            queue.table()
        );
        Ok(self.execute(&sql, &[&state, answer, &due, &ended, &entry.id, &owner, &untried])? == 1)
    }

    /// How many messages of the outbox there are by state, of those whose `dedupe` begins so. The beginning holds no `%` or `_`.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn posted(&mut self, beginning: &str) -> Result<Posted, StoreError> {
        let rows = self.query(
            "SELECT state, CASE WHEN last_answer = 'simulated' THEN 1 ELSE 0 END AS simulated, count(*) AS n FROM outbox \
             WHERE dedupe LIKE $1 GROUP BY 1, 2",
            &[&format!("{beginning}%")],
        )?;
        let mut posted = Posted::default();
        for row in &rows {
            let (n, simulated): (i64, i64) = (row.get("n")?, row.get("simulated")?);
            match row.get::<String>("state")?.as_str() {
                "done" if simulated == 1 => posted.simulated += n,
                "done" => posted.sent += n,
                "dead" => posted.failed += n,
                _ => posted.waiting += n,
            }
        }
        Ok(posted)
    }

    /// Entries that were set aside, the newest first.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn dead_letters(&mut self, queue: Queue, limit: i64) -> Result<Vec<DeadLetter>, StoreError> {
        let sql = format!(
            "SELECT id, kind, attempts, COALESCE(last_answer, '') AS last_answer, created_at, ended_at FROM {} \
             WHERE state = 'dead' ORDER BY ended_at DESC, id DESC LIMIT $1",
            queue.table()
        );
        let letter = |row: &Row| {
            Ok(DeadLetter {
                id: row.get("id")?,
                kind: row.get("kind")?,
                attempts: row.get("attempts")?,
                last_answer: row.get("last_answer")?,
                created_at: row.get("created_at")?,
                ended_at: row.get("ended_at")?,
            })
        };
        self.query(&sql, &[&limit])?.iter().map(letter).collect()
    }

    /// Puts an entry that was set aside back into its queue, with all tries before it; false when there is none.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn retry_dead_letter(&mut self, queue: Queue, id: i64, now: Instant) -> Result<bool, StoreError> {
        let sql = format!(
            "UPDATE {} SET state = 'queued', attempts = 0, due_at = $1, ended_at = NULL WHERE id = $2 AND state = 'dead'",
            queue.table()
        );
        Ok(self.execute(&sql, &[&now, &id])? == 1)
    }

    /// How much waits and how much was set aside.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn depth(&mut self, queue: Queue) -> Result<Depth, StoreError> {
        let sql = format!("SELECT state, count(*) AS n FROM {} WHERE state <> 'done' GROUP BY state", queue.table());
        let mut depth = Depth::default();
        for row in self.query(&sql, &[])? {
            let n: i64 = row.get("n")?;
            if row.get::<String>("state")? == "dead" { depth.dead += n } else { depth.open += n }
        }
        Ok(depth)
    }
}

fn retry_at(now: Instant, attempts: i64) -> Instant {
    let doublings = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or(0);
    let wait = RETRY_FIRST_MS.saturating_mul(1 << doublings).min(RETRY_LONGEST_MS);
    Instant::from_ms(now.as_ms() + wait)
}
