//! The event log: append-only, each entry carrying the hash of all before it.

use crate::StoreError;
use crate::psirt_case::Case;
use crate::tx::{Head, Tx};
use crate::value::Row;
use domain::event::Event;
use domain::id::CaseId;
use domain::instant::Instant;
use domain::viewer::{Actor, Viewer};
use sha2::{Digest, Sha256};

/// Entries read at once by [`verify`].
const PAGE: i64 = 2_000;
/// Entries of one timeline.
pub const TIMELINE_MAX: i64 = 1_000;

/// One entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Position in the log, from 1 without gaps.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// `person`, `operator`, `system` or `public`.
    pub actor_kind: String,
    /// The person, where one acted.
    pub actor_id: Option<i64>,
    /// The actor's name at that time.
    pub actor: String,
    /// What it is about, such as `case`.
    pub noun: String,
    /// What happened, such as `opened`.
    pub verb: String,
    /// Kind of the thing, such as `case`.
    pub thing_kind: String,
    /// Number or id of the thing.
    pub thing: String,
    /// The case that the entry belongs to, for need-to-know reads.
    pub case_id: Option<i64>,
    /// Whether the case was restricted at that time.
    pub restricted: bool,
    /// The reason given.
    pub reason: Option<String>,
    /// The fields as a JSON object with sorted keys.
    pub body: String,
}

/// What a check of the chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// Entries read.
    pub entries: i64,
    /// Hash of the last good entry, in hex.
    pub head: String,
    /// The first entry whose hash or number is wrong.
    pub broken_at: Option<i64>,
}

impl Entry {
    pub(crate) fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            seq: row.get("seq")?,
            at: row.get("at")?,
            actor_kind: row.get("actor_kind")?,
            actor_id: row.get("actor_id")?,
            actor: row.get("actor")?,
            noun: row.get("noun")?,
            verb: row.get("verb")?,
            thing_kind: row.get("thing_kind")?,
            thing: row.get("thing")?,
            case_id: row.get("case_id")?,
            restricted: row.get("restricted")?,
            reason: row.get("reason")?,
            body: row.get("body")?,
        })
    }

    /// Hash over the previous hash and every field, each with its length before it; an absent field has no length.
    fn hash(&self, previous: &[u8]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let mut part = |bytes: Option<&[u8]>| {
            hasher.update(bytes.map_or(u64::MAX, |bytes| bytes.len() as u64).to_le_bytes());
            hasher.update(bytes.unwrap_or_default());
        };
        part(Some(previous));
        part(Some(&self.seq.to_le_bytes()));
        part(Some(&self.at.as_ms().to_le_bytes()));
        part(self.actor_id.map(i64::to_le_bytes).as_ref().map(<[u8; 8]>::as_slice));
        part(self.case_id.map(i64::to_le_bytes).as_ref().map(<[u8; 8]>::as_slice));
        part(Some(&[u8::from(self.restricted)]));
        for text in [&self.actor_kind, &self.actor, &self.noun, &self.verb, &self.thing_kind, &self.thing, &self.body] {
            part(Some(text.as_bytes()));
        }
        part(self.reason.as_deref().map(str::as_bytes));
        hasher.finalize().into()
    }
}

fn actor_columns(viewer: &Viewer) -> (&'static str, Option<i64>) {
    match viewer.actor {
        Actor::Person(id) => ("person", Some(id.get())),
        Actor::Operator => ("operator", None),
        Actor::System => ("system", None),
        Actor::Public => ("public", None),
    }
}

