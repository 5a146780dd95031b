//! Brings what a plan asks for: conditional, bounded, over proxy or mirror; says in words why something did not come.

use super::source::{Ask, Got, Tag, Trouble};
use crate::{Config, Error, Result};
use domain::feed::REST_ASKED_MAX_MS;
use domain::instant::Instant;
use outside::http::{Allowed, Fetched, Guarded, HttpFault, Limits, Settings};
use std::path::Path;

/// Redirects that are followed.
const REDIRECTS_MAX: usize = 5;
/// Largest archive inside an archive, in bytes.
const INNER_BYTES_MAX: u64 = 16_000_000_000;

/// Brings what is asked for.
pub(super) struct Courier {
    client: Guarded,
    mirror: String,
}

impl Courier {
    /// Prepares it for a configuration. Proxy and mirror may lie in the own network, because the administrator named them.
    ///
    /// # Errors
    /// A proxy or an exception that cannot be used.
    pub(super) fn new(config: &Config) -> Result<Self> {
        let feeds = &config.feeds;
        let mirror = feeds.mirror.trim_end_matches('/').to_owned();
        let named = feeds.allow.iter().map(String::as_str).chain(crate::remote::host_of(&mirror));
        let allowed = named.map(Allowed::parse).collect::<std::result::Result<Vec<_>, _>>().map_err(Error::Broken)?;
        let user_agent = concat!("hinomi/", env!("CARGO_PKG_VERSION")).to_owned();
        let settings = Settings { user_agent, proxy: feeds.proxy.clone(), allowed };
        let client = Guarded::new(&settings).map_err(|fault| Error::broken("preparing HTTP", fault))?;
        Ok(Self { client, mirror })
    }

    /// Where a request goes: below the mirror, where there is one.
    fn address(&self, url: &str) -> String {
        match url.split_once("://") {
            Some((_, rest)) if !self.mirror.is_empty() => format!("{}/{rest}", self.mirror),
            _ => url.to_owned(),
        }
    }

    /// Brings one document; what is kept lies at `path` then.
    pub(super) async fn bring(&self, ask: &Ask, path: &Path, now: Instant) -> std::result::Result<(Got, u64), Trouble> {
        let mut headers: Vec<(&str, &str)> = ask.header.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let conditions = [("if-none-match", &ask.tag.etag), ("if-modified-since", &ask.tag.modified)];
        headers.extend(conditions.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.as_str())));
        let limits = Limits { bytes_max: ask.bytes_max, time_max: ask.time_max, redirects_max: REDIRECTS_MAX };
        let url = self.address(&ask.url);
        let fetched = match &ask.keep {
            Some(_) => outside::download::to_file(&self.client, &url, &headers, limits, path).await,
            None => self.client.get_with(&url, &headers, limits).await,
        };
        let fetched = fetched.map_err(|fault| of_fault(&fault, &ask.url))?;
        let length = fetched.length;
        Ok((got(ask, fetched, path, now).await?, length))
    }
}

/// What an answer is to a plan.
async fn got(ask: &Ask, mut fetched: Fetched, path: &Path, now: Instant) -> std::result::Result<Got, Trouble> {
    match fetched.status {
        200 if ask.keep.is_some() => {
            let (tag, file) = (tag_of(&fetched, now), path.to_owned());
            let digest = tokio::task::spawn_blocking(move || crate::backup::digest_of(&file)).await;
            let digest = digest.map_err(|error| Trouble::new("broken", error))?.map_err(|error| Trouble::new("broken", error))?;
            Ok(Got::Kept(tag, digest.1))
        }
        200 => {
            let tag = tag_of(&fetched, now);
            Ok(Got::Bytes(std::mem::take(&mut fetched.bytes), tag))
        }
        304 if ask.tag != Tag::default() => Ok(Got::Unchanged),
        404 | 410 if ask.may_miss => Ok(Got::Missing),
        status => Err(of_status(status, &fetched, &ask.url, now)),
    }
}

/// How the server names this version. A `Last-Modified` of the future is not kept: with it the next change would not be seen.
fn tag_of(fetched: &Fetched, now: Instant) -> Tag {
    let header = |name: &str| fetched.header(name).map(str::trim).filter(|value| value.len() <= 1_000).unwrap_or_default().to_owned();
    let modified = Some(header("last-modified")).filter(|date| http_date(date).is_some_and(|at| at <= now.as_ms()));
    Tag { etag: header("etag"), modified: modified.unwrap_or_default() }
}

