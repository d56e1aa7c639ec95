//! The data around a state's work: what the work gets, and what goes on to the next state.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html>

use serde_json::Value;

use super::frame::{FrameId, Work};
use super::scene::Scene;
use super::{EventKind, Failure, Flow, Json, MOST_BYTES, Step};
use crate::aws::text::Text;
use crate::states::asl::{
    DataPath, JsonataTemplate, Next, Payload, QueryLanguage, ResultPath, Setting, State, StateKind,
};
use crate::states::intrinsic::Template;
use crate::states::path::{Path, ReferencePath};

/// What a state leaves with.
pub struct Leaving<'s> {
    /// What it is.
    pub what: What,
    /// Its value.
    pub value: Json,
    /// Where it is put (JSONPath).
    pub result_path: &'s ResultPath,
    /// What goes on instead (JSONata).
    pub output: Option<&'s JsonataTemplate>,
    /// Values of variables.
    pub assign: Option<&'s Payload>,
    /// What follows.
    pub next: Next,
}

/// What a state leaves with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The result of its work.
    Result,
    /// The error that its work ended with.
    Error,
    /// Its input: there was no result.
    Input,
}

/// The result path of a state whose output is its input.
pub const WHOLE: &ResultPath = &ResultPath::Whole;

/// The most bytes of all variables together.
const MOST_VARIABLE_BYTES: usize = 10 << 20;

