//! What the CVE 5 reader keeps and what it complains of.

use super::read;
use crate::record::{RangeEnd, RangeKind, Record, Status, Subject};

fn one(text: &str) -> (Record, Vec<&'static str>) {
    let (mut records, problems) = read(text.as_bytes());
    assert_eq!(records.len(), 1, "{problems:?}");
    (records.remove(0), problems.iter().map(|problem| problem.code).collect())
}

fn of_product(product: &str) -> (Record, Vec<&'static str>) {
    one(&format!(
        r#"{{"dataType":"CVE_RECORD","dataVersion":"5.2","cveMetadata":{{"cveId":"CVE-1900-0001","state":"PUBLISHED"}},"containers":{{"cna":{{"affected":[{product}]}}}}}}"#
    ))
}

/// `[from, to)`, `*` for no bound, `!` before what is not affected, `?` before what is unknown; then the versions.
fn shown(record: &Record) -> String {
    let affected = &record.affected[0];
    let ranges = affected.ranges.iter().map(|range| {
        let from = range.from.as_deref().unwrap_or("*");
        let mark = match range.status {
            Status::Affected => "",
            Status::Unaffected => "!",
            Status::Unknown => "?",
        };
        match &range.to {
            RangeEnd::Open => format!("{mark}[{from},*)"),
            RangeEnd::Before(to) => format!("{mark}[{from},{to})"),
            RangeEnd::With(to) => format!("{mark}[{from},{to}]"),
        }
    });
    ranges.chain(affected.versions.iter().cloned()).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_whole_record_is_read() {
    let (record, codes) = one(include_str!("../../testdata/cve5.json"));
    assert_eq!(codes, Vec::<&str>::new());
    assert_eq!(record.id, "CVE-1900-0001");
    assert_eq!(record.title_ja.as_deref(), Some("管理画面における認証不備"));
    assert_eq!(record.description.as_deref(), Some("An unauthenticated person may open the console."));
    assert_eq!(record.description_ja.as_deref(), Some("認証されていない者が管理画面を開ける。"));
    let scores: Vec<_> = record.scores.iter().map(|score| (&score.vector[..8], score.source.as_str())).collect();
    assert_eq!(scores, [("CVSS:4.0", "cna"), ("CVSS:3.1", "CISA-ADP"), ("AV:N/AC:", "downstream")]);
    assert_eq!(record.weaknesses, ["CWE-306", "CWE-287"]);
    assert_eq!(record.references, ["https://example.org/a", "https://example.org/b"]);
    assert_eq!(record.affected[0].subject, Subject::Named { vendor: "Demo".to_owned(), product: "Gateway".to_owned() });
    assert_eq!(record.affected[1].subject, Subject::Cpe("cpe:2.3:o:demo:gateway_firmware:*:*:*:*:*:*:*:*".to_owned()));
    assert_eq!(record.affected[2].pointer, "/containers/cna/cpeApplicability/0/nodes/0/cpeMatch/0");
    assert_eq!(record.affected[3].pointer, "/containers/adp/0/affected/0");
    assert_eq!(record.affected.len(), 4, "a downstream container adds nothing");
}

#[test]
fn versions_become_ranges() {
    for (versions, expected) in [
        (r#"{"version":"1.0","status":"affected"}"#, "1.0"),
        (r#"{"version":"1.0","status":"unaffected"}"#, "![1.0,1.0]"),
        (r#"{"version":"0","lessThan":"2.0","status":"affected","versionType":"semver"}"#, "[*,2.0)"),
        (r#"{"version":"1.0","lessThanOrEqual":"*","status":"affected"}"#, "[1.0,*)"),
        (r#"{"version":"5.10.75","lessThanOrEqual":"5.10.*","status":"unaffected"}"#, "![5.10.75,5.10.*]"),
        (
            r#"{"version":"3.0","lessThan":"4","status":"affected","changes":[{"at":"3.2","status":"unaffected"},{"at":"3.4","status":"unknown"}]}"#,
            "[3.0,3.2) ![3.2,3.4) ?[3.4,4)",
        ),
        (r#"{"version":">= 1.0, < 1.2","status":"affected"}"#, "[1.0,1.2)"),
        (r#"{"version":"> 1.0","status":"affected"}"#, "![1.0,1.0] [1.0,*)"),
        (r#"{"version":"*","status":"affected"}"#, "[*,*)"),
    ] {
        let (record, codes) = of_product(&format!(r#"{{"vendor":"v","product":"p","versions":[{versions}]}}"#));
        assert_eq!((shown(&record), codes), (expected.to_owned(), vec![]), "{versions}");
    }
}

#[test]
fn affected_by_default_without_versions_is_unknown() {
    let (record, _) = of_product(r#"{"vendor":"v","product":"p","defaultStatus":"affected"}"#);
    assert_eq!(record.affected[0].default_status, Status::Unknown);
    let (record, codes) =
        of_product(r#"{"vendor":"v","product":"p","defaultStatus":"affected","versions":[{"version":"n/a","status":"affected"}]}"#);
    assert_eq!((record.affected[0].default_status, codes), (Status::Unknown, vec!["cve5.no_version"]));
    let (record, _) =
        of_product(r#"{"vendor":"v","product":"p","defaultStatus":"affected","versions":[{"version":"2","status":"unaffected"}]}"#);
    assert_eq!(record.affected[0].default_status, Status::Affected);
}

#[test]
fn packages_of_registries_and_repositories_are_named() {
    let package = |ty: &str, namespace: Option<&str>, name: &str, distro: Option<&str>| Subject::Package {
        purl_type: ty.to_owned(),
        namespace: namespace.map(str::to_owned),
        name: name.to_owned(),
        distro: distro.map(str::to_owned),
    };
    for (fields, expected) in [
        (
            r#""collectionURL":"https://repo.maven.apache.org/maven2","packageName":"org.demo:core""#,
            package("maven", Some("org.demo"), "core", None),
        ),
        (r#""collectionURL":"https://pkg.go.dev","packageName":"os/exec""#, package("golang", None, "stdlib", None)),
        (r#""packageURL":"pkg:npm/%40demo/a""#, package("npm", Some("@demo"), "a", None)),
        (
            r#""collectionURL":"https://access.redhat.com/downloads/","packageName":"curl","cpes":["cpe:/o:redhat:enterprise_linux:9"]"#,
            package("rpm", Some("redhat"), "curl", Some("redhat:9")),
        ),
        (
            r#""repo":"https://example.org/k.git","versions":[{"version":"aa","lessThan":"bb","versionType":"git","status":"affected"}]"#,
            Subject::Git { repo: "https://example.org/k.git".to_owned() },
        ),
    ] {
        let (record, codes) = of_product(&format!(r#"{{"vendor":"v","product":"p",{fields}}}"#));
        assert_eq!((record.affected.len(), &record.affected[0].subject, codes), (1, &expected, vec![]));
    }
}

#[test]
fn a_rejected_record_is_withdrawn() {
    let (record, _) = one(
        r#"{"cveMetadata":{"cveId":"CVE-1900-0002","state":"REJECTED","dateRejected":"2026-01-02T00:00:00Z"},"containers":{"cna":{"rejectedReasons":[{"lang":"en","value":"Not a flaw."}]}}}"#,
    );
    assert_eq!(record.withdrawn.as_deref(), Some("2026-01-02T00:00:00Z"));
    assert_eq!(record.description.as_deref(), Some("Not a flaw."));
}

#[test]
fn one_bad_entry_costs_only_itself() {
    let (record, codes) = of_product(
        r#"4,{"product":"p","defaultStatus":"maybe","cpes":["cpe:9",1],"versions":[1,{"version":"1"},{"version":"2","status":"affected"},
           {"version":"1.0 through 1.5","status":"affected"},{"version":"3","lessThan":"4","status":"affected","changes":[{"at":"3.1"}]}]},{"vendor":"n/a","product":"n/a"}"#,
    );
    assert_eq!(
        codes,
        [
            "cve5.bad_affected",
            "cve5.bad_version",
            "cve5.bad_version",
            "cve5.prose_version",
            "cve5.bad_change",
            "cve5.bad_status",
            "cve5.bad_cpe",
            "cve5.bad_cpe",
            "cve5.no_subject"
        ]
    );
    assert_eq!(shown(&record), "[3,4) 2");
    assert_eq!(record.affected[0].ranges[0].kind, RangeKind::Custom);
    assert_eq!(read(br#"{"dataVersion":"4.0","cveMetadata":{"cveId":"X"}}"#).1[0].code, "cve5.unknown_version");
}
