//! The operations on map runs, and what moves them on: children begin as far as there is room, and the last that ends
//! lets the execution go on.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html>

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::api::*;
use super::arn::StatesArn;
use super::asl::{Kind, Mode, StateKind};
use super::check::Members;
use super::dataset::{self, Entries, ITEM_READER_FAILED, Source};
use super::error::{Error, Reason};
use super::execution::Execution;
use super::list::Page;
use super::map_result::Form;
use super::map_run::{ChildOf, Counts, MapRun, Seat, Then};
use super::run::{About, BeginMapRun, ChildInput, Failure, Happened, Json, Run, Status};
use super::{Region, States};
use crate::aws::ids::Ids;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::Epoch;

/// After so many children others have their turn.
const TURNS: usize = 50;

impl States {
    /// Begins a map run that an execution wants.
    pub(super) fn begin_map_run(&self, parent: &Arc<Execution>, begin: Box<BeginMapRun>) {
        let machine = Arc::clone(&begin.machine);
        let StateKind::Map(map) = &machine[begin.state].kind else { return };
        let Mode::Distributed(distributed) = &map.mode else { return };
        let form = Form::of(distributed.result_writer.as_ref());
        let numbers = (self.shared.map_runs.fetch_add(1, Ordering::Relaxed), self.chance_of(parent).bits());
        let (kind, question) = (distributed.execution_type, begin.question);
        let made = MapRun::new(begin, parent, kind, &map.processor, form, numbers, self.now());
        let map_run = Arc::new(made);
        self.region_of(parent).map_runs().insert(map_run.arn.clone(), Arc::clone(&map_run));
        parent.map_runs().begun(&map_run, question, true);
        self.open_map_run(map_run);
    }

    /// Begins a map run again that had failed.
    pub(super) fn redrive_map_run(&self, parent: &Arc<Execution>, begin: Box<BeginMapRun>) {
        let Some(map_run) = self.region_of(parent).map_runs().get(&begin.arn).cloned() else {
            return self.begin_map_run(parent, begin);
        };
        let (states, now) = (self.clone(), self.now());
        parent.map_runs().begun(&map_run, begin.question, false);
        if !map_run.redrive(now, begin.question) {
            return self.open_map_run(map_run);
        }
        self.shared.clock.spawn(async move {
            let then = map_run.resume(now);
            states.follow(&map_run, then).await;
        });
    }

    /// Finds out what the children get, and begins them. In a task of its own: an execution may have one map run after
    /// the other, and none of them stands on the stack of an earlier one.
    fn open_map_run(&self, map_run: Arc<MapRun>) {
        let states = self.clone();
        self.shared.clock.spawn(async move {
            match states.child_inputs(&map_run) {
                Ok(inputs) => {
                    let then = map_run.open(states.now(), inputs);
                    states.follow(&map_run, then).await;
                }
                Err(failure) => {
                    if map_run.end(states.now(), Status::Failed) {
                        states.drive(&map_run.parent, Happened::Finished(map_run.question(), Err(failure)));
                    }
                }
            }
        });
    }

    /// What the children get. That results can be written is seen before anything is read.
    fn child_inputs(&self, map_run: &MapRun) -> Result<Vec<ChildInput>, Failure> {
        let begin = map_run.progress().begin.clone();
        self.check_destination(map_run, &begin)?;
        let (now, chance) = (self.now(), &map_run.ids);
        match &begin.settings.reader {
            // Together with the items, which are read meanwhile: nothing else happens to the execution.
            Some(parameters) => {
                let entries = self.read_items(map_run, &begin, parameters)?;
                map_run.parent.run().child_inputs(now, chance, &begin, entries)
            }
            None => map_run.parent.run().child_inputs(now, chance, &begin, begin.entries()),
        }
    }

    /// The items that a reader brings.
    fn read_items(&self, map_run: &MapRun, begin: &BeginMapRun, parameters: &Json) -> Result<Entries, Failure> {
        let failed = |text: &str| Failure::new(ITEM_READER_FAILED, text);
        let StateKind::Map(map) = &begin.machine[begin.state].kind else { return Err(failed("There is no map.")) };
        let Mode::Distributed(distributed) = &map.mode else { return Err(failed("The map isn't distributed.")) };
        let reader = distributed.item_reader.as_ref().ok_or_else(|| failed("There is no reader."))?;
        let most = match begin.settings.max_items {
            Some(..0) => return Err(failed("field MaxItems must be positive")),
            Some(0) | None => usize::MAX,
            Some(most) => usize::try_from(most).unwrap_or(usize::MAX),
        };
        let objects = self.shared.courier.objects();
        let source = Source {
            objects: objects.ok_or_else(|| failed("Eventyard has no Amazon S3 to read items from."))?,
            at: map_run.parent.about.scope.clone(),
            parameters: parameters.clone(),
            request: self.shared.ids.uuid(),
        };
        Ok(Box::new(dataset::read(reader, source)?.take(most)))
    }

