//! What a plain YAML scalar stands for: the core schema (YAML 1.2.2, chapter 10.3).

use std::borrow::Cow;

/// A plain scalar, resolved.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar<'t> {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    /// A whole number beyond 64 bits, in JSON's notation.
    Whole(Cow<'t, str>),
    Float(f64),
    /// `.inf`, `.nan`, or a number beyond what an `f64` holds.
    NotFinite,
    String,
}

/// Resolves the text of a plain scalar.
pub(super) fn resolve(text: &str) -> Scalar<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "true" | "True" | "TRUE" => return Scalar::Bool(true),
        "false" | "False" | "FALSE" => return Scalar::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Scalar::NotFinite,
        _ => {}
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        return Scalar::String;
    }
    let radix = |digits: Option<&str>, radix: u32| {
        let digits = digits.filter(|digits| !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix)))?;
        Some(based(digits, radix))
    };
    if let Some(scalar) = radix(text.strip_prefix("0o"), 8).or_else(|| radix(text.strip_prefix("0x"), 16)) {
        return scalar;
    }
    let (is_negative, unsigned) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Scalar::NotFinite;
    }
    if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return whole(text, unsigned, is_negative);
    }
    if is_float(unsigned) {
        return match text.parse() {
            Ok(value) if f64::is_finite(value) => Scalar::Float(value),
            _ => Scalar::NotFinite,
        };
    }
    Scalar::String
}

/// A whole number in decimal digits.
fn whole<'t>(text: &'t str, digits: &'t str, is_negative: bool) -> Scalar<'t> {
    let significant = match digits.trim_start_matches('0') {
        "" => "0",
        significant => significant,
    };
    match (is_negative, significant) {
        // As JSON readers have it.
        (true, "0") => Scalar::Float(-0.0),
        (false, _) => significant.parse().map_or_else(|_| Scalar::Whole(Cow::Borrowed(significant)), Scalar::Unsigned),
        (true, _) if significant.len() == digits.len() => {
            text.parse().map_or_else(|_| Scalar::Whole(Cow::Borrowed(text)), Scalar::Signed)
        }
        (true, _) => {
            let number = format!("-{significant}");
            number.parse().map_or_else(|_| Scalar::Whole(Cow::Owned(number)), Scalar::Signed)
        }
    }
}

/// A number in octal or hexadecimal digits. One beyond 128 bits is no number that anybody wrote on purpose.
fn based(digits: &str, radix: u32) -> Scalar<'static> {
    match u128::from_str_radix(digits, radix) {
        Ok(value) => {
            u64::try_from(value).map_or_else(|_| Scalar::Whole(Cow::Owned(value.to_string())), Scalar::Unsigned)
        }
        Err(_) => Scalar::NotFinite,
    }
}

/// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float(unsigned: &str) -> bool {
    let is_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mantissa_fits = is_digits(before) && is_digits(after) && !(before.is_empty() && after.is_empty());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && is_digits(digits)
    });
    mantissa_fits && exponent_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn core_schema() {
        let whole = |text: &'static str| Scalar::Whole(Cow::Borrowed(text));
        let cases = [
            ("", Scalar::Null),
            ("~", Scalar::Null),
            ("Null", Scalar::Null),
            ("nUll", Scalar::String),
            ("TRUE", Scalar::Bool(true)),
            ("yes", Scalar::String),
            ("on", Scalar::String),
            ("n", Scalar::String),
            ("0", Scalar::Unsigned(0)),
            ("-0", Scalar::Float(-0.0)),
            ("+12", Scalar::Unsigned(12)),
            ("-12", Scalar::Signed(-12)),
            ("010", Scalar::Unsigned(10)),
            ("-010", Scalar::Signed(-10)),
            ("0o17", Scalar::Unsigned(15)),
            ("0o8", Scalar::String),
            ("0xFf", Scalar::Unsigned(255)),
            ("-0xFf", Scalar::String),
            ("0b1", Scalar::String),
            ("1_000", Scalar::String),
            ("12:30:45", Scalar::String),
            ("2001-12-14", Scalar::String),
            ("18446744073709551615", Scalar::Unsigned(u64::MAX)),
            ("18446744073709551616", whole("18446744073709551616")),
            ("-9223372036854775808", Scalar::Signed(i64::MIN)),
            ("-9223372036854775809", whole("-9223372036854775809")),
            ("-0009223372036854775809", whole("-9223372036854775809")),
            ("0x10000000000000000", whole("18446744073709551616")),
            ("1e+11", Scalar::Float(1e11)),
            ("1E3", Scalar::Float(1e3)),
            ("1.", Scalar::Float(1.0)),
            (".5", Scalar::Float(0.5)),
            ("-.5e-1", Scalar::Float(-0.05)),
            ("1.10", Scalar::Float(1.1)),
            (".", Scalar::String),
            ("-", Scalar::String),
            ("e5", Scalar::String),
            ("1e", Scalar::String),
            ("1.2.3", Scalar::String),
            ("inf", Scalar::String),
            ("nan", Scalar::String),
            (".inf", Scalar::NotFinite),
            ("-.INF", Scalar::NotFinite),
            (".NaN", Scalar::NotFinite),
            ("1e999", Scalar::NotFinite),
            ("+", Scalar::String),
            ("é", Scalar::String),
        ];
        for (text, expected) in cases {
            assert_eq!(resolve(text), expected, "{text}");
        }
    }
}
