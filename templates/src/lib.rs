//! The scaffold of a generated crate: the files that are written once and belong to the user from then on.
//!
//! The templates lie in `crate/`; [`scaffold`] fills them in. What is generated anew each time is no template: the emitters
//! of the generator print it. Deliberately absent is everything that reads or writes files.

use std::fmt;

use minijinja::{AutoEscape, Environment, context};

/// What the scaffold of a crate is made from.
#[derive(Clone, Debug)]
pub struct Scaffold<'a> {
    /// The name of the package.
    pub name: &'a str,
    /// What the API is called.
    pub title: &'a str,
    /// Lines about the API, fit for a doc comment.
    pub docs: &'a [String],
    /// What the manifest has between its marks, whole lines of TOML.
    pub dependencies: &'a str,
    /// Whether the crate has a client.
    pub client: bool,
    /// Whether the crate has so many types that following them takes more than the compiler's default.
    pub large: bool,
}

/// Why a template cannot be filled in; a fault of the templates, not of what goes into them.
#[derive(Debug)]
pub struct Error(minijinja::Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a template cannot be filled in: {:#}", self.0)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// The templates, by the path of the file that each makes.
const TEMPLATES: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("../crate/Cargo.toml.jinja")),
    ("README.md", include_str!("../crate/README.md.jinja")),
    ("src/lib.rs", include_str!("../crate/lib.rs.jinja")),
];

/// The files of the scaffold with their paths in the crate.
///
/// # Errors
///
/// Where a template is wrong.
pub fn scaffold(of: &Scaffold<'_>) -> Result<Vec<(&'static str, String)>, Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    let title = one_line(of.title);
    let values = context! {
        name => toml_text(of.name),
        name_text => of.name,
        library => of.name.replace('-', "_"),
        title => format!("`{}`", title.replace('`', "'")),
        description => toml_text(&format!("{title}, generated from its OpenAPI document")),
        docs => if of.docs.is_empty() { Vec::new() } else { [&[String::new()], of.docs].concat() },
        dependencies => of.dependencies,
        client => of.client,
        large => of.large,
    };
    let file = |(path, template): &(&'static str, &str)| {
        let text = environment.render_str(template, &values).map_err(Error)?;
        Ok((*path, format!("{}\n", text.trim_end())))
    };
    TEMPLATES.iter().map(file).collect()
}

/// A text without line breaks and characters that do not show.
fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    let text = text.trim();
    if text.is_empty() { "An API without a title".to_owned() } else { text.to_owned() }
}

/// A basic string of TOML.
fn toml_text(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            character if character.is_control() => out.extend(format!("\\u{:04X}", u32::from(character)).chars()),
            character => out.push(character),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: &str, title: &str) -> String {
        let docs = ["Keeps pets.".to_owned()];
        let of = Scaffold {
            name: "pet-store",
            title,
            docs: &docs,
            dependencies: "[dependencies]\n",
            client: true,
            large: false,
        };
        let files = scaffold(&of).unwrap();
        files.into_iter().find(|(found, _)| *found == path).unwrap().1
    }

    #[test]
    fn the_manifest_is_toml_whatever_the_title() {
        let manifest = text("Cargo.toml", "Pets \"of\" the \\ world\n[dependencies]\nevil = \"1\"");
        assert_eq!(
            manifest.lines().filter(|line| line.starts_with('[')).collect::<Vec<_>>(),
            ["[package]", "[dependencies]"]
        );
        assert!(manifest.contains("name = \"pet-store\"\n"));
        assert!(manifest.contains("# begin avouch\n[dependencies]\n# end avouch\n"));
    }

    #[test]
    fn the_library_opens_with_what_the_api_is() {
        let library = text("src/lib.rs", "Pets");
        assert!(library.starts_with("//! `Pets`\n//!\n//! Keeps pets.\n//!\n"), "{library}");
        assert!(library.ends_with("mod generated;\n\npub use generated::*;\n"), "{library}");
    }
}
