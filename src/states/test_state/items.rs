//! The items of a tested map: what its reader would bring, and what its iterations would get.

use std::sync::Arc;

use serde_json::Value;

use crate::states::States;
use crate::states::asl::{InputType, ItemReader, Mode, QueryLanguage, State, StateKind};
use crate::states::dataset;
use crate::states::error::Error;
use crate::states::execution::Execution;
use crate::states::run::{BeginMapRun, Failure, Json, Seen};

/// Reads what a map's reader is said to find, as it stands in its source.
///
/// # Errors
/// `ValidationException` where the state has no reader, or the data aren't of its type.
pub fn read(text: &str, state: &State) -> Result<Option<Json>, Error> {
    let refused = |why: &str| Error::validation(format!("Invalid mapItemReaderData provided: {why}"));
    let Some(reader) = reader_of(state) else {
        return Err(refused("the state has no ItemReader"));
    };
    if let Some(InputType::Jsonl | InputType::Csv) = reader.input_type {
        let items = dataset::read_text(reader, text);
        return items.map(Some).map_err(|failure| refused(failure.cause.as_deref().unwrap_or_default()));
    }
    let value: Value = serde_json::from_str(text).map_err(|_| refused("it must be valid JSON"))?;
    Ok(Some(Json::new(value)))
}

fn reader_of(state: &State) -> Option<&ItemReader> {
    match &state.kind {
        StateKind::Map(map) => match &map.mode {
            Mode::Distributed(distributed) => distributed.item_reader.as_ref(),
            Mode::Inline => None,
        },
        _ => None,
    }
}

impl States {
    /// What a tested map or parallel state gets from inside: its mock, unless its items can't be made, or too many of
    /// them failed.
    pub(super) fn inside_of_test(
        &self,
        execution: &Arc<Execution>,
        begin: &BeginMapRun,
        mock: Result<Json, Failure>,
    ) -> Result<Json, Failure> {
        let state = &begin.machine[begin.state];
        let StateKind::Map(map) = &state.kind else { return mock };
        let mut run = execution.run();
        let trial = run.trial.as_deref_mut();
        let (data, failures) = trial.map_or((None, None), |trial| (trial.reader_data.clone(), trial.failures));
        let items = match reader_of(state) {
            Some(reader) => data.map(|data| (pointed(&data, reader), reader.items_pointer.is_some())),
            None => begin.items.clone().map(|items| (items, false)),
        };
        let made = match &items {
            Some((items, _)) => run.try_items(self.now(), &*self.shared.ids, begin, items).map(Some),
            None => Ok(None),
        };
        let count = items.as_ref().map_or(0, |(items, _)| length(items));
        let Some(trial) = run.trial.as_deref_mut() else { return mock };
        let seen = &mut trial.seen;
        note_settings(seen, begin, map.is_distributed());
        if let Some((items, pointed)) = items {
            if pointed {
                seen.note("afterItemsPointer", items.clone());
            }
            if state.query_language == QueryLanguage::JsonPath {
                seen.note("afterItemsPath", items);
            }
        }
        let (selected, batches) = made?.unzip();
        if let Some(selected) = selected.filter(|_| map.item_selector.is_some()) {
            seen.note("afterItemSelector", selected);
        }
        if let Some(batches) = batches.flatten() {
            seen.note("afterItemBatcher", batches);
        }
        let result = mock?;
        match failures {
            Some(failures) if exceeds(begin, failures, count) => Err(Failure::beyond_tolerance()),
            _ => Ok(result),
        }
    }
}

fn note_settings(seen: &mut Seen, begin: &BeginMapRun, is_distributed: bool) {
    let settings = &begin.settings;
    seen.max_concurrency = Some(settings.max_concurrency);
    if is_distributed {
        seen.tolerated_failure_count = settings.tolerated_failure_count;
        seen.tolerated_failure_percentage = settings.tolerated_failure_percentage;
    }
}

/// What `ItemsPointer` points to.
fn pointed(data: &Json, reader: &ItemReader) -> Json {
    match &reader.items_pointer {
        Some(pointer) => data.value().pointer(pointer).cloned().unwrap_or_default().into(),
        None => data.clone(),
    }
}

fn length(items: &Json) -> usize {
    match items.value() {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    }
}

/// Whether more items failed than may; where nothing was said of that, the mocked result stands.
fn exceeds(begin: &BeginMapRun, failures: u64, count: usize) -> bool {
    let settings = &begin.settings;
    let share = if count == 0 { 0.0 } else { 100.0 * failures as f64 / count as f64 };
    settings.tolerated_failure_count.is_some_and(|most| failures > most)
        || settings.tolerated_failure_percentage.is_some_and(|most| share > most)
}
