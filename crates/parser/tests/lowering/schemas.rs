//! Schemas of both versions as JSON Schema 2020-12.

use avouch_parser::document::{AdditionalProperties, Type, TypeSet};
use serde_json::json;

use crate::support::schemas;

fn types(list: &[Type]) -> TypeSet {
    list.iter().fold(TypeSet::default(), |set, kind| set.with(*kind))
}

#[test]
fn nullable_counts_beside_a_type_only() {
    let loaded = schemas(
        "3.0.3",
        "    Typed: {type: string, nullable: true}
    Untyped: {nullable: true}
    Idiom: {nullable: true, allOf: [{$ref: '#/components/schemas/Typed'}]}
    Not: {type: string, nullable: false}
",
    );
    assert_eq!(loaded.found(), [""; 0]);
    assert_eq!(loaded.schema("Typed").types, types(&[Type::String, Type::Null]));
    assert_eq!(loaded.schema("Untyped").types, TypeSet::default());
    assert_eq!(loaded.schema("Idiom").types, TypeSet::default());
    assert_eq!(loaded.schema("Not").types, types(&[Type::String]));
    let words = ["Typed", "Untyped", "Idiom", "Not"].map(|name| loaded.schema(name).nullable);
    assert_eq!(words, [Some(true), Some(true), Some(true), Some(false)]);
}

#[test]
fn nullable_adds_no_null_to_an_enum() {
    let loaded = schemas("3.0.3", "    Colour: {type: string, nullable: true, enum: [red, blue]}\n");
    let colour = loaded.schema("Colour");
    assert_eq!(colour.types, types(&[Type::String, Type::Null]));
    assert_eq!(loaded.values(colour.enumeration.as_deref().unwrap()), [json!("red"), json!("blue")]);
}

#[test]
fn every_spelling_of_null_is_kept() {
    let loaded = schemas(
        "3.1.0",
        "    List: {type: [string, 'null']}
    Branch: {oneOf: [{type: string}, {type: 'null'}]}
    Enum: {enum: [a, null]}
    Const: {const: null}
",
    );
    assert_eq!(loaded.found(), [""; 0]);
    assert_eq!(loaded.schema("List").types, types(&[Type::String, Type::Null]));
    let branches = loaded.schema("Branch").one_of.iter().map(|id| loaded.document.schema(*id).types);
    assert_eq!(branches.collect::<Vec<_>>(), [types(&[Type::String]), types(&[Type::Null])]);
    assert_eq!(loaded.values(loaded.schema("Enum").enumeration.as_deref().unwrap()), [json!("a"), json!(null)]);
    assert_eq!(loaded.schema("Const").constant.map(|json| loaded.value(json)), Some(json!(null)));
}

#[test]
fn required_and_nullable_make_four_states() {
    let loaded = schemas(
        "3.0.3",
        "    Thing:
      type: object
      required: [a, b, a]
      properties:
        a: {type: string}
        b: {type: string, nullable: true}
        c: {type: string}
        d: {type: string, nullable: true}
",
    );
    assert_eq!(loaded.found(), ["warning schema/repeated-required /components/schemas/Thing/required/2"]);
    assert_eq!(loaded.messages(), ["\"a\" is required twice"]);
    let object = loaded.schema("Thing").object.as_ref().unwrap();
    assert_eq!(object.required, ["a", "b"]);
    let state = |name: &str| {
        let nullable = loaded.property("Thing", name).types.contains(Type::Null);
        (object.required.iter().any(|required| required == name), nullable)
    };
    assert_eq!(["a", "b", "c", "d"].map(state), [(true, false), (true, true), (false, false), (false, true)]);
}

#[test]
fn exclusive_bounds_follow_the_version_not_the_shape() {
    let flags = schemas(
        "3.0.3",
        "    Flag: {type: integer, exclusiveMinimum: true, minimum: 1, maximum: 9, exclusiveMaximum: false}
    Lost: {type: integer, exclusiveMaximum: true}
    Number: {type: integer, exclusiveMinimum: 1}
",
    );
    let number = flags.schema("Flag").number.as_ref().unwrap();
    let shown = |json: Option<_>| json.map(|json| flags.value(json));
    assert_eq!((shown(number.minimum), shown(number.exclusive_minimum)), (None, Some(json!(1))));
    assert_eq!((shown(number.maximum), shown(number.exclusive_maximum)), (Some(json!(9)), None));
    assert!(flags.schema("Number").number.as_ref().unwrap().exclusive_minimum.is_none());
    assert_eq!(
        flags.messages(),
        [
            "`exclusiveMaximum` has no effect without the bound that it is about",
            "`exclusiveMinimum` must be a boolean, not a number (the number is of OpenAPI 3.1; write `true` beside the bound)",
        ]
    );

    let bounds = schemas(
        "3.1.0",
        "    Bound: {type: integer, exclusiveMinimum: 1, minimum: 0}
    Flag: {type: integer, exclusiveMinimum: true, minimum: 1}
",
    );
    let number = bounds.schema("Bound").number.as_ref().unwrap();
    let shown = |json: Option<_>| json.map(|json| bounds.value(json));
    assert_eq!((shown(number.minimum), shown(number.exclusive_minimum)), (Some(json!(0)), Some(json!(1))));
    let number = bounds.schema("Flag").number.as_ref().unwrap();
    assert_eq!((shown(number.minimum), shown(number.exclusive_minimum)), (Some(json!(1)), None));
    assert_eq!(
        bounds.messages(),
        ["`exclusiveMinimum` must be a number, not a boolean (the boolean is of OpenAPI 3.0; write the bound itself)"]
    );
}

