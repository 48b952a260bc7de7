//! One page of a list, and how the list goes on.

use avouch_api::{NextPage, Pagination, Role};
use avouch_validate::pointer;
use avouch_wire::Query;
use serde_json::{Map, Value};

use crate::call::{Answer, Call, text};
use crate::{schema, words};

/// How many items a page has where neither the client nor the document says so.
const DEFAULT_SIZE: u64 = 50;

/// A page.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    /// Its items.
    pub(super) items: Vec<Value>,
    /// How many items the whole list has.
    total: u64,
    /// How many items stand before it.
    start: u64,
    /// How many items a page has.
    size: u64,
    /// The number of the first page.
    first: u64,
    /// What identifies the last item before each following page, for cursors.
    last: Option<String>,
    /// The number of the page as it was asked for.
    number: u64,
}

impl Page {
    fn pages(&self) -> u64 {
        self.total.div_ceil(self.size.max(1))
    }

    fn has_next(&self) -> bool {
        self.start.saturating_add(self.items.len() as u64) < self.total && !self.items.is_empty()
    }
}

/// Cuts the page that a request asks for out of a list. A list without pages is one page.
pub(super) fn cut(call: &Call<'_>, mut items: Vec<Value>) -> Page {
    let total = items.len() as u64;
    let Some(pagination) = &call.operation.pagination else {
        return Page { total, size: total.max(1), items, ..Page::default() };
    };
    let asked = |role: Role| value_of(call, pagination, role);
    let number_of = |role: Role| asked(role).and_then(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok()));
    let size = number_of(Role::PageSize).or_else(|| default_size(call, pagination)).unwrap_or(DEFAULT_SIZE).max(1);
    let has = |role: Role| pagination.parameters.iter().any(|(own, _)| *own == role);
    let first = if has(Role::Page) { first_number(call, pagination) } else { 1 };
    let number = number_of(Role::Page).unwrap_or(first);
    let is_paged = !pagination.parameters.is_empty();
    let start = if has(Role::Offset) {
        number_of(Role::Offset).unwrap_or(0)
    } else if has(Role::Cursor) {
        asked(Role::Cursor).and_then(|cursor| after(&items, &text(&cursor)?)).unwrap_or(0)
    } else {
        number.saturating_sub(first).saturating_mul(size)
    };
    if is_paged {
        let from = usize::try_from(start).unwrap_or(usize::MAX).min(items.len());
        let to = from.saturating_add(usize::try_from(size).unwrap_or(usize::MAX)).min(items.len());
        items = items.drain(from..to).collect();
    }
    let size = if is_paged { size } else { total.max(1) };
    let number = if has(Role::Page) { number } else { start / size + first };
    let last = items.last().and_then(identifier);
    Page { items, total, start, size, first, last, number }
}

/// Says in the envelope, or in headers, which page it is and how the list goes on.
pub(super) fn tell(call: &Call<'_>, answer: &Answer<'_>, envelope: &mut Value, page: &Page) -> Vec<(String, String)> {
    let Some(pagination) = &call.operation.pagination else { return Vec::new() };
    let mut told: Vec<String> = Vec::new();
    match &pagination.next {
        NextPage::BodyLink(place) => {
            links(call, answer, envelope, pagination, page, place);
            told.push(place.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned());
        }
        NextPage::Cursor(place) => {
            let next = page.last.clone().filter(|_| page.has_next());
            put(call, answer, envelope, place, next.map(Value::from));
            told.push(place.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned());
        }
        NextPage::LinkHeader | NextPage::PageNumber | NextPage::Offset => {}
    }
    // Counts stand beside the items, beside the links, or one level above those.
    told.push(pagination.items.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned());
    let parents: Vec<String> = told.iter().filter_map(|place| Some(place.rsplit_once('/')?.0.to_owned())).collect();
    told.extend(parents);
    told.extend(["/meta", "/metadata", "/pagination", "/paging", "/page"].map(str::to_owned));
    told.sort_unstable();
    told.dedup();
    for place in told {
        if let Some(Value::Object(members)) = envelope.pointer_mut(&place) {
            counts(members, page);
        }
    }
    let documents_link = answer.documented.is_some_and(|documented| documented.header("Link").is_some());
    if pagination.next == NextPage::LinkHeader || documents_link {
        let header = link_header(call, pagination, page);
        return header.into_iter().map(|value| ("Link".to_owned(), value)).collect();
    }
    Vec::new()
}

