//! Calls other people's servers without being led into our own network, and never waits or reads without a limit.

mod address;
mod fault;
mod names;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Url};
use tokio::io::{AsyncWrite, AsyncWriteExt};

pub use address::{Allowed, is_public};
pub use fault::HttpFault;

use crate::mail::chain;
use names::{Gate, Names, OnlyPrivate};

/// Longest wait for a connection.
pub const CONNECT_TIME_MAX: Duration = Duration::from_secs(10);
/// Longest address that is called, in bytes.
pub const ADDRESS_BYTES_MAX: usize = 8_192;

/// Bounds one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of the answer's body, counted after decompression.
    pub bytes_max: u64,
    /// Longest time for the whole exchange, redirects and body included.
    pub time_max: Duration,
    /// Most redirects that are followed.
    pub redirects_max: usize,
}

impl Default for Limits {
    /// 16 MB, 60 s, five redirects.
    fn default() -> Limits {
        Limits { bytes_max: 16_000_000, time_max: Duration::from_secs(60), redirects_max: 5 }
    }
}

/// Says how the client reaches the world; nothing is taken from the environment.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Name and version shown to servers, such as `hinomi/0.1`.
    pub user_agent: String,
    /// Proxy for every request, `http://host:port`; empty: none. Behind a proxy the proxy resolves names, so there only addresses
    /// written as numbers are checked here and the proxy's own rules must guard the rest.
    pub proxy: String,
    /// Exceptions to the rule that only public addresses are called.
    pub allowed: Vec<Allowed>,
}

/// Is a whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Status code; any status is an answer, not a fault.
    pub status: u16,
    /// Headers, names in lower case, in the order received.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Body after decompression; empty when it went to a writer.
    pub bytes: Vec<u8>,
    /// Length of the body after decompression.
    pub length: u64,
}

impl Fetched {
    /// Gives the first header of that name if it is plain text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(value).ok()
    }
}

/// Is an HTTP client that calls only public or allow-listed addresses.
#[derive(Clone, Debug)]
pub struct Guarded {
    client: Client,
    gate: Arc<Gate>,
}

impl Guarded {
    /// Makes the client.
    ///
    /// # Errors
    /// [`HttpFault::BadAddress`] for a proxy that is not an `http` or `https` address, [`HttpFault::Setup`] when TLS has no roots.
    pub fn new(settings: &Settings) -> Result<Guarded, HttpFault> {
        crate::install_tls();
        let mut gate = Gate { allowed: settings.allowed.clone(), proxy_host: None };
        let mut builder = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIME_MAX)
            .user_agent(&settings.user_agent);
        if !settings.proxy.is_empty() {
            let proxy = web_address(&settings.proxy)?;
            gate.proxy_host = proxy.host_str().map(str::to_owned);
            builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(|e| HttpFault::Setup(chain(&e)))?);
        }
        let gate = Arc::new(gate);
        let client =
            builder.dns_resolver(Arc::new(Names(Arc::clone(&gate)))).build().map_err(|e| HttpFault::Setup(chain(&e.without_url())))?;
        Ok(Guarded { client, gate })
    }

    /// Gets an address, following redirects.
    ///
    /// # Errors
    /// Every [`HttpFault`]; a status such as 404 is not one.
    pub async fn get(&self, url: &str, limits: Limits) -> Result<Fetched, HttpFault> {
        self.get_with(url, &[], limits).await
    }

    /// Gets an address with headers of the caller, such as `If-None-Match`; they are dropped when a redirect leaves the host.
    ///
    /// # Errors
    /// Every [`HttpFault`].
    pub async fn get_with(&self, url: &str, headers: &[(&str, &str)], limits: Limits) -> Result<Fetched, HttpFault> {
        let mut bytes = Vec::new();
        let mut fetched = self.get_into(url, headers, limits, &mut bytes).await?;
        fetched.bytes = bytes;
        Ok(fetched)
    }

    /// Gets an address and hands the body to a writer as it comes, for files too large for memory.
    ///
    /// # Errors
    /// Every [`HttpFault`]; what was written before a fault stays written.
    pub async fn get_into<W: AsyncWrite + Unpin>(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        limits: Limits,
        writer: &mut W,
    ) -> Result<Fetched, HttpFault> {
        let url = web_address(url)?;
        let headers = header_map(headers)?;
        within(limits.time_max, async {
            let answer = self.follow(url, headers, limits).await?;
            take(answer, limits, writer).await
        })
        .await
    }

    /// Posts a body to an address. A redirect is not followed but given back, so that nothing signed for one receiver reaches another.
    ///
    /// # Errors
    /// Every [`HttpFault`].
    pub async fn post(&self, url: &str, headers: &[(&str, &str)], body: Vec<u8>, limits: Limits) -> Result<Fetched, HttpFault> {
        self.send("POST", url, headers, body, limits).await
    }

    /// Sends a request of any method. A redirect is not followed but given back, as with [`Guarded::post`].
    ///
    /// # Errors
    /// Every [`HttpFault`]; a method that is no word is [`HttpFault::BadHeader`].
    pub async fn send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
        limits: Limits,
    ) -> Result<Fetched, HttpFault> {
        let url = web_address(url)?;
        let headers = header_map(headers)?;
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| HttpFault::BadHeader(method.escape_default().to_string()))?;
        within(limits.time_max, async {
            self.admit(&url)?;
            let request = self.client.request(method, url.clone()).headers(headers).body(body);
            let answer = request.send().await.map_err(|e| fault(e, limits))?;
            let mut bytes = Vec::new();
            let mut fetched = take(answer, limits, &mut bytes).await?;
            fetched.bytes = bytes;
            Ok(fetched)
        })
        .await
    }

    async fn follow(&self, mut url: Url, mut headers: HeaderMap, limits: Limits) -> Result<reqwest::Response, HttpFault> {
        for _ in 0..=limits.redirects_max {
            self.admit(&url)?;
            let answer = self.client.get(url.clone()).headers(headers.clone()).send().await.map_err(|e| fault(e, limits))?;
            let Some(next) = redirect(&url, &answer)? else { return Ok(answer) };
            if next.origin() != url.origin() {
                headers.clear();
            }
            url = next;
        }
        Err(HttpFault::TooManyRedirects(limits.redirects_max))
    }

    /// Refuses a host written as a number that lies in our own network; the client asks the resolver only about names.
    fn admit(&self, url: &Url) -> Result<(), HttpFault> {
        let host = url.host_str().unwrap_or_default();
        match host.trim_start_matches('[').trim_end_matches(']').parse() {
            Ok(address) if !self.gate.admits(host, address) => Err(HttpFault::PrivateAddress { host: host.to_owned() }),
            _ => Ok(()),
        }
    }
}

