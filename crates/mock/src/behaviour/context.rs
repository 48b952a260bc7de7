//! What references of the behaviour file may lead to, at one moment.

use avouch_wire::Location;
use serde_json::{Value, json};

use super::place::Path;
use super::template::Root;
use crate::call::Call;
use crate::mint::now;

/// What references may lead to.
#[derive(Default)]
pub(crate) struct Context<'c> {
    /// The request.
    pub(crate) call: Option<&'c Call<'c>>,
    /// The variables of a path and the parameters of a query, where the document does not have the request.
    pub(crate) undocumented: Option<Value>,
    /// The item.
    pub(crate) item: Option<Value>,
    /// What was found, by name.
    pub(crate) found: Vec<(String, Value)>,
    /// What was made, by name.
    pub(crate) made: Vec<(String, Value)>,
    /// The entry that a list or an object has come to: `name` and `value`.
    pub(crate) each: Option<Value>,
    /// The body of the answer so far.
    pub(crate) answer: Option<Value>,
    origin: String,
}

impl<'c> Context<'c> {
    /// A context in which there is nothing yet but the mock's own address.
    pub(crate) fn new(origin: &str) -> Context<'c> {
        Context { origin: origin.to_owned(), ..Context::default() }
    }

    /// The value at a place of something.
    pub(super) fn value(&self, root: &Root, path: &Path) -> Option<Value> {
        let named = |values: &[(String, Value)], name: &str| {
            values.iter().rev().find(|(own, _)| own == name).and_then(|(_, value)| path.value(value))
        };
        match root {
            Root::Body => path.value(self.call?.body()?),
            Root::Upload => {
                let (name, rest) = path.steps().split_first()?;
                let file = self.call?.files.iter().find(|file| file.name == *name)?;
                let file = json!({"size": file.size, "sha256": file.sha256, "filename": file.filename});
                Path::of(rest.to_vec()).value(&file)
            }
            Root::Path | Root::Query => self.parameter(root, path),
            Root::Item => path.value(self.item.as_ref()?),
            Root::Found(name) => named(&self.found, name),
            Root::Made(name) => named(&self.made, name),
            Root::Each => path.value(self.each.as_ref()?),
            Root::Answer => path.value(self.answer.as_ref()?),
            Root::Origin => Some(Value::from(self.origin.as_str())),
            Root::Now => Some(Value::from(now())),
            // Only its minter knows one.
            Root::Uuid => None,
        }
    }

    fn parameter(&self, root: &Root, path: &Path) -> Option<Value> {
        let (name, rest) = path.steps().split_first()?;
        let rest = Path::of(rest.to_vec());
        let Some(call) = self.call else {
            let kind = if *root == Root::Path { "path" } else { "query" };
            return rest.one(self.undocumented.as_ref()?.get(kind)?.get(name)?).cloned();
        };
        if *root == Root::Path {
            return rest.one(&Value::from(call.variable(name)?)).cloned();
        }
        rest.one(call.decoded.parameter(call.operation, Location::Query, name)?).cloned()
    }
}
