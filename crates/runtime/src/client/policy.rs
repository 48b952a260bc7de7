//! When a request is sent again, and where redirects may lead.

use avouch_wire::retry_after::RetryAfter;
use http::{HeaderMap, Method, StatusCode, header};
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::{Duration, SystemTime};

/// When a request is sent again.
///
/// A request is repeated when no connection could be made. One whose method is idempotent (RFC
/// 9110, section 9.2.2) is also repeated when the connection failed later, and when the server
/// answers 429 or 503. Others are not, unless [`Retry::non_idempotent`] says so: the server may
/// have done what they ask. A request whose body is a stream is never repeated.
#[derive(Clone, Debug)]
pub struct Retry {
    attempts: u32,
    first: Duration,
    longest: Duration,
    non_idempotent: bool,
}

impl Default for Retry {
    fn default() -> Self {
        Self { attempts: 3, first: Duration::from_millis(250), longest: Duration::from_secs(60), non_idempotent: false }
    }
}

impl Retry {
    /// Every request is sent once.
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// How often a request is sent at most; 3 by default.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// How long the first pause is, 250 ms by default; each one after it is twice as long, and all
    /// of them vary at random, so that clients do not come back at the same time.
    #[must_use]
    pub fn first_pause(mut self, pause: Duration) -> Self {
        self.first = pause;
        self
    }

    /// How long a pause may be, 60 s by default. When `Retry-After` asks for a longer one, the
    /// answer is returned instead: coming back early would not help.
    #[must_use]
    pub fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest = pause;
        self
    }

    /// Whether POST and PATCH are repeated after 429 and 503 too; they are not by default.
    #[must_use]
    pub fn non_idempotent(mut self, repeat: bool) -> Self {
        self.non_idempotent = repeat;
        self
    }

    /// The pause after a connection that failed; `None` if the request is not sent again.
    pub(crate) fn after_failure(&self, method: &Method, attempt: u32, may_have_been_sent: bool) -> Option<Duration> {
        let repeatable = !may_have_been_sent || is_idempotent(method);
        (repeatable && attempt < self.attempts).then(|| self.pause(attempt))
    }

    /// The pause after an answer; `None` if the request is not sent again.
    pub(crate) fn after_answer(
        &self,
        method: &Method,
        attempt: u32,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Option<Duration> {
        let busy = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
        let repeatable = self.non_idempotent || is_idempotent(method);
        if !busy || !repeatable || attempt >= self.attempts {
            return None;
        }
        match retry_after(headers) {
            None => Some(self.pause(attempt)),
            Some(pause) => (pause <= self.longest).then_some(pause),
        }
    }

    fn pause(&self, attempt: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let pause = self.first.saturating_mul(doubled).min(self.longest);
        // Between half of it and all of it. A new hasher has new keys.
        let random = RandomState::new().hash_one(attempt) % 1024;
        let share = u32::try_from(random).unwrap_or_default();
        pause / 2 + (pause / 2 / 1024) * share
    }
}

/// Whether doing it twice is doing it once (RFC 9110, section 9.2.2).
fn is_idempotent(method: &Method) -> bool {
    method.is_idempotent()
}

/// What the server asks for. A date counts from the server's own `Date`, so that clocks that differ
/// do no harm.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let parse = |name| RetryAfter::parse(headers.get(name)?.to_str().ok()?).ok();
    let now = match parse(header::DATE) {
        Some(RetryAfter::At(date)) => date,
        _ => SystemTime::now(),
    };
    Some(parse(header::RETRY_AFTER)?.wait_from(now))
}

/// Where redirects may lead.
///
/// Requests with a safe method follow redirects; 303 turns other requests into a GET (RFC 9110,
/// section 15.4.4); a request that may change something is not repeated at another address.
/// Another origin gets no credential, no cookie and no header field that the caller set, and
/// never gets them back on a later hop.
#[derive(Clone, Debug)]
pub struct Redirects {
    pub(crate) limit: u32,
    pub(crate) downgrade: bool,
}

