//! The provider's files: one edition's documents with their digests, and the files that list all current editions.

use crate::csaf;
use crate::digest::hex;
use crate::facts::{AdvisoryFacts, OrgFacts};
use domain::instant::{Instant, Zone};
use formats::{atom, provider, securitytxt};
use sha2::{Digest, Sha256, Sha512};
use words::Lang;

/// A file as it lies below the public site's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFile {
    /// Path without a leading slash.
    pub path: String,
    /// Media type.
    pub media: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
}

const JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";
const CSV: &str = "text/csv; charset=utf-8";
const ATOM: &str = "application/atom+xml";

impl PublishedFile {
    fn new(path: impl Into<String>, media: &'static str, bytes: Vec<u8>) -> Self {
        let sha256 = hex(&Sha256::digest(&bytes));
        Self { path: path.into(), media, bytes, sha256 }
    }
}

/// A current edition, as the lists name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Number of the advisory.
    pub number: String,
    /// Title in Japanese.
    pub title_ja: String,
    /// Title in English.
    pub title_en: String,
    /// Summary in Japanese.
    pub summary_ja: String,
    /// Summary in English.
    pub summary_en: String,
    /// When the first edition went out.
    pub first_published_at: Instant,
    /// When the current edition went out.
    pub published_at: Instant,
}

impl Listed {
    /// The line of an edition.
    #[must_use]
    pub fn of(facts: &AdvisoryFacts) -> Self {
        Self {
            number: facts.number.clone(),
            title_ja: facts.ja.title.clone(),
            title_en: facts.en.title.clone(),
            summary_ja: facts.ja.summary.clone(),
            summary_en: facts.en.summary.clone(),
            first_published_at: facts.first_published_at(),
            published_at: facts.published_at,
        }
    }
}

/// What the site-wide files say besides the editions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFacts {
    /// Who publishes.
    pub org: OrgFacts,
    /// Language of feed titles in the CSAF files.
    pub csaf_lang: Lang,
    /// When any of it last changed; at least the newest edition's instant.
    pub updated_at: Instant,
    /// Until when security.txt holds; less than a year ahead (RFC 9116 §2.5.5).
    pub expires_at: Instant,
    /// Addresses of keys for reporters.
    pub encryption: Vec<String>,
    /// Keys that sign documents: fingerprint and address.
    pub keys: Vec<(String, String)>,
    /// Whether a signature lies beside every document; only then the site is a trusted provider.
    pub signed: bool,
}

/// Where the CSAF document of an edition lies: a folder by the year of first publication, CSAF 2.0 §7.1.11.
#[must_use]
pub fn csaf_path(facts: &AdvisoryFacts) -> String {
    format!("csaf/{}", below_csaf(&facts.number, facts.first_published_at()))
}

fn below_csaf(number: &str, first: Instant) -> String {
    format!("white/{:04}/{}", first.civil(Zone::Utc).year, formats::csaf::file_name(number))
}

/// The files of one edition: the document and its digests, in the form of `sha256sum` and `sha512sum`.
#[must_use]
pub fn edition(facts: &AdvisoryFacts) -> Vec<PublishedFile> {
    let path = csaf_path(facts);
    let name = formats::csaf::file_name(&facts.number);
    let document = csaf::csaf(facts);
    let sha256 = format!("{}  {name}\n", hex(&Sha256::digest(&document)));
    let sha512 = format!("{}  {name}\n", hex(&Sha512::digest(&document)));
    vec![
        PublishedFile::new(path.clone(), JSON, document),
        PublishedFile::new(format!("{path}.sha256"), TEXT, sha256.into_bytes()),
        PublishedFile::new(format!("{path}.sha512"), TEXT, sha512.into_bytes()),
    ]
}

/// The site-wide files for all current editions.
#[must_use]
pub fn site(site: &SiteFacts, editions: &[Listed]) -> Vec<PublishedFile> {
    let root = site.org.site();
    let entries: Vec<provider::Entry> = editions.iter().map(|edition| entry(site, edition)).collect();
    let metadata = metadata(site);
    let feed_title = site.csaf_lang.words().pick("アドバイザリ (TLP:WHITE)", "Advisories (TLP:WHITE)");
    let feed_url = format!("{root}/csaf/feed-tlp-white.json");
    let feed = provider::Feed {
        id: "csaf-feed-tlp-white".to_owned(),
        title: feed_title.to_owned(),
        url: feed_url.clone(),
        service_url: format!("{root}/csaf/service.json"),
        base_url: format!("{root}/csaf/"),
        updated: site.updated_at.to_rfc3339(),
        entries: entries.clone(),
    };
    let service_title = site.org.name(site.csaf_lang);
    vec![
        PublishedFile::new("csaf/provider-metadata.json", JSON, metadata.clone()),
        PublishedFile::new(".well-known/csaf/provider-metadata.json", JSON, metadata),
        PublishedFile::new("csaf/feed-tlp-white.json", JSON, provider::rolie_feed(&feed)),
        PublishedFile::new("csaf/service.json", JSON, provider::rolie_service(service_title, &[(feed_title, &feed_url)])),
        PublishedFile::new("csaf/index.txt", TEXT, provider::index_txt(&entries)),
        PublishedFile::new("csaf/changes.csv", CSV, provider::changes_csv(&entries)),
        PublishedFile::new("feed/ja.atom", ATOM, atom_feed(site, editions, Lang::Ja)),
        PublishedFile::new("feed/en.atom", ATOM, atom_feed(site, editions, Lang::En)),
        PublishedFile::new(".well-known/security.txt", TEXT, security_txt(site)),
    ]
}

