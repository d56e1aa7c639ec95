//! Frames: one for the machine of an execution, and one for each branch and each iteration that runs in it. A frame is
//! plain data and says what it waits for; nothing of it lives on a stack.

use std::sync::Arc;

use imbl::OrdMap;

use super::MapItem;
use super::event::{EventId, Limits, Named};
use super::failure::Failure;
use super::json::Json;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::states::asl::{Machine, StateIndex};

/// A frame's place among the frames of its execution.
pub type FrameId = usize;

/// The values of variables, by name.
pub type Variables = OrdMap<Text, Json>;

/// Where a machine stands: one of its states, and how far it is there.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The frame around it, and which of its branches or iterations this is.
    pub parent: Option<(FrameId, usize)>,
    /// What it runs.
    pub machine: Arc<Machine>,
    /// Where it is.
    pub state: StateIndex,
    /// What came into that state.
    pub input: Json,
    /// The variables that can be read here.
    pub variables: Variables,
    /// The item that this iteration, or the one around, is for.
    pub item: Option<Arc<MapItem>>,
    /// The event that the next one follows from.
    pub previous: EventId,
    /// The event of its coming into the state.
    pub entered: EventId,
    /// The event before that.
    pub before_entered: EventId,
    /// When it came into the state.
    pub entered_at: Time,
    /// How often each entry of `Retry` was used in this state.
    pub attempts: Vec<u32>,
    /// How far it is in the state.
    pub work: Work,
    /// The map run of this state, until it succeeds: a redrive goes on with it.
    pub map_run: Option<Text>,
    /// Counts what it has waited for: who answers an earlier question is too late.
    pub turn: u32,
}

/// How far a frame is in its state.
#[derive(Clone, Debug)]
pub enum Work {
    /// It comes into it.
    Enter,
    /// It begins the state's work, maybe once more.
    Begin,
    /// It waits for the time.
    Wait,
    /// It waits for the time to begin once more.
    Retry,
    /// It waits for what it called.
    Task(Box<Task>),
    /// It waits for its branches.
    Parallel(Branches),
    /// It waits for its iterations.
    Map(Box<Iterations>),
    /// It waits for a map run.
    MapRun(Box<MapRun>),
    /// Its work is done, with this result.
    Done(Json),
    /// It failed, and so did what is around it: a redrive begins it again.
    Failed,
    /// It was ended by what happened elsewhere: a redrive begins it again.
    Aborted,
}

/// A call that is under way.
#[derive(Clone, Debug)]
pub struct Task {
    /// By what its work ends, where somebody else ends it.
    pub token: Option<Text>,
    /// How the history names it; none for functions and activities.
    pub named: Option<Named>,
    /// How long it may take and be silent.
    pub limits: Limits,
    /// Whether a worker has it; always so but for activities.
    pub begun: bool,
    /// Whether the answer to its beginning is there, where its end is something else.
    pub submitted: bool,
    /// How it ended, where that is known before it is submitted.
    pub early: Option<Result<Json, Failure>>,
}

/// Branches that run side by side.
#[derive(Clone, Debug)]
pub struct Branches {
    /// Their frames, while they run.
    pub frames: Vec<Option<FrameId>>,
    /// What came out of them.
    pub results: Vec<Option<Json>>,
}

/// The iterations of an inline map.
#[derive(Clone, Debug)]
pub struct Iterations {
    /// The items, an array.
    pub items: Json,
    /// What `$` is for the item selector.
    pub input: Json,
    /// How many may run at once.
    pub limit: usize,
    /// How many have begun.
    pub begun: usize,
    /// The frames of those that run.
    pub frames: Vec<Option<FrameId>>,
    /// What came out of those that have ended.
    pub results: Vec<Option<Json>>,
    /// The event of its beginning.
    pub started: EventId,
    /// The last event inside.
    pub last: EventId,
}

/// A map whose items run in executions of their own.
#[derive(Clone, Debug)]
pub struct MapRun {
    /// The event of its beginning.
    pub started: EventId,
}

impl Frame {
    /// A frame at the beginning of a machine.
    pub fn new(machine: Arc<Machine>, input: Json, previous: EventId) -> Self {
        let state = machine.start_at();
        Frame {
            parent: None,
            machine,
            state,
            input,
            variables: Variables::new(),
            item: None,
            previous,
            entered: 0,
            before_entered: 0,
            entered_at: Time::default(),
            attempts: Vec::new(),
            work: Work::Enter,
            map_run: None,
            turn: 0,
        }
    }

    /// How often the state's work was begun once more.
    pub fn retries(&self) -> u32 {
        self.attempts.iter().sum()
    }

    /// The frames inside.
    pub fn children(&self) -> Vec<FrameId> {
        let frames = match &self.work {
            Work::Parallel(branches) => &branches.frames,
            Work::Map(iterations) => &iterations.frames,
            _ => return Vec::new(),
        };
        frames.iter().flatten().copied().collect()
    }

    /// Whether it waits for something with this question.
    pub fn waits_for(&self, turn: u32) -> bool {
        self.turn == turn
    }
}

/// The frames of an execution, by their ids.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    all: Vec<Option<Frame>>,
    free: Vec<FrameId>,
}

impl Frames {
    /// Adds one.
    pub fn add(&mut self, frame: Frame) -> FrameId {
        match self.free.pop() {
            Some(id) => {
                self.all[id] = Some(frame);
                id
            }
            None => {
                if self.all.is_empty() {
                    // Most executions never have another one.
                    self.all.reserve_exact(1);
                }
                self.all.push(Some(frame));
                self.all.len() - 1
            }
        }
    }

    /// A frame, if it is there.
    pub fn get(&self, id: FrameId) -> Option<&Frame> {
        self.all.get(id)?.as_ref()
    }

    /// The same to change it.
    pub fn get_mut(&mut self, id: FrameId) -> Option<&mut Frame> {
        self.all.get_mut(id)?.as_mut()
    }

    /// Takes one away.
    pub fn remove(&mut self, id: FrameId) -> Option<Frame> {
        let frame = self.all.get_mut(id)?.take();
        if frame.is_some() {
            self.free.push(id);
        }
        frame
    }

    /// All of them with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FrameId, &Frame)> {
        self.all.iter().enumerate().filter_map(|(id, frame)| Some((id, frame.as_ref()?)))
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        *self = Frames::default();
    }
}
