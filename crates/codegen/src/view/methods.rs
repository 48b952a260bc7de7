//! Names of methods: what an operation is called among those of its group.

use std::collections::{BTreeMap, BTreeSet};

use crate::names::{plural, singular, words};

/// Words between what is done and what it is done to: `get env for app`.
const LINKS: &[&str] = &["for", "of", "in", "on", "to", "from"];
/// Further words that say how two things belong together.
const PREPOSITIONS: &[&str] =
    &["at", "as", "by", "per", "through", "under", "using", "via", "with", "within", "without"];
const ARTICLES: &[&str] = &["a", "an", "the"];
/// What is done, where it stands behind the noun: `disk create`.
const VERBS: &[&str] = &[
    "add", "attach", "cancel", "check", "count", "create", "delete", "detach", "disable", "download", "enable",
    "export", "fetch", "find", "get", "import", "list", "patch", "post", "publish", "put", "query", "read", "remove",
    "restart", "retrieve", "search", "send", "set", "show", "start", "stop", "update", "upload", "view",
];
/// What no method is called although it could be: everybody expects something else behind these names.
const EXPECTED: &[&str] =
    &["borrow", "clone", "clone_from", "cmp", "default", "drop", "eq", "fmt", "from", "into", "new"];

/// An operation of a group, as far as its name goes.
#[derive(Clone, Debug)]
pub(super) struct Called<'a> {
    /// The words of its name.
    pub words: Vec<String>,
    /// Its id begins with the group and a sign that is no part of a word: `apps/list`.
    pub is_prefixed: bool,
    /// Its path.
    pub path: &'a str,
}

