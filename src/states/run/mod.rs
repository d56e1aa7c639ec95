//! Executions: the interpreter of Amazon States Language.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-executions.html>
//!
//! An execution is data: a tree of frames, a history, and what ended it. [`Run::step`] moves it on by what has
//! happened and says what is to be done; nothing here waits, calls or reads a clock. So a hundred thousand executions
//! that wait cost their data alone, and one that failed can begin again where it did.

mod batch;
mod choice;
mod effect;
mod ending;
mod event;
mod failure;
mod flow;
mod frame;
mod history;
mod json;
mod map;
mod map_run;
mod parallel;
mod parameter;
mod pass;
mod query;
mod recover;
mod scene;
mod task;
mod trial;
mod wait;

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::{Value, json};

pub use effect::{BeginMapRun, Call, ChildInput, Effect, Entry, Happened, MapRunSettings, Question, Timer};
pub use event::{
    Data, Details, Ending, Evaluation, Event, EventId, Kind as EventKind, Limits, Named, ShownEvent, StartedBy,
};
pub use failure::{DATA_LIMIT_EXCEEDED, Failure, RUNTIME, TIMEOUT};
pub use frame::Variables;
pub use history::History;
pub use json::Json;
pub use trial::{Exchange, Response, STATE_NAME, Seen, Trial};

use super::asl::{Definition, Kind, State, StateKind};
use super::intrinsic::Chance;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;
use frame::{Frame, FrameId, Frames, Work};

/// The most bytes of an input, an output, a result.
pub const MOST_BYTES: usize = 262_144;

/// After so many states others have their turn, and after one with an expression that may take long.
const TURNS: usize = 1000;

/// What an execution is from its beginning to its end.
#[derive(Clone, Debug)]
pub struct About {
    /// Its ARN.
    pub arn: Text,
    /// Its name.
    pub name: Text,
    /// Where it lives.
    pub scope: Scope,
    /// The ARN of its state machine, without version or alias.
    pub machine_arn: Text,
    /// The name of its state machine.
    pub machine_name: Text,
    /// The version that it runs, where that was said.
    pub version_arn: Option<Text>,
    /// The alias that it was started by.
    pub alias_arn: Option<Text>,
    /// The role that it takes on.
    pub role: Text,
    /// How it runs.
    pub kind: Kind,
    /// Whether its caller waits for it.
    pub sync: bool,
    /// What it runs.
    pub definition: Arc<Definition>,
    /// The machine in that: the whole, or what a map run does with each item.
    pub machine: Arc<super::asl::Machine>,
    /// When it began.
    pub started: Time,
    /// What came in.
    pub input: Json,
    /// The item of a map run that it is for.
    pub item: Option<Arc<MapItem>>,
}

impl About {
    /// Whether it is a child of a map run: those run a part of the definition.
    pub fn is_child(&self) -> bool {
        !Arc::ptr_eq(&self.machine, &self.definition.machine)
    }
}

/// The item that an iteration, or a child execution of a map run, is for: what `$$.Map.Item` shows.
#[derive(Clone, Debug)]
pub struct MapItem {
    /// Its place.
    pub index: usize,
    /// Its value.
    pub value: Json,
    /// Its name, where the entries of an object are the items.
    pub key: Option<Text>,
    /// The URI of the object that it was read from; none where it came with the state's input.
    pub source: Option<Text>,
}

impl MapItem {
    /// What `$$.Map.Item` shows of one.
    fn shown(index: usize, value: &Value, key: Option<&str>, source: Option<&str>) -> Value {
        let mut shown = json!({ "Index": index, "Value": value });
        if let Some(key) = key {
            shown["Key"] = key.into();
        }
        shown["Source"] = source.unwrap_or("STATE_DATA").into();
        shown
    }
}

/// How an execution stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is AWS's word for itself")]
pub enum Status {
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Aborted,
    PendingRedrive,
}

impl Status {
    /// AWS's word.
    pub fn name(self) -> &'static str {
        match self {
            Status::Running => "RUNNING",
            Status::Succeeded => "SUCCEEDED",
            Status::Failed => "FAILED",
            Status::TimedOut => "TIMED_OUT",
            Status::Aborted => "ABORTED",
            Status::PendingRedrive => "PENDING_REDRIVE",
        }
    }
}

