//! The part that all versions share: a table of metrics, and the values that a vector gives them.

use super::{VectorFault, clip};

/// Metrics of the largest version, 4.0.
pub(super) const METRICS_MAX: usize = 32;

/// A group of metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// What does not change with time or place.
    Base,
    /// What changes with time (2.0, 3.x).
    Temporal,
    /// What is known of attacks (4.0).
    Threat,
    /// What changes with the place of use.
    Environmental,
    /// What is worth knowing and never counts (4.0).
    Supplemental,
}

impl Group {
    /// The name in lower case, such as `base`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Temporal => "temporal",
            Self::Threat => "threat",
            Self::Environmental => "environmental",
            Self::Supplemental => "supplemental",
        }
    }

    /// The Japanese name.
    #[must_use]
    pub const fn name_ja(self) -> &'static str {
        match self {
            Self::Base => "基本評価基準",
            Self::Temporal => "現状評価基準",
            Self::Threat => "脅威評価基準",
            Self::Environmental => "環境評価基準",
            Self::Supplemental => "補足評価基準",
        }
    }

    /// The English name.
    #[must_use]
    pub const fn name_en(self) -> &'static str {
        match self {
            Self::Base => "Base",
            Self::Temporal => "Temporal",
            Self::Threat => "Threat",
            Self::Environmental => "Environmental",
            Self::Supplemental => "Supplemental",
        }
    }
}

/// One metric of a version.
#[derive(Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its abbreviation, such as `AV`.
    pub key: &'static str,
    /// Its group.
    pub group: Group,
    /// Whether a vector without it is refused.
    pub mandatory: bool,
    /// Its Japanese name.
    pub name_ja: &'static str,
    /// Its English name.
    pub name_en: &'static str,
    /// Its values, in the order of the specification; an optional metric ends with its "not defined".
    pub values: &'static [Value],
    pub(super) code: u64,
}

impl Metric {
    /// The value of a key, or none.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&'static Value> {
        self.values.iter().find(|value| value.key == key)
    }
}

/// One value of a metric.
#[derive(Debug, PartialEq, Eq)]
pub struct Value {
    /// Its abbreviation, such as `N`.
    pub key: &'static str,
    /// Its Japanese name.
    pub name_ja: &'static str,
    /// Its English name.
    pub name_en: &'static str,
    /// What it means for the reader, a Japanese sentence.
    pub meaning_ja: &'static str,
    /// What it means for the reader, an English sentence.
    pub meaning_en: &'static str,
    code: u64,
}

/// Declares a value: key, names and sentences.
pub(super) const fn value(
    key: &'static str,
    name_ja: &'static str,
    name_en: &'static str,
    meaning_ja: &'static str,
    meaning_en: &'static str,
) -> Value {
    Value { key, name_ja, name_en, meaning_ja, meaning_en, code: code(key) }
}

/// A name of at most seven bytes in one number, so that finding it is comparing numbers.
pub(super) const fn code(name: &str) -> u64 {
    let (bytes, mut code, mut at) = (name.as_bytes(), EMPTY, 0);
    while at < bytes.len() {
        code = push(code, bytes[at]);
        at += 1;
    }
    code
}

/// The code of no text; the leading 1 keeps zero bytes from vanishing.
const EMPTY: u64 = 1;
/// The code of every name that is longer than any metric's.
const LONG: u64 = u64::MAX;

const fn push(code: u64, byte: u8) -> u64 {
    if code >> 56 == 0 { code << 8 | byte as u64 } else { LONG }
}

/// Whether metrics may stand in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Free,
    Fixed,
}

/// A part of a vector, between slashes.
struct Part {
    name: u64,
    value: u64,
    start: usize,
    end: usize,
}

impl Part {
    fn read(body: &str, start: usize) -> Self {
        let (mut name, mut word) = (None, EMPTY);
        let mut end = start;
        for byte in &body.as_bytes()[start..] {
            match byte {
                b'/' => break,
                b':' if name.is_none() => name = Some(std::mem::replace(&mut word, EMPTY)),
                byte => word = push(word, *byte),
            }
            end += 1;
        }
        match name {
            Some(name) => Self { name, value: word, start, end },
            None => Self { name: word, value: EMPTY, start, end },
        }
    }

    fn text<'a>(&self, body: &'a str) -> (&'a str, &'a str) {
        let part = &body[self.start..self.end];
        part.split_once(':').unwrap_or((part, ""))
    }
}

/// For each metric of a table the place of its value; a metric that is absent has its "not defined".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Given([u8; METRICS_MAX]);