impl Step<'_> {
    /// What `InputPath` lets through.
    pub(super) fn effective_input(&self, id: FrameId, state: &State) -> Result<Json, Failure> {
        let frame = self.run.frame(id);
        self.through(id, &state.data.input_path, &frame.input)
    }

    /// What `InputPath` or `OutputPath` lets through of a value.
    fn through(&self, id: FrameId, path: &DataPath, value: &Json) -> Result<Json, Failure> {
        match path {
            DataPath::Whole => Ok(value.clone()),
            DataPath::Null => Ok(Value::Object(Default::default()).into()),
            DataPath::Path(path) => {
                let scene = Scene::of(self.run, self.run.frame(id)).with(value.value());
                self.select(id, path, &scene).map(Json::new)
            }
        }
    }

    /// What is at a path; AWS's error where nothing is.
    fn select(&self, id: FrameId, path: &Path, scene: &Scene) -> Result<Value, Failure> {
        let found = path.select(scene).map(|value| value.into_owned());
        found.map_err(|missing| self.runtime(id, format_args!("Invalid path '{}' : {missing}", path.text())))
    }

    /// What is at a reference path; AWS's error where nothing is.
    pub(super) fn refer(&self, id: FrameId, path: &ReferencePath, input: &Value) -> Result<Value, Failure> {
        let scene = Scene::of(self.run, self.run.frame(id)).with(input);
        self.select(id, path.path(), &scene)
    }

    /// What a JSONPath template gives.
    fn fill(&self, id: FrameId, template: &Template, scene: &Scene) -> Result<Value, Failure> {
        template.evaluate(scene, self.chance).map_err(|failure| self.runtime(id, failure))
    }

    /// What a template of either language gives; `field` is its name, for errors.
    pub(super) fn payload(&self, id: FrameId, payload: &Payload, field: &str, scene: &Scene) -> Result<Value, Failure> {
        match payload {
            Payload::JsonPath(template) => self.fill(id, template, scene),
            Payload::Jsonata(template) => self.evaluate(id, template, field, scene, None),
        }
    }

    /// What the work of a state gets: its input, or what its parameters or arguments make of it.
    pub(super) fn parameters(
        &self,
        id: FrameId,
        state: &State,
        input: &Json,
        token: Option<&str>,
    ) -> Result<Json, Failure> {
        match &state.data.parameters {
            None => Ok(input.clone()),
            Some(payload) => {
                let frame = self.run.frame(id);
                let scene = Scene::of(self.run, frame).with(input.value()).with_token(token);
                self.payload(id, payload, "Arguments", &scene).map(Json::new)
            }
        }
    }

    /// A whole number out of a definition or the data; `field` is its name.
    pub(super) fn number(
        &self,
        id: FrameId,
        setting: &Setting<u64>,
        field: &str,
        input: &Value,
    ) -> Result<u64, Failure> {
        match setting {
            Setting::Literal(number) => Ok(*number),
            Setting::Path(path) => {
                let value = self.refer(id, path, input)?;
                value.as_u64().ok_or_else(|| self.wrong_number(id, field, "integer", &value, path))
            }
            Setting::Expression(expression) => {
                let template = JsonataTemplate::Expression(expression.clone());
                let scene = Scene::of(self.run, self.run.frame(id)).with(input);
                let value = self.evaluate(id, &template, field, &scene, None)?;
                value.as_u64().ok_or_else(|| self.wrong_type(id, expression.text(), field, "integer", &value))
            }
        }
    }

    /// A field that refers to what is no number.
    pub(super) fn wrong_number(
        &self,
        id: FrameId,
        field: &str,
        wanted: &str,
        value: &Value,
        path: &ReferencePath,
    ) -> Failure {
        let shown = match value {
            Value::String(text) => text.clone(),
            Value::Object(_) => "{}".to_owned(),
            other => other.to_string(),
        };
        let text = path.text();

        Failure::runtime(self.in_state(
            id,
            format_args!("The {field}Path field refers to value \"{shown}\" which is not a valid {wanted}: {text}"),
        ))
    }

    /// Leaves a state with what its work gave.
    pub(super) fn leave_with_result(
        &mut self,
        id: FrameId,
        state: &State,
        next: Next,
        value: Json,
    ) -> Result<Flow, Failure> {
        let data = &state.data;
        let (output, assign) = (data.output.as_ref(), data.assign.as_ref());
        let leaving = Leaving { what: What::Result, value, result_path: &data.result_path, output, assign, next };
        self.leave(id, state, leaving)
    }

    /// Leaves a state: sets variables, makes its output, and goes on to what follows.
    pub(super) fn leave(&mut self, id: FrameId, state: &State, leaving: Leaving) -> Result<Flow, Failure> {
        let (output, assigned) = match state.query_language {
            QueryLanguage::JsonPath => self.leave_by_path(id, state, &leaving)?,
            QueryLanguage::Jsonata => self.leave_by_expression(id, &leaving)?,
        };
        // What goes through unchanged was looked at before.
        if !output.is(&self.run.frame(id).input) {
            if output.is_too_deep() {
                return Err(self.runtime(id, "The output of the state is too deeply nested."));
            }
            if output.is_longer_than(MOST_BYTES) {
                return Err(Failure::too_long(&state.name));
            }
        }
        let output = output.compact();
        let exited = EventKind::StateExited {
            state: state.kind.type_name(),
            name: state.name.clone(),
            output: output.clone(),
            assigned: (!assigned.is_empty()).then(|| assigned.clone().into()),
        };
        self.add_to(id, exited);
        let frame = self.run.frame_mut(id);
        for (name, value) in assigned {
            frame.variables.insert(name, value);
        }
        if self.is_trial() {
            self.end_trial(id, leaving.next, output);
            return Ok(Flow::Rest);
        }
        let frame = self.run.frame_mut(id);
        match leaving.next {
            Next::State(index) => {
                (frame.state, frame.input, frame.work) = (index, output, Work::Enter);
                Ok(Flow::On)
            }
            Next::End => {
                self.end(id, output);
                Ok(Flow::Rest)
            }
        }
    }

    fn leave_by_path(
        &mut self,
        id: FrameId,
        state: &State,
        leaving: &Leaving,
    ) -> Result<(Json, Vec<(Text, Json)>), Failure> {
        let frame = self.run.frame(id);
        let selected = match (&state.data.result_selector, leaving.what) {
            (Some(template), What::Result) => {
                let scene = Scene::of(self.run, frame).with(leaving.value.value());
                Json::new(self.fill(id, template, &scene)?)
            }
            _ => leaving.value.clone(),
        };
        if leaving.what == What::Result {
            self.note("afterResultSelector", &selected);
        }
        let frame = self.run.frame(id);
        let raw = &frame.input;
        let assigned = match leaving.assign {
            Some(payload) => {
                let scene = Scene::of(self.run, frame).with(selected.value());
                self.assigned(id, self.payload(id, payload, "Assign", &scene)?)?
            }
            None => Vec::new(),
        };
        let whole =
            match (leaving.what, leaving.result_path) {
                (What::Input, _) | (_, ResultPath::Whole) => selected,
                (_, ResultPath::Null) => raw.clone(),
                (_, ResultPath::Path(path)) => {
                    let put = path.put(raw.value().clone(), selected.value().clone());
                    Json::new(put.map_err(|unmatched| {
                        Failure::new("States.ResultPathMatchFailure", self.in_state(id, unmatched))
                    })?)
                }
            };
        if leaving.what == What::Result {
            self.note("afterResultPath", &whole);
        }
        match leaving.what {
            What::Error => Ok((whole, assigned)),
            _ => Ok((self.through(id, &state.data.output_path, &whole)?, assigned)),
        }
    }

    fn leave_by_expression(&self, id: FrameId, leaving: &Leaving) -> Result<(Json, Vec<(Text, Json)>), Failure> {
        let frame = self.run.frame(id);
        let bound = match leaving.what {
            What::Result => Some(("result", leaving.value.value())),
            What::Error => Some(("errorOutput", leaving.value.value())),
            What::Input => None,
        };
        let scene = Scene::of(self.run, frame);
        let assigned = match leaving.assign {
            Some(Payload::Jsonata(template)) => {
                self.assigned(id, self.evaluate(id, template, "Assign", &scene, bound)?)?
            }
            Some(payload) => self.assigned(id, self.payload(id, payload, "Assign", &scene)?)?,
            None => Vec::new(),
        };
        let output = match leaving.output {
            Some(template) => Json::new(self.evaluate(id, template, "Output", &scene, bound)?),
            None => leaving.value.clone(),
        };
        Ok((output, assigned))
    }

    /// The variables of an `Assign`.
    fn assigned(&self, id: FrameId, values: Value) -> Result<Vec<(Text, Json)>, Failure> {
        let Value::Object(values) = values else { return Ok(Vec::new()) };
        let assigned: Vec<(Text, Json)> =
            values.into_iter().map(|(name, value)| (name.into(), Json::new(value))).collect();
        let too_long = |what: std::fmt::Arguments<'_>| {
            Failure::new(super::DATA_LIMIT_EXCEEDED, self.in_state(id, format_args!("{what} exceeds the size limit.")))
        };
        if let Some((name, _)) = assigned.iter().find(|(_, value)| value.is_longer_than(MOST_BYTES)) {
            return Err(too_long(format_args!("The value of the variable '{name}'")));
        }
        let size = |all: &mut dyn Iterator<Item = &Json>| all.map(|value| value.text().len()).sum::<usize>();
        let made = if assigned.len() > 1 { size(&mut assigned.iter().map(|(_, value)| value)) } else { 0 };
        if made > MOST_BYTES {
            return Err(too_long(format_args!("The size of the variables that are assigned together")));
        }
        let known = &self.run.frame(id).variables;
        let stays = |name: &Text| assigned.iter().all(|(made, _)| made != name);
        // So many can't be too long.
        if known.len() + assigned.len() > MOST_VARIABLE_BYTES / MOST_BYTES {
            let mut all = known.iter().filter(|(name, _)| stays(name)).map(|(_, value)| value);
            if size(&mut all) + size(&mut assigned.iter().map(|(_, value)| value)) > MOST_VARIABLE_BYTES {
                return Err(too_long(format_args!("The size of all variables")));
            }
        }
        Ok(assigned)
    }

    /// Whether a state has `Retry` and `Catch` of its own.
    pub(super) fn is_container(state: &State) -> bool {
        matches!(state.kind, StateKind::Parallel(_) | StateKind::Map(_))
    }
}
