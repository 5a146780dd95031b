//! Whatever moment a writer dies at, the library is the old one or the new one.

use crate::fixture::{World, matches, osv};
use library::{Error, Library};

#[test]
fn half_written_segment_without_manifest_entry_is_ignored_and_swept() {
    let world = World::new();
    world.take("osv", "a.json", osv("GHSA-aaaa", "left", "1.0.0", ""));
    world.home.file("00000002-0.seg", b"HNMSEG1\nhalf");
    world.home.file("00000002-0.seg.tmp", b"HNM");
    world.home.file("manifest.json.tmp", b"{\"layout\":");
    let reopened = Library::open(world.home.path()).unwrap();
    assert_eq!(matches(&reopened, &["pkg:npm/left@0.1.0"]), ["0 GHSA-aaaa in B"]);
    world.take("osv", "b.json", osv("GHSA-bbbb", "left", "1.0.0", ""));
    let mut names: Vec<_> = std::fs::read_dir(world.home.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["00000001-0.seg", "00000002-0.seg", "lock", "manifest.json"]);
    assert_eq!(Library::open(world.home.path()).unwrap().snapshot().ids(), ["GHSA-aaaa", "GHSA-bbbb"]);
}

#[test]
fn writer_that_died_before_the_manifest_left_the_old_library() {
    let world = World::new();
    world.take("osv", "a.json", osv("GHSA-aaaa", "left", "1.0.0", ""));
    let manifest = std::fs::read(world.home.path().join("manifest.json")).unwrap();
    world.take("osv", "a.json", osv("GHSA-aaaa", "right", "1.0.0", ""));
    // The segment is there, its manifest is not: as if the power had gone between the two renames.
    world.home.file("manifest.json", &manifest);
    let old = Library::open(world.home.path()).unwrap();
    assert_eq!(matches(&old, &["pkg:npm/left@0.1.0", "pkg:npm/right@0.1.0"]), ["0 GHSA-aaaa in B"]);
}

#[test]
fn damaged_files_are_said_to_be_damaged() {
    let world = World::new();
    world.take("osv", "a.json", osv("GHSA-aaaa", "left", "1.0.0", ""));
    assert_eq!(world.library.snapshot().verify().unwrap(), 1);
    let path = world.home.path().join("00000001-0.seg");
    let whole = std::fs::read(&path).unwrap();
    let mut broken = whole.clone();
    broken[20] ^= 1;
    // Another file under the name, so that the map of the open snapshot stays whole.
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, &broken).unwrap();
    let opened = Library::open(world.home.path()).unwrap();
    assert!(matches!(opened.snapshot().verify(), Err(Error::Damaged { .. })));
    for cut in [0, 7, 24, whole.len() - 1] {
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, &whole[..cut]).unwrap();
        assert!(Library::open(world.home.path()).is_err(), "cut at {cut}");
    }
    world.home.file("manifest.json", b"{\"layout\":99}");
    assert!(matches!(Library::open(world.home.path()), Err(Error::Damaged { .. })));
    world.home.file(
        "manifest.json",
        br#"{"layout":1,"generation":1,"segments":[{"file":"../x","sha256":"","bytes":1,"records":1}],"kev":null,"epss":null}"#,
    );
    assert!(matches!(Library::open(world.home.path()), Err(Error::Damaged { .. })));
}

#[test]
fn second_writer_is_told_that_it_is_busy() {
    let world = World::new();
    let path = world.input.file("a.json", osv("GHSA-aaaa", "left", "1.0.0", ""));
    let other = Library::open(world.home.path()).unwrap();
    let mut inside = None;
    world.library.take_in(&path, "osv", &mut |_| inside = Some(other.take_in(&path, "osv", &mut |_| {}))).unwrap();
    assert!(matches!(inside, Some(Err(Error::Busy(_)))));
    assert!(other.refresh().unwrap());
    assert!(!other.refresh().unwrap());
    assert_eq!(other.snapshot().ids(), ["GHSA-aaaa"]);
}