/// Reads an address of the web: `http` or `https`, a host, no user and no password.
fn web_address(text: &str) -> Result<Url, HttpFault> {
    if text.len() > ADDRESS_BYTES_MAX {
        return Err(HttpFault::BadAddress(format!("longer than {ADDRESS_BYTES_MAX} bytes")));
    }
    let url = Url::parse(text).map_err(|e| HttpFault::BadAddress(e.to_string()))?;
    checked(url)
}

fn checked(url: Url) -> Result<Url, HttpFault> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(HttpFault::BadAddress(format!("scheme `{}`; expected `http` or `https`", url.scheme())));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(HttpFault::BadAddress("a user or password inside the address".to_owned()));
    }
    Ok(url)
}

/// Reads where an answer points to, if it is a redirect that a GET follows.
fn redirect(from: &Url, answer: &reqwest::Response) -> Result<Option<Url>, HttpFault> {
    let followed = matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let Some(location) = answer.headers().get("location").filter(|_| followed) else { return Ok(None) };
    let location = location.to_str().map_err(|_| HttpFault::BadAddress("a redirect that is not text".to_owned()))?;
    let next = from.join(location).map_err(|e| HttpFault::BadAddress(format!("redirect: {e}")))?;
    let next = checked(next)?;
    if from.scheme() == "https" && next.scheme() == "http" {
        return Err(HttpFault::Downgrade { host: from.host_str().unwrap_or_default().to_owned() });
    }
    Ok(Some(next))
}

async fn take<W: AsyncWrite + Unpin>(mut answer: reqwest::Response, limits: Limits, writer: &mut W) -> Result<Fetched, HttpFault> {
    let status = answer.status().as_u16();
    let headers = answer.headers().iter().map(|(n, v)| (n.as_str().to_owned(), v.as_bytes().to_vec())).collect();
    if answer.content_length().is_some_and(|length| length > limits.bytes_max) {
        return Err(HttpFault::TooLarge(limits.bytes_max));
    }
    let mut length = 0u64;
    while let Some(chunk) = answer.chunk().await.map_err(|e| fault(e, limits))? {
        length = length.saturating_add(chunk.len() as u64);
        if length > limits.bytes_max {
            return Err(HttpFault::TooLarge(limits.bytes_max));
        }
        writer.write_all(&chunk).await.map_err(|e| HttpFault::Sink(e.to_string()))?;
    }
    writer.flush().await.map_err(|e| HttpFault::Sink(e.to_string()))?;
    Ok(Fetched { status, headers, bytes: Vec::new(), length })
}

async fn within<T>(time_max: Duration, work: impl Future<Output = Result<T, HttpFault>>) -> Result<T, HttpFault> {
    tokio::time::timeout(time_max, work).await.unwrap_or(Err(HttpFault::TimedOut(time_max)))
}

fn header_map(pairs: &[(&str, &str)]) -> Result<HeaderMap, HttpFault> {
    let mut map = HeaderMap::new();
    for (name, value) in pairs {
        let bad = || HttpFault::BadHeader((*name).escape_default().to_string());
        let name = HeaderName::try_from(*name).map_err(|_| bad())?;
        map.append(name, HeaderValue::try_from(*value).map_err(|_| bad())?);
    }
    Ok(map)
}

/// Sorts the client's error; its address is taken off, since query and path may be secrets (webhook addresses are).
fn fault(error: reqwest::Error, limits: Limits) -> HttpFault {
    let error = error.without_url();
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(inner) = source {
        if let Some(OnlyPrivate(host)) = inner.downcast_ref() {
            return HttpFault::PrivateAddress { host: host.clone() };
        }
        source = inner.source();
    }
    if error.is_timeout() && !error.is_connect() {
        HttpFault::TimedOut(limits.time_max)
    } else if error.is_body() || error.is_decode() {
        HttpFault::Cut(chain(&error))
    } else {
        HttpFault::Unreachable(chain(&error))
    }
}
