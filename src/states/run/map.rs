//! `Map` states, and the iterations of inline ones.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html>

use std::sync::Arc;

use serde_json::Value;

use super::frame::{Frame, FrameId, Iterations, Work};
use super::scene::Scene;
use super::{EventId, EventKind, Failure, Flow, Json, MapItem, Step};
use crate::states::asl::{Items, JsonataTemplate, Map, Mode, State, StateKind};

/// How many iterations of an inline map run at once, at most.
const MOST_AT_ONCE: usize = 40;

impl Step<'_> {
    /// Begins as many iterations as may run at once, or a map run.
    pub(super) fn begin_map(&mut self, id: FrameId, state: &State, map: &Map) -> Result<Flow, Failure> {
        let input = self.effective_input(id, state)?;
        self.note_by_path(state, "afterInputPath", &input);
        if let Mode::Distributed(distributed) = &map.mode {
            return self.begin_map_run(id, map, distributed, input);
        }
        let items = self.items(id, map, &input)?;
        let limit = match &map.max_concurrency {
            Some(setting) => self.count(id, setting, "MaxConcurrency", input.value())?,
            None => 0,
        };
        if self.is_trial() {
            return Ok(self.ask_for_inside(id, input, Some(items), limit));
        }
        let length = items.value().as_array().map_or(0, Vec::len);
        let limit = usize::try_from(limit).ok().filter(|limit| *limit > 0).unwrap_or(MOST_AT_ONCE).min(MOST_AT_ONCE);
        let started = self.add_to(id, EventKind::MapStateStarted { length });
        if length == 0 {
            self.add(started, EventKind::MapStateSucceeded);
            self.run.frame_mut(id).work = Work::Done(Json::new(Value::Array(Vec::new())));
            return Ok(Flow::On);
        }
        let iterations = Iterations {
            items,
            input,
            limit,
            begun: 0,
            frames: vec![None; length],
            results: vec![None; length],
            started,
            last: started,
        };
        self.run.frame_mut(id).work = Work::Map(iterations.into());
        for _ in 0..limit.min(length) {
            self.begin_iteration(id, state, map)?;
        }
        Ok(Flow::Rest)
    }

    /// The items, an array.
    pub(super) fn items(&self, id: FrameId, map: &Map, input: &Json) -> Result<Json, Failure> {
        let scene = Scene::of(self.run, self.run.frame(id)).with(input.value());
        let no_array = |text: &str| {
            Failure::runtime(self.in_state(id, format_args!("Reference path \"{text}\" must point to array.")))
        };
        match &map.items {
            Items::Input if input.value().is_array() => Ok(input.clone()),
            Items::Input if self.speaks_jsonata(id) => {
                let what = format!("Map state input must be an array but was: {}", input.value());
                // No field of the state is to blame.
                Err(Failure { evaluation: Some(None), ..self.query_failure(id, "Items", what) })
            }
            Items::Input => Err(no_array("$")),
            Items::Path(path) => {
                let value = self.refer(id, path, input.value())?;
                if value.is_array() { Ok(Json::new(value)) } else { Err(no_array(self.shown_path(path.text()))) }
            }
            Items::Jsonata(template) => {
                let value = self.evaluate(id, template, "Items", &scene, None)?;
                let expression = match template {
                    JsonataTemplate::Expression(expression) => expression.text().to_owned(),
                    _ => value.to_string(),
                };
                match value.is_array() {
                    true => Ok(Json::new(value)),
                    false => Err(self.wrong_type(id, &expression, "Items", "array", &value)),
                }
            }
        }
    }

    fn speaks_jsonata(&self, id: FrameId) -> bool {
        let frame = self.run.frame(id);
        frame.machine[frame.state].query_language == crate::states::asl::QueryLanguage::Jsonata
    }

    /// Begins the next iteration.
    fn begin_iteration(&mut self, id: FrameId, state: &State, map: &Map) -> Result<(), Failure> {
        let frame = self.run.frame(id);
        let Work::Map(iterations) = &frame.work else { return Ok(()) };
        let place = iterations.begun;
        let Some(value) = iterations.items.value().get(place).cloned() else { return Ok(()) };
        let value = Json::new(value);
        let input = match &map.item_selector {
            Some(selector) => {
                let scene = Scene::of(self.run, frame).with(iterations.input.value()).with_item(place, value.value());
                Json::new(self.payload(id, selector, "ItemSelector", &scene)?)
            }
            None => value.clone(),
        };
        // One after the other they follow from each other, side by side from their common beginning.
        let previous = if iterations.limit == 1 { iterations.last } else { iterations.started };
        let variables = frame.variables.clone();
        let started = self.add(previous, EventKind::MapIterationStarted { name: state.name.clone(), index: place });
        let child = self.run.frames.add(Frame {
            parent: Some((id, place)),
            variables,
            item: Some(Arc::new(MapItem { index: place, value, key: None, source: None })),
            ..Frame::new(Arc::clone(&map.processor), input, started)
        });
        if let Work::Map(iterations) = &mut self.run.frame_mut(id).work {
            iterations.begun += 1;
            iterations.frames[place] = Some(child);
        }
        self.run.ready.push_back(child);
        Ok(())
    }

    /// An iteration has ended; the last one lets the state go on.
    pub(super) fn iteration_ended(&mut self, id: FrameId, place: usize, output: Json, last: EventId) {
        let machine = self.run.frame(id).machine.clone();
        let state = &machine[self.run.frame(id).state];
        let succeeded = self.add(last, EventKind::MapIterationSucceeded { name: state.name.clone(), index: place });
        let frame = self.run.frame_mut(id);
        frame.previous = succeeded;
        let Work::Map(iterations) = &mut frame.work else { return };
        (iterations.frames[place], iterations.results[place], iterations.last) = (None, Some(output), last);
        let (begun, length) = (iterations.begun, iterations.results.len());
        if begun < length {
            let StateKind::Map(map) = &state.kind else { return };
            if let Err(failure) = self.begin_iteration(id, state, map) {
                self.abort_children(id, None, succeeded);
                if self.fail(id, state, failure) == Flow::On {
                    self.run.ready.push_back(id);
                }
            }
            return;
        }
        if iterations.frames.iter().any(Option::is_some) {
            return;
        }
        let results: Value = iterations.results.iter().flatten().map(|result| result.value().clone()).collect();
        self.add(succeeded, EventKind::MapStateSucceeded);
        self.done(id, Json::new(results));
    }
}
