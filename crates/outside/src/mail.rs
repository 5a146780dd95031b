//! Sends one letter to one mailbox by SMTP (RFC 5321, RFC 5322).

use std::fmt;
use std::time::Duration;

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::redact;

/// Longest wait for one whole delivery, connection included.
pub const MAIL_TIME_MAX: Duration = Duration::from_secs(60);
/// Longest wait for one answer of the mail server.
pub const MAIL_ANSWER_TIME_MAX: Duration = Duration::from_secs(30);
/// Largest text of a letter, in bytes.
pub const MAIL_BODY_BYTES_MAX: usize = 1_000_000;
/// Longest subject, address or header value, in bytes; the line limit of RFC 5322 §2.1.1 before folding.
pub const MAIL_HEADER_BYTES_MAX: usize = 998;
/// Most headers that a caller may add.
pub const MAIL_HEADERS_MAX: usize = 32;

/// Headers that the letter's own fields or the encoder write; a caller may not add them again.
const OWN_HEADERS: [&str; 11] =
    ["from", "to", "cc", "bcc", "sender", "subject", "message-id", "date", "mime-version", "content-type", "content-transfer-encoding"];

/// Is one letter to one mailbox.
#[derive(Clone, Default)]
pub struct Message {
    /// Sender, `address` or `name <address>`.
    pub from: String,
    /// The only recipient, `address` or `name <address>`.
    pub to: String,
    /// Subject in any script; encoded on the way out (RFC 2047).
    pub subject: String,
    /// Plain text in UTF-8, lines ended by `\n`.
    pub body_text: String,
    /// Identity with its angle brackets, `<id@host>`; the same on every attempt, so that a receiver can drop doubles.
    pub message_id: String,
    /// Further headers, such as `Auto-Submitted` or `In-Reply-To`.
    pub headers: Vec<(String, String)>,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("message_id", &self.message_id)
            .field("to", &redact::REDACTED)
            .field("body_bytes", &self.body_text.len())
            .finish_non_exhaustive()
    }
}

/// Says what to do after a letter that did not go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailFaultKind {
    /// Another attempt later may succeed: no connection, no answer, or a 4xx answer (RFC 5321 §4.2.1).
    Retry,
    /// The same letter will be refused again: a 5xx answer, or a letter that cannot be written.
    Permanent,
}

/// Is why a letter did not go out.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("mail not delivered: {}", redact::addresses(.text))]
pub struct MailFault {
    /// Whether another attempt makes sense.
    pub kind: MailFaultKind,
    /// What the server or the connection said, addresses included: for the delivery record, not for a log.
    pub text: String,
}

impl fmt::Debug for MailFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailFault").field("kind", &self.kind).field("text", &redact::addresses(&self.text)).finish()
    }
}

impl MailFault {
    fn permanent(text: impl Into<String>) -> MailFault {
        MailFault { kind: MailFaultKind::Permanent, text: text.into() }
    }

    fn retry(text: impl Into<String>) -> MailFault {
        MailFault { kind: MailFaultKind::Retry, text: text.into() }
    }
}

/// Hands letters to one mail server.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailer")
    }
}

impl Mailer {
    /// Reads `smtp://host:port` (no encryption), `smtp+starttls://user:password@host:587` (STARTTLS demanded) or
    /// `smtps://user:password@host:465` (TLS from the first byte). User and password are percent-encoded.
    ///
    /// # Errors
    /// A permanent fault when the address is none of these; the text never repeats it, since it may hold a password.
    pub fn smtp(url: &str) -> Result<Mailer, MailFault> {
        crate::install_tls();
        let url = url.trim();
        let spelled = match url.split_once("://") {
            Some(("smtp" | "smtps", rest)) if !rest.contains('?') => url.to_owned(),
            Some(("smtp+starttls", rest)) if !rest.contains('?') => format!("smtp://{rest}?tls=required"),
            _ => {
                return Err(MailFault::permanent(
                    "the mail server address must look like `smtp://host:25`, `smtp+starttls://host:587` or `smtps://host:465`",
                ));
            }
        };
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&spelled)
            .map_err(|_| MailFault::permanent("the mail server address has no usable host, port, user or password"))?
            .timeout(Some(MAIL_ANSWER_TIME_MAX))
            .build();
        Ok(Mailer { transport })
    }

    /// Sends a letter and gives back the server's last answer, such as `250 2.0.0 queued as 4711`.
    ///
    /// # Errors
    /// [`MailFaultKind::Permanent`] for a letter that cannot be written (a line break in a header, a bad address, a limit passed)
    /// or a 5xx answer; [`MailFaultKind::Retry`] for everything that may pass.
    pub async fn send(&self, message: &Message) -> Result<String, MailFault> {
        let letter = letter(message)?;
        match tokio::time::timeout(MAIL_TIME_MAX, self.transport.send(letter)).await {
            Err(_) => Err(MailFault::retry(format!("no answer within {} s", MAIL_TIME_MAX.as_secs()))),
            Ok(Err(error)) if error.is_permanent() => Err(MailFault::permanent(chain(&error))),
            Ok(Err(error)) => Err(MailFault::retry(chain(&error))),
            Ok(Ok(answer)) => Ok(format!("{} {}", answer.code(), answer.message().collect::<Vec<_>>().join(" ")).trim_end().to_owned()),
        }
    }
}

