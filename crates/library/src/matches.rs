//! Components meet the library: the best verdict per vulnerability and component, and why.

use std::collections::{BTreeMap, HashMap};

use matching::component::identities;
use matching::evaluate::evaluate_identities;
use matching::{Component, Outcome, Said, Statement, Surroundings, Verdict, combine, said_of};
use rayon::prelude::*;

use crate::encode::record_of_statement;
use crate::snapshot::{Snapshot, Spot};

/// Components are judged in parts of this many at a time.
const PART: usize = 64;

/// A vulnerability that hits, or may hit, a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Id to show.
    pub vulnerability: String,
    /// Which component, by its position.
    pub component: usize,
    /// The best verdict; affected or unknown, never "not affected".
    pub verdict: Verdict,
}

/// The vulnerabilities that a record speaks of, by record.
type Shown = HashMap<Spot, Vec<String>>;

impl Snapshot {
    /// What hits these components of one product, ordered by component and vulnerability; withdrawn records never match.
    #[must_use]
    pub fn matches(&self, components: &[Component]) -> Vec<Match> {
        self.matches_within(components, &Surroundings::of(components))
    }

    /// As `matches`, of some components of a product.
    #[must_use]
    pub fn matches_within(&self, components: &[Component], around: &Surroundings<'_>) -> Vec<Match> {
        let parts = components.par_chunks(PART).enumerate().map(|(part, components)| {
            let mut shown = Shown::new();
            let mut out = Vec::new();
            for (at, component) in components.iter().enumerate() {
                for (vulnerability, verdict) in self.judge(component, around, &mut shown) {
                    if verdict.outcome != Outcome::Out {
                        out.push(Match { vulnerability, component: part * PART + at, verdict });
                    }
                }
            }
            out
        });
        parts.flatten_iter().collect()
    }

    /// The verdict on one vulnerability, by any of its ids, and one component of a product, whatever it is; none = no statement about the
    /// vulnerability names the component, not even to say that it is not affected.
    #[must_use]
    pub fn explain(&self, component: &Component, around: &Surroundings<'_>, id: &str) -> Option<Verdict> {
        let display = self.display_id(id);
        let met = self.judge(component, around, &mut Shown::new()).remove(&display);
        met.or_else(|| {
            // Nothing shares a key: the nearest statement tells which name was looked for.
            let all: Vec<_> = self.statements_of(id).iter().map(|said| matching::evaluate(component, said, around)).collect();
            combine(all, None)
        })
    }

    fn judge(&self, component: &Component, around: &Surroundings<'_>, shown: &mut Shown) -> BTreeMap<String, Verdict> {
        let identities = identities(component);
        let mut verdicts: BTreeMap<String, Vec<Verdict>> = BTreeMap::new();
        for (at, segment) in self.segments().iter().enumerate() {
            let Some(keys) = segment.keys() else { continue };
            let mut met: Vec<u32> = identities.iter().flat_map(|identity| keys.find(&identity.key)).collect();
            met.sort_unstable();
            met.dedup();
            for statement in met {
                let Some((spot, said)) = self.said(at, statement as usize) else { continue };
                let verdict = evaluate_identities(component, &identities, &said, around);
                let Some((last, others)) = shown.entry(spot).or_insert_with(|| self.shown(spot)).split_last() else { continue };
                for vulnerability in others {
                    verdicts.entry(vulnerability.clone()).or_default().push(verdict.clone());
                }
                verdicts.entry(last.clone()).or_default().push(verdict);
            }
        }
        let judged = verdicts.into_iter().filter_map(|(vulnerability, verdicts)| {
            let said = self.said_of(component, &vulnerability);
            Some((vulnerability, combine(verdicts, said)?))
        });
        judged.collect()
    }

    /// What the component's own papers say of a vulnerability, by any id of its cluster.
    fn said_of<'a>(&self, component: &'a Component, vulnerability: &str) -> Option<&'a Said> {
        if component.said.is_empty() { None } else { said_of(component, &self.cluster(vulnerability)) }
    }

    fn said(&self, segment: usize, at: usize) -> Option<(Spot, Statement)> {
        let record = record_of_statement(self.segments()[segment].statement(at)?)?;
        Some((Spot { segment, record }, self.statement(segment, at)?))
    }

    /// The vulnerabilities of a record: its cluster's, or where it is an advisory those that it contains.
    fn shown(&self, spot: Spot) -> Vec<String> {
        let Some(head) = self.head_at(spot) else { return Vec::new() };
        if head.contains.is_empty() {
            return vec![self.display_id(head.id)];
        }
        let mut out: Vec<_> = head.contains.iter().map(|id| self.display_id(id)).collect();
        out.sort();
        out.dedup();
        out
    }
}
