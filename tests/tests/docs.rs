//! The pages in `docs` against the code: every code is told, none is made up, and links lead somewhere.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use avouch_diagnostics::Code;
use avouch_tests::root;

/// The rows of a page's tables that begin with a code: the code, and the cells after it.
fn told(page: &str) -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(root().join(page)).expect(page);
    let mut rows = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let mut cells = line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned());
        let code = cells.next().unwrap_or_default().trim_matches('`').to_owned();
        let is_code = code.split_once('/').is_some_and(|(family, name)| {
            [family, name]
                .iter()
                .all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'))
        });
        if is_code {
            assert!(!rows.contains_key(&code), "{page} tells of `{code}` twice");
            rows.insert(code, cells.collect());
        }
    }
    rows
}

fn assert_tells(page: &str, tables: &[&[&Code]]) {
    let mut rows = told(page);
    for code in tables.iter().copied().flatten() {
        let cells = rows.remove(code.id).unwrap_or_else(|| panic!("{page} does not tell of `{}`", code.id));
        let severity = code.severity.to_string();
        assert!(cells.contains(&severity), "{page}: `{}` is {severity}", code.id);
    }
    assert!(rows.is_empty(), "{page} tells of codes that there are not: {:?}", rows.keys());
}

#[test]
fn check_tells_every_code_of_a_document() {
    let tables = [avouch_parser::codes::ALL, avouch_api::codes::ALL, avouch_validate::codes::ALL];
    assert_tells("docs/check.md", &tables);
}

#[test]
fn conform_tells_every_code_of_a_run() {
    assert_tells("docs/conform.md", &[avouch_conformance::codes::ALL]);
}

#[test]
fn mock_tells_every_code_of_a_behaviour_file() {
    assert_tells("docs/mock.md", &[avouch_mock::behaviour::codes::ALL]);
}

#[test]
fn mock_tells_every_fault() {
    let text = fs::read_to_string(root().join("docs/mock.md")).expect("the page");
    for fault in avouch_mock::Fault::ALL {
        let line = text.lines().find(|line| line.split_whitespace().next() == Some(fault.name()));
        assert!(line.is_some_and(|line| line.ends_with(fault.summary())), "{}", fault.name());
    }
}

#[test]
fn links_lead_to_files() {
    let mut pages = vec![root().join("ARCHITECTURE.md"), root().join("templates/ci/README.md")];
    collect(&root().join("docs"), &mut pages);
    assert!(pages.len() > 10, "{pages:?}");
    for page in pages {
        let text = fs::read_to_string(&page).expect("a page");
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.contains("://")) {
            let file = page.with_file_name("").join(target.split('#').next().unwrap_or_default());
            assert!(file.exists(), "{}: {target} is not there", page.display());
        }
    }
}

fn collect(folder: &Path, pages: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, pages);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
}
