//! Reads what a provider lays beside its documents. Addresses are kept as text, only those by https; paths that could lead out of the folder
//! are problems and never handed on.

use super::{Key, Role};
use crate::documents::lines;
use crate::json;
use crate::json::lenient::{List, Object, Text};
use crate::problem::{Problem, Problems, quote};
use serde::Deserialize;

/// Largest document, in bytes.
pub const PROVIDER_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Entries of a feed or a list.
const ENTRIES_MAX: usize = 1_000_000;
/// Folders, feeds and keys of a provider.
const SOURCES_MAX: usize = 1_000;

/// What a provider says of itself (§7.1.7).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provider {
    /// Where the file says that it stands.
    pub canonical_url: Option<String>,
    /// RFC 3339, as given.
    pub last_updated: Option<String>,
    /// Its role; none when the word is not known.
    pub role: Option<Role>,
    /// Name of the publisher.
    pub name: Option<String>,
    /// Namespace of the publisher.
    pub namespace: Option<String>,
    /// Folders with `index.txt` and `changes.csv`.
    pub directory_urls: Vec<String>,
    /// ROLIE feeds.
    pub feeds: Vec<ProviderFeed>,
    /// Keys that sign its documents.
    pub keys: Vec<Key>,
}

/// A ROLIE feed of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderFeed {
    /// Label of its documents, as given.
    pub label: Option<String>,
    /// Where.
    pub url: String,
}

/// A document as a feed lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its number, where given.
    pub id: Option<String>,
    /// Where the document is.
    pub url: String,
    /// Instant of its present version, RFC 3339 as given.
    pub updated: Option<String>,
    /// Where its digests are, the strongest first.
    pub hashes: Vec<String>,
    /// Where its signature is.
    pub signature: Option<String>,
}

#[derive(Deserialize, Default)]
struct MetadataDoc<'a> {
    #[serde(borrow, default)]
    canonical_url: Text<'a>,
    #[serde(borrow, default)]
    last_updated: Text<'a>,
    #[serde(borrow, default)]
    role: Text<'a>,
    #[serde(borrow, default)]
    publisher: Object<PublisherDoc<'a>>,
    #[serde(borrow, default)]
    distributions: List<Object<DistributionDoc<'a>>>,
    #[serde(borrow, default)]
    public_openpgp_keys: List<Object<KeyDoc<'a>>>,
}

#[derive(Deserialize, Default)]
struct PublisherDoc<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    namespace: Text<'a>,
}

/// In CSAF 2.1 a folder is an object with its address and label.
#[derive(Deserialize, Default)]
struct DistributionDoc<'a> {
    #[serde(borrow, default)]
    directory_url: Text<'a>,
    #[serde(borrow, default)]
    directory: Object<FeedLinkDoc<'a>>,
    #[serde(borrow, default)]
    rolie: Object<RolieDoc<'a>>,
}

#[derive(Deserialize, Default)]
struct RolieDoc<'a> {
    #[serde(borrow, default)]
    feeds: List<Object<FeedLinkDoc<'a>>>,
}

#[derive(Deserialize, Default)]
struct FeedLinkDoc<'a> {
    #[serde(borrow, default)]
    tlp_label: Text<'a>,
    #[serde(borrow, default)]
    url: Text<'a>,
}

#[derive(Deserialize, Default)]
struct KeyDoc<'a> {
    #[serde(borrow, default)]
    fingerprint: Text<'a>,
    #[serde(borrow, default)]
    url: Text<'a>,
}

/// Parses a document of at most [`PROVIDER_BYTES_MAX`].
fn parse<'a, T: Deserialize<'a> + Default>(bytes: &'a [u8], problems: &mut Problems) -> Option<T> {
    if bytes.len() > PROVIDER_BYTES_MAX {
        problems.note("record.too_large", "", format!("{} bytes, at most {PROVIDER_BYTES_MAX}", bytes.len()));
        return None;
    }
    match json::record::<Object<T>>(json::trim_start(bytes), String::new, problems)? {
        Object::Is(document) => Some(document),
        _ => {
            problems.note("record.not_object", "", "expected an object");
            None
        }
    }
}

