//! YAML 1.2: the events of granit-parser drive the builder.
//!
//! Anchors are expanded in place, merge keys (`<<`) where their mapping ends, so that explicit keys win wherever they
//! stand. The places of nodes come from a second run of the same code that notes them.

mod anchors;
mod frame;
mod places;
mod scalars;

use avouch_diagnostics::{At, NodeId};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, Tag, options};

use super::{Format, Limits, Reading, Remark, duplicate};
use crate::codes;
use crate::files::NodeSpans;
use crate::tree::{Lifted, Tree, TreeBuilder};
use anchors::{Anchor, Anchors};
use frame::{Frame, Role};
use places::{Places, bytes};
use scalars::is_odd_key;

/// Reads a text.
pub(super) fn read(text: &str, limits: Limits) -> Result<Reading, Remark> {
    let mut reader = Reader::new(text, limits, Places::ignored());
    reader.run()?;
    let duplicates = reader.builder.duplicates().to_vec();
    let tree: Tree = reader.builder.finish();
    if tree.is_empty() {
        return Err(Remark::new(&codes::EMPTY, At::File, "the file is empty"));
    }
    let mut remarks = reader.remarks;
    remarks.extend(duplicates.into_iter().map(|pair| duplicate(pair, &tree)));
    Ok(Reading { tree, format: Format::Yaml, remarks })
}

/// The places of all nodes of a text that [`read`] could read.
pub(super) fn spans(text: &str) -> Vec<NodeSpans> {
    // What the first run admitted is admitted again.
    let limits = Limits { depth: usize::MAX, nodes: usize::MAX };
    let mut reader = Reader::new(text, limits, Places::noted());
    match reader.run() {
        Ok(()) => reader.places.finish(),
        Err(_) => Vec::new(),
    }
}

/// More remarks than this on one file are not kept: the file is beyond repair by then.
const MAX_REMARKS: usize = 1_000;

/// Aliases may add this part of the nodes that a file may have.
const ALIAS_PART: usize = 8;

struct Reader<'t> {
    source: &'t str,
    limits: Limits,
    builder: TreeBuilder,
    places: Places,
    frames: Vec<Frame>,
    anchors: Anchors,
    /// How many nodes aliases have added.
    alias_nodes: usize,
    skip: Option<Skip>,
    remarks: Vec<Remark>,
    documents: usize,
}

