//! What paths, templates and expressions of a state see: its input, the context object, variables.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html>

use std::cell::OnceCell;

use serde_json::{Map, Value, json};

use super::frame::{Frame, Work};
use super::trial::STATE_NAME;
use super::{MapItem, Run, StateKind};
use crate::aws::time::Time;
use crate::states::path::Roots;

/// What can be seen from a frame.
pub struct Scene<'r> {
    run: &'r Run,
    frame: &'r Frame,
    /// `$`
    input: &'r Value,
    /// What errors show as the input.
    shown: &'r Value,
    /// The token of the task that is about to begin.
    token: Option<&'r str>,
    /// An item that a map is about to begin.
    item: Option<(usize, &'r Value)>,
    context: OnceCell<Value>,
}

impl<'r> Scene<'r> {
    /// From a frame, where `$` is its input.
    pub fn of(run: &'r Run, frame: &'r Frame) -> Self {
        let input = frame.input.value();
        Scene { run, frame, input, shown: input, token: None, item: None, context: OnceCell::new() }
    }

    /// The same where `$` is something else.
    pub fn with(self, input: &'r Value) -> Self {
        Scene { input, ..self }
    }

    /// The same with the token of a task.
    pub fn with_token(self, token: Option<&'r str>) -> Self {
        Scene { token, ..self }
    }

    /// The same with an item of a map.
    pub fn with_item(self, index: usize, value: &'r Value) -> Self {
        Scene { item: Some((index, value)), ..self }
    }

    /// The same with a context object that is already made.
    pub fn with_context(self, context: Value) -> Self {
        Scene { context: OnceCell::from(context), ..self }
    }

    /// The context object alone: who looks at many items makes it once.
    pub fn into_context(self) -> Value {
        self.context();
        self.context.into_inner().unwrap_or_default()
    }

    fn make_context(&self) -> Value {
        let Scene { run, frame, .. } = self;
        let trial = run.trial.as_deref();
        if let Some(context) = trial.and_then(|trial| trial.context.as_ref()) {
            return context.clone();
        }
        let about = &run.about;
        let mut execution = json!({
            "Id": &*about.arn,
            "Input": about.input.value(),
            "StartTime": moment(about.started),
            "Name": &*about.name,
            "RoleArn": &*about.role,
        });
        if about.role.is_empty() {
            // A state can be tested without one.
            execution["RoleArn"] = Value::Null;
        }
        if !about.sync {
            execution["RedriveCount"] = run.redrives.into();
        }
        if let Some(redriven) = run.redriven {
            execution["RedriveTime"] = moment(redriven).into();
        }
        let state = &frame.machine[frame.state];
        let name = if trial.is_some() { STATE_NAME } else { &state.name };
        let mut shown = json!({ "Name": name, "EnteredTime": moment(frame.entered_at) });
        if matches!(state.kind, StateKind::Task(_) | StateKind::Parallel(_) | StateKind::Map(_)) {
            shown["RetryCount"] = trial.map_or_else(|| frame.retries(), |trial| trial.retries).into();
        }
        let mut context = Map::new();
        context.insert("Execution".to_owned(), execution);
        context.insert("StateMachine".to_owned(), json!({ "Id": &*about.machine_arn, "Name": &*about.machine_name }));
        context.insert("State".to_owned(), shown);
        let begun = match &frame.work {
            Work::Task(task) => task.token.as_deref(),
            _ => None,
        };
        if let Some(token) = self.token.or(begun) {
            context.insert("Task".to_owned(), json!({ "Token": token }));
        }
        let own = self.item.map(|(index, value)| MapItem::shown(index, value, None, None));
        let around = frame.item.as_ref().map(|item| {
            let MapItem { index, value, key, source } = &**item;
            MapItem::shown(*index, value.value(), key.as_deref(), source.as_deref())
        });
        if let Some(item) = own.or(around) {
            context.insert("Map".to_owned(), json!({ "Item": item }));
        }
        Value::Object(context)
    }
}

/// A time as the context object has it.
fn moment(time: Time) -> String {
    time.to_string()
}

impl Roots for Scene<'_> {
    fn input(&self) -> &Value {
        self.input
    }

    fn context(&self) -> &Value {
        self.context.get_or_init(|| self.make_context())
    }

    fn variable(&self, name: &str) -> Option<&Value> {
        self.frame.variables.get(name).map(|value| value.value())
    }

    fn shown(&self) -> &Value {
        self.shown
    }
}
