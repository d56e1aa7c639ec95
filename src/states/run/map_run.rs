//! Distributed `Map` states: the beginning of a map run, what its children get, and its end. The children themselves
//! are executions of their own.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html>

use std::cell::Cell;
use std::sync::Arc;

use serde_json::{Value, json};

use super::batch::Batcher;
use super::effect::{BeginMapRun, ChildInput, Effect, Entry, MapRunSettings};
use super::frame::{self, FrameId, Work};
use super::scene::Scene;
use super::task::ending;
use super::{EventKind, Failure, Flow, Json, MOST_BYTES, MapItem, Run, Step};
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::states::arn::StatesArn;
use crate::states::asl::{Distributed, Items, JsonataTemplate, Map, Payload, Setting, StateKind};
use crate::states::intrinsic::Chance;
use crate::states::path::ReferencePath;

/// What selects the items of a map run, one after the other.
struct Selection<'b> {
    begin: &'b BeginMapRun,
    selector: Option<&'b Payload>,
    /// The context object, where something selects.
    context: Option<Value>,
}

impl BeginMapRun {
    /// The items where they came with the state's input: an array's elements, or an object's entries.
    pub fn entries(&self) -> impl Iterator<Item = Result<Entry, Failure>> {
        let items = self.items.as_ref().map(Json::value);
        let elements = items.and_then(Value::as_array).into_iter().flatten().map(|item| (None, item));
        let members = items.and_then(Value::as_object).into_iter().flatten();
        let all = elements.chain(members.map(|(key, item)| (Some(Text::from(key.as_str())), item)));
        all.map(|(key, item)| Ok(Entry { key, value: Json::new(item.clone()), source: None }))
    }
}

impl Run {
    /// What each child of a map run gets: an item as it is selected, or a batch of such.
    ///
    /// # Errors
    /// Why the map run fails.
    pub fn child_inputs(
        &mut self,
        now: Time,
        chance: &dyn Chance,
        begin: &BeginMapRun,
        entries: impl Iterator<Item = Result<Entry, Failure>>,
    ) -> Result<Vec<ChildInput>, Failure> {
        let step = Step { run: self, now, chance, effects: Vec::new(), turns: Cell::default() };
        let StateKind::Map(map) = &begin.machine[begin.state].kind else { return Ok(Vec::new()) };
        if !step.is_awaited(begin.question) {
            return Ok(Vec::new());
        }
        let selector = map.item_selector.as_ref();
        // Only the item in it differs: the rest, with the whole input of the execution, is made once for all.
        let context = selector.map(|_| Scene::of(step.run, step.run.frame(begin.question.frame)).into_context());
        let mut selection = Selection { begin, selector, context };
        let mut children = Vec::new();
        let mut batcher = begin.settings.batches.then(|| Batcher::new(begin));
        for (index, entry) in entries.enumerate() {
            let child = step.select_item(&mut selection, index, entry?)?;
            match &mut batcher {
                Some(batcher) => {
                    // Nobody else is to have it.
                    drop(child.item);
                    children.extend(batcher.add(child.input)?);
                }
                None => children.push(child),
            }
        }
        children.extend(batcher.and_then(|mut batcher| batcher.take()));
        Ok(children)
    }
}

