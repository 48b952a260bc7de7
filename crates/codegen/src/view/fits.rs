//! Whether an example is a value of its type, and what comes out when it is read and written.

use serde_json::{Map, Value};

use crate::plan::{Additional, Field, Format, Kind, Plan, Shape, Struct, Test, Type, Union};

/// What a value of a type is once it was read and written, and how many of its properties the type does not declare.
///
/// An error says where the value is none of the type.
pub(super) fn fit(plan: &Plan, ty: &Type, value: &Value) -> Result<(Value, usize), String> {
    let mut fitting = Fitting { plan, undeclared: 0 };
    let value = fitting.ty(ty, value, "")?;
    Ok((value, fitting.undeclared))
}

struct Fitting<'p> {
    plan: &'p Plan,
    undeclared: usize,
}

impl Fitting<'_> {
    fn ty(&mut self, ty: &Type, value: &Value, at: &str) -> Result<Value, String> {
        let fits = match ty {
            Type::Any => true,
            Type::Boolean => value.is_boolean(),
            Type::Integer(name) => is_integer(value, name),
            Type::Number => value.is_number(),
            Type::Format(Format::Base64) => value.as_str().is_some_and(is_base64),
            Type::Text | Type::Format(_) => value.is_string(),
            Type::Nullable(_) if value.is_null() => true,
            Type::Nullable(inner) => return self.ty(inner, value, at),
            Type::List(inner) => {
                let Value::Array(items) = value else { return Err(refused(at, "a list", value)) };
                let items =
                    items.iter().enumerate().map(|(index, item)| self.ty(inner, item, &format!("{at}/{index}")));
                return items.collect::<Result<_, _>>().map(Value::Array);
            }
            Type::Map(inner) => {
                let Value::Object(members) = value else { return Err(refused(at, "an object", value)) };
                let members = members
                    .iter()
                    .map(|(key, value)| Ok((key.clone(), self.ty(inner, value, &format!("{at}/{key}"))?)));
                return members.collect::<Result<_, String>>().map(Value::Object);
            }
            Type::Named(id) => {
                let plan = self.plan;
                return match plan.get(*id).map(|def| &def.kind) {
                    Some(Kind::Struct(object)) => self.object(object, value, at),
                    Some(Kind::Union(union)) => self.union(union, value, at),
                    Some(Kind::Alias(inner)) => self.ty(inner, value, at),
                    Some(Kind::Texts(_)) => self.ty(&Type::Text, value, at),
                    Some(Kind::Integers(_)) => self.ty(&Type::Integer("i64"), value, at),
                    Some(Kind::Unfinished) | None => Ok(value.clone()),
                };
            }
        };
        if fits { Ok(value.clone()) } else { Err(refused(at, what(ty), value)) }
    }

    fn object(&mut self, object: &Struct, value: &Value, at: &str) -> Result<Value, String> {
        let Value::Object(members) = value else { return Err(refused(at, "an object", value)) };
        let mut out = Map::new();
        for field in &object.fields {
            match members.get(&field.key) {
                Some(value) => {
                    if let Some(value) = self.field(field, value, &format!("{at}/{}", field.key))? {
                        out.insert(field.key.clone(), value);
                    }
                }
                None if field.required => return Err(format!("{at}/{} is required and missing", field.key)),
                None => {}
            }
        }
        for (key, value) in members.iter().filter(|(key, _)| !object.fields.iter().any(|field| field.key == **key)) {
            match &object.additional {
                Some(Additional::Any) => drop(out.insert(key.clone(), value.clone())),
                Some(Additional::Typed(ty)) => {
                    let value = self.ty(ty, value, &format!("{at}/{key}"))?;
                    out.insert(key.clone(), value);
                }
                None => self.undeclared += 1,
            }
        }
        Ok(Value::Object(out))
    }

    /// A property; `None` where it is null and the document does not allow that, which reads as absent.
    fn field(&mut self, field: &Field, value: &Value, at: &str) -> Result<Option<Value>, String> {
        let Shape { ty, nullable } = &field.shape;
        if !value.is_null() {
            return self.ty(ty, value, at).map(Some);
        }
        match (*nullable || *ty == Type::Any, field.required) {
            (true, _) => Ok(Some(Value::Null)),
            (false, false) => Ok(None),
            (false, true) => self.ty(ty, value, at).map(Some),
        }
    }

    fn union(&mut self, union: &Union, value: &Value, at: &str) -> Result<Value, String> {
        if let Some(tag) = &union.tag {
            let Value::Object(members) = value else { return Err(refused(at, "an object", value)) };
            let found = members.get(tag).and_then(Value::as_str);
            let is_meant =
                |test: &Test| matches!(test, Test::Tags(tags) if tags.iter().any(|tag| Some(tag.as_str()) == found));
            let Some(variant) = union.variants.iter().find(|variant| is_meant(&variant.test)) else {
                return if union.open { Ok(value.clone()) } else { Err(format!("{at}/{tag} is no tag")) };
            };
            let before = self.undeclared;
            let mut out = self.ty(&variant.ty, value, at)?;
            if let (Value::Object(out), Some(tagged)) = (&mut out, members.get(tag))
                && !out.contains_key(tag)
            {
                // The union writes its tag where the variant does not.
                out.insert(tag.clone(), tagged.clone());
                self.undeclared = before.max(self.undeclared.saturating_sub(1));
            }
            return Ok(out);
        }
        let variant = union.variants.iter().find(|variant| passes(&variant.test, value));
        variant.map_or_else(|| Err(refused(at, "a variant", value)), |variant| self.ty(&variant.ty, value, at))
    }
}

