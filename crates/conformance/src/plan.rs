//! What is sent, and in which order.

mod catalogue;
mod dry_run;
mod names;
mod order;
mod request;
mod safety;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use avouch_api::{Action, Api, Operation, OperationIndex, OperationKind, ResourceIndex, StatusSpec};
use avouch_sample::Sampler;
use avouch_validate::{Breach, Validator};
use avouch_wire::Location;

use crate::SkipReason;
use crate::config::{Config, Writes};
use order::Node;
use request::Planner;

pub(crate) use catalogue::{Catalogue, Slot};
pub(crate) use request::{BodyContent, Origin, PlannedRequest};

/// What is sent, and in which order. It knows nothing of the answers, so that it serves for any number of runs.
#[derive(Debug)]
pub struct Plan {
    pub(crate) api: Arc<Api>,
    pub(crate) validator: Arc<Validator>,
    pub(crate) catalogue: Catalogue,
    pub(crate) steps: Vec<Step>,
    /// The cases that are not sent, and why, by operation.
    pub(crate) skipped: Vec<Skipped>,
    /// The requests for things that are needed and not tested themselves: to read and delete what was made.
    pub(crate) helpers: BTreeMap<OperationIndex, PlannedRequest>,
    writes: Writes,
}

/// One request of a plan.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) operation: OperationIndex,
    /// The name of the case.
    pub(crate) case: String,
    pub(crate) purpose: Purpose,
    pub(crate) request: PlannedRequest,
    /// The status that is meant.
    pub(crate) intended: Option<StatusSpec>,
    /// What of the request breaks the document.
    pub(crate) breaches: Vec<Breach>,
    /// Whether it may only be sent against what the run has made.
    pub(crate) only_ours: bool,
    /// Whether it works on an instance that the step before made for it alone.
    pub(crate) on_further: bool,
}

/// What a step is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A case that is tested.
    Case,
    /// Makes or finds what cases need; its operation is left out of the test.
    Setup,
    /// Makes an instance for the next step alone.
    Further,
}

/// A case that is not sent.
#[derive(Clone, Debug)]
pub(crate) struct Skipped {
    pub(crate) operation: OperationIndex,
    pub(crate) case: String,
    pub(crate) reason: SkipReason,
}

/// The cases of one operation.
struct Candidate {
    operation: OperationIndex,
    purpose: Purpose,
    cases: Vec<(usize, PlannedRequest)>,
}

impl Plan {
    /// Plans a run.
    pub fn new(api: &Arc<Api>, config: &Config) -> Plan {
        Plan::with_validator(&Arc::new(Validator::new(Arc::clone(api))), config)
    }

    /// As [`Plan::new`], with a validator that is shared, so that what it has compiled serves for further plans.
    pub fn with_validator(validator: &Arc<Validator>, config: &Config) -> Plan {
        let api = validator.api();
        let catalogue = Catalogue::new(api);
        let sampler = Sampler::with_validator(Arc::clone(validator), config.seed);
        let planner = Planner { api, catalogue: &catalogue, validator, sampler: &sampler, config };
        let mut draft = Draft { skipped: Vec::new(), selected: Vec::new(), others: BTreeMap::new() };
        draft.collect(&planner);
        let candidates = draft.with_what_they_need(&planner);
        let steps = steps(&planner, &candidates);
        let helpers = helpers(&planner);
        let Draft { skipped, .. } = draft;
        Plan {
            api: Arc::clone(api),
            validator: Arc::clone(validator),
            catalogue,
            steps,
            skipped,
            helpers,
            writes: config.writes,
        }
    }

    /// The Api that is tested.
    pub fn api(&self) -> &Arc<Api> {
        &self.api
    }

    /// Whether what is not the run's own must be left alone.
    pub(crate) fn only_own(&self) -> bool {
        self.writes != Writes::All
    }

