//! Reads a CSAF 2.0 or 2.1 document as records: each of its vulnerabilities with what it says of packages and products.

use std::sync::Arc;

use super::products::{Listed, products};
use super::tree::Value;
use super::view::{Doc, list, text};
use crate::documents::Place;
use crate::phrase::{self, Phrase};
use crate::problem::{Problem, Problems, quote};
use crate::record::{Affected, Form, Range, RangeEnd, RangeKind, Record, RecordScore, Status, Subject, red_hat_release};
use crate::vex::{Copies, Product};
use packages::cpe::{Cpe, Value as CpeValue};
use packages::purl::Purl;
use packages::range::RangeSet;
use packages::range::vers::Vers;
use packages::scheme::Scheme;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Most statements on products that are read of one document.
pub const STATEMENTS_MAX: usize = 1_000_000;

/// Most products that stand within one another.
const WITHIN_MAX: usize = 8;
/// Most names of one product that are looked at.
const NAMES_MAX: usize = 200;
/// Longest name of a product and longest text on its versions that are read, in bytes.
const TEXT_BYTES_MAX: usize = 1_000;

/// Product statuses and what they mean for a version; a recommended product is said to be free of the flaw by nobody.
const STATUSES: [(&str, Status); 7] = [
    ("first_affected", Status::Affected),
    ("known_affected", Status::Affected),
    ("last_affected", Status::Affected),
    ("first_fixed", Status::Unaffected),
    ("fixed", Status::Unaffected),
    ("known_not_affected", Status::Unaffected),
    ("under_investigation", Status::Unknown),
];

/// Types of packages of distributions: a fixed package of theirs means that those before it are not fixed.
const DISTRIBUTIONS: [&str; 3] = ["rpm", "deb", "apk"];

/// How versions of products are ordered.
const SCHEME: Scheme = Scheme::CpeGeneric;

/// Reads the records of a document; one for each vulnerability, named `tracking id:CVE`.
#[must_use]
pub fn records(bytes: &[u8]) -> (Vec<Record>, Vec<Problem>) {
    let mut problems = Problems::default();
    let records = read_one(bytes, Place::Whole, &mut problems);
    (records, problems.into_vec())
}

/// Reads the records of one document.
pub(crate) fn read_one(bytes: &[u8], place: Place, problems: &mut Problems) -> Vec<Record> {
    let mut note = |code, pointer: &str, detail: String| problems.note(code, place.pointer(pointer), detail);
    if bytes.len() > super::CSAF_BYTES_MAX {
        note("record.too_large", "", format!("{} bytes, at most {}", bytes.len(), super::CSAF_BYTES_MAX));
        return Vec::new();
    }
    let root = match Value::read(crate::json::trim_start(bytes)) {
        Ok(root) => root,
        Err(error) => {
            note("record.not_json", "", error.to_string());
            return Vec::new();
        }
    };
    let doc = Doc::of(&root);
    let Some(id) = text(doc.at("/document/tracking"), "id") else {
        note("record.no_id", "/document/tracking/id", "a document without its id".to_owned());
        return Vec::new();
    };
    let mut inner = Problems::default();
    let products = products(&doc, &mut inner);
    let mut reading =
        Reading { doc: &doc, products: &products, problems: &mut inner, left: STATEMENTS_MAX, copies: Copies::default(), cut: false };
    let records = doc.vulnerabilities().map(|(pointer, vulnerability)| reading.record(id, &pointer, vulnerability)).collect();
    for problem in inner.into_vec() {
        problems.note(problem.code, place.pointer(&problem.pointer), problem.detail);
    }
    records
}

struct Reading<'r, 'a> {
    doc: &'r Doc<'a>,
    products: &'r BTreeMap<&'a str, Listed<'a>>,
    problems: &'r mut Problems,
    /// Statements that may still be read.
    left: usize,
    /// What the document says once and each record says again.
    copies: Copies,
    /// Some of it was left out.
    cut: bool,
}