/// An execution.
#[derive(Clone, Debug)]
pub struct Run {
    /// What doesn't change.
    pub about: Arc<About>,
    /// How it stands.
    pub status: Status,
    /// When it ended.
    pub stopped: Option<Time>,
    /// What came out.
    pub output: Option<Json>,
    /// What went wrong.
    pub failure: Option<Failure>,
    /// What happened.
    pub history: History,
    /// How often it began again.
    pub redrives: u64,
    /// When it did so last.
    pub redriven: Option<Time>,
    /// The latest tokens that it was redriven by, and when.
    pub redrive_tokens: Vec<(Text, Time)>,
    /// Whether it ends at its next transition: its state machine is being deleted.
    pub doomed: bool,
    /// What is asked of a state that is tested by itself.
    pub trial: Option<Box<Trial>>,
    frames: Frames,
    /// Frames that can go on, in order.
    ready: VecDeque<FrameId>,
}

impl Run {
    /// An execution that hasn't begun; whether its history is kept.
    pub fn new(about: About, kept: bool) -> Self {
        Run {
            about: about.into(),
            status: Status::Running,
            stopped: None,
            output: None,
            failure: None,
            history: History::new(kept),
            redrives: 0,
            redriven: None,
            redrive_tokens: Vec::new(),
            doomed: false,
            trial: None,
            frames: Frames::default(),
            ready: VecDeque::new(),
        }
    }

    /// Moves it on by what has happened.
    pub fn step(&mut self, now: Time, chance: &dyn Chance, happened: Happened) -> Vec<Effect> {
        let mut step = Step { run: self, now, chance, effects: Vec::new(), turns: Cell::new(TURNS) };
        step.happen(happened);
        step.effects
    }

    fn frame(&self, id: FrameId) -> &Frame {
        // An id is passed on only while its frame is there.
        self.frames.get(id).expect("the frame is there")
    }

    fn frame_mut(&mut self, id: FrameId) -> &mut Frame {
        self.frames.get_mut(id).expect("the frame is there")
    }
}

/// What follows in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    /// It can go on.
    On,
    /// It waits, or is gone.
    Rest,
}

/// One move of an execution.
struct Step<'r> {
    run: &'r mut Run,
    now: Time,
    chance: &'r dyn Chance,
    effects: Vec<Effect>,
    /// How many states it may still go through.
    turns: Cell<usize>,
}

