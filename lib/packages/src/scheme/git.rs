//! Commits: no order but ancestry, answered from a graph that the caller supplies.
//!
//! A range of commits follows OSV schema 1.7, "Evaluation", for `GIT`: a commit is inside when it descends from an
//! `introduced` commit, or is it, and no `fixed` commit stands between. Where the supplied history is cut, an answer that
//! the missing part could change is unknown.

/// Most commits of a graph.
pub const COMMITS_MAX: usize = 4_000_000;
/// Most parents of all commits together.
pub const EDGES_MAX: usize = 16_000_000;
/// Most commits that one range names.
pub const EVENTS_MAX: usize = 256;
/// Fewest hexadecimal digits of an abbreviated id.
pub const ID_DIGITS_MIN: usize = 4;

const ID_BYTES_MAX: usize = 32;
const SHA1_DIGITS: usize = 40;
const SHA256_DIGITS: usize = 64;

type Id = [u8; ID_BYTES_MAX];

/// Why a graph cannot be made of these commits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// An id is no whole id, or its length differs from the first.
    #[error("`{0}` is no whole commit id of this history")]
    NotAnId(String),
    /// More than `COMMITS_MAX` commits or `EDGES_MAX` parents.
    #[error("more than {COMMITS_MAX} commits or {EDGES_MAX} parents")]
    TooMany,
}

/// Why nobody can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The text is no commit id, whole or abbreviated.
    NotAnId,
    /// The graph has no such commit.
    Absent,
    /// Several commits begin with this abbreviation.
    Ambiguous,
    /// The history ends before the answer is reached.
    Cut,
    /// The range names more than `EVENTS_MAX` commits.
    TooMany,
}

impl Reason {
    /// The word kept and shown, never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotAnId => "not_a_commit_id",
            Self::Absent => "commit_absent",
            Self::Ambiguous => "commit_ambiguous",
            Self::Cut => "history_cut",
            Self::TooMany => "too_many_commits",
        }
    }
}

/// Whether a commit lies inside a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Inside.
    In,
    /// Outside.
    Out,
    /// Nobody can tell.
    Unknown(Reason),
}

impl From<Result<bool, Reason>> for Answer {
    fn from(answer: Result<bool, Reason>) -> Self {
        match answer {
            Ok(true) => Self::In,
            Ok(false) => Self::Out,
            Err(reason) => Self::Unknown(reason),
        }
    }
}

/// A range of commits, as the events of a record write it; ids may be abbreviated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Range<'a> {
    /// Commits that brought the fault; `0` = it was always there.
    pub introduced: &'a [&'a str],
    /// Commits that took it away.
    pub fixed: &'a [&'a str],
    /// Last commits that have it; what comes after has not.
    pub last_affected: &'a [&'a str],
    /// Commits of which only what comes before is spoken of; none = no limit.
    pub limit: &'a [&'a str],
}

/// A history: commits and their parents.
#[derive(Debug, Clone)]
pub struct Graph {
    /// Sorted; with the parents whose own parents nobody supplied.
    ids: Vec<Id>,
    digits: usize,
    /// Where the parents of each commit begin, and one more.
    starts: Vec<u32>,
    parents: Vec<u32>,
    /// Commits named as parents only: the history is cut there.
    cut: Vec<bool>,
}

/// The commits that a commit descends from, itself among them.
struct Past {
    reached: Vec<bool>,
    cut: bool,
}

