//! Which names references may start with, at one place of the file.

use super::template::Root;

/// What a reference may start with.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// The request.
    pub(super) request: Request,
    /// The item.
    pub(super) item: bool,
    /// The entry of a list.
    pub(super) each: bool,
    /// The body of the answer.
    pub(super) answer: bool,
    /// What was found.
    pub(super) found: Vec<String>,
    /// What was made.
    pub(super) made: Vec<String>,
}

/// What is known of the request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Request {
    /// There is none.
    #[default]
    None,
    /// Its path and query.
    Target,
    /// These and its body.
    Whole,
}

/// Names that `find` cannot give, since they mean something already.
pub(super) const RESERVED: [&str; 11] =
    ["upload", "answer", "body", "path", "query", "item", "made", "each", "origin", "now", "uuid"];

/// Whether the steps lead to what is known of a file: `upload.NAME.size`.
fn is_measure(steps: &[String]) -> bool {
    steps.len() == 3 && steps.last().is_some_and(|step| matches!(step.as_str(), "size" | "sha256" | "filename"))
}

impl Names {
    /// What a reference of these steps starts at, and how many of the steps say so.
    ///
    /// # Errors
    /// A fragment of a sentence, where it starts at nothing.
    pub(super) fn root(&self, steps: &[String]) -> Result<(Root, usize), String> {
        let Some(first) = steps.first() else { return Err("an empty reference".to_owned()) };
        let known = match first.as_str() {
            "body" if self.request == Request::Whole => Some((Root::Body, 1)),
            "upload" if self.request == Request::Whole && is_measure(steps) => Some((Root::Upload, 1)),
            "path" if self.request != Request::None && steps.len() > 1 => Some((Root::Path, 1)),
            "query" if self.request != Request::None && steps.len() > 1 => Some((Root::Query, 1)),
            "answer" if self.answer => Some((Root::Answer, 1)),
            "item" if self.item => Some((Root::Item, 1)),
            "each" if self.each && matches!(steps.get(1).map(String::as_str), Some("name" | "value")) => {
                Some((Root::Each, 1))
            }
            "origin" if steps.len() == 1 => Some((Root::Origin, 1)),
            "now" if steps.len() == 1 => Some((Root::Now, 1)),
            "uuid" if steps.len() == 1 => Some((Root::Uuid, 1)),
            "made" => {
                let name = steps.get(1).filter(|name| self.made.contains(name));
                name.map(|name| (Root::Made(name.clone()), 2))
            }
            name if self.found.iter().any(|own| own == name) => Some((Root::Found(name.to_owned()), 1)),
            _ => None,
        };
        known.ok_or_else(|| format!("`{}` refers to nothing here, which knows {}", steps.join("."), self.list()))
    }

    fn list(&self) -> String {
        let mut names: Vec<String> = Vec::new();
        names.extend((self.request == Request::Whole).then(|| "body, upload.NAME.sha256".to_owned()));
        names.extend((self.request != Request::None).then(|| "path.NAME, query.NAME".to_owned()));
        names.extend(self.item.then(|| "item".to_owned()));
        names.extend(self.answer.then(|| "answer".to_owned()));
        names.extend(self.each.then(|| "each.name, each.value".to_owned()));
        names.extend(self.found.iter().cloned());
        names.extend(self.made.iter().map(|name| format!("made.{name}")));
        names.push("origin, now and uuid".to_owned());
        names.join(", ")
    }
}
