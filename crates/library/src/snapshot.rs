//! The library at one instant: which records live, and how to find them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use formats::record::{EpssScore, KevListing};
use matching::Statement;
use matching::alias::{Clusters, display_id};
use sha2::{Digest, Sha256};

use crate::build::{hex, unhex};
use crate::encode::{Head, read_statement, record_of_statement};
use crate::error::{Error, Result, io};
use crate::manifest::Manifest;
use crate::segment::Segment;
use crate::table::Table;

/// Most ids of one alias cluster that are followed.
pub const CLUSTER_IDS_MAX: usize = 1_000;

/// Where a record lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Spot {
    pub(crate) segment: usize,
    pub(crate) record: u32,
}

/// What is known of a record without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordHead {
    /// Id in its feed.
    pub id: String,
    /// The feed that published it.
    pub feed: String,
    /// Its form, such as `osv`.
    pub form: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub digest: String,
    /// RFC 3339, as given.
    pub published: Option<String>,
    /// RFC 3339, as given.
    pub modified: Option<String>,
    /// RFC 3339, as given; set = the feed took it back.
    pub withdrawn: Option<String>,
    /// Short title in English.
    pub title: Option<String>,
    /// Other names of the same flaw.
    pub aliases: Vec<String>,
    /// Flaws that it is about, where it is an advisory.
    pub contains: Vec<String>,
}

/// A hit of the search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchHit {
    /// Id to show.
    pub display_id: String,
    /// Id of the record that was hit.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
}

/// Numbers of one feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedStats {
    /// Live records, withdrawn ones included.
    pub records: usize,
    /// Withdrawn ones among them.
    pub withdrawn: usize,
    /// Records with at least one statement that a component could meet.
    pub with_statements: usize,
    /// Latest `modified` of its records.
    pub latest: Option<String>,
}

/// Numbers of the library.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// Grows by one with every change.
    pub generation: u64,
    /// Segments.
    pub segments: usize,
    /// Bytes on disk, tables included.
    pub bytes: u64,
    /// Live records.
    pub records: usize,
    /// Records that were replaced and wait for compaction.
    pub replaced: usize,
    /// Statements, those of replaced records included.
    pub statements: usize,
    /// Entries of KEV.
    pub kev: usize,
    /// Scores of EPSS.
    pub epss: usize,
    /// Per feed.
    pub feeds: BTreeMap<String, FeedStats>,
}

/// The library at one instant.
#[derive(Debug)]
pub struct Snapshot {
    dir: PathBuf,
    manifest: Manifest,
    segments: Vec<Arc<Segment>>,
    /// Per segment, the records that a later one replaces.
    dead: Vec<HashSet<u32>>,
    kev: Arc<Table>,
    epss: Arc<Table>,
}

impl Snapshot {
    /// Opens what a manifest names; open segments of an earlier snapshot are shared.
    pub(crate) fn open(dir: &Path, manifest: Manifest, earlier: Option<&Self>) -> Result<Self> {
        let known: HashMap<&str, &Arc<Segment>> =
            earlier.map(|e| e.segments.iter().map(|s| (s.file.as_str(), s)).collect()).unwrap_or_default();
        let mut segments = Vec::with_capacity(manifest.segments.len());
        for entry in &manifest.segments {
            segments.push(match known.get(entry.file.as_str()) {
                Some(segment) => Arc::clone(segment),
                None => Arc::new(Segment::open(&dir.join(&entry.file), &entry.file)?),
            });
        }
        let mut dead = vec![HashSet::new(); segments.len()];
        let at: HashMap<&str, usize> = segments.iter().enumerate().map(|(at, s)| (s.file.as_str(), at)).collect();
        for (own, segment) in segments.iter().enumerate() {
            for (file, record) in segment.replaced().ok_or_else(|| segment.damaged("its list of replaced records is cut off"))? {
                let of = if file.is_empty() { Some(&own) } else { at.get(file) };
                if let Some(of) = of {
                    dead[*of].insert(record);
                }
            }
        }
        let table = |entry: &Option<_>, same: Option<(&Option<_>, &Arc<Table>)>| match (entry, same) {
            (entry, Some((known, table))) if entry == known => Ok(Arc::clone(table)),
            (Some(entry), _) => Table::open(dir, entry).map(Arc::new),
            (None, _) => Ok(Arc::new(Table::default())),
        };
        let kev = table(&manifest.kev, earlier.map(|e| (&e.manifest.kev, &e.kev)))?;
        let epss = table(&manifest.epss, earlier.map(|e| (&e.manifest.epss, &e.epss)))?;
        Ok(Self { dir: dir.to_owned(), manifest, segments, dead, kev, epss })
    }

