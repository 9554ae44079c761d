//! The address of a relay session: `{public-url}/v1/relay/{control}#t=TICKET`.

use std::fmt;
use std::net::IpAddr;
use thiserror::Error;

/// Why a text is no session address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SessionUrlError {
    /// Another form than `https://HOST/…/v1/relay/CONTROL#t=TICKET`.
    #[error("not the address of a relay session: it ends in /v1/relay/CONTROL#t=TICKET")]
    Malformed,
    /// Without TLS, to another machine.
    #[error("a relay session with another machine must be https")]
    NotProtected,
}

/// Where a session is, and the ticket that opens it once.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionUrl {
    secure: bool,
    authority: String,
    host: String,
    port: u16,
    path: String,
    ticket: String,
}

impl SessionUrl {
    /// Reads an address; plain HTTP is for loopback alone.
    pub fn parse(text: &str) -> Result<Self, SessionUrlError> {
        let malformed = SessionUrlError::Malformed;
        let (address, ticket) = text.split_once("#t=").ok_or(malformed)?;
        let (scheme, rest) = address.split_once("://").ok_or(malformed)?;
        let secure = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(malformed),
        };
        let (authority, path) = rest.split_at_checked(rest.find('/').ok_or(malformed)?).ok_or(malformed)?;
        let control = path.rsplit_once("/v1/relay/").ok_or(malformed)?.1;
        if ![ticket, control].into_iter().all(is_name) || !path.chars().all(is_path) {
            return Err(malformed);
        }
        let (host, port) = split_authority(authority, secure).ok_or(malformed)?;
        if !secure && !is_loopback(&host) {
            return Err(SessionUrlError::NotProtected);
        }
        let (authority, path, ticket) = (authority.to_owned(), path.to_owned(), ticket.to_owned());
        Ok(Self { secure, authority, host, port, path, ticket })
    }

    /// True for TLS.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// The host's name or address.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The secret that opens the session once.
    pub fn ticket(&self) -> &str {
        &self.ticket
    }

    /// The address without the ticket, as RFC 9449's `htu` names it.
    pub fn target(&self) -> String {
        format!("{}://{}{}", if self.secure { "https" } else { "http" }, self.authority, self.path)
    }

    /// The address for a WebSocket.
    pub fn web_socket(&self) -> String {
        format!("{}://{}{}", if self.secure { "wss" } else { "ws" }, self.authority, self.path)
    }
}

/// Never shows the ticket.
impl fmt::Debug for SessionUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.target())
    }
}

fn is_name(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=128).contains(&text.len()) && text.bytes().all(known)
}

fn is_path(character: char) -> bool {
    character.is_ascii_alphanumeric() || "/-._~%".contains(character)
}

fn split_authority(authority: &str, secure: bool) -> Option<(String, u16)> {
    let default = if secure { 443 } else { 80 };
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => match rest.split_once(']')? {
            (host, "") => (host, None),
            (host, port) => (host, Some(port.strip_prefix(':')?)),
        },
        None => authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port))),
    };
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':');
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let port = port.map_or(Some(default), |text| text.parse().ok().filter(|_| digits(text)))?;
    (!host.is_empty() && host.bytes().all(known)).then(|| (host.to_owned(), port))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_taken() {
        let url = SessionUrl::parse("https://id.example/base/v1/relay/ab12#t=S3-cret_").unwrap();
        assert_eq!((url.host(), url.port(), url.ticket()), ("id.example", 443, "S3-cret_"));
        assert_eq!(url.target(), "https://id.example/base/v1/relay/ab12");
        assert_eq!(url.web_socket(), "wss://id.example/base/v1/relay/ab12");
        assert!(!format!("{url:?}").contains("S3"));
        for loopback in ["http://127.0.0.1:8080", "http://[::1]:9", "http://localhost", "http://127.1.2.3"] {
            assert!(SessionUrl::parse(&format!("{loopback}/v1/relay/a#t=b")).is_ok(), "{loopback}");
        }
    }

    /// Found by fuzzing: the rest was sent along while `[::1]` alone made the address loopback.
    #[test]
    fn nothing_but_a_port_follows_an_address_in_brackets() {
        for authority in
            ["[::1]@id.example", "[::1]\u{7f}:9", "[::1]9", "[::1]:", "[::1]:+9", "id.example:+9"]
        {
            let refused = SessionUrl::parse(&format!("http://{authority}/v1/relay/a#t=b"));
            assert_eq!(refused.err(), Some(SessionUrlError::Malformed), "{authority:?}");
        }
        assert!(SessionUrl::parse("http://[::1]:9/v1/relay/a#t=b").is_ok_and(|url| url.port() == 9));
    }

    #[test]
    fn addresses_that_are_not() {
        for plain in
            ["http://id.example", "http://192.0.2.1:80", "http://localhost.example", "http://[2001:db8::1]"]
        {
            let refused = SessionUrl::parse(&format!("{plain}/v1/relay/a#t=b"));
            assert_eq!(refused.err(), Some(SessionUrlError::NotProtected), "{plain}");
        }
        for malformed in [
            "",
            "https://id.example/v1/relay/a",
            "https://id.example/v1/relay/a#t=",
            "https://id.example/v1/relay/#t=b",
            "https://id.example/v1/relay/a?x#t=b",
            "https://id.example/v1/relay/a/../b#t=b",
            "https://user@id.example/v1/relay/a#t=b",
            "https:///v1/relay/a#t=b",
            "https://id.example:x/v1/relay/a#t=b",
            "https://id.example/v1/relay/a#t=b\r\nX: y",
            "ftp://id.example/v1/relay/a#t=b",
        ] {
            assert_eq!(SessionUrl::parse(malformed).err(), Some(SessionUrlError::Malformed), "{malformed}");
        }
    }
}
