//! References from file to file, and the limits of what they reach.

use std::fs;
use std::path::Path;

use avouch_diagnostics::{At, Sources};
use tempfile::TempDir;

use super::*;

/// A folder with files, and a loader that opened the first one.
fn folder(files: &[(&str, &str)], options: &Options) -> (TempDir, Loader) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let root = folder.path().join(files[0].0);
    let loader = Loader::open(&Source::Path(root), options).unwrap_or_else(|error| panic!("{}", error.message));
    (folder, loader)
}

/// What every `$ref` of the root document leads to: the value, or what is said about it.
fn resolved(loader: &Loader) -> Vec<String> {
    let root = loader.root().expect("a root");
    let references = root.descendants().filter(|node| node.key() == "$ref");
    references.map(|reference| outcome(loader, reference)).collect()
}

fn outcome(loader: &Loader, reference: NodeRef<'_>) -> String {
    let from = reference.parent().expect("an object").origin();
    let before = loader.diagnostics.borrow().len();
    let target = loader.resolve(from, reference.as_str().expect("a string"));
    let diagnostics = loader.diagnostics.borrow();
    let said: Vec<String> = diagnostics
        .iter()
        .skip(before)
        .map(|diagnostic| {
            assert_eq!(diagnostic.place(), Some(reference.place()), "{diagnostic:?}");
            format!("{}: {}", diagnostic.code.id, diagnostic.message)
        })
        .collect();
    let target = target.map(|target| target.to_value().to_string());
    target.into_iter().chain(said).collect::<Vec<_>>().join(" | ")
}

fn outcomes(files: &[(&str, &str)]) -> Vec<String> {
    let (_folder, loader) = folder(files, &Options::default());
    resolved(&loader)
}

#[test]
fn pointers_inside_the_file() {
    let text = r##"
a/b: {c~d: [x, {"e f": 1}], "%25": 2, "p%20q": 3, é: 4, "": {"": 5}}
refs:
  - $ref: "#/a~1b/c~0d/1/e%20f"
  - $ref: "#/a~1b/c~0d/0"
  - $ref: "#/a~1b/%2525"
  - $ref: "#/a~1b/p%20q"
  - $ref: "#/a~1b/%C3%A9"
  - $ref: "#/a~1b/é"
  - $ref: "#/a~1b//"
"##;
    assert_eq!(outcomes(&[("root.yaml", text)]), ["1", "\"x\"", "2", "3", "4", "4", "5"]);
}

#[test]
fn pointers_that_lead_nowhere() {
    let text = r##"
components: {schemas: {Application: {type: object}, list: [1, 2]}}
refs:
  - $ref: "#/components/schemas/Aplication"
  - $ref: "#/components/schema/Application"
  - $ref: "#/components/schemas/list/2"
  - $ref: "#/components/schemas/list/01"
  - $ref: "#/components/schemas/Application/type/x"
  - $ref: "#nowhere"
  - $ref: ""
  - $ref: "#/%ff"
"##;
    let (_folder, loader) = folder(&[("root.yaml", text)], &Options::default());
    assert_eq!(
        resolved(&loader),
        [
            "reference/dangling: `#/components/schemas/Aplication` leads nowhere: `/components/schemas` has no member `Aplication`",
            "reference/dangling: `#/components/schema/Application` leads nowhere: `/components` has no member `schema`",
            "reference/dangling: `#/components/schemas/list/2` leads nowhere: `/components/schemas/list` has 2 items and no `2`",
            "reference/dangling: `#/components/schemas/list/01` leads nowhere: `/components/schemas/list` has 2 items and no `01`",
            "reference/dangling: `#/components/schemas/Application/type/x` leads nowhere: `/components/schemas/Application/type` is neither an object nor an array",
            "reference/dangling: `#nowhere` leads nowhere: no schema has the `$anchor` `nowhere`",
            "reference/invalid: the reference is empty",
            "reference/invalid: `#/%ff` does not percent-decode to UTF-8",
        ]
    );
    let diagnostics = loader.diagnostics.borrow();
    let hints: Vec<_> = diagnostics.iter().take(2).map(|diagnostic| diagnostic.hint.as_deref()).collect();
    assert_eq!(hints, [Some("did you mean `Application`?"), Some("did you mean `schemas`?")]);
}

