//! `info`, servers, tags.

use super::{Border, v3};
use crate::document::{Contact, ExternalDocs, Info, License, Server, ServerVariable, Tag};
use avouch_diagnostics::{FileId, Place, Severity};

impl Border<'_> {
    pub(super) fn info(&mut self, info: &Info) -> v3::Info {
        if info.summary.is_some() {
            self.leave_out(Place::file(FileId(0)), Severity::Info, "`summary` of `info`");
        }
        v3::Info {
            title: info.title.clone(),
            description: info.description.clone(),
            terms_of_service: info.terms_of_service.clone(),
            contact: info.contact.as_ref().map(|contact| self.contact(contact)),
            license: info.license.as_ref().map(|license| self.license(license)),
            version: info.version.clone(),
            extensions: self.extensions(&info.extensions),
        }
    }

    fn contact(&self, contact: &Contact) -> v3::Contact {
        v3::Contact {
            name: contact.name.clone(),
            url: contact.url.clone(),
            email: contact.email.clone(),
            extensions: self.extensions(&contact.extensions),
        }
    }

    fn license(&mut self, license: &License) -> v3::License {
        if license.identifier.is_some() {
            self.leave_out(Place::file(FileId(0)), Severity::Info, "`identifier` of `license`");
        }
        v3::License {
            name: license.name.clone(),
            url: license.url.clone(),
            extensions: self.extensions(&license.extensions),
        }
    }

    pub(super) fn servers(&self, servers: &[Server]) -> Vec<v3::Server> {
        servers.iter().map(|server| self.server(server)).collect()
    }

    pub(super) fn server(&self, server: &Server) -> v3::Server {
        let variables = server.variables.iter().map(|(name, variable)| (name.clone(), self.server_variable(variable)));
        v3::Server {
            url: server.url.clone(),
            description: server.description.clone(),
            variables: (!server.variables.is_empty()).then(|| variables.collect()),
            extensions: self.extensions(&server.extensions),
        }
    }

    fn server_variable(&self, variable: &ServerVariable) -> v3::ServerVariable {
        v3::ServerVariable {
            enumeration: variable.enumeration.clone(),
            default: variable.default.clone(),
            description: variable.description.clone(),
            extensions: self.extensions(&variable.extensions),
        }
    }

    pub(super) fn tag(&mut self, tag: &Tag) -> v3::Tag {
        if tag.summary.is_some() {
            self.leave_out(tag.origin.place(), Severity::Info, "`summary` of a tag");
        }
        if tag.parent.is_some() {
            self.leave_out(tag.origin.place(), Severity::Info, "`parent` of a tag");
        }
        v3::Tag {
            name: tag.name.clone(),
            description: tag.description.clone(),
            external_docs: tag.external_docs.as_ref().map(|docs| self.external_docs(docs)),
            extensions: self.extensions(&tag.extensions),
        }
    }

    pub(super) fn external_docs(&self, docs: &ExternalDocs) -> v3::ExternalDocumentation {
        v3::ExternalDocumentation {
            description: docs.description.clone(),
            url: docs.url.clone(),
            extensions: self.extensions(&docs.extensions),
        }
    }
}
