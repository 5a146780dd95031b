//! What a CSAF provider lays beside its documents: metadata, ROLIE feed and service (RFC 8322), lists (CSAF 2.0 §7.1).

mod read;

pub use read::{Listed, Provider, ProviderFeed, read_changes, read_digest, read_feed, read_index, read_metadata, read_service};

use crate::csaf::{Publisher, Tlp};
use serde::Serialize;

/// Role of a provider, CSAF 2.0 §7.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Valid documents, freely reachable over TLS.
    CsafPublisher,
    /// With metadata and a way to find them.
    CsafProvider,
    /// With digests and signatures too.
    CsafTrustedProvider,
}

/// What `provider-metadata.json` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// Where the file stands.
    pub canonical_url: String,
    /// RFC 3339.
    pub last_updated: String,
    /// Role.
    pub role: Role,
    /// Who publishes; its category, name and namespace are written, and contact and authority where given.
    pub publisher: Publisher,
    /// Folders that hold the documents by year.
    pub directory_urls: Vec<String>,
    /// ROLIE feeds.
    pub feeds: Vec<FeedLink>,
    /// Keys that sign the documents.
    pub keys: Vec<Key>,
    /// Whether lists of providers may name it.
    pub list: bool,
    /// Whether others may mirror it.
    pub mirror: bool,
}

/// A ROLIE feed as the metadata names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedLink {
    /// What it holds.
    pub summary: String,
    /// Its label.
    #[serde(rename = "tlp_label")]
    pub tlp: Tlp,
    /// Where.
    pub url: String,
}

/// An OpenPGP key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Key {
    /// Hex digits.
    pub fingerprint: String,
    /// Where.
    pub url: String,
}

/// One document, as the feed and the lists name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Number of the advisory.
    pub id: String,
    /// Title.
    pub title: String,
    /// Summary in few words; may be empty.
    pub summary: String,
    /// First publication, RFC 3339 in UTC.
    pub published: String,
    /// Publication of the present version, RFC 3339 in UTC.
    pub updated: String,
    /// Path below the folder, such as `2026/kd-sa-2026-0007.json`.
    pub path: String,
    /// Whether a signature lies beside it.
    pub signed: bool,
}

/// A ROLIE feed of one label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Id, such as `csaf-feed-tlp-white`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Where the feed stands.
    pub url: String,
    /// Where the service document stands.
    pub service_url: String,
    /// Folder of the documents, with a slash at the end.
    pub base_url: String,
    /// RFC 3339; at least the newest entry's.
    pub updated: String,
    /// Documents in any order.
    pub entries: Vec<Entry>,
}

/// Writes `provider-metadata.json` (§7.1.7).
#[must_use]
pub fn metadata(metadata: &Metadata) -> Vec<u8> {
    let rolie = (!metadata.feeds.is_empty()).then_some(Distribution { directory_url: None, rolie: Some(Rolie { feeds: &metadata.feeds }) });
    let folders = metadata.directory_urls.iter().map(|url| Distribution { directory_url: Some(url), rolie: None });
    crate::pretty::bytes(&MetadataDoc {
        canonical_url: &metadata.canonical_url,
        distributions: folders.chain(rolie).collect(),
        last_updated: &metadata.last_updated,
        list: metadata.list,
        metadata_version: "2.0",
        mirror: metadata.mirror,
        public_openpgp_keys: &metadata.keys,
        publisher: &metadata.publisher,
        role: metadata.role,
    })
}

/// Writes a ROLIE feed (§7.1.15), the newest document first.
#[must_use]
pub fn rolie_feed(feed: &Feed) -> Vec<u8> {
    let entry = |entry: &Entry| {
        let url = format!("{}{}", feed.base_url, entry.path);
        let mut links = vec![link("self", url.clone()), link("hash", format!("{url}.sha256")), link("hash", format!("{url}.sha512"))];
        if entry.signed {
            links.push(link("signature", format!("{url}.asc")));
        }
        EntryDoc {
            id: entry.id.clone(),
            title: entry.title.clone(),
            link: links,
            published: entry.published.clone(),
            updated: entry.updated.clone(),
            summary: (!entry.summary.is_empty()).then(|| Summary { content: entry.summary.clone() }),
            content: Content { kind: "application/json", src: url },
            format: Format { schema: "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json", version: "2.0" },
        }
    };
    crate::pretty::bytes(&FeedDoc {
        feed: FeedBody {
            id: &feed.id,
            title: &feed.title,
            link: vec![link("self", feed.url.clone()), link("service", feed.service_url.clone())],
            category: [CSAF],
            updated: &feed.updated,
            entry: newest_first(&feed.entries).into_iter().map(entry).collect(),
        },
    })
}

/// Writes a ROLIE service document (§7.1.16) with one workspace: title, then feeds with their titles.
#[must_use]
pub fn rolie_service(title: &str, feeds: &[(&str, &str)]) -> Vec<u8> {
    let collection = feeds.iter().map(|(title, href)| Collection { title, href, categories: Categories { category: [CSAF] } }).collect();
    crate::pretty::bytes(&ServiceDoc { service: Service { workspace: [Workspace { title, collection }] } })
}

