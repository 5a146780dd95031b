//! The provider's files as machines fetch them: the bytes that went out, or empty lists before the first publication.

use crate::{Ctx, Error, House, Result, post};
use domain::instant::{Instant, Zone};
use publish::tree::{self, SiteFacts};
use words::Lang;

/// Months for which security.txt holds, counted from the first day of the present month; RFC 9116 §2.5.5 asks for less than a year.
const SECURITY_TXT_MONTHS: i32 = 7;
/// The file that is written anew on every request, so that it never runs out.
const SECURITY_TXT: &str = ".well-known/security.txt";

/// A file of the public site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Media type.
    pub media: String,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What the site-wide files say besides the editions.
pub(super) fn facts(house: &House, updated_at: Instant) -> SiteFacts {
    let csaf_lang = Lang::from_tag(&house.config.public.csaf_lang).unwrap_or(Lang::En);
    SiteFacts {
        org: post::org(&house.config, csaf_lang),
        csaf_lang,
        updated_at,
        expires_at: month(updated_at).plus_months(SECURITY_TXT_MONTHS),
        encryption: Vec::new(),
        keys: Vec::new(),
        signed: false,
    }
}

/// The first instant of a month in UTC.
fn month(at: Instant) -> Instant {
    let civil = at.civil(Zone::Utc);
    Instant::parse(&format!("{:04}-{:02}-01T00:00:00Z", civil.year, civil.month)).map_or(at, |given| given.instant)
}

/// A file by its path below the site's root; `version` asks for the bytes of an edition of that version.
///
/// # Errors
/// No such file, or a failure of the ledger.
pub async fn file(ctx: &Ctx, path: &str, version: Option<&str>) -> Result<File> {
    let (asked, version) = (path.to_owned(), version.map(str::to_owned));
    if path != SECURITY_TXT {
        let found = ctx
            .read(move |tx, _| {
                Ok(match version {
                    None => tx.file(&asked)?,
                    Some(version) => tx.file_of_version(&asked, &version)?,
                })
            })
            .await?;
        if let Some(file) = found {
            return Ok(File { media: file.info.media, sha256: file.info.sha256, bytes: file.bytes });
        }
    }
    // Before the first publication the lists exist and are empty.
    let site = facts(&ctx.house, month(ctx.now()));
    let empty = tree::site(&site, &[]).into_iter().find(|file| file.path == path).ok_or_else(Error::not_found)?;
    Ok(File { media: empty.media.to_owned(), sha256: empty.sha256, bytes: empty.bytes })
}

/// Paths of the site-wide files, each below the root.
pub const SITE_WIDE: [&str; 9] = [
    "csaf/provider-metadata.json",
    ".well-known/csaf/provider-metadata.json",
    "csaf/feed-tlp-white.json",
    "csaf/service.json",
    "csaf/index.txt",
    "csaf/changes.csv",
    "feed/ja.atom",
    "feed/en.atom",
    SECURITY_TXT,
];
