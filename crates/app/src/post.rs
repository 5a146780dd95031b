//! Mail on its way out: what the outbox keeps of a letter, who signs it, how it leaves.
//!
//! A letter may leave twice only when the process dies between the mail server's answer and the note of it in the ledger. Its
//! `Message-ID` comes from its `dedupe`, so it is the same both times and a mail server or reader can drop the second.

use crate::{Config, Error, House, Result};
use domain::instant::Instant;
use outside::mail::{MailFaultKind, Message};
use publish::OrgFacts;
use publish::letter::Letter;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::queue::Outcome;
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
    /// Identity with its angle brackets; the same on every attempt.
    #[serde(default)]
    pub message_id: String,
    /// Headers of its kind, such as `List-Unsubscribe`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
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
    mail_with(tx, dedupe, to, letter, Vec::new(), event, now)
}

/// As [`mail`], with headers of its kind.
///
/// # Errors
/// A failure of the ledger.
pub fn mail_with(
    tx: &mut Tx<'_>,
    dedupe: &str,
    to: &str,
    letter: Letter,
    headers: Vec<(String, String)>,
    event: Option<i64>,
    now: Instant,
) -> Result<bool> {
    let message_id = message_id(dedupe);
    let mail = Mail { to: to.to_owned(), subject: letter.subject, body: letter.body, message_id, headers };
    let payload = serde_json::to_string(&mail).map_err(|error| Error::broken("writing a letter", error))?;
    Ok(tx.post(MAIL, dedupe, &payload, event, now)?)
}

/// The identity of a letter: nothing of its `dedupe` can be read from it.
fn message_id(dedupe: &str) -> String {
    format!("<{}@hinomi.invalid>", &crate::secret::sha256_hex(dedupe.as_bytes())[..40])
}

/// Hands a letter of the outbox to the mail server. In a demo nothing leaves; without a mail server it waits and loses no try.
pub(crate) async fn deliver(house: &House, payload: &str) -> Outcome {
    let mail: Mail = match serde_json::from_str(payload) {
        Ok(mail) => mail,
        Err(error) => return Outcome::Dead(format!("unreadable letter: {error}")),
    };
    if house.demo {
        return Outcome::Done("simulated".to_owned());
    }
    let Some(mailer) = &house.mailer else { return Outcome::Wait("no mail server is set".to_owned()) };
    let mut headers = mail.headers;
    headers.push(("Auto-Submitted".to_owned(), "auto-generated".to_owned()));
    let message = Message {
        from: house.config.sender().to_owned(),
        to: mail.to,
        subject: mail.subject,
        body_text: mail.body,
        message_id: mail.message_id,
        headers,
    };
    match mailer.send(&message).await {
        Ok(answer) => Outcome::Done(answer),
        // The fault's own words hide addresses; the answer is logged.
        Err(fault) if fault.kind == MailFaultKind::Permanent => Outcome::Dead(fault.to_string()),
        Err(fault) => Outcome::Retry(fault.to_string()),
    }
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