fn passes(test: &Test, value: &Value) -> bool {
    match test {
        Test::Kind("Boolean") => value.is_boolean(),
        Test::Kind("Integer") => is_integer(value, "i64"),
        Test::Kind("Number") => value.is_number(),
        Test::Kind("String") => value.is_string(),
        Test::Kind("Array") => value.is_array(),
        Test::Kind(_) => value.is_object(),
        Test::Keys(keys) => keys.iter().all(|key| value.get(key).is_some()),
        Test::Tags(_) => false,
        Test::Rest => true,
    }
}

fn is_integer(value: &Value, name: &str) -> bool {
    let Value::Number(number) = value else { return false };
    let (low, high) = match name {
        "i8" => (i128::from(i8::MIN), i128::from(i8::MAX)),
        "i16" => (i128::from(i16::MIN), i128::from(i16::MAX)),
        "i32" => (i128::from(i32::MIN), i128::from(i32::MAX)),
        "u8" => (0, i128::from(u8::MAX)),
        "u16" => (0, i128::from(u16::MAX)),
        "u32" => (0, i128::from(u32::MAX)),
        "u64" => (0, i128::from(u64::MAX)),
        _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
    };
    let exact = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    match (exact, number.as_f64()) {
        (Some(integer), _) => (low..=high).contains(&integer),
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53 is exact")]
        (None, Some(double)) => {
            double.fract() == 0.0 && double.abs() <= 9_007_199_254_740_992.0 && (low..=high).contains(&(double as i128))
        }
        (None, None) => false,
    }
}

/// Whether a text is base64 (RFC 4648, section 4), with its padding or without.
fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    digits.bytes().all(alphabet)
        && digits.len() % 4 != 1
        && (padding == 0 || text.len().is_multiple_of(4) && padding <= 2)
}

fn what(ty: &Type) -> &'static str {
    match ty {
        Type::Boolean => "a boolean",
        Type::Integer(_) => "an integer",
        Type::Number => "a number",
        Type::Format(Format::Base64) => "base64",
        _ => "a text",
    }
}

fn refused(at: &str, expected: &str, value: &Value) -> String {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    let at = if at.is_empty() { "the whole" } else { at };
    if found == expected { format!("{at} is out of range") } else { format!("{at} is {found} and not {expected}") }
}
