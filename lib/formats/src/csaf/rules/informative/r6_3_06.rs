//! 6.3.6: addresses should lead somewhere. Nothing is fetched: only what no reader can ever reach is reported.

use crate::csaf::rules::Found;
use crate::csaf::shape;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let own = doc.own_addresses();
    shape::uris(doc.root, doc.edition, &mut |pointer, uri| {
        if leads_nowhere(uri) && !own.iter().any(|(known, _)| known == pointer) {
            found(pointer.to_owned(), "a name or address that is not on the internet".to_owned());
        }
    });
}

/// Names that are reserved (RFC 2606, 6761, 6762, 8375, ICANN's `.internal`) and literal addresses of private networks.
pub(super) fn leads_nowhere(uri: &str) -> bool {
    let Some(rest) = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://")) else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = authority.rsplit('@').next().unwrap_or("");
    let literal = host.strip_prefix('[').and_then(|host| host.split_once(']')).map(|(host, _)| host);
    let host = literal.unwrap_or_else(|| host.split(':').next().unwrap_or("")).trim_end_matches('.').to_ascii_lowercase();
    if let Ok(address) = host.parse::<std::net::IpAddr>() {
        return match address {
            std::net::IpAddr::V4(v4) => {
                v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_unspecified() || v4.is_documentation()
            }
            std::net::IpAddr::V6(v6) => v6.is_loopback() || v6.is_unspecified() || v6.is_unique_local() || v6.is_unicast_link_local(),
        };
    }
    let reserved = ["invalid", "test", "localhost", "local", "internal", "home.arpa", "lan", "onion"];
    reserved.iter().any(|name| host == *name || host.strip_suffix(name).is_some_and(|before| before.ends_with('.')))
}
