//! Names of methods: what an operation is called among those of its group.

use std::collections::BTreeMap;

use crate::names::{plural, singular, words};

/// Words between what is done and the group it is done in: `get env for app`.
const LINKS: &[&str] = &["for", "of", "in"];

/// The names of the methods of a group, as words, in the order of `full`, the words of the operations' names.
///
/// The noun of the group is left out where what remains still says what is done and nobody else is called the same:
/// `listApps` is `list`, `listAppDroplets` is `list droplets`, `getEnvForApp` is `get env`.
pub(super) fn method_names(group: Option<&str>, full: &[Vec<String>]) -> Vec<String> {
    let noun = words(group.unwrap_or_default());
    let short: Vec<Vec<String>> = full.iter().map(|words| without_noun(words, &noun)).collect();
    let mut count: BTreeMap<&[String], usize> = BTreeMap::new();
    for words in short.iter().chain(full) {
        *count.entry(words).or_default() += 1;
    }
    // A name that is short and full at once is one operation's, counted twice.
    let is_unique =
        |short: &[String], full: &[String]| count.get(short).copied().unwrap_or(0) <= 1 + usize::from(short == full);
    short
        .iter()
        .zip(full)
        .map(|(short, full)| if is_unique(short, full) { short.join(" ") } else { full.join(" ") })
        .collect()
}

fn without_noun(words: &[String], noun: &[String]) -> Vec<String> {
    let Some((last, front)) = noun.split_last() else { return words.to_vec() };
    let forms = [singular(last).unwrap_or_else(|| last.clone()), plural(last), last.clone()];
    let is_noun = |at: usize| {
        let found = words.get(at..at + noun.len())?;
        let (found, tail) = found.split_last()?;
        (tail == front && forms.contains(found)).then_some(())
    };
    let mut rest = words.to_vec();
    if is_noun(1).is_some() {
        rest.drain(1..=noun.len());
    } else if let Some(at) = words.len().checked_sub(noun.len()).filter(|at| *at >= 3)
        && is_noun(at).is_some()
        && LINKS.contains(&words[at - 1].as_str())
    {
        rest.truncate(at - 1);
    }
    // What is left must begin with what is done, and not with the link to what was left out.
    let dangling = rest.get(1).is_some_and(|word| LINKS.contains(&word.as_str()) || word == "to" || word == "from");
    if rest.is_empty() || dangling { words.to_vec() } else { rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(group: Option<&str>, ids: &[&str]) -> Vec<String> {
        method_names(group, &ids.iter().map(|id| words(id)).collect::<Vec<_>>())
    }

    #[test]
    fn the_noun_of_the_group_is_left_out() {
        let ids =
            ["listApps", "getApp", "createApp", "listAppDroplets", "getEnvForApp", "clearBuildpackCacheForApplication"];
        let expected = ["list", "get", "create", "list droplets", "get env", "clear buildpack cache for application"];
        assert_eq!(names(Some("Apps"), &ids), expected);
        assert_eq!(names(Some("App Usage Events"), &["listAppUsageEvents", "getAppUsageEvent"]), ["list", "get"]);
    }

    #[test]
    fn names_that_would_clash_stay_whole() {
        assert_eq!(names(Some("Apps"), &["listApp", "listApps"]), ["list app", "list apps"]);
        assert_eq!(names(Some("Apps"), &["getApp", "get"]), ["get app", "get"]);
        assert_eq!(names(Some("Builds"), &["listBuildsForApp", "listBuilds"]), ["list builds for app", "list"]);
    }

    #[test]
    fn without_a_group_names_are_whole() {
        assert_eq!(names(None, &["listApps"]), ["list apps"]);
    }
}
