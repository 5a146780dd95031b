//! Aliases: which ids are one flaw. Union-find runs over `same` edges only; an advisory merely contains its flaws.

use std::collections::{BTreeMap, HashMap};

/// Prefixes of ids that name an advisory about one or more flaws, not a flaw.
const ADVISORIES: &[&str] = &[
    "ALBA-",
    "ALEA-",
    "ALSA-",
    "DLA-",
    "DSA-",
    "DTSA-",
    "ELBA-",
    "ELSA-",
    "ICSA-",
    "ICSMA-",
    "JVN#",
    "JVNVU#",
    "JVNTA#",
    "MGASA-",
    "RHBA-",
    "RHEA-",
    "RHSA-",
    "RLSA-",
    "RXSA-",
    "SUSE-",
    "USN-",
    "VMSA-",
    "cisco-sa-",
    "openSUSE-",
];

/// What an edge between two ids claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edge {
    /// Both name one flaw.
    Same,
    /// The first is about the second.
    Contains,
}

/// Whether an id names an advisory.
#[must_use]
pub fn is_advisory(id: &str) -> bool {
    ADVISORIES.iter().any(|prefix| id.starts_with(prefix))
}

/// Whether an id is a CVE id.
#[must_use]
pub fn is_cve(id: &str) -> bool {
    id.strip_prefix("CVE-").and_then(|rest| rest.split_once('-')).is_some_and(|(year, number)| {
        year.len() == 4 && number.len() >= 4 && year.bytes().chain(number.bytes()).all(|b| b.is_ascii_digit())
    })
}

/// The edge that a record claims towards its aliases: an advisory, or a record of several CVEs, only contains them.
#[must_use]
pub fn edge_of(id: &str, aliases: &[String]) -> Edge {
    let cves = aliases.iter().map(String::as_str).chain([id]).filter(|id| is_cve(id)).collect::<std::collections::BTreeSet<_>>().len();
    if cves > 1 || is_advisory(id) { Edge::Contains } else { Edge::Same }
}

/// Place of an id in the choice of the one to show; smaller is better.
#[must_use]
pub fn display_rank(id: &str) -> u8 {
    const ORDER: &[&str] = &["CVE-", "GHSA-", "JVNDB-"];
    const LATE: &[&str] = &["EUVD-", "GCVE-"];
    const OWN: &[&str] = &["HNM-", "HINOMI-"];
    let at = |prefixes: &[&str]| prefixes.iter().position(|prefix| id.starts_with(prefix)).and_then(|at| u8::try_from(at).ok());
    at(ORDER).or_else(|| at(LATE).map(|late| 10 + late)).or_else(|| at(OWN).map(|_| 20)).unwrap_or(5)
}

/// The id to show for a cluster: CVE, else GHSA, JVNDB, OSV, EUVD or GCVE, own; ties by the text.
#[must_use]
pub fn display_id<'a>(ids: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    ids.into_iter().min_by(|a, b| (display_rank(a), *a).cmp(&(display_rank(b), *b)))
}

/// Two ids that were claimed to be the same although each side has a live CVE of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// One id of the refused edge.
    pub a: String,
    /// The other.
    pub b: String,
}

/// Ids grouped by flaw.
#[derive(Debug, Default)]
pub struct Clusters {
    at: HashMap<String, usize>,
    parent: Vec<usize>,
    ids: Vec<String>,
    members: BTreeMap<usize, Vec<usize>>,
    conflicts: Vec<Conflict>,
}

impl Clusters {
    /// Groups ids by `same` edges, in a steady order whatever the order of the edges; `withdrawn` CVEs do not count as live.
    ///
    /// Invariant: a cluster has at most one live CVE; an edge that would join two is refused and listed.
    pub fn of(edges: impl IntoIterator<Item = (String, String)>, withdrawn: impl Fn(&str) -> bool) -> Self {
        let mut edges: Vec<_> = edges.into_iter().map(|(a, b)| if a <= b { (a, b) } else { (b, a) }).collect();
        // Edges that name a CVE first, so that a chain of other ids cannot tie two CVEs together before they speak.
        edges.sort_unstable_by(|x, y| (!(is_cve(&x.0) || is_cve(&x.1)), x).cmp(&(!(is_cve(&y.0) || is_cve(&y.1)), y)));
        edges.dedup();
        let mut out = Self::default();
        let mut live: Vec<Option<usize>> = Vec::new();
        for (a, b) in edges {
            let (x, y) = (out.place(&a, &mut live, &withdrawn), out.place(&b, &mut live, &withdrawn));
            let (x, y) = (out.root(x), out.root(y));
            if x == y {
                continue;
            }
            if live[x].is_some() && live[y].is_some() {
                out.conflicts.push(Conflict { a, b });
                continue;
            }
            let (low, high) = (x.min(y), x.max(y));
            out.parent[high] = low;
            live[low] = live[low].or(live[high]);
        }
        for at in 0..out.ids.len() {
            let root = out.root(at);
            out.members.entry(root).or_default().push(at);
        }
        out
    }

    fn place(&mut self, id: &str, live: &mut Vec<Option<usize>>, withdrawn: impl Fn(&str) -> bool) -> usize {
        if let Some(at) = self.at.get(id) {
            return *at;
        }
        let at = self.ids.len();
        self.at.insert(id.to_owned(), at);
        self.ids.push(id.to_owned());
        self.parent.push(at);
        live.push((is_cve(id) && !withdrawn(id)).then_some(at));
        at
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    /// The ids of the cluster of an id, that id alone where nothing joins it.
    #[must_use]
    pub fn of_id<'a>(&'a self, id: &'a str) -> Vec<&'a str> {
        let Some(mut at) = self.at.get(id).copied() else { return vec![id] };
        while self.parent[at] != at {
            at = self.parent[at];
        }
        self.members.get(&at).into_iter().flatten().map(|member| self.ids[*member].as_str()).collect()
    }

    /// Every cluster of two or more ids.
    pub fn all(&self) -> impl Iterator<Item = Vec<&str>> {
        self.members.values().map(|members| members.iter().map(|m| self.ids[*m].as_str()).collect())
    }

    /// The edges that were refused.
    #[must_use]
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }
}
