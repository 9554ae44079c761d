//! The public address as browsers write it, RFC 6454 §4: what pages and proofs name is compared with it letter by letter.

use axum::http::Uri;

/// Scheme, host in lower case, and the port where it is not the scheme's own; `None` when it is no such address, or has
/// more than that: a page is found at no other path.
pub(super) fn origin(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
    let authority = uri.authority()?;
    let host = authority.host().to_ascii_lowercase();
    let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
    if host.is_empty() || !bare || url.contains('#') || authority.as_str().contains('@') {
        return None;
    }
    let own = if scheme == "https" { 443 } else { 80 };
    match authority.port() {
        None if authority.host().len() != authority.as_str().len() => None,
        None => Some(format!("{scheme}://{host}")),
        Some(port) if port.as_str().parse::<u16>().ok()? == own => Some(format!("{scheme}://{host}")),
        Some(port) => Some(format!("{scheme}://{host}:{}", port.as_str().parse::<u16>().ok()?)),
    }
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn addresses_as_browsers_write_them() {
        for (written, read) in [
            ("https://ID.Example:443", "https://id.example"),
            ("https://ID.Example:443/", "https://id.example"),
            ("HTTPS://id.example", "https://id.example"),
            ("http://id.example:80", "http://id.example"),
            ("https://id.example:80", "https://id.example:80"),
            ("http://127.0.0.1:08470", "http://127.0.0.1:8470"),
            ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
        ] {
            assert_eq!(origin(written).as_deref(), Some(read));
        }
        for bad in [
            "id.example",
            "ftp://id.example",
            "https://id.example/base",
            "https://ID.Example:443/base",
            "https://id.example/?x",
            "https://id.example/#x",
            "https://a@b",
            "https://id.example:99999",
            "https://",
            "",
        ] {
            assert_eq!(origin(bad), None, "{bad}");
        }
    }
}