impl Step<'_> {
    fn happen(&mut self, happened: Happened) {
        if self.run.status != Status::Running && !matches!(happened, Happened::Redriven) {
            return;
        }
        if self.run.history.count() == 0 && !matches!(happened, Happened::Started) {
            // It was found and stopped before it could begin.
            self.begin();
        }
        match happened {
            Happened::Started => self.begin(),
            Happened::Continued => {}
            Happened::Redriven => self.redrive(),
            Happened::TimeCame(question, timer) => {
                if self.is_awaited(question) {
                    self.time_came(question.frame, timer);
                }
            }
            Happened::TimedOut => return self.time_out(),
            Happened::Stopped(failure) => return self.abort(failure),
            Happened::Answered(question, answer) => {
                if self.is_awaited(question) {
                    self.answered(question.frame, answer);
                }
            }
            Happened::Finished(question, result) => {
                if self.is_awaited(question) {
                    self.finished(question.frame, result);
                }
            }
            Happened::Taken(question, worker) => {
                if self.is_awaited(question) {
                    self.taken(question.frame, worker);
                }
            }
            Happened::Beat(question) => {
                if self.is_awaited(question) {
                    self.beat(question.frame);
                }
            }
        }
        self.go_on();
    }

    fn is_awaited(&self, question: Question) -> bool {
        self.run.frames.get(question.frame).is_some_and(|frame| frame.waits_for(question.turn))
    }

    /// Begins the execution.
    fn begin(&mut self) {
        let about = Arc::clone(&self.run.about);
        let (alias, version) = (about.alias_arn.clone(), about.version_arn.clone());
        let by = (version.is_some() || alias.is_some()).then(|| Box::new(StartedBy { alias, version }));
        let started = EventKind::ExecutionStarted { input: about.input.clone(), role: about.role.clone(), by };
        self.add(0, started);
        let mut frame = Frame::new(Arc::clone(&about.machine), about.input.clone(), 0);
        frame.item = about.item.clone();
        if let Some(trial) = &self.run.trial {
            (frame.state, frame.variables) = (trial.state, trial.variables.clone());
        }
        let root = self.run.frames.add(frame);
        self.run.ready.push_back(root);
    }

    /// Lets the frames go on that can.
    fn go_on(&mut self) {
        while let Some(id) = self.run.ready.pop_front() {
            if self.run.status != Status::Running {
                return;
            }
            let mut flow = Flow::On;
            while flow == Flow::On {
                let Some(left) = self.turns.get().checked_sub(1) else {
                    self.run.ready.push_front(id);
                    self.effects.push(Effect::Continue);
                    return;
                };
                self.turns.set(left);
                flow = self.turn(id);
                if self.is_over_long() {
                    return self.end_for_length();
                }
            }
        }
    }

    /// Lets a frame do what comes next.
    fn turn(&mut self, id: FrameId) -> Flow {
        let Some(frame) = self.run.frames.get(id) else { return Flow::Rest };
        let machine = Arc::clone(&frame.machine);
        let state = &machine[frame.state];
        if matches!(frame.work, Work::Enter) {
            if self.run.doomed {
                self.abort(Failure::of(None, None));
                return Flow::Rest;
            }
            self.enter(id, state);
        }
        match self.work(id, state) {
            Ok(flow) => flow,
            Err(failure) => self.fail(id, state, failure),
        }
    }

    fn enter(&mut self, id: FrameId, state: &State) {
        let now = self.now;
        let (previous, input) = {
            let frame = self.run.frame(id);
            (frame.previous, frame.input.clone())
        };
        let kind = EventKind::StateEntered { state: state.kind.type_name(), name: state.name.clone(), input };
        let entered = self.add(previous, kind);
        let frame = self.run.frame_mut(id);
        (frame.before_entered, frame.entered, frame.previous) = (previous, entered, entered);
        (frame.entered_at, frame.work) = (now, Work::Begin);
        frame.attempts.clear();
    }

    fn work(&mut self, id: FrameId, state: &State) -> Result<Flow, Failure> {
        let done = match &self.run.frame(id).work {
            Work::Done(result) => Some(result.clone()),
            Work::Enter | Work::Begin => None,
            // Whoever woke it was too late.
            _ => return Ok(Flow::Rest),
        };
        match &state.kind {
            StateKind::Pass { result, next } => self.pass(id, state, result.as_ref(), *next),
            StateKind::Choice(choice) => self.choose(id, state, choice),
            StateKind::Succeed => self.succeed(id, state),
            StateKind::Fail { error, cause } => self.fail_state(id, state, error.as_ref(), cause.as_ref()),
            StateKind::Wait { until, next } => self.wait(id, state, until, *next, done.is_some()),
            StateKind::Task(task) => match done {
                Some(result) => self.leave_with_result(id, state, task.next, result),
                None => self.begin_task(id, state, task),
            },
            StateKind::Parallel(parallel) => match done {
                Some(result) => self.leave_with_result(id, state, parallel.next, result),
                None => self.begin_parallel(id, state, parallel),
            },
            StateKind::Map(map) => match done {
                Some(result) => self.leave_with_result(id, state, map.next, result),
                None => self.begin_map(id, state, map),
            },
        }
    }

    fn time_came(&mut self, id: FrameId, timer: Timer) {
        match timer {
            Timer::Wait => {
                let input = self.run.frame(id).input.clone();
                self.done(id, input);
            }
            Timer::Retry => {
                self.run.frame_mut(id).work = Work::Begin;
                self.run.ready.push_back(id);
            }
            Timer::Timeout => self.task_timed_out(id, false),
            Timer::Heartbeat => self.task_timed_out(id, true),
        }
    }

    /// A frame's work is done: it goes on with the result.
    fn done(&mut self, id: FrameId, result: Json) {
        self.run.frame_mut(id).work = Work::Done(result);
        self.rest(id);
        self.run.ready.push_back(id);
    }

    /// A frame waits for nothing any more: an answer that still comes is too late.
    fn rest(&mut self, id: FrameId) {
        let frame = self.run.frame_mut(id);
        frame.turn += 1;
        self.effects.push(Effect::Rest(id));
    }

    /// The question that a frame asks now.
    fn question(&self, id: FrameId) -> Question {
        Question { frame: id, turn: self.run.frame(id).turn }
    }

    /// Adds an event; its number.
    fn add(&mut self, previous: EventId, kind: EventKind) -> EventId {
        self.run.history.add(self.now, previous, kind)
    }

    /// Adds an event that follows from a frame's last one, and is its last one from now on.
    fn add_to(&mut self, id: FrameId, kind: EventKind) -> EventId {
        let event = self.add(self.run.frame(id).previous, kind);
        self.run.frame_mut(id).previous = event;
        event
    }

    /// What AWS puts before the cause of an error in a state.
    fn in_state(&self, id: FrameId, what: impl std::fmt::Display) -> String {
        if self.is_trial() {
            // Nobody tells of the events of a test.
            return what.to_string();
        }
        let frame = self.run.frame(id);
        let name = &frame.machine[frame.state].name;
        let entered = frame.entered;
        format!("An error occurred while executing the state '{name}' (entered at the event id #{entered}). {what}")
    }

    /// Data that a state can't process.
    fn runtime(&self, id: FrameId, what: impl std::fmt::Display) -> Failure {
        Failure::runtime(self.in_state(id, what))
    }
}