impl<'a> Reading<'_, 'a> {
    fn record(&mut self, document: &str, pointer: &str, vulnerability: &'a Value<'a>) -> Record {
        let cve = text(vulnerability, "cve");
        let others = list(vulnerability, "ids").filter_map(|(_, id)| text(id, "text"));
        let names: Vec<&str> = cve.into_iter().chain(others).map(str::trim).filter(|name| !name.is_empty()).collect();
        let own = names.first().copied().map_or_else(|| pointer.rsplit('/').next().unwrap_or_default().to_owned(), str::to_owned);
        let mut record = Record::new(format!("{document}:{own}"), Form::Csaf);
        record.aliases = names.iter().map(|name| (*name).to_owned()).collect();
        record.aliases.dedup();
        self.words(&mut record, vulnerability);
        let tracking = self.doc.at("/document/tracking");
        record.published = text(tracking, "initial_release_date").map(str::to_owned);
        record.modified = text(tracking, "current_release_date").map(str::to_owned);
        let publisher = text(self.doc.at("/document/publisher"), "name").unwrap_or(Form::Csaf.key());
        let publisher = &publisher[..publisher.floor_char_boundary(TEXT_BYTES_MAX)];
        let mut known = HashSet::new();
        let scored = self.doc.scored(pointer, vulnerability);
        let vectors = scored.iter().filter_map(|(_, _, cvss)| text(cvss, "vectorString")).filter(|vector| known.insert(*vector));
        record.scores = vectors.map(|vector| RecordScore { vector: vector.to_owned(), source: publisher.to_owned() }).collect();
        let weaknesses = vulnerability.get("cwe").into_iter().filter_map(|cwe| text(cwe, "id"));
        let weaknesses = weaknesses.chain(list(vulnerability, "cwes").filter_map(|(_, cwe)| text(cwe, "id")));
        record.weaknesses = weaknesses.map(str::to_owned).collect();
        record.affected = self.affected(pointer, vulnerability);
        record
    }

    /// Title, text and links, in the language of the document.
    fn words(&mut self, record: &mut Record, vulnerability: &'a Value<'a>) {
        let said = |text: &&str| !text.trim().is_empty();
        let shared = text(self.doc.at("/document"), "title").filter(said).filter(|title| self.copies.take(title.len()));
        let title = text(vulnerability, "title").filter(said).or(shared);
        let note = |wanted: [&str; 2]| {
            list(vulnerability, "notes")
                .filter(|(_, note)| text(note, "category").is_some_and(|category| wanted.contains(&category)))
                .find_map(|(_, note)| text(note, "text").filter(said))
        };
        let description = note(["description", "summary"]).or_else(|| note(["details", "general"]));
        let (title, description) = (title.map(str::to_owned), description.map(str::to_owned));
        if self.doc.language() == "ja" {
            (record.title_ja, record.description_ja) = (title, description);
        } else {
            (record.title, record.description) = (title, description);
        }
        let mut known = HashSet::new();
        let urls = |holder| list(holder, "references").filter_map(|(_, reference)| text(reference, "url"));
        record.references.extend(urls(vulnerability).filter(|url| known.insert(*url)).map(str::to_owned));
        for url in urls(self.doc.at("/document")) {
            if !self.copies.take(size_of::<String>() + url.len()) {
                if !std::mem::replace(&mut self.cut, true) {
                    self.problems.note(
                        "record.too_large",
                        "/document/references",
                        "links of too many vulnerabilities; the rest was left out",
                    );
                }
                break;
            }
            if known.insert(url) {
                record.references.push(url.to_owned());
            }
        }
    }

    /// What a vulnerability says of each subject, in the order in which they are met.
    fn affected(&mut self, pointer: &str, vulnerability: &'a Value<'a>) -> Vec<Affected> {
        let products = self.products;
        let mut entries: Vec<Entry> = Vec::new();
        let mut index: HashMap<Subject, usize> = HashMap::new();
        for (key, status) in STATUSES {
            for (place, id) in self.doc.in_status(pointer, vulnerability, &[key]) {
                let place = String::from(place);
                let Some(listed) = products.get(id) else {
                    self.problems.note("csaf.6.1.1", place, format!("product {} is not defined", quote(id)));
                    continue;
                };
                let (listed, subjects) = subjects(products, listed);
                if subjects.is_empty() {
                    self.problems.note("csaf.no_subject", place.clone(), quote(listed.product.name.as_deref().unwrap_or(id)));
                }
                for (subject, version) in subjects {
                    if self.left == 0 {
                        self.problems.note("csaf.too_many_products", place, format!("only the first {STATEMENTS_MAX} were read"));
                        return entries.into_iter().map(Entry::finish).collect();
                    }
                    self.left -= 1;
                    let at = *index.entry(subject).or_insert_with_key(|subject| {
                        entries.push(Entry::new(subject.clone(), place.clone()));
                        entries.len() - 1
                    });
                    let said = version.map_or_else(|| said(listed), Said::Exact);
                    if let (Said::Doubt, Some(text)) = (&said, listed.path.version) {
                        self.problems.note("csaf.version_text", place.clone(), quote(text));
                    }
                    entries[at].add(status, said, key);
                }
            }
        }
        entries.into_iter().map(Entry::finish).collect()
    }
}