#[test]
fn files_by_relative_path() {
    let files = [
        (
            "api/root.yaml",
            concat!(
                "here: 0\n",
                "refs:\n",
                "  - $ref: one.yaml\n",
                "  - $ref: './one.yaml#'\n",
                "  - $ref: 'one.yaml#/x'\n",
                "  - $ref: 'paths/{id}@v1.yaml#/get'\n",
                "  - $ref: 'paths/%7Bid%7D%40v1.yaml#/get'\n",
                "  - $ref: 'paths/two words.json'\n",
                "  - $ref: 'paths/two%20words.json'\n",
                "  - $ref: 'a%20b.yaml'\n",
                "  - $ref: '../api/one.yaml#/x'\n",
                "  - $ref: 'root.yaml#/here'\n",
            ),
        ),
        ("api/one.yaml", "x: 1\n"),
        ("api/paths/{id}@v1.yaml", "get: 2\n"),
        ("api/paths/two words.json", "[3]"),
        ("api/a%20b.yaml", "4"),
    ];
    let (_folder, loader) = folder(&files, &Options::default());
    let one = "{\"x\":1}";
    assert_eq!(resolved(&loader), [one, one, "1", "2", "2", "[3]", "[3]", "4", "1", "0"]);
    // Every file was read once.
    assert!(loader.files.get(FileId(4)).is_some() && loader.files.get(FileId(5)).is_none());
    let name = |file| Path::new(loader.files.name(FileId(file))).file_name().map(std::ffi::OsStr::to_os_string);
    assert_eq!(name(2).as_deref(), Some("{id}@v1.yaml".as_ref()));
}

#[test]
fn references_are_relative_to_the_file_that_holds_them() {
    let files = [
        ("root.yaml", "a: {$ref: sub/one.yaml}"),
        ("sub/one.yaml", "$ref: two.yaml#/b"),
        ("sub/two.yaml", "b: {c: {$ref: ../root.yaml#/a}}"),
    ];
    let (_folder, loader) = folder(&files, &Options::default());
    let follow = |node: NodeRef<'_>| {
        let text = node.get("$ref").and_then(NodeRef::as_str).expect("a reference").to_owned();
        loader.resolve(node.origin(), &text).map(NodeRef::origin)
    };
    let node = |origin: Option<Origin>| loader.node(origin.expect("a target")).expect("a node");
    let first = loader.root().and_then(|root| root.get("a")).expect("a member");
    let second = node(follow(first));
    let third = node(follow(second));
    let back = node(follow(third.get("c").expect("a member")));
    assert_eq!(back.origin(), first.origin());
    assert!(loader.into_diagnostics().is_empty());
}

#[test]
fn a_slash_alone_means_the_whole_file() {
    let files = [
        ("root.yaml", "a: {$ref: 'one.yaml#/'}\nb: {$ref: 'two.yaml#/'}"),
        ("one.yaml", "x: 1"),
        ("two.yaml", "'': 2"),
    ];
    let warning = "reference/empty-key: `one.yaml#/` names a member with an empty key, which the file does not have; the whole file is taken";
    assert_eq!(outcomes(&files), [format!("{{\"x\":1}} | {warning}"), "2".to_owned()]);
}

#[test]
fn pointers_lead_through_references_with_a_warning() {
    let text = "a: {$ref: '#/b'}\nb: {$ref: 'one.yaml#/c'}\nd: {$ref: '#/a/e/f'}\nloop: {$ref: '#/loop/x'}";
    let outcomes = outcomes(&[("root.yaml", text), ("one.yaml", "c: {e: {f: 1}}")]);
    assert_eq!(outcomes[2], "1 | reference/through-reference: the pointer leads through the reference `one.yaml#/c`");
    assert_eq!(outcomes[3], "reference/dangling: `#/loop/x` leads nowhere: `/loop` has no member `x`");
}

