//! Numbers within bounds.

use serde_json::{Number, Value};

use crate::merge::Merged;
use crate::rng::Rng;

/// An integer that the bounds allow, as far as they are whole numbers of at most 64 bits. Where there are none, it is one that
/// counts something, or one around zero.
pub fn integer(merged: &Merged, rng: &mut Rng, around_zero: bool) -> Option<Value> {
    let step = merged.multiple_of.as_ref().and_then(Number::as_f64).unwrap_or(1.0);
    if step.fract() != 0.0 {
        // Few multiples of a fraction are whole, but zero is.
        return Some(Value::from(0));
    }
    let step = whole(step).filter(|step| *step > 0).unwrap_or(1);
    let least = merged.minimum.as_ref().and_then(|(bound, exclusive)| {
        let least = exact(bound, f64::ceil)?;
        Some(if *exclusive && is_whole(bound) { least + 1 } else { least })
    });
    let greatest = merged.maximum.as_ref().and_then(|(bound, exclusive)| {
        let greatest = exact(bound, f64::floor)?;
        Some(if *exclusive && is_whole(bound) { greatest - 1 } else { greatest })
    });
    let (low, high) = match (least, greatest) {
        (None, None) if around_zero => (-2, 2),
        (None, None) => (1, 100),
        (Some(low), None) => (low, low.saturating_add(100)),
        (None, Some(high)) => (high.min(1).max(high.saturating_sub(100)), high),
        (Some(low), Some(high)) => (low, high.min(low.saturating_add(100))),
    };
    // The first multiple at or above the lower end.
    let first = low + (step - low.rem_euclid(step)) % step;
    if first > high {
        return None;
    }
    let room = (high - first) / step;
    let picked = first + step * i128::try_from(rng.below(usize::try_from(room).unwrap_or(0) + 1)).ok()?;
    i64::try_from(picked).map(Value::from).or_else(|_| u64::try_from(picked).map(Value::from)).ok()
}

/// A number that the bounds allow.
pub fn number(merged: &Merged, rng: &mut Rng) -> Option<Value> {
    if let Some(step) = merged.multiple_of.as_ref().and_then(Number::as_f64).filter(|step| *step > 0.0) {
        let low = merged.minimum.as_ref().and_then(|(bound, _)| bound.as_f64()).unwrap_or(0.0);
        return Number::from_f64(((low / step).floor() + 1.0) * step).map(Value::Number);
    }
    let read = |bound: Option<&(Number, bool)>| bound.and_then(|(bound, _)| bound.as_f64());
    let offset = [0.5, 0.25, 0.75].get(rng.below(3)).copied().unwrap_or(0.5);
    let value = match (read(merged.minimum.as_ref()), read(merged.maximum.as_ref())) {
        (Some(low), Some(high)) => low + (high - low) * offset,
        (Some(low), None) => low.floor() + 1.0 + offset,
        (None, Some(high)) => high.ceil() - 1.0 - offset,
        (None, None) => offset + [1.0, 2.0, 12.0].get(rng.below(3)).copied().unwrap_or(1.0),
    };
    Number::from_f64(value).map(Value::Number)
}

fn is_whole(bound: &Number) -> bool {
    bound.as_f64().is_some_and(|bound| bound.fract() == 0.0)
}

fn exact(bound: &Number, round: fn(f64) -> f64) -> Option<i128> {
    let whole_number = bound.as_i64().map(i128::from).or_else(|| bound.as_u64().map(i128::from));
    whole_number.or_else(|| whole(round(bound.as_f64()?)))
}

#[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
fn whole(float: f64) -> Option<i128> {
    (float.abs() < 1e30).then_some(float as i128)
}
