//! `ItemBatcher`: items that go together into one child execution.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html>

use serde_json::{Map, Value};

use super::effect::{BeginMapRun, ChildInput};
use super::{Failure, Json, MOST_BYTES};

/// Puts items together, as many as go into each batch.
pub struct Batcher<'b> {
    begin: &'b BeginMapRun,
    /// How many items go into a batch.
    most_items: usize,
    /// How many bytes its text may have.
    most_bytes: usize,
    /// The bytes of a batch without items.
    empty: usize,
    /// The batch that is being filled.
    items: Vec<Value>,
    /// Its bytes so far, with the comma behind the last item.
    bytes: usize,
}

impl<'b> Batcher<'b> {
    /// For a map run that has batches.
    pub fn new(begin: &'b BeginMapRun) -> Self {
        let settings = &begin.settings;
        let at_most = |most: Option<u64>| most.filter(|most| *most > 0).and_then(|most| usize::try_from(most).ok());
        let mut batcher = Batcher {
            begin,
            most_items: at_most(settings.max_items_per_batch).unwrap_or(usize::MAX),
            most_bytes: at_most(settings.max_input_bytes_per_batch).unwrap_or(MOST_BYTES).min(MOST_BYTES),
            empty: 0,
            items: Vec::new(),
            bytes: 0,
        };
        batcher.empty = batcher.whole(Vec::new()).text().len();
        batcher.bytes = batcher.empty;
        batcher
    }

    /// Adds an item; gives the batch before it, if that is full.
    ///
    /// # Errors
    /// The item is too long for any batch.
    pub fn add(&mut self, item: Json) -> Result<Option<ChildInput>, Failure> {
        // With the comma before it.
        let length = item.compact().text().len() + 1;
        if self.empty + length - 1 > self.most_bytes {
            return Err(Failure::too_long(&self.begin.machine[self.begin.state].name));
        }
        let is_full = self.items.len() == self.most_items || self.bytes + length - 1 > self.most_bytes;
        let full = if is_full { self.take() } else { None };
        self.bytes += length;
        self.items.push(item.into_value());
        Ok(full)
    }

    /// The batch that is being filled, unless there is nothing in it.
    pub fn take(&mut self) -> Option<ChildInput> {
        let items = std::mem::take(&mut self.items);
        self.bytes = self.empty;
        (!items.is_empty()).then(|| ChildInput { items: items.len(), input: self.whole(items), item: None })
    }

    fn whole(&self, items: Vec<Value>) -> Json {
        let mut batch = Map::new();
        if let Some(input) = &self.begin.settings.batch_input {
            batch.insert("BatchInput".to_owned(), input.value().clone());
        }
        batch.insert("Items".to_owned(), items.into());
        Json::new(batch.into())
    }
}
