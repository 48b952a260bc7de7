//! The address of the server that is tested.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use super::ConfigError;

/// How the target is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// HTTP in the clear.
    Http,
    /// HTTP over TLS.
    Https,
}

/// The address of the server that is tested: an origin and what stands before every path, as spelled.
///
/// Nothing is appended to it or normalised in it: `http://127.0.0.1:8080/api` sends `/v3/apps` as `/api/v3/apps`, and the servers
/// that the document names play no part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    scheme: Scheme,
    host: String,
    port: u16,
    base: String,
    embedded: bool,
}

impl Target {
    /// Reads an address: `http://HOST[:PORT][/BASE]` or the same with `https`.
    ///
    /// # Errors
    /// For other schemes, user information, a query or a fragment, and hosts or ports that are none.
    pub fn parse(text: &str) -> Result<Target, ConfigError> {
        let wrong = |reason: &str| ConfigError::new(format!("`{}` is not a target: {reason}", text.escape_debug()));
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (Scheme::Http, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (Scheme::Https, rest),
            _ => return Err(wrong("it starts with neither `http://` nor `https://`")),
        };
        let (authority, base) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        if authority.contains('@') {
            return Err(ConfigError::new("a target takes no user or password; give credentials as a header"));
        }
        if rest.contains(['?', '#']) {
            return Err(wrong("it has a query or a fragment"));
        }
        if !base.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(wrong("its path has characters that must be percent-encoded"));
        }
        let (host, port) = split_port(authority).ok_or_else(|| wrong("the port is not a number up to 65535"))?;
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]%".contains(&byte);
        if host.is_empty() || !host.bytes().all(is_host) {
            return Err(wrong("the host is missing or malformed"));
        }
        let default = if scheme == Scheme::Http { 80 } else { 443 };
        let base = base.trim_end_matches('/').to_owned();
        Ok(Target { scheme, host: host.to_owned(), port: port.unwrap_or(default), base, embedded: false })
    }

    /// A server that the caller started for the run alone. Its port means nothing afterwards, so that reports write `$TARGET`
    /// in its place.
    pub fn embedded(address: SocketAddr) -> Target {
        let host = match address.ip() {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        };
        Target { scheme: Scheme::Http, host, port: address.port(), base: String::new(), embedded: true }
    }

    /// How it is spoken to.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host without the brackets of an IPv6 address.
    pub fn host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What stands before every path: empty, or `/` and text without a slash at the end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether the caller started it for the run alone.
    pub fn is_embedded(&self) -> bool {
        self.embedded
    }

    /// Host and port as the `Host` header has them.
    pub fn authority(&self) -> String {
        match (self.scheme, self.port) {
            (Scheme::Http, 80) | (Scheme::Https, 443) => self.host.clone(),
            (_, port) => format!("{}:{port}", self.host),
        }
    }

    /// Scheme, host and port: `http://127.0.0.1:8080`.
    pub fn origin(&self) -> String {
        let scheme = if self.scheme == Scheme::Http { "http" } else { "https" };
        format!("{scheme}://{}", self.authority())
    }

    /// Whether it is on this machine, as its name alone tells: `localhost`, or a loopback address.
    pub fn is_loopback(&self) -> bool {
        let host = self.host();
        host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// The request target of an address that an answer gave, where it leads to this server: absolute with the same origin, or
    /// a path.
    pub(crate) fn own(&self, address: &str) -> Option<String> {
        let address = address.split('#').next().unwrap_or_default();
        if address.starts_with('/') && !address.starts_with("//") {
            return Some(address.to_owned());
        }
        let (scheme, rest) = address.split_once("://")?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let origin = Target::parse(&format!("{scheme}://{authority}")).ok()?;
        let same =
            origin.scheme == self.scheme && origin.port == self.port && origin.host.eq_ignore_ascii_case(&self.host);
        same.then(|| if path.starts_with('/') { path.to_owned() } else { format!("/{path}") })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin(), self.base)
    }
}

fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let after_host = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    match authority.get(after_host..)?.rfind(':') {
        Some(colon) => {
            let (host, port) = authority.split_at(after_host + colon);
            let port = port.strip_prefix(':')?;
            let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
            Some((host, Some(port.parse().ok().filter(|_| digits)?)))
        }
        None => Some((authority, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str) -> Target {
        Target::parse(text).expect(text)
    }

    #[test]
    fn addresses_keep_their_spelling() {
        let parsed = target("HTTP://127.0.0.1:8080/a/%2e%2E//b/");
        assert_eq!(parsed.to_string(), "http://127.0.0.1:8080/a/%2e%2E//b");
        assert_eq!((parsed.host(), parsed.port(), parsed.base()), ("127.0.0.1", 8080, "/a/%2e%2E//b"));
        assert_eq!(target("https://[::1]:444").authority(), "[::1]:444");
        assert_eq!(target("https://[::1]").host(), "::1");
        assert_eq!(target("https://example.com:443/").to_string(), "https://example.com");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "example.com", "ftp://x", "http://", "http://:80", "http://a:b", "http://a:", "http://a:70000"]
        {
            assert!(Target::parse(text).is_err(), "{text}");
        }
        for text in ["http://u:p@host", "http://h/?a", "http://h#f", "http://h/a b", "http://h\r\nx", "http://h:+1"] {
            assert!(Target::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn loopback_is_told_by_the_name_alone() {
        for text in ["http://localhost:1", "http://LOCALHOST", "http://127.9.9.9", "http://[::1]:5"] {
            assert!(target(text).is_loopback(), "{text}");
        }
        for text in ["http://localhost.example.com", "http://10.0.0.1", "http://127.0.0.1.nip.io"] {
            assert!(!target(text).is_loopback(), "{text}");
        }
    }

    #[test]
    fn only_the_same_origin_is_ones_own() {
        let own = target("http://127.0.0.1:8080/api");
        assert_eq!(own.own("/v3/jobs/1?x#y").as_deref(), Some("/v3/jobs/1?x"));
        assert_eq!(own.own("http://127.0.0.1:8080/j").as_deref(), Some("/j"));
        assert_eq!(own.own("http://127.0.0.1:8080?q").as_deref(), Some("/?q"));
        for other in
            ["http://127.0.0.1:8081/j", "https://127.0.0.1:8080/j", "//evil/j", "j", "http://127.0.0.1:8080@evil/j"]
        {
            assert_eq!(own.own(other), None, "{other}");
        }
    }
}
