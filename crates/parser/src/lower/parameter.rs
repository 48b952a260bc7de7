//! Parameters and headers.

use avouch_diagnostics::Diagnostic;
use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::Lowering;
use super::shared::{Cache, Caches, Shared};
use crate::codes;
use crate::dialect::Object;
use crate::document::{
    Example, Extensions, Header, Json, MediaType, Parameter, ParameterLocation, Referable, SchemaId,
};
use crate::tree::NodeRef;

/// What parameters and headers have in common.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are the flags that the specification has")]
struct Common {
    description: Option<String>,
    required: bool,
    deprecated: bool,
    allow_empty_value: bool,
    style: Option<String>,
    explode: Option<bool>,
    allow_reserved: bool,
    schema: Option<SchemaId>,
    content: IndexMap<String, MediaType>,
    example: Option<Json>,
    examples: IndexMap<String, Referable<Example>>,
}

impl Shared for Parameter {
    const OBJECT: Object = Object::Parameter;

    fn read<'l>(lowering: &mut Lowering<'l>, node: NodeRef<'l>) -> Option<Self> {
        let mut common = Common::default();
        let mut name = None;
        let mut location = None;
        let mut extensions = Extensions::new();
        for (key, child) in lowering.fields(Object::Parameter, node, &mut extensions)? {
            match key {
                "name" => name = lowering.text(child),
                "in" => location = lowering.location(child),
                _ => lowering.common(&mut common, key, child),
            }
        }
        lowering.check_common(Object::Parameter, node);
        let (name, location) = (name?, location?);
        lowering.check_style(node, location);
        if location == ParameterLocation::Path && !common.required {
            lowering.optional_path_parameter(node, &name);
        }
        Some(Parameter {
            origin: node.origin(),
            name,
            location,
            description: common.description,
            required: common.required || location == ParameterLocation::Path,
            deprecated: common.deprecated,
            allow_empty_value: common.allow_empty_value,
            style: common.style,
            explode: common.explode,
            allow_reserved: common.allow_reserved,
            schema: common.schema,
            content: common.content,
            example: common.example,
            examples: common.examples,
            extensions,
        })
    }

    fn cache(caches: &mut Caches) -> &mut Cache<Self> {
        &mut caches.parameters
    }
}

impl Shared for Header {
    const OBJECT: Object = Object::Header;

    fn read<'l>(lowering: &mut Lowering<'l>, node: NodeRef<'l>) -> Option<Self> {
        let mut common = Common::default();
        let mut extensions = Extensions::new();
        for (key, child) in lowering.fields(Object::Header, node, &mut extensions)? {
            lowering.common(&mut common, key, child);
        }
        lowering.check_common(Object::Header, node);
        lowering.check_style(node, ParameterLocation::Header);
        Some(Header {
            origin: node.origin(),
            description: common.description,
            required: common.required,
            deprecated: common.deprecated,
            allow_empty_value: common.allow_empty_value,
            style: common.style,
            explode: common.explode,
            schema: common.schema,
            content: common.content,
            example: common.example,
            examples: common.examples,
            extensions,
        })
    }

    fn cache(caches: &mut Caches) -> &mut Cache<Self> {
        &mut caches.headers
    }
}

impl<'l> Lowering<'l> {
    /// A list of parameters. Of two with the same name and location the first is kept.
    pub(super) fn parameters(&mut self, node: NodeRef<'l>) -> Vec<Referable<Parameter>> {
        let mut seen = FxHashMap::default();
        let parameters = self.list(node, |lowering, item| (item, lowering.referable::<Parameter>(item)));
        parameters
            .into_iter()
            .filter(|(item, parameter)| {
                let Some(parameter) = parameter.value.clone() else { return true };
                let first = *seen.entry((parameter.name.clone(), parameter.location)).or_insert(*item);
                let is_first = first.origin() == item.origin();
                if !is_first {
                    let message = format!("the parameter \"{}\" is listed twice", parameter.name);
                    let diagnostic = Diagnostic::new(&codes::DUPLICATE_PARAMETER, item.place(), message);
                    self.report(diagnostic.also(first.place(), "listed first here").hint("the first one is kept"));
                }
                is_first
            })
            .map(|(_, parameter)| parameter)
            .collect()
    }

    fn common(&mut self, common: &mut Common, key: &str, child: NodeRef<'l>) {
        match key {
            "description" => common.description = self.text(child),
            "required" => common.required = self.flag(child),
            "deprecated" => common.deprecated = self.flag(child),
            "allowEmptyValue" => common.allow_empty_value = self.flag(child),
            "style" => common.style = self.text(child),
            "explode" => common.explode = self.boolean(child),
            "allowReserved" => common.allow_reserved = self.flag(child),
            "schema" => common.schema = Some(self.schema(child)),
            "content" => common.content = self.content(child),
            "example" => common.example = Some(Json(child.origin())),
            "examples" => common.examples = self.map(child, Self::referable),
            _ => self.unread(child),
        }
    }

    fn check_common(&self, object: Object, node: NodeRef<'l>) {
        self.exclusive(object, node, "schema", "content");
        self.exclusive(object, node, "example", "examples");
        match (node.get("schema"), node.get("content")) {
            (None, None) => {
                let message = format!("{} has neither `schema` nor `content`", object.name());
                self.report(
                    Diagnostic::new(&codes::MISSING_FIELD, node.place(), message)
                        .hint("add a `schema`, `{type: string}` if need be"),
                );
            }
            (_, Some(content)) if content.entries().count() != 1 => {
                let count = content.entries().count();
                let message = format!("`content` of {} must have one entry, not {count}", object.name());
                self.report(Diagnostic::new(&codes::SEVERAL_CONTENTS, content.place(), message));
            }
            _ => {}
        }
    }

    /// Reports a `style` that its location does not have. It is kept as written.
    pub(super) fn check_style(&self, node: NodeRef<'l>, location: ParameterLocation) {
        let Some(style) = node.get("style") else { return };
        let Some(text) = style.as_str() else { return };
        if !self.dialect(node).styles_at(location).contains(&text) {
            self.unknown_value(style, text, |dialect| dialect.styles_at(location).to_vec());
        }
    }

    fn location(&self, node: NodeRef<'l>) -> Option<ParameterLocation> {
        let text = self.text(node)?;
        let known = self.dialect(node).locations.iter().find(|(name, _)| *name == text);
        if known.is_none() {
            self.unknown_value(node, &text, |dialect| dialect.locations.iter().map(|(name, _)| *name).collect());
        }
        known.map(|(_, location)| *location)
    }

    fn optional_path_parameter(&self, node: NodeRef<'l>, name: &str) {
        let message = format!("the path parameter \"{name}\" is not `required: true`");
        let place = node.get("required").map_or(node.place(), NodeRef::place);
        self.report(
            Diagnostic::new(&codes::OPTIONAL_PATH_PARAMETER, place, message)
                .hint("it is read as required: a path without it is another path"),
        );
    }
}