/// Of what a product speaks: packages, CPEs, else vendor and product; each with the version that its name holds. Beside them the product
/// whose branches say which versions are meant where a name holds none.
fn subjects<'l, 'a>(
    products: &'l BTreeMap<&'a str, Listed<'a>>,
    listed: &'l Listed<'a>,
) -> (&'l Listed<'a>, Vec<(Subject, Option<String>)>) {
    // A package of a distribution is that package wherever the distribution ships it; any other part speaks for the whole.
    if let Some((part, whole)) = listed.joined {
        let part = products.get(part);
        let names = part.map(|part| &part.product).into_iter().chain([&listed.product]);
        let packages = names.flat_map(|product| product.purls.iter().take(NAMES_MAX));
        let packages = packages.filter_map(|purl| Purl::parse(purl).ok()).filter(|purl| DISTRIBUTIONS.contains(&purl.ty.as_str()));
        let whole = products.get(whole);
        let distro =
            whole.and_then(|whole| whole.product.cpes.iter().take(NAMES_MAX).find_map(|cpe| red_hat_release(&Cpe::parse(cpe).ok()?)));
        let mut found: Vec<_> = packages.map(|purl| of_purl(purl, distro.as_deref())).collect();
        found.dedup();
        if !found.is_empty() {
            return (part.unwrap_or(listed), found);
        }
    }
    let whole = outermost(products, listed);
    (whole, own_subjects(whole))
}

/// The product that a part stands in, and that again, as far as the document defines it.
fn outermost<'l, 'a>(products: &'l BTreeMap<&'a str, Listed<'a>>, mut listed: &'l Listed<'a>) -> &'l Listed<'a> {
    for _ in 0..WITHIN_MAX {
        let Some(whole) = listed.joined.and_then(|(_, whole)| products.get(whole)) else { break };
        listed = whole;
    }
    listed
}

fn own_subjects(listed: &Listed<'_>) -> Vec<(Subject, Option<String>)> {
    let Product { purls, cpes, name, .. } = &listed.product;
    let mut found: Vec<_> =
        purls.iter().take(NAMES_MAX).filter_map(|purl| Purl::parse(purl).ok()).map(|purl| of_purl(purl, None)).collect();
    found.extend(cpes.iter().take(NAMES_MAX).filter_map(|cpe| Cpe::parse(cpe).ok()).map(of_cpe));
    if found.is_empty()
        && let Some(product) = listed.path.name.or(name.as_deref())
    {
        let short = |text: &str| text[..text.floor_char_boundary(TEXT_BYTES_MAX)].to_owned();
        let vendor = short(listed.path.vendor.unwrap_or_default());
        found.push((Subject::Named { vendor, product: short(product) }, None));
    }
    found
}

/// A package without its version, and its version; that of an RPM with the epoch, which stands among the qualifiers.
fn of_purl(purl: Purl, distro: Option<&str>) -> (Subject, Option<String>) {
    let version = match (purl.version.clone(), purl.qualifier("epoch")) {
        (Some(version), Some(epoch)) if !version.contains(':') => Some(format!("{epoch}:{version}")),
        (version, _) => version,
    };
    let mut subject = Subject::of_purl(purl);
    if let Subject::Package { distro: own, .. } = &mut subject
        && own.is_none()
    {
        *own = distro.map(str::to_owned);
    }
    (subject, version)
}

/// A CPE without its version, and its version.
fn of_cpe(mut cpe: Cpe) -> (Subject, Option<String>) {
    let version = cpe.full_version();
    if version.is_some() {
        (cpe.version, cpe.update) = (CpeValue::Any, CpeValue::Any);
    }
    (Subject::Cpe(cpe.to_string()), version)
}

/// What is said of versions.
enum Said {
    Exact(String),
    /// Intervals; one without ends is every version.
    Ranges(Vec<(Option<String>, RangeEnd)>, Vec<String>),
    /// An interval that begins after a version.
    Above(String, RangeEnd),
    Doubt,
}

