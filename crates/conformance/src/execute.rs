//! Sends what a plan says, one request after the other, and judges what comes back.

mod before;
mod build;
mod chain;
mod cleanup;
mod client;
mod credentials;
mod jobs;
pub(crate) mod judge;
mod learn;
mod second_look;
mod send;
mod state;
mod stop;

use std::collections::BTreeSet;

use avouch_api::{Action, Operation, OperationIndex};
use avouch_validate::{Request, Response};
use tokio::time::Instant;

use crate::config::{Config, Writes};
use crate::event::{Event, Reporter};
use crate::finding::{Context, Draft, Recorder};
use crate::mask::Masker;
use crate::plan::{Plan, Purpose, Step};
use crate::report::{CaseReport, Report, Tally};
use crate::{SkipReason, codes};
use build::{Builder, Built};
use client::{Answer, Client, ClientError};
use credentials::Credentials;
use judge::{Circumstances, Verdict};
use state::{State, Tie};

pub use judge::Outcome;
pub use stop::{Stop, Stopper, stop};

/// After so many requests in a row without a connection the run is given up.
const MAX_UNREACHABLE: usize = 3;

/// Runs a plan.
///
/// Whatever happens, a report is made of what was done: where the target cannot be reached, where the run is asked to stop or
/// its time is up (what was made is removed then, too), and where the command that prints credentials fails.
pub async fn run(plan: &Plan, config: &Config, reporter: &mut dyn Reporter, stop: Stop) -> Report {
    let mut masker = Masker::new(&plan.api);
    let credentials = Credentials::new(&plan.api, config, &mut masker);
    let started = Instant::now();
    let mut engine = Engine {
        plan,
        config,
        client: Client::new(&config.target, config.limits.request, config.limits.body),
        credentials,
        masker,
        state: State::default(),
        recorder: Recorder::default(),
        tally: Tally::new(plan),
        reporter,
        stop,
        deadline: config.limits.run.map(|time| started + time),
        further: None,
        unreachable: 0,
        slow_jobs: false,
        ended: None,
        left_behind: Vec::new(),
        unauthenticated: BTreeSet::new(),
    };
    engine.reporter.event(&Event::Started { cases: plan.len() });
    engine.examples().await;
    engine.steps().await;
    engine.clean_up().await;
    engine.report(started)
}

struct Engine<'r> {
    plan: &'r Plan,
    config: &'r Config,
    client: Client,
    credentials: Credentials,
    masker: Masker,
    state: State,
    recorder: Recorder,
    tally: Tally,
    reporter: &'r mut dyn Reporter,
    stop: Stop,
    deadline: Option<Instant>,
    /// The instance that was made for the next deletion.
    further: Option<usize>,
    /// How many requests in a row found no connection.
    unreachable: usize,
    /// Whether a task did not end in time, so that further ones get less of it.
    slow_jobs: bool,
    /// Why nothing more is sent.
    ended: Option<SkipReason>,
    left_behind: Vec<String>,
    /// The operations that were called without the credentials that they demand.
    unauthenticated: BTreeSet<OperationIndex>,
}

/// A request on its way to a verdict.
struct Sent {
    built: Built,
    request: Request,
    authenticated: bool,
    answer: Result<Answer, ClientError>,
}

