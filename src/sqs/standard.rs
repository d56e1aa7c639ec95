//! The order of a standard queue: oldest first, and fair between message groups where messages have one.
//! Knows keys and groups, not messages or time.

use std::collections::BTreeSet;

use foldhash::HashMap;

use super::message::{Key, Place};
use super::picked::Picked;
use crate::aws::text::Text;

/// The receivable messages of a standard queue.
///
/// A group with many messages in flight stands behind those with few, as in AWS's fair queues, so that one busy
/// tenant doesn't hold up the others. Messages without a group are nobody's tenant.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html>
#[derive(Debug, Default)]
pub struct Standard {
    /// Visible messages without a group.
    loose: BTreeSet<Key>,
    groups: HashMap<Text, Group>,
    /// The first visible message of each group, quiet groups first.
    heads: BTreeSet<(usize, Key, Text)>,
}

#[derive(Debug, Default)]
struct Group {
    visible: BTreeSet<Key>,
    in_flight: usize,
    /// Its entry in `heads`.
    head: Option<(usize, Key)>,
}

/// Groups with fewer messages in flight than this count as equally quiet.
const QUIET: usize = 10;

impl Standard {
    /// Notes that a message came (`from` is none), changed its place, or left (`to` is none).
    pub fn shift(&mut self, key: Key, group: Option<&Text>, from: Option<Place>, to: Option<Place>) {
        let Some(name) = group else {
            match to {
                Some(Place::Visible) => self.loose.insert(key),
                _ => from == Some(Place::Visible) && self.loose.remove(&key),
            };
            return;
        };
        let group = self.groups.entry(name.clone()).or_default();
        match to {
            Some(Place::Visible) => group.visible.insert(key),
            _ => group.visible.remove(&key),
        };
        let flies = |place: Option<Place>| usize::from(matches!(place, Some(Place::InFlight(_))));
        group.in_flight = group.in_flight + flies(to) - flies(from);
        self.rank(name);
        if self.groups.get(name).is_some_and(|group| group.visible.is_empty() && group.in_flight == 0) {
            self.groups.remove(name);
        }
    }

    /// Puts a group's entry in `heads` where it belongs now.
    fn rank(&mut self, name: &Text) {
        let Some(group) = self.groups.get_mut(name) else { return };
        let head = group.visible.first().map(|key| (group.in_flight / QUIET, *key));
        if head == group.head {
            return;
        }
        if let Some((load, key)) = group.head {
            self.heads.remove(&(load, key, name.clone()));
        }
        if let Some((load, key)) = head {
            self.heads.insert((load, key, name.clone()));
        }
        group.head = head;
    }

    /// Picks the messages to deliver next, `wanted` at most, and those found on the way that are exhausted.
    /// They are visible no more; [`shift`](Self::shift) says what becomes of them.
    pub fn pick(&mut self, wanted: usize, exhausted: impl Fn(Key) -> bool) -> Picked {
        let mut picked = Picked::default();
        while picked.wants(wanted) {
            let Some(key) = self.pop() else { break };
            picked.add(key, exhausted(key));
        }
        picked
    }

    fn pop(&mut self) -> Option<Key> {
        let loose = self.loose.first().map(|key| (0, *key));
        let head = self.heads.first().map(|(load, key, _)| (*load, *key));
        match (loose, head) {
            (None, None) => None,
            (Some(loose), head) if head.is_none_or(|head| loose < head) => self.loose.pop_first(),
            _ => {
                let (_, key, name) = self.heads.first()?.clone();
                self.groups.get_mut(&name)?.visible.remove(&key);
                self.rank(&name);
                Some(key)
            }
        }
    }

    /// The next message that a pick would find.
    pub fn peek(&self) -> Option<Key> {
        let loose = self.loose.first().map(|key| (0, *key));
        let head = self.heads.first().map(|(load, key, _)| (*load, *key));
        loose.into_iter().chain(head).min().map(|(_, key)| key)
    }
}
