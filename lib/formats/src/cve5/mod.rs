//! Reads CVE records 5.0 to 5.2: the CNA's container and those of authorised data publishers.
//!
//! What an ADP other than CISA's says is affected is not read: a supplier's container speaks of that supplier's product only and never widens
//! the upstream statement. Its scores, weaknesses and references are.

pub(crate) mod applicability;
mod subjects;
mod versions;
mod write;

pub use write::{Cna, lacks, write};

use std::sync::Arc;

use serde::Deserialize;

use crate::documents::{self, Place};
use crate::json;
use crate::json::lenient::{List, Object, Text};
use crate::problem::{Problem, Problems, quote};
use crate::record::{Affected, Form, Record, RecordScore, Status};

/// Most affected entries read of one container.
pub const AFFECTED_MAX: usize = 20_000;

/// Most ranges and versions of one entry, counted for each of its subjects.
const PRODUCT_VERSIONS_MAX: usize = 500_000;

/// Organisation id of CISA as data publisher; its `affected` speaks of the upstream product.
const CISA_ADP: &str = "134c704f-9b21-4f2e-91b3-4a467353bcc0";

/// Reads one record, a list of records, or records one a line.
///
/// A record without an id, or which is not JSON, is left out with a problem; a fault inside an entry costs that entry only.
#[must_use]
pub fn read(bytes: &[u8]) -> (Vec<Record>, Vec<Problem>) {
    let mut problems = Problems::default();
    let mut records = Vec::new();
    documents::each(bytes, &mut problems, |document, place, problems| records.extend(read_one(document, place, problems)));
    (records, problems.into_vec())
}

/// Reads one record.
pub(crate) fn read_one(bytes: &[u8], place: Place, problems: &mut Problems) -> Option<Record> {
    let document: Document<'_> = match json::record(bytes, || place.pointer(""), problems)? {
        Object::Is(document) => document,
        Object::Absent | Object::Wrong => {
            problems.note("record.not_object", place.pointer(""), "a record is an object");
            return None;
        }
    };
    if let Some(version) = document.data_version.get().filter(|version| !version.starts_with("5.")) {
        problems.note("cve5.unknown_version", place.pointer("/dataVersion"), format!("{} is not 5.x", quote(version)));
        return None;
    }
    let meta = document.meta.get();
    let Some(id) = meta.and_then(|meta| meta.id.get()) else {
        problems.note("cve5.no_id", place.pointer("/cveMetadata/cveId"), "a record needs a `cveId`");
        return None;
    };
    Some(Reading { place, problems, record: Record::new(id, Form::Cve5) }.record(&document))
}

#[derive(Deserialize, Default)]
struct Document<'a> {
    #[serde(borrow, default, rename = "dataVersion")]
    data_version: Text<'a>,
    #[serde(borrow, default, rename = "cveMetadata")]
    meta: Object<Meta<'a>>,
    #[serde(borrow, default)]
    containers: Object<Containers<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Meta<'a> {
    #[serde(borrow, default, rename = "cveId")]
    id: Text<'a>,
    #[serde(borrow, default)]
    state: Text<'a>,
    #[serde(borrow, default)]
    date_published: Text<'a>,
    #[serde(borrow, default)]
    date_updated: Text<'a>,
    #[serde(borrow, default)]
    date_rejected: Text<'a>,
}

#[derive(Deserialize, Default)]
struct Containers<'a> {
    #[serde(borrow, default)]
    cna: Object<Container<'a>>,
    #[serde(borrow, default)]
    adp: List<Object<Container<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Container<'a> {
    #[serde(borrow, default)]
    provider_metadata: Object<Provider<'a>>,
    #[serde(borrow, default)]
    title: Text<'a>,
    #[serde(borrow, default)]
    descriptions: List<Object<Description<'a>>>,
    #[serde(borrow, default)]
    rejected_reasons: List<Object<Description<'a>>>,
    #[serde(borrow, default)]
    affected: List<Object<subjects::Product<'a>>>,
    #[serde(borrow, default)]
    cpe_applicability: List<Object<applicability::Element<'a>>>,
    #[serde(borrow, default)]
    metrics: List<Object<Metric<'a>>>,
    #[serde(borrow, default)]
    problem_types: List<Object<ProblemType<'a>>>,
    #[serde(borrow, default)]
    references: List<Object<Reference<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Provider<'a> {
    #[serde(borrow, default)]
    org_id: Text<'a>,
    #[serde(borrow, default)]
    short_name: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Description<'a> {
    #[serde(borrow, default)]
    lang: Text<'a>,
    #[serde(borrow, default)]
    value: Text<'a>,
    #[serde(borrow, default)]
    description: Text<'a>,
    #[serde(borrow, default)]
    cwe_id: Text<'a>,
}

