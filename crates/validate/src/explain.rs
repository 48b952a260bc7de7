//! From the errors of the JSON Schema validator to violations that a person can act on.
//!
//! The errors of a `oneOf` or `anyOf` are those of the branch that was meant, where that can be told: by the discriminator,
//! by constants, by the type, by the properties that are there. The verdict is never touched.

use avouch_api::schema::{Schema, SchemaId};
use avouch_api::{Api, Origin};
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

use crate::formats::NUMBER_FORMAT;
use crate::message::{self, Quoting};
use crate::{Settings, Violation, export, place};

/// How deep branches inside branches are explained one by one.
const MAX_BRANCH_DEPTH: usize = 8;
/// The most alternatives that one message describes.
const MAX_SUMMARISED: usize = 4;

/// Turns errors into violations.
pub struct Explainer<'a> {
    api: &'a Api,
    settings: &'a Settings,
}

impl<'a> Explainer<'a> {
    pub fn new(api: &'a Api, settings: &'a Settings) -> Self {
        Explainer { api, settings }
    }

    /// The violations that errors stand for, up to the limit, without repetitions.
    pub fn explain<'e>(&self, errors: impl IntoIterator<Item = ValidationError<'e>>) -> Vec<Violation> {
        let mut violations = Vec::new();
        for error in errors {
            if violations.len() >= self.settings.max_violations {
                break;
            }
            self.add(&error, 0, &mut violations);
        }
        violations.truncate(self.settings.max_violations);
        violations
    }

    fn add(&self, error: &ValidationError<'_>, depth: usize, violations: &mut Vec<Violation>) {
        if violations.len() >= self.settings.max_violations {
            return;
        }
        match error.kind() {
            // The engine gave up, or the export is at fault: nothing is known about the value.
            Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } | Kind::Referencing(_) => {}
            Kind::OneOfNotValid { context } | Kind::AnyOf { context } => {
                match self.meant(error, context).filter(|_| depth < MAX_BRANCH_DEPTH) {
                    Some(branch) => branch.iter().for_each(|error| self.add(error, depth + 1, violations)),
                    None => push(violations, self.no_branch(error, context)),
                }
            }
            Kind::OneOfMultipleValid { context } => push(violations, self.several_branches(error, context)),
            _ => push(violations, self.plain(error)),
        }
    }

    fn plain(&self, error: &ValidationError<'_>) -> Violation {
        let quoting = Quoting::new(self.settings, error.instance_path().as_str());
        let (message, properties) = message::describe(error, &quoting);
        self.violation(error, message, properties)
    }

    fn violation(&self, error: &ValidationError<'_>, message: String, properties: Vec<String>) -> Violation {
        let keyword = match error.kind().keyword() {
            NUMBER_FORMAT => "format",
            keyword => keyword,
        };
        Violation {
            pointer: error.instance_path().as_str().to_owned(),
            keyword: keyword.to_owned(),
            message,
            origin: self.origin(error.schema_path().as_str(), keyword),
            properties,
        }
    }

    /// Where a keyword stands in the document, else its schema.
    fn origin(&self, location: &str, keyword: &str) -> Option<Origin> {
        let schema = self.schema_of(location)?.origin?;
        Some(place::member(self.api, schema, &[keyword]).unwrap_or(schema))
    }

    fn schema_of(&self, location: &str) -> Option<&'a Schema> {
        let id = export::schema_at(location)?;
        ((id.0 as usize) < self.api.document.schemas().len()).then(|| self.api.schema(id))
    }

    /// The branches of the `oneOf` or `anyOf` that an error speaks of.
    fn branches(&self, error: &ValidationError<'_>) -> &'a [SchemaId] {
        let schema = self.schema_of(error.schema_path().as_str());
        schema.map_or(&[], |schema| match error.kind() {
            Kind::AnyOf { .. } => &schema.any_of,
            _ => &schema.one_of,
        })
    }

    /// The errors of the branch that the author of the value meant, where that can be told.
    fn meant<'e>(
        &self,
        error: &ValidationError<'_>,
        context: &'e [Vec<ValidationError<'static>>],
    ) -> Option<&'e [ValidationError<'static>]> {
        if let [only] = context {
            return (!only.is_empty()).then_some(only);
        }
        let by_name =
            self.discriminated(error).and_then(|branch| context.get(branch)).filter(|errors| !errors.is_empty());
        if let Some(errors) = by_name {
            return Some(errors);
        }
        let here = error.instance_path().as_str();
        let mut ranked: Vec<_> = context.iter().map(|errors| (strangeness(errors, here), errors)).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        match ranked.as_slice() {
            // A branch stands out where it is the only one whose kind and constants fit.
            [(best, errors), (next, _), ..] if best.0 < next.0 && !errors.is_empty() => Some(errors),
            _ => None,
        }
    }

    /// The branch that the discriminator names.
    fn discriminated(&self, error: &ValidationError<'_>) -> Option<usize> {
        let schema = self.schema_of(error.schema_path().as_str())?;
        let discriminator = schema.discriminator.as_ref()?;
        let Some(Value::String(name)) = error.instance().get(&discriminator.property_name) else { return None };
        let target = match discriminator.mapping.get(name) {
            Some((_, target)) => *target,
            None => self.api.schemas.get(name).copied(),
        };
        let target = self.api.resolve(target.or(discriminator.default_mapping)?);
        self.branches(error).iter().position(|branch| self.api.resolve(*branch) == target)
    }

    fn no_branch(&self, error: &ValidationError<'_>, context: &[Vec<ValidationError<'static>>]) -> Violation {
        let branches = self.branches(error);
        let mut message = format!("matches none of the {} alternatives", context.len());
        for (index, errors) in context.iter().enumerate().take(MAX_SUMMARISED) {
            let Some(first) = errors.first() else { continue };
            let quoting = Quoting::new(self.settings, first.instance_path().as_str());
            let (reason, _) = message::describe(first, &quoting);
            message.extend([if index == 0 { ": " } else { "; " }, &self.name(branches, index), ": ", &reason]);
        }
        if context.len() > MAX_SUMMARISED {
            message.push_str("; …");
        }
        self.violation(error, message, Vec::new())
    }

    fn several_branches(&self, error: &ValidationError<'_>, context: &[Vec<ValidationError<'static>>]) -> Violation {
        let branches = self.branches(error);
        let valid = context.iter().enumerate().filter(|(_, errors)| errors.is_empty());
        let names: Vec<String> = valid.map(|(index, _)| self.name(branches, index)).collect();
        let message = match names.len() {
            0 | 1 => "matches several alternatives, exactly one is allowed".to_owned(),
            count => format!(
                "matches {count} of {} alternatives ({}), exactly one is allowed",
                context.len(),
                names.iter().take(MAX_SUMMARISED).map(String::as_str).collect::<Vec<_>>().join(", ")
            ),
        };
        self.violation(error, message, Vec::new())
    }

    /// What to call a branch: the name of its component, its title, else its position.
    fn name(&self, branches: &[SchemaId], index: usize) -> String {
        let named = branches.get(index).and_then(|branch| {
            let branch = self.api.resolve(*branch);
            let component = self.api.schemas.iter().find(|(_, schema)| self.api.resolve(**schema) == branch);
            let title = || self.api.schema(branch).title.as_ref();
            component.map(|(name, _)| name).or_else(title)
        });
        named.map_or_else(|| format!("alternative {}", index + 1), |name| format!("`{name}`"))
    }
}

/// How far a value is from a branch: first what speaks against the branch being meant, then how much is wrong.
fn strangeness(errors: &[ValidationError<'_>], here: &str) -> ((u32, u32), usize) {
    let mut other_kind = 0;
    let mut other_constant = 0;
    let mut rest = 0;
    for error in errors {
        let below = error.instance_path().as_str().strip_prefix(here).unwrap_or_default();
        let levels = below.matches('/').count();
        match error.kind() {
            Kind::Type { .. } | Kind::FalseSchema if levels == 0 => other_kind += 1,
            Kind::Constant { .. } if levels <= 1 => other_constant += 1,
            Kind::Enum { .. } if levels == 0 || is_tag(error) => other_constant += 1,
            _ => rest += 1,
        }
    }
    ((other_kind, other_constant), rest)
}

/// Whether an `enum` has just one value, so that it marks a branch as `const` does.
fn is_tag(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), Kind::Enum { options } if options.as_array().is_some_and(|options| options.len() == 1))
}

fn push(violations: &mut Vec<Violation>, violation: Violation) {
    if !violations.contains(&violation) {
        violations.push(violation);
    }
}
