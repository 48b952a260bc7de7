//! Models as generated code has them: what they read, what they write, what they refuse.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod sample;

use avouch_runtime::{Base64, Maybe, Model, object, union};
use sample::models::{
    AppUpdate, BitsSource, BuildpackData, BuildpackLifecycle, DockerLifecycle, Folder, ImageSource, Lifecycle,
    Metadata, Package, PackageSource, PackageState, Pagination, Priority, Quotas, Relationship, RelationshipData,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_str(&value.to_string()).unwrap()
}

fn refused<T: DeserializeOwned>(text: &str) -> String {
    match serde_json::from_str::<T>(text) {
        Ok(_) => panic!("{text} was read"),
        Err(error) => error.to_string(),
    }
}

/// Text to model to value and back: both must be equal. From a `Value` the same comes out.
fn round_trip<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(value: &Value) -> T {
    let model: T = read(value);
    assert_eq!(serde_json::to_value(&model).unwrap(), *value);
    assert_eq!(serde_json::from_value::<T>(value.clone()).unwrap(), model);
    model
}

#[test]
fn absent_null_and_value_are_told_apart() {
    let absent: AppUpdate = round_trip(&json!({}));
    assert_eq!(absent, AppUpdate::default());
    let null: AppUpdate = round_trip(&json!({"droplet": null}));
    assert_eq!(null.droplet, Maybe::Null);
    let value: AppUpdate = round_trip(&json!({"name": "a", "droplet": {"data": {"guid": "d"}}}));
    let droplet = Relationship { data: Some(RelationshipData { guid: "d".into() }) };
    assert_eq!(value.droplet, Maybe::Value(droplet));
    // `null` for an optional property that may not be null is read as absence.
    assert_eq!(read::<AppUpdate>(&json!({"name": null})), absent);
}

#[test]
fn required_and_nullable_is_written_as_null_and_never_left_out() {
    round_trip::<Relationship>(&json!({"data": null}));
    assert_eq!(refused::<Relationship>("{}"), "Relationship.data: the property is missing at line 1 column 2");
}