    /// How many cases are sent.
    pub fn len(&self) -> usize {
        self.steps.iter().filter(|step| step.purpose == Purpose::Case).count()
    }

    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A plan that is being made.
struct Draft {
    skipped: Vec<Skipped>,
    selected: Vec<Candidate>,
    /// Operations that are left out of the test, and may still be needed.
    others: BTreeMap<OperationIndex, Candidate>,
}

impl Draft {
    fn collect(&mut self, planner: &Planner<'_>) {
        for operation in &planner.api.operations {
            let reason = reason_to_skip(planner, operation);
            // What is left out of the test may still be sent to make what others need.
            let may_help = reason == Some(SkipReason::Filtered)
                && (operation.is_safe() || planner.config.writes != Writes::Refused);
            let mut cases = Vec::new();
            for (position, case) in operation.cases.iter().enumerate() {
                let may_be_sent = reason.is_none() || may_help;
                let request = may_be_sent.then(|| planner.plan(operation, case)).transpose();
                let skipped = match request {
                    Ok(request) => {
                        cases.extend(request.map(|request| (position, request)));
                        reason.clone()
                    }
                    Err(own) => reason.clone().or(Some(own)),
                };
                if let Some(reason) = skipped {
                    self.skipped.push(Skipped { operation: operation.index, case: case.name.clone(), reason });
                }
            }
            if cases.is_empty() {
                continue;
            }
            // What is made from another one of its kind, such as a copy, comes after what is made from nothing.
            cases.sort_by_key(|(_, request)| names_its_own_kind(operation, request));
            if may_help {
                let candidate = Candidate { operation: operation.index, purpose: Purpose::Setup, cases };
                self.others.insert(operation.index, candidate);
            } else {
                self.selected.push(Candidate { operation: operation.index, purpose: Purpose::Case, cases });
            }
        }
    }

    /// The selected operations and those that make or find what they need.
    fn with_what_they_need(&mut self, planner: &Planner<'_>) -> Vec<Candidate> {
        let mut candidates = std::mem::take(&mut self.selected);
        let mut looked_at: BTreeSet<ResourceIndex> = BTreeSet::new();
        let mut position = 0;
        while let Some(candidate) = candidates.get(position) {
            position += 1;
            let node = node(planner, candidate);
            for resource in node.needs {
                if looked_at.insert(resource) {
                    let provider = self.provider(planner, &candidates, resource);
                    candidates.extend(provider);
                }
            }
        }
        candidates.sort_by_key(|candidate| candidate.operation);
        candidates
    }

