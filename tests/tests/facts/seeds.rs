//! The names in the prose of both APIs, against the documents.

use std::collections::{BTreeMap, BTreeSet};

use avouch_api::{Api, Operation};

use crate::prose::{Kind, Name};
use crate::{api, compare, names, prose};

/// The sections of the page of v3: how the first line of each begins, and the tags of its operations. That of droplets shows the
/// job of a deletion, and what `info` answers comes after the feature flags, without a heading.
const SECTIONS: [(&str, &[&str]); 35] = [
    ("Retrieve all apps the user has access to.", &["Apps"]),
    ("Retrieve all app usage events.", &["App Usage Events"]),
    ("Retrieve all audit events", &["Audit Events"]),
    ("Retrieve all buildpacks.", &["Buildpacks"]),
    ("Retrieve all builds.", &["Builds"]),
    ("Retrieve all deployments.", &["Deployments"]),
    ("Retrieve all domains", &["Domains"]),
    ("Retrieve all droplets", &["Droplets", "Jobs"]),
    ("Retrieve an environment variable group.", &["Environment Variable Groups"]),
    ("Retrieve all feature_flags.", &["Feature Flags", "Info"]),
    ("Retrieves all isolation segments", &["Isolation Segments"]),
    ("Retrieve a specific job.", &["Jobs"]),
    ("Generate a manifest for an app", &["Manifests"]),
    ("This endpoint lists all organization quota", &["Organization Quotas"]),
    ("Retrieve all organizations", &["Organizations"]),
    ("Retrieve all packages.", &["Packages"]),
    ("Retrieve all processes.", &["Processes"]),
    ("This endpoint returns a list of cached resources", &["Resource Matches"]),
    ("Retrieve a revision.", &["Revisions"]),
    ("This endpoint lists roles", &["Roles"]),
    ("Retrieve all routes", &["Routes"]),
    ("List security groups.", &["Security Groups"]),
    ("This endpoint retrieves the service brokers", &["Service Brokers"]),
    ("This endpoint retrieves the service credential bindings", &["Service Credential Bindings"]),
    ("This endpoint retrieves the service instances", &["Service Instances"]),
    ("This endpoint retrieves the service offerings", &["Service Offerings"]),
    ("This endpoint retrieves the service plans", &["Service Plans"]),
    ("ServiceRouteBinding provides", &["Service Route Bindings"]),
    ("Retrieve all service usage events", &["Service Usage Events"]),
    ("Get a sidecar.", &["Sidecars"]),
    ("SpaceQuotas define", &["Space Quotas"]),
    ("Retrieve all spaces", &["Spaces"]),
    ("An application’s lifecycle will specify which stack", &["Stacks"]),
    ("Retrieve all tasks", &["Tasks"]),
    ("Retrieve all users", &["Users"]),
];

const MISTAKEN: &str = "a mistake of the page: no controller sends it";
const NOT_KEPT: &str = "the controller keeps no metadata of these, and refuses it";

/// Names in the prose of v3 that no operation of the document has, or with a section before them: none of that section's; with
/// the reason.
const NOT_IN_V3: [(&str, &str); 19] = [
    ("service_broker_guid", "offerings name their broker in `relationships`"),
    ("service_broker_name", "offerings name their broker in `relationships`"),
    ("service_offering_guid", "plans name their offering in `relationships`"),
    ("service_offering_name", "plans name their offering in `relationships`"),
    ("Organization Quotas: metadata", NOT_KEPT),
    ("Organization Quotas: labels", NOT_KEPT),
    ("Organization Quotas: annotations", NOT_KEPT),
    ("Space Quotas: metadata", NOT_KEPT),
    ("Space Quotas: labels", NOT_KEPT),
    ("Space Quotas: annotations", NOT_KEPT),
    ("Security Groups: metadata", NOT_KEPT),
    ("Security Groups: labels", NOT_KEPT),
    ("Security Groups: annotations", NOT_KEPT),
    ("Sidecars: metadata", NOT_KEPT),
    ("Sidecars: labels", NOT_KEPT),
    ("Sidecars: annotations", NOT_KEPT),
    ("Sidecars: links", MISTAKEN),
    ("Sidecars: self", MISTAKEN),
    ("Revisions: enabled", MISTAKEN),
];

