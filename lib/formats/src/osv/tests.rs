//! What the OSV reader keeps and what it complains of.

use super::read;
use crate::record::{RangeEnd, RangeKind, Record, Subject};

fn one(text: &str) -> (Record, Vec<&'static str>) {
    let (mut records, problems) = read(text.as_bytes());
    assert_eq!(records.len(), 1, "{problems:?}");
    (records.remove(0), problems.iter().map(|problem| problem.code).collect())
}

/// `[from, to)` and `[from, to]`, `*` for no bound, `!` before what is not affected.
fn shown(record: &Record, affected: usize) -> String {
    let ranges = record.affected[affected].ranges.iter().map(|range| {
        let from = range.from.as_deref().unwrap_or("*");
        let mark = if range.status == crate::record::Status::Affected { "" } else { "!" };
        match &range.to {
            RangeEnd::Open => format!("{mark}[{from},*)"),
            RangeEnd::Before(to) => format!("{mark}[{from},{to})"),
            RangeEnd::With(to) => format!("{mark}[{from},{to}]"),
        }
    });
    ranges.collect::<Vec<_>>().join(" ")
}

fn of_events(kind: &str, events: &str) -> (String, Vec<&'static str>) {
    let (record, codes) = one(&format!(
        r#"{{"id":"X-1","affected":[{{"package":{{"ecosystem":"npm","name":"a"}},"ranges":[{{"type":"{kind}","repo":"https://example.org/a","events":{events}}}]}}]}}"#
    ));
    (shown(&record, record.affected.len() - 1), codes)
}

#[test]
fn a_whole_record_is_read() {
    let (record, codes) = one(include_str!("../../testdata/osv-npm.json"));
    assert_eq!(codes, Vec::<&str>::new());
    assert_eq!(record.id, "GHSA-xxxx-demo-0001");
    assert_eq!(record.aliases, ["CVE-1900-0001"]);
    assert_eq!(record.related, ["CVE-1900-0002", "CVE-1900-0003"]);
    assert_eq!(record.title.as_deref(), Some("Prototype pollution in left-ladder"));
    assert_eq!(record.scores.len(), 2);
    assert_eq!(record.references, ["https://example.org/advisory/1"]);
    assert_eq!(shown(&record, 0), "[*,1.2.3) [2.0.0-beta.1,2.0.4]");
    assert_eq!(record.affected[0].versions, ["0.9.0"]);
    assert_eq!(record.affected[1].subject, Subject::Git { repo: "https://example.org/left-ladder.git".to_owned() });
    assert_eq!(record.affected[1].ranges[0].kind, RangeKind::Git);
}

#[test]
fn events_become_intervals() {
    let cases = [
        (r#"[{"introduced":"0"},{"fixed":"1"}]"#, "[*,1)"),
        (r#"[{"introduced":"0"}]"#, "[*,*)"),
        (r#"[{"introduced":"1"},{"last_affected":"2"},{"introduced":"3"},{"fixed":"4"}]"#, "[1,2] [3,4)"),
        (r#"[{"introduced":"1"},{"limit":"2"}]"#, "[1,2)"),
        (r#"[{"introduced":"1"},{"limit":"*"}]"#, "[1,*)"),
    ];
    for (events, expected) in cases {
        assert_eq!(of_events("ECOSYSTEM", events), (expected.to_owned(), vec![]));
    }
    let unordered = r#"[{"introduced":"0"},{"introduced":"2.0.0"},{"fixed":"10.0.0"},{"fixed":"1.9.0"}]"#;
    assert_eq!(of_events("SEMVER", unordered), ("[*,1.9.0) [2.0.0,10.0.0)".to_owned(), vec![]));
    let strange = r#"[{"introduced":"0"},{"introduced":"x y"},{"fixed":"1.9.0"}]"#;
    assert_eq!(of_events("SEMVER", strange), ("[*,1.9.0)".to_owned(), vec!["osv.unordered_events"]));
    let branches = r#"[{"introduced":"0"},{"fixed":"aaaa"},{"fixed":"bbbb"}]"#;
    assert_eq!(of_events("GIT", branches).0, "[*,aaaa) ![bbbb,*)");
}

#[test]
fn one_bad_range_costs_only_itself() {
    let (record, codes) = one(r#"{"id":"X-1","aliases":"CVE-1","affected":[7,{"package":{"ecosystem":"npm","name":"a"},"ranges":[
            {"type":"SEMVER","events":[{"fixed":"1"}]},
            {"type":"WEEKS","events":[{"introduced":"0"}]},
            "nonsense",
            {"type":"SEMVER","events":[{"introduced":"1","fixed":"2"},{"introduced":"3"}]}],"versions":["1",2]},
            {"package":{"ecosystem":"Abacus","name":"b"}}]}"#);
    assert_eq!(
        codes,
        [
            "osv.bad_list",
            "osv.bad_affected",
            "osv.no_introduced",
            "osv.bad_range",
            "osv.bad_range",
            "osv.bad_event",
            "osv.bad_text",
            "osv.unknown_package",
            "osv.no_subject"
        ]
    );
    assert_eq!(shown(&record, 0), "[3,*)");
}

#[test]
fn records_come_alone_in_lists_and_on_lines() {
    let (records, problems) = read(b"[{\"id\":\"A\"},{\"no\":1},{\"id\":\"B\"}]");
    assert_eq!((records.len(), problems[0].code, problems[0].pointer.as_str()), (2, "osv.no_id", "/1/id"));
    let (records, problems) = read(b"{\"id\":\"A\"}\n{\"id\":\n{\"id\":\"C\"}\n");
    assert_eq!((records.len(), problems[0].code, problems[0].pointer.as_str()), (2, "record.not_json", "line 2"));
}

#[test]
fn yaml_is_read_with_versions_as_they_are_written() {
    let (record, codes) = one(
        "id: PYSEC-1900-1\nmodified: 2023-07-25T16:31:58Z\ndetails: >-\n  a b\n  c\naffected:\n- package: {ecosystem: PyPI, name: demo}\n  ranges:\n  - type: ECOSYSTEM\n    events:\n    - introduced: \"0\"\n    - fixed: 1.10\n  versions: [1.0, '1.1']\nwithdrawn: null\n",
    );
    assert_eq!(codes, Vec::<&str>::new());
    assert_eq!(record.modified.as_deref(), Some("2023-07-25T16:31:58Z"));
    assert_eq!(record.description.as_deref(), Some("a b c"));
    assert_eq!(record.withdrawn, None);
    assert_eq!(shown(&record, 0), "[*,1.10)");
    assert_eq!(record.affected[0].versions, ["1.0", "1.1"]);
}
