//! Locations, styles and shapes: the three coordinates of the OpenAPI style table.

use std::fmt;

/// Where a parameter travels (`in`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Location {
    /// A variable of the path template.
    Path,
    /// A name of the query string.
    Query,
    /// A header field.
    Header,
    /// A pair of the `Cookie` header field.
    Cookie,
    /// The whole query string (OpenAPI 3.2); it takes `content`, never a style.
    Querystring,
}

/// The styles of OpenAPI (`style`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StyleName {
    /// `;color=blue`, RFC 6570 section 3.2.7.
    Matrix,
    /// `.blue`, RFC 6570 section 3.2.5.
    Label,
    /// `blue,black`, RFC 6570 section 3.2.2.
    Simple,
    /// `color=blue`, RFC 6570 section 3.2.8.
    Form,
    /// `color=blue%20black`.
    SpaceDelimited,
    /// `color=blue%7Cblack`.
    PipeDelimited,
    /// `color%5BR%5D=100`.
    DeepObject,
    /// `color=blue; size=1` without percent-encoding (OpenAPI 3.2).
    Cookie,
}

/// How a parameter or a form field is written: a style with its two switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Style {
    /// The style.
    pub name: StyleName,
    /// Whether every item of a list, or every member of an object, becomes a value of its own.
    pub explode: bool,
    /// Whether reserved characters of a value travel as they are where they cannot be mistaken for delimiters.
    ///
    /// Percent-encoded triples of the value pass unchanged too (RFC 6570 section 3.2.3), so that the decoder reads the
    /// character that a triple stands for. It has no effect on headers and on style `cookie`.
    pub allow_reserved: bool,
}

/// What a schema leads a decoder to expect, and what a [`crate::Value`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shape {
    /// A string, number or boolean.
    Primitive,
    /// A list of primitives.
    Array,
    /// Names with primitives.
    Object,
}

impl Style {
    /// Style `simple` without explode: the default in paths and headers.
    pub const SIMPLE: Style = Style::new(StyleName::Simple);
    /// Style `simple` with explode.
    pub const SIMPLE_EXPLODE: Style = Style::new(StyleName::Simple).exploded(true);
    /// Style `label` without explode.
    pub const LABEL: Style = Style::new(StyleName::Label);
    /// Style `label` with explode.
    pub const LABEL_EXPLODE: Style = Style::new(StyleName::Label).exploded(true);
    /// Style `matrix` without explode.
    pub const MATRIX: Style = Style::new(StyleName::Matrix);
    /// Style `matrix` with explode.
    pub const MATRIX_EXPLODE: Style = Style::new(StyleName::Matrix).exploded(true);
    /// Style `form` with explode: the default in queries and cookies.
    pub const FORM: Style = Style::new(StyleName::Form);
    /// Style `form` without explode: `color=blue,black`.
    pub const FORM_COMMA: Style = Style::new(StyleName::Form).exploded(false);
    /// Style `spaceDelimited` without explode.
    pub const SPACE: Style = Style::new(StyleName::SpaceDelimited);
    /// Style `pipeDelimited` without explode.
    pub const PIPE: Style = Style::new(StyleName::PipeDelimited);
    /// Style `deepObject`.
    pub const DEEP_OBJECT: Style = Style::new(StyleName::DeepObject);
    /// Style `cookie` with explode.
    pub const COOKIE: Style = Style::new(StyleName::Cookie);

    /// The style with the switches that OpenAPI gives it by default: `explode` is true only for `form` and `cookie`.
    pub const fn new(name: StyleName) -> Style {
        let explode = matches!(name, StyleName::Form | StyleName::Cookie);
        Style { name, explode, allow_reserved: false }
    }

    /// The style of a parameter that names none.
    ///
    /// A [`Location::Querystring`] parameter has no style; the answer for it is that of a query.
    pub const fn default_for(location: Location) -> Style {
        match location {
            Location::Path | Location::Header => Style::SIMPLE,
            Location::Query | Location::Cookie | Location::Querystring => Style::FORM,
        }
    }

    /// The same style with `explode` set.
    #[must_use]
    pub const fn exploded(mut self, explode: bool) -> Style {
        self.explode = explode;
        self
    }

    /// The same style with `allowReserved` set.
    #[must_use]
    pub const fn reserved(mut self, allow_reserved: bool) -> Style {
        self.allow_reserved = allow_reserved;
        self
    }

    /// The style that a document calls by this name.
    pub fn parse_name(name: &str) -> Option<StyleName> {
        Some(match name {
            "matrix" => StyleName::Matrix,
            "label" => StyleName::Label,
            "simple" => StyleName::Simple,
            "form" => StyleName::Form,
            "spaceDelimited" => StyleName::SpaceDelimited,
            "pipeDelimited" => StyleName::PipeDelimited,
            "deepObject" => StyleName::DeepObject,
            "cookie" => StyleName::Cookie,
            _ => return None,
        })
    }

    /// Whether OpenAPI has this style in this location. Nothing is allowed in [`Location::Querystring`].
    pub const fn allowed_in(name: StyleName, location: Location) -> bool {
        match name {
            StyleName::Matrix | StyleName::Label => matches!(location, Location::Path),
            StyleName::Simple => matches!(location, Location::Path | Location::Header),
            StyleName::Form => matches!(location, Location::Query | Location::Cookie),
            StyleName::SpaceDelimited | StyleName::PipeDelimited | StyleName::DeepObject => {
                matches!(location, Location::Query)
            }
            StyleName::Cookie => matches!(location, Location::Cookie),
        }
    }

    /// Whether the style table of OpenAPI has a cell for this style, this `explode` and this shape.
    ///
    /// [`crate::param`] states which undefined cells are read by convention and which are refused; a linter can report
    /// all.
    pub const fn is_defined(self, shape: Shape) -> bool {
        match self.name {
            StyleName::Matrix | StyleName::Label | StyleName::Simple | StyleName::Form => true,
            StyleName::SpaceDelimited | StyleName::PipeDelimited => !self.explode && !matches!(shape, Shape::Primitive),
            StyleName::DeepObject => matches!(shape, Shape::Object),
            StyleName::Cookie => self.explode || matches!(shape, Shape::Primitive),
        }
    }
}

impl StyleName {
    /// The name as documents write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            StyleName::Matrix => "matrix",
            StyleName::Label => "label",
            StyleName::Simple => "simple",
            StyleName::Form => "form",
            StyleName::SpaceDelimited => "spaceDelimited",
            StyleName::PipeDelimited => "pipeDelimited",
            StyleName::DeepObject => "deepObject",
            StyleName::Cookie => "cookie",
        }
    }
}

impl Location {
    /// The location that a document calls by this name.
    pub fn parse(name: &str) -> Option<Location> {
        Some(match name {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            "querystring" => Location::Querystring,
            _ => return None,
        })
    }

    /// The name as documents write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
            Location::Querystring => "querystring",
        }
    }
}

impl fmt::Display for StyleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Shape::Primitive => "a primitive",
            Shape::Array => "an array",
            Shape::Object => "an object",
        })
    }
}
