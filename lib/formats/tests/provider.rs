//! What lies beside a provider's documents: written and read again, the examples of the standard, a real tree.

use corpus::{files, texts};
use formats::csaf::{Publisher, PublisherCategory, Tlp};
use formats::provider::{self, Entry, Feed, FeedLink, Key, Metadata, Role};
use formats::securitytxt::{self, SecurityTxt};
use proptest::prelude::*;

fn url() -> impl Strategy<Value = String> {
    "https://[a-z]{1,8}\\.example/[a-z0-9/]{0,12}"
}

prop_compose! {
    fn entry()(number in 1..9_999u32, title in "[^\u{0}-\u{1f}]{1,20}", day in 1..28u32, signed in any::<bool>()) -> Entry {
        let id = format!("KD-SA-{number}");
        let when = format!("1900-02-{day:02}T00:00:00Z");
        Entry { path: format!("1900/{}", formats::csaf::file_name(&id)), id, title, summary: String::new(), published: when.clone(), updated: when, signed }
    }
}

proptest! {
    #[test]
    fn metadata_is_read_as_it_was_written(
        canonical in url(), folders in prop::collection::vec(url(), 1..4), feeds in prop::collection::vec(url(), 0..4), keys in prop::collection::vec(url(), 0..3),
        name in "[a-zあ-ん]([^\u{0}-\u{1f}]{0,18}[a-zあ-ん])?", role in prop::sample::select(vec![Role::CsafPublisher, Role::CsafProvider, Role::CsafTrustedProvider]),
    ) {
        let publisher = Publisher {
            category: PublisherCategory::Vendor, name: name.clone(), namespace: "https://kakuu.example".to_owned(), contact_details: String::new(), issuing_authority: String::new(),
        };
        let written = Metadata {
            canonical_url: canonical.clone(), last_updated: "1900-01-01T00:00:00Z".to_owned(), role, publisher, directory_urls: folders.clone(),
            feeds: feeds.iter().map(|url| FeedLink { summary: "all".to_owned(), tlp: Tlp::White, url: url.clone() }).collect(),
            keys: keys.into_iter().map(|url| Key { fingerprint: "AB".repeat(20), url }).collect(), list: true, mirror: false,
        };
        let bytes = provider::metadata(&written);
        prop_assert_eq!(&bytes, &provider::metadata(&written.clone()));
        let (read, problems) = provider::read_metadata(&bytes);
        prop_assert!(problems.is_empty(), "{problems:?}");
        let read = read.unwrap();
        prop_assert_eq!((read.canonical_url, read.role, read.name), (Some(canonical), Some(role), Some(name)));
        prop_assert_eq!((read.directory_urls, read.keys), (folders, written.keys));
        prop_assert_eq!(read.feeds.into_iter().map(|feed| feed.url).collect::<Vec<_>>(), feeds);
    }

    #[test]
    fn feeds_and_lists_are_read_as_they_were_written_whatever_the_order(
        entries in prop::collection::btree_map(1..9_999u32, entry(), 0..12).prop_map(|map| map.into_values().collect::<Vec<_>>()),
    ) {
        let mut entries = entries;
        entries.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| b.id.cmp(&a.id)));
        entries.dedup_by(|a, b| a.id == b.id);
        let mut backwards = entries.clone();
        backwards.reverse();
        let feed = |entries: Vec<Entry>| Feed {
            id: "f".to_owned(), title: "t".to_owned(), url: "https://kakuu.example/f.json".to_owned(), service_url: "https://kakuu.example/s.json".to_owned(),
            base_url: "https://kakuu.example/csaf/".to_owned(), updated: "1900-03-01T00:00:00Z".to_owned(), entries,
        };
        let bytes = provider::rolie_feed(&feed(backwards.clone()));
        prop_assert_eq!(&bytes, &provider::rolie_feed(&feed(entries.clone())));
        let (listed, problems) = provider::read_feed(&bytes);
        prop_assert!(problems.is_empty(), "{problems:?}");
        prop_assert_eq!(listed.len(), entries.len());
        for (read, entry) in listed.iter().zip(&entries) {
            prop_assert_eq!(read.url.strip_prefix("https://kakuu.example/csaf/"), Some(entry.path.as_str()));
            prop_assert_eq!((read.id.as_ref(), read.updated.as_ref(), read.signature.is_some()), (Some(&entry.id), Some(&entry.updated), entry.signed));
            prop_assert!(read.hashes.len() == 2 && read.hashes[0].ends_with(".sha512"));
        }
        let paths: Vec<_> = entries.iter().map(|entry| entry.path.clone()).collect();
        prop_assert_eq!(provider::read_index(&provider::index_txt(&backwards)), (paths, Vec::new()));
        let changes: Vec<_> = entries.iter().map(|entry| (entry.path.clone(), entry.updated.clone())).collect();
        prop_assert_eq!(provider::read_changes(&provider::changes_csv(&backwards)), (changes, Vec::new()));
    }

    #[test]
    fn service_documents_are_read_as_they_were_written(feeds in prop::collection::vec(url(), 0..5)) {
        let titled: Vec<_> = feeds.iter().map(|url| ("title", url.as_str())).collect();
        prop_assert_eq!(provider::read_service(&provider::rolie_service("t", &titled)), (feeds, Vec::new()));
    }

    #[test]
    fn security_txt_is_read_as_it_was_written(
        contacts in prop::collection::vec(url(), 1..4), policy in prop::collection::vec(url(), 0..3), csaf in prop::collection::vec(url(), 0..3),
        languages in prop::collection::vec("[a-z]{2}", 0..4),
    ) {
        let file = SecurityTxt { contacts, policy, csaf, preferred_languages: languages, expires: "1900-01-01T00:00:00Z".to_owned(), ..SecurityTxt::default() };
        prop_assert_eq!(securitytxt::read(&securitytxt::write(&file)), (file, Vec::new()));
    }

    #[test]
    fn nothing_in_a_provider_s_files_makes_the_readers_fall(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = (provider::read_metadata(&bytes), provider::read_feed(&bytes), provider::read_service(&bytes));
        let _ = (provider::read_index(&bytes), provider::read_changes(&bytes), provider::read_digest(&bytes), securitytxt::read(&bytes));
    }
}

