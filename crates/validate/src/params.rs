//! Parameters and headers: from values to text and back.

use avouch_api::schema::SchemaId;
use avouch_api::{Api, Carrier, Header, MediaType, Operation, Parameter};
use avouch_wire::{Cookies, Error, Location, Query, StyleName, param};
use http::HeaderMap;
use serde_json::Value;

use crate::{Request, Validator, View, json, shape};

/// The parts of a request that carry parameters.
pub struct Carriers<'r> {
    /// The raw texts of the path's variables.
    pub path: &'r [(String, String)],
    /// The raw query.
    pub query: &'r str,
    /// The pairs of the query.
    pub pairs: Query,
    /// The header fields.
    pub headers: &'r HeaderMap,
    /// The pairs of the cookies.
    pub cookies: Cookies,
}

impl<'r> Carriers<'r> {
    /// The carriers of a request that was routed.
    pub fn new(request: &'r Request, path: &'r [(String, String)]) -> Self {
        let mut cookies = Cookies::default();
        for field in request.headers.get_all(http::header::COOKIE) {
            cookies.add(&String::from_utf8_lossy(field.as_bytes()));
        }
        let query = request.query();
        Carriers { path, query, pairs: Query::parse(query), headers: &request.headers, cookies }
    }
}

/// Writes a parameter as it travels: the text of a path variable, the pairs of a query (`name=a&name=b`), the value of a header,
/// the pairs of a cookie. `None` where nothing is sent for the value.
///
/// # Errors
/// Where the parameter's style cannot carry the value.
pub fn encode_parameter(parameter: &Parameter, value: &Value) -> Result<Option<String>, Error> {
    let name = parameter.name.as_str();
    match &parameter.carrier {
        Carrier::Style { style, .. } => {
            let value = avouch_wire::Value::from_json(value)?;
            match parameter.location {
                Location::Path => param::encode_path(name, *style, &value).map(Some),
                Location::Query | Location::Querystring => param::encode_query(name, *style, &value),
                Location::Header if value.is_undefined() => Ok(None),
                Location::Header => param::encode_header(*style, &value).map(Some),
                Location::Cookie => param::encode_cookie(name, *style, &value),
            }
        }
        Carrier::Content(media) => {
            let text = match value {
                Value::String(text) if !is_json(media) => text.clone(),
                other => other.to_string(),
            };
            param::encode_content(parameter.location, name, &text).map(Some)
        }
    }
}

impl Validator {
    /// Reads a parameter of a request; `None` where it is not there.
    ///
    /// # Errors
    /// Where the text is not what the parameter's style or media type makes of any value.
    pub(crate) fn decode_parameter(
        &self,
        operation: &Operation,
        parameter: &Parameter,
        carriers: &Carriers<'_>,
    ) -> Result<Option<Value>, String> {
        let name = parameter.name.as_str();
        let style = match &parameter.carrier {
            Carrier::Content(media) => return self.decode_content(parameter, media, carriers),
            Carrier::Style { style, .. } => *style,
        };
        let schema = parameter.carrier.schema();
        let read = match parameter.location {
            Location::Path => match carriers.path.iter().find(|(variable, _)| variable == name) {
                Some((_, raw)) => self
                    .read_shapes(schema, View::Request, |shape| param::decode_path(name, style, shape, raw).map(Some)),
                None => Ok(None),
            },
            Location::Query | Location::Querystring => {
                let filtered = || carriers.pairs.filter(|pair| self.is_member(operation, parameter, pair));
                self.read_shapes(schema, View::Request, |shape| {
                    let exploded =
                        shape == avouch_wire::Shape::Object && style.explode && style.name == StyleName::Form;
                    if exploded {
                        param::decode_query(name, style, shape, &filtered())
                    } else {
                        param::decode_query(name, style, shape, &carriers.pairs)
                    }
                })
            }
            Location::Header => return self.decode_header_fields(schema, style, name, carriers.headers, View::Request),
            Location::Cookie => self.read_shapes(schema, View::Request, |shape| {
                let exploded = shape == avouch_wire::Shape::Object && style.explode;
                if exploded {
                    let own = carriers.cookies.filter(|pair| self.is_member(operation, parameter, pair));
                    param::decode_cookie(name, style, shape, &own)
                } else {
                    param::decode_cookie(name, style, shape, &carriers.cookies)
                }
            }),
        };
        read.map_err(|error| error.to_string())
    }

