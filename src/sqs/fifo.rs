//! The order of a FIFO queue: in each group by arrival, and no message before one that is hidden.
//! Knows keys and groups, not messages or time.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::message::{Key, Place};
use super::picked::Picked;
use crate::aws::text::Text;

/// The message groups of a FIFO queue.
///
/// A receive may take from a group only the longest run of visible messages from its head; the first hidden one
/// (in flight or delayed) hides all behind it. A group that was served goes behind those that weren't.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html>
#[derive(Debug, Default)]
pub struct Fifo {
    groups: HashMap<Text, Group>,
    /// The groups whose head is visible, by their turn.
    open: BTreeMap<u64, Text>,
    next_turn: u64,
}

#[derive(Debug)]
struct Group {
    /// All its messages, and whether each is visible.
    messages: BTreeMap<Key, bool>,
    turn: u64,
}

impl Fifo {
    /// Notes that a message came (`from` is none), changed its place, or left (`to` is none).
    pub fn shift(&mut self, key: Key, name: &Text, to: Option<Place>) {
        let next_turn = &mut self.next_turn;
        let group = self.groups.entry(name.clone()).or_insert_with(|| {
            *next_turn += 1;
            Group { messages: BTreeMap::new(), turn: *next_turn }
        });
        match to {
            Some(place) => group.messages.insert(key, place == Place::Visible),
            None => group.messages.remove(&key),
        };
        let turn = group.turn;
        let head_visible = group.messages.first_key_value().map(|(_, visible)| *visible);
        if head_visible == Some(true) {
            self.open.entry(turn).or_insert_with(|| name.clone());
        } else {
            self.open.remove(&turn);
        }
        if head_visible.is_none() {
            self.groups.remove(name);
        }
    }

    /// Picks the messages to deliver next, `wanted` at most, filling up from one group before the next, and those
    /// found on the way that are exhausted. [`shift`](Self::shift) says what becomes of them.
    pub fn pick(&mut self, wanted: usize, exhausted: impl Fn(Key) -> bool) -> Picked {
        let mut picked = Picked::default();
        // Groups served now get later turns, so that none is served twice.
        let last_turn = self.next_turn;
        while picked.wants(wanted) {
            let Some((turn, name)) = self.open.first_key_value().filter(|(turn, _)| **turn <= last_turn) else { break };
            let (turn, name) = (*turn, name.clone());
            self.open.remove(&turn);
            let Some(group) = self.groups.get_mut(&name) else { continue };
            for (key, _) in group.messages.iter().take_while(|(_, visible)| **visible) {
                if !picked.wants(wanted) {
                    break;
                }
                picked.add(*key, exhausted(*key));
            }
            self.next_turn += 1;
            group.turn = self.next_turn;
            self.open.insert(group.turn, name);
        }
        picked
    }

    /// The next message that a pick would find.
    pub fn peek(&self) -> Option<Key> {
        let (_, name) = self.open.first_key_value()?;
        self.groups.get(name)?.messages.first_key_value().map(|(key, _)| *key)
    }
}
