//! Many producers and consumers at once, on several threads of the server. All that happens is written into a history;
//! what must hold is checked on the history afterwards.
//!
//! The clock is frozen. Some consumers forget half of what they receive; whoever finds nothing to do moves the clock by
//! half a visibility timeout, so that it comes back. What is forgotten too often becomes a dead letter, and is consumed
//! as such.

mod history;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use crate::support::{Connection, Request, Town};
use history::{Deletion, History, Name, Receive};

const PRODUCERS: usize = 16;
const CONSUMERS: usize = 16;
const GROUPS_EACH: usize = 8;
/// Messages of one run; there are two.
const MESSAGES: usize = 100_000;
const BATCHES_EACH: usize = MESSAGES / PRODUCERS / 10;
const VISIBILITY: Duration = Duration::from_secs(10);
const MOST_RECEIVES: usize = 3;

#[test]
fn a_standard_queue_loses_and_doubles_nothing() {
    let history = Load::start(false).run();
    history.check_deliveries(MESSAGES, VISIBILITY);
}

#[test]
fn a_fifo_queue_keeps_the_order_of_each_group_too() {
    let history = Load::start(true).run();
    history.check_deliveries(MESSAGES, VISIBILITY);
    history.check_order(MOST_RECEIVES);
}

/// What a receive answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Received {
    #[serde(default)]
    messages: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    receipt_handle: String,
    body: String,
}

/// What a batch answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Batch {
    #[serde(default)]
    successful: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    id: String,
}

struct Caller {
    connection: Connection,
}

impl Caller {
    fn call(&mut self, operation: &str, body: String) -> Vec<u8> {
        let answer = self.connection.send(&Request::json(operation, body));
        assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
        answer.body
    }

    /// All messages of a queue, wherever they are in it.
    fn count(&mut self, queue: &str) -> u64 {
        let names = ["", "NotVisible", "Delayed"].map(|kind| format!("ApproximateNumberOfMessages{kind}"));
        let input = json!({ "QueueUrl": queue, "AttributeNames": names }).to_string();
        let answer: serde_json::Value = serde_json::from_slice(&self.call("GetQueueAttributes", input)).expect("JSON");
        let counts = answer["Attributes"].as_object().expect("attributes").values();
        counts.filter_map(|count| count.as_str()?.parse::<u64>().ok()).sum()
    }
}

/// Queues under load, and what is written down about them.
struct Load {
    town: Town,
    fifo: bool,
    /// Numbers the beginnings and ends of calls in one sequence.
    sequence: AtomicU64,
    history: Mutex<History>,
    /// Messages that were deleted.
    done: AtomicUsize,
    /// Consumers between a receive and the deletion of what they got.
    holding: AtomicUsize,
    /// Moves of the clock.
    turns: AtomicU64,
    /// Messages sent.
    sent: AtomicUsize,
    /// Moves of the clock since something was found.
    fruitless: AtomicUsize,
    /// Whether a thread has panicked: the others have nothing to wait for then.
    broken: AtomicBool,
}

/// Held by a thread at work.
struct AtWork<'a>(&'a Load);

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.broken.store(true, Ordering::SeqCst);
        }
    }
}

impl Load {
    fn start(fifo: bool) -> Self {
        let load = Load {
            town: Town::start(),
            fifo,
            sequence: AtomicU64::new(0),
            history: Mutex::default(),
            done: AtomicUsize::new(0),
            holding: AtomicUsize::new(0),
            turns: AtomicU64::new(0),
            sent: AtomicUsize::new(0),
            fruitless: AtomicUsize::new(0),
            broken: AtomicBool::new(false),
        };
        let mut attributes = json!({ "VisibilityTimeout": VISIBILITY.as_secs().to_string() });
        if fifo {
            attributes["FifoQueue"] = json!("true");
        }
        let mut caller = load.caller();
        for queue in [load.dead(), load.queue()] {
            let input = json!({ "QueueName": queue, "Attributes": attributes });
            caller.call("CreateQueue", input.to_string());
            let dead = format!("arn:aws:sqs:us-east-1:000000000000:{}", load.dead());
            let policy = json!({ "deadLetterTargetArn": dead, "maxReceiveCount": MOST_RECEIVES });
            attributes["RedrivePolicy"] = json!(policy.to_string());
        }
        load
    }