/// The names of the methods of a group, as words, in the order of `operations`. `groups` are the nouns of all groups.
///
/// The noun of the group is left out where what remains still says what is done and nobody else is called the same: `listApps`
/// is `list`, `getEnvForApp` is `get env`, and among packages `listAppPackages` is `list for app`.
pub(super) fn method_names(group: Option<&str>, groups: &[&str], operations: &[Called<'_>]) -> Vec<String> {
    let noun = Noun(words(group.unwrap_or_default()));
    let others: Vec<Noun> =
        groups.iter().filter(|other| Some(**other) != group).map(|other| Noun(words(other))).collect();
    let short: Vec<Vec<String>> = operations.iter().map(|operation| without_noun(operation, &noun, &others)).collect();
    let mut count: BTreeMap<&[String], usize> = BTreeMap::new();
    for words in short.iter().chain(operations.iter().map(|operation| &operation.words)) {
        *count.entry(words).or_default() += 1;
    }
    // A name that is short and full at once is one operation's, counted twice.
    let is_unique =
        |short: &[String], full: &[String]| count.get(short).copied().unwrap_or(0) <= 1 + usize::from(short == full);
    short
        .iter()
        .zip(operations)
        .map(|(short, Called { words: full, .. })| {
            let fits = is_unique(short, full) && !is_awkward(&short.join("_"));
            if fits { short.join(" ") } else { full.join(" ") }
        })
        .collect()
}

/// Whether a name would have to be written as `r#name`, or means something else to everybody.
fn is_awkward(name: &str) -> bool {
    EXPECTED.contains(&name) || crate::names::is_keyword(name)
}

/// The words that name a group, or a thing of it.
struct Noun(Vec<String>);

impl Noun {
    /// Whether some words are the noun, in the singular or the plural.
    fn is(&self, found: &[String]) -> bool {
        let (Some((last, front)), Some((found, tail))) = (self.0.split_last(), found.split_last()) else {
            return false;
        };
        let one = singular(last);
        tail == front && (found == last || one.as_ref() == Some(found) || *found == plural(last))
    }

    /// Whether some words shorten the noun or write it out: `app` and `application`.
    fn is_short_for(&self, found: &[String]) -> bool {
        let ([own], [found]) = (self.0.as_slice(), found) else { return false };
        let own = singular(own).unwrap_or_else(|| own.clone());
        own.len() >= 3 && found.starts_with(own.as_str())
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

fn without_noun(operation: &Called<'_>, noun: &Noun, others: &[Noun]) -> Vec<String> {
    let full = &operation.words;
    if noun.0.is_empty() {
        return full.clone();
    }
    let mut rest = full.clone();
    let length = noun.len();
    let leads = rest.len() > length && noun.is(&rest[..length]);
    if leads && (operation.is_prefixed || VERBS.contains(&rest[length].as_str())) {
        rest.drain(..length);
    }
    let path = Path::of(operation.path, noun);
    let found = (1..rest.len()).find(|at| rest.get(*at..at + length).is_some_and(|found| noun.is(found)));
    match found {
        // What is done stands last, and the noun is part of what it is done to: `instance disk list`.
        Some(at) if at + length < rest.len() && ends_with_verb(&rest) => {}
        Some(1) => drop(rest.drain(1..=length)),
        Some(at) => leave_out(&mut rest, at, length, &path, others),
        None => {
            // The noun written out at the very end counts, where the path leads through what it is short for.
            let at = rest.len().saturating_sub(1);
            let linked = at >= 3 && LINKS.contains(&rest[at - 1].as_str());
            if linked && noun.is_short_for(&rest[at..]) && path.has_item {
                rest.truncate(at - 1);
            }
        }
    }
    if rest.is_empty() { full.clone() } else { rest }
}

/// Whether what is done stands last and not first.
fn ends_with_verb(words: &[String]) -> bool {
    let is_one_of = |word: &String, words: &[&str]| words.contains(&word.as_str());
    match words {
        [first, .., before, last] => {
            let linked = is_one_of(before, LINKS) || is_one_of(before, PREPOSITIONS);
            is_one_of(last, VERBS) && !is_one_of(first, VERBS) && !linked
        }
        _ => false,
    }
}

/// Leaves out a noun that stands further back than behind what is done.
fn leave_out(rest: &mut Vec<String>, at: usize, length: usize, path: &Path, others: &[Noun]) {
    let is_one_of = |word: Option<&String>, words: &[&[&str]]| {
        word.is_some_and(|word| words.iter().any(|words| words.contains(&word.as_str())))
    };
    let after = rest.get(at + length);
    if after.is_some() && !is_one_of(after, &[LINKS, PREPOSITIONS]) {
        // With what follows the noun names something else, unless the path has both: `/dashboards/{id}/gadgets`.
        if after.is_some_and(|after| path.words.contains(after)) {
            let article = is_one_of(rest.get(at - 1), &[ARTICLES]);
            rest.drain(at - usize::from(article)..at + length);
        }
        return;
    }
    let article = usize::from(at > 2 && is_one_of(rest.get(at - 1), &[ARTICLES]));
    if is_one_of(rest.get(at - article - 1), &[LINKS]) {
        // What is done needs something that it is done to, or a name of more than one word.
        if at - article >= 3 {
            rest.drain(at - article - 1..at + length);
        }
        return;
    }
    let between = &rest[1..at];
    let joined = |word: &String| ["and", "or"].contains(&word.as_str());
    if between.iter().any(|word| is_one_of(Some(word), &[LINKS, PREPOSITIONS])) || between.last().is_some_and(joined) {
        return;
    }
    let modifier: Vec<String> = between.iter().filter(|word| !ARTICLES.contains(&word.as_str())).cloned().collect();
    let belongs = !modifier.is_empty()
        && (path.items.iter().any(|item| same(item, &modifier)) || others.iter().any(|other| other.is(&modifier)));
    let link = belongs.then(|| "for".to_owned());
    rest.splice(1..at + length, link.into_iter().chain(modifier));
}

/// Whether two texts name the same thing, in the singular or the plural.
fn same(left: &[String], right: &[String]) -> bool {
    Noun(left.to_vec()).is(right)
}

/// What a path tells of things.
struct Path {
    /// The words of its segments, but for those that have the noun in them.
    words: BTreeSet<String>,
    /// The segments before that of the noun that a variable follows: things that the noun belongs to.
    items: Vec<Vec<String>>,
    /// Whether one thing of the noun is meant.
    has_item: bool,
}

impl Path {
    fn of(path: &str, noun: &Noun) -> Self {
        let segments: Vec<(bool, Vec<String>)> =
            path.split('/').map(|segment| (segment.starts_with('{'), words(segment))).collect();
        let has_noun = |words: &[String]| words.windows(noun.len()).any(|found| noun.is(found));
        let place = segments.iter().rposition(|(is_variable, words)| !is_variable && has_noun(words));
        let items = |segments: &[(bool, Vec<String>)]| -> Vec<Vec<String>> {
            let items = segments.windows(2).filter(|pair| pair[1].0 && !pair[0].0);
            items.map(|pair| pair[0].1.clone()).collect()
        };
        let plain = segments.iter().filter(|(is_variable, words)| !is_variable && !has_noun(words));
        Path {
            words: plain.flat_map(|(_, words)| words).flat_map(|word| [plural(word), word.clone()]).collect(),
            items: items(&segments[..place.unwrap_or(0)]),
            has_item: items(&segments).iter().any(|item| noun.is(item)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of operations by id and path.
    fn names(group: Option<&str>, operations: &[(&str, &'static str)]) -> Vec<String> {
        let groups = ["Apps", "Packages", "Collections", "Service Plans"];
        let operations: Vec<Called<'_>> = operations
            .iter()
            .map(|(id, path)| Called { words: words(id), is_prefixed: id.contains('/'), path })
            .collect();
        method_names(group, &groups, &operations)
    }

    /// One operation a line: the group, the id, the path, the name.
    fn check(table: &[(&str, &str, &'static str, &str)]) {
        for (group, id, path, expected) in table {
            assert_eq!(names(Some(group), &[(id, path)]), [*expected], "{group}: {id}");
        }
    }

    #[test]
    fn the_noun_of_the_group_is_left_out() {
        check(&[
            ("Apps", "listApps", "/apps", "list"),
            ("Apps", "getApp", "/apps/{guid}", "get"),
            ("Apps", "listAppDroplets", "/apps/{guid}/droplets", "list droplets"),
            ("Apps", "getEnvForApp", "/apps/{guid}/env", "get env"),
            ("Apps", "clearBuildpackCacheForApplication", "/apps/{guid}/actions/clear", "clear buildpack cache"),
            ("App Usage Events", "getAppUsageEvent", "/app_usage_events/{guid}", "get"),
            ("App Usage Events", "purgeAndSeedAppUsageEvents", "/app_usage_events/actions/purge", "purge and seed"),
            ("Processes", "getProcessForApp", "/apps/{guid}/processes/{type}", "get for app"),
            ("Builds", "updateBuildViaApp", "/apps/{guid}/builds", "update via app"),
            ("Spaces", "applyManifestToSpace", "/spaces/{guid}/actions/apply_manifest", "apply manifest"),
            ("Stacks", "listAppsOnStack", "/stacks/{guid}/apps", "list apps"),
            ("Dashboards", "getPublicDashboard", "/dashboard/public/{token}", "get public"),
            ("Info", "getPlatformInfo", "/info", "get platform"),
            ("Security Groups", "bindRunningSecurityGroup", "/security_groups/{guid}/running", "bind running"),
            ("Classrooms", "list-assignments-for-a-classroom", "/classrooms/{id}/assignments", "list assignments"),
            ("Albums", "get-an-album", "/albums/{id}", "get"),
            ("Albums", "get-an-albums-tracks", "/albums/{id}/tracks", "get tracks"),
            ("Dashboards", "getAllDashboardGadgets", "/dashboard/gadgets", "get all gadgets"),
            ("pet", "findPetsByStatus", "/pet/findByStatus", "find by status"),
        ]);
    }

    #[test]
    fn what_things_belong_to_is_said() {
        check(&[
            ("Packages", "listAppPackages", "/apps/{guid}/packages", "list for app"),
            ("Revisions", "listDeployedRevisionsForApp", "/apps/{guid}/revisions/deployed", "list deployed for app"),
            ("Aliases", "get_collection_aliases", "/collections/{name}/aliases", "get for collection"),
            ("Aliases", "get_collections_aliases", "/aliases", "get for collections"),
            (
                "Isolation Segments",
                "revokeIsolationSegmentForOrganization",
                "/isolation_segments/{id}",
                "revoke for organization",
            ),
            (
                "Routes",
                "replaceDestinationsForRouteWithPatch",
                "/routes/{id}/destinations",
                "replace destinations with patch",
            ),
            (
                "Service Plans",
                "removeOrganizationFromServicePlanVisibility",
                "/service_plans/{guid}/visibility/{organization_guid}",
                "remove organization from visibility",
            ),
        ]);
    }

    #[test]
    fn what_would_say_something_else_stays() {
        check(&[
            ("Apps", "listUsersWithApps", "/users", "list users with apps"),
            ("Apps", "listOrgsAndApps", "/orgs", "list orgs and apps"),
            ("Packages", "createDropletFromAppPackage", "/droplets", "create droplet from app package"),
            (
                "Isolation Segments",
                "listOrgsForIsolationSegmentShort",
                "/isolation_segments/{id}/orgs",
                "list orgs for isolation segment short",
            ),
            ("affinity", "anti_affinity_group_list", "/anti-affinity-groups", "anti affinity group list"),
            ("disks", "instance_disk_list", "/instances/{id}/disks", "instance disk list"),
            ("Builds", "buildImage", "/images", "build image"),
            ("Folders", "moveFolder", "/folders/{id}/move", "move folder"),
            ("Repos", "cloneRepo", "/repos/{id}/clone", "clone repo"),
            ("Orders", "newOrder", "/orders/new", "new order"),
            ("Pets", "listForPetition", "/petitions", "list for petition"),
            ("Apps", "apps", "/apps", "apps"),
        ]);
    }

    #[test]
    fn a_noun_in_front_is_left_out_before_what_is_done() {
        check(&[
            ("disks", "disk_create", "/disks", "create"),
            ("disks", "disk_bulk_write", "/disks/{id}/bulk", "disk bulk write"),
            ("apps", "apps/get-authenticated", "/app", "get authenticated"),
            ("apps", "apps/scope-token", "/applications/{id}/token", "scope token"),
            ("actions", "actions/list-actions-caches-for-org", "/orgs/{org}/caches", "list caches for org"),
        ]);
    }

    #[test]
    fn names_that_would_clash_stay_whole() {
        let builds = ("listBuildsForApp", "/apps/{id}/builds");
        assert_eq!(names(Some("Apps"), &[("listApp", ""), ("listApps", "")]), ["list app", "list apps"]);
        assert_eq!(names(Some("Apps"), &[("getApp", ""), ("get", "")]), ["get app", "get"]);
        assert_eq!(names(Some("Builds"), &[builds, ("listBuilds", "/builds")]), ["list for app", "list"]);
        let both = [builds, ("listAppBuilds", "/apps/{id}/all_builds"), ("listBuilds", "/builds")];
        assert_eq!(names(Some("Builds"), &both), ["list builds for app", "list app builds", "list"]);
    }

    #[test]
    fn names_do_not_depend_on_the_order() {
        let operations = [
            ("listBuildsForApp", "/apps/{id}/builds"),
            ("listAppBuilds", "/apps/{id}/all"),
            ("getBuild", "/builds/{id}"),
        ];
        let turned: Vec<_> = operations.iter().rev().copied().collect();
        let mut names_of_turned = names(Some("Builds"), &turned);
        names_of_turned.reverse();
        assert_eq!(names(Some("Builds"), &operations), names_of_turned);
    }

    #[test]
    fn without_a_group_names_are_whole() {
        assert_eq!(names(None, &[("listApps", "/apps")]), ["list apps"]);
    }
}