/// The addresses of the neighbours, wherever the envelope has a place for one beside that of the next page.
fn links(call: &Call<'_>, answer: &Answer<'_>, envelope: &mut Value, pagination: &Pagination, page: &Page, next: &str) {
    let shown = envelope.pointer(next).and_then(Value::as_str).unwrap_or_default().to_owned();
    let is_path = shown.starts_with('/') || call.mock.is_path_reference(answer.schema(), next);
    let tokens: Vec<String> = pointer::tokens(next).collect();
    let Some(at) = tokens.iter().rposition(|token| words::plain(token).contains("next")) else {
        let target = address(call, pagination, page, Neighbour::Next, is_path);
        return put(call, answer, envelope, next, target.map(Value::from));
    };
    let siblings: [(&[&str], Neighbour); 4] = [
        (&["next"], Neighbour::Next),
        (&["previous", "prev"], Neighbour::Previous),
        (&["first"], Neighbour::First),
        (&["last"], Neighbour::Last),
    ];
    for (names, neighbour) in siblings {
        for name in names {
            let renamed = |(index, token): (usize, &String)| {
                if index == at { token.to_lowercase().replace("next", name) } else { token.clone() }
            };
            let place = if neighbour == Neighbour::Next {
                next.to_owned()
            } else {
                tokens
                    .iter()
                    .enumerate()
                    .map(renamed)
                    .fold(String::new(), |place, token| pointer::child(&place, &token))
            };
            let declared = answer.schema().is_some_and(|root| schema::at(&call.mock.api, root, &place).is_some());
            if neighbour == Neighbour::Next || declared {
                let target = address(call, pagination, page, neighbour, is_path);
                put(call, answer, envelope, &place, target.map(Value::from));
            }
        }
    }
}

/// A page beside this one, or at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Neighbour {
    Next,
    Previous,
    First,
    Last,
}

/// The address of a neighbour; `None` where there is none.
fn address(
    call: &Call<'_>,
    pagination: &Pagination,
    page: &Page,
    neighbour: Neighbour,
    is_path: bool,
) -> Option<String> {
    let start = match neighbour {
        Neighbour::Next => page.has_next().then(|| page.start.saturating_add(page.size))?,
        Neighbour::Previous => (page.start > 0).then(|| page.start.min(page.total).saturating_sub(page.size))?,
        Neighbour::First => 0,
        Neighbour::Last => page.pages().saturating_sub(1).saturating_mul(page.size),
    };
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (role, index) in &pagination.parameters {
        let name = call.operation.parameters.get(*index)?.name.clone();
        let value = match role {
            Role::Page => (start / page.size).saturating_add(page.first).to_string(),
            Role::Offset => start.to_string(),
            Role::PageSize => page.size.to_string(),
            Role::Cursor if neighbour == Neighbour::Next => page.last.clone()?,
            Role::Cursor => continue,
        };
        pairs.push((name, value));
    }
    let query = Query::parse(call.request.query());
    let is_own = |name: &str| {
        pagination
            .parameters
            .iter()
            .any(|(_, index)| call.operation.parameters.get(*index).is_some_and(|parameter| parameter.name == name))
    };
    let mut text: Vec<String> =
        query.pairs().iter().filter(|pair| !is_own(pair.name())).map(|pair| pair.raw().to_owned()).collect();
    text.retain(|pair| !pair.is_empty());
    for (name, value) in pairs {
        let style = avouch_wire::Style::FORM;
        text.extend(avouch_wire::param::encode_query(&name, style, &avouch_wire::Value::from(value)).ok().flatten());
    }
    let origin = if is_path { "" } else { call.origin.as_str() };
    let mark = if text.is_empty() { "" } else { "?" };
    Some(format!("{origin}{}{mark}{}", call.request.path(), text.join("&")))
}

/// Puts a value at a place, making the objects on the way; takes away what stands there where there is no value.
fn put(call: &Call<'_>, answer: &Answer<'_>, envelope: &mut Value, place: &str, value: Option<Value>) {
    let api = &call.mock.api;
    let validator = call.mock.source.validator();
    let takes_null = |place: &str| {
        let found = answer.schema().and_then(|root| schema::at(api, root, place));
        found.is_none_or(|schema| validator.accepts(schema, avouch_validate::View::Response, &Value::Null))
    };
    if let Some(value) = value {
        set(envelope, place, value);
        return;
    }
    // What holds only the address is absent with it: `next: {href}` is null as a whole.
    let tokens: Vec<String> = pointer::tokens(place).collect();
    let at = tokens.iter().rposition(|token| {
        let plain = words::plain(token);
        ["next", "prev", "first", "last", "cursor"].iter().any(|word| plain.contains(word))
    });
    let upper = tokens.iter().take(at.map_or(tokens.len(), |at| at + 1));
    let upper = upper.fold(String::new(), |place, token| pointer::child(&place, token));
    let declared = |place: &str| answer.schema().is_some_and(|root| schema::at(api, root, place).is_some());
    for candidate in [upper.as_str(), place] {
        if declared(candidate) && takes_null(candidate) && is_listed(envelope, candidate) {
            set(envelope, candidate, Value::Null);
            return;
        }
    }
    if let Some((parent, token)) = upper.rsplit_once('/')
        && let Some(Value::Object(members)) = envelope.pointer_mut(parent)
    {
        members.remove(&token.replace("~1", "/").replace("~0", "~"));
    }
}

