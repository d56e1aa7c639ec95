//! What consumers saw, and what must hold of it.

use std::collections::HashMap;
use std::time::Duration;

/// A message: its group, and a number that rises within the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    pub group: usize,
    pub number: usize,
}

impl Name {
    pub fn body(self) -> String {
        format!("{} {}", self.group, self.number)
    }

    pub fn of(body: &str) -> Self {
        let (group, number) = body.split_once(' ').expect("a body of ours");
        Name { group: group.parse().expect("a number"), number: number.parse().expect("a number") }
    }
}

/// A receive that got something. Two calls overlap unless one ended before the other began.
#[derive(Debug)]
pub struct Receive {
    /// Whether it was on the dead-letter queue.
    pub dead: bool,
    pub begun: u64,
    pub ended: u64,
    /// The world's time before the call, in milliseconds, and after it.
    pub not_before: i64,
    pub not_after: i64,
    pub messages: Vec<Name>,
}

/// A deletion that was answered as done.
#[derive(Clone, Copy, Debug)]
pub struct Deletion {
    pub begun: u64,
    pub ended: u64,
}

#[derive(Debug, Default)]
pub struct History {
    pub receives: Vec<Receive>,
    deletions: HashMap<Name, Deletion>,
}

impl History {
    /// Notes a deletion; whether it was the first of that message. A standard queue deletes with old handles too.
    pub fn delete(&mut self, name: Name, deletion: Deletion) -> bool {
        let first = !self.deletions.contains_key(&name);
        let kept = self.deletions.entry(name).or_insert(deletion);
        kept.begun = kept.begun.min(deletion.begun);
        kept.ended = kept.ended.min(deletion.ended);
        first
    }

    fn receives_by_message(&self) -> HashMap<Name, Vec<&Receive>> {
        let mut by_message: HashMap<Name, Vec<&Receive>> = HashMap::new();
        for receive in &self.receives {
            for name in &receive.messages {
                by_message.entry(*name).or_default().push(receive);
            }
        }
        by_message
    }

    /// Nothing is lost, and nothing comes twice but after its visibility timeout.
    pub fn check_deliveries(&self, messages: usize, visibility: Duration) {
        let visibility = i64::try_from(visibility.as_millis()).expect("small");
        let by_message = self.receives_by_message();
        assert_eq!(by_message.len(), messages, "every message came, and none that wasn't sent");
        assert_eq!(self.deletions.len(), messages, "every message was deleted");
        let mut repeated = 0;
        for (name, mut receives) in by_message {
            receives.sort_by_key(|receive| (receive.not_before, receive.begun));
            for pair in receives.windows(2) {
                repeated += 1;
                // A dead letter need not wait: it is moved when its time in the source is over.
                let early = pair[1].not_after < pair[0].not_before + visibility;
                assert!(!early, "{name:?} was given to two at once: {pair:#?}");
            }
            let deletion = self.deletions[&name];
            let after = receives.iter().find(|receive| receive.begun > deletion.ended);
            assert!(after.is_none(), "{name:?} came after it was deleted: {deletion:?} {after:#?}");
        }
        assert!(repeated > 0, "some messages were forgotten");
        assert!(self.receives.iter().any(|receive| receive.dead), "some too often");
    }

    /// In every group a message came only when all before it were gone from the queue, or came with it.
    pub fn check_order(&self, most_receives: usize) {
        let by_message = self.receives_by_message();
        // From when on each message may have been gone: since its deletion began, or, of a dead letter, since its last
        // receive from the source did.
        let gone = |name: &Name| {
            let receives = &by_message[name];
            let mut from_source: Vec<u64> = receives.iter().filter(|r| !r.dead).map(|r| r.begun).collect();
            from_source.sort_unstable();
            let died = receives.iter().any(|receive| receive.dead);
            assert!(!died || from_source.len() == most_receives, "{name:?} died too early or too late: {receives:#?}");
            if died { from_source[most_receives - 1] } else { self.deletions[name].begun }
        };
        let mut groups: HashMap<usize, Vec<usize>> = HashMap::new();
        for name in by_message.keys() {
            groups.entry(name.group).or_default().push(name.number);
        }
        // By message: the time at which the last of all before it was gone.
        let mut all_before_gone: HashMap<Name, u64> = HashMap::new();
        for (group, numbers) in &mut groups {
            numbers.sort_unstable();
            let mut latest = 0;
            for number in numbers {
                let name = Name { group: *group, number: *number };
                all_before_gone.insert(name, latest);
                latest = latest.max(gone(&name));
            }
        }
        for receive in &self.receives {
            let mut of_group: HashMap<usize, Vec<usize>> = HashMap::new();
            for name in &receive.messages {
                of_group.entry(name.group).or_default().push(name.number);
            }
            for (group, numbers) in of_group {
                assert!(numbers.is_sorted_by(|a, b| a < b), "out of order: {receive:#?}");
                if receive.dead {
                    continue;
                }
                let first = Name { group, number: numbers[0] };
                assert!(all_before_gone[&first] < receive.ended, "{first:?} overtook another: {receive:#?}");
                let between = groups[&group].iter().filter(|n| (numbers[0]..numbers[numbers.len() - 1]).contains(n));
                for number in between.filter(|n| !numbers.contains(n)) {
                    let name = Name { group, number: *number };
                    assert!(gone(&name) < receive.ended, "{name:?} was left out: {receive:#?}");
                }
            }
        }
    }
}
