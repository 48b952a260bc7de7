//! What a recording held, beside what was judged.

use indexmap::IndexMap;
use serde::Serialize;

/// The most requests and entries that are listed one by one.
const MAX_LISTED: usize = 1000;

/// What a recording held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Recording {
    /// How many entries it has.
    pub entries: usize,
    /// How many of them are exchanges with an operation of the document.
    pub judged: usize,
    /// How many are exchanges that fit no operation.
    pub unmatched: usize,
    /// How many are exchanges with another host than the one that was meant.
    pub elsewhere: usize,
    /// How many could not be understood.
    pub unreadable: usize,
    /// How many bodies of exchanges that were judged were not, because they were not recorded, or not whole.
    pub bodies_not_judged: usize,
    /// How many header fields were left out because HTTP has no form for them.
    pub headers_left_out: usize,
    /// The exchanges that fit no operation, or went to another host, like ones once; the first 1000 kinds.
    pub other_requests: Vec<OtherRequest>,
    /// Why entries could not be understood; the first 1000.
    pub faults: Vec<EntryFault>,
}

/// A request that no operation takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OtherRequest {
    /// Its method.
    pub method: String,
    /// Its address without the query, secrets masked.
    pub url: String,
    /// Why no operation takes it.
    pub reason: String,
    /// How often it was seen.
    pub count: usize,
    /// The entry that showed it first, from 0.
    pub entry: usize,
}

/// An entry that could not be understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryFault {
    /// Its position, from 0.
    pub entry: usize,
    /// What is wrong with it, a lower-case fragment without a full stop.
    pub reason: String,
}

impl Recording {
    /// The sum of both.
    pub(crate) fn merge(&mut self, other: Recording) {
        self.entries += other.entries;
        self.judged += other.judged;
        self.unmatched += other.unmatched;
        self.elsewhere += other.elsewhere;
        self.unreadable += other.unreadable;
        self.bodies_not_judged += other.bodies_not_judged;
        self.headers_left_out += other.headers_left_out;
        self.other_requests.extend(other.other_requests);
        self.faults.extend(other.faults);
    }

    pub(super) fn fault(&mut self, entry: usize, reason: String) {
        self.unreadable += 1;
        if self.faults.len() < MAX_LISTED {
            self.faults.push(EntryFault { entry, reason });
        }
    }
}

/// Requests that no operation takes, while they are counted.
#[derive(Debug, Default)]
pub(super) struct Others {
    kinds: IndexMap<(String, String, String), (usize, usize)>,
}

impl Others {
    pub(super) fn add(&mut self, entry: usize, method: &str, url: String, reason: &str) {
        let key = (method.to_owned(), url, reason.to_owned());
        if let Some((count, _)) = self.kinds.get_mut(&key) {
            *count += 1;
        } else if self.kinds.len() < MAX_LISTED {
            self.kinds.insert(key, (1, entry));
        }
    }

    /// The list, with texts as they may be shown.
    pub(super) fn into_list(self, shown: impl Fn(&str) -> String) -> Vec<OtherRequest> {
        let kinds = self.kinds.into_iter().map(|((method, url, reason), (count, entry))| OtherRequest {
            method: shown(&method),
            url: shown(&url),
            reason,
            count,
            entry,
        });
        kinds.collect()
    }
}