/// Whether the object that a place is in is there, so that null can stand in it.
fn is_listed(envelope: &Value, place: &str) -> bool {
    place.rsplit_once('/').is_some_and(|(parent, _)| envelope.pointer(parent).is_some_and(Value::is_object))
}

fn set(envelope: &mut Value, place: &str, value: Value) {
    let mut current = envelope;
    for token in pointer::tokens(place) {
        if !current.is_object() {
            *current = Value::Object(Map::new());
        }
        let Value::Object(members) = current else { return };
        current = members.entry(token).or_insert(Value::Null);
    }
    *current = value;
}

/// Says numbers wherever a property is called like one.
fn counts(members: &mut Map<String, Value>, page: &Page) {
    let has_total = members.keys().any(|name| words::plain(name).contains("total"));
    for (name, member) in members.iter_mut() {
        let plain = words::plain(name);
        let counted = match plain.as_str() {
            "page" | "pagenumber" | "currentpage" => Some(page.number),
            "perpage" | "pagesize" | "limit" | "size" | "resultsperpage" => Some(page.size),
            "offset" | "skip" | "start" => Some(page.start),
            "count" if has_total => Some(page.items.len() as u64),
            "count" => Some(page.total),
            name if name.contains("total") && name.contains("page") => Some(page.pages()),
            "pages" | "pagecount" | "lastpage" => Some(page.pages()),
            name if name.contains("total") => Some(page.total),
            _ => None,
        };
        match (&*member, counted) {
            (Value::Number(_), Some(number)) => *member = Value::from(number),
            (Value::Bool(_), _) if plain.starts_with("has") && (plain.contains("more") || plain.contains("next")) => {
                *member = Value::from(page.has_next());
            }
            _ => {}
        }
    }
}

/// A `Link` header with the neighbours that there are (RFC 8288).
fn link_header(call: &Call<'_>, pagination: &Pagination, page: &Page) -> Option<String> {
    let relations = [
        ("next", Neighbour::Next),
        ("prev", Neighbour::Previous),
        ("first", Neighbour::First),
        ("last", Neighbour::Last),
    ];
    let links: Vec<String> = relations
        .into_iter()
        .filter_map(|(relation, neighbour)| {
            let target = address(call, pagination, page, neighbour, false)?;
            Some(format!("<{target}>; rel=\"{relation}\""))
        })
        .collect();
    (!links.is_empty()).then(|| links.join(", "))
}

fn value_of(call: &Call<'_>, pagination: &Pagination, role: Role) -> Option<Value> {
    let (_, index) = pagination.parameters.iter().find(|(own, _)| *own == role)?;
    call.decoded.parameters.iter().find(|(own, _)| own == index).map(|(_, value)| value.clone())
}

fn default_size(call: &Call<'_>, pagination: &Pagination) -> Option<u64> {
    let (_, index) = pagination.parameters.iter().find(|(own, _)| *own == Role::PageSize)?;
    let schema = call.operation.parameters.get(*index)?.carrier.schema()?;
    schema::default(&call.mock.api, schema)?.as_u64()
}

/// The number of the first page: 1, unless the schema's minimum or default says 0.
fn first_number(call: &Call<'_>, pagination: &Pagination) -> u64 {
    let parameter = pagination.parameters.iter().find(|(own, _)| *own == Role::Page);
    let schema = parameter.and_then(|(_, index)| call.operation.parameters.get(*index)?.carrier.schema());
    let says_zero = schema.is_some_and(|schema| {
        let minimum = schema::minimum(&call.mock.api, schema);
        minimum == Some(0) || schema::default(&call.mock.api, schema).and_then(|value| value.as_u64()) == Some(0)
    });
    u64::from(!says_zero)
}

/// How many items stand before the page that follows an item; a cursor may also be a number of items.
fn after(items: &[Value], cursor: &str) -> Option<u64> {
    let position = items.iter().position(|item| identifier(item).as_deref() == Some(cursor));
    position.map(|position| position as u64 + 1).or_else(|| cursor.parse().ok())
}

/// What identifies an item for a cursor: a property that is called so, else its first scalar.
fn identifier(item: &Value) -> Option<String> {
    let members = item.as_object()?;
    let named = ["id", "guid", "uuid", "key", "name"].iter().find_map(|name| members.get(*name).and_then(text));
    named.or_else(|| members.values().find_map(text))
}