/// What the branches say of versions; a product without a version stands for all.
fn said(listed: &Listed<'_>) -> Said {
    let Some(text) = listed.path.version.map(str::trim) else {
        return Said::Ranges(vec![(None, RangeEnd::Open)], Vec::new());
    };
    if text.len() > TEXT_BYTES_MAX {
        return Said::Doubt;
    }
    // `vers:all/<2` is no VERS, for that type has no bounds, but its bounds are what its writers mean.
    let text = match Vers::read(text) {
        Ok(vers) => return of_set(&vers.set(SCHEME)),
        Err(_) => text.strip_prefix("vers:").and_then(|rest| rest.split_once('/')).map_or(text, |(_, bounds)| bounds.trim()),
    };
    let everything = || Said::Ranges(vec![(None, RangeEnd::Open)], Vec::new());
    match text.to_ascii_lowercase().as_str() {
        "" | "-" | "n/a" => return Said::Doubt,
        "*" | "all" | "any" => return everything(),
        _ => {}
    }
    let parts: Vec<&str> = text.split('|').map(str::trim).collect();
    match parts.as_slice() {
        // A bar between a begin and an end is meant as "and".
        [from, to] if from.starts_with('>') && to.starts_with('<') => of_phrase(&format!("{from}, {to}")),
        [one] if one.starts_with('>') => of_phrase(&one.replacen(" and <", ", <", 1)),
        [one] => of_phrase(one),
        several => {
            let (mut ranges, mut exact) = (Vec::new(), Vec::new());
            for part in several {
                match of_phrase(part) {
                    Said::Exact(version) => exact.push(version),
                    Said::Ranges(more, versions) => {
                        ranges.extend(more);
                        exact.extend(versions);
                    }
                    Said::Above(..) | Said::Doubt => return Said::Doubt,
                }
            }
            Said::Ranges(ranges, exact)
        }
    }
}

fn of_phrase(text: &str) -> Said {
    match phrase::read(text) {
        Phrase::Version(version) if version.bytes().any(|byte| byte.is_ascii_digit()) && !version.contains('*') => {
            Said::Exact(version.to_owned())
        }
        Phrase::Range(from, to) => Said::Ranges(vec![(from.map(str::to_owned), to)], Vec::new()),
        Phrase::Above(from, to) => Said::Above(from.to_owned(), to),
        Phrase::Version(_) | Phrase::Prose => Said::Doubt,
    }
}

fn of_set(set: &RangeSet) -> Said {
    use packages::range::Bound;
    if !set.is_exact() {
        return Said::Doubt;
    }
    let mut ranges = Vec::new();
    for interval in set.intervals() {
        if matches!(interval.from, Bound::Without(_)) {
            return Said::Doubt;
        }
        let to = match &interval.to {
            Bound::Open => RangeEnd::Open,
            Bound::With(version) => RangeEnd::With(version.clone()),
            Bound::Without(version) => RangeEnd::Before(version.clone()),
        };
        ranges.push((interval.from.version().map(str::to_owned), to));
    }
    Said::Ranges(ranges, set.named().map(str::to_owned).collect())
}

/// What is gathered of one subject.
struct Entry {
    subject: Subject,
    pointer: String,
    /// Versions, one by one.
    exact: Vec<(Status, String)>,
    ranges: Vec<(Status, Option<String>, RangeEnd)>,
    /// Versions of a package of a distribution in which the flaw is mended.
    fixed: Vec<String>,
    doubtful: bool,
    met: HashSet<(u8, String)>,
}

impl Entry {
    fn new(subject: Subject, pointer: String) -> Self {
        Self { subject, pointer, exact: Vec::new(), ranges: Vec::new(), fixed: Vec::new(), doubtful: false, met: HashSet::new() }
    }

    fn add(&mut self, status: Status, said: Said, key: &str) {
        match said {
            Said::Exact(version) => self.version(status, version, key),
            Said::Ranges(ranges, versions) => {
                self.ranges.extend(ranges.into_iter().map(|(from, to)| (status, from, to)));
                versions.into_iter().for_each(|version| self.version(status, version, key));
            }
            Said::Above(from, to) => {
                // A range begins with its first version, so an entry before it takes out the one that is excluded.
                let other = if status == Status::Affected { Status::Unaffected } else { Status::Unknown };
                self.exact.push((other, from.clone()));
                self.ranges.push((status, Some(from), to));
            }
            Said::Doubt => self.doubtful = true,
        }
    }

    fn version(&mut self, status: Status, version: String, key: &str) {
        let rank = match status {
            Status::Affected => 0,
            Status::Unaffected => 1,
            Status::Unknown => 2,
        };
        if self.met.insert((rank, version.clone())) {
            if key.ends_with("fixed") {
                self.fixed.push(version.clone());
            }
            self.exact.push((status, version));
        }
    }