#[test]
fn errors_name_type_property_index_and_position() {
    let text = "{\n \"name\": \"a\",\n \"folders\": [{\"name\": \"b\"}, {\"name\": 7}]\n}";
    assert_eq!(
        refused::<Folder>(text),
        "Folder.folders[1]: Folder.name: invalid type: integer `7`, expected a string \
         at line 3 column 38"
    );
    assert_eq!(refused::<Folder>("[]"), "invalid type: sequence, expected an object (Folder) at line 1 column 0");
    assert_eq!(
        refused::<Quotas>(r#"{"default": 1, "x": "y"}"#),
        "Quotas.x: invalid type: string \"y\", expected a JSON number at line 1 column 23"
    );
}

#[test]
fn undeclared_properties_are_ignored_or_kept() {
    let ignored: Relationship = read(&json!({"data": null, "new": [1, {"deep": true}]}));
    assert_eq!(ignored, Relationship::default());
    let kept: Metadata = round_trip(&json!({"labels": {"a": null, "b": "c"}, "new": [1.5, "x"]}));
    assert_eq!(kept.extra.get("new"), Some(&json!([1.5, "x"])));
    assert_eq!(kept.extra.len(), 1);
    let typed: Quotas = round_trip(&json!({"default": 1, "dev": 2, "prod": 3}));
    assert_eq!(typed.spaces.get("prod"), Some(&3));
}

#[test]
fn the_last_of_a_repeated_property_counts() {
    let folder: Folder = serde_json::from_str(r#"{"name":"a","name":"b"}"#).unwrap();
    assert_eq!(folder.name, "b");
}

#[test]
fn integers_are_numbers_without_a_fraction() {
    let page = json!({"total_results": 9_007_199_254_740_993_i64, "total_pages": 1, "next": null});
    round_trip::<Pagination>(&page);
    let text = r#"{"total_results": 3.0, "total_pages": 1e2, "next": null}"#;
    let page: Pagination = serde_json::from_str(text).unwrap();
    assert_eq!((page.total_results, page.total_pages), (3, 100));
    for bad in ["1.5", "1e300", "9007199254740994.0", "18446744073709551616", "\"1\""] {
        let text = format!(r#"{{"total_results": {bad}, "total_pages": 1, "next": null}}"#);
        assert!(refused::<Pagination>(&text).starts_with("Pagination.total_results: "), "{bad}");
    }
    let largest: Folder = round_trip(&json!({"name": "", "size": u64::MAX}));
    assert_eq!(largest.size, Some(u64::MAX));
    let wide = "340282366920938463463374607431768211455";
    assert_eq!(u128::decode(&mut serde_json::Deserializer::from_str(wide)).unwrap(), u128::MAX);
    let narrow = "-170141183460469231731687303715884105728";
    assert_eq!(i128::decode(&mut serde_json::Deserializer::from_str(narrow)).unwrap(), i128::MIN);
    assert!(u128::decode(&mut serde_json::Deserializer::from_str("-1")).is_err());
}

#[test]
fn doubles_survive() {
    for text in ["0.03", "31.245270191439438", "1e-320", "-0.0", "121.48791951161945"] {
        let folder: Folder = serde_json::from_str(&format!(r#"{{"name":"","share":{text}}}"#)).unwrap();
        let expected: f64 = text.parse().unwrap();
        assert_eq!(folder.share.map(f64::to_bits), Some(expected.to_bits()), "{text}");
        let again: Folder = serde_json::from_str(&serde_json::to_string(&folder).unwrap()).unwrap();
        assert_eq!(again, folder);
    }
    // A whole number is a number too.
    assert_eq!(read::<Folder>(&json!({"name": "", "share": 2})).share, Some(2.0));
}

#[test]
fn a_type_may_hold_itself() {
    let folder: Folder = round_trip(&json!({
        "name": "a", "parent": {"name": "b"}, "folders": [{"name": "c", "folders": []}],
    }));
    assert_eq!(folder.parent.unwrap().name, "b");
}

#[test]
fn a_tag_decides_wherever_it_stands() {
    let docker = Lifecycle::Docker(DockerLifecycle::default());
    for text in [r#"{"type":"docker","data":{}}"#, r#"{"data":{},"x":1,"type":"docker"}"#] {
        assert_eq!(serde_json::from_str::<Lifecycle>(text).unwrap(), docker, "{text}");
    }
    assert_eq!(serde_json::to_string(&docker).unwrap(), r#"{"type":"docker","data":{}}"#);
}

#[test]
fn a_variant_with_several_tags_keeps_its_own() {
    let text = r#"{"type":"cnb","data":{"stack":null}}"#;
    let lifecycle: Lifecycle = serde_json::from_str(text).unwrap();
    let expected =
        BuildpackLifecycle { r#type: "cnb".into(), data: BuildpackData { buildpacks: None, stack: Maybe::Null } };
    assert_eq!(lifecycle, Lifecycle::Buildpack(expected));
    assert_eq!(serde_json::to_string(&lifecycle).unwrap(), text);
}

#[derive(Clone, Debug, PartialEq)]
struct Leaf {
    size: i64,
}

object! { Leaf { required: size; } }

#[derive(Clone, Debug, PartialEq)]
enum Inner {
    Leaf(Box<Leaf>),
}

union! { Inner by "inner" { "leaf" => Leaf } }

#[derive(Clone, Debug, PartialEq)]
enum Outer {
    Inner(Inner),
}

union! { Outer by "outer" { "inner" => Inner } }

#[test]
fn unions_of_unions_write_each_tag_once() {
    let outer: Outer = round_trip(&json!({"size": 1, "inner": "leaf", "outer": "inner"}));
    assert_eq!(serde_json::to_string(&outer).unwrap(), r#"{"outer":"inner","inner":"leaf","size":1}"#);
    assert!(refused::<Outer>(r#"{"outer":"x"}"#).starts_with("Outer.outer: no variant is tagged \"x\""));
    assert!(refused::<Outer>("{}").starts_with("Outer.outer: the property is missing"));
}

#[test]
fn unknown_and_missing_tags_are_kept_whole() {
    for value in [json!({"type": "kpack", "data": {"a": [1]}}), json!({"data": {}}), json!({"type": 7})] {
        let lifecycle: Lifecycle = round_trip(&value);
        assert_eq!(lifecycle, Lifecycle::Other(value));
    }
}

#[test]
fn a_fault_in_a_variant_keeps_its_position() {
    let text = "{\"type\":\"buildpack\",\n\"data\":{\"buildpacks\":[1]}}";
    assert_eq!(
        refused::<Lifecycle>(text),
        "BuildpackLifecycle.data: BuildpackData.buildpacks[0]: invalid type: integer `1`, \
         expected a string at line 2 column 23"
    );
}

#[test]
fn shapes_decide_without_a_tag() {
    let image: PackageSource = round_trip(&json!({"image": "a:1"}));
    assert_eq!(image, PackageSource::Image(ImageSource { image: "a:1".into(), username: None }));
    let bits: PackageSource = round_trip(&json!({"checksum": "x"}));
    assert_eq!(bits, PackageSource::Bits(BitsSource { checksum: "x".into() }));
    let template: PackageSource = round_trip(&json!("empty"));
    assert_eq!(template, PackageSource::Template("empty".into()));
    assert!(refused::<PackageSource>("7").starts_with("PackageSource: the value fits no variant"));
    assert!(refused::<PackageSource>("{}").starts_with("PackageSource: the value fits no variant"));
}

#[test]
fn enums_and_formats_in_a_package() {
    let package: Package = round_trip(&json!({
        "guid": "6F2D6E5C-0001-4D3C-8A6E-000000000001",
        "state": "READY",
        "source": {"image": "a"},
        "priority": 5,
        "digest": "aGk=",
        "expires": "2030-01-31",
    }));
    assert_eq!(package.state, PackageState::Ready);
    assert_eq!(package.priority, Some(Priority::Other(5)));
    assert_eq!(package.digest, Some(Base64::from("hi")));
    let error = refused::<Package>(r#"{"guid":"a","state":"LOST","source":"b"}"#);
    assert_eq!(error, "Package.state: \"LOST\" is no PackageState at line 1 column 26");
}

#[test]
fn nesting_is_bounded() {
    let text = format!("{}null", r#"{"name":"a","parent":"#.repeat(100_000));
    assert!(refused::<Folder>(&text).contains("recursion limit exceeded"));
}