    /// Does what follows from a change of a map run.
    async fn follow(&self, map_run: &Arc<MapRun>, then: Then) {
        match then {
            Then::Rest => {}
            Then::Fill => self.fill(map_run).await,
            Then::Over => self.map_run_over(map_run),
        }
    }

    /// The same from where nothing can wait, and where nothing may grow on the stack.
    fn follow_later(&self, map_run: &Arc<MapRun>, then: Then) {
        if then != Then::Rest {
            let (states, map_run) = (self.clone(), Arc::clone(map_run));
            self.shared.clock.spawn(async move { states.follow(&map_run, then).await });
        }
    }

    /// Begins children while there is room: also those for which others make room meanwhile.
    async fn fill(&self, map_run: &Arc<MapRun>) {
        let mut turns = TURNS;
        while let Some(seat) = map_run.seat() {
            match seat {
                Seat::New(input) => self.begin_child(map_run, input, None),
                // One that was stopped before its first state has nothing to go on with.
                Seat::Again(_, child) if map_run.kind == Kind::Standard && child.run().history.count() > 1 => {
                    let now = self.now();
                    let effects = {
                        let mut run = child.run();
                        self.redriven(&child, &mut run, now)
                    };
                    self.go_on_after_redrive(&child, effects);
                }
                Seat::Again(place, child) => {
                    let items = child.child_of.as_ref().map_or(1, |child| child.items);
                    let about = &child.about;
                    let input = ChildInput { input: about.input.clone(), items, item: about.item.clone() };
                    self.begin_child(map_run, input, Some(place));
                }
            }
            turns -= 1;
            if turns == 0 {
                turns = TURNS;
                tokio::task::yield_now().await;
            }
        }
    }

    fn begin_child(&self, map_run: &Arc<MapRun>, input: ChildInput, place: Option<usize>) {
        let ChildInput { input, items, item } = input;
        let (parent, uuid) = (&map_run.parent, || map_run.ids.uuid().to_string());
        let (scope, name) = (parent.about.scope.clone(), uuid());
        let (machine, label) = (parent.machine.name.to_string(), Some(map_run.label.to_string()));
        let arn = match map_run.kind {
            Kind::Standard => StatesArn::Execution { scope, machine, label, name: name.clone() },
            Kind::Express => StatesArn::Express { scope, machine, label, name: name.clone(), id: uuid() },
        };
        let arn = Text::from(arn.to_string());
        let about = About {
            arn: arn.clone(),
            name: name.into(),
            machine_arn: map_run.machine_arn.clone(),
            version_arn: None,
            alias_arn: None,
            kind: map_run.kind,
            sync: false,
            machine: Arc::clone(&map_run.processor),
            started: self.now(),
            input,
            item,
            ..About::clone(&parent.about)
        };
        let kept = map_run.kind == Kind::Standard;
        let number = self.shared.executions.fetch_add(1, Ordering::Relaxed);
        let (of, revision) = (Arc::clone(&parent.machine), Arc::clone(&parent.revision));
        let mut child = Execution::new(Run::new(about, kept), of, revision, number, None, parent.trace.clone());
        // What it draws is its own, whatever goes on beside it.
        child.ids = Some(Ids::new(map_run.ids.bits()));
        child.test_case.clone_from(&parent.test_case);
        child.child_of = Some(ChildOf {
            map_run: Arc::downgrade(map_run),
            arn: map_run.arn.clone(),
            label: map_run.label.clone(),
            items,
        });
        let child = Arc::new(child);
        if !map_run.adopt(&child, place) {
            return;
        }
        map_run.executions.add(&child, &child.run());
        if kept {
            self.region_of(parent).executions().add(&child);
        }
        self.set_off(&child);
    }

    /// A child of a map run has ended.
    pub(super) fn map_child_ended(&self, of: &ChildOf, child: &Execution) {
        let Some(map_run) = of.map_run.upgrade() else { return };
        let status = child.run().status;
        let then = map_run.child_ended(self.now(), status, of.items);
        self.follow_later(&map_run, then);
    }