#[test]
fn read_only_and_required_are_both_kept() {
    let loaded = schemas(
        "3.0.3",
        "    Thing: {type: object, required: [id, secret], properties: {id: {readOnly: true}, secret: {writeOnly: true}}}\n",
    );
    let (id, secret) = (loaded.property("Thing", "id"), loaded.property("Thing", "secret"));
    assert_eq!((id.read_only, id.write_only, secret.read_only, secret.write_only), (true, false, false, true));
    assert_eq!(loaded.schema("Thing").object.as_ref().unwrap().required, ["id", "secret"]);
}

#[test]
fn counts_may_have_a_point_and_numbers_stay_exact() {
    let loaded = schemas(
        "3.1.0",
        "    Whole: {type: string, minLength: 2.0, maxLength: 1e3}
    Half: {type: string, minLength: 2.5, maxLength: -1}
    Big: {type: integer, maximum: 18446744073709551616, minimum: 1e+11, multipleOf: 0}
    Date: {type: string, enum: [2020-01-01, 12:30:45], example: 2020-01-01}
",
    );
    let string = |name: &str| loaded.schema(name).string.as_ref().map(|string| (string.min_length, string.max_length));
    assert_eq!(string("Whole"), Some((Some(2), Some(1000))));
    assert_eq!(string("Half"), Some((None, None)));
    let big = loaded.schema("Big").number.as_ref().unwrap();
    let node = loaded.document.node(big.maximum.unwrap().0).unwrap();
    assert_eq!(node.as_number(), Some(avouch_parser::tree::Number::Text("18446744073709551616")));
    assert_eq!(big.minimum.map(|json| loaded.value(json)), Some(json!(1e11)));
    let date = loaded.schema("Date");
    assert_eq!(loaded.values(date.enumeration.as_deref().unwrap()), [json!("2020-01-01"), json!("12:30:45")]);
    assert_eq!(loaded.values(&date.examples), [json!("2020-01-01")]);
    assert_eq!(
        loaded.found(),
        [
            "error schema/invalid-keyword /components/schemas/Half/minLength",
            "error schema/invalid-keyword /components/schemas/Half/maxLength",
            "error schema/invalid-keyword /components/schemas/Big/multipleOf",
        ]
    );
}

#[test]
fn example_and_examples_become_one_list() {
    let loaded = schemas("3.1.0", "    Both: {example: c, examples: [a, b]}\n    One: {example: null}\n");
    assert_eq!(loaded.values(&loaded.schema("Both").examples), [json!("a"), json!("b"), json!("c")]);
    assert_eq!(loaded.values(&loaded.schema("One").examples), [json!(null)]);
    let older = schemas("3.0.3", "    Old: {example: a, examples: [b]}\n");
    assert_eq!(older.values(&older.schema("Old").examples), [json!("a")]);
    assert_eq!(older.found(), ["error structure/other-version /components/schemas/Old/examples"]);
}

#[test]
fn keywords_of_another_version_are_named_with_it() {
    let loaded =
        schemas("3.0.3", "    A: {const: 1}\n    B: {type: [string, 'null']}\n    C: {type: 'null'}\n    D: true\n");
    assert_eq!(
        loaded.messages(),
        [
            "the keyword `const` needs OpenAPI 3.1, and this file is read as 3.0",
            "a list of types needs OpenAPI 3.1, and this file is read as 3.0",
            "the type \"null\" needs OpenAPI 3.1, and this file is read as 3.0",
            "the type \"null\" needs OpenAPI 3.1, and this file is read as 3.0",
            "a boolean as a schema needs OpenAPI 3.1, and this file is read as 3.0",
        ]
    );
    assert_eq!(loaded.schema("B").types, types(&[Type::String, Type::Null]));
    assert_eq!(loaded.schema("D").boolean, Some(true));
    assert!(loaded.schema("A").unknown.as_ref().unwrap().contains_key("const"));

    let newer = schemas("3.1.0", "    A: {type: string, nullable: true}\n");
    assert_eq!(newer.found(), ["warning structure/other-version /components/schemas/A/nullable"]);
    assert_eq!(newer.schema("A").types, types(&[Type::String]));
    assert_eq!(newer.schema("A").nullable, None);
}

