//! Resolves host names and hands on only addresses that may be called.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::{Allowed, is_public};

/// Most addresses of one name that are tried.
const NAME_ADDRESSES_MAX: usize = 16;

/// Says which addresses may be called.
#[derive(Debug, Default)]
pub(super) struct Gate {
    pub(super) allowed: Vec<Allowed>,
    /// Host of the configured proxy, which may lie in our own network.
    pub(super) proxy_host: Option<String>,
}

impl Gate {
    pub(super) fn admits(&self, host: &str, address: IpAddr) -> bool {
        is_public(address)
            || self.allowed.iter().any(|allowed| allowed.covers(host, address))
            || self.proxy_host.as_deref().is_some_and(|proxy| proxy.eq_ignore_ascii_case(host))
    }
}

/// Is the error by which the resolver says that every address of a name is ours; found again in the client's error chain.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is an internal address")]
pub(super) struct OnlyPrivate(pub(super) String);

/// Invariant: the connection is made to an address that this resolver let through, so a name that changes its answer
/// between check and connection (DNS rebinding) gains nothing.
pub(super) struct Names(pub(super) Arc<Gate>);

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let gate = Arc::clone(&self.0);
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.take(NAME_ADDRESSES_MAX).collect();
            let open: Vec<SocketAddr> = found.iter().copied().filter(|a| gate.admits(&host, a.ip())).collect();
            if open.is_empty() && !found.is_empty() {
                return Err(OnlyPrivate(host).into());
            }
            Ok(Box::new(open.into_iter()) as Addrs)
        })
    }
}
