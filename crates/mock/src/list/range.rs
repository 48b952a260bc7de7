//! Filters that say how a value relates to another one: `created_ats[gt]=2024-05-01T00:00:00Z`.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::Value;

use crate::call::text;

/// How a value relates to a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    NotEqual,
}

impl Relation {
    fn by_name(name: &str) -> Option<Relation> {
        match name {
            "gt" => Some(Relation::Greater),
            "gte" | "ge" => Some(Relation::GreaterOrEqual),
            "lt" => Some(Relation::Less),
            "lte" | "le" => Some(Relation::LessOrEqual),
            "ne" | "not" => Some(Relation::NotEqual),
            _ => None,
        }
    }

    /// Whether a value relates so to a bound; what cannot be compared does not.
    pub(super) fn holds(self, value: &Value, bound: &str) -> bool {
        let Some(order) = compare(value, bound) else { return false };
        match self {
            Relation::Greater => order == Ordering::Greater,
            Relation::GreaterOrEqual => order != Ordering::Less,
            Relation::Less => order == Ordering::Less,
            Relation::LessOrEqual => order != Ordering::Greater,
            Relation::NotEqual => order != Ordering::Equal,
        }
    }
}

/// The name and the relation of a member of a parameter: `created_ats[gt]` has both itself, `gt` has its parameter's name.
pub(super) fn of_member<'m>(parameter: &'m str, member: &'m str) -> Option<(&'m str, Relation)> {
    match member.strip_suffix(']').and_then(|member| member.split_once('[')) {
        Some((name, relation)) => Some((name, Relation::by_name(relation)?)),
        None => Some((parameter, Relation::by_name(member)?)),
    }
}

/// Moments are compared as such, numbers as numbers, and all else as text.
fn compare(value: &Value, bound: &str) -> Option<Ordering> {
    let own = text(value)?;
    if let (Ok(own), Ok(bound)) = (own.parse::<Timestamp>(), bound.parse::<Timestamp>()) {
        return Some(own.cmp(&bound));
    }
    match (value.as_f64(), bound.parse::<f64>()) {
        (Some(own), Ok(bound)) => own.partial_cmp(&bound),
        (Some(_), Err(_)) => None,
        (None, _) => Some(own.as_str().cmp(bound)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Relation, of_member};

    #[test]
    fn values_relate_by_what_they_are() {
        let moment = json!("2024-05-01T10:00:00Z");
        assert!(Relation::Greater.holds(&moment, "2024-05-01T11:59:59+02:00"), "offsets count");
        assert!(Relation::LessOrEqual.holds(&moment, "2024-05-01T10:00:00.000Z"));
        assert!(!Relation::Less.holds(&moment, "2024-05-01T10:00:00Z"));
        assert!(Relation::Less.holds(&json!(9), "10"), "as numbers");
        assert!(Relation::GreaterOrEqual.holds(&json!("b"), "a"));
        assert!(!Relation::NotEqual.holds(&json!({}), "a"));
    }

    #[test]
    fn members_have_names_and_relations() {
        assert_eq!(of_member("created_ats_range", "created_ats[gt]"), Some(("created_ats", Relation::Greater)));
        assert_eq!(of_member("price", "lte"), Some(("price", Relation::LessOrEqual)));
        assert_eq!(of_member("price", "currency"), None);
        assert_eq!(of_member("price", "price[like]"), None);
    }
}
