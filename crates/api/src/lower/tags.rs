//! Tags: those that the document declares, then those that operations carry without a declaration.

use avouch_parser::document::{Extensions, Tag};
use rustc_hash::FxHashSet;

use super::context::Context;
use crate::Operation;

/// Every tag once, declared ones first.
pub(super) fn collect(context: &Context<'_>, operations: &[Operation]) -> Vec<Tag> {
    let declared = &context.document.tags;
    let mut names: FxHashSet<&str> = FxHashSet::default();
    let mut tags: Vec<Tag> = declared.iter().filter(|tag| names.insert(&tag.name)).cloned().collect();
    for operation in operations {
        for name in &operation.tags {
            if names.insert(name) {
                tags.push(Tag {
                    origin: operation.origin,
                    name: name.clone(),
                    summary: None,
                    description: None,
                    parent: None,
                    external_docs: None,
                    extensions: Extensions::default(),
                });
            }
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use crate::lower::test::lowered;

    #[test]
    fn declared_tags_come_first() {
        let (api, _) = lowered(
            "tags: [{name: Pets}, {name: Owners}]
paths:
  /a: {get: {tags: [Loose, Owners], responses: {'200': {description: ok}}}}
",
        );
        let names: Vec<_> = api.tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["Pets", "Owners", "Loose"]);
    }
}
