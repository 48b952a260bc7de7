//! Names as words: how a property or parameter says which resource it speaks of.

use avouch_api::words::{singular, split};

/// What a name ends in that holds an identifier.
const IDENTIFIERS: [&str; 4] = ["guid", "id", "uuid", "uid"];
/// What stands between the name of a resource and its identifier without saying anything.
const ENVELOPES: [&str; 8] = ["data", "attribute", "relationship", "link", "item", "resource", "ref", "reference"];
/// The deepest nesting of names that is looked at.
const MAX_TOKENS: usize = 32;

/// The words of a name in lower case and in the singular: `spaceGuids` and `space_guid` are `space` and `guid`.
pub(crate) fn words(name: &str) -> Vec<String> {
    split(name).iter().map(|word| singular(word)).collect()
}

/// What a name that holds an identifier says about whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Speaks {
    /// It is an identifier of this: the words of a name.
    Of(Vec<String>),
    /// It is an identifier, and nothing says of what.
    Identifier,
    /// It is no identifier.
    Nothing,
}

/// What a path of names (without the positions in arrays), the innermost last, says.
pub(crate) fn speaks(names: &[&str]) -> Speaks {
    let names = names.get(names.len().saturating_sub(MAX_TOKENS)..).unwrap_or_default();
    let Some((last, outer)) = names.split_last() else { return Speaks::Nothing };
    let mut own = words(last);
    if !own.last().is_some_and(|word| IDENTIFIERS.contains(&word.as_str())) {
        return Speaks::Nothing;
    }
    own.pop();
    if !own.is_empty() {
        return Speaks::Of(own);
    }
    let around = outer.iter().rev().map(|name| words(name));
    let mut telling = around.filter(|words| !matches!(words.as_slice(), [only] if ENVELOPES.contains(&only.as_str())));
    telling.next().filter(|words| !words.is_empty()).map_or(Speaks::Identifier, Speaks::Of)
}

/// How well a name fits that of a resource: the number of words that agree from the end; 0 where it does not fit.
pub(crate) fn fit(name: &[String], resource: &[String]) -> usize {
    if resource.is_empty() || !name.ends_with(resource) { 0 } else { resource.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[&str]) -> Speaks {
        Speaks::Of(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn names_say_whose_identifier_they_hold() {
        assert_eq!(speaks(&["relationships", "space", "data", "guid"]), of(&["space"]));
        assert_eq!(speaks(&["space_guids"]), of(&["space"]));
        assert_eq!(speaks(&["owner", "serviceInstanceId"]), of(&["service", "instance"]));
        assert_eq!(speaks(&["policies", "id"]), of(&["policy"]));
        assert_eq!(speaks(&["data", "guid"]), Speaks::Identifier);
        assert_eq!(speaks(&["id"]), Speaks::Identifier);
        assert_eq!(speaks(&["space"]), Speaks::Nothing);
        assert_eq!(speaks(&["grid"]), Speaks::Nothing);
        assert_eq!(speaks(&[]), Speaks::Nothing);
    }

    #[test]
    fn the_end_of_a_name_decides() {
        let droplet = words("droplets");
        assert_eq!(fit(&words("current_droplet"), &droplet), 1);
        assert_eq!(fit(&words("droplet_bits"), &droplet), 0);
        assert_eq!(fit(&words("boxes"), &words("box")), 1);
        assert_eq!(fit(&words("status"), &words("status")), 1);
    }
}
