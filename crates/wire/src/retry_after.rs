//! The `Retry-After` header field (RFC 9110 section 10.2.3).

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::error::{Error, Place};

/// When a client may try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// After this many seconds.
    Delay(Duration),
    /// At this time, which may have passed.
    At(SystemTime),
}

impl RetryAfter {
    /// Parses either form: a number of seconds, or an HTTP date in any of its three spellings. Numbers beyond `u64` are
    /// read as its maximum.
    ///
    /// # Errors
    /// [`Error::Malformed`] for other text.
    pub fn parse(text: &str) -> Result<RetryAfter, Error> {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(RetryAfter::Delay(Duration::from_secs(text.parse().unwrap_or(u64::MAX))));
        }
        let reason = "neither a number of seconds nor an HTTP date";
        httpdate::parse_http_date(text)
            .map(RetryAfter::At)
            .map_err(|_| Error::malformed(Place::RetryAfter, reason, text))
    }

    /// How long to wait from now on; zero for a time that has passed.
    pub fn wait_from(self, now: SystemTime) -> Duration {
        match self {
            RetryAfter::Delay(delay) => delay,
            RetryAfter::At(time) => time.duration_since(now).unwrap_or_default(),
        }
    }
}

impl fmt::Display for RetryAfter {
    /// Writes the field value: whole seconds, rounded up, or an HTTP date.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RetryAfter::Delay(delay) => {
                let seconds = delay.as_secs().saturating_add(u64::from(delay.subsec_nanos() > 0));
                write!(f, "{seconds}")
            }
            RetryAfter::At(time) => {
                // The printer of dates knows the years 1970 to 9999 only.
                let last = Duration::from_secs(253_402_300_799);
                let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().min(last);
                f.write_str(&httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + since))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms() {
        assert_eq!(RetryAfter::parse(" 120 "), Ok(RetryAfter::Delay(Duration::from_secs(120))));
        assert_eq!(RetryAfter::parse("0"), Ok(RetryAfter::Delay(Duration::ZERO)));
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(RetryAfter::parse(text), Ok(RetryAfter::At(time)), "{text}");
        }
        assert_eq!(RetryAfter::At(time).to_string(), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(RetryAfter::Delay(Duration::from_millis(1500)).to_string(), "2");
    }

    #[test]
    fn waiting_never_goes_back_in_time() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(100);
        let at = |seconds| RetryAfter::At(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(130).wait_from(now), Duration::from_secs(30));
        assert_eq!(at(70).wait_from(now), Duration::ZERO);
        assert_eq!(RetryAfter::Delay(Duration::from_secs(9)).wait_from(now), Duration::from_secs(9));
    }

    #[test]
    fn hostile_texts() {
        let huge = "9".repeat(10_000);
        assert_eq!(RetryAfter::parse(&huge), Ok(RetryAfter::Delay(Duration::from_secs(u64::MAX))));
        assert_eq!(RetryAfter::Delay(Duration::MAX).to_string(), u64::MAX.to_string());
        let late = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40);
        assert_eq!(RetryAfter::At(late).to_string(), "Fri, 31 Dec 9999 23:59:59 GMT");
        for text in ["", "-1", "+1", "1.5", "soon", "1 2", "٣"] {
            assert!(RetryAfter::parse(text).is_err(), "{text}");
        }
    }
}