/// Milliseconds of a date as HTTP writes it.
fn http_date(text: &str) -> Option<i64> {
    jiff::fmt::rfc2822::parse(text).ok().map(|at| at.timestamp().as_millisecond())
}

/// Until when a server wants to be left alone, within a limit of ours.
fn retry_after(fetched: &Fetched, now: Instant) -> Option<i64> {
    let text = fetched.header("retry-after")?.trim();
    let wait = match text.parse::<u32>() {
        Ok(seconds) => i64::from(seconds) * 1_000,
        Err(_) => http_date(text)? - now.as_ms(),
    };
    (wait > 0).then(|| now.as_ms() + wait.min(REST_ASKED_MAX_MS))
}

fn of_status(status: u16, fetched: &Fetched, url: &str, now: Instant) -> Trouble {
    let code = match status {
        429 | 503 => "busy",
        401 | 403 => "denied",
        404 | 410 => "missing",
        _ => "status",
    };
    Trouble { until_ms: retry_after(fetched, now), ..Trouble::new(code, format!("HTTP {status}, {}", host(url))) }
}

fn of_fault(fault: &HttpFault, url: &str) -> Trouble {
    let code = match fault {
        HttpFault::PrivateAddress { .. } => "private_address",
        HttpFault::TooManyRedirects(_) | HttpFault::Downgrade { .. } => "redirect",
        HttpFault::TooLarge(_) => "too_large",
        HttpFault::TimedOut(_) => "timed_out",
        HttpFault::Cut(_) => "cut",
        HttpFault::Unreachable(_) => "unreachable",
        HttpFault::BadAddress(_) | HttpFault::BadHeader(_) => "address",
        _ => "broken",
    };
    Trouble::new(code, format!("{fault}, {}", host(url)))
}

/// The host of an address: its path and query may hold secrets.
fn host(url: &str) -> &str {
    crate::remote::host_of(url).unwrap_or_default()
}

/// Takes the wrapping off an archive that holds nothing but another archive: the library unpacks what lies inside in memory.
pub(super) fn unwrap(path: &Path) -> std::result::Result<(), Trouble> {
    let broken = |error: std::io::Error| Trouble::new("broken", error);
    let file = std::fs::File::open(path).map_err(broken)?;
    let Ok(mut archive) = zip::ZipArchive::new(std::io::BufReader::new(file)) else { return Ok(()) };
    if archive.len() != 1 {
        return Ok(());
    }
    let inner = archive.by_index(0).map_err(Trouble::unreadable)?;
    let is_archive = inner.is_file() && inner.name().is_ok_and(|name| name.ends_with(".zip"));
    if !is_archive {
        return Ok(());
    }
    let beside = path.with_extension("inner");
    let mut out = std::fs::File::create_new(&beside).map_err(broken)?;
    let copied = std::io::copy(&mut std::io::Read::take(inner, INNER_BYTES_MAX + 1), &mut out).map_err(Trouble::unreadable)?;
    if copied > INNER_BYTES_MAX {
        return Err(Trouble::new("too_large", format!("the archive inside is larger than {INNER_BYTES_MAX} bytes")));
    }
    std::fs::rename(&beside, path).map_err(broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fetched(name: &str, value: &str) -> Fetched {
        Fetched { status: 503, headers: vec![(name.to_owned(), value.as_bytes().to_vec())], bytes: Vec::new(), length: 0 }
    }

    #[test]
    fn the_server_may_ask_for_a_rest_within_a_limit() {
        let now = Instant::parse("2026-11-21T00:00:00Z").unwrap().instant;
        let rest = |value: &str| retry_after(&fetched("retry-after", value), now).map(|until| until - now.as_ms());
        assert_eq!(rest("120"), Some(120_000));
        assert_eq!(rest("4294967295"), Some(REST_ASKED_MAX_MS));
        assert_eq!(rest("Sat, 21 Nov 2026 00:10:00 GMT"), Some(600_000));
        for none in ["", "0", "-1", "soon", "Fri, 20 Nov 2026 00:00:00 GMT"] {
            assert_eq!(rest(none), None, "{none}");
        }
    }

    #[test]
    fn a_change_of_the_future_is_not_a_condition() {
        let now = Instant::parse("2026-11-21T00:00:00Z").unwrap().instant;
        let of = |value: &str| tag_of(&fetched("last-modified", value), now).modified;
        assert_eq!(of("Fri, 20 Nov 2026 00:00:00 GMT"), "Fri, 20 Nov 2026 00:00:00 GMT");
        assert_eq!(of("Sun, 22 Nov 2026 00:00:00 GMT"), "");
        assert_eq!(of("yesterday"), "");
    }
}
