//! Another house, called over its API with a token.

use crate::{Error, Result};
use outside::http::{Allowed, Guarded, HttpFault, Limits, Settings};
use std::time::Duration;

/// Largest answer that is read, in bytes.
const ANSWER_BYTES_MAX: u64 = 256_000_000;
/// Longest wait for an answer.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(600);

/// Another house.
#[derive(Clone)]
pub struct Remote {
    client: Guarded,
    base: String,
    token: String,
}

/// What a house answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `ETag`, where one was given.
    pub etag: Option<String>,
    /// Body.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Remote({})", self.base)
    }
}

impl Remote {
    /// Prepares calls of the house at an address, which may lie in the own network because its user named it.
    ///
    /// # Errors
    /// An address that cannot be used.
    pub fn new(url: &str, token: &str) -> Result<Self> {
        let base = url.trim().trim_end_matches('/').to_owned();
        let host = host_of(&base).ok_or_else(|| Error::Broken(format!("`{base}` is not an address of the form https://host")))?;
        let allowed = Allowed::parse(host).map_err(Error::Broken)?;
        let user_agent = concat!("hinomi/", env!("CARGO_PKG_VERSION")).to_owned();
        let settings = Settings { user_agent, allowed: vec![allowed], ..Settings::default() };
        let client = Guarded::new(&settings).map_err(|fault| Error::broken("preparing HTTP", fault))?;
        Ok(Self { client, base, token: token.trim().to_owned() })
    }

    /// The address of the house.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Calls a path of its API. `headers` come beside the token.
    ///
    /// # Errors
    /// The fault that kept the answer away; any status is an answer.
    pub async fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> std::result::Result<Answer, HttpFault> {
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend_from_slice(headers);
        let limits = Limits { bytes_max: ANSWER_BYTES_MAX, time_max: ANSWER_TIME_MAX, redirects_max: 0 };
        let fetched = self.client.send(method, &format!("{}{path}", self.base), &all, body, limits).await?;
        let etag = fetched.header("etag").map(str::to_owned);
        Ok(Answer { status: fetched.status, etag, bytes: fetched.bytes })
    }
}

/// The host of an address, without port and brackets.
pub(crate) fn host_of(base: &str) -> Option<&str> {
    let rest = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://"))?;
    let authority = rest.split('/').next()?;
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next()?,
        None => authority.split(':').next()?,
    };
    (!host.is_empty() && !authority.contains('@')).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_host_is_excepted() {
        assert_eq!(host_of("http://127.0.0.1:7080"), Some("127.0.0.1"));
        assert_eq!(host_of("https://[::1]:7080/x"), Some("::1"));
        assert_eq!(host_of("https://psirt.example.co.jp"), Some("psirt.example.co.jp"));
        for bad in ["ftp://host", "host", "http://", "http://user@host"] {
            assert_eq!(host_of(bad), None, "{bad}");
        }
        assert!(Remote::new("127.0.0.1:7080", "x").is_err());
    }

    #[test]
    fn a_token_is_not_printed() {
        let remote = Remote::new("http://127.0.0.1:1", "hnm_secret").unwrap();
        assert!(!format!("{remote:?}").contains("secret"));
    }
}
