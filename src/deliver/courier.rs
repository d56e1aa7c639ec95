//! The courier: makes attempts, tries again by a [`Retry`], takes what can't be delivered to the dead-letter queue,
//! and writes all of it into the journal. What is under way is a table of plain data; the tasks beside it only wait.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::http::{HttpCall, HttpReply, HttpRequest, Outbound};
use super::journal::Journal;
use super::objects::Objects;
use super::operation::{Answered, Operation};
use super::record::{Attempt, Attempts, Outcome, Record, Why};
use super::retry::{Next, Reason, Retry};
use super::router::{Answer, Delivery, Handed, Refusal, Router};
use super::throttle::Pace;
use crate::aws::arn::Arn;
use crate::aws::body::Body;
use crate::aws::ids::Ids;
use crate::aws::message_attribute::{MessageAttributeValue, MessageAttributes};
use crate::aws::pairs::Pairs;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::{Clock, Due, Task};

/// Of a delivery that is tried for days, no more attempts are remembered than the first and the last half of these.
const MOST_ATTEMPTS: usize = 200;

/// Delivers. Clones share what is under way.
#[derive(Clone, Debug)]
pub struct Courier {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    clock: Clock,
    ids: Arc<Ids>,
    router: Arc<Router>,
    journal: Arc<Journal>,
    outbound: Outbound,
    numbers: AtomicU64,
    under_way: Mutex<BTreeMap<u64, UnderWay>>,
    /// What moves the deliveries on: no data of the world.
    tasks: Mutex<BTreeMap<u64, Task>>,
}

/// Something to deliver, and all that is to be done about it.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// The service that delivers, such as `sns`.
    pub source: &'static str,
    /// The ARN of the bus, topic, queue it comes from.
    pub from: Text,
    /// The ARN of the rule, subscription, schedule, pipe or mapping.
    pub via: Option<Text>,
    /// The receiver, as the journal names it.
    pub name: Text,
    /// The receiver.
    pub to: To,
    /// What it gets.
    pub delivery: Delivery,
    /// How often it is tried.
    pub retry: Arc<Retry>,
    /// How many attempts a second its receiver takes.
    pub pace: Option<Pace>,
    /// Where it goes when it can't be delivered.
    pub dead_letter: Option<DeadLetter>,
    /// What stands in the body for the number of the attempt, from 1.
    pub attempt_mark: Option<&'static str>,
    /// Whether the service that sends it wants to know when it is over.
    pub watched: bool,
}

impl Parcel {
    /// What is delivered to a resource once, come what may: what AWS tells of itself.
    pub fn once(source: &'static str, from: Text, to: Arn, delivery: Delivery) -> Self {
        Parcel {
            source,
            from,
            via: None,
            name: to.to_string().into(),
            to: To::Arn(to),
            delivery,
            retry: Arc::new(Retry::NONE),
            pace: None,
            dead_letter: None,
            attempt_mark: None,
            watched: false,
        }
    }
}

/// A receiver.
#[derive(Clone, Debug)]
pub enum To {
    /// A resource of an emulated service.
    Arn(Arn),
    /// An operation, which gets the body as its input.
    Api(Arc<(Scope, Operation)>),
    /// An endpoint.
    Http(Arc<HttpRequest>),
    /// One that isn't emulated, such as an email address: the journal keeps what it would have got.
    Captured,
    /// One that is known not to take it.
    Refusing(Refusal),
}

/// A dead-letter queue.
#[derive(Clone, Debug)]
pub struct DeadLetter {
    /// The queue.
    pub to: Arn,
    /// The body, where it differs from what was to be delivered.
    pub body: Option<Body>,
    /// The message group there.
    pub group: Option<Text>,
    /// The deduplication id there.
    pub deduplication: Option<Text>,
    /// What its attributes tell; none where it has the attributes of what was to be delivered.
    pub labels: Option<Labels>,
}

/// What a dead letter tells of itself.
#[derive(Clone, Debug)]
pub struct Labels {
    /// Beside the reasons, such as `RULE_ARN`.
    pub told: Vec<(&'static str, Text)>,
    /// How the reason is named.
    pub codes: Codes,
}

/// Whose error codes a dead letter has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codes {
    /// Those of a [`Cause`](super::Cause), such as `NO_RESOURCE`.
    OfCauses,
    /// Those of the receiver, such as `AWS.SimpleQueueService.NonExistentQueue`.
    OfReceivers,
}

/// A delivery that was not done at once.
#[derive(Clone, Debug)]
struct UnderWay {
    parcel: Arc<Parcel>,
    attempts: Vec<Attempt>,
    tried: u32,
    /// When it was first tried.
    first: Time,
    /// When it is tried next; in the past while an attempt is being made.
    next: Time,
    /// Whether its receiver's throttle has let the next attempt in already.
    let_in: bool,
    /// The record that says it is being retried.
    record: Option<u64>,
    /// Why it was given up.
    gave_up: Option<Reason>,
}

