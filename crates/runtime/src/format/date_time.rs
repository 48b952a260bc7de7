//! The formats `date-time` and `date`.

use super::{FormatError, text_format};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A point in time as text (RFC 3339, section 5.6). Offset and fraction are kept as they came;
/// equality is that of the texts, and [`DateTime::unix_nanos`] compares the instants.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateTime(Box<str>);

text_format!(DateTime, "date-time", |text| instant(text).is_some());

impl DateTime {
    /// Nanoseconds since 1970-01-01T00:00:00Z, negative before, if the text is a date-time. A
    /// leap second counts as the second after it.
    pub fn unix_nanos(&self) -> Option<i128> {
        instant(&self.0)
    }
}

/// In UTC, with as many digits of a fraction as are needed.
impl From<SystemTime> for DateTime {
    fn from(time: SystemTime) -> Self {
        let nanos = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i128::try_from(after.as_nanos()).unwrap_or(i128::MAX),
            Err(before) => -i128::try_from(before.duration().as_nanos()).unwrap_or(i128::MAX),
        };
        let seconds = nanos.div_euclid(1_000_000_000);
        let (year, month, day) = civil(seconds.div_euclid(86_400));
        let of_day = seconds.rem_euclid(86_400);
        let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        let fraction = format!(".{:09}", nanos.rem_euclid(1_000_000_000));
        text.push_str(fraction.trim_end_matches('0').trim_end_matches('.'));
        text.push('Z');
        Self(text.into())
    }
}

impl TryFrom<&DateTime> for SystemTime {
    type Error = FormatError;

    fn try_from(date_time: &DateTime) -> Result<Self, FormatError> {
        let convert = || {
            let nanos = date_time.unix_nanos()?;
            let seconds = u64::try_from(nanos.unsigned_abs() / 1_000_000_000).ok()?;
            let fraction = u32::try_from(nanos.unsigned_abs() % 1_000_000_000).ok()?;
            let distance = Duration::new(seconds, fraction);
            if nanos < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) }
        };
        convert().ok_or_else(|| FormatError::new("date-time", &date_time.0))
    }
}

/// A day as text (`full-date` of RFC 3339, section 5.6).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(Box<str>);

text_format!(Date, "date", |text: &str| ymd(text.as_bytes()).is_some());

impl Date {
    /// Year, month (1 to 12) and day (1 to 31), if the text is a date.
    pub fn ymd(&self) -> Option<(u16, u8, u8)> {
        ymd(self.0.as_bytes())
    }
}

/// Nanoseconds since 1970, if the text is a date-time.
fn instant(text: &str) -> Option<i128> {
    let bytes = text.as_bytes();
    let (year, month, day) = ymd(bytes.get(..10)?)?;
    if !matches!(bytes.get(10)?, b'T' | b't' | b' ') {
        return None;
    }
    let (hour, minute, second) = hms(bytes.get(11..19)?)?;
    let rest = bytes.get(19..)?;
    let digits = match rest.split_first() {
        Some((b'.', after)) => after.iter().take_while(|byte| byte.is_ascii_digit()).count(),
        _ => 0,
    };
    if rest.first() == Some(&b'.') && digits == 0 {
        return None;
    }
    let zone = rest.get(if digits > 0 { digits + 1 } else { 0 }..)?;
    let mut nanos = 0;
    for place in 0..9 {
        let digit = rest.get(1..=digits).and_then(|fraction| fraction.get(place));
        nanos = nanos * 10 + digit.map_or(0, |digit| i128::from(digit - b'0'));
    }
    let minutes = offset(zone)?;
    let of_day = i128::from(hour) * 3600 + i128::from(minute) * 60 + i128::from(second);
    let seconds = days(i128::from(year), i128::from(month), i128::from(day)) * 86_400 + of_day;
    Some((seconds - minutes * 60) * 1_000_000_000 + nanos)
}