/// Writes the letter as the mail library wants it, refusing what could smuggle in a header.
fn letter(message: &Message) -> Result<lettre::Message, MailFault> {
    one_line("from", &message.from)?;
    one_line("to", &message.to)?;
    one_line("subject", &message.subject)?;
    one_line("message-id", &message.message_id)?;
    if message.body_text.len() > MAIL_BODY_BYTES_MAX {
        return Err(MailFault::permanent(format!("the text is longer than {MAIL_BODY_BYTES_MAX} bytes")));
    }
    if message.headers.len() > MAIL_HEADERS_MAX {
        return Err(MailFault::permanent(format!("more than {MAIL_HEADERS_MAX} headers")));
    }
    if !is_message_id(&message.message_id) {
        return Err(MailFault::permanent("the message id must look like `<id@host>`"));
    }
    let mut builder = lettre::Message::builder()
        .from(mailbox("from", &message.from)?)
        .to(mailbox("to", &message.to)?)
        .subject(message.subject.as_str())
        .message_id(Some(message.message_id.clone()))
        .header(ContentType::TEXT_PLAIN);
    for (name, value) in &message.headers {
        builder = builder.raw_header(header(name, value)?);
    }
    builder.body(body(&message.body_text)?).map_err(|error| MailFault::permanent(error.to_string()))
}

/// Reads a caller's header; its name must not be one that the letter writes itself.
fn header(name: &str, value: &str) -> Result<HeaderValue, MailFault> {
    one_line("header name", name)?;
    one_line(name, value)?;
    let printable = !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic() && b != b':');
    if !printable || OWN_HEADERS.iter().any(|own| own.eq_ignore_ascii_case(name)) {
        return Err(MailFault::permanent(format!("`{name}` cannot be added as a header")));
    }
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|error| MailFault::permanent(error.to_string()))?;
    Ok(HeaderValue::new(name, value.to_owned()))
}

/// Encodes the text: as it is when it is plain ASCII, Base64 otherwise, so that no server on the way can spoil it.
fn body(text: &str) -> Result<Body, MailFault> {
    if text.is_ascii() {
        return Ok(Body::new(text.to_owned()));
    }
    let crlf = text.replace("\r\n", "\n").replace('\n', "\r\n");
    Body::new_with_encoding(crlf, ContentTransferEncoding::Base64).map_err(|_| MailFault::permanent("the text cannot be encoded"))
}

fn mailbox(field: &str, text: &str) -> Result<Mailbox, MailFault> {
    text.parse().map_err(|error| MailFault::permanent(format!("`{field}` is not one mail address: {error}")))
}

/// Invariant: no header value holds a line break or another control character, so a value cannot begin a new header.
fn one_line(field: &str, value: &str) -> Result<(), MailFault> {
    if value.chars().any(char::is_control) {
        return Err(MailFault::permanent(format!("`{}` holds a line break or control character", field.escape_default())));
    }
    if value.len() > MAIL_HEADER_BYTES_MAX {
        return Err(MailFault::permanent(format!("`{field}` is longer than {MAIL_HEADER_BYTES_MAX} bytes")));
    }
    Ok(())
}

fn is_message_id(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')) else { return false };
    let graphic = inner.bytes().all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>');
    graphic && inner.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty() && !right.contains('@'))
}

/// Joins an error and its sources into one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.ends_with(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        source = inner.source();
    }
    text
}