/// An address by https; everything else is a problem.
fn https(text: &Text<'_>, pointer: &str, problems: &mut Problems) -> Option<String> {
    let url = text.get()?;
    let clean =
        url.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/')) && !url.contains(char::is_whitespace);
    if !clean || url.chars().any(char::is_control) {
        problems.note("provider.not_https", pointer, quote(url));
        return None;
    }
    Some(url.to_owned())
}

/// Reads `provider-metadata.json`, of CSAF 2.0 or 2.1; none when it is no such document.
#[must_use]
pub fn read_metadata(bytes: &[u8]) -> (Option<Provider>, Vec<Problem>) {
    let mut problems = Problems::default();
    let Some(document) = parse::<MetadataDoc<'_>>(bytes, &mut problems) else { return (None, problems.into_vec()) };
    let role = match document.role.get() {
        Some("csaf_publisher") => Some(Role::CsafPublisher),
        Some("csaf_provider") => Some(Role::CsafProvider),
        Some("csaf_trusted_provider") => Some(Role::CsafTrustedProvider),
        other => {
            problems.note("provider.bad_role", "/role", quote(other.unwrap_or("")));
            None
        }
    };
    let publisher = document.publisher.get();
    let mut provider = Provider {
        canonical_url: https(&document.canonical_url, "/canonical_url", &mut problems),
        last_updated: document.last_updated.owned(),
        role,
        name: publisher.and_then(|publisher| publisher.name.owned()),
        namespace: publisher.and_then(|publisher| publisher.namespace.owned()),
        ..Provider::default()
    };
    for (at, item) in document.distributions.items.iter().enumerate().take(SOURCES_MAX) {
        let Some(item) = item.get() else { continue };
        provider.directory_urls.extend(https(&item.directory_url, &format!("/distributions/{at}/directory_url"), &mut problems));
        let directory =
            item.directory.get().and_then(|directory| https(&directory.url, &format!("/distributions/{at}/directory/url"), &mut problems));
        provider.directory_urls.extend(directory);
        let feeds = item.rolie.get().map(|rolie| &rolie.feeds.items);
        for (of, feed) in feeds.into_iter().flatten().enumerate().take(SOURCES_MAX) {
            let Some(feed) = feed.get() else { continue };
            let url = https(&feed.url, &format!("/distributions/{at}/rolie/feeds/{of}/url"), &mut problems);
            provider.feeds.extend(url.map(|url| ProviderFeed { label: feed.tlp_label.owned(), url }));
        }
    }
    for (at, key) in document.public_openpgp_keys.items.iter().enumerate().take(SOURCES_MAX) {
        let Some(key) = key.get() else { continue };
        let url = https(&key.url, &format!("/public_openpgp_keys/{at}/url"), &mut problems);
        provider.keys.extend(url.map(|url| Key { fingerprint: key.fingerprint.owned().unwrap_or_default(), url }));
    }
    if provider.directory_urls.is_empty() && provider.feeds.is_empty() {
        problems.note("provider.no_distribution", "/distributions", "neither a folder nor a feed by https");
    }
    (Some(provider), problems.into_vec())
}

#[derive(Deserialize, Default)]
struct FeedDoc<'a> {
    #[serde(borrow, default)]
    feed: Object<FeedBody<'a>>,
}

#[derive(Deserialize, Default)]
struct FeedBody<'a> {
    #[serde(borrow, default)]
    entry: List<Object<EntryDoc<'a>>>,
}

#[derive(Deserialize, Default)]
struct EntryDoc<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    updated: Text<'a>,
    #[serde(borrow, default)]
    link: List<Object<LinkDoc<'a>>>,
    #[serde(borrow, default)]
    content: Object<ContentDoc<'a>>,
}

#[derive(Deserialize, Default)]
struct LinkDoc<'a> {
    #[serde(borrow, default)]
    rel: Text<'a>,
    #[serde(borrow, default)]
    href: Text<'a>,
}

#[derive(Deserialize, Default)]
struct ContentDoc<'a> {
    #[serde(borrow, default)]
    src: Text<'a>,
}

