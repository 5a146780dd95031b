//! Why an answer could not be had.

use std::time::Duration;

/// Is why a request did not bring an answer; none of these repeats a path, query or password of the address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HttpFault {
    /// The text is not an `http` or `https` address with a host, or it carries a user or password.
    #[error("not a usable address: {0}")]
    BadAddress(String),
    /// A header that the caller gave cannot be sent.
    #[error("the header `{0}` cannot be sent")]
    BadHeader(String),
    /// The address, or one that it redirects to, lies in our own network and is not allow-listed.
    #[error("`{host}` is an internal address")]
    PrivateAddress {
        /// Host as it stood in the address.
        host: String,
    },
    /// More redirects than the limit.
    #[error("more than {0} redirects")]
    TooManyRedirects(usize),
    /// A redirect from `https` to `http`.
    #[error("`{host}` redirects to an address without encryption")]
    Downgrade {
        /// Host that sent the redirect.
        host: String,
    },
    /// More bytes than the limit, counted after decompression.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(u64),
    /// No whole answer within the limit.
    #[error("no whole answer within {} ms", .0.as_millis())]
    TimedOut(Duration),
    /// The answer ended early or its compression is damaged.
    #[error("the answer broke off: {0}")]
    Cut(String),
    /// Name not found, no connection, or no agreement on TLS.
    #[error("not reachable: {0}")]
    Unreachable(String),
    /// The receiver of the bytes could not take them.
    #[error("the answer could not be kept: {0}")]
    Sink(String),
    /// The client could not be made.
    #[error("the HTTP client could not be made: {0}")]
    Setup(String),
}

impl HttpFault {
    /// Tells whether the same request may succeed later.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, HttpFault::TimedOut(_) | HttpFault::Cut(_) | HttpFault::Unreachable(_))
    }
}
