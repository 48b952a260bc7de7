//! One keyword of a schema at a time.

use avouch_diagnostics::{Diagnostic, Severity};

use super::super::Lowering;
use super::super::fields::{subject, wrong_type};
use super::settle::Words;
use crate::codes;
use crate::dialect::Object;
use crate::dialect::{
    ArrayWord, BranchWord, CoreWord, Keyword, NoteWord, NumberWord, ObjectWord, StringWord, lines_where,
};
use crate::document::{
    AdditionalProperties, ArrayKeywords, CoreKeywords, Json, NumberKeywords, ObjectKeywords, Schema, SchemaId,
    StringKeywords, Type, TypeSet, Xml,
};
use crate::suggest::nearest;
use crate::tree::{Kind, NodeRef, Number};

impl<'l> Lowering<'l> {
    pub(super) fn keyword(&mut self, schema: &mut Schema, words: &mut Words<'l>, keyword: Keyword, node: NodeRef<'l>) {
        match keyword {
            Keyword::Reference => {
                if let Some(parent) = node.parent() {
                    self.schema_reference(schema, parent, node);
                }
            }
            Keyword::DynamicReference => schema.dynamic_reference = self.text(node),
            Keyword::Type => schema.types = self.lone_type(node),
            Keyword::Types => schema.types = self.types(node),
            Keyword::Nullable => schema.nullable = self.boolean(node),
            Keyword::Format => schema.format = self.text(node),
            Keyword::Enumeration => schema.enumeration = self.enumeration(node),
            Keyword::Constant => schema.constant = Some(Json(node.origin())),
            Keyword::Discriminator => schema.discriminator = self.discriminator(node).map(Box::new),
            Keyword::Note(word) => self.note(schema, word, node),
            Keyword::Core(word) => self.core(schema.core.get_or_insert_default(), word, node),
            Keyword::Object(word) => self.object_word(schema.object.get_or_insert_default(), word, node),
            Keyword::Array(word) => self.array_word(schema.array.get_or_insert_default(), word, node),
            Keyword::String(word) => self.string_word(schema.string.get_or_insert_default(), word, node),
            Keyword::Number(word) => self.number_word(schema.number.get_or_insert_default(), words, word, node),
            Keyword::Branch(word) => self.branch(schema, word, node),
        }
    }

    fn note(&mut self, schema: &mut Schema, word: NoteWord, node: NodeRef<'l>) {
        match word {
            NoteWord::Title => schema.title = self.text(node),
            NoteWord::Description => schema.description = self.text(node),
            NoteWord::Default => schema.default = Some(Json(node.origin())),
            NoteWord::Example => schema.examples.push(Json(node.origin())),
            NoteWord::Examples => {
                // The list goes before the one `example`, wherever that stands.
                let examples = self.list(node, |_, item| Json(item.origin()));
                schema.examples.splice(0..0, examples);
            }
            NoteWord::ReadOnly => schema.read_only = self.flag(node),
            NoteWord::WriteOnly => schema.write_only = self.flag(node),
            NoteWord::Deprecated => schema.deprecated = self.flag(node),
            NoteWord::Xml => schema.xml = self.xml(node).map(Box::new),
            NoteWord::ExternalDocs => schema.external_docs = self.external_docs(node).map(Box::new),
        }
    }

    fn core(&mut self, core: &mut CoreKeywords, word: CoreWord, node: NodeRef<'l>) {
        match word {
            CoreWord::Id => core.id = self.text(node),
            CoreWord::Anchor => core.anchor = self.text(node),
            CoreWord::DynamicAnchor => core.dynamic_anchor = self.text(node),
            CoreWord::Comment => core.comment = self.text(node),
            CoreWord::Dialect => core.dialect = self.schema_dialect(node),
            CoreWord::Definitions => core.definitions = self.map(node, Self::schema),
        }
    }

    fn object_word(&mut self, object: &mut ObjectKeywords, word: ObjectWord, node: NodeRef<'l>) {
        match word {
            ObjectWord::Properties => object.properties = self.map(node, Self::schema),
            ObjectWord::Required => object.required = self.required(node),
            ObjectWord::AdditionalProperties => object.additional_properties = Some(self.additional(node)),
            ObjectWord::PatternProperties => object.pattern_properties = self.map(node, Self::schema),
            ObjectWord::PropertyNames => object.property_names = Some(self.schema(node)),
            ObjectWord::UnevaluatedProperties => object.unevaluated_properties = Some(self.additional(node)),
            ObjectWord::MinProperties => object.min_properties = self.count(node),
            ObjectWord::MaxProperties => object.max_properties = self.count(node),
            ObjectWord::DependentRequired => object.dependent_required = self.map(node, Self::required),
            ObjectWord::DependentSchemas => object.dependent_schemas = self.map(node, Self::schema),
        }
    }

