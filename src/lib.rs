//! Eventyard emulates AWS's event services on the local machine. Today: Amazon SQS, Amazon SNS, Amazon EventBridge,
//! EventBridge Scheduler and AWS Step Functions, whole; of Amazon CloudWatch Logs what has to do with log groups, streams
//! and events; of Amazon S3 buckets and objects.
//!
//! # Bird's eye
//!
//! `wire` (bytes ↔ typed calls) → services, all of one shape → shared ground. One binary, one port; a world is plain
//! data behind short locks, and one clock that tests can move. What one service has for another goes by a courier,
//! which tries again, buries what can't be delivered and keeps a journal.
//!
//! # Code map
//!
//! | file or folder | what lives there |
//! | --- | --- |
//! | `main.rs` | flags → [`Config`] → [`Server`] → wait for a signal |
//! | [`cli`] | the subcommands, calls on a running server |
//! | `config.rs` | every flag and environment variable |
//! | `server.rs` | listener, limits of size and time, panic guard, graceful shutdown; knows no AWS |
//! | `lanes.rs` | the threads that answer requests, and which connection is on which |
//! | `thread.rs` | a thread with a runtime of its own |
//! | `connections.rs` | which connections are open, idle, or to be closed |
//! | `socket.rs` | a connection's socket, and whether its peer has left |
//! | `heads.rs` | the headers that mean something, found in one pass |
//! | `access.rs` | which web pages and hosts may call |
//! | [`wire`] | which service a request means; JSON, query and XML ↔ structs; AWS's errors in each protocol's shape |
//! | [`admin`] | `/_eventyard`: health, state, reset, time, settle, journal, explain |
//! | `world.rs` | one emulated cloud; the only file that names all services |
//! | [`sqs`] | Amazon SQS |
//! | [`events`] | Amazon EventBridge: buses, rules and their targets, archives, connections |
//! | [`secrets`] | AWS Secrets Manager, as far as the secrets of connections are read |
//! | [`scheduler`] | Amazon EventBridge Scheduler: groups, schedules and what they call |
//! | [`states`] | AWS Step Functions: state machines, their language, executions |
//! | [`logs`] | Amazon CloudWatch Logs: groups, streams, their events, and the patterns that find some of them |
//! | [`s3`] | Amazon S3: buckets, objects and their versions, uploads in parts; who is told of them |
//! | [`sns`] | Amazon SNS: topics, subscriptions, phones; what each subscription gets, signed where AWS signs |
//! | [`deliver`] | what goes from a service to another or to an endpoint: courier, retries, HTTP client, journal, router |
//! | [`clock`] | the only reader of real time |
//! | `store.rs` | state by account and region |
//! | [`pattern`] | event patterns and filter policies: reading, matching, finding among many, why not |
//! | [`expression`] | schedule expressions: `rate`, `cron`, `at`; when they fire, in which zone |
//! | [`aws`] | ARNs, scopes, ids, times, texts, JSON as text, the shape of a call and of an error |
//! | `eventyard.rs` | [`Eventyard`]: a server inside a Rust test |
//!
//! A service's folder: `mod.rs` (the door: one `match`, a line an operation) · `api.rs` (requests and responses, serde
//! only) · `error.rs` (one enum) · `state.rs` (what exists) · one file a noun · where others deliver to it, `target.rs`.
//!
//! # Direction
//!
//! `main → server → { wire, admin } → world → services → { deliver, clock, store, pattern, expression, aws }`, kept by
//! a test. `deliver` itself uses clock, pattern and aws only. Services never name one another, axum or HTTP.
//!
//! # Invariants
//!
//! - Every message of every queue enters by `Queue::push`: sent, fanned out by a topic, or dead from elsewhere.
//! - Two doors lead into a service: `World::call` runs any operation by its name, [`deliver::Target`] takes what
//!   is delivered to an ARN. A service that delivers gives parcels to the [`deliver::Courier`] and knows no receiver.
//! - A delivery is data in the courier's table; the task beside it only waits, and could be made anew from the data.
//! - Every delivery leaves a record in the journal, also one that a filter held back or that was given up. The journal
//!   is bounded; what was filtered has a part of its own, and is explained only when somebody reads it.
//! - A FIFO topic numbers a message and puts it into its outbox under one lock; one caller at a time empties the
//!   outbox, so that all its subscriptions see one order.
//! - A subscription is never changed in place, so that a publish reads its topic's subscriptions unlocked. Nor is a
//!   rule: a change makes a new one, and who looked at a bus's rules goes on seeing them as they were. Nor is what a
//!   state machine runs: a change makes a revision, and an execution goes on with its own.
//! - What a schedule does next is worked out from its entry alone; its task knows no more than when to look again.
//! - All events enter a bus by `Events::dispatch`: put, scheduled, replayed, or sent on by another bus.
//! - An execution is data, and only `Run::step` moves it on: it gets what happened, and gives what is to be done. What
//!   waits or calls beside it knows the question that it answers, and comes to nothing where that is no longer asked.
//! - An execution's history is only ever added to, by what moves the execution on; that of a logged express execution is
//!   forgotten as it is written to the log. One caller at a time writes the log, so that its lines keep their order.
//! - Events of a log group have one order, by time and then by number, and every page of them begins at a place in it.
//! - Engines are synchronous and get `now` as an argument; nobody but the clock reads the time.
//! - Under a seed requests, tasks and timers have turns, one at a time and in one order (`clock/turns.rs`); without one
//!   they run side by side.
//! - A lock is held briefly, never together with another and never across an `.await`. One exception: an execution
//!   that is locked changes its place in its state machine's list, whose lock is always the last.
//! - A message leaves a queue only when it is deleted, purged, too old, or taken by another queue.
//! - No cost grows with the number of messages in a queue.
//! - An object of S3 is never changed in place, and enters its bucket by `S3::write`. No file is named after a key.
//!
//! # Follow one request
//!
//! `SendMessage` as JSON: `server.rs` reads head and body within their limits, asks `access.rs`, and hands them to
//! `wire::answer`. `wire/detect.rs` finds the service by `X-Amz-Target`, `wire/scope.rs` account and region by the
//! credential. `World::call` knows the service; the `match` in `sqs/mod.rs` has the line, and `Call::run` decodes a
//! `SendMessageRequest`, calls `Sqs::send_message` (`sqs/send.rs`: AWS's checks in AWS's order) and encodes its result.
//! The message itself goes through `Queue::push` (`sqs/queue.rs`), which rings for one who waits (`clock/line.rs`).
//!
//! # Follow one publish
//!
//! `Publish` on a topic comes by the same way to `Sns::publish` (`sns/publish.rs`), which checks it and makes a
//! `Message`. A standard topic fans it out at once, a FIFO topic by its outbox (`sns/fifo.rs`). `sns/fan_out.rs` asks
//! `sns/audience.rs` whom it goes to: those without a filter policy, and those that an index over all policies
//! ([`pattern`]) finds. For each it makes a `Parcel`: the bare text or an envelope (`sns/envelope.rs`, signed once for
//! all), the receiver, the retries, the dead-letter queue. `Courier::send` (`deliver/courier.rs`) hands it on. A queue
//! answers at once: the router finds `sqs/target.rs` by the ARN, which ends in `Queue::push`. An HTTP endpoint answers
//! later, and one that fails is tried again when `deliver/retry.rs` says so, on the world's clock. Email, text messages,
//! pushes and Firehose are captured. However it ends, the journal has it.
//!
//! # Follow one event
//!
//! `PutEvents` comes by the same way to `Events::put_events` (`events/put_events.rs`). Each entry that is right becomes
//! an `Event`: the envelope, written once. `events/dispatch.rs` flattens it and asks the bus's rules (`events/rules.rs`:
//! by name, and an index over all patterns) which of them it fits; those that it passes by are noted, and explained when
//! somebody reads the journal. For every target of a rule `events/input` makes what it gets, and the courier has it, with
//! the target's retries and dead-letter queue. A rule with a schedule fires by the clock (`events/schedule.rs`) and goes
//! the same way from there; so does what an archive kept, when a replay sends it once more.
//!
//! # Follow one schedule
//!
//! `CreateSchedule` is REST: `wire/rest.rs` finds the operation by method and path. `scheduler/schedule.rs` checks the
//! members, reads the expression into a `Timetable` ([`expression`]) and the target into what the courier can take
//! (`scheduler/schedule_target.rs`), and puts an `Entry` into its group. Beside the data a task sleeps on the clock until
//! the entry's next step (`scheduler/firing.rs`): due, out of its window, or to be deleted; every change of a schedule
//! makes a new plan, and a task whose plan is old ends. `scheduler/invocation.rs` fills in the context attributes, and
//! the courier has the parcel, with retries and dead-letter queue. A universal target is an operation by its name, which
//! ends in `World::call` as a request does. The last call of a schedule that is to be deleted is told by the courier
//! when it is over.
//!
//! # Follow one execution
//!
//! `CreateStateMachine` reads the definition into types (`states/asl`), refuses what AWS refuses and what can't be
//! called here (`states/call/reach.rs`), and keeps it as a revision. `StartExecution` (`states/executions.rs`) asks
//! `states/start.rs` which revision an ARN means, and makes an execution of it: a tree of frames
//! (`states/run/frame.rs`), one for the machine and one for each branch and iteration in it. `states/drive.rs` tells it
//! that it has begun; `Run::step` goes on from state to state, a file each in `states/run`, until every frame waits for
//! something, and gives back effects. A timer is a task that sleeps on the clock. A call goes to `states/call`: an
//! operation of another service by the courier, another execution, an endpoint, or an activity, in whose line a worker
//! finds it (`states/activity_task.rs`). Whatever comes of it is told to the execution in the same way, by whoever has
//! the task's token too (`states/callback.rs`). An error asks the state's `Retry`, then its `Catch`, then what is around it
//! (`states/run/recover.rs`). A distributed map has a map run, whose children are executions of their own
//! (`states/map_runs.rs`); what they get may be read from objects (`states/dataset`), and what comes out of them written
//! to some (`states/map_result.rs`), by the door that `deliver::Objects` is. In a test case of a mock configuration
//! (`states/mock.rs`) tasks are answered without anybody being called (`states/call/mocked.rs`). At the end
//! `states/status_event.rs` tells the default bus, and those are told who wait: the caller of `StartSyncExecution`, a
//! parent's task, a map run. What `TestState` runs (`states/test_state`) is an execution of one state, with a `Trial`
//! (`states/run/trial.rs`) that notes what becomes of its data.
//!
//! # Follow one upload
//!
//! `PutObject` is S3's own REST: `server.rs` asks `wire/s3/detect.rs` before it reads a body, and hands such a request
//! over with its body still on the way. `wire/s3/signed.rs` makes it plain: the scope is read off the signature, which is
//! then gone, the bucket stands in the path, `aws-chunked` is unwrapped as it comes (`wire/s3/arrival.rs`). The crate
//! `s3s` reads method, path, query and headers and calls `wire/s3/adapter.rs`, which passes the body bit by bit to an
//! `Intake` (`s3/intake.rs`: digests, and the bytes in memory or in a file), compares the checksums, and gives what was
//! received to `S3::put_object`. All objects enter a bucket by `S3::write` (`s3/write.rs`): conditions, version, the
//! record on disk; then `s3/notification.rs` tells those who want to know. Workflows and schedules come by `World::call`
//! (`s3/call.rs`), readers of whole objects by [`deliver::Objects`].
//!
//! # Add an operation
//!
//! A request and a response struct in `api.rs`, a method in the file of its noun, a line in the `match`. A list or map
//! that the query protocol spells otherwise gets a line in `wire/names.rs`.

pub mod admin;
pub mod aws;
pub mod cli;
pub mod clock;
pub mod deliver;
pub mod events;
pub mod expression;
pub mod logs;
pub mod pattern;
pub mod s3;
pub mod scheduler;
pub mod secrets;
pub mod sns;
pub mod sqs;
pub mod states;
pub mod wire;

mod access;
mod config;
mod connections;
mod eventyard;
mod heads;
mod lanes;
mod server;
mod socket;
mod store;
mod thread;
mod world;

pub use config::{Config, LogFormat};
pub use deliver::{Outcome, Query, Record, Records, Why};
pub use eventyard::{Eventyard, Pending, WorldClock, WorldJournal};
pub use server::Server;
pub use world::World;
