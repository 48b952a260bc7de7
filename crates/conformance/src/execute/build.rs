//! From a planned request to one that is sent: identifiers of the run in the place of those of the examples.

use avouch_api::schema::SchemaId;
use avouch_api::{Action, Operation, OperationIndex, ResourceIndex};
use avouch_validate::{Request, View};
use avouch_wire::Location;
use serde_json::Value;

use super::state::{Resolved, State, Tie};
use crate::SkipReason;
use crate::json;
use crate::plan::{BodyContent, Origin, Plan, PlannedRequest, Slot};

/// A request with the identifiers of the run.
#[derive(Clone, Debug)]
pub(crate) struct Built {
    pub(crate) request: Request,
    /// The items that the path names, from the left.
    pub(crate) path: Vec<Named>,
    /// Whether every identifier in the path was made or learned by the run, or given by the user.
    pub(crate) known: bool,
    /// The body's value, where it is one.
    pub(crate) body: Option<Value>,
    /// The value of the last variable of the path, where the operation makes an item of that name.
    pub(crate) own_name: Option<(Slot, Value)>,
    /// Whether nothing was found, just before, where the operation makes an item.
    pub(crate) was_absent: bool,
}

/// An item that a path names.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) resource: ResourceIndex,
    pub(crate) value: Value,
    pub(crate) pointer: String,
    pub(crate) tie: Tie,
    /// The position of the instance in the state, where it is known.
    pub(crate) instance: Option<usize>,
}

impl Named {
    fn new(slot: &Slot, value: Value, found: Option<&Resolved>) -> Named {
        Named {
            resource: slot.resource,
            value,
            pointer: slot.pointer.clone(),
            tie: found.map_or(Tie::Found, |found| found.tie),
            instance: found.map(|found| found.instance),
        }
    }
}

/// What a request is built from.
pub(crate) struct Builder<'b> {
    pub(crate) plan: &'b Plan,
    pub(crate) state: &'b State,
    /// What stands before every path.
    pub(crate) base: &'b str,
    /// The instance that the request is about, in the place of the one that would be taken.
    pub(crate) instance: Option<usize>,
    /// Whether items must be the run's own where it makes some.
    pub(crate) only_made: bool,
}