impl Graph {
    /// Makes a graph of commits with their parents, whole ids in any order; of a commit given twice all parents count.
    ///
    /// # Errors
    /// An id that is not 40 or 64 hexadecimal digits, or not as long as the first; more than `COMMITS_MAX` or `EDGES_MAX`.
    pub fn new<'a, P: IntoIterator<Item = &'a str>>(commits: impl IntoIterator<Item = (&'a str, P)>) -> Result<Self, GraphError> {
        let mut digits = 0;
        let mut whole = |text: &str| {
            let fits = matches!(text.len(), SHA1_DIGITS | SHA256_DIGITS) && (digits == 0 || digits == text.len());
            digits = text.len();
            id_of(text).filter(|_| fits).ok_or_else(|| GraphError::NotAnId(text.chars().take(SHA256_DIGITS).collect()))
        };
        let (mut known, mut edges) = (Vec::new(), Vec::new());
        for (commit, parents) in commits {
            let commit = whole(commit)?;
            known.push(commit);
            for parent in parents {
                edges.push((commit, whole(parent)?));
                if edges.len() > EDGES_MAX {
                    return Err(GraphError::TooMany);
                }
            }
            if known.len() > COMMITS_MAX {
                return Err(GraphError::TooMany);
            }
        }
        known.sort_unstable();
        known.dedup();
        let mut ids = known.clone();
        ids.extend(edges.iter().map(|(_, parent)| *parent).filter(|parent| known.binary_search(parent).is_err()));
        ids.sort_unstable();
        ids.dedup();
        if ids.len() > COMMITS_MAX {
            return Err(GraphError::TooMany);
        }
        edges.sort_unstable();
        edges.dedup();
        let place = |id: &Id| ids.partition_point(|other| other < id) as u32;
        let starts = ids.iter().map(|id| edges.partition_point(|(commit, _)| commit < id) as u32).chain([edges.len() as u32]).collect();
        let parents = edges.iter().map(|(_, parent)| place(parent)).collect();
        let cut = ids.iter().map(|id| known.binary_search(id).is_err()).collect();
        Ok(Self { ids, digits, starts, parents, cut })
    }

    /// Whether one commit is an ancestor of another, or the same.
    ///
    /// # Errors
    /// Either id cannot be found for sure, or the history is cut on the way.
    pub fn is_ancestor(&self, ancestor: &str, descendant: &str) -> Result<bool, Reason> {
        self.descends(&self.past(self.find(descendant)?), ancestor)
    }

    /// Whether a commit lies inside a range.
    #[must_use]
    pub fn contains(&self, range: &Range<'_>, commit: &str) -> Answer {
        let events = range.introduced.len() + range.fixed.len() + range.last_affected.len() + range.limit.len();
        if events > EVENTS_MAX {
            return Answer::Unknown(Reason::TooMany);
        }
        self.is_inside(range, commit).into()
    }

    fn is_inside(&self, range: &Range<'_>, commit: &str) -> Result<bool, Reason> {
        let commit = self.find(commit)?;
        let past = self.past(commit);
        let limited = || {
            let mut limits = range.limit.iter().map(|limit| self.is_before(commit, limit)).peekable();
            if limits.peek().is_none() { Ok(true) } else { any(limits) }
        };
        let affected = any(range.introduced.iter().map(|introduced| {
            let begun = if *introduced == "0" { Ok(true) } else { self.descends(&past, introduced) };
            // A plain no needs no more walks.
            if begun == Ok(false) { begun } else { both(begun, self.is_unmended(range, introduced, commit, &past)) }
        }));
        if affected == Ok(false) { affected } else { both(affected, limited()) }
    }

    /// Whether nothing mends, up to a commit, what another introduced.
    fn is_unmended(&self, range: &Range<'_>, introduced: &str, commit: u32, past: &Past) -> Result<bool, Reason> {
        let begin = if introduced == "0" { Ok(None) } else { self.find(introduced).map(|at| Some((at, self.past(at)))) };
        // What mended before the fault was brought mends an earlier one.
        let is_earlier = |end: &str| match &begin {
            Ok(None) => Ok(false),
            Ok(Some((at, _))) if self.find(end) == Ok(*at) => Ok(false),
            Ok(Some((_, past))) => self.descends(past, end),
            Err(Reason::Absent) => {
                if self.is_after_cut(past, self.find(end)?) {
                    Ok(false)
                } else {
                    Err(Reason::Cut)
                }
            }
            Err(reason) => Err(*reason),
        };
        let fixed = range.fixed.iter().map(|end| (end, false));
        let last = range.last_affected.iter().map(|end| (end, true));
        let mended = any(fixed.chain(last).map(|(end, last)| {
            // The last affected commit itself is affected still.
            let reached = if last && self.find(end) == Ok(commit) { Ok(false) } else { self.descends(past, end) };
            if reached == Ok(false) { reached } else { both(reached, is_earlier(end).map(|earlier| !earlier)) }
        }));
        mended.map(|mended| !mended)
    }

    /// Whether a commit comes before another, which is a limit.
    fn is_before(&self, commit: u32, limit: &str) -> Result<bool, Reason> {
        let limit = self.find(limit)?;
        if commit == limit { Ok(false) } else { self.reaches(&self.past(limit), commit) }
    }

    /// Whether a commit is among those that another descends from.
    fn descends(&self, past: &Past, ancestor: &str) -> Result<bool, Reason> {
        match self.find(ancestor) {
            Ok(at) => self.reaches(past, at),
            // A history that is known whole has no ancestors beside those that it names.
            Err(Reason::Absent) if !past.cut => Ok(false),
            Err(reason) => Err(reason),
        }
    }

    fn reaches(&self, past: &Past, ancestor: u32) -> Result<bool, Reason> {
        match past.reached[ancestor as usize] {
            true => Ok(true),
            false if self.is_after_cut(past, ancestor) => Ok(false),
            false => Err(Reason::Cut),
        }
    }

    /// Whether a commit descends from every place where a past is cut, and so cannot be hidden behind one.
    fn is_after_cut(&self, past: &Past, commit: u32) -> bool {
        if !past.cut {
            return true;
        }
        let own = self.past(commit);
        (0..self.ids.len()).all(|at| !self.cut[at] || !past.reached[at] || own.reached[at])
    }

    /// Finds the only commit that begins with these digits.
    fn find(&self, text: &str) -> Result<u32, Reason> {
        if text.len() < ID_DIGITS_MIN {
            return Err(Reason::NotAnId);
        }
        let first = id_of(text).ok_or(Reason::NotAnId)?;
        if text.len() > self.digits {
            return Err(Reason::Absent);
        }
        let at = self.ids.partition_point(|id| *id < first);
        let begins = |at: usize| self.ids.get(at).is_some_and(|id| begins_with(id, &first, text.len()));
        match (begins(at), begins(at + 1)) {
            (false, _) => Err(Reason::Absent),
            (true, true) => Err(Reason::Ambiguous),
            (true, false) => Ok(at as u32),
        }
    }

    /// Walks to every ancestor once, with a list of its own for what is still to visit.
    fn past(&self, commit: u32) -> Past {
        let mut past = Past { reached: vec![false; self.ids.len()], cut: false };
        let mut open = vec![commit];
        past.reached[commit as usize] = true;
        while let Some(at) = open.pop().map(|at| at as usize) {
            past.cut |= self.cut[at];
            for parent in &self.parents[self.starts[at] as usize..self.starts[at + 1] as usize] {
                if !std::mem::replace(&mut past.reached[*parent as usize], true) {
                    open.push(*parent);
                }
            }
        }
        past
    }
}

/// Yes when one is, no when none is, else why nobody can tell.
fn any(answers: impl Iterator<Item = Result<bool, Reason>>) -> Result<bool, Reason> {
    let mut out = Ok(false);
    for answer in answers {
        match answer {
            Ok(true) => return answer,
            Ok(false) => {}
            Err(_) => out = answer,
        }
    }
    out
}

fn both(a: Result<bool, Reason>, b: Result<bool, Reason>) -> Result<bool, Reason> {
    match (a, b) {
        (Ok(false), _) | (_, Ok(false)) => Ok(false),
        (Err(reason), _) | (_, Err(reason)) => Err(reason),
        _ => Ok(true),
    }
}

/// The bytes of hexadecimal digits, filled up with zeros; none = other characters, or too many.
fn id_of(text: &str) -> Option<Id> {
    let mut id = [0; ID_BYTES_MAX];
    for (i, c) in text.chars().enumerate() {
        *id.get_mut(i / 2)? |= (c.to_digit(16)? as u8) << (4 * (1 - i % 2));
    }
    Some(id)
}

fn begins_with(id: &Id, first: &Id, digits: usize) -> bool {
    let (whole, half) = (digits / 2, digits % 2 == 1);
    id[..whole] == first[..whole] && (!half || id[whole] >> 4 == first[whole] >> 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A whole id that begins with these digits.
    fn id(digits: &str) -> String {
        format!("{digits:0<40}")
    }

    fn graph(rows: &[(&str, &[&str])]) -> Graph {
        let rows: Vec<_> = rows.iter().map(|(c, parents)| (id(c), parents.iter().map(|p| id(p)).collect::<Vec<_>>())).collect();
        Graph::new(rows.iter().map(|(c, parents)| (c.as_str(), parents.iter().map(String::as_str)))).unwrap()
    }

    /// Two branches of one root, and the merge of both: a1 b1 c1 on one, d1 e1 on the other, f1 merges c1 and e1.
    fn merged() -> Graph {
        let rows: [(&str, &[&str]); 7] =
            [("0001", &[]), ("a1", &["0001"]), ("b1", &["a1"]), ("c1", &["b1"]), ("d1", &["0001"]), ("e1", &["d1"]), ("f1", &["c1", "e1"])];
        graph(&rows)
    }

    fn range<'a>(introduced: &'a [&'a str], fixed: &'a [&'a str]) -> Range<'a> {
        Range { introduced, fixed, ..Range::default() }
    }

    #[test]
    fn ancestry_follows_all_parents() {
        let graph = merged();
        for (ancestor, descendant, want) in [
            ("a100", "f100", true),
            ("d100", "f100", true),
            ("a100", "e100", false),
            ("f100", "a100", false),
            ("b100", "b100", true),
            ("0001", "f100", true),
        ] {
            assert_eq!(graph.is_ancestor(ancestor, descendant), Ok(want), "{ancestor} {descendant}");
        }
    }

    #[test]
    fn a_range_holds_what_descends_from_its_beginning_and_from_no_mending() {
        let graph = merged();
        for (introduced, fixed, commit, want) in [
            (&["a100"][..], &["c100"][..], "a100", Answer::In),
            (&["a100"], &["c100"], "b100", Answer::In),
            (&["a100"], &["c100"], "c100", Answer::Out),
            (&["a100"], &["c100"], "f100", Answer::Out),
            (&["a100"], &["c100"], "e100", Answer::Out),
            (&["a100"], &["e100"], "c100", Answer::In),
            (&["0"], &["c100"], "e100", Answer::In),
            (&["0"], &["c100"], "0001", Answer::In),
            (&["a100"], &[], "f100", Answer::In),
            // Brought again after it was mended.
            (&["0001", "c100"], &["b100"], "a100", Answer::In),
            (&["0001", "c100"], &["b100"], "b100", Answer::Out),
            (&["0001", "c100"], &["b100"], "c100", Answer::In),
            (&["b100"], &["b100"], "b100", Answer::Out),
            (&[], &[], "b100", Answer::Out),
        ] {
            assert_eq!(graph.contains(&range(introduced, fixed), commit), want, "{introduced:?} {fixed:?} {commit}");
        }
    }

    #[test]
    fn the_last_affected_commit_is_affected_and_a_limit_is_not() {
        let graph = merged();
        let last = Range { introduced: &["a100"], last_affected: &["b100"], ..Range::default() };
        let limit = Range { introduced: &["0"], limit: &["c100"], ..Range::default() };
        for (range, commit, want) in [
            (&last, "b100", Answer::In),
            (&last, "c100", Answer::Out),
            (&limit, "b100", Answer::In),
            (&limit, "c100", Answer::Out),
            (&limit, "d100", Answer::Out),
        ] {
            assert_eq!(graph.contains(range, commit), want, "{commit}");
        }
    }

    #[test]
    fn a_cut_history_is_unknown_only_where_it_matters() {
        // Nobody supplied the parents of 0b.
        let graph = graph(&[("0c", &["0b"]), ("0d", &["0c"]), ("0e", &[])]);
        assert_eq!(graph.is_ancestor("0c00", "0d00"), Ok(true));
        assert_eq!(graph.is_ancestor("0b00", "0d00"), Ok(true));
        assert_eq!(graph.is_ancestor("0a00", "0d00"), Err(Reason::Absent));
        // A later commit is no ancestor, whatever is missing; a stranger may be one.
        assert_eq!(graph.is_ancestor("0d00", "0c00"), Ok(false));
        assert_eq!(graph.is_ancestor("0e00", "0c00"), Err(Reason::Cut));
        assert_eq!(graph.contains(&range(&["0a00"], &["0c00"]), "0d00"), Answer::Out);
        assert_eq!(graph.contains(&range(&["0a00"], &[]), "0d00"), Answer::Unknown(Reason::Absent));
        assert_eq!(merged().contains(&range(&["9999"], &[]), "f100"), Answer::Out);
    }

    #[test]
    fn ids_are_whole_or_long_enough_and_of_one_commit() {
        let graph = graph(&[("abcd1", &[]), ("abcd2", &[])]);
        assert_eq!(graph.is_ancestor("abcd1", &id("ABCD1")), Ok(true));
        assert_eq!(graph.is_ancestor("abcd", "abcd1"), Err(Reason::Ambiguous));
        for text in ["abc", "", "main", "é234", "abcg"] {
            assert_eq!(graph.contains(&range(&["0"], &[]), text), Answer::Unknown(Reason::NotAnId), "{text}");
        }
        assert_eq!(graph.contains(&range(&["0"], &[]), &"a".repeat(64)), Answer::Unknown(Reason::Absent));
        assert_eq!(graph.contains(&range(&["0"], &[]), &"a".repeat(65)), Answer::Unknown(Reason::NotAnId));
        assert_eq!(graph.contains(&range(&["abcd1"; EVENTS_MAX + 1], &[]), "abcd1"), Answer::Unknown(Reason::TooMany));
        let short = Graph::new([("abcd", [])]);
        assert!(matches!(short, Err(GraphError::NotAnId(_))));
        let mixed = Graph::new([(id("a").as_str(), ["b".repeat(64).as_str()])]);
        assert!(matches!(mixed, Err(GraphError::NotAnId(_))));
    }

    #[test]
    fn long_and_circular_histories_end() {
        let ids: Vec<_> = (0..50_000).map(|n| format!("{n:040x}")).collect();
        let rows = ids.iter().enumerate().map(|(n, id)| (id.as_str(), n.checked_sub(1).map(|p| ids[p].as_str())));
        let long = Graph::new(rows).unwrap();
        assert_eq!(long.is_ancestor(&ids[0], &ids[49_999]), Ok(true));
        assert_eq!(long.is_ancestor(&ids[49_999], &ids[0]), Ok(false));
        let circle = graph(&[("aaaa", &["bbbb"]), ("bbbb", &["aaaa"])]);
        assert_eq!(circle.is_ancestor("aaaa", "bbbb"), Ok(true));
    }
}
