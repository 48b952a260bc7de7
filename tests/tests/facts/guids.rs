//! The examples of the v3 document tell of one world: an identifier in one of them is that of a thing which some example shows.

use std::collections::{BTreeMap, BTreeSet};

use avouch_api::{Api, Example, ExampleValue};
use serde_json::Value;

use crate::{api, compare};

/// Identifiers of what no example shows, with the reason.
const OTHERS: [(&str, &str); 0] = [];

/// The length of an identifier.
const LENGTH: usize = 36;

pub fn check() -> Result<(), String> {
    let api = api("cloudfoundry-v3")?;
    let mut shown: BTreeSet<String> = BTreeSet::new();
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    let mut count = 0;
    for (place, value) in examples(&api) {
        count += 1;
        let mut open = vec![&value];
        while let Some(value) = open.pop() {
            match value {
                Value::Object(members) => {
                    shown.extend(whole(members));
                    for name in members.keys().flat_map(|name| identifiers(name)) {
                        named.entry(name.to_owned()).or_insert_with(|| place.clone());
                    }
                    open.extend(members.values());
                }
                Value::Array(items) => open.extend(items),
                Value::String(text) => {
                    for name in identifiers(text) {
                        named.entry(name.to_owned()).or_insert_with(|| place.clone());
                    }
                }
                _ => {}
            }
        }
    }
    println!("{count} examples name {} identifiers; {} things are shown", named.len(), shown.len());
    let unknown: BTreeSet<String> = named.keys().filter(|name| !shown.contains(*name)).cloned().collect();
    let places = unknown.iter().filter(|name| OTHERS.iter().all(|(known, _)| known != name));
    let places: Vec<String> = places.map(|name| format!("{name} in {}", named[name])).collect();
    compare(&unknown, &OTHERS).map_err(|faults| format!("{faults}\n{}", places.join("\n")))
}

/// The identifier of a thing that is shown whole: with when it was made.
fn whole(members: &serde_json::Map<String, Value>) -> Option<String> {
    members.get("created_at")?;
    members.get("guid")?.as_str().map(str::to_owned)
}

/// Every example of parameters, requests and answers, with the operation that it is of.
fn examples(api: &Api) -> Vec<(String, Value)> {
    let mut examples = Vec::new();
    for operation in &api.operations {
        let sent = operation.body.iter().flat_map(|body| &body.content);
        let answered = operation.responses.iter().flat_map(|response| &response.content);
        let headers = operation.responses.iter().flat_map(|response| &response.headers);
        let own = sent.chain(answered).flat_map(|media| &media.examples);
        let own = own.chain(operation.parameters.iter().flat_map(|parameter| &parameter.examples));
        for Example { value, .. } in own.chain(headers.flat_map(|header| &header.examples)) {
            match value {
                ExampleValue::Value(json) => examples.push((operation.id.clone(), api.value(*json))),
                ExampleValue::Serialised(text) => examples.push((operation.id.clone(), Value::String(text.clone()))),
                ExampleValue::External(_) => {}
            }
        }
    }
    examples
}

/// The identifiers in a text: 32 hexadecimal digits in five groups.
fn identifiers(text: &str) -> Vec<&str> {
    let is_identifier = |candidate: &str| {
        candidate.bytes().enumerate().all(|(position, byte)| match position {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    };
    let starts = 0..text.len().saturating_sub(LENGTH - 1);
    starts.filter_map(|start| text.get(start..start + LENGTH)).filter(|candidate| is_identifier(candidate)).collect()
}
