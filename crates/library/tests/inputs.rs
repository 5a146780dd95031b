//! Every sort of input, the faults in them, and the limits.

use std::io::Write;

use crate::fixture::{World, osv};
use library::{Error, Library, Progress, RATIO_FREE_BYTES};

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append_data(&mut header, name, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn every_sort_of_input_gives_the_same_records() {
    let (a, b) = (osv("GHSA-aaaa", "left", "1.0.0", ""), osv("GHSA-bbbb", "right", "1.0.0", ""));
    let files: [(&str, &[u8]); 3] = [("x/a.json", a.as_bytes()), ("x/b.json", b.as_bytes()), ("x/README.md", b"# no record")];
    let lines = format!("{a}\n\n{b}\n");
    let inputs: Vec<(&str, Vec<u8>)> = vec![
        ("all.zip", zip(&files)),
        ("all.tar", tar(&files)),
        ("all.tar.gz", gzip(&tar(&files))),
        ("all.tgz", gzip(&tar(&files))),
        ("all.tar.zst", zstd::encode_all(&tar(&files)[..], 3).unwrap()),
        ("all.jsonl", lines.clone().into_bytes()),
        ("all.jsonl.gz", gzip(lines.as_bytes())),
        ("lines.json", lines.into_bytes()),
        ("list.json", format!("[{a}, {b}]").into_bytes()),
        ("inside.zip", zip(&[("one.zip", &zip(&files[..1])), ("two.json.gz", &gzip(b.as_bytes()))])),
    ];
    for (name, bytes) in inputs {
        let world = World::new();
        let taken = world.take("osv", name, bytes);
        assert_eq!((taken.new, taken.problems_total), (2, 0), "{name}: {:?}", taken.problems);
        let snapshot = world.library.snapshot();
        assert_eq!(snapshot.ids(), ["GHSA-aaaa", "GHSA-bbbb"], "{name}");
        for (id, text) in [("GHSA-aaaa", &a), ("GHSA-bbbb", &b)] {
            let digest = &snapshot.records_of(id)[0].digest;
            assert_eq!(snapshot.record(digest).unwrap().as_deref(), Some(text.as_bytes()), "{name}");
        }
    }
    let world = World::new();
    for (name, bytes) in files {
        world.input.file(name, bytes);
    }
    assert_eq!(world.library.take_in(world.input.path(), "osv", &mut |_| {}).unwrap().new, 2);
}

#[test]
fn bad_record_is_listed_and_the_rest_goes_in() {
    let world = World::new();
    let good = osv("GHSA-aaaa", "left", "1.0.0", "");
    let taken = world.take("osv", "all.jsonl", format!("{{\"id\":\n{good}\n{{\"what\":1}}\n"));
    assert_eq!((taken.new, taken.problems_total), (1, 2));
    let told: Vec<_> =
        taken.problems.iter().map(|p| (p.file.as_str(), p.pointer.split(' ').take(2).collect::<Vec<_>>().join(" "))).collect();
    assert_eq!(told, [("all.jsonl", "line 1".to_owned()), ("all.jsonl", "line 3".to_owned())]);
    assert_eq!(taken.problems[1].code, "record.unknown_form");
}

#[test]
fn list_that_is_cut_off_gives_what_it_has() {
    let world = World::new();
    let good = osv("GHSA-aaaa", "left", "1.0.0", "");
    let taken = world.take("osv", "all.json", format!("[{good},{}", &good[..40]));
    assert_eq!(taken.new, 1);
    assert!(taken.problems_total >= 1);
}

#[test]
fn bomb_is_refused_and_leaves_the_library_as_it_was() {
    let blanks = vec![b' '; usize::try_from(RATIO_FREE_BYTES).unwrap() + (4 << 20)];
    let good = osv("GHSA-aaaa", "left", "1.0.0", "");
    let bombs: Vec<(&str, Vec<u8>)> = vec![
        ("bomb.zip", zip(&[("a.json", good.as_bytes()), ("b.json", &blanks)])),
        ("bomb.json.gz", gzip(&blanks)),
        ("bomb.json.zst", zstd::encode_all(&blanks[..], 3).unwrap()),
        ("bomb.tar.gz", gzip(&tar(&[("a.json", good.as_bytes()), ("b.json", &blanks)]))),
    ];
    for (name, bytes) in bombs {
        let world = World::new();
        let path = world.input.file(name, bytes);
        match world.library.take_in(&path, "osv", &mut |_| {}) {
            Err(Error::Limit { limit, .. }) => assert!(limit.starts_with("RATIO_MAX"), "{name}: {limit}"),
            other => panic!("{name}: {other:?}"),
        }
        assert!(world.library.snapshot().ids().is_empty(), "{name}");
        assert_eq!(Library::open(world.home.path()).unwrap().snapshot().generation(), 0, "{name}");
    }
}

#[test]
fn archives_inside_archives_end_somewhere() {
    let mut bytes = zip(&[("a.json", b"{}")]);
    for _ in 0..6 {
        bytes = zip(&[("in.zip", &bytes)]);
    }
    let world = World::new();
    let path = world.input.file("deep.zip", bytes);
    match world.library.take_in(&path, "osv", &mut |_| {}) {
        Err(Error::Limit { limit, .. }) => assert!(limit.starts_with("NESTING_MAX"), "{limit}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn broken_archive_is_an_error_that_names_it() {
    let world = World::new();
    let mut bytes = gzip(&tar(&[("a.json", osv("GHSA-aaaa", "left", "1.0.0", "").as_bytes())]));
    bytes.truncate(bytes.len() / 2);
    let path = world.input.file("half.tar.gz", bytes);
    assert!(matches!(world.library.take_in(&path, "osv", &mut |_| {}), Err(Error::Unpack { .. })));
    let path = world.input.file("half.zip", b"PK\x03\x04 and nothing");
    assert!(matches!(world.library.take_in(&path, "osv", &mut |_| {}), Err(Error::Unpack { .. })));
}

#[test]
fn progress_ends_at_the_whole_input() {
    let world = World::new();
    let path = world.input.file("a.json", osv("GHSA-aaaa", "left", "1.0.0", ""));
    let mut last: Option<Progress> = None;
    world.library.take_in(&path, "osv", &mut |now| last = Some(now)).unwrap();
    let last = last.unwrap();
    assert_eq!((last.done_bytes, last.total_bytes, last.records), (path.metadata().unwrap().len(), last.done_bytes, 1));
}

/// An archive whose first entry tells a long name for the second.
fn long_named(kind: tar::EntryType, told: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (kind, name, bytes) in [(kind, "././@LongLink", told), (tar::EntryType::Regular, "short", bytes)] {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_entry_type(kind);
        header.set_cksum();
        archive.append_data(&mut header, name, bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

#[test]
fn long_names_are_read_within_their_limit() {
    let good = osv("GHSA-aaaa", "left", "1.0.0", "");
    let name = format!("{}a.json", "d/".repeat(100));
    let gnu = long_named(tar::EntryType::GNULongName, format!("{name}\0").as_bytes(), good.as_bytes());
    let line = format!(" path={name}\n");
    let pax = long_named(tar::EntryType::XHeader, format!("{}{line}", line.len() + 3).as_bytes(), good.as_bytes());
    for (file, bytes) in [("gnu.tar.gz", gzip(&gnu)), ("pax.tar.gz", gzip(&pax))] {
        assert_eq!(World::new().take("osv", file, bytes).new, 1, "{file}");
    }
    let long = vec![b'a'; 70_000];
    let size = b"13 size=9999\n";
    for (kind, told) in [(tar::EntryType::GNULongName, &long[..]), (tar::EntryType::XHeader, &long), (tar::EntryType::XHeader, size)] {
        let world = World::new();
        let path = world.input.file("bad.tar", long_named(kind, told, good.as_bytes()));
        let refused = world.library.take_in(&path, "osv", &mut |_| {});
        assert!(matches!(refused, Err(Error::Limit { .. } | Error::Unpack { .. })), "{refused:?}");
        assert!(world.library.snapshot().ids().is_empty());
    }
}

#[test]
fn many_small_bombs_are_one_bomb() {
    let blanks = vec![b' '; 4 << 20];
    let names: Vec<String> = (0..8).map(|n| format!("{n}.json")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), blanks.as_slice())).collect();
    let world = World::new();
    let path = world.input.file("many.zip", zip(&files));
    match world.library.take_in(&path, "osv", &mut |_| {}) {
        Err(Error::Limit { limit, .. }) => assert!(limit.starts_with("RATIO_MAX"), "{limit}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn names_that_climb_and_links_stay_inside() {
    let good = osv("GHSA-aaaa", "left", "1.0.0", "");
    let world = World::new();
    let taken = world.take("osv", "up.zip", zip(&[("../../a.json", good.as_bytes()), ("/etc/b.json", good.as_bytes())]));
    assert_eq!((taken.new, taken.unchanged), (1, 1), "entries are read, never written anywhere");
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    header.set_cksum();
    archive.append_link(&mut header, "c.json", "/etc/passwd").unwrap();
    let taken = World::new().take("osv", "link.tar", archive.into_inner().unwrap());
    assert_eq!((taken.read, taken.problems_total), (0, 0));
    #[cfg(unix)]
    {
        let world = World::new();
        std::os::unix::fs::symlink("/dev/zero", world.input.path().join("zero.json")).unwrap();
        assert_eq!(world.library.take_in(world.input.path(), "osv", &mut |_| {}).unwrap().read, 0, "links are not followed");
        let device = world.library.take_in(std::path::Path::new("/dev/zero"), "osv", &mut |_| {});
        assert!(matches!(device, Err(Error::Unpack { .. })), "{device:?}");
    }
}

#[test]
fn lists_of_nothing_cost_their_length_only() {
    let world = World::new();
    let taken = world.take("osv", "ones.json", format!("[{}1]", "1,".repeat(200_000)));
    assert_eq!((taken.new, taken.problems_total, taken.problems.len()), (0, 200_001, library::PROBLEMS_MAX));
    let taken = world.take("osv", "inside.json", format!("[[{}]]", osv("GHSA-aaaa", "left", "1.0.0", "")));
    assert_eq!((taken.new, taken.problems[0].code, taken.problems[0].pointer.as_str()), (0, "record.not_object", "/0"));
    let swollen = format!(r#"{{"id":"A","modified":"x","affected":[{}{{}}]}}"#, "{},".repeat(1_000_000));
    let taken = world.take("osv", "swollen.json", swollen);
    assert_eq!((taken.new, taken.problems[0].code), (0, "record.too_large"));
}
