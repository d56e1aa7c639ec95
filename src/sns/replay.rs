//! Replays: a FIFO topic's archive is delivered again to one subscription, in order and before anything new.
//! <https://docs.aws.amazon.com/sns/latest/dg/message-archiving-and-replay-subscriber.html>

use std::sync::Arc;

use super::Sns;
use super::message::Message;
use super::subscriber::{ReplayStatus, Subscription};
use super::subscription::put;
use super::topic::Topic;
use crate::aws::sequence::SequenceNumber;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::Due;

/// How many messages are taken out of the archive at once.
const BATCH: usize = 100;

/// What a look at the archive found.
enum Step {
    /// These are next.
    Deliver(Vec<Message>, Arc<Subscription>),
    /// The archive is through; new messages come until then.
    Until(Time),
    /// Nothing more is to be done.
    End,
}

impl Sns {
    /// Begins the replay that a subscription asks for, if it does.
    pub(super) fn replay(&self, topic: &Arc<Topic>, subscription: &Subscription) {
        let Some(replay) = &subscription.replay else { return };
        if replay.status != ReplayStatus::Pending {
            return;
        }
        let (sns, topic) = (self.clone(), Arc::clone(topic));
        let (arn, document) = (subscription.arn.clone(), replay.document.clone());
        self.shared.clock.spawn(async move {
            let mut seen = None;
            loop {
                match sns.replay_step(&topic, &arn, &document, seen) {
                    Step::Deliver(messages, subscription) => {
                        let now = sns.now();
                        let rules = Arc::clone(&topic.state().attributes);
                        for message in messages {
                            seen = message.sequence;
                            let message = Message { replayed: true, ..message };
                            if subscription.wants(&message) {
                                sns.send(now, &topic, &rules, &message, &[&*subscription]);
                            }
                        }
                    }
                    Step::Until(end) => {
                        let due = Due::new("replay", arn.to_string(), "end the replay");
                        sns.shared.clock.sleep_until(end, due).await;
                    }
                    Step::End => return,
                }
            }
        });
    }

    /// Takes the next messages out of the archive, or notes that there are no more.
    fn replay_step(&self, topic: &Topic, arn: &str, document: &Text, seen: Option<SequenceNumber>) -> Step {
        let now = self.now();
        let mut state = topic.state();
        let Some(known) = state.subscribers.get(arn).map(Arc::clone) else { return Step::End };
        // Another policy has begun another replay, and none has ended this one.
        let Some(replay) = known.replay.clone().filter(|replay| replay.document == *document) else {
            return Step::End;
        };
        let Some(policy) = state.attributes.archive_policy.clone() else {
            put(&mut state, known.replaying(ReplayStatus::Failed, true));
            return Step::End;
        };
        if !replay.caught_up {
            let messages = state.order.archived(now, policy.retention, (replay.from, replay.until), seen, BATCH);
            if !messages.is_empty() {
                let subscription = put(&mut state, known.replaying(ReplayStatus::InProgress, false));
                return Step::Deliver(messages, subscription);
            }
        }
        match replay.until {
            Some(until) if until > now => {
                put(&mut state, known.replaying(ReplayStatus::InProgress, true));
                Step::Until(until)
            }
            _ => {
                put(&mut state, known.replaying(ReplayStatus::Completed, true));
                Step::End
            }
        }
    }
}

impl Subscription {
    /// The same, its replay so far.
    fn replaying(&self, status: ReplayStatus, caught_up: bool) -> Self {
        let mut subscription = self.clone();
        if let Some(replay) = &mut subscription.replay {
            replay.status = status;
            replay.caught_up = caught_up;
        }
        subscription
    }
}
