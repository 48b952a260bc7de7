//! What a reference leads to (RFC 3986, chapter 4.2; RFC 6901, chapter 6).

use std::borrow::Cow;

use avouch_diagnostics::FileId;

use super::disk::Located;
use super::pointer::{Stuck, follow};
use super::{Complaint, Loader, Outcome};
use crate::codes;
use crate::document::Origin;
use crate::suggest;
use crate::tree::{Kind, NodeRef};

/// Finds what the reference `text` in a file leads to.
pub(super) fn find(loader: &Loader, base: FileId, text: &str) -> Outcome {
    let mut search = Search { loader, warning: None, hops: 0 };
    match search.find(base, text) {
        Ok(target) => Outcome { target, complaint: search.warning.map(Into::into) },
        Err(complaint) => Outcome { target: None, complaint: Some(complaint.into()) },
    }
}

/// A pointer may lead through this many references.
const MAX_HOPS: usize = 32;

struct Search<'l> {
    loader: &'l Loader,
    warning: Option<Complaint>,
    hops: usize,
}

impl<'l> Search<'l> {
    /// `None` where the file that the reference leads to was found but could not be read, which was reported there.
    fn find(&mut self, base: FileId, text: &str) -> Result<Option<Origin>, Complaint> {
        let (resource, fragment) = text.split_once('#').map_or((text, ""), |(resource, fragment)| (resource, fragment));
        if resource.is_empty() && text.is_empty() {
            return Err(Complaint::new(&codes::INVALID, "the reference is empty"));
        }
        let root = if resource.is_empty() {
            self.loader.root_of(base)
        } else if let Some(schema) = self.loader.identifiers(base).id(resource) {
            self.loader.node(Origin { file: base, node: schema })
        } else {
            let file = self.file(base, resource)?;
            file.and_then(|file| self.loader.root_of(file))
        };
        let Some(root) = root else { return Ok(None) };
        self.inside(root, text, fragment).map(|node| Some(node.origin()))
    }

    /// The file that the part of a reference before `#` leads to.
    fn file(&self, base: FileId, resource: &str) -> Result<Option<FileId>, Complaint> {
        refuse_absolute(resource)?;
        let folder = self.loader.files.get(base).and_then(|file| file.path.as_deref()?.parent());
        let Some(folder) = folder else {
            let message = format!("`{resource}` is relative, but the document comes from memory and has no folder");
            return Err(Complaint::new(&codes::OUTSIDE, message).hint("load the document from its file"));
        };
        let decoded = percent_decode(resource)
            .ok_or_else(|| Complaint::new(&codes::INVALID, format!("`{resource}` does not percent-decode to UTF-8")))?;
        let mut state = self.loader.state.borrow_mut();
        let located = match state.disk.locate(folder, &decoded) {
            // A file may have a percent sign in its name.
            Err(complaint) if decoded != resource => state.disk.locate(folder, resource).map_err(|_| complaint),
            located => located,
        };
        let path = match located? {
            Located::Known(file) => return Ok(Some(file)),
            Located::New(path) => path,
        };
        let found = state.disk.read(path.clone()).map_err(|mut complaint| {
            complaint.message = format!("`{resource}` cannot be read: {}", complaint.message);
            complaint
        })?;
        drop(state);
        let file = self.loader.add(found);
        if let Some(file) = file {
            self.loader.state.borrow_mut().disk.add(path, file);
        }
        Ok(file)
    }