/// Reads a ROLIE feed (§7.1.15): the documents that it lists. An entry without an address by https is left out with a problem.
#[must_use]
pub fn read_feed(bytes: &[u8]) -> (Vec<Listed>, Vec<Problem>) {
    let mut problems = Problems::default();
    let mut listed = Vec::new();
    let Some(document) = parse::<FeedDoc<'_>>(bytes, &mut problems) else { return (listed, problems.into_vec()) };
    let Some(feed) = document.feed.get() else {
        problems.note("provider.no_feed", "/feed", "expected a feed");
        return (listed, problems.into_vec());
    };
    for (at, entry) in feed.entry.items.iter().enumerate() {
        let pointer = format!("/feed/entry/{at}");
        if at == ENTRIES_MAX {
            problems.note("record.too_many", pointer, format!("only the first {ENTRIES_MAX} entries were read"));
            break;
        }
        let Some(entry) = entry.get() else {
            problems.note("provider.bad_entry", pointer, "an entry is an object");
            continue;
        };
        let mut found =
            Listed { id: entry.id.owned(), url: String::new(), updated: entry.updated.owned(), hashes: Vec::new(), signature: None };
        let mut own = entry.content.get().and_then(|content| https(&content.src, &format!("{pointer}/content/src"), &mut problems));
        for (of, link) in entry.link.items.iter().enumerate().take(SOURCES_MAX) {
            let Some(link) = link.get() else { continue };
            let mut href = || https(&link.href, &format!("{pointer}/link/{of}/href"), &mut problems);
            match link.rel.get() {
                Some("self") if own.is_none() => own = href(),
                Some("hash") => found.hashes.extend(href()),
                Some("signature") if found.signature.is_none() => found.signature = href(),
                _ => {}
            }
        }
        let Some(url) = own else {
            problems.note("provider.bad_entry", pointer, "no address of the document by https");
            continue;
        };
        found.hashes.sort_by_key(|url| std::cmp::Reverse(url.ends_with(".sha512")));
        listed.push(Listed { url, ..found });
    }
    (listed, problems.into_vec())
}

#[derive(Deserialize, Default)]
struct ServiceDoc<'a> {
    #[serde(borrow, default)]
    service: Object<ServiceBody<'a>>,
}

#[derive(Deserialize, Default)]
struct ServiceBody<'a> {
    #[serde(borrow, default)]
    workspace: List<Object<WorkspaceDoc<'a>>>,
}

#[derive(Deserialize, Default)]
struct WorkspaceDoc<'a> {
    #[serde(borrow, default)]
    collection: List<Object<CollectionDoc<'a>>>,
}

#[derive(Deserialize, Default)]
struct CollectionDoc<'a> {
    #[serde(borrow, default)]
    href: Text<'a>,
}

/// Reads a ROLIE service document (§7.1.16): the addresses of its feeds.
#[must_use]
pub fn read_service(bytes: &[u8]) -> (Vec<String>, Vec<Problem>) {
    let mut problems = Problems::default();
    let mut feeds = Vec::new();
    let document = parse::<ServiceDoc<'_>>(bytes, &mut problems).unwrap_or_default();
    let workspaces = document.service.get().map(|service| &service.workspace.items);
    for (at, workspace) in workspaces.into_iter().flatten().enumerate().take(SOURCES_MAX) {
        let collections = workspace.get().map(|workspace| &workspace.collection.items);
        for (of, collection) in collections.into_iter().flatten().enumerate().take(SOURCES_MAX) {
            let pointer = format!("/service/workspace/{at}/collection/{of}/href");
            feeds.extend(collection.get().and_then(|collection| https(&collection.href, &pointer, &mut problems)));
        }
    }
    (feeds, problems.into_vec())
}

/// Whether a path stays below its folder: no root, no way up, no scheme, no other separator, nothing that cannot be seen.
fn stays_below(path: &str) -> bool {
    let parts = || path.split('/');
    !path.is_empty()
        && path.len() <= 1_000
        && !path.contains(['\\', ':', '?', '#', '%'])
        && !path.chars().any(char::is_control)
        && parts().all(|part| !part.is_empty() && part != "." && part != "..")
}