#[test]
fn anchors_and_ids_of_the_same_file() {
    let text = "s: {$id: 'https://example.com/s', $anchor: top, properties: {x: {const: 1}}}\n\
                refs: [{$ref: '#top'}, {$ref: 'https://example.com/s'}, {$ref: 'https://example.com/s#/properties/x'}]";
    let schema = r#"{"$anchor":"top","$id":"https://example.com/s","properties":{"x":{"const":1}}}"#;
    assert_eq!(outcomes(&[("root.yaml", text)]), [schema, schema, "{\"const\":1}"]);
}

#[test]
fn nothing_outside_is_read() {
    let outer = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| outer.path().join(name);
    fs::create_dir_all(at("api")).expect("a folder");
    fs::write(at("secret.yaml"), "secret: 1").expect("a file");
    let absolute = at("secret.yaml").display().to_string();
    let references = [
        "../secret.yaml",
        "x/../../secret.yaml",
        "%2e%2e/secret.yaml",
        "../none.yaml",
        &absolute,
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "http://example.com/a.yaml#/x",
        "https://example.com/a.yaml",
        "//example.com/a.yaml",
        "C:\\secret.yaml",
        "\\\\host\\secret.yaml",
        "urn:example:a",
        "link.yaml",
        "folder/secret.yaml",
        "..",
        ".",
    ];
    let lines: Vec<String> = references.iter().map(|reference| format!("- {{$ref: '{reference}'}}")).collect();
    fs::write(at("api/root.yaml"), lines.join("\n")).expect("a file");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(at("secret.yaml"), at("api/link.yaml")).expect("a link");
        std::os::unix::fs::symlink(outer.path(), at("api/folder")).expect("a link");
    }
    let open = |options: &Options| Loader::open(&Source::Path(at("api/root.yaml")), options).expect("a document");
    let loader = open(&Options::default());
    let codes: Vec<String> =
        resolved(&loader).iter().map(|outcome| outcome.split(": ").next().unwrap_or_default().to_owned()).collect();
    let (outside, remote) = ("reference/outside", "reference/remote");
    assert_eq!(
        codes[..13],
        [
            outside,
            outside,
            outside,
            outside,
            outside,
            outside,
            outside,
            remote,
            remote,
            remote,
            outside,
            outside,
            "reference/invalid"
        ]
    );
    if cfg!(unix) {
        assert_eq!(codes[13..], [outside, outside, outside, "file/unreadable"]);
    }
    assert!(loader.files.get(FileId(1)).is_none());
}

#[test]
fn folders_that_the_user_allows_are_read() {
    let outer = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| fs::write(outer.path().join(name), text).expect("a file");
    fs::create_dir_all(outer.path().join("api")).expect("a folder");
    write("common.yaml", "common: 1");
    let absolute = outer.path().join("common.yaml").display().to_string();
    write("api/root.yaml", &format!("[{{$ref: ../common.yaml}}, {{$ref: '{absolute}'}}]"));
    let options = Options { allow_dirs: vec![outer.path().to_path_buf()], ..Options::default() };
    let loader = Loader::open(&Source::Path(outer.path().join("api/root.yaml")), &options).expect("a document");
    let outcomes = resolved(&loader);
    assert_eq!(outcomes[0], "{\"common\":1}");
    assert!(outcomes[1].starts_with("reference/outside"), "an absolute path is refused all the same");
    let absent = Options { allow_dirs: vec![outer.path().join("none")], ..Options::default() };
    assert!(Loader::open(&Source::Path(outer.path().join("api/root.yaml")), &absent).is_err());
}