impl Courier {
    /// A courier of a new world.
    pub fn new(clock: Clock, ids: Arc<Ids>, router: Arc<Router>, journal: Arc<Journal>, outbound: Outbound) -> Self {
        Courier {
            shared: Arc::new(Shared {
                clock,
                ids,
                router,
                journal,
                outbound,
                numbers: AtomicU64::new(0),
                under_way: Mutex::default(),
                tasks: Mutex::default(),
            }),
        }
    }

    /// Where it writes what it does.
    pub fn journal(&self) -> &Journal {
        &self.shared.journal
    }

    /// Whether there is a service of this name that takes deliveries.
    pub fn reaches(&self, service: &str) -> bool {
        self.shared.router.reaches(service)
    }

    /// Whether there is such an operation.
    pub fn has(&self, operation: &Operation) -> bool {
        self.shared.router.has(operation)
    }

    /// The service that keeps objects, where there is one.
    pub fn objects(&self) -> Option<Arc<dyn Objects>> {
        self.shared.router.objects()
    }

    /// Whether it makes a difference to deliver anything to an ARN.
    pub fn listens(&self, to: &Arn) -> bool {
        self.shared.router.listens(to)
    }

    /// Runs an operation for an account in a region, outside of any delivery. Input and output are JSON.
    ///
    /// # Errors
    /// Those of the operation.
    pub async fn call_operation(&self, at: &Scope, operation: &Operation, input: String) -> Answered {
        self.shared.router.call(at, operation, Body::new(input.into())).await
    }

    /// Calls an endpoint once, outside of any delivery.
    ///
    /// # Errors
    /// Those of [`Outbound::call`].
    pub async fn call(&self, call: &HttpCall) -> Result<HttpReply, Refusal> {
        self.shared.outbound.call(&self.shared.clock, call).await
    }

    /// Delivers parcels, in order as far as their receivers answer at once.
    pub fn send(&self, now: Time, parcels: impl IntoIterator<Item = Parcel>) {
        let records: Vec<Record> = parcels.into_iter().filter_map(|parcel| self.first_attempt(now, parcel)).collect();
        if !records.is_empty() {
            self.shared.journal.extend(records);
        }
    }

    /// The record of a parcel that was taken at once; all others go their own way.
    fn first_attempt(&self, now: Time, parcel: Parcel) -> Option<Record> {
        let slot = parcel.pace.as_ref().map_or(now, |pace| pace.take(now));
        if slot > now {
            self.carry(UnderWay { let_in: true, ..UnderWay::new(parcel, slot) }, None);
            return None;
        }
        match self.hand(now, &parcel, 0) {
            Handed::Now(Ok(())) => {
                self.end_of(now, &parcel);
                Some(parcel.into_record(now))
            }
            Handed::Now(Err(refusal)) => {
                let mut delivery = UnderWay::new(parcel, now);
                if self.go_on(now, &mut delivery, Err(refusal)) {
                    self.carry(delivery, None);
                }
                None
            }
            handed => {
                self.carry(UnderWay::new(parcel, now), Some(handed));
                None
            }
        }
    }

    /// Makes an attempt; `tried` have been made before.
    fn hand(&self, now: Time, parcel: &Parcel, tried: u32) -> Handed {
        let delivery = parcel.numbered(tried + 1);
        match &parcel.to {
            To::Arn(arn) => self.shared.router.deliver(now, arn, &delivery),
            To::Api(call) => {
                let (at, operation) = &**call;
                let answered = self.shared.router.call(at, operation, delivery.body.clone());
                Handed::Later(Box::pin(async { answered.await.map(drop).map_err(Refusal::from) }))
            }
            To::Captured => Handed::Now(Ok(())),
            To::Refusing(refusal) => Handed::Now(Err(refusal.clone())),
            To::Http(request) => {
                let (shared, request) = (Arc::clone(&self.shared), Arc::clone(request));
                let body = delivery.body.clone();
                Handed::Later(Box::pin(async move {
                    shared.outbound.post(&shared.clock, &request, Bytes::copy_from_slice(body.as_bytes())).await
                }))
            }
        }
    }

    /// Takes a delivery further in a task of its own; `handed` is an attempt that is being made already.
    fn carry(&self, delivery: UnderWay, handed: Option<Handed>) {
        let number = self.shared.numbers.fetch_add(1, Ordering::Relaxed);
        self.under_way().insert(number, delivery);
        let courier = self.clone();
        // Held until the task stands in the list, from which it takes itself at its end.
        let mut tasks = self.tasks();
        let task = self.shared.clock.spawn(async move {
            courier.carry_on(number, handed).await;
            courier.under_way().remove(&number);
            courier.tasks().remove(&number);
        });
        tasks.insert(number, task);
    }

