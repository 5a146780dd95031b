//! Tells public addresses from those of our own network, and reads the list of exceptions.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Ranges of IPv4 that are not somebody else's public machine (IANA special-purpose registry, RFC 6890 and successors),
/// as network and prefix length.
const NOT_PUBLIC_V4: [(Ipv4Addr, u8); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // carrier-grade NAT, and some clouds' metadata
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local, and most clouds' metadata
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments, and one cloud's metadata
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarking
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved and broadcast
];

/// Ranges inside the global unicast space of IPv6 that are nevertheless not a public machine.
const NOT_PUBLIC_V6: [(Ipv6Addr, u8); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),     // protocol assignments, Teredo
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),     // 6to4, which hides an IPv4 address
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),     // documentation
];

/// The only part of IPv6 that is handed out as public unicast addresses (RFC 4291 §2.4).
const GLOBAL_V6: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
/// NAT64 (RFC 6052): the last 32 bits are an IPv4 address.
const NAT64: (Ipv6Addr, u8) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// Tells whether an address may be a machine of somebody else on the internet.
/// IPv4 inside IPv6 (mapped, NAT64) is judged as the IPv4 address that it reaches.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !NOT_PUBLIC_V4.iter().any(|(net, len)| v4_in(v4, *net, *len)),
        IpAddr::V6(v6) => match embedded_v4(v6) {
            Some(v4) => is_public(IpAddr::V4(v4)),
            None => v6_in(v6, GLOBAL_V6.0, GLOBAL_V6.1) && !NOT_PUBLIC_V6.iter().any(|(net, len)| v6_in(v6, *net, *len)),
        },
    }
}

fn embedded_v4(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    v6.to_ipv4_mapped().or_else(|| {
        let [.., a, b, c, d] = v6.octets();
        v6_in(v6, NAT64.0, NAT64.1).then(|| Ipv4Addr::new(a, b, c, d))
    })
}

fn v4_in(address: Ipv4Addr, net: Ipv4Addr, len: u8) -> bool {
    let mask = u32::MAX.checked_shl(32 - u32::from(len)).unwrap_or(0);
    address.to_bits() & mask == net.to_bits() & mask
}

fn v6_in(address: Ipv6Addr, net: Ipv6Addr, len: u8) -> bool {
    let mask = u128::MAX.checked_shl(128 - u32::from(len)).unwrap_or(0);
    address.to_bits() & mask == net.to_bits() & mask
}

/// Is one exception to the rule that only public addresses are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Every address of a network, with its prefix length.
    Net(IpAddr, u8),
    /// Every address that one host name resolves to, in lower case.
    Host(String),
}

impl Allowed {
    /// Reads `10.1.0.0/16`, `fd00::/8`, a single address, or a host name.
    ///
    /// # Errors
    /// A sentence that names the text when it is none of these.
    pub fn parse(text: &str) -> Result<Allowed, String> {
        let text = text.trim();
        let bad = || format!("`{text}` is not an address, a network such as `10.1.0.0/16`, or a host name");
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Allowed::Net(address, if address.is_ipv4() { 32 } else { 128 }));
        }
        if let Some((net, len)) = text.split_once('/') {
            let net: IpAddr = net.parse().map_err(|_| bad())?;
            let len: u8 = len.parse().map_err(|_| bad())?;
            let most = if net.is_ipv4() { 32 } else { 128 };
            return if len <= most { Ok(Allowed::Net(net, len)) } else { Err(bad()) };
        }
        let label = |l: &str| !l.is_empty() && l.len() <= 63 && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if text.split('.').all(label) && text.len() <= 253 { Ok(Allowed::Host(text.to_ascii_lowercase())) } else { Err(bad()) }
    }

    /// Tells whether this exception covers an address reached under a host name.
    #[must_use]
    pub fn covers(&self, host: &str, address: IpAddr) -> bool {
        match (self, address) {
            (Allowed::Host(allowed), _) => allowed.eq_ignore_ascii_case(host),
            (Allowed::Net(IpAddr::V4(net), len), IpAddr::V4(v4)) => v4_in(v4, *net, *len),
            (Allowed::Net(IpAddr::V6(net), len), IpAddr::V6(v6)) => v6_in(v6, *net, *len),
            (Allowed::Net(IpAddr::V4(net), len), IpAddr::V6(v6)) => embedded_v4(v6).is_some_and(|v4| v4_in(v4, *net, *len)),
            (Allowed::Net(IpAddr::V6(_), _), IpAddr::V4(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Allowed, is_public};

    #[test]
    fn our_own_network_is_never_public() {
        let private = "0.0.0.0 10.0.0.1 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.0.9 169.254.169.254 172.16.0.1 172.31.255.255
            192.0.0.192 192.0.2.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.9 203.0.113.7 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255
            :: ::1 ::ffff:127.0.0.1 ::ffff:10.1.2.3 ::ffff:169.254.169.254 ::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::1 100::1 2001::1 2001:db8::1
            2002:7f00:1:: 3fff::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 5f00::1";
        for text in private.split_whitespace() {
            assert!(!is_public(text.parse().expect(text)), "{text}");
        }
    }

    #[test]
    fn neighbours_of_private_ranges_are_public() {
        let public = "1.1.1.1 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.1.1.1 128.0.0.1 169.253.1.1 169.255.0.1 172.15.0.1 172.32.0.1
            192.167.1.1 192.169.1.1 198.17.0.1 198.20.0.1 223.255.255.1 2606:4700::1111 2400:3200::1 2001:200::1 ::ffff:1.1.1.1 64:ff9b::1.1.1.1";
        for text in public.split_whitespace() {
            assert!(is_public(text.parse().expect(text)), "{text}");
        }
    }

    #[test]
    fn an_exception_covers_what_it_names_and_nothing_else() {
        let net = Allowed::parse("10.1.0.0/16").expect("network");
        assert!(net.covers("x", "10.1.9.9".parse().expect("v4")));
        assert!(net.covers("x", "::ffff:10.1.9.9".parse().expect("mapped")));
        assert!(!net.covers("x", "10.2.0.1".parse().expect("v4")));
        let everything = Allowed::parse("0.0.0.0/0").expect("network");
        assert!(everything.covers("x", "127.0.0.1".parse().expect("v4")) && !everything.covers("x", "::1".parse().expect("v6")));
        let host = Allowed::parse("Hooks.example.jp").expect("host");
        assert!(host.covers("hooks.EXAMPLE.jp", "10.9.9.9".parse().expect("v4")));
        assert!(!host.covers("example.jp", "10.9.9.9".parse().expect("v4")));
        for bad in ["", "10.0.0.0/33", "fd00::/129", "a b", "http://x", "10.0.0.0/x", "-/8", "a..b"] {
            assert!(Allowed::parse(bad).is_err(), "{bad}");
        }
    }
}