    /// Ends the map run that a frame of an execution waited for, if it still runs, with its children.
    pub(super) fn abort_map_run(&self, parent: &Execution, frame: usize) {
        let awaited = parent.map_runs().rest(frame);
        if let Some(map_run) = awaited.filter(|map_run| map_run.end(self.now(), Status::Aborted)) {
            self.abort_children(&map_run);
            // Nobody is left who would be told that they can't be written.
            _ = self.write_results(&map_run);
        }
    }

    fn abort_children(&self, map_run: &MapRun) {
        for child in map_run.children() {
            self.drive(&child, Happened::Stopped(Failure::of(None, None)));
        }
    }

    /// Tells the execution how its map run has ended.
    fn map_run_over(&self, map_run: &Arc<MapRun>) {
        let failed = map_run.progress().status != Status::Succeeded;
        if failed {
            self.abort_children(map_run);
        }
        let written = self.write_results(map_run);
        let result = match (failed, written) {
            (true, _) => Err(Failure::beyond_tolerance()),
            (false, Ok(Some(details))) => Ok(details),
            (false, Ok(None)) => map_run.output(self.now()),
            (false, Err(failure)) => Err(failure),
        };
        if !failed && result.is_err() {
            map_run.fail();
        }
        self.drive(&map_run.parent, Happened::Finished(map_run.question(), result));
    }

    fn region_of(&self, execution: &Execution) -> Arc<Region> {
        self.shared.regions.at(&execution.about.scope)
    }

    /// A map run by its ARN.
    ///
    /// # Errors
    /// `InvalidArn`; `ResourceNotFound`.
    pub(super) fn map_run(&self, at: &Caller<'_>, text: &str) -> Result<Arc<MapRun>, Error> {
        let absent = || Error::ResourceNotFound(text.to_owned());
        match StatesArn::parse(text)? {
            StatesArn::MapRun { scope, .. } if scope == at.scope => {
                let region = self.shared.regions.find(&scope).ok_or_else(absent)?;
                let found = region.map_runs().get(text).cloned();
                found.ok_or_else(absent)
            }
            StatesArn::MapRun { .. } => Err(absent()),
            other => Err(other.wrong_kind()),
        }
    }

    /// DescribeMapRun.
    pub(super) fn describe_map_run(
        &self,
        at: &Caller<'_>,
        input: DescribeMapRunInput,
    ) -> Result<DescribeMapRunOutput, Error> {
        let arn = input.map_run_arn.as_ref();
        Members::default().required("mapRunArn", arn).length("mapRunArn", arn, 1, 2000).check()?;
        Ok(self.map_run(at, input.map_run_arn.as_deref().unwrap_or_default())?.described())
    }

    /// ListMapRuns, those of an execution, the latest first.
    pub(super) fn list_map_runs(&self, at: &Caller<'_>, input: ListMapRunsInput) -> Result<ListMapRunsOutput, Error> {
        let text = input.execution_arn.as_deref().unwrap_or_default();
        let mut members = Members::default();
        members.arn("executionArn", input.execution_arn.as_ref());
        let (most, token) = (input.max_results, input.next_token.as_ref());
        let page = Page::of(&mut members, ["ListMapRuns", text], most, token, self.now())?;
        let execution = self.execution(at, text)?;
        let known: Vec<Arc<MapRun>> = execution.map_runs().all();
        let before: Option<u64> = page.after.as_ref().and_then(|number| number.parse().ok());
        let rest = known.iter().rev().filter(|map_run| before.is_none_or(|before| map_run.number < before));
        let (found, next_token) = page.cut(rest, |map_run| map_run.number.to_string());
        let shown = found.into_iter().map(|map_run| MapRunListItem {
            execution_arn: Some(map_run.parent.about.arn.to_string()),
            map_run_arn: Some(map_run.arn.to_string()),
            state_machine_arn: Some(map_run.machine_arn.to_string()),
            start_date: Some(Epoch(map_run.started)),
            stop_date: map_run.progress().stopped.map(Epoch),
        });
        Ok(ListMapRunsOutput { map_runs: Some(shown.collect()), next_token })
    }