    /// Grows by one with every change of the library.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.manifest.generation
    }

    /// Whether it holds no record at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segments.iter().all(|segment| segment.records() == 0)
    }

    pub(crate) fn segments(&self) -> &[Arc<Segment>] {
        &self.segments
    }

    pub(crate) fn kev_table(&self) -> &Table {
        &self.kev
    }

    pub(crate) fn epss_table(&self) -> &Table {
        &self.epss
    }

    pub(crate) fn is_live(&self, spot: Spot) -> bool {
        self.dead.get(spot.segment).is_some_and(|dead| !dead.contains(&spot.record))
    }

    /// Every record that is not replaced.
    pub(crate) fn live(&self) -> impl Iterator<Item = Spot> {
        self.segments
            .iter()
            .enumerate()
            .flat_map(|(segment, of)| {
                let records = u32::try_from(of.records()).unwrap_or(u32::MAX);
                (0..records).map(move |record| Spot { segment, record })
            })
            .filter(|spot| self.is_live(*spot))
    }

    pub(crate) fn head_at(&self, spot: Spot) -> Option<Head<'_>> {
        self.segments.get(spot.segment)?.head(spot.record as usize)
    }

    pub(crate) fn digest_at(&self, spot: Spot) -> Option<&[u8; 32]> {
        self.segments.get(spot.segment)?.digest(spot.record as usize)
    }

    pub(crate) fn is_withdrawn_at(&self, spot: Spot) -> bool {
        self.segments.get(spot.segment).is_some_and(|s| s.is_withdrawn(spot.record as usize))
    }

    /// Live records that have or name an id.
    pub(crate) fn spots_of(&self, id: &str) -> Vec<Spot> {
        let mut out = Vec::new();
        for (segment, of) in self.segments.iter().enumerate() {
            let found = of.ids().into_iter().flat_map(|ids| ids.find(id)).map(|record| Spot { segment, record });
            out.extend(found.filter(|spot| self.is_live(*spot)));
        }
        out
    }

    /// The live record of a feed with an id.
    pub(crate) fn spot_of(&self, feed: &str, id: &str) -> Option<Spot> {
        self.spots_of(id).into_iter().find(|spot| self.head_at(*spot).is_some_and(|head| head.id == id && head.feed == feed))
    }

    /// The ids of the alias cluster of an id; that id alone where nothing joins it.
    #[must_use]
    pub fn cluster(&self, id: &str) -> Vec<String> {
        let (mut met, mut rest) = (BTreeSet::from([id.to_owned()]), vec![id.to_owned()]);
        let (mut edges, mut rejected) = (Vec::new(), HashSet::new());
        while let Some(next) = rest.pop() {
            for spot in self.spots_of(&next) {
                let Some(head) = self.head_at(spot) else { continue };
                if head.withdrawn.is_some() {
                    // What was taken back joins nothing, and a rejected CVE is no live one.
                    rejected.insert(head.id.to_owned());
                    continue;
                }
                for alias in &head.same {
                    edges.push((head.id.to_owned(), (*alias).to_owned()));
                    for id in [head.id, alias] {
                        if met.len() < CLUSTER_IDS_MAX && met.insert(id.to_owned()) {
                            rest.push(id.to_owned());
                        }
                    }
                }
            }
        }
        let clusters = Clusters::of(edges, |id| rejected.contains(id));
        let mut out: Vec<String> = clusters.of_id(id).into_iter().map(str::to_owned).collect();
        out.sort();
        out
    }

    /// The id to show for an id: the CVE of its cluster, else GHSA, and so on.
    #[must_use]
    pub fn display_id(&self, id: &str) -> String {
        let cluster = self.cluster(id);
        display_id(cluster.iter().map(String::as_str)).unwrap_or(id).to_owned()
    }

    pub(crate) fn record_head(&self, spot: Spot) -> Option<RecordHead> {
        let head = self.head_at(spot)?;
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let all = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Some(RecordHead {
            id: head.id.to_owned(),
            feed: head.feed.to_owned(),
            form: head.form.to_owned(),
            digest: hex(self.digest_at(spot)?),
            published: owned(head.published),
            modified: owned(head.modified),
            withdrawn: owned(head.withdrawn),
            title: owned(head.title),
            aliases: all(&head.same),
            contains: all(&head.contains),
        })
    }

    /// Live records whose id is in the cluster, and those that contain one of its ids; ordered by feed and id.
    pub(crate) fn spots_of_cluster(&self, cluster: &[String]) -> Vec<Spot> {
        let mut spots: BTreeSet<Spot> = BTreeSet::new();
        for id in cluster {
            spots.extend(self.spots_of(id).into_iter().filter(|spot| {
                let head = self.head_at(*spot);
                head.is_some_and(|head| cluster.iter().any(|c| c == head.id) || head.contains.contains(&id.as_str()))
            }));
        }
        let mut spots: Vec<_> = spots.into_iter().collect();
        spots.sort_by_cached_key(|spot| self.head_at(*spot).map(|head| (head.feed.to_owned(), head.id.to_owned())));
        spots
    }

    /// Records of a vulnerability by any of its ids: those of its alias cluster and the advisories about it.
    #[must_use]
    pub fn records_of(&self, id: &str) -> Vec<RecordHead> {
        self.spots_of_cluster(&self.cluster(id)).into_iter().filter_map(|spot| self.record_head(spot)).collect()
    }

    /// A record's bytes as its feed published them, by digest; replaced records are found until the library is compacted.
    ///
    /// # Errors
    /// When the segment is damaged.
    pub fn record(&self, digest: &str) -> Result<Option<Vec<u8>>> {
        let Some(digest) = unhex(digest) else { return Ok(None) };
        let mut segments = self.segments.iter().rev();
        let found = segments.find_map(|segment| segment.find_digest(&digest).map(|record| (segment, record)));
        found.map(|(segment, record)| segment.raw(record)).transpose()
    }

    /// Statements about a key, of live records that were not withdrawn.
    #[must_use]
    pub fn statements_for(&self, key: &str) -> Vec<Statement> {
        let mut out = Vec::new();
        for (segment, of) in self.segments.iter().enumerate() {
            for at in of.keys().into_iter().flat_map(|keys| keys.find(key)) {
                out.extend(self.statement(segment, at as usize));
            }
        }
        out
    }

    /// A statement, where its record lives and was not withdrawn.
    pub(crate) fn statement(&self, segment: usize, at: usize) -> Option<Statement> {
        let of = &self.segments[segment];
        let bytes = of.statement(at)?;
        let record = record_of_statement(bytes)?;
        if of.is_withdrawn(record as usize) || !self.is_live(Spot { segment, record }) {
            return None;
        }
        read_statement(bytes, &of.head(record as usize)?, &hex(of.digest(record as usize)?))
    }

    /// Every statement about a vulnerability, by any of its ids; those of withdrawn records are left out.
    #[must_use]
    pub fn statements_of(&self, id: &str) -> Vec<Statement> {
        let mut out = Vec::new();
        for spot in self.spots_of_cluster(&self.cluster(id)) {
            let Some(head) = self.head_at(spot) else { continue };
            let (first, count) = (head.statements.0 as usize, head.statements.1 as usize);
            out.extend((first..first + count).filter_map(|at| self.statement(spot.segment, at)));
        }
        out
    }

    /// Keys of components that a vulnerability may hit, sorted.
    #[must_use]
    pub fn keys_of_vulnerability(&self, id: &str) -> Vec<String> {
        let keys: BTreeSet<String> = self.statements_of(id).iter().flat_map(Statement::index_keys).collect();
        keys.into_iter().collect()
    }

    /// The listing of a CVE in KEV.
    #[must_use]
    pub fn kev(&self, cve: &str) -> Option<KevListing> {
        self.kev.find(cve)
    }

    /// The EPSS score of a CVE.
    #[must_use]
    pub fn epss(&self, cve: &str) -> Option<EpssScore> {
        self.epss.find(cve)
    }

    /// Every CVE listed in KEV.
    pub fn kev_ids(&self) -> impl Iterator<Item = &str> {
        self.kev.all::<KevListing>().map(|(id, _)| id)
    }

    /// Ids of all live records, sorted, each once.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        let ids: BTreeSet<&str> = self.live().filter_map(|spot| Some(self.head_at(spot)?.id)).collect();
        ids.into_iter().map(str::to_owned).collect()
    }

    /// Records whose id, alias or title holds a text, whatever its case; one hit per vulnerability, ids before titles.
    #[must_use]
    pub fn search(&self, text: &str, limit: usize) -> Vec<SearchHit> {
        let needle = text.trim().to_lowercase();
        if needle.is_empty() {
            return Vec::new();
        }
        let has = |hay: &str| hay.to_lowercase().contains(&needle);
        let mut hits: Vec<(u8, SearchHit)> = Vec::new();
        for spot in self.live() {
            let Some(head) = self.head_at(spot) else { continue };
            let names = || std::iter::once(head.id).chain(head.same.iter().copied());
            let rank = match () {
                () if names().any(|id| id.eq_ignore_ascii_case(&needle)) => 0,
                () if names().any(has) => 1,
                () if head.title.is_some_and(has) => 2,
                () => continue,
            };
            hits.push((rank, SearchHit { display_id: String::new(), id: head.id.to_owned(), title: head.title.map(str::to_owned) }));
        }
        hits.sort_by(|a, b| (a.0, &b.1.id).cmp(&(b.0, &a.1.id)));
        let (mut out, mut shown) = (Vec::new(), HashSet::new());
        for (_, mut hit) in hits {
            if out.len() >= limit {
                break;
            }
            hit.display_id = self.display_id(&hit.id);
            if shown.insert(hit.display_id.clone()) {
                out.push(hit);
            }
        }
        out
    }

    /// Numbers of the library.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let mut out = Stats {
            generation: self.generation(),
            segments: self.segments.len(),
            bytes: self.manifest.segments.iter().map(|s| s.bytes).sum::<u64>() + (self.kev.bytes() + self.epss.bytes()) as u64,
            replaced: self.dead.iter().map(HashSet::len).sum(),
            statements: self.segments.iter().map(|s| s.statements()).sum(),
            kev: self.kev.rows(),
            epss: self.epss.rows(),
            ..Stats::default()
        };
        for head in self.live().filter_map(|spot| self.head_at(spot)) {
            out.records += 1;
            let feed = match out.feeds.get_mut(head.feed) {
                Some(feed) => feed,
                None => out.feeds.entry(head.feed.to_owned()).or_default(),
            };
            feed.records += 1;
            feed.withdrawn += usize::from(head.withdrawn.is_some());
            feed.with_statements += usize::from(head.statements.1 > 0);
            if head.modified > feed.latest.as_deref() {
                feed.latest = head.modified.map(str::to_owned);
            }
        }
        out
    }

    /// Reads every file and every record again and compares digests; gives how many records were checked.
    ///
    /// # Errors
    /// At the first file or record that is not what was written.
    pub fn verify(&self) -> Result<usize> {
        let mut checked = 0;
        for (segment, entry) in self.segments.iter().zip(&self.manifest.segments) {
            if segment.bytes().len() as u64 != entry.bytes || hex(&Sha256::digest(segment.bytes())) != entry.sha256 {
                return Err(segment.damaged("its digest is not that of the manifest"));
            }
            for record in 0..segment.records() {
                if segment.digest(record).map(|d| d.as_slice()) != Some(Sha256::digest(segment.raw(record)?).as_slice()) {
                    return Err(segment.damaged("a record does not have its digest"));
                }
                checked += 1;
            }
        }
        for entry in self.manifest.kev.iter().chain(&self.manifest.epss) {
            let path = self.dir.join(&entry.file);
            let bytes = std::fs::read(&path).map_err(io("read", &path))?;
            if hex(&Sha256::digest(&bytes)) != entry.sha256 {
                return Err(Error::Damaged { file: entry.file.clone(), what: "its digest is not that of the manifest" });
            }
        }
        Ok(checked)
    }
}