/// Members below these have names of the user's own.
const FREE: [&str; 3] = ["parameters", "labels", "annotations"];

/// Names in the prose of v2 that the document does not have, with the reason.
const NOT_IN_V2: [(&str, &str); 0] = [];

/// How many names the pages tell, each counted once a section: what reads them must not lose any.
const NAMES_IN_V3: usize = 1756;
const NAMES_IN_V2: usize = 36;

pub fn v3(text: &str) -> Result<(), String> {
    let api = api("cloudfoundry-v3")?;
    let anywhere = names::of_operations(&api, api.operations.iter());
    let mut missing = BTreeSet::new();
    let (mut told, mut elsewhere) = (0, 0);
    for ((_, tags), lines) in SECTIONS.iter().zip(sections(text)?) {
        let section = tags.first().copied().unwrap_or_default();
        let there = of_tags(&api, tags);
        let names = distinct(prose::v3(lines.into_iter())?);
        let absent: Vec<(&String, &bool)> = names.iter().filter(|(name, _)| !there.contains(*name)).collect();
        let mut lacks = 0;
        for (name, is_included) in &absent {
            let is_nowhere = !anywhere.contains(*name);
            if is_nowhere {
                missing.insert((*name).clone());
            } else if !**is_included {
                missing.insert(format!("{section}: {name}"));
            }
            lacks += usize::from(is_nowhere || !**is_included);
        }
        told += names.len();
        elsewhere += absent.len() - lacks;
        println!("{section:30} {:>4} names, {lacks:>3} missing", names.len());
    }
    println!("{told} names, {elsewhere} of them at other operations, {} missing", missing.len());
    enough(told, NAMES_IN_V3, NOT_IN_V3.len())?;
    compare(&missing, &NOT_IN_V3)
}

/// The names of a section without placeholders, and whether each stands among what is included and nowhere else: the samples
/// were made up from schemas, of which there is one for everything that may be included anywhere.
fn distinct(names: Vec<Name>) -> BTreeMap<String, bool> {
    let mut found = BTreeMap::new();
    for Name { kind, word, place } in names {
        let is_made_up = kind == Kind::Member && matches!(word.as_str(), "property1" | "property2");
        let is_users = place.rsplit('.').next().is_some_and(|parent| FREE.contains(&parent));
        if !is_made_up && !is_users {
            let is_included = place.split('.').any(|part| part == "included");
            found.entry(word).and_modify(|only| *only &= is_included).or_insert(is_included);
        }
    }
    found
}

fn of_tags(api: &Api, tags: &[&str]) -> BTreeSet<String> {
    let is_of = |operation: &&Operation| operation.tags.iter().any(|tag| tags.contains(&tag.as_str()));
    names::of_operations(api, api.operations.iter().filter(is_of))
}

/// The lines of each section, in their order.
fn sections(text: &str) -> Result<Vec<Vec<&str>>, String> {
    let mut sections: Vec<Vec<&str>> = Vec::new();
    let mut next = SECTIONS.iter().peekable();
    for line in text.lines() {
        if next.next_if(|(start, _)| line.starts_with(start)).is_some() {
            sections.push(Vec::new());
        }
        if let Some(section) = sections.last_mut() {
            section.push(line);
        }
    }
    next.peek().map_or(Ok(sections), |(start, _)| Err(format!("no section begins with `{start}`")))
}

pub fn v2(text: &str) -> Result<(), String> {
    let api = api("cloudfoundry-v2")?;
    let there = names::of_operations(&api, api.operations.iter());
    let told: BTreeSet<String> = prose::v2(text)?.into_iter().map(|name| name.word).collect();
    let missing: BTreeSet<String> = told.difference(&there).cloned().collect();
    println!("{} names, {} missing", told.len(), missing.len());
    enough(told.len(), NAMES_IN_V2, NOT_IN_V2.len())?;
    compare(&missing, &NOT_IN_V2)
}

/// All names are read, and fewer than two in a hundred are exceptions.
fn enough(told: usize, names: usize, exceptions: usize) -> Result<(), String> {
    match exceptions * 50 < names {
        true if told == names => Ok(()),
        true => Err(format!("the page tells {told} names instead of {names}")),
        false => Err(format!("{exceptions} exceptions for {names} names")),
    }
}