impl Default for Redirects {
    fn default() -> Self {
        Self { limit: 10, downgrade: false }
    }
}

impl Redirects {
    /// No redirect is followed: the answer that asks for one is returned.
    pub fn never() -> Self {
        Self::default().limit(0)
    }

    /// How many redirects are followed; 10 by default.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = limit;
        self
    }

    /// Whether a redirect may lead from `https` to `http`; it may not by default.
    #[must_use]
    pub fn allow_downgrade(mut self, allow: bool) -> Self {
        self.downgrade = allow;
        self
    }

    /// The method for the next address; `None` if the answer is no redirect to follow.
    pub(crate) fn next(&self, method: &Method, status: StatusCode) -> Option<Method> {
        if self.limit == 0 {
            return None;
        }
        match status.as_u16() {
            303 if method == Method::HEAD => Some(Method::HEAD),
            303 => Some(Method::GET),
            301 | 302 | 307 | 308 if method.is_safe() => Some(method.clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Redirects, Retry};
    use http::{HeaderMap, HeaderValue, Method, StatusCode};
    use std::time::Duration;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs.map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn both_forms_of_retry_after() {
        let retry = Retry::default();
        let pause = |pairs: &[(&'static str, &'static str)]| {
            retry.after_answer(&Method::GET, 1, StatusCode::SERVICE_UNAVAILABLE, &headers(pairs))
        };
        assert_eq!(pause(&[("retry-after", "7")]), Some(Duration::from_secs(7)));
        let date = ("date", "Wed, 21 Oct 2015 07:28:00 GMT");
        assert_eq!(pause(&[("retry-after", "Wed, 21 Oct 2015 07:28:09 GMT"), date]), Some(Duration::from_secs(9)));
        assert_eq!(pause(&[("retry-after", "61")]), None);
        assert_eq!(pause(&[("retry-after", "Wed, 21 Oct 2015 07:30:00 GMT"), date]), None);
        assert!(pause(&[("retry-after", "soon")]).is_some());
    }

    #[test]
    fn pauses_grow_and_end() {
        let retry = Retry::default().attempts(10).longest_pause(Duration::from_secs(2));
        for (attempt, most) in [(1, 250), (2, 500), (3, 1000), (4, 2000), (9, 2000)] {
            let pause = retry.after_failure(&Method::GET, attempt, true).unwrap();
            let most = Duration::from_millis(most);
            assert!(most / 2 <= pause && pause <= most, "{attempt}: {pause:?}");
        }
        assert_eq!(retry.after_failure(&Method::GET, 10, true), None);
    }

    #[test]
    fn what_may_have_been_done_is_not_repeated() {
        let retry = Retry::default();
        let busy = |retry: &Retry, method: &Method| {
            let status = StatusCode::TOO_MANY_REQUESTS;
            retry.after_answer(method, 1, status, &HeaderMap::new()).is_some()
        };
        for method in [Method::POST, Method::PATCH] {
            assert!(retry.after_failure(&method, 1, false).is_some());
            assert!(retry.after_failure(&method, 1, true).is_none());
            assert!(!busy(&retry, &method));
            assert!(busy(&retry.clone().non_idempotent(true), &method));
        }
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            assert!(retry.after_failure(&method, 1, true).is_some());
            assert!(busy(&retry, &method));
            assert!(!busy(&Retry::never(), &method));
        }
    }

    #[test]
    fn methods_after_a_redirect() {
        let next =
            |method: Method, status: u16| Redirects::default().next(&method, StatusCode::from_u16(status).unwrap());
        assert_eq!(next(Method::GET, 302), Some(Method::GET));
        assert_eq!(next(Method::HEAD, 303), Some(Method::HEAD));
        assert_eq!(next(Method::POST, 303), Some(Method::GET));
        assert_eq!(next(Method::POST, 307), None);
        assert_eq!(next(Method::DELETE, 302), None);
        assert_eq!(next(Method::GET, 304), None);
        assert_eq!(Redirects::never().next(&Method::GET, StatusCode::FOUND), None);
    }
}