    async fn carry_on(&self, number: u64, mut handed: Option<Handed>) {
        loop {
            let Some(mut delivery) = self.under_way().get(&number).cloned() else { return };
            let parcel = Arc::clone(&delivery.parcel);
            let handed = match handed.take() {
                Some(handed) => handed,
                None => {
                    self.wait(&mut delivery).await;
                    self.hand(self.shared.clock.now(), &parcel, delivery.tried)
                }
            };
            let answer = match handed {
                Handed::Now(answer) => answer,
                Handed::Later(answer) => answer.await,
            };
            // A reset may have forgotten it meanwhile.
            if !self.under_way().contains_key(&number) || !self.go_on(self.shared.clock.now(), &mut delivery, answer) {
                return;
            }
            match self.under_way().get_mut(&number) {
                Some(known) => *known = delivery,
                None => return,
            }
        }
    }

    /// Waits until the next attempt is due and its receiver's throttle lets it in.
    async fn wait(&self, delivery: &mut UnderWay) {
        self.sleep(delivery).await;
        // A first attempt that waits has its slot; a retry asks only now, or it would hold up all that comes before it.
        if !delivery.let_in
            && let Some(pace) = &delivery.parcel.pace
        {
            (delivery.next, delivery.let_in) = (pace.take(self.shared.clock.now()), true);
            self.sleep(delivery).await;
        }
    }

    async fn sleep(&self, delivery: &UnderWay) {
        if delivery.next > self.shared.clock.now() {
            let parcel = &delivery.parcel;
            let arn = parcel.via.as_ref().unwrap_or(&parcel.from).clone();
            let due = Due::new("retry", arn, format!("deliver to {}", parcel.name));
            self.shared.clock.sleep_until(delivery.next, due).await;
        }
    }

    /// Notes how an attempt ended; whether there will be another.
    fn go_on(&self, now: Time, delivery: &mut UnderWay, answer: Answer) -> bool {
        delivery.note(now, answer.as_ref().err());
        let Err(refusal) = answer else {
            self.write(now, delivery, Outcome::Delivered, None);
            self.end_of(now, &delivery.parcel);
            return false;
        };
        let next = match refusal.retry {
            true => {
                let (retry, earliest) = (&delivery.parcel.retry, now + refusal.after.unwrap_or_default());
                retry.next_from(delivery.tried, delivery.first, now, earliest, self.shared.ids.bits())
            }
            false => Next::GiveUp(Reason::ClientError),
        };
        match next {
            Next::At(at) => {
                (delivery.next, delivery.let_in) = (at, false);
                delivery.record = Some(self.write(now, delivery, Outcome::Retrying, Some(refusal)));
                true
            }
            Next::GiveUp(reason) => {
                delivery.gave_up = Some(reason);
                self.bury(now, delivery, refusal);
                self.end_of(now, &delivery.parcel);
                false
            }
        }
    }

    /// Tells its sender that a delivery is over, if it wants to know.
    fn end_of(&self, now: Time, parcel: &Parcel) {
        if parcel.watched {
            let via = parcel.via.as_ref().unwrap_or(&parcel.from);
            self.shared.router.ended(parcel.source, now, via, &parcel.delivery.message);
        }
    }

    /// Takes a delivery that is given up to its dead-letter queue.
    fn bury(&self, now: Time, delivery: &mut UnderWay, refusal: Refusal) {
        let Some(DeadLetter { to, body, group, deduplication, labels }) = delivery.parcel.dead_letter.clone() else {
            self.write(now, delivery, Outcome::Dropped, Some(refusal));
            return;
        };
        let mut letter = delivery.parcel.numbered(delivery.tried).into_owned();
        letter.body = body.unwrap_or(letter.body);
        (letter.group, letter.deduplication) = (group, deduplication);
        if let Some(labels) = labels {
            letter.attributes = delivery.labelled(labels, &refusal);
        }
        match self.shared.router.deliver(now, &to, &letter) {
            Handed::Now(Ok(())) => self.write(now, delivery, Outcome::DeadLettered, Some(refusal)),
            Handed::Now(Err(second)) => {
                let text = format!("{} The dead-letter queue {to} refused it too: {}", refusal.text, second.text);
                self.write(now, delivery, Outcome::Dropped, Some(Refusal { text, ..refusal }))
            }
            // Queues answer at once.
            Handed::Later(_) => self.write(now, delivery, Outcome::Dropped, Some(refusal)),
        };
    }