impl Engine<'_> {
    /// Connects, asks for credentials, and says what is wrong with the examples themselves.
    async fn examples(&mut self) {
        if let Err(error) = self.client.connect().await {
            self.end(SkipReason::Unreachable);
            self.tally.unreachable = Some(error.to_string());
        } else if let Err(fault) = self.credentials.refresh(&mut self.masker).await {
            let draft = Draft::new(
                &codes::AUTH_COMMAND,
                "authentication",
                crate::finding::Blame::Environment,
                format!("the command that prints credentials failed: {fault}"),
            );
            if let Some(step) = self.plan.steps.first() {
                self.found(draft, step.operation, &step.case, None, None);
            }
        }
        for step in self.plan.steps.iter().filter(|step| step.purpose == Purpose::Case) {
            let operation = self.plan.api.operation(step.operation);
            let request = step.request.encode(&self.plan.api, operation, self.config.target.base()).ok();
            for breach in &step.breaches {
                let draft = Draft::of(breach.clone(), crate::finding::Blame::Document);
                self.found(draft, step.operation, &step.case, request.as_ref(), None);
            }
        }
    }

    async fn steps(&mut self) {
        let plan = self.plan;
        for step in &plan.steps {
            if self.ended.is_none() && (self.stop.is_asked() || self.is_late()) {
                self.end(SkipReason::Stopped);
            }
            if let Some(reason) = self.ended.clone() {
                self.finish(step, Outcome::Skipped(reason), Instant::now());
                continue;
            }
            let started = Instant::now();
            let outcome = match self.step(step).await {
                Ok(outcome) => outcome,
                Err(reason) => Outcome::Skipped(reason),
            };
            self.finish(step, outcome, started);
        }
    }

    /// One request of the plan, to its end.
    async fn step(&mut self, step: &Step) -> Result<Outcome, SkipReason> {
        let operation = self.plan.api.operation(step.operation);
        let instance = if step.on_further { Some(self.take_further(operation)?) } else { None };
        let built = self.builder(operation, instance).build(operation, &step.request)?;
        if step.only_ours && built.path.last().is_none_or(|named| named.tie <= Tie::Found) {
            return Err(SkipReason::NotOurs);
        }
        let built = self.look_before(step, operation, built).await?;
        let sent = self.exchange(operation, built).await.map_err(|_| SkipReason::Stopped)?;
        let mut verdict = self.verdict(step, operation, &sent);
        if let Ok(answer) = &sent.answer {
            let response = answer.response.clone();
            self.after(step, operation, &sent.built, &response, &mut verdict).await;
            if let Some(again) = self.look_again(operation, step, &sent.built, &response).await {
                if again.verdict.drafts.iter().any(Draft::is_breach) {
                    verdict.outcome = Outcome::Failed;
                }
                for draft in again.verdict.drafts {
                    self.found(draft, step.operation, &step.case, Some(&again.request), Some(&again.response));
                }
            }
        }
        if step.purpose == Purpose::Case {
            if verdict.exercised {
                self.tally.exercised(step.operation);
            }
            let response = sent.answer.as_ref().ok().map(|answer| &answer.response);
            for draft in verdict.drafts {
                self.found(draft, step.operation, &step.case, Some(&sent.request), response);
            }
        }
        Ok(verdict.outcome)
    }

    fn verdict(&mut self, step: &Step, operation: &Operation, sent: &Sent) -> Verdict {
        let answer = match &sent.answer {
            Ok(answer) => answer,
            Err(error) => return judge::judge_silence(error),
        };
        if !sent.authenticated {
            self.unauthenticated.insert(operation.index);
        }
        let circumstances = Circumstances {
            intended: step.intended,
            request: &step.breaches,
            known: sent.built.known,
            authenticated: sent.authenticated,
        };
        let mut verdict = judge::judge(&self.plan.validator, operation, answer, &circumstances);
        if verdict.drafts.iter().any(Draft::is_breach) {
            return verdict;
        }
        let api = &self.plan.api;
        if !answer.cut {
            verdict.drafts.extend(chain::echo(api, operation, &sent.built, &answer.response));
        }
        verdict.drafts.extend(chain::unreadable(operation, &sent.built, &answer.response));
        if verdict.drafts.iter().any(Draft::is_breach) {
            verdict.outcome = Outcome::Failed;
        }
        verdict
    }

    /// What an answer leads to: things to remember, tasks to follow, deletions to confirm.
    async fn after(
        &mut self,
        step: &Step,
        operation: &Operation,
        built: &Built,
        response: &Response,
        verdict: &mut Verdict,
    ) {
        let location = self.location(response);
        let made = learn::learn(self.plan, &mut self.state, operation, built, response, location.as_deref());
        let ended = self.follow(operation, step, response).await;
        verdict.drafts.extend(ended.draft);
        let made = made.or_else(|| {
            let addresses = ended.addresses.iter().filter_map(|address| self.path_of(address)).collect::<Vec<_>>();
            learn::made_by_task(self.plan, &mut self.state, operation, built, &addresses)
        });
        if step.purpose == Purpose::Further {
            self.further = made;
            if let Some(instance) = made.and_then(|made| self.state.instances.get_mut(made)) {
                instance.further = true;
            }
        }
        if made.is_none() && matches!(response.status, 200..=299) {
            self.identify(operation, built).await;
        }
        self.after_list(operation, built, response).await;
        if !matches!(operation.resource, Some((_, Action::Delete))) {
            return;
        }
        let Some(position) = built.path.last().and_then(|named| named.instance) else { return };
        let is_done = matches!(response.status, 200..=299) && ended.done;
        if is_done && verdict.outcome == Outcome::Passed {
            verdict.drafts.extend(self.confirm_gone(operation, built).await);
        }
        if (is_done || matches!(response.status, 404 | 410))
            && let Some(instance) = self.state.instances.get_mut(position)
        {
            instance.alive = false;
        }
    }

    /// Lists once more without filters where a filtered list taught nothing about what no operation makes.
    async fn after_list(&mut self, operation: &Operation, built: &Built, response: &Response) {
        let lists = self.plan.catalogue.facts(operation.index).and_then(|facts| facts.lists.as_ref());
        let Some((resource, _)) = lists else { return };
        let has_filters = built.request.target.contains('?');
        if response.status != 200 || !has_filters || self.state.knows(*resource) || self.ended.is_some() {
            return;
        }
        let Some(planned) = self.plan.helpers.get(&operation.index) else { return };
        let Ok(plain) = self.builder(operation, None).build(operation, planned) else { return };
        let Ok(sent) = self.exchange(operation, plain).await else { return };
        if let Ok(answer) = &sent.answer {
            learn::learn(self.plan, &mut self.state, operation, &sent.built, &answer.response, None);
        }
    }

    /// Looks among the listed items for the one that an operation made without telling its identifier: by its name.
    async fn identify(&mut self, operation: &Operation, built: &Built) {
        let Some((resource, Action::Create)) = operation.resource else { return };
        self.state.unidentified.insert(resource);
        if !self.config.target.is_embedded() {
            self.left_behind.push(format!("what {} has made: no answer tells its identifier", operation.id));
        }
        let plan = self.plan;
        let Some(list) = plan.catalogue.kind(resource).and_then(|kind| kind.lists.first()) else { return };
        let (list, helper) = (plan.api.operation(*list), plan.helpers.get(list));
        let listing = helper.and_then(|planned| self.builder(list, None).build(list, planned).ok());
        let Some(listing) = listing else { return };
        let Ok(Sent { answer: Ok(answer), built: listing, .. }) = self.exchange(list, listing).await else { return };
        learn::by_name(plan, &mut self.state, resource, built, &listing, list, &answer.response);
    }

    /// Reads what was deleted.
    async fn confirm_gone(&mut self, operation: &Operation, built: &Built) -> Option<Draft> {
        let sent = self.read_again(operation, built).await?;
        let answer = sent.answer.ok()?;
        let (resource, _) = operation.resource?;
        let read = self.plan.api.operation(self.plan.catalogue.kind(resource)?.read?);
        let breaches = self.plan.validator.judge_response(read, &read.method, &answer.response);
        let is_sound = breaches.is_empty() && matches!(answer.response.status, 200..=299);
        is_sound.then(|| chain::still_there(operation, answer.response.status))
    }

    /// Reads the item that a request was about, at the same path.
    async fn read_again(&mut self, operation: &Operation, built: &Built) -> Option<Sent> {
        let (resource, _) = operation.resource?;
        let read = self.plan.api.operation(self.plan.catalogue.kind(resource)?.read?);
        if read.path.identity() != operation.path.identity() {
            return None;
        }
        let planned = self.plan.helpers.get(&read.index)?;
        let instance = built.path.last().and_then(|named| named.instance);
        let mut again = self.builder(read, instance).build(read, planned).ok()?;
        let path = built.request.path().to_owned();
        again.request.target = match again.request.query() {
            "" => path,
            query => format!("{path}?{query}"),
        };
        self.exchange(read, again).await.ok()
    }

    fn builder(&self, operation: &Operation, instance: Option<usize>) -> Builder<'_> {
        Builder {
            plan: self.plan,
            state: &self.state,
            base: self.config.target.base(),
            instance,
            only_made: self.config.writes == Writes::Own && !operation.is_safe(),
        }
    }

    fn take_further(&mut self, operation: &Operation) -> Result<usize, SkipReason> {
        let resource = operation.resource.and_then(|(index, _)| self.plan.api.resources.get(index.0 as usize));
        let resource = resource.map(|resource| resource.name.clone()).unwrap_or_default();
        self.further.take().ok_or(SkipReason::DependencyFailed { resource })
    }

    fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    fn end(&mut self, reason: SkipReason) {
        self.reporter.event(&Event::Stopping(&reason));
        self.ended = Some(reason);
    }

    fn finish(&mut self, step: &Step, outcome: Outcome, started: Instant) {
        if step.purpose != Purpose::Case {
            return;
        }
        let operation = self.plan.api.operation(step.operation);
        self.reporter.event(&Event::CaseEnded { operation: &operation.id, case: &step.case, outcome: &outcome });
        let case = CaseReport { name: step.case.clone(), outcome, duration: started.elapsed() };
        self.tally.add(step.operation, case);
    }

    fn found(
        &mut self,
        draft: Draft,
        operation: OperationIndex,
        case: &str,
        request: Option<&Request>,
        response: Option<&Response>,
    ) {
        let operation = self.plan.api.operation(operation);
        let context = Context { operation, case, request, response, recorded: None };
        let first = self.recorder.record(&self.plan.api, &self.config.target, &self.masker, draft, &context);
        if let Some(finding) = first {
            self.reporter.event(&Event::Found(finding));
        }
    }

    fn report(self, started: Instant) -> Report {
        let Engine { plan, config, recorder, tally, reporter, left_behind, unauthenticated, ended, .. } = self;
        let mut report = tally.into_report(&plan.api, config.seed, started.elapsed());
        report.findings = recorder.into_findings();
        report.left_behind = left_behind;
        report.unauthenticated = unauthenticated.len();
        report.stopped = ended;
        reporter.event(&Event::Ended(&report));
        report
    }
}