/// Writes `changes.csv` (§7.1.13): path and instant of the present version, the newest first.
#[must_use]
pub fn changes_csv(entries: &[Entry]) -> Vec<u8> {
    let line = |entry: &Entry| format!("\"{}\",\"{}\"\n", entry.path.replace('"', "\"\""), entry.updated.replace('"', "\"\""));
    newest_first(entries).into_iter().map(line).collect::<String>().into_bytes()
}

/// Writes `index.txt` (§7.1.12): a path a line, the newest first.
#[must_use]
pub fn index_txt(entries: &[Entry]) -> Vec<u8> {
    newest_first(entries).into_iter().map(|entry| format!("{}\n", entry.path)).collect::<String>().into_bytes()
}

fn newest_first(entries: &[Entry]) -> Vec<&Entry> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| b.id.cmp(&a.id)));
    sorted
}

#[derive(Serialize)]
struct MetadataDoc<'a> {
    canonical_url: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    distributions: Vec<Distribution<'a>>,
    last_updated: &'a str,
    #[serde(rename = "list_on_CSAF_aggregators")]
    list: bool,
    metadata_version: &'static str,
    #[serde(rename = "mirror_on_CSAF_aggregators")]
    mirror: bool,
    public_openpgp_keys: &'a [Key],
    publisher: &'a Publisher,
    role: Role,
}

#[derive(Serialize)]
struct Distribution<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    directory_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rolie: Option<Rolie<'a>>,
}

#[derive(Serialize)]
struct Rolie<'a> {
    feeds: &'a [FeedLink],
}

#[derive(Serialize)]
struct FeedDoc<'a> {
    feed: FeedBody<'a>,
}

#[derive(Serialize)]
struct FeedBody<'a> {
    id: &'a str,
    title: &'a str,
    link: Vec<Link>,
    category: [CategoryDoc; 1],
    updated: &'a str,
    entry: Vec<EntryDoc>,
}

#[derive(Serialize)]
struct Link {
    rel: &'static str,
    href: String,
}

fn link(rel: &'static str, href: String) -> Link {
    Link { rel, href }
}

#[derive(Serialize)]
struct CategoryDoc {
    scheme: &'static str,
    term: &'static str,
}

const CSAF: CategoryDoc = CategoryDoc { scheme: "urn:ietf:params:rolie:category:information-type", term: "csaf" };

#[derive(Serialize)]
struct EntryDoc {
    id: String,
    title: String,
    link: Vec<Link>,
    published: String,
    updated: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Summary>,
    content: Content,
    format: Format,
}

#[derive(Serialize)]
struct Summary {
    content: String,
}

#[derive(Serialize)]
struct Content {
    #[serde(rename = "type")]
    kind: &'static str,
    src: String,
}

#[derive(Serialize)]
struct Format {
    schema: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct ServiceDoc<'a> {
    service: Service<'a>,
}

#[derive(Serialize)]
struct Service<'a> {
    workspace: [Workspace<'a>; 1],
}

#[derive(Serialize)]
struct Workspace<'a> {
    title: &'a str,
    collection: Vec<Collection<'a>>,
}

#[derive(Serialize)]
struct Collection<'a> {
    title: &'a str,
    href: &'a str,
    categories: Categories,
}

#[derive(Serialize)]
struct Categories {
    category: [CategoryDoc; 1],
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, updated: &str) -> Entry {
        Entry {
            id: id.into(),
            title: id.into(),
            summary: String::new(),
            published: updated.into(),
            updated: updated.into(),
            path: format!("2026/{}", crate::csaf::file_name(id)),
            signed: false,
        }
    }

    #[test]
    fn the_newest_document_stands_first() {
        let entries = [entry("A-1", "2026-01-01T00:00:00Z"), entry("A-3", "2026-03-01T00:00:00Z"), entry("A-2", "2026-02-01T00:00:00Z")];
        assert_eq!(String::from_utf8(index_txt(&entries)).unwrap(), "2026/a-3.json\n2026/a-2.json\n2026/a-1.json\n");
        let changes = String::from_utf8(changes_csv(&entries)).unwrap();
        assert_eq!(changes.lines().next(), Some("\"2026/a-3.json\",\"2026-03-01T00:00:00Z\""));
        let feed = Feed {
            id: "f".into(),
            title: "t".into(),
            url: "https://e.example/csaf/feed-tlp-white.json".into(),
            service_url: "https://e.example/csaf/service.json".into(),
            base_url: "https://e.example/csaf/white/".into(),
            updated: "2026-03-01T00:00:00Z".into(),
            entries: entries.to_vec(),
        };
        let feed: serde_json::Value = serde_json::from_slice(&rolie_feed(&feed)).unwrap();
        assert_eq!(feed["feed"]["entry"][0]["content"]["src"], "https://e.example/csaf/white/2026/a-3.json");
        // No signature is promised where none lies.
        assert_eq!(feed["feed"]["entry"][0]["link"].as_array().unwrap().len(), 3);
    }
}
