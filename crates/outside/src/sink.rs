//! A mail server that keeps every letter and delivers none; for tests and demonstrations, on the loopback address only.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Most letters that are kept; later ones are answered with 452.
pub const SINK_MAILS_MAX: usize = 10_000;
/// Longest command or line of a letter, in bytes.
pub const SINK_LINE_BYTES_MAX: u64 = 100_000;
/// Largest letter, in bytes.
pub const SINK_MAIL_BYTES_MAX: usize = 25_000_000;
/// Longest silence of a sender.
const SINK_IDLE_MAX: Duration = Duration::from_secs(60);

/// Is one letter as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaughtMail {
    /// Address of the envelope's sender.
    pub from: String,
    /// Addresses of the envelope's recipients.
    pub to: Vec<String>,
    /// Header and body as sent, dots unstuffed, lines ended by `\r\n`.
    pub data: String,
}

impl CaughtMail {
    /// Gives the first header of that name, unfolded and still encoded.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.data.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ").replace("\r\n\t", " ");
        head.split("\r\n")
            .filter_map(|line| line.split_once(':'))
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.trim().to_owned())
    }

    /// Gives the body as sent, still encoded.
    #[must_use]
    pub fn body(&self) -> &str {
        self.data.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }
}

/// Is a running sink; it stops when it is dropped.
#[derive(Debug)]
pub struct SmtpSink {
    url: String,
    mails: Arc<Mutex<Vec<CaughtMail>>>,
    task: JoinHandle<()>,
}

impl SmtpSink {
    /// Starts on a free port of the loopback address and takes every letter.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> io::Result<SmtpSink> {
        SmtpSink::answering("250 2.1.5 ok").await
    }

    /// Starts a sink that gives this answer to every recipient, such as `450 4.2.1 busy` or `550 5.1.1 unknown`.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn answering(recipient_answer: &str) -> io::Result<SmtpSink> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("smtp://{}", listener.local_addr()?);
        let mails = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&mails);
        let answer = recipient_answer.to_owned();
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (kept, answer) = (Arc::clone(&kept), answer.clone());
                tokio::spawn(async move {
                    if let Err(error) = talk(socket, &kept, &answer).await {
                        tracing::debug!(%error, "mail sink lost a connection");
                    }
                });
            }
        });
        Ok(SmtpSink { url, mails, task })
    }

    /// Gives the address for [`crate::mail::Mailer::smtp`].
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Gives the letters caught so far, oldest first.
    #[must_use]
    pub fn mails(&self) -> Vec<CaughtMail> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn talk(mut socket: TcpStream, kept: &Mutex<Vec<CaughtMail>>, recipient_answer: &str) -> io::Result<()> {
    let (read, mut write) = socket.split();
    let mut read = BufReader::new(read);
    let mut from = String::new();
    let mut to = Vec::new();
    write.write_all(b"220 sink.invalid ESMTP\r\n").await?;
    while let Some(line) = line(&mut read).await? {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-sink.invalid\r\n250-8BITMIME\r\n250 SMTPUTF8".to_owned(),
            "HELO" | "NOOP" => "250 ok".to_owned(),
            "RSET" => {
                (from, to) = (String::new(), Vec::new());
                "250 ok".to_owned()
            }
            "MAIL" => {
                from = path(&line);
                "250 2.1.0 ok".to_owned()
            }
            "RCPT" => {
                if recipient_answer.starts_with('2') {
                    to.push(path(&line));
                }
                recipient_answer.to_owned()
            }
            "DATA" if to.is_empty() => "503 5.5.1 no recipient".to_owned(),
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let data = data(&mut read).await?;
                keep(kept, CaughtMail { from: std::mem::take(&mut from), to: std::mem::take(&mut to), data })
            }
            "QUIT" => {
                write.write_all(b"221 2.0.0 bye\r\n").await?;
                return Ok(());
            }
            _ => "502 5.5.2 not known here".to_owned(),
        };
        write.write_all(answer.as_bytes()).await?;
        write.write_all(b"\r\n").await?;
    }
    Ok(())
}

fn keep(kept: &Mutex<Vec<CaughtMail>>, mail: CaughtMail) -> String {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= SINK_MAILS_MAX {
        return "452 4.3.1 full".to_owned();
    }
    kept.push(mail);
    format!("250 2.0.0 kept as {}", kept.len())
}

/// Reads the address between the angle brackets of `MAIL FROM:<…>` or `RCPT TO:<…>`.
fn path(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(String::new(), |(path, _)| path.to_owned())
}

async fn data<R: AsyncBufReadExt + Unpin>(read: &mut R) -> io::Result<String> {
    let mut data = String::new();
    loop {
        let Some(line) = line(read).await? else { return Err(io::ErrorKind::UnexpectedEof.into()) };
        if line == "." {
            return Ok(data);
        }
        if data.len() + line.len() > SINK_MAIL_BYTES_MAX {
            return Err(io::Error::other("letter too large"));
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
        data.push_str("\r\n");
    }
}

/// Reads one line without its end; nothing at the end of the connection.
async fn line<R: AsyncBufReadExt + Unpin>(read: &mut R) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let mut bounded = read.take(SINK_LINE_BYTES_MAX);
    tokio::time::timeout(SINK_IDLE_MAX, bounded.read_until(b'\n', &mut bytes)).await.map_err(|_| io::ErrorKind::TimedOut)??;
    if bytes.is_empty() {
        return Ok(None);
    }
    if bytes.pop() != Some(b'\n') {
        return Err(io::Error::other("line too long or cut"));
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}
