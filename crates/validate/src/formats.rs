//! Formats of numbers, which JSON Schema leaves to annotation: they bound the value.

use jsonschema::{Keyword, ValidationError};
use serde_json::Value;

/// The keyword of an export that carries the format of a number.
pub const NUMBER_FORMAT: &str = "x-number-format";

/// The bounds of a number, in both of the forms that a JSON number takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bounds {
    /// From the first to the second, both allowed.
    Whole(i128, i128),
    /// Up to this magnitude.
    Magnitude(f64),
}

/// The bounds that a format puts on numbers; `None` for formats that put none.
pub fn bounds(format: &str) -> Option<Bounds> {
    Some(match format {
        "int8" => Bounds::Whole(i8::MIN.into(), i8::MAX.into()),
        "int16" => Bounds::Whole(i16::MIN.into(), i16::MAX.into()),
        "int32" => Bounds::Whole(i32::MIN.into(), i32::MAX.into()),
        "int64" => Bounds::Whole(i64::MIN.into(), i64::MAX.into()),
        "uint8" => Bounds::Whole(0, u8::MAX.into()),
        "uint16" => Bounds::Whole(0, u16::MAX.into()),
        "uint32" => Bounds::Whole(0, u32::MAX.into()),
        "uint64" => Bounds::Whole(0, u64::MAX.into()),
        "float" => Bounds::Magnitude(f32::MAX.into()),
        _ => return None,
    })
}

impl Bounds {
    /// Whether a value lies within the bounds; values that are no number do.
    pub fn admit(self, value: &Value) -> bool {
        let Value::Number(number) = value else { return true };
        match self {
            Bounds::Whole(least, greatest) => {
                let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
                match whole {
                    Some(whole) => (least..=greatest).contains(&whole),
                    // A float beyond 2^64 that is meant as an integer is far outside; one with a fraction is compared as is.
                    None => number.as_f64().is_none_or(|float| lies_between(float, least, greatest)),
                }
            }
            Bounds::Magnitude(greatest) => number.as_f64().is_none_or(|float| float.abs() <= greatest),
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "bounds are powers of two or lie next to one, where f64 decides rightly"
)]
fn lies_between(float: f64, least: i128, greatest: i128) -> bool {
    float >= least as f64 && float < (greatest + 1) as f64
}

/// The keyword [`NUMBER_FORMAT`] of a compiled schema.
pub struct NumberFormat {
    bounds: Bounds,
}

impl NumberFormat {
    /// Reads the keyword's value.
    #[expect(clippy::unnecessary_wraps, reason = "the shape that the validator's registration of keywords asks for")]
    pub fn compile<'a>(format: &Value) -> Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>> {
        let bounds = format.as_str().and_then(bounds).unwrap_or(Bounds::Magnitude(f64::MAX));
        Ok(Box::new(NumberFormat { bounds }))
    }
}

impl<'i> Keyword<'i> for NumberFormat {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.bounds.admit(instance) { Ok(()) } else { Err(ValidationError::custom("out of bounds")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.bounds.admit(instance)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn formats_bound_numbers_at_their_edges() {
        for (format, value, verdict) in [
            ("int32", json!(2_147_483_647), true),
            ("int32", json!(2_147_483_648_i64), false),
            ("int32", json!(-2_147_483_648_i64), true),
            ("int32", json!(-2_147_483_649_i64), false),
            ("int32", json!(1.0), true),
            ("int32", json!("99999999999"), true),
            ("int64", json!(i64::MAX), true),
            ("int64", json!(9_223_372_036_854_775_808_u64), false),
            ("int64", json!(1e30), false),
            ("uint64", json!(u64::MAX), true),
            ("uint64", json!(-1), false),
            ("float", json!(3.4e38), true),
            ("float", json!(3.5e38), false),
        ] {
            assert_eq!(bounds(format).unwrap().admit(&value), verdict, "{format} {value}");
        }
        assert_eq!(bounds("double"), None);
    }
}