    fn array_word(&mut self, array: &mut ArrayKeywords, word: ArrayWord, node: NodeRef<'l>) {
        match word {
            ArrayWord::Items if node.kind() == Kind::Array => {
                self.report(
                    wrong_type(node, "a schema")
                        .hint("it is read as `prefixItems`, the schemas of the first items one by one"),
                );
                array.prefix_items = self.schemas(node);
            }
            ArrayWord::Items => array.items = Some(self.schema(node)),
            ArrayWord::PrefixItems => array.prefix_items = self.schemas(node),
            ArrayWord::Contains => array.contains = Some(self.schema(node)),
            ArrayWord::MinContains => array.min_contains = self.count(node),
            ArrayWord::MaxContains => array.max_contains = self.count(node),
            ArrayWord::MinItems => array.min_items = self.count(node),
            ArrayWord::MaxItems => array.max_items = self.count(node),
            ArrayWord::UniqueItems => array.unique_items = self.flag(node),
            ArrayWord::UnevaluatedItems => array.unevaluated_items = Some(self.schema(node)),
        }
    }

    fn string_word(&mut self, string: &mut StringKeywords, word: StringWord, node: NodeRef<'l>) {
        match word {
            StringWord::MinLength => string.min_length = self.count(node),
            StringWord::MaxLength => string.max_length = self.count(node),
            StringWord::Pattern => string.pattern = self.text(node),
            StringWord::ContentEncoding => string.content_encoding = self.text(node),
            StringWord::ContentMediaType => string.content_media_type = self.text(node),
            StringWord::ContentSchema => string.content_schema = Some(self.schema(node)),
        }
    }

    fn number_word(&mut self, number: &mut NumberKeywords, words: &mut Words<'l>, word: NumberWord, node: NodeRef<'l>) {
        match word {
            NumberWord::Minimum => number.minimum = self.number(node),
            NumberWord::Maximum => number.maximum = self.number(node),
            NumberWord::ExclusiveMinimum => number.exclusive_minimum = self.bound(node),
            NumberWord::ExclusiveMaximum => number.exclusive_maximum = self.bound(node),
            NumberWord::MinimumIsExclusive => words.minimum_is_exclusive = self.bound_flag(node),
            NumberWord::MaximumIsExclusive => words.maximum_is_exclusive = self.bound_flag(node),
            NumberWord::MultipleOf => number.multiple_of = self.divisor(node),
        }
    }

    fn branch(&mut self, schema: &mut Schema, word: BranchWord, node: NodeRef<'l>) {
        match word {
            BranchWord::AllOf => schema.all_of = self.schemas(node),
            BranchWord::AnyOf => schema.any_of = self.schemas(node),
            BranchWord::OneOf => schema.one_of = self.schemas(node),
            BranchWord::Not => schema.not = Some(self.schema(node)),
            BranchWord::If => schema.condition.get_or_insert_default()[0] = Some(self.schema(node)),
            BranchWord::Then => schema.condition.get_or_insert_default()[1] = Some(self.schema(node)),
            BranchWord::Else => schema.condition.get_or_insert_default()[2] = Some(self.schema(node)),
        }
    }

    fn schemas(&mut self, node: NodeRef<'l>) -> Vec<SchemaId> {
        self.list(node, Self::schema)
    }

    fn additional(&mut self, node: NodeRef<'l>) -> AdditionalProperties {
        match node.as_bool() {
            Some(allowed) => AdditionalProperties::Allowed(allowed),
            None => AdditionalProperties::Schema(self.schema(node)),
        }
    }

    fn enumeration(&mut self, node: NodeRef<'l>) -> Option<Vec<Json>> {
        let node = self.at(node);
        let values = self.list(node, |_, item| Json(item.origin()));
        if values.is_empty() && node.kind() == Kind::Array {
            let message = "`enum` has no value, so that nothing is valid";
            let mut diagnostic = Diagnostic::new(&codes::INVALID_KEYWORD, node.place(), message);
            // JSON Schema says that there should be a value, not that there must be one.
            diagnostic.severity = Severity::Warning;
            self.report(diagnostic);
        }
        (node.kind() == Kind::Array).then_some(values)
    }

    /// Names of properties, without repetitions.
    fn required(&mut self, node: NodeRef<'l>) -> Vec<String> {
        if node.kind() == Kind::Bool {
            self.report(
                wrong_type(node, "a list of names")
                    .hint("list the name of the property in `required` of the object that has it"),
            );
            return Vec::new();
        }
        let node = self.at(node);
        let mut names = indexmap::IndexSet::new();
        for item in node.items() {
            let Some(name) = self.text(item) else { continue };
            if let Some(repeated) = names.replace(name) {
                let message = format!("\"{repeated}\" is required twice");
                self.report(Diagnostic::new(&codes::REPEATED_REQUIRED, item.place(), message));
            }
        }
        if node.kind() != Kind::Array {
            self.wrong_type(node, "a list of names");
        }
        names.into_iter().collect()
    }

