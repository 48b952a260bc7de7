//! Addresses: the base of a client, and references that a server gives.

use super::error::{BuildError, LinkError};
use http::Uri;
use http::uri::Scheme;
use std::fmt::Write as _;

/// Where an API begins. Paths of operations are appended to it, not resolved against it (OpenAPI,
/// Paths Object).
#[derive(Clone, Debug)]
pub(crate) struct Base {
    /// Without a slash at its end.
    text: String,
    uri: Uri,
}

impl Base {
    pub(crate) fn parse(text: &str) -> Result<Self, BuildError> {
        let bad = |reason: &str| BuildError(format!("{text:?} is no base of an API: {reason}"));
        if text.contains(['?', '#']) {
            return Err(bad("it has a query or a fragment"));
        }
        let uri: Uri = text.parse().map_err(|error| bad(&format!("{error}")))?;
        if !is_http(&uri) {
            return Err(bad("it is not absolute, http or https, and without a user"));
        }
        let text = text.trim_end_matches('/').to_owned();
        Ok(Self { text, uri })
    }

    pub(crate) fn join(&self, path_and_query: &str) -> Result<Uri, BuildError> {
        let text = format!("{}{path_and_query}", self.text);
        text.parse().map_err(|error| BuildError(format!("{text:?} is no address: {error}")))
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }
}

/// Whether two addresses have the same scheme, host and port (RFC 6454, section 4).
pub(crate) fn same_origin(one: &Uri, other: &Uri) -> bool {
    let origin = |uri: &Uri| {
        let default = if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
        let host = uri.host().map(str::to_ascii_lowercase);
        (uri.scheme().cloned(), host, uri.port_u16().unwrap_or(default))
    };
    origin(one) == origin(other)
}

pub(crate) fn is_https(uri: &Uri) -> bool {
    uri.scheme() == Some(&Scheme::HTTPS)
}

fn is_http(uri: &Uri) -> bool {
    let scheme = uri.scheme();
    (scheme == Some(&Scheme::HTTP) || scheme == Some(&Scheme::HTTPS))
        && uri.host().is_some_and(|host| !host.is_empty())
        && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'))
}

/// The address that a reference means (RFC 3986, section 5.2), without its fragment.
pub(crate) fn resolve(base: &Uri, reference: &str) -> Result<Uri, LinkError> {
    let malformed = || LinkError::Malformed(reference.to_owned());
    let reference = reference.trim();
    let reference = reference.split('#').next().unwrap_or_default();
    let scheme = base.scheme_str().unwrap_or("https");
    let authority = base.authority().map_or("", |authority| authority.as_str());
    let text = if has_scheme(reference) {
        reference.to_owned()
    } else if reference.starts_with("//") {
        format!("{scheme}:{reference}")
    } else {
        let (path, query) = match reference.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (reference, None),
        };
        let (path, query) = if path.is_empty() {
            (base.path().to_owned(), query.or(base.query()))
        } else if path.starts_with('/') {
            (path.to_owned(), query)
        } else {
            let folder = base.path().rsplit_once('/').map_or("", |(folder, _)| folder);
            (format!("{folder}/{path}"), query)
        };
        let path = remove_dot_segments(&path);
        let query = query.map_or_else(String::new, |query| format!("?{query}"));
        format!("{scheme}://{authority}{path}{query}")
    };
    let uri: Uri = encode(&text).parse().map_err(|_| malformed())?;
    if is_http(&uri) { Ok(uri) } else { Err(malformed()) }
}

/// Whether a reference begins with a scheme (RFC 3986, section 3.1).
fn has_scheme(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
    })
}

/// RFC 3986, section 5.2.4, for a path that begins with a slash.
fn remove_dot_segments(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let segments = path.strip_prefix('/').unwrap_or(path);
    let mut ends_in_folder = false;
    for segment in segments.split('/') {
        ends_in_folder = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => drop(kept.pop()),
            segment => kept.push(segment),
        }
    }
    let slash = if ends_in_folder && !kept.is_empty() { "/" } else { "" };
    format!("/{}{slash}", kept.join("/"))
}

/// Percent-encodes what no address may hold but servers write nevertheless.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte <= b' ' || byte >= 0x7f || b"\"<>\\^`{|}".contains(&byte) {
            let _ = write!(encoded, "%{byte:02X}");
        } else {
            encoded.push(char::from(byte));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{Base, resolve, same_origin};

    #[test]
    fn references_of_rfc_3986() {
        let base = "http://a/b/c/d;p?q".parse().unwrap();
        for (reference, expected) in [
            ("http://g/x", "http://g/x"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g/"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q"),
            ("g#s", "http://a/b/c/g"),
            (";x", "http://a/b/c/;x"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("g..", "http://a/b/c/g.."),
            ("./g/.", "http://a/b/c/g/"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
            ("a b?c=ü|", "http://a/b/c/a%20b?c=%C3%BC%7C"),
        ] {
            assert_eq!(resolve(&base, reference).unwrap(), expected, "{reference}");
        }
        for bad in ["mailto:x", "ftp://g/", "http://user@g/", "http://", "file:///etc/passwd"] {
            assert!(resolve(&base, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn origins() {
        let same = |one: &str, other: &str| same_origin(&one.parse().unwrap(), &other.parse().unwrap());
        assert!(same("http://A/x", "http://a:80/y"));
        assert!(same("https://a", "https://a:443"));
        assert!(!same("https://a", "http://a"));
        assert!(!same("https://a", "https://a:444"));
        assert!(!same("https://a", "https://b"));
    }

    #[test]
    fn bases() {
        let base = Base::parse("https://a/prefix/").unwrap();
        assert_eq!(base.join("/v3/apps?x=1").unwrap(), "https://a/prefix/v3/apps?x=1");
        for bad in ["", "/v3", "a.org", "ftp://a", "https://u:p@a", "https://a?x", "https://a#x"] {
            assert!(Base::parse(bad).is_err(), "{bad}");
        }
    }
}
