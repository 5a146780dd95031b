//! Records are written so that reading gives the same facts, and the same facts give the same bytes.

use formats::record::{Affected, Form, Range, RangeEnd, RangeKind, Record, RecordScore, Status, Subject};
use formats::{cve5, osv};
use proptest::prelude::*;

fn version() -> impl Strategy<Value = String> {
    "[1-9]\\.[0-9]{1,2}\\.[0-9]"
}

fn range(kind: RangeKind) -> impl Strategy<Value = Range> {
    (version(), version(), 0..3usize, any::<bool>()).prop_map(move |(from, to, end, begins)| Range {
        kind,
        status: Status::Affected,
        from: begins.then_some(from),
        to: [RangeEnd::Open, RangeEnd::Before(to.clone()), RangeEnd::With(to)][end].clone(),
    })
}

fn words() -> impl Strategy<Value = String> {
    "[a-zA-Z][a-zA-Z \"\\\\<&]{0,30}[a-z]"
}

const VECTORS: [&str; 4] = [
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "CVSS:3.0/AV:L/AC:H/PR:L/UI:R/S:C/C:L/I:N/A:N",
    "AV:N/AC:L/Au:N/C:P/I:P/A:P",
];

prop_compose! {
    fn facts(form: Form, source: &'static str)(
        number in 1000..99_999u32, title in prop::option::of(words()), text in words(), scores in prop::sample::subsequence(&VECTORS[..], 0..4),
        links in prop::collection::btree_set("https://[a-z]{1,8}\\.example/[a-z]{0,8}", 1..4),
    ) -> Record {
        let mut record = Record::new(format!("CVE-1900-{number}"), form);
        record.title = title;
        record.description = Some(text);
        record.published = Some("1900-01-01T00:00:00Z".to_owned());
        record.modified = Some("1900-01-02T00:00:00Z".to_owned());
        record.scores = scores.into_iter().map(|vector| RecordScore { vector: vector.to_owned(), source: source.to_owned() }).collect();
        record.references = links.into_iter().collect();
        record
    }
}

fn package() -> impl Strategy<Value = Subject> {
    let of = |ty: &str, namespace: Option<&str>, name: &str, distro: Option<&str>| Subject::Package {
        purl_type: ty.to_owned(),
        namespace: namespace.map(str::to_owned),
        name: name.to_owned(),
        distro: distro.map(str::to_owned),
    };
    prop::sample::select(vec![
        of("npm", Some("@kakuu"), "denki", None),
        of("cargo", None, "kakuu", None),
        of("maven", Some("jp.example"), "denki", None),
        of("golang", Some("example.com/kakuu"), "denki", None),
        of("deb", Some("debian"), "kakuu", Some("debian:12")),
        of("apk", Some("alpine"), "kakuu", Some("alpine:3.19")),
    ])
}

/// A record without the places of its statements, which reading gives.
fn bare(mut record: Record) -> Record {
    record.affected.iter_mut().for_each(|affected| affected.pointer.clear());
    record
}

fn statement(subject: Subject, ranges: Vec<Range>, versions: Vec<String>) -> Affected {
    let default_status = if ranges.is_empty() && versions.is_empty() { Status::Unknown } else { Status::Unaffected };
    Affected { subject, ranges, versions, default_status, context: std::sync::Arc::default(), pointer: String::new() }
}

proptest! {
    #[test]
    fn osv_records_are_read_as_they_were_written(
        mut record in facts(Form::Osv, "osv"), related in prop::collection::btree_set("GHSA-[a-z]{4}", 0..3),
        affected in prop::collection::vec((package(), prop::collection::vec(range(RangeKind::Ecosystem), 0..3), prop::collection::btree_set(version(), 0..3)), 0..4),
    ) {
        record.aliases = related.iter().map(|id| format!("{id}-x")).collect();
        record.related = related.into_iter().collect();
        record.affected = affected.into_iter().map(|(subject, ranges, versions)| statement(subject, ranges, versions.into_iter().collect())).collect();
        let (bytes, left) = osv::write(&record);
        crate::keep("osv", &bytes);
        prop_assert!(left.is_empty(), "{left:?}");
        prop_assert_eq!(&bytes, &osv::write(&record.clone()).0);
        prop_assert_eq!(schemas::check(&bytes), Some((schemas::Schema::Osv, Vec::new())));
        let (read, problems) = osv::read(&bytes);
        prop_assert!(problems.is_empty(), "{problems:?}");
        prop_assert_eq!(read.into_iter().map(bare).collect::<Vec<_>>(), vec![record]);
    }

    #[test]
    fn cve_records_are_read_as_they_were_written(
        mut record in facts(Form::Cve5, "cna"), japanese in prop::option::of("[ぁ-ん]{1,20}"), weak in any::<bool>(),
        named in prop::collection::vec((words(), words(), prop::collection::vec(range(RangeKind::Custom), 1..3), prop::collection::btree_set(version(), 0..2)), 1..3),
        cpes in prop::collection::vec(range(RangeKind::Custom), 0..3),
    ) {
        record.description_ja = japanese;
        record.weaknesses = if weak { vec!["CWE-79".to_owned()] } else { Vec::new() };
        let named = named.into_iter().map(|(vendor, product, mut ranges, versions)| {
            ranges.dedup();
            statement(Subject::Named { vendor, product }, ranges, versions.into_iter().collect())
        });
        let cpe = Subject::Cpe("cpe:2.3:o:kakuu:router_firmware:*:*:*:*:*:*:*:*".to_owned());
        record.affected = named.chain(cpes.into_iter().map(|range| statement(cpe.clone(), vec![range], Vec::new()))).collect();
        prop_assert!(cve5::lacks(&record).is_empty());
        let cna = cve5::Cna { org_id: "134c704f-9b21-4f2e-91b3-4a467353bcc9".to_owned(), short_name: "kakuu".to_owned() };
        let bytes = cve5::write(&record, &cna);
        crate::keep("cve", &bytes);
        prop_assert_eq!(&bytes, &cve5::write(&record.clone(), &cna));
        prop_assert_eq!(schemas::check(&bytes), Some((schemas::Schema::Cve5, Vec::new())));
        let (read, problems) = cve5::read(&bytes);
        prop_assert!(problems.is_empty(), "{problems:?}");
        prop_assert_eq!(read.into_iter().map(bare).collect::<Vec<_>>(), vec![record]);
    }
}

#[test]
fn what_a_form_cannot_say_is_named() {
    let mut record = Record::new("CVE-1900-0001", Form::Osv);
    record.affected.push(statement(Subject::Cpe("cpe:2.3:a:kakuu:denki:*:*:*:*:*:*:*:*".to_owned()), Vec::new(), Vec::new()));
    let codes: Vec<_> = osv::write(&record).1.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["osv.no_modified", "osv.no_subject"]);
    let places: Vec<_> = cve5::lacks(&record).into_iter().map(|problem| problem.pointer).collect();
    assert_eq!(places, ["/containers/cna/descriptions", "/containers/cna/affected", "/containers/cna/references"]);
}
