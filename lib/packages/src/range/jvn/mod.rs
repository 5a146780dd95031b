//! Japanese prose about versions, as JVN writes it: a small grammar, and unknown where it ends.
//!
//! 以前, 以下 and まで end with the version, より前 and 未満 without it; 以降, 以上 and から begin with it, より後 after it.
//! 「およびそれ以前」 belongs to the version before it, other words for "and" part alternatives. A branch is 「5.10系」 or
//! `5.10.x`; 「2.3系 2.3.5 より前」 begins with the branch. A product's name may stand before the first version.
//! An exception (除く), brackets, a second name or any other word makes the whole text unknown: half of a sentence
//! understood is a sentence misunderstood.

mod tokens;

use super::set::RangeSet;
use super::{Bound, CONSTRAINTS_MAX, Interval, RANGE_BYTES_MAX, Reason};
use crate::scheme::Scheme;
use tokens::Token;

/// What a text says, with the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// The text as it stands in the record.
    pub text: String,
    /// The versions that it speaks of; unknown with `Reason::TextUnreadable` where it is not understood.
    pub set: RangeSet,
    /// Whether every word of it was understood.
    pub understood: bool,
}

/// Reads a text. Texts over `RANGE_BYTES_MAX` are kept up to that and not understood.
#[must_use]
pub fn read(scheme: Scheme, text: &str) -> Prose {
    let kept = &text[..text.floor_char_boundary(RANGE_BYTES_MAX)];
    let set = if kept.len() == text.len() { tokens::read(text).and_then(|tokens| said(scheme, tokens)) } else { None };
    let understood = set.is_some();
    Prose { text: kept.to_owned(), set: set.unwrap_or_else(|| RangeSet::unknown(scheme, Reason::TextUnreadable)), understood }
}

/// A begin that waits for its end.
struct Begin {
    at: Bound,
    /// After から or 〜 a bare version is the end.
    spans: bool,
}

/// What has been read since the last word for "and", and the alternatives before it.
struct Reading {
    scheme: Scheme,
    alternatives: Vec<RangeSet>,
    version: Option<String>,
    branch: Option<String>,
    begin: Option<Begin>,
    /// 「すべて」 was read and nothing else since the last word for "and".
    all: bool,
    /// A version with its relation was read since then.
    filled: bool,
}

fn said(scheme: Scheme, tokens: Vec<Token>) -> Option<RangeSet> {
    let mut reading = Reading { scheme, alternatives: Vec::new(), version: None, branch: None, begin: None, all: false, filled: false };
    for token in tokens {
        match token {
            Token::Version(version) if reading.version.is_none() => reading.version = Some(version),
            Token::Version(_) => return None,
            Token::Branch => reading.branch()?,
            Token::UpTo => reading.end(true)?,
            Token::Below => reading.end(false)?,
            Token::From => reading.begin(Bound::With, false)?,
            Token::Span => reading.begin(Bound::With, true)?,
            Token::Above => reading.begin(Bound::Without, false)?,
            Token::All => reading.all = !reading.filled,
            Token::Join if reading.version.is_none() && reading.begin.as_ref().is_some_and(|begin| begin.spans) => return None,
            Token::Join => reading.join(),
        }
        if reading.alternatives.len() > CONSTRAINTS_MAX {
            return None;
        }
    }
    reading.join();
    reading.flush_begin();
    // Nothing but names and "version" says nothing.
    if reading.alternatives.is_empty() { None } else { Some(RangeSet::union_all(scheme, reading.alternatives)) }
}

impl Reading {
    fn push(&mut self, from: Bound, to: Bound) {
        self.alternatives.push(RangeSet::of_interval(self.scheme, &Interval { from, to }));
        self.filled = true;
    }

    /// 系: the version before it names a branch.
    fn branch(&mut self) -> Option<()> {
        let version = self.version.take()?;
        self.flush_begin();
        self.flush_branch();
        self.branch = Some(stem(&version).to_owned());
        self.filled = true;
        Some(())
    }

    fn end(&mut self, with: bool) -> Option<()> {
        let version = self.version.take()?;
        let (begin, spans) = match (self.begin.take(), self.branch.take()) {
            (Some(begin), None) => (begin.at, begin.spans),
            (None, Some(branch)) if is_of(&version, &branch) => (Bound::With(branch), true),
            (None, None) => (Bound::Open, true),
            _ => return None,
        };
        // 「2.0 以降、1.0 以前」 are two ranges, as the first ends nowhere; 「2.0 から 1.0 まで」 is a slip.
        let crossed = begin.version().is_some_and(|from| self.scheme.compare(from, stem(&version)).is_some_and(std::cmp::Ordering::is_gt));
        let to = if with { Bound::With(wildcard(&version)) } else { Bound::Without(stem(&version).to_owned()) };
        if crossed && spans {
            return None;
        }
        if crossed {
            self.push(begin, Bound::Open);
            self.push(Bound::Open, to);
        } else {
            self.push(begin, to);
        }
        Some(())
    }

    fn begin(&mut self, bound: fn(String) -> Bound, spans: bool) -> Option<()> {
        let version = self.version.take()?;
        self.flush_begin();
        let at = bound(stem(&version).to_owned());
        match self.branch.take() {
            Some(branch) if is_of(&version, &branch) && !spans => self.push(at, Bound::With(format!("{branch}.*"))),
            Some(_) => return None,
            None => self.begin = Some(Begin { at, spans }),
        }
        self.filled = true;
        Some(())
    }

    /// A word for "and", or the end: what waits is whole.
    fn join(&mut self) {
        if let Some(version) = self.version.take() {
            match self.begin.take() {
                Some(Begin { at, spans: true }) => self.push(at, Bound::With(wildcard(&version))),
                begin => {
                    self.begin = begin;
                    self.flush_begin();
                    self.flush_branch();
                    self.single(&version);
                }
            }
        } else if self.all && !self.filled {
            self.alternatives.push(RangeSet::everything(self.scheme));
        }
        self.flush_branch();
        (self.all, self.filled) = (false, false);
    }

    fn single(&mut self, version: &str) {
        if stem(version) == version {
            self.alternatives.push(RangeSet::of_version(self.scheme, version));
        } else {
            self.push(Bound::With(stem(version).to_owned()), Bound::With(wildcard(version)));
        }
    }

    fn flush_begin(&mut self) {
        if let Some(begin) = self.begin.take() {
            self.push(begin.at, Bound::Open);
        }
    }

    fn flush_branch(&mut self) {
        if let Some(branch) = self.branch.take() {
            let to = Bound::With(format!("{branch}.*"));
            self.push(Bound::With(branch), to);
        }
    }
}

/// A version without its wildcard.
fn stem(version: &str) -> &str {
    [".x", ".X", ".*"].iter().find_map(|end| version.strip_suffix(end)).unwrap_or(version)
}

/// A version with its wildcard in the one form that an interval knows.
fn wildcard(version: &str) -> String {
    let stem = stem(version);
    if stem == version { version.to_owned() } else { format!("{stem}.*") }
}

fn is_of(version: &str, branch: &str) -> bool {
    version.strip_prefix(branch).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}
