//! Files and functions stay small enough to hold in the head.
//!
//! The budget is 400 lines of code a file and 60 a function; the limits here are where it is plainly exceeded. Tests,
//! comments and blank lines do not count.

use std::fs;
use std::path::Path;

use crate::workspace::{Error, Package, root, rust_files};

const FILE_LIMIT: usize = 500;
const FUNCTION_LIMIT: usize = 80;

/// Complains about files and functions beyond the limits.
pub fn check(packages: &[Package]) -> Result<Vec<String>, Error> {
    let mut complaints = Vec::new();
    for package in packages {
        for file in rust_files(&package.folder)? {
            let path = file.strip_prefix(root()).unwrap_or(&file);
            if !path.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "fixtures") {
                complaints.extend(complaints_about(path, &fs::read_to_string(&file)?));
            }
        }
    }
    Ok(complaints)
}

fn complaints_about(path: &Path, text: &str) -> Vec<String> {
    let code: Vec<&str> =
        text.lines().take_while(|line| *line != "#[cfg(test)]").filter(|line| is_code(line)).collect();
    let mut complaints = Vec::new();
    if code.len() > FILE_LIMIT {
        complaints.push(format!("{}: {} lines of code, the limit is {FILE_LIMIT}", path.display(), code.len()));
    }
    for (start, line) in code.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        let indent = &line[..line.len() - line.trim_start().len()];
        let end = code[start..].iter().position(|line| line.strip_prefix(indent) == Some("}"));
        let length = if line.trim_end().ends_with('}') { 1 } else { end.map_or(1, |end| end + 1) };
        if length > FUNCTION_LIMIT {
            complaints.push(format!("{}: fn {name} has {length} lines, the limit is {FUNCTION_LIMIT}", path.display()));
        }
    }
    complaints
}

fn is_code(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with("//")
}

/// The name of the function whose signature starts on a line that rustfmt wrote.
fn function_name(line: &str) -> Option<&str> {
    let mut words = line.trim_start().split(' ').skip_while(|word| {
        matches!(*word, "pub" | "const" | "async" | "extern") || word.starts_with("pub(") || word.starts_with('"')
    });
    let rest = if words.next()? == "fn" { words.next()? } else { return None };
    rest.split(['(', '<']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_function_is_a_complaint_and_its_neighbour_is_not() {
        let body = "        step();\n".repeat(FUNCTION_LIMIT);
        let text = format!("impl A {{\n    pub(crate) fn long<T>(&self) {{\n{body}    }}\n\n    fn short() {{}}\n}}\n");
        let found = complaints_about(Path::new("a.rs"), &text);
        assert_eq!(found, [format!("a.rs: fn long has {} lines, the limit is {FUNCTION_LIMIT}", FUNCTION_LIMIT + 2)]);
    }

    #[test]
    fn comments_and_tests_do_not_count() {
        let text = format!("{}#[cfg(test)]\n{}", "// why\n".repeat(1000), "let a = 1;\n".repeat(1000));
        assert_eq!(complaints_about(Path::new("a.rs"), &text), Vec::<String>::new());
    }

    #[test]
    fn a_long_file_is_a_complaint() {
        assert_eq!(complaints_about(Path::new("a.rs"), &"let a = 1;\n".repeat(FILE_LIMIT + 1)).len(), 1);
    }
}