impl Builder<'_> {
    /// Builds a request.
    ///
    /// # Errors
    /// Why it cannot be sent.
    pub(crate) fn build(&self, operation: &Operation, planned: &PlannedRequest) -> Result<Built, SkipReason> {
        let mut planned = planned.clone();
        let (path, known) = self.fill_path(operation, &mut planned)?;
        let above = above(&path);
        self.fill_query(operation, &mut planned, &above);
        let body = self.fill_body(&mut planned, &above)?;
        let own_name = self.own_name(operation, &planned);
        let request = planned.encode(&self.plan.api, operation, self.base);
        let request = request.map_err(|detail| SkipReason::NotEncodable { detail })?;
        Ok(Built { request, path, known, body, own_name, was_absent: false })
    }

    /// The request that reads what an operation is about to make, where its body says by which identifier.
    pub(crate) fn before(&self, operation: &Operation, built: &Built) -> Option<(OperationIndex, Built)> {
        let (resource, Action::Create) = operation.resource? else { return None };
        let kind = self.plan.catalogue.kind(resource)?;
        let value = built.body.as_ref()?.pointer(kind.pointer.as_ref()?)?;
        let read = self.plan.api.operation(kind.read?);
        let (variable, _) = self.plan.catalogue.facts(read.index)?.variables.last()?;
        let mut planned = self.plan.helpers.get(&read.index)?.clone();
        let is_own = |index: usize| {
            let own = read.parameters.get(index);
            own.is_some_and(|own| own.location == Location::Path && own.name == *variable)
        };
        let own = planned.parameters.iter_mut().find(|parameter| is_own(parameter.index))?;
        (own.value, own.origin, own.slot) = (value.clone(), Origin::Given, None);
        let again = self.build(read, &planned).ok().filter(|again| above(&again.path) == above(&built.path))?;
        Some((read.index, again))
    }

    fn fill_path(&self, operation: &Operation, planned: &mut PlannedRequest) -> Result<(Vec<Named>, bool), SkipReason> {
        let mut path: Vec<Named> = Vec::new();
        let variables = self.plan.catalogue.facts(operation.index).map(|facts| facts.variables.as_slice());
        let order = |name: &str| variables.unwrap_or_default().iter().position(|(variable, _)| variable == name);
        let in_path =
            |index: usize| operation.parameters.get(index).filter(|parameter| parameter.location == Location::Path);
        let mut known = true;
        let mut parameters: Vec<_> =
            planned.parameters.iter_mut().filter(|parameter| in_path(parameter.index).is_some()).collect();
        parameters.sort_by_key(|parameter| in_path(parameter.index).and_then(|own| order(&own.name)));
        for parameter in parameters {
            if parameter.origin == Origin::Given {
                continue;
            }
            let Some(slot) = &parameter.slot else {
                known &= self.link(operation, parameter.index, &mut parameter.value);
                continue;
            };
            let found = self.resolve(slot, &above(&path), &parameter.value)?;
            let found = found.filter(|found| {
                let schema = in_path(parameter.index).and_then(|own| own.carrier.schema());
                found.tie > Tie::Found || self.may_be_sent(schema, &found.value)
            });
            if let Some(found) = &found {
                parameter.value = found.value.clone();
            } else {
                known &= self.link(operation, parameter.index, &mut parameter.value);
            }
            path.push(Named::new(slot, parameter.value.clone(), found.as_ref()));
        }
        Ok((path, known))
    }

    /// Whether the document lets an identifier that was found at the target be sent.
    fn may_be_sent(&self, schema: Option<SchemaId>, value: &Value) -> bool {
        let Some(schema) = schema else { return true };
        let accepts = |value: &Value| self.plan.validator.accepts(schema, View::Request, value);
        accepts(value) || json::identifier(value).is_some_and(|text| accepts(&Value::String(text)))
    }

    /// Takes the value that a link gave, where one did.
    fn link(&self, operation: &Operation, parameter: usize, value: &mut Value) -> bool {
        match self.state.linked.get(&(operation.index, parameter)) {
            Some(linked) => {
                *value = linked.clone();
                true
            }
            None => false,
        }
    }

    fn fill_query(&self, operation: &Operation, planned: &mut PlannedRequest, above: &[(ResourceIndex, String)]) {
        let lists = self.plan.catalogue.facts(operation.index).and_then(|facts| facts.lists.as_ref());
        planned.parameters.retain_mut(|parameter| {
            let own = operation.parameters.get(parameter.index);
            if own.is_none_or(|own| own.location == Location::Path) {
                return true;
            }
            let Some(slot) = &parameter.slot else {
                self.link(operation, parameter.index, &mut parameter.value);
                return true;
            };
            let example = match &parameter.value {
                Value::Array(items) => items.first().cloned().unwrap_or_default(),
                other => other.clone(),
            };
            match self.state.resolve(slot, above, &example) {
                Some(Resolved { value, .. }) => {
                    parameter.value = if parameter.value.is_array() { Value::Array(vec![value]) } else { value };
                    true
                }
                // A list that is filtered by identifiers of which none is known would only be empty.
                None => own.is_some_and(|own| own.required) || lists.is_none_or(|(listed, _)| *listed != slot.resource),
            }
        });
    }

    fn fill_body(
        &self,
        planned: &mut PlannedRequest,
        above: &[(ResourceIndex, String)],
    ) -> Result<Option<Value>, SkipReason> {
        let Some(BodyContent::Value(value, places)) = planned.body.as_mut().map(|body| &mut body.content) else {
            return Ok(None);
        };
        for place in places {
            let Some(target) = value.pointer_mut(&place.at) else { continue };
            // What a path names is meant in the body too.
            let named = above.iter().find(|(resource, _)| *resource == place.slot.resource);
            let found = match named {
                Some(_) if self.instance.is_none() => self.resolve(&place.slot, above, target)?,
                _ => self.resolve(&place.slot, &[], target)?,
            };
            if let Some(found) = found {
                *target = found.value;
            }
        }
        Ok(Some(value.clone()))
    }

    /// An identifier; `None` where the example's is the best there is.
    fn resolve(
        &self,
        slot: &Slot,
        above: &[(ResourceIndex, String)],
        example: &Value,
    ) -> Result<Option<Resolved>, SkipReason> {
        if let Some(found) = self.instance.and_then(|instance| self.state.of_instance(instance, slot)) {
            return Ok(Some(found));
        }
        if let Some(found) = self.above_instance(slot) {
            return Ok(Some(found));
        }
        let found = self.state.resolve(slot, above, example);
        let makes = self.state.attempted.contains(&slot.resource);
        match found {
            Some(found) if found.tie > Tie::Found || !(makes && self.only_made) => Ok(Some(found)),
            None if !makes || (self.state.unidentified.contains(&slot.resource) && !self.only_made) => Ok(None),
            _ => {
                let resource = self.plan.api.resources.get(slot.resource.0 as usize);
                let resource = resource.map(|resource| resource.name.clone()).unwrap_or_default();
                Err(SkipReason::DependencyFailed { resource })
            }
        }
    }

    /// The item above the instance that the request is about.
    fn above_instance(&self, slot: &Slot) -> Option<Resolved> {
        let position = self.instance?;
        let instance = self.state.instances.get(position)?;
        let (_, identifier) = instance.above.iter().find(|(resource, _)| *resource == slot.resource)?;
        let value = Value::String(identifier.clone());
        Some(Resolved { value, tie: instance.tie, instance: position })
    }

    fn own_name(&self, operation: &Operation, planned: &PlannedRequest) -> Option<(Slot, Value)> {
        let facts = self.plan.catalogue.facts(operation.index).filter(|facts| facts.names_its_own)?;
        let (variable, slot) = facts.variables.last()?;
        let is_it = |index: usize| {
            let own = operation.parameters.get(index);
            own.is_some_and(|own| own.location == Location::Path && own.name == *variable)
        };
        let value = planned.parameters.iter().find(|parameter| is_it(parameter.index))?.value.clone();
        Some((slot.clone(), value))
    }
}

/// The items of a path as what stands above further ones.
pub(crate) fn above(path: &[Named]) -> Vec<(ResourceIndex, String)> {
    path.iter().filter_map(|named| Some((named.resource, json::identifier(&named.value)?))).collect()
}
