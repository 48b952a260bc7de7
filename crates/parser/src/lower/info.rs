//! `info` and what stands in it, tags, and external documentation.

use super::Lowering;
use crate::dialect::Object;
use crate::document::{Contact, Extensions, ExternalDocs, Info, License, Tag};
use crate::tree::NodeRef;

impl<'l> Lowering<'l> {
    pub(super) fn info(&mut self, node: NodeRef<'l>) -> Option<Info> {
        let node = self.at(node);
        let mut info = Info::default();
        for (key, child) in self.fields(Object::Info, node, &mut info.extensions)? {
            match key {
                "title" => info.title = self.text(child).unwrap_or_default(),
                "version" => info.version = self.text(child).unwrap_or_default(),
                "summary" => info.summary = self.text(child),
                "description" => info.description = self.text(child),
                "termsOfService" => info.terms_of_service = self.text(child),
                "contact" => info.contact = self.contact(child),
                "license" => info.license = self.license(child),
                _ => self.unread(child),
            }
        }
        Some(info)
    }

    fn contact(&self, node: NodeRef<'l>) -> Option<Contact> {
        let mut contact = Contact::default();
        for (key, child) in self.fields(Object::Contact, node, &mut contact.extensions)? {
            match key {
                "name" => contact.name = self.text(child),
                "url" => contact.url = self.text(child),
                "email" => contact.email = self.text(child),
                _ => self.unread(child),
            }
        }
        Some(contact)
    }

    fn license(&self, node: NodeRef<'l>) -> Option<License> {
        let mut license = License::default();
        for (key, child) in self.fields(Object::License, node, &mut license.extensions)? {
            match key {
                "name" => license.name = self.text(child).unwrap_or_default(),
                "identifier" => license.identifier = self.text(child),
                "url" => license.url = self.text(child),
                _ => self.unread(child),
            }
        }
        self.exclusive(Object::License, node, "identifier", "url");
        Some(license)
    }

    /// A tag; `None` where it has no name.
    pub(super) fn tag(&mut self, node: NodeRef<'l>) -> Option<Tag> {
        let node = self.at(node);
        let mut tag = Tag {
            origin: node.origin(),
            name: String::new(),
            summary: None,
            description: None,
            parent: None,
            external_docs: None,
            extensions: Extensions::new(),
        };
        let mut name = None;
        for (key, child) in self.fields(Object::Tag, node, &mut tag.extensions)? {
            match key {
                "name" => name = self.text(child),
                "description" => tag.description = self.text(child),
                "externalDocs" => tag.external_docs = self.external_docs(child),
                _ => self.unread(child),
            }
        }
        Some(Tag { name: name?, ..tag })
    }

    pub(super) fn external_docs(&self, node: NodeRef<'l>) -> Option<ExternalDocs> {
        let mut docs = ExternalDocs::default();
        for (key, child) in self.fields(Object::ExternalDocs, node, &mut docs.extensions)? {
            match key {
                "url" => docs.url = self.text(child).unwrap_or_default(),
                "description" => docs.description = self.text(child),
                _ => self.unread(child),
            }
        }
        Some(docs)
    }
}
