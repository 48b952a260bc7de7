//! Lists that come in pages.

use super::answer::{Answer, Arm, Chosen, Documented, settle};
use super::error::{Error, LinkError};
use super::execute::{Execution, execute};
use super::pointer::at_pointer;
use super::request::Request;
use super::response::Response;
use avouch_wire::Style;
use avouch_wire::link::Link;
use futures_core::Stream;
use http::header;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::collections::HashSet;
use std::fmt;
use std::future::poll_fn;
use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// How a page leads to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Paging {
    /// By an address in its body, at this JSON pointer.
    BodyLink(&'static str),
    /// By the relation `next` of its `Link` header (RFC 8288).
    LinkHeader,
    /// By a cursor in its body, at the JSON pointer `at`, for a parameter of the query.
    Cursor {
        /// The parameter.
        parameter: &'static str,
        /// Where the cursor stands.
        at: &'static str,
    },
    /// By its number, a parameter of the query; a page without items is the last.
    Number {
        /// The parameter.
        parameter: &'static str,
        /// The number of the first page.
        first: u64,
        /// Where the items stand, as a JSON pointer.
        items: &'static str,
    },
    /// By the number of items before it, a parameter of the query; a page without items is the
    /// last.
    Offset {
        /// The parameter.
        parameter: &'static str,
        /// Where the items stand, as a JSON pointer.
        items: &'static str,
    },
}

/// The pages of a list, each requested when it is asked for.
///
/// The stream ends after the last page, or after an error. It is an error if a page leads to one
/// that was read before, or to another origin.
#[must_use = "nothing is sent before a page is asked for"]
pub struct Pages<T, E> {
    /// What the next request is made from.
    template: Option<Request>,
    next: Option<Box<Request>>,
    running: Option<Execution>,
    failure: Option<Error>,
    /// Hashes of the addresses and positions that were read.
    seen: HashSet<u64>,
    hasher: RandomState,
    documented: Documented,
    success: Box<[Arm<T>]>,
    errors: Box<[Arm<E>]>,
    paging: Paging,
}

impl<T, E> Pages<T, E> {
    pub(crate) fn new(
        request: Box<Request>,
        documented: Documented,
        success: Box<[Arm<T>]>,
        errors: Box<[Arm<E>]>,
        paging: Paging,
    ) -> Self {
        Self {
            template: request.again(),
            next: Some(request),
            running: None,
            failure: None,
            seen: HashSet::new(),
            hasher: RandomState::new(),
            documented,
            success,
            errors,
            paging,
        }
    }

    /// The next page; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<Response<T>, Error<E>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The items of all pages.
    pub fn items<I>(self, of: fn(T) -> Vec<I>) -> Items<T, I, E> {
        Items { pages: self, of, page: Vec::new().into_iter() }
    }

    /// Prepares the request for the page after this one.
    fn turn(&mut self, answer: &Answer) {
        let template = self.template.as_ref().and_then(Request::again);
        let Some(mut template) = template else {
            return;
        };
        let position = match self.paging {
            Paging::BodyLink(pointer) => at_pointer(&answer.bytes, pointer),
            Paging::LinkHeader => next_link(answer),
            Paging::Cursor { parameter, at } => at_pointer(&answer.bytes, at).and_then(|cursor| {
                let text = match cursor {
                    Value::String(text) => text,
                    Value::Number(number) => number.to_string(),
                    _ => return None,
                };
                template.query(parameter, Style::FORM, text.as_str().into());
                Some(text)
            }),
            Paging::Number { parameter, first, items } => {
                advance(&mut template, answer, parameter, first, items, |_| 1)
            }
            Paging::Offset { parameter, items } => advance(&mut template, answer, parameter, 0, items, |count| count),
        };
        let Some(position) = position.filter(|position| !position.is_empty()) else {
            return;
        };
        if !self.seen.insert(self.hasher.hash_one(&position)) {
            self.failure = Some(Error::Link(LinkError::Repeated(position)));
            return;
        }
        if !matches!(self.paging, Paging::BodyLink(_) | Paging::LinkHeader) {
            self.template = template.again();
            self.next = Some(Box::new(template));
            return;
        }
        match template.follow(&answer.url, &position) {
            Ok(request) => self.next = Some(Box::new(request)),
            Err(error) => self.failure = Some(Error::Link(error)),
        }
    }
}

/// Moves a numeric parameter on; the new value, unless the page has no items.
fn advance(
    request: &mut Request,
    answer: &Answer,
    parameter: &'static str,
    first: u64,
    items: &str,
    step: fn(u64) -> u64,
) -> Option<String> {
    let count = at_pointer::<Vec<IgnoredAny>>(&answer.bytes, items)?.len() as u64;
    if count == 0 {
        return None;
    }
    let pairs = request.query_pairs(parameter);
    let current = pairs.and_then(|pairs| pairs.split_once('=')?.1.parse().ok());
    let next = current.unwrap_or(first).checked_add(step(count))?;
    request.query(parameter, Style::FORM, next.into());
    Some(next.to_string())
}

/// The target of the relation `next`.
fn next_link(answer: &Answer) -> Option<String> {
    answer.headers.get_all(header::LINK).iter().find_map(|value| {
        let links = Link::parse_all(value.to_str().ok()?).ok()?;
        let next = links.into_iter().find(|link| link.has_relation("next"))?;
        Some(next.target)
    })
}

impl<T, E> Stream for Pages<T, E> {
    type Item = Result<Response<T>, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Some(request) = this.next.take() {
            this.running = Some(execute(request, this.documented.clone()));
        }
        let Some(running) = &mut this.running else {
            let failure = this.failure.take();
            return Poll::Ready(failure.map(|error| Err(error.of())));
        };
        let answer = ready!(running.as_mut().poll(context));
        this.running = None;
        Poll::Ready(Some(match answer {
            Err(error) => Err(error.of()),
            Ok(answer) => {
                let succeeded = matches!(answer.chosen, Chosen::Success(_));
                if succeeded {
                    this.turn(&answer);
                }
                let page = settle(answer, &this.success, &this.errors);
                if page.is_err() {
                    (this.next, this.failure) = (None, None);
                }
                page
            }
        }))
    }
}

impl<T, E> fmt::Debug for Pages<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Pages({:?})", self.paging)
    }
}

/// The items of the pages of a list.
#[must_use = "nothing is sent before an item is asked for"]
pub struct Items<T, I, E> {
    pages: Pages<T, E>,
    of: fn(T) -> Vec<I>,
    page: std::vec::IntoIter<I>,
}

impl<T, I, E> Items<T, I, E> {
    /// The next item; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<I, Error<E>>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<I, Error<E>>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => self.page = (self.of)(page.into_inner()).into_iter(),
            }
        }
    }
}

impl<T, I: Unpin, E> Stream for Items<T, I, E> {
    type Item = Result<I, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T, I, E> fmt::Debug for Items<T, I, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Items({:?})", self.pages.paging)
    }
}
