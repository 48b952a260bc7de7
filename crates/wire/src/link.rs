//! The `Link` header field (RFC 8288).

use crate::error::{Error, Place};
use crate::media;

/// One link of a `Link` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The target, as written: a URI reference relative to the request's own URI.
    pub target: String,
    /// Names, in lower case, and values, without quotes, in order; a parameter without a value has an empty one.
    pub parameters: Vec<(String, String)>,
}

impl Link {
    /// Parses all links of a header field's value.
    ///
    /// # Errors
    /// [`Error::Malformed`] for text that is no list of links; none of them is returned then.
    pub fn parse_all(header: &str) -> Result<Vec<Link>, Error> {
        let mut links = Vec::new();
        let mut rest = header.trim_start();
        while !rest.is_empty() {
            // Empty elements of a list count for nothing (RFC 9110 section 5.6.1).
            if let Some(after) = rest.strip_prefix(',') {
                rest = after.trim_start();
                continue;
            }
            let (link, after) = Link::parse_one(header, rest)?;
            links.push(link);
            rest = after;
            if !rest.is_empty() && !rest.starts_with(',') {
                return Err(Error::malformed(Place::Link, "links are separated by `,`", header));
            }
        }
        Ok(links)
    }

    /// The relation types of the link, in lower case: the words of its first `rel`.
    pub fn relations(&self) -> impl Iterator<Item = String> {
        let first = self.parameters.iter().find(|(name, _)| name == "rel");
        first.map_or("", |(_, value)| value.as_str()).split_ascii_whitespace().map(str::to_ascii_lowercase)
    }

    /// Whether the link has this relation type; types compare without regard to case.
    pub fn has_relation(&self, relation: &str) -> bool {
        self.relations().any(|own| own.eq_ignore_ascii_case(relation))
    }

    /// The first value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn parse_one<'h>(header: &str, text: &'h str) -> Result<(Link, &'h str), Error> {
        let malformed = |reason| Error::malformed(Place::Link, reason, header);
        let inner = text.strip_prefix('<').ok_or_else(|| malformed("a link starts with `<`"))?;
        let (target, rest) = inner.split_once('>').ok_or_else(|| malformed("the target of a link ends with `>`"))?;
        let mut link = Link { target: target.trim().to_owned(), parameters: Vec::new() };
        let mut rest = rest.trim_start();
        while let Some(after) = rest.strip_prefix(';') {
            let after = after.trim_start();
            let end = after.find([';', ',', '=', '"', ' ', '\t']).unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            let after = after.trim_start();
            let (value, after) = match after.strip_prefix('=') {
                None => (String::new(), after),
                Some(after) => value(after.trim_start()).ok_or_else(|| malformed("a quoted value does not end"))?,
            };
            if !name.is_empty() {
                link.parameters.push((name.to_ascii_lowercase(), value));
            }
            rest = after.trim_start();
        }
        Ok((link, rest))
    }
}

/// A quoted string, or everything up to the next delimiter: unquoted targets and types hold more than a token may.
fn value(text: &str) -> Option<(String, &str)> {
    if text.starts_with('"') {
        return media::value(text);
    }
    let end = text.find([';', ',']).unwrap_or(text.len());
    let (value, rest) = text.split_at(end);
    Some((value.trim_end().to_owned(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(header: &str) -> Vec<(String, Vec<(String, String)>)> {
        Link::parse_all(header).unwrap().into_iter().map(|link| (link.target, link.parameters)).collect()
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn lists_with_commas_in_targets_and_quotes() {
        assert_eq!(
            parsed(r#"<https://a.example/?x=1,2>; rel="next"; title="a, \"b\"; c" , </last>;rel=last,"#),
            vec![
                ("https://a.example/?x=1,2".into(), pairs(&[("rel", "next"), ("title", "a, \"b\"; c")])),
                ("/last".into(), pairs(&[("rel", "last")])),
            ]
        );
        assert_eq!(parsed(""), vec![]);
        assert_eq!(parsed(" , ,"), vec![]);
        assert_eq!(parsed("<>; flag; REL = next"), vec![(String::new(), pairs(&[("flag", ""), ("rel", "next")]))]);
    }

    #[test]
    fn relation_types_are_words_of_the_first_rel() {
        let links = Link::parse_all("</x>; rel=\"Prev  next\"; rel=last").unwrap();
        assert!(links[0].has_relation("NEXT") && links[0].has_relation("prev") && !links[0].has_relation("last"));
        assert_eq!(links[0].parameter("Rel"), Some("Prev  next"));
    }

    #[test]
    fn broken_headers_are_refused() {
        for header in ["next", "<a", "<a> rel=next", "<a>; rel=\"next", "<a>; rel=\"x\\", "<a>; rel=x <b>;\"", "<a><b>"]
        {
            let result = Link::parse_all(header);
            if header == "<a>; rel=x <b>;\"" {
                // Everything up to the next delimiter is the value; the stray quote then has no place.
                assert!(result.is_err(), "{result:?}");
            } else {
                assert!(matches!(result, Err(Error::Malformed { place: Place::Link, .. })), "{header}: {result:?}");
            }
        }
    }
}