/// Every file of a publication: those of the edition, then the site-wide ones.
#[must_use]
pub fn tree(facts: &AdvisoryFacts, site_facts: &SiteFacts, editions: &[Listed]) -> Vec<PublishedFile> {
    let mut files = edition(facts);
    files.extend(site(site_facts, editions));
    files
}

fn entry(site: &SiteFacts, edition: &Listed) -> provider::Entry {
    let words = site.csaf_lang.words();
    provider::Entry {
        id: edition.number.clone(),
        title: words.pick(&edition.title_ja, &edition.title_en).to_owned(),
        summary: words.pick(&edition.summary_ja, &edition.summary_en).to_owned(),
        published: edition.first_published_at.to_rfc3339(),
        updated: edition.published_at.to_rfc3339(),
        path: below_csaf(&edition.number, edition.first_published_at),
        signed: site.signed,
    }
}

fn metadata(site: &SiteFacts) -> Vec<u8> {
    let root = site.org.site();
    let summary = site.csaf_lang.words().pick("TLP:WHITE のアドバイザリすべて", "All TLP:WHITE advisories");
    provider::metadata(&provider::Metadata {
        canonical_url: format!("{root}/.well-known/csaf/provider-metadata.json"),
        last_updated: site.updated_at.to_rfc3339(),
        role: if site.signed && !site.keys.is_empty() { provider::Role::CsafTrustedProvider } else { provider::Role::CsafProvider },
        publisher: csaf::publisher(&site.org, site.csaf_lang),
        directory_urls: vec![format!("{root}/csaf/")],
        feeds: vec![provider::FeedLink {
            summary: summary.to_owned(),
            tlp: formats::csaf::Tlp::White,
            url: format!("{root}/csaf/feed-tlp-white.json"),
        }],
        keys: site.keys.iter().map(|(fingerprint, url)| provider::Key { fingerprint: fingerprint.clone(), url: url.clone() }).collect(),
        list: true,
        mirror: true,
    })
}

fn atom_feed(site: &SiteFacts, editions: &[Listed], lang: Lang) -> Vec<u8> {
    let (root, words) = (site.org.site(), lang.words());
    let name = site.org.name(lang);
    let page = |number: &str| format!("{root}/{}/advisories/{number}", lang.tag());
    let entry = |edition: &Listed| atom::Entry {
        id: page(&edition.number),
        title: format!("{} {}", edition.number, words.pick(&edition.title_ja, &edition.title_en)),
        url: page(&edition.number),
        published: edition.first_published_at.to_rfc3339(),
        updated: edition.published_at.to_rfc3339(),
        summary: words.pick(&edition.summary_ja, &edition.summary_en).to_owned(),
    };
    atom::write(&atom::Feed {
        id: format!("{root}/feed/{}.atom", lang.tag()),
        title: match lang {
            Lang::Ja => format!("{name} アドバイザリ"),
            Lang::En => format!("{name} advisories"),
        },
        lang: lang.tag().to_owned(),
        url: format!("{root}/feed/{}.atom", lang.tag()),
        page_url: format!("{root}/{}/advisories", lang.tag()),
        author: site.org.psirt_name.clone(),
        updated: site.updated_at.to_rfc3339(),
        entries: editions.iter().map(entry).collect(),
    })
}

fn security_txt(site: &SiteFacts) -> Vec<u8> {
    let root = site.org.site();
    securitytxt::write(&securitytxt::SecurityTxt {
        contacts: vec![format!("{root}/ja/report"), format!("{root}/en/report"), format!("mailto:{}", site.org.contact_mail)],
        expires: site.expires_at.to_rfc3339(),
        encryption: site.encryption.clone(),
        acknowledgments: Vec::new(),
        preferred_languages: vec!["ja".to_owned(), "en".to_owned()],
        canonical: vec![format!("{root}/.well-known/security.txt")],
        policy: vec![format!("{root}/ja/policy"), format!("{root}/en/policy")],
        csaf: vec![format!("{root}/.well-known/csaf/provider-metadata.json")],
    })
}
