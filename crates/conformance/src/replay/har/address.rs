//! Where a request went.

use percent_encoding::percent_decode_str;

/// The address of a recorded request, in parts and as it was spelled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// Scheme, host and port, `https://api.example.com`; empty where the record has a path alone. Never with a user.
    pub(crate) origin: String,
    /// The request target in origin form: path and query, without the fragment.
    pub(crate) target: String,
    /// A password that stood before the host.
    pub(crate) password: Option<String>,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// Where it is none of HTTP.
    pub(crate) fn parse(text: &str) -> Result<Address, String> {
        let text = text.split('#').next().unwrap_or_default();
        if text.starts_with('/') && !text.starts_with("//") {
            return Ok(Address { target: text.to_owned(), ..Address::default() });
        }
        let (scheme, rest) = text.split_once("://").unwrap_or_default();
        let is_http = ["http", "https"].iter().any(|own| own.eq_ignore_ascii_case(scheme));
        let (authority, target) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
        if !is_http || host.is_empty() {
            let start: String = text.chars().take(40).collect();
            return Err(format!("`{start}` is no address of HTTP"));
        }
        let password = user.and_then(|user| user.split_once(':')).map(|(_, password)| password);
        Ok(Address {
            origin: format!("{}://{}", scheme.to_ascii_lowercase(), host.to_ascii_lowercase()),
            target: if target.starts_with('/') { target.to_owned() } else { format!("/{target}") },
            password: password.map(|password| percent_decode_str(password).decode_utf8_lossy().into_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_their_spelling_and_lose_the_user() {
        let parts = |text: &str| Address::parse(text).map(|address| (address.origin, address.target));
        let both = |origin: &str, target: &str| Ok((origin.to_owned(), target.to_owned()));
        assert_eq!(
            parts("https://API.example.com:8443/a/../%2e?b=1#c"),
            both("https://api.example.com:8443", "/a/../%2e?b=1")
        );
        assert_eq!(parts("HTTP://h?x=/"), both("http://h", "/?x=/"));
        assert_eq!(parts("http://h"), both("http://h", "/"));
        assert_eq!(parts("/v3/apps?x"), both("", "/v3/apps?x"));
        let with_user = Address::parse("http://me:p%40ss@h/a").expect("an address");
        assert_eq!((with_user.origin.as_str(), with_user.password.as_deref()), ("http://h", Some("p@ss")));
    }

    #[test]
    fn other_schemes_are_none_of_http() {
        for text in [
            "",
            "data:text/plain,a",
            "blob:http://h/a",
            "chrome-extension://h/a",
            "wss://h/a",
            "http:///a",
            "//h/a",
            "a",
        ] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }
}