    /// An operation that makes, else one that lists, what is needed; `None` where one is there already, or none exists.
    fn provider(
        &mut self,
        planner: &Planner<'_>,
        candidates: &[Candidate],
        resource: ResourceIndex,
    ) -> Option<Candidate> {
        let kind = planner.catalogue.kind(resource)?;
        for providers in [&kind.creates, &kind.lists] {
            if candidates.iter().any(|candidate| providers.contains(&candidate.operation)) {
                return None;
            }
            let mut found = providers.iter().filter_map(|provider| self.others.remove(provider));
            if let Some(mut found) = found.next() {
                found.cases.truncate(1);
                return Some(found);
            }
        }
        None
    }
}

/// Whether a request to make an item names an item of the same kind.
fn names_its_own_kind(operation: &Operation, request: &PlannedRequest) -> bool {
    let Some((resource, Action::Create)) = operation.resource else { return false };
    let in_parameters = request.parameters.iter().filter_map(|parameter| parameter.slot.as_ref());
    let in_body = match request.body.as_ref().map(|body| &body.content) {
        Some(BodyContent::Value(_, places)) => places.as_slice(),
        _ => &[],
    };
    in_parameters.chain(in_body.iter().map(|place| &place.slot)).any(|slot| slot.resource == resource)
}

/// Why an operation is not tested, whatever its cases.
fn reason_to_skip(planner: &Planner<'_>, operation: &Operation) -> Option<SkipReason> {
    if operation.kind != OperationKind::Path {
        Some(SkipReason::CalledByServer)
    } else if !planner.config.selection.admits(operation) {
        Some(SkipReason::Filtered)
    } else if planner.config.writes == Writes::Refused && !operation.is_safe() {
        Some(SkipReason::WritesNotAllowed)
    } else {
        None
    }
}

/// What an operation needs, over all its cases.
fn node(planner: &Planner<'_>, candidate: &Candidate) -> Node {
    let operation = planner.api.operation(candidate.operation);
    let mut node = Node { operation: candidate.operation, needs: BTreeSet::new(), mentions: BTreeSet::new() };
    for (_, request) in &candidate.cases {
        for parameter in &request.parameters {
            let Some(slot) = &parameter.slot else { continue };
            let own = operation.parameters.get(parameter.index);
            let needed = own.is_some_and(|own| own.required || own.location == Location::Path);
            if needed { &mut node.needs } else { &mut node.mentions }.insert(slot.resource);
        }
        if let Some(BodyContent::Value(_, places)) = request.body.as_ref().map(|body| &body.content) {
            node.needs.extend(places.iter().map(|place| place.slot.resource));
        }
    }
    node
}

fn steps(planner: &Planner<'_>, candidates: &[Candidate]) -> Vec<Step> {
    let nodes: Vec<Node> = candidates.iter().map(|candidate| node(planner, candidate)).collect();
    let ordered = order::order(planner.api, planner.catalogue, &nodes);
    let mut steps = Vec::new();
    for candidate in ordered.into_iter().filter_map(|position| candidates.get(position)) {
        for (case, request) in &candidate.cases {
            steps.push(step(planner, candidate, *case, request.clone()));
        }
    }
    with_further_instances(planner, candidates, steps)
}

fn step(planner: &Planner<'_>, candidate: &Candidate, case: usize, request: PlannedRequest) -> Step {
    let operation = planner.api.operation(candidate.operation);
    let case = operation.cases.get(case);
    let breaches = request.breaches(planner.validator, operation);
    Step {
        operation: candidate.operation,
        case: case.map(|case| case.name.clone()).unwrap_or_default(),
        purpose: candidate.purpose,
        intended: case.and_then(|case| case.response.status),
        request,
        breaches,
        only_ours: planner.config.writes == Writes::Own && safety::is_destructive(planner.api, operation),
        on_further: false,
    }
}

/// Puts before each deletion but the last of its resource a step that makes an instance for it alone.
fn with_further_instances(planner: &Planner<'_>, candidates: &[Candidate], steps: Vec<Step>) -> Vec<Step> {
    let deletes = |step: &Step| match planner.api.operation(step.operation).resource {
        Some((resource, Action::Delete)) => Some(resource),
        _ => None,
    };
    let mut left: BTreeMap<ResourceIndex, usize> = BTreeMap::new();
    for resource in steps.iter().filter_map(deletes) {
        *left.entry(resource).or_default() += 1;
    }
    let mut result = Vec::with_capacity(steps.len());
    let mut number = 1;
    for mut step in steps {
        if let Some(count) = deletes(&step).and_then(|resource| left.get_mut(&resource)) {
            *count -= 1;
            let resource = deletes(&step).filter(|_| *count > 0);
            let creates = resource.and_then(|resource| planner.catalogue.kind(resource)).map(|kind| &kind.creates);
            let maker = candidates.iter().find(|candidate| {
                let names_its_own =
                    planner.catalogue.facts(candidate.operation).is_some_and(|facts| facts.names_its_own);
                creates.is_some_and(|creates| creates.contains(&candidate.operation)) && !names_its_own
            });
            if let Some((maker, (case, request))) = maker.and_then(|maker| Some((maker, maker.cases.first()?))) {
                number += 1;
                let operation = planner.api.operation(maker.operation);
                let request = request.further(planner.validator, operation, number);
                let further = self::step(planner, maker, *case, request);
                result.push(Step { purpose: Purpose::Further, ..further });
                step.on_further = true;
            }
        }
        result.push(step);
    }
    result
}

/// The plainest request of each operation that reads, lists or deletes items, for use beside the cases.
fn helpers(planner: &Planner<'_>) -> BTreeMap<OperationIndex, PlannedRequest> {
    let mut helpers = BTreeMap::new();
    let kinds = planner.catalogue.kinds.iter();
    for index in kinds.flat_map(|kind| kind.read.iter().chain(&kind.delete).chain(&kind.lists)) {
        let called = planner.api.operation(*index);
        let plain = called.cases.first().and_then(|case| planner.plan(called, case).ok());
        if let Some(mut request) = plain {
            request.parameters.retain(|parameter| {
                called.parameters.get(parameter.index).is_some_and(|own| own.required)
                    || parameter.origin == Origin::Given
            });
            helpers.insert(*index, request);
        }
    }
    helpers
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::Plan;
    use crate::Config;
    use crate::testing::api;

    #[test]
    fn copies_are_made_of_what_was_made_from_nothing() {
        let api = api("paths:
  /files:
    post:
      operationId: createFile
      parameters:
        - {name: source_guid, in: query, schema: {type: string}, examples: {copy: {value: 0a1b2c3d-0000-4000-8000-000000000001}}}
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object}
            examples: {copy: {value: {name: two}}, plain: {value: {name: one}}}
      responses:
        '201':
          description: made
          content:
            application/json:
              schema: {$ref: '#/components/schemas/File'}
              examples: {plain: {value: {guid: 0a1b2c3d-0000-4000-8000-000000000001, name: one}}}
  '/files/{guid}':
    get:
      operationId: getFile
      parameters: [{name: guid, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/File'}}}}
components:
  schemas:
    File: {type: object, properties: {guid: {type: string}, name: {type: string}}}
");
        let plan = Plan::new(&api, &Config::embedded((Ipv4Addr::LOCALHOST, 0).into())).to_string();
        let made: Vec<&str> = plan.lines().filter(|line| line.contains("createFile")).collect();
        assert_eq!(
            made,
            ["POST    /files  createFile [plain] -> 201", "POST    /files  createFile [copy] -> 201"],
            "{plan}"
        );
    }
}