#[test]
fn examples_of_the_standard_are_read_without_a_problem() {
    let Some(files) = texts("suite-oasis-csaf") else { return };
    let (mut met, mut all) = (0, 0);
    for (path, text) in files.iter().filter(|(path, _)| path.contains("/examples/")) {
        let problems = match path {
            path if path.contains("/provider-metadata/") => {
                let (read, problems) = provider::read_metadata(text.as_bytes());
                assert!(read.is_some_and(|read| !read.feeds.is_empty() || !read.directory_urls.is_empty()), "{path}");
                problems
            }
            path if path.contains("/ROLIE/") && path.contains("feed") => {
                let (read, problems) = provider::read_feed(text.as_bytes());
                assert!(!read.is_empty(), "{path}");
                problems
            }
            path if path.contains("/ROLIE/") && path.contains("service") => {
                let (read, problems) = provider::read_service(text.as_bytes());
                assert!(!read.is_empty(), "{path}");
                problems
            }
            _ => continue,
        };
        all += 1;
        if problems.is_empty() { met += 1 } else { println!("{path}: {problems:?}") }
    }
    println!("examples of provider files: {met} of {all}");
    assert!(all >= 9 && met == all, "{met} of {all}");
}

#[test]
fn every_digest_of_a_real_tree_is_read() {
    let Some(files) = files("csaf-cisa-2017-2021") else { return };
    let digests: Vec<_> = files.iter().filter(|(path, _)| path.ends_with(".sha512")).collect();
    let read = digests.iter().filter(|(_, bytes)| provider::read_digest(bytes).is_some_and(|digest| digest.len() == 128)).count();
    println!("digest files: {read} of {}", digests.len());
    assert!(digests.len() > 1_000 && read == digests.len());
}