/// Reads `index.txt` (§7.1.12): paths below the folder.
#[must_use]
pub fn read_index(bytes: &[u8]) -> (Vec<String>, Vec<Problem>) {
    let mut problems = Problems::default();
    let mut paths = Vec::new();
    for (number, line) in lines(json::trim_start(bytes)).take(ENTRIES_MAX) {
        match std::str::from_utf8(line) {
            Ok(path) if stays_below(path) => paths.push(path.to_owned()),
            _ => problems.note("provider.bad_path", format!("line {number}"), quote(&String::from_utf8_lossy(line))),
        }
    }
    (paths, problems.into_vec())
}

/// Reads `changes.csv` (§7.1.13): paths below the folder, each with the instant of its present version as given.
#[must_use]
pub fn read_changes(bytes: &[u8]) -> (Vec<(String, String)>, Vec<Problem>) {
    let mut problems = Problems::default();
    let mut changes = Vec::new();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(json::trim_start(bytes));
    for (at, row) in reader.records().enumerate().take(ENTRIES_MAX) {
        let place = format!("line {}", at + 1);
        let Ok(row) = row else {
            problems.note("provider.bad_row", place, "no row of two fields in UTF-8");
            continue;
        };
        match (row.get(0).map(str::trim), row.get(1).map(str::trim)) {
            (Some(path), Some(instant)) if stays_below(path) && !instant.is_empty() => changes.push((path.to_owned(), instant.to_owned())),
            (path, _) => problems.note("provider.bad_path", place, quote(path.unwrap_or(""))),
        }
    }
    (changes, problems.into_vec())
}

/// The digest in a file of `<hex>  <name>` (§7.1.18), in small letters; none when it is no digest of SHA-256 or SHA-512.
#[must_use]
pub fn read_digest(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes.get(..bytes.len().min(4_096))?).ok()?;
    let digest = text.split_whitespace().next()?;
    let fits = matches!(digest.len(), 64 | 128) && digest.bytes().all(|b| b.is_ascii_hexdigit());
    fits.then(|| digest.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_out_are_never_handed_on() {
        for bad in [
            "/etc/passwd",
            "../x.json",
            "2026/../../x",
            "a//b",
            "https://else.example/x",
            "a\\b",
            "a\u{0}b",
            "2026/%2e%2e/x",
            "",
            "./x",
            "a?b",
        ] {
            assert!(!stays_below(bad), "{bad:?}");
        }
        let (paths, problems) = read_index(b"2026/a.json\r\n../x.json\n\n2025/b.json\n");
        assert_eq!((paths.as_slice(), problems.len()), (&["2026/a.json".to_owned(), "2025/b.json".to_owned()][..], 1));
        let (changes, problems) = read_changes(b"\"2026/a.json\",\"2026-01-01T00:00:00Z\"\n/x,y\nz\n");
        assert_eq!((changes.len(), problems.len()), (1, 2));
    }

    #[test]
    fn only_addresses_by_https_are_kept() {
        let text = r#"{"canonical_url": "http://a.example/x", "role": "king", "distributions": [{"directory_url": "https://a.example/csaf/"},
            {"rolie": {"feeds": [{"url": "ftp://a.example/f", "tlp_label": "WHITE"}, {"url": "https://a.example/f.json", "tlp_label": "WHITE"}, 7]}},
            {"directory": {"url": "https://b.example/csaf/", "tlp_label": "CLEAR"}}]}"#;
        let (provider, problems) = read_metadata(text.as_bytes());
        let provider = provider.unwrap();
        assert_eq!(provider.directory_urls, ["https://a.example/csaf/", "https://b.example/csaf/"]);
        assert_eq!((provider.feeds.len(), provider.role), (1, None));
        assert_eq!(
            problems.iter().map(|problem| problem.code).collect::<Vec<_>>(),
            ["provider.bad_role", "provider.not_https", "provider.not_https"]
        );
        assert!(read_metadata(b"[]").0.is_none() && read_metadata(b"{").0.is_none());
    }

    #[test]
    fn a_digest_is_hex_of_the_right_length() {
        assert_eq!(read_digest(format!("{}  a.json\n", "AB".repeat(32)).as_bytes()), Some("ab".repeat(32)));
        assert!(read_digest(b"abcd  a.json").is_none() && read_digest(b"").is_none());
    }
}
