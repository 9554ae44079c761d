//! Who calls: the address at the other end, or what the proxy in front says.

use axum::http::Extensions;
use axum::http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The caller's address; a proxy appends the address it saw, so that only the last one is believed.
pub(super) fn caller(extensions: &Extensions, headers: &HeaderMap, behind_proxy: bool) -> String {
    let forwarded = || {
        let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse::<IpAddr>().ok().map(|address| address.to_canonical())
    };
    let told = behind_proxy.then(forwarded).flatten();
    let address = told.or_else(|| extensions.get::<Peer>().map(|peer| peer.0.ip()));
    match address {
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        Some(address) => address.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(forwarded: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        caller(&Extensions::new(), &headers, true)
    }

    #[test]
    fn an_ipv4_address_is_one_however_the_proxy_spells_it() {
        assert_eq!(told("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(told("192.0.2.7"), "192.0.2.7");
        assert_ne!(told("::ffff:192.0.2.8"), told("::ffff:192.0.2.7"));
        assert_eq!(told("203.0.113.9, 2001:db8:1:2:3::1"), "2001:db8:1:2");
    }
}
