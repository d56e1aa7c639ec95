//! In which order a queue hands out its messages: one of two kinds.

use super::fifo::Fifo;
use super::message::{Key, Place};
use super::picked::Picked;
use super::standard::Standard;
use crate::aws::text::Text;

/// The order of one queue.
#[derive(Debug)]
pub enum Order {
    /// Oldest first.
    Standard(Standard),
    /// By group.
    Fifo(Fifo),
}

impl Order {
    /// The order of a new queue.
    pub fn new(fifo: bool) -> Self {
        if fifo { Order::Fifo(Fifo::default()) } else { Order::Standard(Standard::default()) }
    }

    /// Notes that a message came (`from` is none), changed its place, or left (`to` is none).
    pub fn shift(&mut self, key: Key, group: Option<&Text>, from: Option<Place>, to: Option<Place>) {
        match self {
            Order::Standard(standard) => standard.shift(key, group, from, to),
            // The engine takes no message without a group into a FIFO queue.
            Order::Fifo(fifo) => fifo.shift(key, group.unwrap_or(&Text::default()), to),
        }
    }

    /// Picks the messages to deliver next; `exhausted` tells which go to the dead-letter queue instead.
    pub fn pick(&mut self, wanted: usize, exhausted: impl Fn(Key) -> bool) -> Picked {
        match self {
            Order::Standard(standard) => standard.pick(wanted, exhausted),
            Order::Fifo(fifo) => fifo.pick(wanted, exhausted),
        }
    }

    /// The next message that a pick would find.
    pub fn peek(&self) -> Option<Key> {
        match self {
            Order::Standard(standard) => standard.peek(),
            Order::Fifo(fifo) => fifo.peek(),
        }
    }
}