#[test]
fn unknown_keywords_and_types_say_what_was_meant() {
    let loaded = schemas(
        "3.0.3",
        "    A: {type: int, propertys: {}, mine: 1, x-mine: 1}\n    B: {type: list}\n    C: {type: 5}\n",
    );
    assert_eq!(
        loaded.messages(),
        [
            "\"int\" is not a type (did you mean \"integer\"?)",
            "a schema has no keyword `propertys` (did you mean `properties`?)",
            "a schema has no keyword `mine` (a keyword of your own must begin with `x-`)",
            "\"list\" is not a type (did you mean \"array\"?)",
            "`type` must be a string, not a number (put it in quotes)",
            "\"5\" is not a type (a type is one of string, integer, number, boolean, array, object)",
        ]
    );
    assert!(loaded.schema("A").extensions.as_ref().unwrap().contains_key("x-mine"));
    // JSON Schema lets authors have keywords of their own.
    let newer = schemas("3.1.0", "    A: {mine: 1}\n");
    assert_eq!(newer.found(), ["info schema/unknown-keyword /components/schemas/A/mine"]);
}

#[test]
fn every_keyword_of_2020_12_has_its_place() {
    let loaded = schemas(
        "3.1.0",
        "    All:
      $id: https://example.org/all
      $comment: c
      $anchor: here
      $defs: {D: {type: string}}
      if: {type: object}
      then: {minProperties: 1}
      else: false
      propertyNames: {pattern: a}
      patternProperties: {^x: {type: string}}
      unevaluatedProperties: false
      additionalProperties: {type: string}
      dependentRequired: {a: [b, b]}
      dependentSchemas: {a: true}
      prefixItems: [{type: string}, {type: integer}]
      items: false
      contains: {type: string}
      minContains: 1
      maxContains: 2
      unevaluatedItems: false
      contentEncoding: base64
      contentMediaType: application/json
      contentSchema: {type: object}
      not: {type: 'null'}
",
    );
    assert_eq!(loaded.found(), ["warning schema/repeated-required /components/schemas/All/dependentRequired/a/1"]);
    let all = loaded.schema("All");
    let object = all.object.as_ref().unwrap();
    let array = all.array.as_ref().unwrap();
    assert_eq!(all.core.as_ref().unwrap().definitions.len(), 1);
    assert_eq!(all.core.as_ref().unwrap().id.as_deref(), Some("https://example.org/all"));
    assert_eq!(object.unevaluated_properties, Some(AdditionalProperties::Allowed(false)));
    assert!(matches!(object.additional_properties, Some(AdditionalProperties::Schema(_))));
    assert_eq!(object.dependent_required["a"], ["b"]);
    assert_eq!(array.prefix_items.len(), 2);
    assert_eq!(loaded.document.schema(array.items.unwrap()).boolean, Some(false));
    assert_eq!(all.condition.as_ref().unwrap().iter().filter(|branch| branch.is_some()).count(), 3);
    assert!(all.string.as_ref().unwrap().content_schema.is_some());
}

#[test]
fn a_list_of_items_is_read_as_the_first_items() {
    let loaded = schemas("3.1.0", "    Pair: {type: array, items: [{type: string}, {type: integer}]}\n");
    assert_eq!(loaded.found(), ["error structure/wrong-type /components/schemas/Pair/items"]);
    assert_eq!(loaded.schema("Pair").array.as_ref().unwrap().prefix_items.len(), 2);
}

#[test]
fn required_on_the_property_itself_is_explained() {
    let loaded = schemas("3.0.3", "    A: {type: object, properties: {b: {type: string, required: true}}}\n");
    assert_eq!(
        loaded.messages(),
        [
            "`required` must be a list of names, not a boolean (list the name of the property in `required` of the object that has it)"
        ]
    );
}

#[test]
fn other_schema_dialects_are_read_as_2020_12_and_said_so() {
    let loaded = schemas(
        "3.1.0",
        "    A: {$schema: 'http://json-schema.org/draft-07/schema#'}
    B: {$schema: 'https://json-schema.org/draft/2020-12/schema'}
",
    );
    assert_eq!(loaded.found(), ["warning schema/other-dialect /components/schemas/A/$schema"]);
}

#[test]
fn discriminator_mappings_name_components_before_files() {
    let loaded = schemas(
        "3.0.3",
        "    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}]
      discriminator:
        propertyName: kind
        mapping: {cat: Cat, also: '#/components/schemas/Cat', lost: Dog}
    Cat: {type: object}
",
    );
    assert_eq!(loaded.found(), ["error reference/dangling /components/schemas/Pet/discriminator/mapping/lost"]);
    let cat = loaded.document.components.schemas["Cat"];
    let mapping = &loaded.schema("Pet").discriminator.as_ref().unwrap().mapping;
    let targets: Vec<_> =
        mapping.iter().map(|(value, (text, target))| (value.as_str(), text.as_str(), *target)).collect();
    assert_eq!(
        targets,
        [("cat", "Cat", Some(cat)), ("also", "#/components/schemas/Cat", Some(cat)), ("lost", "Dog", None)]
    );
}