impl Step<'_> {
    /// Begins a map run; after a redrive the one that failed.
    pub(super) fn begin_map_run(
        &mut self,
        id: FrameId,
        map: &Map,
        distributed: &Distributed,
        input: Json,
    ) -> Result<Flow, Failure> {
        let again = self.run.frame(id).map_run.clone();
        let at_once = self.setting(map.max_concurrency.as_ref(), |step, setting| {
            step.count(id, setting, "MaxConcurrency", input.value())
        })?;
        let items = match distributed.item_reader {
            Some(_) => None,
            None => Some(self.entries(id, map, &input)?),
        };
        // AWS doesn't know yet how many items a reader will bring.
        let length = items.as_ref().map_or(0, |items| match items.value() {
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        });
        if again.is_none() {
            self.add_to(id, EventKind::MapStateStarted { length });
        }
        let settings = MapRunSettings {
            max_concurrency: at_once.unwrap_or_default(),
            ..self.map_run_settings(id, distributed, &input)?
        };
        let is_new = again.is_none();
        let (arn, label) = match again {
            Some(arn) => (arn, Text::default()),
            None => self.name_map_run(distributed),
        };
        let kind = match is_new {
            true => EventKind::MapRunStarted { arn: arn.clone() },
            false => EventKind::MapRunRedriven { arn: arn.clone(), count: self.run.redrives },
        };
        let started = self.add_to(id, kind);
        let frame = self.run.frame_mut(id);
        frame.turn += 1;
        (frame.work, frame.map_run) = (Work::MapRun(frame::MapRun { started }.into()), Some(arn.clone()));
        let (machine, place) = (Arc::clone(&frame.machine), frame.state);
        let question = self.question(id);
        let begin = BeginMapRun { question, arn, label, machine, state: place, input, items, settings }.into();
        self.effects.push(if is_new { Effect::BeginMapRun(begin) } else { Effect::RedriveMapRun(begin) });
        Ok(Flow::Rest)
    }

    /// The ARN of a new map run, and the name of its map state in it.
    fn name_map_run(&self, distributed: &Distributed) -> (Text, Text) {
        let label = distributed.label.clone().unwrap_or_else(|| self.chance.uuid().to_string().into());
        let arn = StatesArn::MapRun {
            scope: self.run.about.scope.clone(),
            machine: self.run.about.machine_name.to_string(),
            label: label.to_string(),
            id: self.chance.uuid().to_string(),
        };
        (arn.to_string().into(), label)
    }

    /// The items, an array or an object.
    fn entries(&self, id: FrameId, map: &Map, input: &Json) -> Result<Json, Failure> {
        let found = match &map.items {
            Items::Input => input.clone(),
            Items::Path(path) => Json::new(self.refer(id, path, input.value())?),
            Items::Jsonata(template) => {
                let scene = Scene::of(self.run, self.run.frame(id)).with(input.value());
                Json::new(self.evaluate(id, template, "Items", &scene, None)?)
            }
        };
        // What is wrong with anything else is said there.
        if found.value().is_array() || found.value().is_object() { Ok(found) } else { self.items(id, map, input) }
    }

    fn map_run_settings(
        &self,
        id: FrameId,
        distributed: &Distributed,
        input: &Json,
    ) -> Result<MapRunSettings, Failure> {
        let value = input.value();
        let filled = |payload: Option<&Payload>, field: &str| -> Result<Option<Json>, Failure> {
            let scene = Scene::of(self.run, self.run.frame(id)).with(value);
            payload.map(|payload| self.payload(id, payload, field, &scene).map(Json::new)).transpose()
        };
        let Distributed { item_reader: reader, item_batcher: batcher, result_writer: writer, .. } = distributed;
        let count = |setting: Option<&Setting<u64>>, field: &str| {
            self.setting(setting, |step, setting| step.count(id, setting, field, value))
        };
        let batch = batcher.as_ref();
        Ok(MapRunSettings {
            max_concurrency: 0,
            tolerated_failure_count: count(distributed.tolerated_failure_count.as_ref(), "ToleratedFailureCount")?,
            tolerated_failure_percentage: self
                .setting(distributed.tolerated_failure_percentage.as_ref(), |step, setting| {
                    step.percentage(id, setting, "ToleratedFailurePercentage", value)
                })?,
            batches: batch.is_some(),
            max_items_per_batch: count(batch.and_then(|batch| batch.max_items.as_ref()), "MaxItemsPerBatch")?,
            max_input_bytes_per_batch: count(
                batch.and_then(|batch| batch.max_input_bytes.as_ref()),
                "MaxInputBytesPerBatch",
            )?,
            batch_input: filled(batch.and_then(|batch| batch.batch_input.as_ref()), "BatchInput")?,
            max_items: self
                .setting(reader.as_ref().and_then(|reader| reader.max_items.as_ref()), |step, setting| {
                    step.whole(id, setting, "MaxItems", value)
                })?,
            reader: match reader {
                Some(reader) => Some(filled(reader.parameters.as_ref(), "ItemReader")?.unwrap_or_else(nothing)),
                None => None,
            },
            writer: match writer.as_ref().and_then(|writer| writer.destination.as_ref()) {
                Some(to) => Some(filled(to.parameters.as_ref(), "ResultWriter")?.unwrap_or_else(nothing)),
                None => None,
            },
        })
    }

    fn setting<T, R>(
        &self,
        setting: Option<&Setting<T>>,
        read: impl Fn(&Self, &Setting<T>) -> Result<R, Failure>,
    ) -> Result<Option<R>, Failure> {
        setting.map(|setting| read(self, setting)).transpose()
    }

    /// What stands at a path or comes out of an expression, read as a number. Variables often hold them as texts.
    fn numeric<T: std::str::FromStr>(
        &self,
        id: FrameId,
        setting: &Setting<impl Copy + Into<Value>>,
        (field, wanted): (&str, &str),
        input: &Value,
    ) -> Result<T, Failure> {
        let read = |value: &Value| match value {
            Value::Number(number) => number.to_string().parse().ok(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        match setting {
            Setting::Literal(number) => {
                let value: Value = (*number).into();
                read(&value).ok_or_else(|| self.runtime(id, format_args!("{field} is out of range.")))
            }
            Setting::Path(path) => {
                let path: &ReferencePath = path;
                let value = self.refer(id, path, input)?;
                read(&value).ok_or_else(|| self.wrong_number(id, field, wanted, &value, path))
            }
            Setting::Expression(expression) => {
                let template = JsonataTemplate::Expression(expression.clone());
                let scene = Scene::of(self.run, self.run.frame(id)).with(input);
                let value = self.evaluate(id, &template, field, &scene, None)?;
                let number = Some(&value).filter(|value| value.is_number()).and_then(read);
                number.ok_or_else(|| self.wrong_type(id, expression.text(), field, wanted, &value))
            }
        }
    }

    /// A whole number.
    fn whole(&self, id: FrameId, setting: &Setting<u64>, field: &str, input: &Value) -> Result<i64, Failure> {
        self.numeric(id, setting, (field, "integer"), input)
    }

    /// A whole number that counts something.
    pub(super) fn count(
        &self,
        id: FrameId,
        setting: &Setting<u64>,
        field: &str,
        input: &Value,
    ) -> Result<u64, Failure> {
        let number = self.whole(id, setting, field, input)?;
        u64::try_from(number).map_err(|_| self.runtime(id, format_args!("{field} cannot be negative.")))
    }

    fn percentage(&self, id: FrameId, setting: &Setting<f64>, field: &str, input: &Value) -> Result<f64, Failure> {
        let number: f64 = self.numeric(id, setting, (field, "float"), input)?;
        match (0.0..=100.0).contains(&number) {
            true => Ok(number),
            false => Err(self.runtime(id, format_args!("{field} must be between 0 and 100."))),
        }
    }

    /// What the child for an item gets, as `ItemSelector` turns it.
    fn select_item(&self, selection: &mut Selection<'_>, index: usize, entry: Entry) -> Result<ChildInput, Failure> {
        let Entry { key, value, source } = entry;
        let Selection { begin, selector, context } = selection;
        let state = &begin.machine[begin.state];
        let input = match (selector, context.take()) {
            (Some(selector), Some(mut made)) => {
                let shown = MapItem::shown(index, value.value(), key.as_deref(), source.as_deref());
                made["Map"] = json!({ "Item": shown });
                let frame = self.run.frame(begin.question.frame);
                let scene = Scene::of(self.run, frame).with(begin.input.value()).with_context(made);
                let selected = self.payload(begin.question.frame, selector, "ItemSelector", &scene);
                *context = Some(scene.into_context());
                Json::new(selected?)
            }
            _ => match &key {
                Some(key) => Json::new(json!({ "Key": &**key, "Value": value.value() })),
                None => value.clone(),
            },
        };
        if input.is_longer_than(MOST_BYTES) {
            return Err(Failure::too_long(&state.name));
        }
        Ok(ChildInput { input, items: 1, item: Some(Arc::new(MapItem { index, value, key, source })) })
    }

    /// A map run has ended.
    pub(super) fn map_run_ended(&mut self, id: FrameId, result: Result<Json, Failure>) {
        if !matches!(self.run.frame(id).work, Work::MapRun(_)) {
            return;
        }
        match result {
            Ok(output) => {
                // What follows has this before it; since the end of 2024 AWS names the event of the beginning there.
                let ended = self.add_to(id, EventKind::MapRunSucceeded);
                self.add(ended, EventKind::MapStateSucceeded);
                self.run.frame_mut(id).map_run = None;
                self.done(id, output);
            }
            Err(failure) => {
                self.add_to(id, EventKind::MapRunFailed(ending(&failure)));
                let machine = Arc::clone(&self.run.frame(id).machine);
                let state = &machine[self.run.frame(id).state];
                self.fail_task(id, state, failure);
                if let Some(frame) = self.run.frames.get_mut(id)
                    && !matches!(frame.work, Work::Failed)
                {
                    // Another attempt, or what catches the error, has nothing to do with it any more.
                    frame.map_run = None;
                }
            }
        }
    }

    /// The events of the map runs that end because the execution does.
    pub(super) fn note_aborted_map_runs(&mut self) {
        let frames: Vec<FrameId> = self.run.frames.iter().map(|(id, _)| id).collect();
        frames.into_iter().for_each(|id| self.note_aborted_map_run(id));
    }

    /// The event of a map run that ends because of what happened elsewhere, if the frame waits for one.
    pub(super) fn note_aborted_map_run(&mut self, id: FrameId) {
        if let Work::MapRun(run) = &self.run.frame(id).work {
            let started = run.started;
            self.add(started, EventKind::MapRunAborted);
        }
    }
}

fn nothing() -> Json {
    json!({}).into()
}
