//! Spans of time: filters by when a resource was made, or last changed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use avouch_runtime::DateTime;

use crate::models::{CreatedAtsRange, UpdatedAtsRange};

macro_rules! spans {
    ($range:ident { $gt:ident, $gte:ident, $lt:ident, $lte:ident } $what:literal) => {
        #[doc = concat!("Spans of time in which a resource was ", $what, ".")]
        ///
        /// The API counts in whole seconds of UTC, and takes no others. So that nothing is lost or found too many, a time
        /// between two seconds is taken for the one before or after it that means the same.
        impl $range {
            /// Later than this.
            pub fn after(time: impl Into<DateTime>) -> Self {
                Self { $gt: Some(second_before(time.into())), ..Self::default() }
            }

            /// At this time or later.
            pub fn since(time: impl Into<DateTime>) -> Self {
                Self { $gte: Some(second_after(time.into())), ..Self::default() }
            }

            /// Earlier than this.
            pub fn before(time: impl Into<DateTime>) -> Self {
                Self { $lt: Some(second_after(time.into())), ..Self::default() }
            }

            /// At this time or earlier.
            pub fn until(time: impl Into<DateTime>) -> Self {
                Self { $lte: Some(second_before(time.into())), ..Self::default() }
            }

            /// From the first time on, and before the second: spans that follow each other share nothing and leave nothing
            /// out.
            pub fn between(from: impl Into<DateTime>, to: impl Into<DateTime>) -> Self {
                Self { $lt: Some(second_after(to.into())), ..Self::since(from) }
            }
        }
    };
}

spans! { CreatedAtsRange { created_ats_gt, created_ats_gte, created_ats_lt, created_ats_lte } "made" }
spans! { UpdatedAtsRange { updated_ats_gt, updated_ats_gte, updated_ats_lt, updated_ats_lte } "last changed" }

const NANOS: i128 = 1_000_000_000;

/// The whole second at a time or before it. A text that is no time is left as it is: the API says what is wrong with it.
fn second_before(time: DateTime) -> DateTime {
    whole(&time, |nanos| nanos.div_euclid(NANOS)).unwrap_or(time)
}

/// The whole second at a time or after it.
fn second_after(time: DateTime) -> DateTime {
    whole(&time, |nanos| nanos.div_euclid(NANOS) + i128::from(nanos.rem_euclid(NANOS) != 0)).unwrap_or(time)
}

fn whole(time: &DateTime, round: fn(i128) -> i128) -> Option<DateTime> {
    let seconds = round(time.unix_nanos()?);
    let distance = Duration::from_secs(u64::try_from(seconds.unsigned_abs()).ok()?);
    let time: SystemTime =
        if seconds < 0 { UNIX_EPOCH.checked_sub(distance)? } else { UNIX_EPOCH.checked_add(distance)? };
    Some(DateTime::from(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    #[test]
    fn whole_seconds_of_utc() {
        let noon = || time("2026-11-22T13:00:00+01:00");
        let between = || time("2026-11-22T12:00:00.250Z");
        let range = CreatedAtsRange::after(noon());
        assert_eq!(range, CreatedAtsRange { created_ats_gt: Some(time("2026-11-22T12:00:00Z")), ..Default::default() });
        assert_eq!(CreatedAtsRange::after(between()), range);
        let range = CreatedAtsRange::since(between());
        assert_eq!(
            range,
            CreatedAtsRange { created_ats_gte: Some(time("2026-11-22T12:00:01Z")), ..Default::default() }
        );
        let range = UpdatedAtsRange::before(between());
        assert_eq!(range, UpdatedAtsRange { updated_ats_lt: Some(time("2026-11-22T12:00:01Z")), ..Default::default() });
        let range = UpdatedAtsRange::until(between());
        assert_eq!(
            range,
            UpdatedAtsRange { updated_ats_lte: Some(time("2026-11-22T12:00:00Z")), ..Default::default() }
        );
        let day = UpdatedAtsRange::between(noon(), UNIX_EPOCH);
        assert_eq!(day.updated_ats_gte, Some(time("2026-11-22T12:00:00Z")));
        assert_eq!(day.updated_ats_lt, Some(time("1970-01-01T00:00:00Z")));
    }

    #[test]
    fn before_the_epoch() {
        let early = UNIX_EPOCH - Duration::from_millis(1500);
        assert_eq!(CreatedAtsRange::after(early).created_ats_gt, Some(time("1969-12-31T23:59:58Z")));
        assert_eq!(CreatedAtsRange::since(early).created_ats_gte, Some(time("1969-12-31T23:59:59Z")));
    }
}
