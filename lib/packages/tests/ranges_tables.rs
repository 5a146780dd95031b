//! Every reader against its table of cases (`testdata/ranges`).

use packages::range::cve5::{Entry, Status};
use packages::range::nvd::Criterion;
use packages::range::osv::Event;
use packages::range::vers::{Vers, scheme_of_type};
use packages::range::{Containment, RangeSet, Reason, cve5, jvn, native, nvd, osv};
use packages::scheme::Scheme;

/// Reads a range of a table; none = the reader refuses it.
type Reader = fn(&str) -> Option<RangeSet>;

/// Runs a table: `RANGE => inside… ! outside… ? unknown…`, where `? unreadable` alone means that the reader refuses.
fn run(name: &str, table: &str, read: Reader) {
    let mut cases = 0;
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (range, want) = line.rsplit_once("=>").unwrap();
        let (range, want) = (range.trim(), want.trim());
        let set = read(range);
        cases += 1;
        if want == "? unreadable" {
            assert!(set.is_none(), "{name}: {range} is read as {}", set.unwrap());
            continue;
        }
        let set = set.unwrap_or_else(|| panic!("{name}: {range} is refused"));
        let mut expected = Containment::In;
        for word in want.split_whitespace() {
            match word {
                "!" => expected = Containment::Out,
                "?" => expected = Containment::Unknown(Reason::BoundUnreadable),
                version => {
                    let got = set.contains(version);
                    let same = got == expected || matches!((got, expected), (Containment::Unknown(_), Containment::Unknown(_)));
                    assert!(same, "{name}: {version} in {range}: {got:?}, expected {expected:?}; read as {set}");
                }
            }
        }
    }
    assert!(cases > 3, "{name} has {cases} cases");
}

macro_rules! native_tables {
    ($($test:ident $ty:literal)+) => {
        $(#[test]
        fn $test() {
            if scheme_of_type($ty).is_none() {
                println!("!! NOT CHECKED: ranges of `{}`, whose versions have no scheme here", $ty);
                return;
            }
            let table = include_str!(concat!("../testdata/ranges/", $ty, ".txt"));
            run($ty, table, |text| native::read($ty, text).ok().map(|native| native.set(native.scheme().unwrap())));
        })+
    };
}

native_tables! {
    ranges_of_npm_hold "npm"
    ranges_of_cargo_hold "cargo"
    ranges_of_gems_hold "gem"
    ranges_of_composer_hold "composer"
    ranges_of_maven_hold "maven"
    ranges_of_nuget_hold "nuget"
    ranges_of_python_hold "pypi"
    ranges_of_conan_hold "conan"
    ranges_of_nginx_hold "nginx"
    ranges_of_openssl_hold "openssl"
    ranges_of_advisories_hold "generic"
    ranges_of_debian_hold "deb"
}

#[test]
fn ranges_of_vers_hold() {
    run("vers", include_str!("../testdata/ranges/vers.txt"), |text| {
        let vers = Vers::read(text).ok()?;
        Some(vers.set(vers.scheme().unwrap_or(Scheme::CpeGeneric)))
    });
}

#[test]
fn japanese_prose_is_read_or_kept_as_unknown() {
    run("jvn", include_str!("../testdata/ranges/jvn.txt"), |text| {
        let prose = jvn::read(Scheme::CpeGeneric, text);
        assert_eq!(prose.text, text);
        assert!(prose.understood || prose.set.contains("1.0") == Containment::Unknown(Reason::TextUnreadable));
        prose.understood.then_some(prose.set)
    });
}

#[test]
fn events_of_osv_are_evaluated_as_its_schema_says() {
    run("osv", include_str!("../testdata/ranges/osv.txt"), |text| {
        let (mut ranges, mut versions) = (Vec::new(), Vec::new());
        for range in text.split('|').map(str::trim).filter(|range| !range.is_empty()) {
            let mut events = Vec::new();
            for event in range.split(',').map(str::trim) {
                match event.split_once(' ').unwrap() {
                    ("introduced", version) => events.push(Event::Introduced(version)),
                    ("fixed", version) => events.push(Event::Fixed(version)),
                    ("last_affected", version) => events.push(Event::LastAffected(version)),
                    ("limit", version) => events.push(Event::Limit(version)),
                    ("v", version) => versions.push(version),
                    other => panic!("{other:?}"),
                }
            }
            if !events.is_empty() {
                ranges.push(events);
            }
        }
        let ranges: Vec<_> = ranges.iter().map(Vec::as_slice).collect();
        Some(osv::read(Scheme::Semver, &ranges, &versions))
    });
}

fn status(word: &str) -> Option<Status> {
    Some(match word {
        "affected" => Status::Affected,
        "unaffected" => Status::Unaffected,
        "unknown" => Status::Unknown,
        _ => return None,
    })
}

#[test]
fn entries_of_cve_records_decide_before_their_default() {
    run("cve5", include_str!("../testdata/ranges/cve5.txt"), |text| {
        let mut parts = text.split('|').map(str::trim);
        let default = status(parts.next()?);
        let mut rows = Vec::new();
        for part in parts {
            let words: Vec<_> = part.split_whitespace().collect();
            let (mut less_than, mut less_than_or_equal, mut changes) = (None, None, Vec::new());
            let mut rest = &words[2..];
            while let [sign, version, tail @ ..] = rest {
                rest = tail;
                match *sign {
                    "<" => less_than = Some(*version),
                    "<=" => less_than_or_equal = Some(*version),
                    _ => {
                        changes.push((*version, status(tail[0]).unwrap()));
                        rest = &tail[1..];
                    }
                }
            }
            rows.push((words[0], status(words[1]).unwrap(), less_than, less_than_or_equal, changes));
        }
        let mut entries = Vec::new();
        for (version, status, less_than, less_than_or_equal, changes) in &rows {
            let (less_than, less_than_or_equal) = (*less_than, *less_than_or_equal);
            entries.push(Entry { version, status: *status, less_than, less_than_or_equal, changes });
        }
        Some(cve5::read(Scheme::CpeGeneric, default, &entries))
    });
}

#[test]
fn bounds_of_the_nvd_hold() {
    run("nvd", include_str!("../testdata/ranges/nvd.txt"), |text| {
        let mut words = text.split_whitespace();
        let mut criterion = Criterion { version: words.next()?, ..Criterion::default() };
        for word in words {
            let version = word.trim_matches(['[', '(', ')', ']']);
            let bound = match (&word[..1], &word[word.len() - 1..]) {
                ("[", _) => &mut criterion.start_including,
                ("(", _) => &mut criterion.start_excluding,
                (_, "]") => &mut criterion.end_including,
                _ => &mut criterion.end_excluding,
            };
            *bound = Some(version);
        }
        Some(nvd::read(Scheme::CpeGeneric, &criterion))
    });
}