#[test]
fn what_is_wrong_with_a_file_is_said_in_that_file() {
    let files = [
        ("root.yaml", "- $ref: bad.json\n- $ref: bad.json\n- $ref: empty.yaml\n- $ref: binary.yaml\n"),
        ("bad.json", "{\"a\": 1,}"),
        ("empty.yaml", ""),
        ("binary.yaml", "a\0b"),
    ];
    let (_folder, loader) = folder(&files, &Options::default());
    let root = loader.root().expect("a root");
    for item in root.items() {
        let text = item.get("$ref").and_then(NodeRef::as_str).expect("a reference").to_owned();
        assert!(loader.resolve(item.origin(), &text).is_none());
    }
    let diagnostics = loader.into_diagnostics();
    let found: Vec<_> =
        diagnostics.iter().map(|item| (item.code.id, item.labels[0].place.file.0, item.labels[0].place.at)).collect();
    assert_eq!(
        found,
        [("syntax/json", 1, At::Bytes(8, 9)), ("syntax/empty", 2, At::File), ("syntax/encoding", 3, At::File)]
    );
}

#[test]
fn missing_files_are_named() {
    let files = [("root.yaml", "a: {$ref: paths/Orgs.yaml}"), ("paths/orgs.yaml", "{}")];
    let (_folder, loader) = folder(&files, &Options::default());
    assert_eq!(resolved(&loader), ["reference/dangling: the file `paths/Orgs.yaml` cannot be opened: no such file"]);
    let diagnostics = loader.into_diagnostics();
    assert_eq!(diagnostics.iter().next().and_then(|item| item.hint.as_deref()), Some("the folder holds `orgs.yaml`"));
}

#[test]
fn limits_on_files_hold() {
    let files = [("root.yaml", "- $ref: a.yaml\n- $ref: b.yaml\n"), ("a.yaml", "1"), ("b.yaml", "22222222")];
    let outcomes = |options: Options| {
        let (_folder, loader) = folder(&files, &options);
        resolved(&loader)
    };
    let few = outcomes(Options { max_files: 2, ..Options::default() });
    assert_eq!(few[1], "limit/reached: `b.yaml` cannot be read: the document leads to more than 2 files");
    let small = outcomes(Options { max_total_bytes: 35, ..Options::default() });
    assert_eq!(small[1], "limit/reached: `b.yaml` cannot be read: all files together are larger than 35 bytes");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let large = folder.path().join("large.json");
    let file = fs::File::create(&large).expect("a file");
    file.set_len(200 << 20).expect("room for a sparse file");
    let error = Loader::open(&Source::Path(large), &Options::default()).expect_err("too large");
    assert!(error.message.ends_with("large.json: the file is larger than 128 MiB"), "{}", error.message);
}

#[test]
fn text_from_memory_has_no_folder() {
    let loader = Loader::from_text("a: {$ref: 'b.yaml'}\nc: {$ref: '#/d'}\nd: 1");
    assert_eq!(
        resolved(&loader),
        ["reference/outside: `b.yaml` is relative, but the document comes from memory and has no folder", "1"]
    );
}

#[test]
fn a_reference_is_reported_once_for_every_place() {
    let (_folder, loader) = folder(&[("root.yaml", "- $ref: '#/x'\n- $ref: '#/x'\n")], &Options::default());
    assert_eq!(resolved(&loader).len(), 2);
    assert_eq!(resolved(&loader), ["", ""]);
    assert_eq!(loader.into_diagnostics().len(), 2);
}

#[test]
fn folders_and_missing_roots() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = || Loader::open(&Source::Path(folder.path().to_path_buf()), &Options::default());
    let message = open().expect_err("nothing in the folder").message;
    assert!(
        message.ends_with(
            "the folder holds none of openapi.yaml, openapi.yml, openapi.json, swagger.yaml, swagger.yml, swagger.json"
        ),
        "{message}"
    );
    fs::write(folder.path().join("swagger.json"), "{\"a\": 1}").expect("a file");
    assert_eq!(open().expect("a document").root().map(NodeRef::to_value), Some(serde_json::json!({"a": 1})));
    fs::write(folder.path().join("openapi.yml"), "b: 2").expect("a file");
    assert_eq!(open().expect("a document").root().map(NodeRef::to_value), Some(serde_json::json!({"b": 2})));
    let missing = Loader::open(&Source::Path("no/such.yaml".into()), &Options::default()).expect_err("no such file");
    assert_eq!(missing.message, "no/such.yaml: no such file");
}