    fn write(&self, now: Time, delivery: &UnderWay, outcome: Outcome, refusal: Option<Refusal>) -> u64 {
        let record = Record {
            outcome,
            attempts: Attempts::Many(delivery.attempts.clone()),
            tried: delivery.tried,
            gave_up: delivery.gave_up,
            why: refusal.map(Why::from),
            ..Parcel::clone(&delivery.parcel).into_record(now)
        };
        self.shared.journal.replace(delivery.record, record)
    }

    fn under_way(&self) -> MutexGuard<'_, BTreeMap<u64, UnderWay>> {
        self.shared.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tasks(&self) -> MutexGuard<'_, BTreeMap<u64, Task>> {
        self.shared.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops what waits for its first attempt by a subscription that has ended. What was tried goes on.
    pub fn end(&self, via: &str) {
        let ended = |delivery: &UnderWay| delivery.tried == 0 && delivery.let_in;
        self.forget(|delivery| ended(delivery) && delivery.parcel.via.as_deref() == Some(via));
    }

    /// Forgets the deliveries that come from the chosen accounts and regions.
    pub fn reset(&self, chosen: impl Fn(&Scope) -> bool) {
        self.forget(|delivery| delivery.parcel.from.parse().is_ok_and(|arn: Arn| chosen(&arn.scope)));
    }

    fn forget(&self, unwanted: impl Fn(&UnderWay) -> bool) {
        let gone: Vec<u64> = {
            let mut under_way = self.under_way();
            let gone = under_way.iter().filter(|(_, delivery)| unwanted(delivery)).map(|(number, _)| *number).collect();
            under_way.retain(|_, delivery| !unwanted(delivery));
            gone
        };
        let mut tasks = self.tasks();
        gone.iter().filter_map(|number| tasks.remove(number)).for_each(|task| task.stop());
    }
}

impl Parcel {
    /// What is delivered by the attempt of this number.
    fn numbered(&self, attempt: u32) -> Cow<'_, Delivery> {
        match self.attempt_mark {
            Some(mark) if self.delivery.body.contains(mark) => {
                let body = self.delivery.body.replace(mark, &attempt.to_string());
                Cow::Owned(Delivery { body: Body::new(body.into()), ..self.delivery.clone() })
            }
            _ => Cow::Borrowed(&self.delivery),
        }
    }

    /// The record of a delivery that went well at its first attempt.
    fn into_record(self, now: Time) -> Record {
        // What is captured is taken by the first attempt.
        let body = matches!(self.to, To::Captured).then(|| Text::from(&*self.numbered(1).body));
        Record {
            id: 0,
            at: now,
            source: self.source,
            from: self.from,
            via: self.via,
            to: self.name,
            message: self.delivery.message,
            outcome: Outcome::Delivered,
            attempts: Attempts::Once(now),
            tried: 1,
            gave_up: None,
            why: None,
            partition_key: self.delivery.partition_key,
            body,
        }
    }
}

impl UnderWay {
    fn new(parcel: Parcel, next: Time) -> Self {
        UnderWay {
            parcel: Arc::new(parcel),
            attempts: Vec::new(),
            tried: 0,
            first: next,
            next,
            let_in: false,
            record: None,
            gave_up: None,
        }
    }

    /// The attributes of its dead letter: why it was given up, and what was to be told beside.
    fn labelled(&self, labels: Labels, refusal: &Refusal) -> MessageAttributes {
        let exhausted = match self.gave_up {
            Some(Reason::MaximumRetryAttempts) => Some("MaximumRetryAttempts"),
            Some(Reason::MaximumEventAge) => Some("MaximumEventAgeInSeconds"),
            Some(Reason::ClientError) | None => None,
        };
        let code = match labels.codes {
            Codes::OfCauses => refusal.cause.code(),
            Codes::OfReceivers => &refusal.code,
        };
        let reasons = [
            ("ERROR_CODE", Some(code.into())),
            ("ERROR_MESSAGE", Some(refusal.text.as_str().into())),
            ("EXHAUSTED_RETRY_CONDITION", exhausted.map(Text::from)),
            ("RETRY_ATTEMPTS", Some(self.tried.saturating_sub(1).to_string().into())),
        ];
        let reasons = reasons.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let attribute = |(name, value): (&str, Text)| (name.to_owned(), MessageAttributeValue::text(value));
        let attributes: Pairs<MessageAttributeValue> = labels.told.into_iter().chain(reasons).map(attribute).collect();
        attributes.into()
    }

    fn note(&mut self, now: Time, error: Option<&Refusal>) {
        self.tried += 1;
        if self.attempts.len() == MOST_ATTEMPTS {
            self.attempts.remove(MOST_ATTEMPTS / 2);
        }
        self.attempts.push(Attempt { at: now, error: error.map(|refusal| refusal.text.clone()) });
    }
}

impl fmt::Debug for Handed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Handed::Now(answer) => f.debug_tuple("Now").field(answer).finish(),
            Handed::Later(_) => f.write_str("Later"),
        }
    }
}
