//! Mail on its way out: what the outbox keeps of a letter, and who signs it.

use crate::{Config, Error, Result};
use domain::instant::Instant;
use publish::OrgFacts;
use publish::letter::Letter;
use serde::{Deserialize, Serialize};
use store::Tx;
use words::Lang;

/// The kind under which letters wait in the outbox.
pub const MAIL: &str = "mail";

/// A letter as the outbox keeps it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Address of the only recipient.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mail([redacted])")
    }
}

/// Puts a letter into the outbox; the same `dedupe` never leaves twice. `event` is the entry of the log that it tells about.
///
/// # Errors
/// A failure of the ledger.
pub fn mail(tx: &mut Tx<'_>, dedupe: &str, to: &str, letter: Letter, event: Option<i64>, now: Instant) -> Result<bool> {
    let mail = Mail { to: to.to_owned(), subject: letter.subject, body: letter.body };
    let payload = serde_json::to_string(&mail).map_err(|error| Error::broken("writing a letter", error))?;
    Ok(tx.post(MAIL, dedupe, &payload, event, now)?)
}

/// Who signs, in a language.
#[must_use]
pub fn org(config: &Config, lang: Lang) -> OrgFacts {
    let (org, url) = (&config.org, &config.server.public_url);
    OrgFacts {
        name_ja: org.name.ja.clone(),
        name_en: org.name.en.clone(),
        url: url.clone(),
        site_url: String::new(),
        contact_mail: org.mail.clone(),
        psirt_name: lang.words().pick(&org.psirt.ja, &org.psirt.en).to_owned(),
    }
}