fn body_json(fields: &[(&'static str, String)]) -> String {
    let map: std::collections::BTreeMap<_, _> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    serde_json::to_string(&map).unwrap_or_else(|_| "{}".to_owned())
}

/// Text as both engines keep it: PostgreSQL cannot hold NUL, and the hash must be of what is kept.
fn plain(text: &str) -> String {
    text.replace('\0', "")
}

const INSERT: &str = "INSERT INTO event (seq, at, actor_kind, actor_id, actor, noun, verb, thing_kind, thing, case_id, restricted, reason, body, hash) \
 VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)";
pub(crate) const COLUMNS: &str = "seq, at, actor_kind, actor_id, actor, noun, verb, thing_kind, thing, case_id, restricted, reason, body";

impl Tx<'_> {
    /// Appends entries to the log, in order, and answers their positions. Part of the same transaction as the state they tell of.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn record(&mut self, viewer: &Viewer, events: &[Event], now: Instant) -> Result<Vec<i64>, StoreError> {
        let Head { mut seq, hash: mut previous } = self.head()?;
        let (actor_kind, actor_id) = actor_columns(viewer);
        let mut positions = Vec::with_capacity(events.len());
        for event in events {
            seq += 1;
            let (thing_kind, thing) = event.thing.parts();
            let entry = Entry {
                seq,
                at: now,
                actor_kind: actor_kind.to_owned(),
                actor_id,
                actor: plain(&viewer.name),
                noun: event.noun.to_owned(),
                verb: event.verb.to_owned(),
                thing_kind: thing_kind.to_owned(),
                thing: plain(&thing),
                case_id: event.case.map(CaseId::get),
                restricted: event.restricted,
                reason: event.reason.as_deref().map(plain),
                body: body_json(&event.fields),
            };
            let hash = entry.hash(&previous);
            self.execute(
                INSERT,
                &[
                    &entry.seq,
                    &entry.at,
                    &entry.actor_kind,
                    &entry.actor_id,
                    &entry.actor,
                    &entry.noun,
                    &entry.verb,
                    &entry.thing_kind,
                    &entry.thing,
                    &entry.case_id,
                    &entry.restricted,
                    &entry.reason,
                    &entry.body,
                    &hash,
                ],
            )?;
            previous = hash.to_vec();
            positions.push(seq);
        }
        self.head = Some(Head { seq, hash: previous });
        Ok(positions)
    }

    /// The newest entry, read once per batch: only this transaction can add to the log meanwhile.
    fn head(&mut self) -> Result<Head, StoreError> {
        if let Some(head) = self.head.take() {
            return Ok(head);
        }
        let row = self.query_opt("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1", &[])?;
        row.map_or(Ok(Head { seq: 0, hash: Vec::new() }), |row| Ok(Head { seq: row.get("seq")?, hash: row.get("hash")? }))
    }

    /// Position and hash, in hex, of the newest entry: what a backup and its restored copy must agree on.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn chain_head(&mut self) -> Result<(i64, String), StoreError> {
        let head = self.head()?;
        let told = (head.seq, crate::migrate::hex(&head.hash));
        self.head = Some(head);
        Ok(told)
    }

    /// When the newest entry was written; none in an empty log.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn last_event_at(&mut self) -> Result<Option<Instant>, StoreError> {
        let rows = self.query("SELECT at FROM event ORDER BY seq DESC LIMIT 1", &[])?;
        rows.first().map(|row| row.get("at")).transpose()
    }

    /// Reads the whole log and recomputes every hash.
    ///
    /// # Errors
    /// A failure of the engine; a broken chain is an answer, not an error.
    pub fn verify_chain(&mut self) -> Result<ChainReport, StoreError> {
        let mut report = ChainReport { entries: 0, head: String::new(), broken_at: None };
        let mut previous: Vec<u8> = Vec::new();
        loop {
            let rows =
                self.query(&format!("SELECT {COLUMNS}, hash FROM event WHERE seq > $1 ORDER BY seq LIMIT $2"), &[&report.entries, &PAGE])?;
            if rows.is_empty() {
                report.head = crate::migrate::hex(&previous);
                return Ok(report);
            }
            for row in &rows {
                let entry = Entry::from_row(row)?;
                let kept: Vec<u8> = row.get("hash")?;
                let expected_seq = report.entries + 1;
                if entry.seq != expected_seq || kept != entry.hash(&previous) {
                    report.broken_at = Some(expected_seq);
                    report.head = crate::migrate::hex(&previous);
                    return Ok(report);
                }
                report.entries = entry.seq;
                previous = kept;
            }
        }
    }

    /// The newest entries about a case that the caller has read as its viewer, oldest first.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn timeline(&mut self, case: &Case, limit: i64) -> Result<Vec<Entry>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM event WHERE case_id = $1 ORDER BY seq DESC LIMIT $2");
        let rows = self.query(&sql, &[&case.id, &limit.clamp(0, TIMELINE_MAX)])?;
        rows.iter().rev().map(Entry::from_row).collect()
    }
}