impl Given {
    /// Reads `AV:N/AC:L/…`. Ends at the first fault, so at most one step more than there are metrics.
    pub(super) fn read(table: &'static [Metric], order: Order, body: &str) -> Result<Self, VectorFault> {
        let mut given = Self::none(table);
        let (mut seen, mut next, mut start) = (0_u32, 0, 0);
        loop {
            let part = Part::read(body, start);
            let later = table[next..].iter().position(|m| m.code == part.name).map(|at| at + next);
            let Some(at) = later.or_else(|| table[..next].iter().position(|m| m.code == part.name)) else {
                return Err(misplaced(&part, body, &table[if order == Order::Fixed { next } else { 0 }..], order));
            };
            if seen & 1 << at != 0 {
                return Err(VectorFault::Duplicate { metric: table[at].key.to_owned() });
            }
            if order == Order::Fixed && (at < next || table[next..at].iter().any(|m| m.mandatory)) {
                return Err(skipped(&part, body, table, next, at));
            }
            let Some(value) = table[at].values.iter().position(|v| v.code == part.value) else {
                let (metric, value) = part.text(body);
                let allowed = table[at].values.iter().map(|v| v.key).collect::<Vec<_>>().join(", ");
                return Err(VectorFault::BadMetric { metric: metric.to_owned(), value: clip(value), allowed });
            };
            given.set(at, value);
            seen |= 1 << at;
            next = at + 1;
            if part.end == body.len() {
                break;
            }
            start = part.end + 1;
        }
        match table.iter().enumerate().find(|(at, metric)| metric.mandatory && seen & 1 << at == 0) {
            Some((_, metric)) => Err(VectorFault::Missing { metric: metric.key.to_owned() }),
            None => Ok(given),
        }
    }

    /// Nothing given.
    fn none(table: &[Metric]) -> Self {
        let mut given = Self([0; METRICS_MAX]);
        for (at, metric) in table.iter().enumerate() {
            given.set(at, metric.values.len() - 1);
        }
        given
    }

    /// The place of the value of a metric in its table.
    pub(super) const fn get(&self, at: usize) -> usize {
        self.0[at] as usize
    }

    pub(super) fn set(&mut self, at: usize, value: usize) {
        // Invariant: no metric has more than six values; a test walks the tables.
        self.0[at] = u8::try_from(value).unwrap_or(0);
    }

    /// Whether an optional metric is given a value other than "not defined".
    pub(super) const fn defines(&self, table: &[Metric], at: usize) -> bool {
        !table[at].mandatory && self.get(at) + 1 < table[at].values.len()
    }

    /// Whether any metric of a group is defined.
    pub(super) fn defines_any(&self, table: &[Metric], group: Group) -> bool {
        (0..table.len()).any(|at| table[at].group == group && self.defines(table, at))
    }

    /// The same without the optional metrics of groups that are not wanted.
    pub(super) fn keep(mut self, table: &[Metric], wanted: impl Fn(Group) -> bool) -> Self {
        for (at, metric) in table.iter().enumerate().filter(|(_, m)| !m.mandatory && !wanted(m.group)) {
            self.set(at, metric.values.len() - 1);
        }
        self
    }

    /// Mandatory and defined metrics with their values, in the order of the table.
    pub(super) fn said(self, table: &'static [Metric]) -> impl Iterator<Item = (&'static Metric, &'static Value)> {
        let written = move |at: &usize| table[*at].mandatory || self.defines(table, *at);
        (0..table.len()).filter(written).map(move |at| (&table[at], &table[at].values[self.get(at)]))
    }

    /// Writes mandatory and defined metrics in the order of the table, behind a prefix.
    pub(super) fn canonical(self, table: &'static [Metric], prefix: &str) -> String {
        let mut text = String::with_capacity(64 + prefix.len());
        text.push_str(prefix);
        for (at, (metric, value)) in self.said(table).enumerate() {
            for piece in [if at == 0 { "" } else { "/" }, metric.key, ":", value.key] {
                text.push_str(piece);
            }
        }
        text
    }
}

/// The fault of a part that leaves mandatory metrics out or comes too late, where the order is fixed.
fn skipped(part: &Part, body: &str, table: &[Metric], next: usize, at: usize) -> VectorFault {
    // A metric that comes nowhere later is missing; one that does stands at the wrong place.
    match table[next..at.max(next)].iter().find(|m| m.mandatory && !names(body, m.key)) {
        Some(absent) => VectorFault::Missing { metric: absent.key.to_owned() },
        None => misplaced(part, body, &table[next..], Order::Fixed),
    }
}

fn names(body: &str, metric: &str) -> bool {
    body.split('/').any(|part| part.split_once(':').is_some_and(|(name, _)| name == metric))
}

/// The fault of a metric that does not exist or may not stand here; names the metrics that may.
fn misplaced(part: &Part, body: &str, rest: &[Metric], order: Order) -> VectorFault {
    let mut allowed = Vec::new();
    for metric in rest {
        allowed.push(metric.key);
        if order == Order::Fixed && metric.mandatory {
            break;
        }
    }
    let (name, value) = part.text(body);
    VectorFault::BadMetric { metric: clip(name), value: clip(value), allowed: allowed.join(", ") }
}