/// Minutes east of UTC.
fn offset(zone: &[u8]) -> Option<i128> {
    match zone {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), hours @ .., b':', tens, ones] if hours.len() == 2 => {
            let hours = number(hours)?;
            let minutes = number(&[*tens, *ones])?;
            let total = i128::from(hours * 60 + minutes);
            let total = if *sign == b'-' { -total } else { total };
            (hours < 24 && minutes < 60).then_some(total)
        }
        _ => None,
    }
}

fn ymd(bytes: &[u8]) -> Option<(u16, u8, u8)> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *bytes else {
        return None;
    };
    let year = number(&[y1, y2, y3, y4])?;
    let month = number(&[m1, m2])?;
    let day = number(&[d1, d2])?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let month = u8::try_from(month).ok()?;
    let day = u8::try_from(day).ok()?;
    (1..=last).contains(&day).then_some((year, month, day))
}

/// Hour, minute and second; a leap second is legal.
fn hms(bytes: &[u8]) -> Option<(u16, u16, u16)> {
    let [h1, h2, b':', m1, m2, b':', s1, s2] = *bytes else {
        return None;
    };
    let (hour, minute, second) = (number(&[h1, h2])?, number(&[m1, m2])?, number(&[s1, s2])?);
    (hour < 24 && minute < 60 && second <= 60).then_some((hour, minute, second))
}

fn number(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u16::from(digit - b'0')))
}

/// Days since 1970-01-01 of a day in the proleptic Gregorian calendar.
fn days(year: i128, month: i128, day: i128) -> i128 {
    // Years begin in March, so that the leap day is the last of its year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// The day that is so many days after 1970-01-01: the inverse of [`days`].
fn civil(since_1970: i128) -> (i128, i128, i128) {
    let since_march = since_1970 + 719_468;
    let era = since_march.div_euclid(146_097);
    let of_era = since_march.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (year_of_era * 365 + year_of_era / 4 - year_of_era / 100);
    let shifted = (of_year * 5 + 2) / 153;
    let day = of_year - (shifted * 153 + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + i128::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::{Date, DateTime, civil, days};
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    #[test]
    fn instants() {
        for (text, nanos) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01T01:00:00+01:00", 0),
            ("1969-12-31T23:59:59.5-00:00", -500_000_000),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
            ("2000-02-29t12:30:00.1234567891z", 951_827_400_123_456_789),
        ] {
            let date_time: DateTime = text.parse().unwrap();
            assert_eq!(date_time.unix_nanos(), Some(nanos), "{text}");
            assert_eq!(date_time.as_str(), text);
        }
    }

    #[test]
    fn odd_texts_are_kept_but_not_made() {
        for text in [
            "",
            "2016-06-08T16:41:45",
            "2016-06-08T16:41:45.Z",
            "2016-13-08T16:41:45Z",
            "2015-02-29T00:00:00Z",
            "2016-06-08T24:00:00Z",
            "2016-06-08T16:41:45+0100",
            "2016-06-08T16:41:45Zé",
        ] {
            assert!(text.parse::<DateTime>().is_err(), "{text}");
            let json = serde_json::to_string(text).unwrap();
            let kept: DateTime = serde_json::from_str(&json).unwrap();
            assert!(!kept.is_valid());
            assert_eq!(serde_json::to_string(&kept).unwrap(), json);
            assert!(SystemTime::try_from(&kept).is_err());
        }
    }

    #[test]
    fn system_time_and_back() {
        for time in
            [UNIX_EPOCH, UNIX_EPOCH + Duration::new(1_700_000_000, 120_000_000), UNIX_EPOCH - Duration::new(86_401, 1)]
        {
            let date_time = DateTime::from(time);
            assert!(date_time.is_valid(), "{date_time}");
            assert_eq!(SystemTime::try_from(&date_time).unwrap(), time);
        }
        assert_eq!(DateTime::from(UNIX_EPOCH).as_str(), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn calendar_is_its_own_inverse() {
        for day in -800_000..800_000 {
            let (year, month, of_month) = civil(day);
            assert_eq!(days(year, month, of_month), day);
        }
        assert_eq!("2024-02-29".parse::<Date>().unwrap().ymd(), Some((2024, 2, 29)));
        assert!("2023-02-29".parse::<Date>().is_err());
    }
}