#[derive(Deserialize, Default)]
struct ProblemType<'a> {
    #[serde(borrow, default)]
    descriptions: List<Object<Description<'a>>>,
}

#[derive(Deserialize, Default)]
struct Reference<'a> {
    #[serde(borrow, default)]
    url: Text<'a>,
}

#[derive(Deserialize, Default)]
struct Metric<'a> {
    #[serde(borrow, default, rename = "cvssV2_0")]
    v2_0: Object<Cvss<'a>>,
    #[serde(borrow, default, rename = "cvssV3_0")]
    v3_0: Object<Cvss<'a>>,
    #[serde(borrow, default, rename = "cvssV3_1")]
    v3_1: Object<Cvss<'a>>,
    #[serde(borrow, default, rename = "cvssV4_0")]
    v4_0: Object<Cvss<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Cvss<'a> {
    #[serde(borrow, default)]
    vector_string: Text<'a>,
}

struct Reading<'p> {
    place: Place,
    problems: &'p mut Problems,
    record: Record,
}

impl Reading<'_> {
    fn note(&mut self, code: &'static str, pointer: &str, detail: impl Into<String>) {
        self.problems.note(code, self.place.pointer(pointer), detail);
    }

    fn record(mut self, document: &Document<'_>) -> Record {
        if let Some(meta) = document.meta.get() {
            self.record.published = meta.date_published.owned();
            self.record.modified = meta.date_updated.owned();
            if meta.state.get() == Some("REJECTED") {
                let when = [&meta.date_rejected, &meta.date_updated, &meta.date_published];
                self.record.withdrawn = Some(when.into_iter().find_map(Text::owned).unwrap_or_default());
            }
        }
        let Some(containers) = document.containers.get() else {
            self.note("cve5.no_container", "/containers", "a record has a container of its CNA");
            return self.record;
        };
        match &containers.cna {
            Object::Is(cna) => {
                self.words(cna);
                self.common(cna, "cna", "/containers/cna");
                self.affected(cna, "/containers/cna");
            }
            Object::Absent | Object::Wrong => self.note("cve5.no_container", "/containers/cna", "a record has a container of its CNA"),
        }
        for (index, item) in containers.adp.items.iter().enumerate() {
            let pointer = format!("/containers/adp/{index}");
            let Some(adp) = item.get() else {
                self.note("cve5.bad_container", &pointer, "a container is an object");
                continue;
            };
            let provider = adp.provider_metadata.get();
            let source = provider.and_then(|provider| provider.short_name.get()).unwrap_or("adp");
            self.common(adp, source, &pointer);
            if provider.is_some_and(|provider| provider.org_id.get() == Some(CISA_ADP)) {
                self.affected(adp, &pointer);
            }
        }
        self.record
    }

    fn words(&mut self, cna: &Container<'_>) {
        if let Some(title) = cna.title.owned() {
            let japanese = title.chars().any(|letter| matches!(letter, '\u{3041}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}'));
            *(if japanese { &mut self.record.title_ja } else { &mut self.record.title }) = Some(title);
        }
        for description in cna.descriptions.items.iter().chain(&cna.rejected_reasons.items).filter_map(Object::get) {
            let place = match description.lang.get().map(|lang| lang.split(['-', '_']).next().unwrap_or(lang)) {
                Some("ja" | "jp" | "jpn") => &mut self.record.description_ja,
                Some("en" | "eng") | None => &mut self.record.description,
                Some(_) => continue,
            };
            if place.is_none() {
                *place = description.value.owned();
            }
        }
    }

    /// Scores, weaknesses, references: what is taken of every container.
    fn common(&mut self, container: &Container<'_>, source: &str, pointer: &str) {
        for (index, item) in container.metrics.items.iter().enumerate() {
            match item.get() {
                Some(metric) => self.metric(metric, source, &format!("{pointer}/metrics/{index}")),
                None => self.note("cve5.bad_metric", &format!("{pointer}/metrics/{index}"), "a metric is an object"),
            }
        }
        for kind in container.problem_types.items.iter().filter_map(Object::get) {
            for description in kind.descriptions.items.iter().filter_map(Object::get) {
                if let Some(cwe) = description.cwe_id.get().or_else(|| description.description.get()).and_then(leading_cwe)
                    && !self.record.weaknesses.iter().any(|known| known == cwe)
                {
                    self.record.weaknesses.push(cwe.to_owned());
                }
            }
        }
        for url in container.references.items.iter().filter_map(|item| item.get()?.url.get()) {
            if !self.record.references.iter().any(|known| known == url) {
                self.record.references.push(url.to_owned());
            }
        }
    }

    fn metric(&mut self, metric: &Metric<'_>, source: &str, pointer: &str) {
        let forms = [("cvssV4_0", &metric.v4_0), ("cvssV3_1", &metric.v3_1), ("cvssV3_0", &metric.v3_0), ("cvssV2_0", &metric.v2_0)];
        for (name, cvss) in forms {
            match cvss.get().map(|cvss| cvss.vector_string.owned()) {
                Some(Some(vector)) => {
                    let score = RecordScore { vector, source: source.to_owned() };
                    if !self.record.scores.contains(&score) {
                        self.record.scores.push(score);
                    }
                }
                Some(None) => self.note("cve5.bad_metric", &format!("{pointer}/{name}"), "no `vectorString`"),
                None => {}
            }
        }
    }

    fn affected(&mut self, container: &Container<'_>, pointer: &str) {
        for (index, item) in container.affected.items.iter().enumerate() {
            let here = format!("{pointer}/affected/{index}");
            if index == AFFECTED_MAX {
                self.note("cve5.too_many_affected", &here, format!("only the first {AFFECTED_MAX} entries were read"));
                break;
            }
            match item.get() {
                Some(product) => self.product(product, &here),
                None => self.note("cve5.bad_affected", &here, "an entry of `affected` is an object"),
            }
        }
        let (problems, place) = (&mut *self.problems, self.place);
        applicability::read(
            &container.cpe_applicability,
            &format!("{pointer}/cpeApplicability"),
            &mut self.record.affected,
            &mut |code, pointer, detail| {
                problems.note(code, place.pointer(pointer), detail);
            },
        );
    }

    fn product(&mut self, product: &subjects::Product<'_>, pointer: &str) {
        let (problems, place) = (&mut *self.problems, self.place);
        let mut note = |code: &'static str, inside: &str, detail: String| {
            problems.note(code, place.pointer(&format!("{pointer}{inside}")), detail);
        };
        let said = versions::read(&product.versions, &mut note);
        let default_status = match product.default_status.get() {
            // "Affected" of a product whose versions nobody named says nothing about any version.
            Some("affected") if said.is_empty() => Status::Unknown,
            Some("affected") => Status::Affected,
            Some("unaffected") => Status::Unaffected,
            Some("unknown") | None => Status::Unknown,
            Some(other) => {
                note("cve5.bad_status", "/defaultStatus", quote(other));
                Status::Unknown
            }
        };
        let mut subjects = subjects::read(product, said.is_git(), &mut note);
        let subjects_max = PRODUCT_VERSIONS_MAX / (said.ranges.len() + said.versions.len()).max(1);
        if subjects.len() > subjects_max.max(1) {
            note("cve5.too_many_cpes", "/cpes", format!("only the first {} were kept, for there are many versions", subjects_max.max(1)));
            subjects.truncate(subjects_max.max(1));
        }
        for subject in subjects {
            self.record.affected.push(Affected {
                subject,
                ranges: said.ranges.clone(),
                versions: said.versions.clone(),
                default_status,
                context: Arc::default(),
                pointer: pointer.to_owned(),
            });
        }
    }
}

/// `CWE-79` at the beginning of a text.
fn leading_cwe(text: &str) -> Option<&str> {
    let digits = text.strip_prefix("CWE-")?.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0).then(|| &text[..4 + digits])
}

#[cfg(test)]
mod tests;
