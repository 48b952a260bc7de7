//! The crate `openapiv3` as a witness: what it reads from a document itself equals what [`Document::to_openapiv3`] gives.
//!
//! Documents are those of the corpus folder (`AVOUCH_CORPUS`) that are OpenAPI 3.0 in one file. Where the two may differ,
//! a named rule says why, is applied to the crate's reading, and is counted. Documents that the crate cannot read are
//! listed; a document that leaves or enters the list fails.
//!
//! [`Document::to_openapiv3`]: avouch_parser::Document::to_openapiv3

mod corpus;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use avouch_parser::{Options, Source, load};
use libtest_mimic::{Arguments, Failed, Trial};
use openapiv3::OpenAPI;
use serde_json::Value;

/// The documents that `openapiv3` cannot read, with a part of what it says.
const UNREADABLE: &[(&str, &str)] = &[
    ("openapi-generator-petstore-with-fake-endpoints-3.0.yaml", "invalid type: integer `80`, expected a string"),
    ("square-connect-3.0.json", "invalid type: null, expected a sequence"),
    ("stripe-spec3-3.0.yaml", "it panicked"),
];

/// Keywords whose default is `false`: `openapiv3` remembers whether they were stated, our `Document` does not.
const FALSE_BY_DEFAULT: &[&str] =
    &["deprecated", "allowEmptyValue", "uniqueItems", "exclusiveMinimum", "exclusiveMaximum"];

/// How often each rule applied, in all documents.
static COUNTS: Mutex<BTreeMap<&'static str, usize>> = Mutex::new(BTreeMap::new());

fn main() {
    let arguments = Arguments::from_args();
    // A panic of the witness is an outcome that the list knows, not something to print.
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some("witness") {
            print(panic);
        }
    }));
    let documents = corpus::documents(|document| document.count("files") == 1 && document.version.starts_with("3.0"));
    let mut trials = corpus::trials(documents, |document| compare(&document.path));
    trials.push(Trial::test("every rule is needed", || {
        let before = counts();
        compare(&fixture("stated-defaults.json"))?;
        let needed = ["empty map of variables", "false by default", "kind of a schema with empty keywords"];
        let after = counts();
        let unused: Vec<_> = needed.iter().filter(|rule| after.get(*rule) <= before.get(*rule)).collect();
        if unused.is_empty() { Ok(()) } else { Err(format!("not needed: {unused:?}").into()) }
    }));
    trials.push(Trial::test("every field of 3.0", || compare(&fixture("complete-3.0.yaml"))));
    let conclusion = libtest_mimic::run(&arguments, trials);
    for (rule, count) in counts() {
        println!("rule \"{rule}\" applied {count} times");
    }
    conclusion.exit()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn compare(path: &Path) -> Result<(), Failed> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let listed = UNREADABLE.iter().find(|(listed, _)| *listed == name);
    let theirs = match (witness(path.to_owned()), listed) {
        (Ok(theirs), None) => theirs,
        (Err(error), Some((_, part))) if error.contains(part) => return Ok(()),
        (Ok(_), Some(_)) => return Err(format!("openapiv3 reads {name} now; take it off the list").into()),
        (Err(error), _) => return Err(format!("openapiv3 does not read {name}: {error}").into()),
    };
    let (document, _) =
        load(&Source::Path(path.to_owned()), &Options::default()).map_err(|error| Failed::from(error.message))?;
    let (ours, _) = document.to_openapiv3();
    if ours == theirs {
        applied("none: equal as they are");
        return Ok(());
    }
    let (mut left, mut right) = (serde_json::to_value(&ours)?, serde_json::to_value(&theirs)?);
    normalise(&mut left);
    let rules = normalise(&mut right);
    if left != right {
        let mut differences = Vec::new();
        compare_values(&left, &right, "", &mut differences);
        let shown = differences.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
        return Err(format!("{} differences\n{shown}", differences.len()).into());
    }
    rules.into_iter().for_each(applied);
    // What empty keywords do to the kind of a schema does not survive writing.
    if serde_json::from_value::<OpenAPI>(serde_json::to_value(&theirs)?)? != theirs {
        applied("kind of a schema with empty keywords");
    }
    Ok(())
}

fn counts() -> BTreeMap<&'static str, usize> {
    COUNTS.lock().map(|counts| counts.clone()).unwrap_or_default()
}

fn applied(rule: &'static str) {
    if let Ok(mut counts) = COUNTS.lock() {
        *counts.entry(rule).or_default() += 1;
    }
}

/// What `openapiv3` reads, on a stack of its own since it is recursive without bounds; a panic is an error.
fn witness(path: PathBuf) -> Result<OpenAPI, String> {
    let read = move || {
        let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
        if path.extension().is_some_and(|extension| extension == "json") {
            serde_json::from_str(&text).map_err(|error| error.to_string())
        } else {
            serde_yaml::from_str(&text).map_err(|error| error.to_string())
        }
    };
    let thread =
        std::thread::Builder::new().name("witness".to_owned()).stack_size(64 << 20).spawn(|| catch_unwind(read));
    let result = thread.map_err(|error| error.to_string())?.join();
    result.ok().and_then(Result::ok).unwrap_or_else(|| Err("it panicked".to_owned()))
}

/// Applies the rules to what was read, and names those that changed something.
fn normalise(value: &mut Value) -> Vec<&'static str> {
    let mut rules = Vec::new();
    match value {
        Value::Object(members) => {
            members.retain(|key, value| {
                let rule = if key == "variables" && value.as_object().is_some_and(serde_json::Map::is_empty) {
                    Some("empty map of variables")
                } else if FALSE_BY_DEFAULT.contains(&key.as_str()) && *value == Value::Bool(false) {
                    Some("false by default")
                } else {
                    None
                };
                rules.extend(rule);
                rule.is_none()
            });
            for (key, value) in members {
                let is_data = matches!(key.as_str(), "example" | "default" | "enum" | "value") || key.starts_with("x-");
                // A property may have the name of a keyword; as a schema it has members of its own to look at.
                if !is_data || value.get("type").is_some() || value.get("$ref").is_some() {
                    rules.extend(normalise(value));
                }
            }
        }
        Value::Array(items) => rules.extend(items.iter_mut().flat_map(normalise)),
        _ => {}
    }
    rules
}

fn compare_values(ours: &Value, theirs: &Value, pointer: &str, differences: &mut Vec<String>) {
    let absent = Value::String("(absent)".to_owned());
    match (ours, theirs) {
        (Value::Object(left), Value::Object(right)) => {
            let keys: BTreeSet<_> = left.keys().chain(right.keys()).collect();
            for key in keys {
                let (left, right) = (left.get(key).unwrap_or(&absent), right.get(key).unwrap_or(&absent));
                compare_values(left, right, &format!("{pointer}/{key}"), differences);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                compare_values(left, right, &format!("{pointer}/{index}"), differences);
            }
        }
        _ if ours == theirs => {}
        _ => {
            let show = |value: &Value| value.to_string().chars().take(120).collect::<String>();
            differences.push(format!("{pointer}: ours {} theirs {}", show(ours), show(theirs)));
        }
    }
}
