//! Sets of points on the line of all keys, as the sorted places where inside and outside change.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::scheme::Key;

/// A place between two versions: just before one, or just after it.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    pub(super) key: Key,
    pub(super) after: bool,
    /// The version as it was written.
    pub(super) text: Arc<str>,
}

impl Cut {
    fn place(&self) -> (&Key, bool) {
        (&self.key, self.after)
    }
}

impl PartialEq for Cut {
    fn eq(&self, other: &Self) -> bool {
        self.place() == other.place()
    }
}

impl Eq for Cut {}

impl PartialOrd for Cut {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cut {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

/// A set of keys. Invariant: the cuts ascend strictly, so two lines with the same points are equal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// Whether the beginning of everything is inside.
    begins_inside: bool,
    cuts: Vec<Cut>,
}

impl Line {
    /// No key, or every key.
    pub(super) const fn whole(inside: bool) -> Self {
        Self { begins_inside: inside, cuts: Vec::new() }
    }

    /// The keys between two cuts; none = without end.
    pub(super) fn between(from: Option<Cut>, to: Option<Cut>) -> Self {
        if from.as_ref().zip(to.as_ref()).is_some_and(|(from, to)| from >= to) {
            return Self::whole(false);
        }
        Self { begins_inside: from.is_none(), cuts: from.into_iter().chain(to).collect() }
    }

    pub(super) fn contains(&self, key: &Key) -> bool {
        let passed = self.cuts.partition_point(|cut| cut.place() <= (key, false));
        self.begins_inside != (passed % 2 == 1)
    }

    pub(super) fn complement(mut self) -> Self {
        self.begins_inside = !self.begins_inside;
        self
    }

    /// The points for which `keeps` holds of both memberships.
    pub(super) fn combine(&self, other: &Self, keeps: fn(bool, bool) -> bool) -> Self {
        let (mut in_a, mut in_b) = (self.begins_inside, other.begins_inside);
        let mut out = Self::whole(keeps(in_a, in_b));
        let mut inside = out.begins_inside;
        let (mut a, mut b) = (self.cuts.iter().peekable(), other.cuts.iter().peekable());
        while let Some(cut) = [a.peek(), b.peek()].into_iter().flatten().min().copied() {
            in_a ^= a.next_if(|next| *next == cut).is_some();
            in_b ^= b.next_if(|next| *next == cut).is_some();
            if keeps(in_a, in_b) != inside {
                inside = !inside;
                out.cuts.push(cut.clone());
            }
        }
        out
    }

    /// The union of many lines, in the time that sorting takes.
    pub(super) fn union_all(lines: Vec<Self>) -> Self {
        let mut depth = lines.iter().filter(|line| line.begins_inside).count();
        let mut out = Self::whole(depth > 0);
        let mut turns = Vec::new();
        for line in lines {
            let mut inside = line.begins_inside;
            for cut in line.cuts {
                inside = !inside;
                turns.push((cut, inside));
            }
        }
        turns.sort_by(|a, b| a.0.cmp(&b.0));
        let mut inside = depth > 0;
        let mut turns = turns.into_iter().peekable();
        while let Some((cut, enters)) = turns.next() {
            depth = if enters { depth + 1 } else { depth.saturating_sub(1) };
            let more_here = turns.peek().is_some_and(|(next, _)| *next == cut);
            if !more_here && (depth > 0) != inside {
                inside = !inside;
                out.cuts.push(cut);
            }
        }
        out
    }

    pub(super) fn cuts(&self) -> &[Cut] {
        &self.cuts
    }

    pub(super) const fn begins_inside(&self) -> bool {
        self.begins_inside
    }

    /// The stretches inside, from first to last; none = without end.
    pub(super) fn stretches(&self) -> impl Iterator<Item = (Option<&Cut>, Option<&Cut>)> {
        let mut from = self.begins_inside.then_some(None);
        let mut cuts = self.cuts.iter();
        std::iter::from_fn(move || {
            let begin = match from.take() {
                Some(begin) => begin,
                None => Some(cuts.next()?),
            };
            Some((begin, cuts.next()))
        })
    }
}
