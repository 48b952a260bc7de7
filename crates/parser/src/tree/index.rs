//! Members of large objects by key.
//!
//! Looking up a key walks the members, which is the fastest way for the handful that most objects have. An object such as
//! `components.schemas` with thousands of them would make every reference into it a walk over all: those are kept sorted
//! by the hash of their keys.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// Objects with more members than this are indexed.
pub(super) const LARGE: usize = 16;

/// A member of an object: the hash of its key and its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Member {
    pub(super) hash: u32,
    pub(super) node: u32,
}

/// The large objects of a tree.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// By the object's node, once [`Index::sort`] was called.
    objects: Vec<(u32, Box<[Member]>)>,
}

impl Index {
    /// Adds an object, whose members are sorted.
    pub(super) fn add(&mut self, object: u32, members: &[Member]) {
        self.objects.push((object, members.into()));
    }

    /// Drops the objects of a subtree that is taken out of the tree; they were the last ones to end.
    pub(super) fn truncate(&mut self, node: u32) {
        while self.objects.last().is_some_and(|(object, _)| *object >= node) {
            self.objects.pop();
        }
    }

    /// Makes the objects findable; they come in the order in which they end.
    pub(super) fn sort(&mut self) {
        self.objects.sort_unstable_by_key(|(object, _)| *object);
    }

    /// The members of an object whose keys have a hash, in document order; `None` where the object is not large.
    pub(super) fn find(&self, object: u32, hash: u32) -> Option<&[Member]> {
        let found = self.objects.binary_search_by_key(&object, |(object, _)| *object).ok()?;
        let (_, members) = self.objects.get(found)?;
        let start = members.partition_point(|member| member.hash < hash);
        let end = members.partition_point(|member| member.hash <= hash);
        members.get(start..end)
    }
}

/// The hash of a key.
pub(super) fn hash(key: &str) -> u32 {
    let hash = FxBuildHasher.hash_one(key);
    // Fx mixes upwards: the upper half carries the entropy.
    u32::try_from(hash >> 32).unwrap_or(0)
}