    fn finish(self) -> Affected {
        let range = |status, from, to| Range { kind: RangeKind::Custom, status, from, to };
        let is_affected = |status: &Status| *status == Status::Affected;
        let says_affected =
            self.exact.iter().map(|(status, _)| status).chain(self.ranges.iter().map(|(status, ..)| status)).any(is_affected);
        let (mut ranges, mut versions) = (Vec::new(), Vec::new());
        for (status, version) in self.exact {
            if status == Status::Affected {
                versions.push(version);
            } else {
                ranges.push(range(status, Some(version.clone()), RangeEnd::With(version)));
            }
        }
        // Of entries that hold a version the first decides: what is mended or not known comes before what is affected.
        for wanted in [Status::Unaffected, Status::Unknown, Status::Affected] {
            let of = self.ranges.iter().filter(|(status, ..)| *status == wanted);
            ranges.extend(of.map(|(status, from, to)| range(*status, from.clone(), to.clone())));
        }
        let is_package = matches!(&self.subject, Subject::Package { purl_type, .. } if DISTRIBUTIONS.contains(&purl_type.as_str()));
        if is_package && !says_affected {
            ranges.extend(self.fixed.into_iter().map(|version| range(Status::Affected, None, RangeEnd::Before(version))));
        }
        // Beyond what is said nothing is affected; where nothing is said to be, or words were not understood, nobody knows.
        let known = ranges.iter().any(|range| range.status == Status::Affected) || !versions.is_empty();
        let default_status = if known && !self.doubtful { Status::Unaffected } else { Status::Unknown };
        Affected { subject: self.subject, ranges, versions, default_status, context: Arc::default(), pointer: self.pointer }
    }
}

#[cfg(test)]
mod tests {
    use super::records;
    use crate::record::{RangeEnd, Status, Subject};

    /// A vendor's advisory and a distribution's in one: products by branches, a package in a release by a relationship.
    const DOCUMENT: &str = r#"{
 "document": {"category": "csaf_security_advisory", "csaf_version": "2.0", "lang": "ja-JP", "title": "ルーターの脆弱性", "publisher": {"category": "vendor", "name": "Kakuu Denki"},
  "tracking": {"id": "KD-1", "initial_release_date": "1900-01-01T00:00:00Z", "current_release_date": "1900-02-01T00:00:00Z"},
  "references": [{"category": "self", "summary": "x", "url": "https://kakuu.example/kd-1"}]},
 "product_tree": {
  "branches": [{"category": "vendor", "name": "Kakuu", "branches": [
   {"category": "product_name", "name": "Router", "branches": [
    {"category": "product_version_range", "name": "vers:intdot/>=1.0|<1.5", "product": {"name": "Router", "product_id": "R1"}},
    {"category": "product_version", "name": "1.5", "product": {"name": "Router 1.5", "product_id": "R2"}},
    {"category": "product_version_range", "name": "vers:all/> 2.0|<= 2.3", "product": {"name": "Router", "product_id": "R3"}},
    {"category": "product_version_range", "name": "the ones with a blue label", "product": {"name": "Router", "product_id": "R4"}}]},
   {"category": "product_name", "name": "Hub", "branches": [
    {"category": "product_version_range", "name": "vers:intdot/<4", "product": {"name": "Hub", "product_id": "H"}}]},
   {"category": "product_name", "name": "Cam", "branches": [
    {"category": "product_version", "name": "3.1", "product": {"name": "Cam 3.1", "product_id": "C1", "product_identification_helper": {"cpe": "cpe:2.3:h:kakuu:cam:3.1:sp1:*:*:*:*:*:*"}}}]},
   {"category": "product_name", "name": "Base 9", "product": {"name": "Base 9", "product_id": "B9", "product_identification_helper": {"cpe": "cpe:/o:redhat:enterprise_linux:9"}}}]}],
  "full_product_names": [{"name": "openssl", "product_id": "openssl", "product_identification_helper": {"purl": "pkg:rpm/redhat/openssl@3.0.7-27.el9?arch=src&epoch=1"}},
   {"name": "libhttpd", "product_id": "libhttpd", "product_identification_helper": {"purl": "pkg:generic/libhttpd@2.1"}}],
  "relationships": [
   {"category": "default_component_of", "product_reference": "openssl", "relates_to_product_reference": "B9", "full_product_name": {"name": "openssl in Base 9", "product_id": "B9:openssl"}},
   {"category": "default_component_of", "product_reference": "libhttpd", "relates_to_product_reference": "C1", "full_product_name": {"name": "libhttpd in Cam", "product_id": "C1:libhttpd"}},
   {"category": "default_component_of", "product_reference": "libhttpd", "relates_to_product_reference": "H", "full_product_name": {"name": "libhttpd in Hub", "product_id": "H:libhttpd"}}]},
 "vulnerabilities": [
  {"cve": "CVE-1900-0001", "ids": [{"system_name": "x", "text": "X-1"}], "cwe": {"id": "CWE-787", "name": "x"}, "notes": [{"category": "description", "text": "境界外書き込み"}],
   "product_status": {"known_affected": ["R1", "R3", "C1:libhttpd", "H:libhttpd", "Q"], "fixed": ["R2", "B9:openssl"]},
   "scores": [{"products": ["R1"], "cvss_v3": {"vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}, {"products": ["R3"], "cvss_v3": {"vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}]},
  {"product_status": {"known_affected": ["R4"], "under_investigation": ["C1"]}}]}"#;