    fn lone_type(&mut self, node: NodeRef<'l>) -> TypeSet {
        if node.kind() == Kind::Array {
            let lines = lines_where(|dialect| dialect.keyword("type") == Some(Keyword::Types));
            self.needs_version(node, "a list of types", &lines);
        }
        self.types(node)
    }

    fn types(&mut self, node: NodeRef<'l>) -> TypeSet {
        if node.kind() == Kind::Array {
            let types = self.list(node, Self::type_name);
            return types.into_iter().flatten().fold(TypeSet::default(), TypeSet::with);
        }
        self.type_name(node).map(TypeSet::of).unwrap_or_default()
    }

    /// One type. A name that only another version knows is reported and read all the same.
    fn type_name(&mut self, node: NodeRef<'l>) -> Option<Type> {
        let name = self.text(node)?;
        let dialect = self.dialect(node);
        let lines = lines_where(|other| other.types.contains(&name.as_str()));
        if lines.is_empty() {
            let message = format!("\"{name}\" is not a type");
            let diagnostic = Diagnostic::new(&codes::UNKNOWN_TYPE, node.place(), message);
            self.report(match meant_type(&name, dialect.types) {
                Some(meant) => diagnostic.hint(format!("did you mean \"{meant}\"?")),
                None => diagnostic.hint(format!("a type is one of {}", dialect.types.join(", "))),
            });
        } else if !dialect.types.contains(&name.as_str()) {
            self.needs_version(node, &format!("the type \"{name}\""), &lines);
        }
        Some(match name.as_str() {
            "null" => Type::Null,
            "boolean" => Type::Boolean,
            "integer" => Type::Integer,
            "number" => Type::Number,
            "string" => Type::String,
            "array" => Type::Array,
            "object" => Type::Object,
            _ => return None,
        })
    }

    /// `exclusiveMinimum` or `exclusiveMaximum` where it is a bound.
    fn bound(&self, node: NodeRef<'l>) -> Option<Json> {
        if node.kind() == Kind::Bool {
            let lines = lines_where(|dialect| {
                let keyword = dialect.keyword("exclusiveMinimum");
                keyword == Some(Keyword::Number(NumberWord::MinimumIsExclusive))
            });
            let hint = format!("the boolean is of OpenAPI {}; write the bound itself", lines.join(" or "));
            self.report(wrong_type(node, "a number").hint(hint));
            return None;
        }
        self.number(node)
    }

    /// `exclusiveMinimum` or `exclusiveMaximum` where it is a word about another keyword.
    fn bound_flag(&self, node: NodeRef<'l>) -> Option<NodeRef<'l>> {
        if node.kind() == Kind::Number {
            let lines = lines_where(|dialect| {
                let keyword = dialect.keyword("exclusiveMinimum");
                keyword == Some(Keyword::Number(NumberWord::ExclusiveMinimum))
            });
            let hint = format!("the number is of OpenAPI {}; write `true` beside the bound", lines.join(" or "));
            self.report(wrong_type(node, "a boolean").hint(hint));
            return None;
        }
        self.boolean(node).filter(|exclusive| *exclusive).map(|_| node)
    }

    fn divisor(&self, node: NodeRef<'l>) -> Option<Json> {
        let divisor = self.number(node)?;
        let is_positive = match node.as_number() {
            Some(Number::Unsigned(value)) => value > 0,
            Some(Number::Signed(value)) => value > 0,
            Some(Number::Float(value)) => value > 0.0,
            Some(Number::Text(text)) => !text.starts_with('-'),
            None => false,
        };
        if !is_positive {
            let message = format!("{} must be greater than 0", subject(node));
            self.report(Diagnostic::new(&codes::INVALID_KEYWORD, node.place(), message));
        }
        is_positive.then_some(divisor)
    }

    fn xml(&self, node: NodeRef<'l>) -> Option<Xml> {
        let mut xml = Xml::default();
        for (key, child) in self.fields(Object::Xml, node, &mut xml.extensions)? {
            match key {
                "name" => xml.name = self.text(child),
                "namespace" => xml.namespace = self.text(child),
                "prefix" => xml.prefix = self.text(child),
                "attribute" => xml.attribute = self.flag(child),
                "wrapped" => xml.wrapped = self.flag(child),
                _ => self.unread(child),
            }
        }
        Some(xml)
    }
}

/// The type that was meant by a name from another language or with a typing error.
fn meant_type(name: &str, types: &[&'static str]) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "int" | "int32" | "int64" | "long" => Some("integer"),
        "float" | "double" | "decimal" => Some("number"),
        "str" | "text" | "date" | "date-time" | "uuid" | "file" | "binary" => Some("string"),
        "bool" => Some("boolean"),
        "list" => Some("array"),
        "map" | "dict" | "hash" => Some("object"),
        _ => nearest(name, types.iter().copied()),
    }
}