    /// UpdateMapRun: what is changed holds at once.
    pub(super) fn update_map_run(
        &self,
        at: &Caller<'_>,
        input: UpdateMapRunInput,
    ) -> Result<UpdateMapRunOutput, Error> {
        let UpdateMapRunInput { map_run_arn, max_concurrency, tolerated_failure_percentage, tolerated_failure_count } =
            input;
        Members::default()
            .required("mapRunArn", map_run_arn.as_ref())
            .length("mapRunArn", map_run_arn.as_ref(), 1, 2000)
            .range("maxConcurrency", max_concurrency, 0, i64::MAX)
            .percentage("toleratedFailurePercentage", tolerated_failure_percentage)
            .range("toleratedFailureCount", tolerated_failure_count, 0, i64::MAX)
            .check()?;
        let map_run = self.map_run(at, map_run_arn.as_deref().unwrap_or_default())?;
        if max_concurrency.is_none() && tolerated_failure_count.is_none() && tolerated_failure_percentage.is_none() {
            let text = "Either the maxConcurrency, the toleratedFailureCount, or the toleratedFailurePercentage must \
                        be specified";
            return Err(Error::ValidationFor(Reason::MissingRequiredParameter, text.into()));
        }
        let changed = map_run.update(self.now(), |begin| {
            let settings = &mut begin.settings;
            if let Some(most) = max_concurrency {
                settings.max_concurrency = most.unsigned_abs();
            }
            if let Some(most) = tolerated_failure_count {
                settings.tolerated_failure_count = Some(most.unsigned_abs());
            }
            if let Some(most) = tolerated_failure_percentage {
                settings.tolerated_failure_percentage = Some(most);
            }
        });
        let text = "Cannot update a Map Run that is no longer running.";
        let then = changed.ok_or(Error::ValidationFor(Reason::CompletedMapRun, text.into()))?;
        self.follow_later(&map_run, then);
        Ok(UpdateMapRunOutput {})
    }
}

impl MapRun {
    /// How many results were written; where they go nowhere, AWS counts those that came out of its children.
    fn results_written(&self, written: u64, succeeded: u64) -> u64 {
        if self.form.exports { written } else { succeeded }
    }

    /// What DescribeMapRun says of it.
    fn described(&self) -> DescribeMapRunOutput {
        let progress = self.progress();
        let settings = &progress.begin.settings;
        let number = |number: u64| Some(i64::try_from(number).unwrap_or(i64::MAX));
        let again = Some(progress.redrives).filter(|count| *count > 0);
        DescribeMapRunOutput {
            map_run_arn: Some(self.arn.to_string()),
            execution_arn: Some(self.parent.about.arn.to_string()),
            status: Some(progress.status.name().to_owned()),
            start_date: Some(Epoch(self.started)),
            stop_date: progress.stopped.map(Epoch),
            max_concurrency: number(settings.max_concurrency),
            tolerated_failure_percentage: Some(settings.tolerated_failure_percentage.unwrap_or_default()),
            tolerated_failure_count: number(settings.tolerated_failure_count.unwrap_or_default()),
            item_counts: Some(MapRunItemCounts {
                results_written: number(
                    self.results_written(progress.exported.written.items, progress.items.succeeded),
                ),
                ..progress.items.into()
            }),
            execution_counts: Some(MapRunExecutionCounts {
                results_written: number(
                    self.results_written(progress.exported.written.executions, progress.executions.succeeded),
                ),
                ..progress.executions.into()
            }),
            redrive_count: again.and_then(number),
            redrive_date: progress.redriven.map(Epoch),
        }
    }
}

impl From<Counts> for MapRunItemCounts {
    fn from(counts: Counts) -> Self {
        let number = |number: u64| Some(i64::try_from(number).unwrap_or(i64::MAX));
        MapRunItemCounts {
            pending: number(counts.pending()),
            running: number(counts.running),
            succeeded: number(counts.succeeded),
            failed: number(counts.failed),
            timed_out: number(counts.timed_out),
            aborted: number(counts.aborted),
            total: number(counts.total),
            ..Default::default()
        }
    }
}

impl From<Counts> for MapRunExecutionCounts {
    fn from(counts: Counts) -> Self {
        let number = |number: u64| Some(i64::try_from(number).unwrap_or(i64::MAX));
        MapRunExecutionCounts {
            pending: number(counts.pending()),
            running: number(counts.running),
            succeeded: number(counts.succeeded),
            failed: number(counts.failed),
            timed_out: number(counts.timed_out),
            aborted: number(counts.aborted),
            total: number(counts.total),
            ..Default::default()
        }
    }
}
