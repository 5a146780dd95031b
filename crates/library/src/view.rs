//! A vulnerability as all its records tell it together.

use formats::detect;
use formats::record::{EpssScore, KevListing, Record};
use matching::alias;

use crate::error::Result;
use crate::snapshot::{RecordHead, Snapshot};

/// Most links shown of one vulnerability.
pub const REFERENCES_MAX: usize = 500;

/// A CVSS vector with who gave it, and in which record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreView {
    /// As given.
    pub vector: String,
    /// Who gave it.
    pub source: String,
    /// The record that says so.
    pub record: String,
}

/// A vulnerability as all its records tell it together.
#[derive(Debug, Clone, PartialEq)]
pub struct VulnerabilityView {
    /// Id to show: CVE, else GHSA, and so on.
    pub display_id: String,
    /// The other ids of its cluster, sorted.
    pub aliases: Vec<String>,
    /// Title in English, of the first record that has one: OSV, then CVE.
    pub title: Option<String>,
    /// Text in English, of the first record that has one: CVE, then OSV.
    pub description: Option<String>,
    /// Title in Japanese.
    pub title_ja: Option<String>,
    /// Earliest `published`.
    pub published: Option<String>,
    /// Latest `modified`.
    pub modified: Option<String>,
    /// Every score, each once; policy picks.
    pub scores: Vec<ScoreView>,
    /// Its listing in KEV.
    pub kev: Option<KevListing>,
    /// Its EPSS score.
    pub epss: Option<EpssScore>,
    /// CWE ids, sorted.
    pub weaknesses: Vec<String>,
    /// Links in the order of the records, up to `REFERENCES_MAX`.
    pub references: Vec<String>,
    /// Set = every record of the cluster was taken back; the latest such date.
    pub withdrawn: Option<String>,
    /// The records it comes from: those of the cluster, then advisories about it.
    pub sources: Vec<RecordHead>,
}

impl Snapshot {
    /// What all records say of a vulnerability, by any of its ids; none = no record, no KEV entry and no score names it.
    ///
    /// # Errors
    /// When a segment is damaged.
    pub fn vulnerability(&self, id: &str) -> Result<Option<VulnerabilityView>> {
        let cluster = self.cluster(id);
        let display_id = alias::display_id(cluster.iter().map(String::as_str)).unwrap_or(id).to_owned();
        let spots = self.spots_of_cluster(&cluster);
        let mut view = VulnerabilityView {
            aliases: cluster.iter().filter(|alias| **alias != display_id).cloned().collect(),
            kev: cluster.iter().find_map(|id| self.kev(id)),
            epss: cluster.iter().find_map(|id| self.epss(id)),
            display_id,
            title: None,
            description: None,
            title_ja: None,
            published: None,
            modified: None,
            scores: Vec::new(),
            weaknesses: Vec::new(),
            references: Vec::new(),
            withdrawn: None,
            sources: spots.iter().filter_map(|spot| self.record_head(*spot)).collect(),
        };
        if view.sources.is_empty() && view.kev.is_none() && view.epss.is_none() {
            return Ok(None);
        }
        let mut records = Vec::new();
        for spot in spots {
            let own = self.head_at(spot).is_some_and(|head| cluster.iter().any(|c| c == head.id));
            if !own {
                continue;
            }
            let raw = self.segments()[spot.segment].raw(spot.record as usize)?;
            let id = self.head_at(spot).map_or("", |head| head.id);
            records.extend(detect::records(&raw, id).0.into_iter().filter(|record| record.id == id));
        }
        // Advisories tell of several flaws at once, so only their links of heads are shown, not their scores.
        view.sources.sort_by_key(|source| !cluster.contains(&source.id));
        view.merge(&records);
        Ok(Some(view))
    }
}

impl VulnerabilityView {
    fn merge(&mut self, records: &[Record]) {
        let live = || records.iter().filter(|record| record.withdrawn.is_none());
        if live().next().is_none() {
            self.withdrawn = records.iter().filter_map(|record| record.withdrawn.clone()).max();
        }
        // What was taken back speaks only where nothing else does.
        let speaking: Vec<&Record> = if live().next().is_some() { live().collect() } else { records.iter().collect() };
        let first = |of: fn(&Record) -> Option<&String>, forms: &[&str]| {
            let ranked = forms.iter().flat_map(|form| speaking.iter().filter(move |r| r.form.key() == *form));
            ranked.filter_map(|record| of(record)).find(|text| !text.trim().is_empty()).cloned()
        };
        self.title = first(|r| r.title.as_ref(), &["osv", "cve5", "nvd"]);
        self.description = first(|r| r.description.as_ref(), &["cve5", "osv", "nvd"]);
        self.title_ja = first(|r| r.title_ja.as_ref(), &["jvn", "cve5", "osv"]);
        self.published = speaking.iter().filter_map(|r| r.published.clone()).min();
        self.modified = speaking.iter().filter_map(|r| r.modified.clone()).max();
        for record in speaking {
            for score in &record.scores {
                if !self.scores.iter().any(|known| known.vector == score.vector && known.source == score.source) {
                    let (vector, source) = (score.vector.clone(), score.source.clone());
                    self.scores.push(ScoreView { vector, source, record: record.id.clone() });
                }
            }
            self.weaknesses.extend(record.weaknesses.iter().cloned());
            for link in &record.references {
                if self.references.len() < REFERENCES_MAX && !self.references.contains(link) {
                    self.references.push(link.clone());
                }
            }
        }
        self.weaknesses.sort();
        self.weaknesses.dedup();
    }
}