/// Events that belong to something which cannot be represented.
struct Skip {
    /// How many nodes are still to be skipped at the outermost level.
    nodes: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, limits: Limits, places: Places) -> Self {
        Reader {
            source: text,
            limits,
            builder: TreeBuilder::with_capacity(text.len()),
            places,
            frames: Vec::new(),
            anchors: Anchors::default(),
            alias_nodes: 0,
            skip: None,
            remarks: Vec::new(),
            documents: 0,
        }
    }

    fn run(&mut self) -> Result<(), Remark> {
        // Our own limit on depth rules; the parser's stand behind it.
        let levels = self.limits.depth.saturating_add(1);
        let options = options! {
            flow_nesting_limit: levels,
            block_nesting_limit: levels,
            emit_unresolved_aliases: true,
            emit_comments: false,
        };
        for event in Parser::new_from_str_with_options(self.source, options) {
            let (event, span) = event.map_err(|error| fault(&error, self.source, self.limits))?;
            if !self.on_event(event, span)? {
                break;
            }
        }
        Ok(())
    }

    /// Takes an event; `false` ends the reading.
    fn on_event(&mut self, event: Event<'_>, span: Span) -> Result<bool, Remark> {
        match event {
            Event::DocumentStart(..) => self.documents += 1,
            Event::StreamEnd => return Ok(false),
            Event::StreamStart | Event::DocumentEnd | Event::Anchor(..) => {}
            event if self.documents > 1 => {
                // A separator at the end of a file opens a document with nothing in it.
                let is_empty =
                    matches!(&event, Event::Scalar(_, ScalarStyle::Plain, 0, None)) && bytes(span).is_empty();
                if !is_empty {
                    let remark =
                        Remark::new(&codes::MULTIPLE_DOCUMENTS, at(span), "a second YAML document starts here");
                    self.remark(remark.hint("keep one document in a file; the first one counts"));
                }
                return Ok(is_empty);
            }
            event if self.skip.is_some() => self.skip(&event),
            Event::Alias(anchor) => self.on_alias(anchor, span)?,
            Event::Scalar(text, style, anchor, tag) => {
                let text = self.as_written(&text, style, span);
                self.on_scalar(text, style, anchor, tag.as_deref(), span)?;
            }
            Event::UnresolvedAlias(_) => self.lost_alias(span)?,
            Event::SequenceStart(style, anchor, tag) => {
                let frame = Frame::new(false, style, anchor);
                self.on_start(frame, tag.as_deref(), span)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                let frame = Frame::new(true, style, anchor);
                self.on_start(frame, tag.as_deref(), span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.on_end(span)?,
            // Comments and such, which are no nodes.
            _ => {}
        }
        Ok(true)
    }

    fn on_start(&mut self, mut frame: Frame, tag: Option<&Tag>, span: Span) -> Result<(), Remark> {
        if self.role() == Role::Key {
            self.complex_key(span);
            self.skip = Some(Skip { nodes: 2, depth: 1 });
            return Ok(());
        }
        self.admit(1, span)?;
        self.admit_depth(1, span)?;
        if let Some(tag) = tag {
            self.collection_tag(tag, frame.is_mapping, span);
        }
        frame.node = if frame.is_mapping { self.builder.start_object() } else { self.builder.start_array() };
        self.places.value(span);
        if !frame.is_mapping && !frame.is_flow && !self.frames.is_empty() {
            self.places.include_dash(frame.node, self.source);
        }
        self.frames.push(frame);
        Ok(())
    }

    fn on_end(&mut self, span: Span) -> Result<(), Remark> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        let merged: usize = frame.merges.iter().map(Lifted::len).sum();
        self.admit(merged, span)?;
        if !frame.merges.is_empty() {
            for (object, range) in self.builder.merge(&frame.merges) {
                self.places.copy_from(frame.merged_places.get(object).and_then(|places| places.get(range)));
            }
        }
        self.builder.end();
        if frame.is_flow {
            self.places.end_at(frame.node, span);
        } else {
            self.places.end_with_children(frame.node);
        }
        if frame.anchor > 0 {
            self.anchors.add(frame.anchor, Anchor::Node { node: frame.node, height: frame.height });
        }
        self.after_value(frame.node, frame.height);
        Ok(())
    }

    fn on_scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<(), Remark> {
        if anchor > 0 {
            let scalar = anchors::Scalar { text: text.to_owned(), style, tag: tag.cloned(), span };
            self.anchors.add(anchor, Anchor::Scalar(Box::new(scalar)));
        }
        if self.role() == Role::Key {
            let is_merge = text == "<<" && style == ScalarStyle::Plain && tag.is_none();
            let is_odd = tag.is_none() && is_odd_key(text, style);
            self.key(text, is_odd, if is_merge { Role::Merge } else { Role::Value }, span);
            return Ok(());
        }
        self.admit(1, span)?;
        let node = self.scalar(text, style, tag, span);
        if text.is_empty() && style == ScalarStyle::Plain {
            self.places.empty_value(span);
        } else {
            self.places.value(span);
        }
        self.after_value(node, 0);
        Ok(())
    }

    fn on_alias(&mut self, anchor: usize, span: Span) -> Result<(), Remark> {
        let is_key = self.role() == Role::Key;
        match self.anchors.get(anchor) {
            Some(Anchor::Scalar(scalar)) if is_key => {
                let text = scalar.text.clone();
                self.key(&text, false, Role::Value, span);
            }
            Some(Anchor::Scalar(scalar)) => {
                let scalar = scalar.clone();
                self.admit(1, span)?;
                let node = self.scalar(&scalar.text, scalar.style, scalar.tag.as_ref(), scalar.span);
                self.places.value(scalar.span);
                self.after_value(node, 0);
            }
            Some(Anchor::Node { .. }) if is_key => {
                self.complex_key(span);
                self.skip = Some(Skip { nodes: 1, depth: 0 });
            }
            Some(&Anchor::Node { node, height }) => {
                let size = self.builder.size(node);
                self.alias_nodes += size;
                if self.alias_nodes > self.limits.nodes / ALIAS_PART {
                    let message = format!("aliases stand for more than {} values", self.limits.nodes / ALIAS_PART);
                    return Err(Remark::new(&codes::LIMIT, at(span), message)
                        .hint("anchors inside anchors multiply; write the values out or use `$ref`"));
                }
                self.admit(size, span)?;
                self.admit_depth(height, span)?;
                let copy = self.builder.copy(node);
                self.places.copy(node, size);
                self.after_value(copy, height);
            }
            None => self.lost_alias(span)?,
        }
        Ok(())
    }

    /// An alias that stands for nothing.
    fn lost_alias(&mut self, span: Span) -> Result<(), Remark> {
        let message =
            "this alias has no anchor before it, stands inside its own anchor, or its anchor could not be read";
        self.remark(Remark::new(&codes::ALIAS, at(span), message).hint("`null` is read in its place"));
        if self.role() == Role::Key {
            self.skip = Some(Skip { nodes: 1, depth: 0 });
            return Ok(());
        }
        self.on_scalar("", ScalarStyle::Plain, 0, None, span)
    }

    fn key(&mut self, text: &str, is_odd: bool, role: Role, span: Span) {
        if is_odd {
            self.builder.odd_key(text);
        } else {
            self.builder.key(text);
        }
        self.places.key(span);
        if let Some(frame) = self.frames.last_mut() {
            frame.role = role;
            if role == Role::Merge {
                frame.merge_key = span;
            }
        }
    }

    fn complex_key(&mut self, span: Span) {
        let remark = Remark::new(&codes::COMPLEX_KEY, at(span), "this key is a mapping or a sequence");
        self.remark(
            remark.hint(
                "keys are strings here; the key and its value are left out (quote a template such as `\"{id}\"`)",
            ),
        );
    }

    /// Called once a node is complete.
    fn after_value(&mut self, node: NodeId, height: usize) {
        let Some(frame) = self.frames.last_mut() else { return };
        let is_merge = frame.role == Role::Merge;
        // What is merged replaces the mapping that it comes from.
        frame.height = frame.height.max(if is_merge { height } else { height + 1 });
        if frame.is_mapping {
            frame.role = Role::Key;
        }
        if is_merge {
            self.take_merge(node);
        }
    }

    /// Takes the value of a merge key out of the tree, to be merged where its mapping ends.
    fn take_merge(&mut self, node: NodeId) {
        let sources = if self.builder.is_object(node) { vec![node] } else { self.builder.items(node) };
        let fits = !sources.is_empty() && sources.iter().all(|source| self.builder.is_object(*source));
        let lifted: Vec<Lifted> = sources.iter().map(|source| self.builder.lift(*source)).collect();
        let places =
            sources.iter().map(|source| self.places.lift(*source, self.builder.size(*source))).collect::<Vec<_>>();
        if !fits {
            let at = self.frames.last().map_or(At::File, |frame| at(frame.merge_key));
            let remark =
                Remark::new(&codes::MERGE_KEY, at, "the value of `<<` is neither a mapping nor a list of mappings");
            self.remark(remark);
        }
        self.builder.detach(node);
        self.places.detach(node);
        self.anchors.detach(node);
        if let Some(frame) = self.frames.last_mut().filter(|_| fits) {
            frame.merges.extend(lifted);
            frame.merged_places.extend(places);
        }
    }

    fn skip(&mut self, event: &Event<'_>) {
        let Some(skip) = &mut self.skip else { return };
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => skip.depth += 1,
            Event::SequenceEnd | Event::MappingEnd => skip.depth -= 1,
            _ => {}
        }
        if skip.depth == 0 {
            skip.nodes -= 1;
        }
        if skip.nodes == 0 {
            self.skip = None;
            if let Some(frame) = self.frames.last_mut() {
                frame.role = Role::Key;
            }
        }
    }

    fn role(&self) -> Role {
        self.frames.last().map_or(Role::Value, |frame| frame.role)
    }

    fn admit(&self, nodes: usize, span: Span) -> Result<(), Remark> {
        if self.builder.len().saturating_add(nodes) <= self.limits.nodes {
            return Ok(());
        }
        let message = format!("the file has more than {} values", self.limits.nodes);
        Err(Remark::new(&codes::LIMIT, at(span), message))
    }

    fn admit_depth(&self, levels: usize, span: Span) -> Result<(), Remark> {
        if self.frames.len().saturating_add(levels) <= self.limits.depth {
            return Ok(());
        }
        Err(too_deep(at(span), self.limits))
    }

    fn remark(&mut self, remark: Remark) {
        if self.remarks.len() < MAX_REMARKS {
            self.remarks.push(remark);
        }
    }
}

fn too_deep(at: At, limits: Limits) -> Remark {
    let message = format!("mappings and sequences are nested deeper than {} levels", limits.depth);
    Remark::new(&codes::LIMIT, at, message)
}

fn at(span: Span) -> At {
    let bytes = bytes(span);
    At::Bytes(bytes.start, bytes.end)
}

fn fault(error: &ScanError, source: &str, limits: Limits) -> Remark {
    let start = error.marker().byte_offset().unwrap_or_default();
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return too_deep(At::Bytes(start, start), limits);
    }
    let remark = Remark::new(&codes::YAML, At::Bytes(start, start), format!("this is not YAML: {}", error.info()));
    let is_at_end = source.get(start..).is_none_or(|rest| rest.trim().is_empty());
    let is_open = matches!(error.kind(), ErrorKind::UnclosedQuotedScalar);
    if is_open || is_at_end { remark.hint("the file ends before this does; it may be truncated") } else { remark }
}
