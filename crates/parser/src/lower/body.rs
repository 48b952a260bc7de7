//! Request bodies, responses, and the media types in them.

use indexmap::IndexMap;

use super::Lowering;
use super::shared::{Cache, Caches, Shared};
use crate::dialect::Object;
use crate::document::{Encoding, Extensions, Json, MediaType, ParameterLocation, RequestBody, Response};
use crate::tree::NodeRef;

impl Shared for RequestBody {
    const OBJECT: Object = Object::RequestBody;

    fn read<'l>(lowering: &mut Lowering<'l>, node: NodeRef<'l>) -> Option<Self> {
        let mut body = RequestBody {
            origin: node.origin(),
            description: None,
            content: IndexMap::new(),
            required: false,
            extensions: Extensions::new(),
        };
        for (key, child) in lowering.fields(Object::RequestBody, node, &mut body.extensions)? {
            match key {
                "description" => body.description = lowering.text(child),
                "content" => body.content = lowering.content(child),
                "required" => body.required = lowering.flag(child),
                _ => lowering.unread(child),
            }
        }
        Some(body)
    }

    fn cache(caches: &mut Caches) -> &mut Cache<Self> {
        &mut caches.request_bodies
    }
}

impl Shared for Response {
    const OBJECT: Object = Object::Response;

    fn read<'l>(lowering: &mut Lowering<'l>, node: NodeRef<'l>) -> Option<Self> {
        let mut response = Response {
            origin: node.origin(),
            summary: None,
            description: None,
            headers: IndexMap::new(),
            content: IndexMap::new(),
            links: IndexMap::new(),
            extensions: Extensions::new(),
        };
        for (key, child) in lowering.fields(Object::Response, node, &mut response.extensions)? {
            match key {
                "description" => response.description = lowering.text(child),
                "headers" => response.headers = lowering.map(child, Lowering::referable),
                "content" => response.content = lowering.content(child),
                "links" => response.links = lowering.map(child, Lowering::referable),
                _ => lowering.unread(child),
            }
        }
        Some(response)
    }

    fn cache(caches: &mut Caches) -> &mut Cache<Self> {
        &mut caches.responses
    }
}

impl<'l> Lowering<'l> {
    /// Representations by media type.
    pub(super) fn content(&mut self, node: NodeRef<'l>) -> IndexMap<String, MediaType> {
        let content = self.map(node, Self::media_type);
        content.into_iter().filter_map(|(name, media_type)| Some((name, media_type?))).collect()
    }

    fn media_type(&mut self, node: NodeRef<'l>) -> Option<MediaType> {
        let node = self.at(node);
        let mut media_type = MediaType {
            origin: node.origin(),
            schema: None,
            item_schema: None,
            example: None,
            examples: IndexMap::new(),
            encoding: IndexMap::new(),
            extensions: Extensions::new(),
        };
        for (key, child) in self.fields(Object::MediaType, node, &mut media_type.extensions)? {
            match key {
                "schema" => media_type.schema = Some(self.schema(child)),
                "example" => media_type.example = Some(Json(child.origin())),
                "examples" => media_type.examples = self.map(child, Self::referable),
                "encoding" => media_type.encoding = self.encodings(child),
                _ => self.unread(child),
            }
        }
        self.exclusive(Object::MediaType, node, "example", "examples");
        Some(media_type)
    }

    fn encodings(&mut self, node: NodeRef<'l>) -> IndexMap<String, Encoding> {
        let encodings = self.map(node, Self::encoding);
        encodings.into_iter().filter_map(|(name, encoding)| Some((name, encoding?))).collect()
    }

    fn encoding(&mut self, node: NodeRef<'l>) -> Option<Encoding> {
        let node = self.at(node);
        let mut encoding = Encoding {
            origin: node.origin(),
            content_type: None,
            headers: IndexMap::new(),
            style: None,
            explode: None,
            allow_reserved: None,
            extensions: Extensions::new(),
        };
        for (key, child) in self.fields(Object::Encoding, node, &mut encoding.extensions)? {
            match key {
                "contentType" => encoding.content_type = self.text(child),
                "headers" => encoding.headers = self.map(child, Self::referable),
                "style" => encoding.style = self.text(child),
                "explode" => encoding.explode = self.boolean(child),
                "allowReserved" => encoding.allow_reserved = self.boolean(child),
                _ => self.unread(child),
            }
        }
        // Parts of forms are written as parameters of the query are.
        self.check_style(node, ParameterLocation::Query);
        Some(encoding)
    }
}
