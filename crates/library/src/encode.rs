//! How heads and statements lie in a segment: written once, read in place.

use std::sync::Arc;

use matching::{Condition, Part, StatedRange, Statement, Status, SubjectKind};
use packages::range::{Bound, Interval};
use packages::scheme::Scheme;

use crate::bytes::{Reader, Writer};

/// What the index knows of a record without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head<'a> {
    pub(crate) id: &'a str,
    pub(crate) feed: &'a str,
    pub(crate) form: &'a str,
    pub(crate) published: Option<&'a str>,
    pub(crate) modified: Option<&'a str>,
    pub(crate) withdrawn: Option<&'a str>,
    pub(crate) title: Option<&'a str>,
    pub(crate) same: Vec<&'a str>,
    pub(crate) contains: Vec<&'a str>,
    /// First statement and how many.
    pub(crate) statements: (u32, u32),
    /// What its statements ask of other parts, each once; a statement names one by its place.
    pub(crate) contexts: &'a [u8],
}

pub(crate) fn write_head(out: &mut Writer, head: &Head<'_>) {
    out.text(head.id);
    out.text(head.feed);
    out.text(head.form);
    for text in [head.published, head.modified, head.withdrawn, head.title] {
        out.maybe(text);
    }
    out.u32(head.statements.0);
    out.u32(head.statements.1);
    out.texts(&head.same);
    out.texts(&head.contains);
    out.blob(head.contexts);
}

pub(crate) fn read_head(bytes: &[u8]) -> Option<Head<'_>> {
    let mut from = Reader::new(bytes);
    let (id, feed, form) = (from.text()?, from.text()?, from.text()?);
    let (published, modified, withdrawn, title) = (from.maybe()?, from.maybe()?, from.maybe()?, from.maybe()?);
    let statements = (from.u32()?, from.u32()?);
    let (same, contains, contexts) = (from.texts()?, from.texts()?, from.blob()?);
    Some(Head { id, feed, form, published, modified, withdrawn, title, same, contains, statements, contexts })
}

/// The conditions of a record's statements: each once, and where it lies.
#[derive(Debug, Default)]
pub(crate) struct Contexts {
    pub(crate) bytes: Writer,
    last: Option<(Arc<[Condition]>, u32)>,
}

impl Contexts {
    /// The place of a context, counted from 1; 0 = none. Neighbours that share one share its place.
    fn place(&mut self, context: &Arc<[Condition]>) -> u32 {
        if context.is_empty() {
            return 0;
        }
        if let Some((last, place)) = &self.last
            && (Arc::ptr_eq(last, context) || last == context)
        {
            return *place;
        }
        let place = u32::try_from(self.bytes.out.len()).map_or(u32::MAX, |at| at.saturating_add(1));
        self.bytes.len(context.len());
        for condition in context.iter() {
            self.bytes.u8(u8::from(condition.negate) | u8::from(condition.all) << 1);
            self.bytes.len(condition.parts.len());
            for part in &condition.parts {
                self.bytes.text(&part.key);
                write_bound(&mut self.bytes, &part.interval.from);
                write_bound(&mut self.bytes, &part.interval.to);
            }
        }
        self.last = Some((Arc::clone(context), place));
        place
    }
}

/// Reads the context at a place.
fn read_context(contexts: &[u8], place: u32) -> Option<Arc<[Condition]>> {
    let Some(at) = place.checked_sub(1) else { return Some(Arc::default()) };
    let mut from = Reader::new(contexts.get(usize::try_from(at).ok()?..)?);
    let mut out = Vec::new();
    for _ in 0..from.len()? {
        let flags = from.u8()?;
        let mut parts = Vec::new();
        for _ in 0..from.len()? {
            let key = from.text()?.to_owned();
            parts.push(Part { key, interval: Interval { from: read_bound(&mut from)?, to: read_bound(&mut from)? } });
        }
        out.push(Condition { negate: flags & 1 != 0, all: flags & 2 != 0, parts });
    }
    Some(out.into())
}

/// Writes a statement after the number of its record.
pub(crate) fn write_statement(out: &mut Writer, record: u32, statement: &Statement, contexts: &mut Contexts) {
    out.u32(record);
    out.text(&statement.key);
    out.u8(match statement.subject {
        SubjectKind::Package => 0,
        SubjectKind::Cpe => 1,
        SubjectKind::Named => 2,
    });
    out.maybe(statement.scheme.map(Scheme::word));
    out.u8(status_byte(statement.default_status));
    out.maybe(statement.distro.as_deref());
    out.text(&statement.pointer);
    out.len(statement.ranges.len());
    for range in &statement.ranges {
        out.u8(status_byte(range.status));
        out.u8(u8::from(range.git));
        write_bound(out, &range.interval.from);
        write_bound(out, &range.interval.to);
    }
    out.texts(&statement.versions);
    out.u32(contexts.place(&statement.context));
}

/// The record that a statement belongs to, without reading the rest.
pub(crate) fn record_of_statement(bytes: &[u8]) -> Option<u32> {
    Reader::new(bytes).u32()
}

/// The key of a statement, without reading the rest.
pub(crate) fn key_of_statement(bytes: &[u8]) -> Option<&str> {
    let mut from = Reader::new(bytes);
    from.u32()?;
    from.text()
}

/// Reads a statement; record id, feed and digest come from its record.
pub(crate) fn read_statement(bytes: &[u8], head: &Head<'_>, digest: &str) -> Option<Statement> {
    let mut from = Reader::new(bytes);
    from.u32()?;
    let key = from.text()?.to_owned();
    let subject = match from.u8()? {
        0 => SubjectKind::Package,
        1 => SubjectKind::Cpe,
        2 => SubjectKind::Named,
        _ => return None,
    };
    let scheme = from.maybe()?.and_then(Scheme::of_word);
    let default_status = status(from.u8()?)?;
    let distro = from.maybe()?.map(str::to_owned);
    let pointer = from.text()?.to_owned();
    let count = from.len()?;
    let mut ranges = Vec::new();
    for _ in 0..count {
        let (status, git) = (status(from.u8()?)?, from.u8()? != 0);
        ranges.push(StatedRange { interval: Interval { from: read_bound(&mut from)?, to: read_bound(&mut from)? }, status, git });
    }
    let versions = from.texts()?.into_iter().map(str::to_owned).collect();
    let context = read_context(head.contexts, from.u32()?)?;
    Some(Statement {
        vulnerability: head.id.to_owned(),
        digest: digest.to_owned(),
        source: head.feed.to_owned(),
        key,
        subject,
        scheme,
        ranges,
        versions,
        default_status,
        distro,
        context,
        pointer,
    })
}

fn write_bound(out: &mut Writer, bound: &Bound) {
    let (kind, version) = match bound {
        Bound::Open => (0, ""),
        Bound::With(version) => (1, version.as_str()),
        Bound::Without(version) => (2, version.as_str()),
    };
    out.u8(kind);
    if kind != 0 {
        out.text(version);
    }
}

fn read_bound(from: &mut Reader<'_>) -> Option<Bound> {
    Some(match from.u8()? {
        0 => Bound::Open,
        1 => Bound::With(from.text()?.to_owned()),
        2 => Bound::Without(from.text()?.to_owned()),
        _ => return None,
    })
}

const fn status_byte(status: Status) -> u8 {
    match status {
        Status::Affected => 0,
        Status::Unaffected => 1,
        Status::Unknown => 2,
    }
}

const fn status(byte: u8) -> Option<Status> {
    match byte {
        0 => Some(Status::Affected),
        1 => Some(Status::Unaffected),
        2 => Some(Status::Unknown),
        _ => None,
    }
}
