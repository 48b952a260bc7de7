//! Which fault, where, how often.

use std::fmt;
use std::str::FromStr;

use avouch_api::{Operation, Pattern, PatternError};

use super::Fault;

/// A fault, the operations that it is for, and how often it happens: `NAME[@PAT][=PROBABILITY]`.
#[derive(Clone, Debug)]
pub struct FaultRule {
    /// The fault.
    pub fault: Fault,
    /// The operations; `None` for all.
    pub pattern: Option<Pattern>,
    /// From 0, never, to 1, always.
    pub probability: f64,
}

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultRuleError {
    /// A sentence without a full stop.
    pub message: String,
}

impl FaultRule {
    /// A fault that always happens, to all operations.
    pub fn always(fault: Fault) -> FaultRule {
        FaultRule { fault, pattern: None, probability: 1.0 }
    }

    /// Whether the rule is for an operation.
    pub fn concerns(&self, operation: &Operation) -> bool {
        self.pattern.as_ref().is_none_or(|pattern| pattern.matches(operation))
    }
}

impl FromStr for FaultRule {
    type Err = FaultRuleError;

    fn from_str(text: &str) -> Result<FaultRule, FaultRuleError> {
        let error = |message: String| FaultRuleError { message };
        // A pattern may hold `=` itself, so that only what reads as a number is a probability.
        let (rest, probability) = match text.rsplit_once('=') {
            Some((rest, number)) => match number.parse::<f64>() {
                Ok(number) if (0.0..=1.0).contains(&number) => (rest, number),
                Err(_) if rest.contains('@') => (text, 1.0),
                _ => return Err(error(format!("`{number}` is no probability: it lies between 0 and 1"))),
            },
            None => (text, 1.0),
        };
        let (name, pattern) = match rest.split_once('@') {
            Some((name, pattern)) => {
                (name, Some(pattern.parse().map_err(|refused: PatternError| error(refused.to_string()))?))
            }
            None => (rest, None),
        };
        let known = || Fault::ALL.map(Fault::name).join(", ");
        let fault =
            Fault::by_name(name).ok_or_else(|| error(format!("`{name}` is no fault; there are {}", known())))?;
        Ok(FaultRule { fault, pattern, probability })
    }
}

impl fmt::Display for FaultRuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FaultRuleError {}

#[cfg(test)]
mod tests {
    use super::FaultRule;
    use crate::Fault;

    #[test]
    fn rules_are_read() {
        let rule: FaultRule = "wrong-status".parse().unwrap();
        assert_eq!((rule.fault, rule.pattern.is_none(), rule.probability), (Fault::WrongStatus, true, 1.0));
        let rule: FaultRule = "slow@GET /a/{id}?x=y".parse().unwrap();
        assert_eq!(
            (rule.pattern.map(|pattern| pattern.to_string()), rule.probability),
            (Some("GET /a/{id}?x=y".to_owned()), 1.0)
        );
        let rule: FaultRule = "close@tag:Apps=0.25".parse().unwrap();
        assert_eq!(
            (rule.pattern.map(|pattern| pattern.to_string()), rule.probability),
            (Some("tag:Apps".to_owned()), 0.25)
        );
    }

    #[test]
    fn nonsense_is_refused_with_a_reason() {
        for (text, reason) in [("wrong", "is no fault"), ("slow=2", "between 0 and 1"), ("slow=x", "between 0 and 1")] {
            let error = text.parse::<FaultRule>().unwrap_err();
            assert!(error.message.contains(reason), "{text}: {error}");
        }
    }
}