    #[test]
    fn each_vulnerability_is_a_record_with_its_products_resolved() {
        let (records, problems) = records(DOCUMENT.as_bytes());
        let [first, second] = &records[..] else { panic!("{records:?}") };
        assert_eq!(
            (first.id.as_str(), first.aliases.as_slice()),
            ("KD-1:CVE-1900-0001", ["CVE-1900-0001".to_owned(), "X-1".to_owned()].as_slice())
        );
        assert_eq!((second.id.as_str(), second.aliases.len()), ("KD-1:1", 0));
        assert_eq!((first.title_ja.as_deref(), first.description_ja.as_deref()), (Some("ルーターの脆弱性"), Some("境界外書き込み")));
        assert_eq!((first.weaknesses.as_slice(), first.scores.len()), (["CWE-787".to_owned()].as_slice(), 1));
        assert_eq!(first.references, ["https://kakuu.example/kd-1"]);
        assert_eq!(first.modified.as_deref(), Some("1900-02-01T00:00:00Z"));
        let [router, cam, hub, openssl] = &first.affected[..] else { panic!("{:?}", first.affected) };
        assert_eq!(router.subject, Subject::Named { vendor: "Kakuu".to_owned(), product: "Router".to_owned() });
        let ranges: Vec<_> = router.ranges.iter().map(|range| (range.status, range.from.as_deref(), range.to.clone())).collect();
        assert_eq!(
            ranges,
            [
                (Status::Unaffected, Some("2.0"), RangeEnd::With("2.0".to_owned())),
                (Status::Unaffected, Some("1.5"), RangeEnd::With("1.5".to_owned())),
                (Status::Affected, Some("1.0"), RangeEnd::Before("1.5".to_owned())),
                (Status::Affected, Some("2.0"), RangeEnd::With("2.3".to_owned())),
            ]
        );
        assert_eq!(router.default_status, Status::Unaffected);
        // The part of a product that is no package of a distribution speaks for the product.
        assert_eq!(cam.subject, Subject::Cpe("cpe:2.3:h:kakuu:cam:*:*:*:*:*:*:*:*".to_owned()));
        assert_eq!(cam.versions, ["3.1-sp1"]);
        assert_eq!((hub.versions.len(), &hub.ranges[0].to), (0, &RangeEnd::Before("4".to_owned())), "in the versions of the whole");
        assert!(
            matches!(&openssl.subject, Subject::Package { name, distro: Some(distro), .. } if name == "openssl" && distro == "redhat:9")
        );
        let mended = openssl.ranges.iter().find(|range| range.status == Status::Affected).unwrap();
        assert_eq!(mended.to, RangeEnd::Before("1:3.0.7-27.el9".to_owned()), "what comes before the fix is not fixed");
        assert_eq!(second.affected.iter().map(|affected| affected.default_status).collect::<Vec<_>>(), [Status::Unknown, Status::Unknown]);
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["csaf.6.1.1", "csaf.version_text"]);
    }

    #[test]
    fn what_is_no_document_is_one_problem() {
        for (text, code) in [("{", "record.not_json"), ("{}", "record.no_id"), (r#"{"document": {"tracking": {"id": 7}}}"#, "record.no_id")]
        {
            let (records, problems) = records(text.as_bytes());
            assert!(records.is_empty(), "{text}");
            assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), [code], "{text}");
        }
    }
}
