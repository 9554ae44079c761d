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
        last.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
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