    /// Reads a header that the document has; `None` where it is not there.
    ///
    /// # Errors
    /// Where the text is not what the header's style or media type makes of any value.
    pub(crate) fn decode_header(
        &self,
        header: &Header,
        headers: &HeaderMap,
        view: View,
    ) -> Result<Option<Value>, String> {
        match &header.carrier {
            Carrier::Style { style, schema } => self.decode_header_fields(*schema, *style, &header.name, headers, view),
            Carrier::Content(media) => match joined(headers, &header.name)? {
                Some(text) => self.decode_text(media, &text, view).map(Some),
                None => Ok(None),
            },
        }
    }

    fn decode_header_fields(
        &self,
        schema: Option<SchemaId>,
        style: avouch_wire::Style,
        name: &str,
        headers: &HeaderMap,
        view: View,
    ) -> Result<Option<Value>, String> {
        let Some(text) = joined(headers, name)? else { return Ok(None) };
        self.read_shapes(schema, view, |shape| param::decode_header(style, shape, &text).map(Some))
            .map_err(|error| error.to_string())
    }

    fn decode_content(
        &self,
        parameter: &Parameter,
        media: &MediaType,
        carriers: &Carriers<'_>,
    ) -> Result<Option<Value>, String> {
        let name = parameter.name.as_str();
        let raw = match parameter.location {
            Location::Path => carriers.path.iter().find(|(own, _)| own == name).map(|(_, raw)| raw.clone()),
            Location::Query | Location::Querystring => Some(carriers.query.to_owned()),
            Location::Header => joined(carriers.headers, name)?,
            Location::Cookie => joined(carriers.headers, "cookie")?,
        };
        let Some(raw) = raw else { return Ok(None) };
        match param::decode_content(parameter.location, name, &raw) {
            Ok(Some(text)) => self.decode_text(media, &text, View::Request).map(Some),
            Ok(None) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    fn decode_text(&self, media: &MediaType, text: &str, view: View) -> Result<Value, String> {
        if is_json(media) {
            let read = json::read(text.as_bytes()).map_err(|error| format!("the text is not JSON: {error}"))?;
            Ok(read.value)
        } else {
            Ok(self.coerce(media.schema, view, text))
        }
    }

    /// Whether a pair of the query or the cookies belongs to an object whose members travel as pairs of their own: it is no other
    /// parameter's, and where the object names its properties, it is one of them.
    fn is_member(&self, operation: &Operation, parameter: &Parameter, pair: &str) -> bool {
        let others = operation.parameters.iter().filter(|other| other.location == parameter.location);
        if others.clone().any(|other| other.name == pair && other.name != parameter.name) {
            return false;
        }
        match parameter.carrier.schema() {
            Some(schema) if names_its_properties(self.api(), schema) => {
                shape::property(self.api(), schema, pair).is_some()
            }
            _ => true,
        }
    }
}

/// Whether a schema declares properties and says nothing about others.
fn names_its_properties(api: &Api, schema: SchemaId) -> bool {
    let depth = 8;
    let names = shape::find(api, schema, depth, &|schema| {
        schema.object.as_ref().filter(|object| !object.properties.is_empty()).map(|_| ())
    });
    let open = shape::find(api, schema, depth, &|schema| match schema.object.as_ref()?.additional_properties? {
        avouch_api::schema::AdditionalProperties::Allowed(false) => None,
        _ => Some(()),
    });
    names.is_some() && open.is_none()
}

/// The value of a header whose fields are joined as one list (RFC 9110, section 5.3).
fn joined(headers: &HeaderMap, name: &str) -> Result<Option<String>, String> {
    let mut text: Option<String> = None;
    for field in headers.get_all(name) {
        let field = std::str::from_utf8(field.as_bytes()).map_err(|_| "the value is not UTF-8".to_owned())?;
        text = Some(match text {
            Some(before) => before + "," + field,
            None => field.to_owned(),
        });
    }
    Ok(text)
}

fn is_json(media: &MediaType) -> bool {
    media.range.as_media_type().is_none_or(avouch_wire::media::MediaType::is_json)
}