    /// The node that a fragment names.
    fn inside(&mut self, root: NodeRef<'l>, text: &str, fragment: &str) -> Result<NodeRef<'l>, Complaint> {
        let decoded = percent_decode(fragment)
            .ok_or_else(|| Complaint::new(&codes::INVALID, format!("`{text}` does not percent-decode to UTF-8")))?;
        if decoded.is_empty() {
            return Ok(root);
        }
        if !decoded.starts_with('/') {
            return self.anchor(root, text, &decoded);
        }
        if decoded == "/" && root.get("").is_none() {
            let warning = Complaint::new(
                &codes::EMPTY_KEY,
                format!(
                    "`{text}` names a member with an empty key, which the file does not have; the whole file is taken"
                ),
            );
            self.warning = Some(warning.hint("leave out `#/`"));
            return Ok(root);
        }
        match self.walk(root, &decoded) {
            // A key may have a percent sign in it.
            Err(_) if decoded != fragment && follow(root, fragment).is_ok() => {
                follow(root, fragment).map_err(|stuck| dangling(text, &stuck))
            }
            Err(Error::Stuck(stuck)) => Err(dangling(text, &stuck)),
            Err(Error::Complaint(complaint)) => Err(complaint),
            Ok(node) => Ok(node),
        }
    }

    /// Follows a pointer, through references where there are some in its way.
    fn walk(&mut self, root: NodeRef<'l>, pointer: &str) -> Result<NodeRef<'l>, Error<'l>> {
        let mut node = root;
        let mut pointer = pointer.to_owned();
        loop {
            let stuck = match follow(node, &pointer) {
                Ok(found) => return Ok(found),
                Err(stuck) => stuck,
            };
            let reference = stuck.node.get("$ref").and_then(NodeRef::as_str);
            let Some(reference) = reference.filter(|_| self.hops < MAX_HOPS) else { return Err(Error::Stuck(stuck)) };
            self.hops += 1;
            let target = self.find(stuck.node.origin().file, reference).map_err(Error::Complaint)?;
            let Some(target) = target.and_then(|target| self.loader.node(target)) else {
                return Err(Error::Stuck(stuck));
            };
            let message = format!("the pointer leads through the reference `{reference}`");
            self.warning = Some(
                Complaint::new(&codes::THROUGH, message)
                    .hint("name the place itself; other tools do not look behind references"),
            );
            pointer = format!("/{}{}", stuck.token.replace('~', "~0").replace('/', "~1"), stuck.rest);
            node = target;
        }
    }

    fn anchor(&self, root: NodeRef<'l>, text: &str, name: &str) -> Result<NodeRef<'l>, Complaint> {
        let file = root.origin().file;
        let schema = self.loader.identifiers(file).anchor(name);
        schema.and_then(|node| self.loader.node(Origin { file, node })).ok_or_else(|| {
            Complaint::new(&codes::DANGLING, format!("`{text}` leads nowhere: no schema has the `$anchor` `{name}`"))
                .hint("a JSON Pointer starts with a slash: `#/components/schemas/Name`")
        })
    }
}

enum Error<'t> {
    Stuck(Stuck<'t>),
    Complaint(Complaint),
}

/// Refuses what is no path relative to the file at hand.
fn refuse_absolute(resource: &str) -> Result<(), Complaint> {
    let scheme = resource.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    });
    let outside = |what: &str| {
        Complaint::new(&codes::OUTSIDE, format!("`{resource}` is {what}, which a document may not read"))
            .hint("refer to a file by its path relative to this one")
    };
    match scheme.map(str::to_ascii_lowercase).as_deref() {
        Some("http" | "https") => Err(remote(resource)),
        None if resource.starts_with("//") => Err(remote(resource)),
        Some("file") => Err(outside("an address on this machine")),
        None if resource.starts_with(['/', '\\']) => Err(outside("an absolute path")),
        Some(drive) if drive.len() == 1 => Err(outside("an absolute path")),
        Some(scheme) => {
            let message = format!(
                "`{resource}` leads nowhere: `{scheme}:` is not followed, and no schema of this file has that `$id`"
            );
            Err(Complaint::new(&codes::INVALID, message))
        }
        None => Ok(()),
    }
}

fn remote(resource: &str) -> Complaint {
    Complaint::new(&codes::REMOTE, format!("`{resource}` leads to the network, which is not asked"))
        .hint("save the file beside the document and refer to it by its path")
}

fn dangling(text: &str, stuck: &Stuck<'_>) -> Complaint {
    let node = stuck.node;
    let parent = match node.pointer() {
        pointer if pointer.is_empty() => "the file".to_owned(),
        pointer => format!("`{pointer}`"),
    };
    let token = &stuck.token;
    let message = match node.kind() {
        Kind::Object => format!("`{text}` leads nowhere: {parent} has no member `{token}`"),
        Kind::Array => format!("`{text}` leads nowhere: {parent} has {} items and no `{token}`", node.items().count()),
        _ => format!("`{text}` leads nowhere: {parent} is neither an object nor an array"),
    };
    let complaint = Complaint::new(&codes::DANGLING, message);
    match suggest::nearest(token, node.entries().map(|(key, _)| key)) {
        Some(nearest) => complaint.hint(format!("did you mean `{nearest}`?")),
        None => complaint,
    }
}

/// Decodes `%XX`; a percent sign that starts none stands for itself. `None` where the result is not UTF-8.
fn percent_decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, following @ ..] = rest {
        let hex = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        if let (b'%', [high, low, after @ ..]) = (first, following)
            && let (Some(high), Some(low)) = (hex(high), hex(low))
        {
            bytes.push(high * 16 + low);
            rest = after;
        } else {
            bytes.push(*first);
            rest = following;
        }
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}
