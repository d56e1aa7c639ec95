//! A message, and what is known of it while it is in a queue.

use std::sync::Arc;

use uuid::Uuid;

use crate::aws::body::Body;
use crate::aws::deduplication::Identity;
use crate::aws::message_attribute::MessageAttributes;
use crate::aws::sequence::SequenceNumber;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// A message. What most messages don't have is in [`Extra`], so that a million small ones stay small.
#[derive(Clone, Debug)]
pub struct Message {
    /// The id given back to the sender.
    pub id: Uuid,
    /// What was sent.
    pub body: Body,
    /// When it was sent. Its age counts from here.
    pub sent: Time,
    /// When it was first received, if it was.
    pub first_received: Option<Time>,
    /// When it was last received. Meaningful while it is in flight.
    pub received: Time,
    /// How often it was received.
    pub receive_count: u32,
    /// Whether it can be received.
    pub place: Place,
    /// The mark of its latest receive; a receipt handle carries it.
    pub receipt: u64,
    /// All the rest.
    pub extra: Option<Arc<Extra>>,
}

/// What only some messages have.
#[derive(Clone, Debug, Default)]
pub struct Extra {
    /// The attributes of the sender.
    pub attributes: MessageAttributes,
    /// The system attribute AWSTraceHeader.
    pub trace: Option<Text>,
    /// The message group.
    pub group: Option<Text>,
    /// The deduplication id, given or derived (FIFO).
    pub deduplication: Option<Text>,
    /// The place in the queue's sequence (FIFO).
    pub sequence: Option<SequenceNumber>,
    /// The queue from which a dead letter came.
    pub dead_letter_source: Option<Text>,
    /// The sender's account, where it isn't the queue's.
    pub sender: Option<Text>,
}

/// Where a message is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Can be received (in a FIFO queue: as soon as those before it in its group can).
    Visible,
    /// Not yet, until then.
    Delayed(Time),
    /// Received, and hidden until then.
    InFlight(Time),
}

/// Where a message stands in its queue: by the time it was sent, then by arrival. FIFO queues count arrival only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Milliseconds; 0 in a FIFO queue.
    pub sent: i64,
    /// Rises with every message of the queue.
    pub arrival: u64,
}

impl Message {
    /// The message group, if it has one.
    pub fn group(&self) -> Option<&Text> {
        self.extra.as_ref()?.group.as_ref()
    }

    /// Gives a message that comes from another queue its own id as deduplication id: it is nobody's duplicate.
    pub fn identify_by_itself(&mut self) -> Identity {
        let id: Text = self.id.to_string().into();
        let extra = self.extra_mut();
        extra.deduplication = Some(id.clone());
        Identity::new(extra.group.as_deref(), &id)
    }

    /// The extra part, made if there is none yet.
    pub fn extra_mut(&mut self) -> &mut Extra {
        Arc::make_mut(self.extra.get_or_insert_default())
    }
}

/// What the sender of a message is told; of a duplicate it is what the first sender was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The message's id.
    pub id: Uuid,
    /// Its sequence number.
    pub sequence: Option<SequenceNumber>,
}