    fn queue(&self) -> &'static str {
        if self.fifo { "load.fifo" } else { "load" }
    }

    fn dead(&self) -> &'static str {
        if self.fifo { "dead.fifo" } else { "dead" }
    }

    fn caller(&self) -> Caller {
        Caller { connection: Connection::open(self.town.address) }
    }

    fn now(&self) -> i64 {
        self.town.world.clock.now().millis()
    }

    fn next(&self) -> u64 {
        self.sequence.fetch_add(1, Ordering::SeqCst)
    }

    fn run(self) -> History {
        thread::scope(|scope| {
            for producer in 0..PRODUCERS {
                let load = &self;
                scope.spawn(move || load.produce(producer));
            }
            for consumer in 0..CONSUMERS {
                let load = &self;
                scope.spawn(move || load.consume(consumer % 4 == 0));
            }
        });
        let mut caller = self.caller();
        assert_eq!(caller.count(self.queue()) + caller.count(self.dead()), 0, "nothing is left over");
        self.history.into_inner().expect("no panic")
    }

    fn produce(&self, producer: usize) {
        let _at_work = AtWork(self);
        let mut caller = self.caller();
        for batch in 0..BATCHES_EACH {
            let entry = |i: usize| {
                let number = batch * 10 + i;
                let name = Name { group: producer * GROUPS_EACH + number % GROUPS_EACH, number };
                let ids = match self.fifo {
                    true => format!(
                        r#","MessageGroupId":"{}","MessageDeduplicationId":"{}-{number}""#,
                        name.group, name.group
                    ),
                    false => String::new(),
                };
                format!(r#"{{"Id":"{i}","MessageBody":"{}"{ids}}}"#, name.body())
            };
            let entries: Vec<String> = (0..10).map(entry).collect();
            let input = format!(r#"{{"QueueUrl":"{}","Entries":[{}]}}"#, self.queue(), entries.join(","));
            let answer: Batch = serde_json::from_slice(&caller.call("SendMessageBatch", input)).expect("JSON");
            assert_eq!(answer.successful.len(), 10);
            self.sent.fetch_add(10, Ordering::SeqCst);
        }
    }

    /// Works until all messages are done. A forgetful one deletes only every other batch.
    fn consume(&self, forgetful: bool) {
        let _at_work = AtWork(self);
        let mut caller = self.caller();
        let mut batches = 0_u64;
        while self.goes_on() {
            let turn = self.turns.load(Ordering::SeqCst);
            batches += 1;
            let forgets = forgetful && batches.is_multiple_of(2);
            if !self.work(&mut caller, false, forgets) && !self.work(&mut caller, true, false) {
                self.let_time_pass(&mut caller, turn);
            }
        }
    }

    /// Not once all is done, nor where nothing has come for so long that something must be lost.
    fn goes_on(&self) -> bool {
        let all_sent = self.sent.load(Ordering::SeqCst) == MESSAGES;
        let lost = all_sent && self.fruitless.load(Ordering::SeqCst) > 20;
        self.done.load(Ordering::SeqCst) < MESSAGES && !lost && !self.broken.load(Ordering::SeqCst)
    }

    /// Receives from one of the queues, and deletes unless it forgets; whether there was anything.
    fn work(&self, caller: &mut Caller, dead: bool, forgets: bool) -> bool {
        let queue = if dead { self.dead() } else { self.queue() };
        self.holding.fetch_add(1, Ordering::SeqCst);
        let (begun, not_before) = (self.next(), self.now());
        let input = format!(r#"{{"QueueUrl":"{queue}","MaxNumberOfMessages":10}}"#);
        let received: Received = serde_json::from_slice(&caller.call("ReceiveMessage", input)).expect("JSON");
        let (ended, not_after) = (self.next(), self.now());
        let messages: Vec<Name> = received.messages.iter().map(|message| Name::of(&message.body)).collect();
        let found = !messages.is_empty();
        if found {
            self.fruitless.store(0, Ordering::SeqCst);
            let receive = Receive { dead, begun, ended, not_before, not_after, messages: messages.clone() };
            self.history.lock().expect("no panic").receives.push(receive);
        }
        if found && !forgets {
            self.delete(caller, queue, &received.messages, &messages);
        }
        self.holding.fetch_sub(1, Ordering::SeqCst);
        found
    }

    fn delete(&self, caller: &mut Caller, queue: &str, messages: &[Message], names: &[Name]) {
        let handles = messages.iter().map(|message| &message.receipt_handle).enumerate();
        let entries: Vec<String> =
            handles.map(|(i, handle)| format!(r#"{{"Id":"{i}","ReceiptHandle":"{handle}"}}"#)).collect();
        let begun = self.next();
        let input = format!(r#"{{"QueueUrl":"{queue}","Entries":[{}]}}"#, entries.join(","));
        let answer: Batch = serde_json::from_slice(&caller.call("DeleteMessageBatch", input)).expect("JSON");
        let ended = self.next();
        let mut history = self.history.lock().expect("no panic");
        // A FIFO handle may have expired meanwhile: then the message comes again.
        for Entry { id } in answer.successful {
            let name = names[id.parse::<usize>().expect("an id of ours")];
            if history.delete(name, Deletion { begun, ended }) {
                self.done.fetch_add(1, Ordering::SeqCst);
            }
        }
    }

    /// One of those who find nothing moves the clock, while nobody is at work on what the queue gave.
    fn let_time_pass(&self, caller: &mut Caller, turn: u64) {
        let idle = self.holding.load(Ordering::SeqCst) == 0;
        if idle && self.turns.compare_exchange(turn, turn + 1, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            self.fruitless.fetch_add(1, Ordering::SeqCst);
            let advance = json!({ "advance": VISIBILITY.as_secs_f64() / 2.0 }).to_string();
            let answer = caller.connection.send(&Request::post("/_eventyard/time", advance));
            assert_eq!(answer.status, 200, "{}", answer.text());
        } else {
            thread::yield_now();
        }
    }
}
