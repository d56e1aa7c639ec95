//! What an execution wants done when it has moved on, and what can happen to it.

use std::sync::Arc;

use super::MapItem;
use super::event::Limits;
use super::failure::Failure;
use super::frame::FrameId;
use super::json::Json;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::states::asl::{Machine, StateIndex};

/// A question that a frame has asked: the answer names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Question {
    /// Which frame.
    pub frame: FrameId,
    /// Which of its questions.
    pub turn: u32,
}

/// What a timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A `Wait` state is over.
    Wait,
    /// A retry is due.
    Retry,
    /// A task has taken too long.
    Timeout,
    /// A task has been silent for too long.
    Heartbeat,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Happened {
    /// It begins.
    Started,
    /// It was interrupted to let others go on.
    Continued,
    /// It begins again where it failed.
    Redriven,
    /// The time has come.
    TimeCame(Question, Timer),
    /// It has run for as long as it may.
    TimedOut,
    /// Somebody stopped it.
    Stopped(Failure),
    /// What was called has answered.
    Answered(Question, Result<Json, Failure>),
    /// What was begun has ended.
    Finished(Question, Result<Json, Failure>),
    /// A worker has taken a task of an activity.
    Taken(Question, Option<Text>),
    /// A task has given a sign of life.
    Beat(Question),
}

/// What is to be done.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Tell it when the time has come; in place of an earlier timer of the same kind of that frame.
    Wait {
        /// For whom.
        question: Question,
        /// What for.
        timer: Timer,
        /// When.
        at: Time,
        /// In words.
        what: String,
    },
    /// A frame waits for nothing any more: its timers, tokens and calls are void.
    Rest(FrameId),
    /// Call what a task names.
    Call(Box<Call>),
    /// Begin a map run.
    BeginMapRun(Box<BeginMapRun>),
    /// Begin a map run again where it failed.
    RedriveMapRun(Box<BeginMapRun>),
    /// Let it go on as soon as others have had their turn.
    Continue,
    /// It has ended.
    End,
}

/// A call that is to be made.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who asks.
    pub question: Question,
    /// The machine of the task.
    pub machine: Arc<Machine>,
    /// The task.
    pub state: StateIndex,
    /// What it gets.
    pub parameters: Json,
    /// By what somebody else ends it.
    pub token: Option<Text>,
    /// The role to make it in, where the state names another than the state machine's.
    pub role: Option<Text>,
    /// Its limits.
    pub limits: Limits,
}

/// A map run that is to begin.
#[derive(Clone, Debug)]
pub struct BeginMapRun {
    /// Who asks.
    pub question: Question,
    /// Its ARN.
    pub arn: Text,
    /// The name of its map state in ARNs.
    pub label: Text,
    /// The machine of the map state.
    pub machine: Arc<Machine>,
    /// The map state.
    pub state: StateIndex,
    /// What came into it, after `InputPath`.
    pub input: Json,
    /// The items, an array or an object; none where a reader brings them.
    pub items: Option<Json>,
    /// Everything that was evaluated of its settings.
    pub settings: MapRunSettings,
}

/// An item of a map run as it was found.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name, where it is an entry of an object.
    pub key: Option<Text>,
    /// Its value.
    pub value: Json,
    /// The URI of the object that it was read from; none where it came with the state's input.
    pub source: Option<Text>,
}

/// What a child execution of a map run gets.
#[derive(Clone, Debug)]
pub struct ChildInput {
    /// What comes into it.
    pub input: Json,
    /// How many items are in that.
    pub items: usize,
    /// The item, where it is one and no batch.
    pub item: Option<Arc<MapItem>>,
}

/// The settings of a map run.
#[derive(Clone, Debug, Default)]
pub struct MapRunSettings {
    /// How many children at once; 0 is as many as can be.
    pub max_concurrency: u64,
    /// How many items may fail, where that was said.
    pub tolerated_failure_count: Option<u64>,
    /// How many of a hundred may fail, where that was said.
    pub tolerated_failure_percentage: Option<f64>,
    /// Whether items go in batches.
    pub batches: bool,
    /// How many items are in a batch, at most.
    pub max_items_per_batch: Option<u64>,
    /// How many bytes a batch has, at most.
    pub max_input_bytes_per_batch: Option<u64>,
    /// What each batch gets besides.
    pub batch_input: Option<Json>,
    /// The call that brings items.
    pub reader: Option<Json>,
    /// How many items are read, at most; 0 is all. A reader refuses what is below.
    pub max_items: Option<i64>,
    /// Where results go.
    pub writer: Option<Json>,
}
