//! The scenarios: what is prepared, what each connection does until the window closes, and what counts as a unit.

use std::cell::Cell;
use std::time::Duration;

use clap::ValueEnum;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::Flags;
use crate::bus::Bus;
use crate::client::{Client, Endpoint, Service};
use crate::machine::{Ended, Machine};
use crate::report::{Report, Tally, Usage, Window};
use crate::request::{Batch, Counted, Created, PutAnswer, Queue, Received};
use crate::schedules::{self, Schedules};

/// A kind of load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scenario {
    /// SendMessage
    Send,
    /// SendMessageBatch of 10
    SendBatch,
    /// 10 SendMessage, ReceiveMessage of 10, DeleteMessageBatch
    RoundTrip,
    /// round-trip on one FIFO queue with --groups message groups
    Fifo,
    /// round-trip on a queue that holds --depth messages
    Deep,
    /// round-trip over --queues queues
    ManyQueues,
    /// --polls long polls, a queue each: from the start of a send to the answer of the poll that it wakes
    WakeUp,
    /// --polls long polls with nothing to receive: what they cost the server
    IdlePolls,
    /// PutEvents of 10 on a bus with --rules rules, of which one takes them and delivers to a queue
    Events,
    /// StartExecution of 10 Pass states, with a complete history
    SfnPass,
    /// StartSyncExecution of 10 Pass states
    SfnSync,
    /// StartExecution, --depth times, of a state that waits for a day: what waiting executions cost the server
    SfnWaiting,
    /// --schedules schedules: made, listed, and fired by moving the clock a day on, which is set back afterwards
    Schedules,
}

impl Scenario {
    /// Its name, and what it counts.
    fn title(self) -> (&'static str, &'static str) {
        match self {
            Scenario::Send => ("send", "messages sent"),
            Scenario::SendBatch => ("send-batch", "messages sent"),
            Scenario::RoundTrip => ("round-trip", "messages sent, received and deleted"),
            Scenario::Fifo => ("fifo", "messages sent, received and deleted"),
            Scenario::Deep => ("deep", "messages sent, received and deleted"),
            Scenario::ManyQueues => ("many-queues", "messages sent, received and deleted"),
            Scenario::WakeUp => ("wake-up", "polls woken"),
            Scenario::IdlePolls => ("idle-polls", "polls answered"),
            Scenario::Events => ("events", "events put, matched and delivered"),
            Scenario::SfnPass => ("sfn-pass", "executions run"),
            Scenario::SfnSync => ("sfn-sync", "executions run and answered"),
            Scenario::SfnWaiting => ("sfn-waiting", "executions begun"),
            Scenario::Schedules => ("schedules", "schedules"),
        }
    }
}

/// How long a poll may sleep after the send that should wake it.
const WAKE_UP_TIME: Duration = Duration::from_secs(5);

/// The load on one server.
pub struct Load {
    endpoint: Endpoint,
    flags: Flags,
    /// Queues of another run get other names.
    run: u64,
    messages: Cell<u64>,
}

impl Load {
    pub fn new(endpoint: Endpoint, flags: Flags, run: u64) -> Self {
        Load { endpoint, flags, run, messages: Cell::new(0) }
    }

    /// Runs one scenario and leaves nothing behind.
    pub async fn run(&self, scenario: Scenario) -> Result<Vec<Report>, String> {
        if matches!(scenario, Scenario::SfnPass | Scenario::SfnSync | Scenario::SfnWaiting) {
            return self.execute(scenario).await.map(|report| vec![report]);
        }
        let (queues, groups) = match scenario {
            Scenario::Fifo => (1, self.flags.groups),
            Scenario::ManyQueues => (self.flags.queues, 0),
            Scenario::WakeUp | Scenario::IdlePolls => (self.flags.polls, 0),
            _ => (1, 0),
        };
        let queues = self.create_queues(scenario, queues, groups).await?;
        let reports = match scenario {
            Scenario::WakeUp | Scenario::IdlePolls => self.poll_all(scenario, &queues).await.map(|report| vec![report]),
            Scenario::Deep => self.fill_and_load(&queues).await.map(|report| vec![report]),
            Scenario::Events => self.put_events(&queues[0]).await.map(|report| vec![report]),
            Scenario::Schedules => self.schedule(&queues[0]).await,
            _ => self.load(scenario, &queues).await.map(|report| vec![report]),
        };
        self.delete_queues(&queues).await?;
        reports
    }

    /// Every connection works as hard as it can.
    async fn load(&self, scenario: Scenario, queues: &[Queue]) -> Result<Report, String> {
        let window = self.window();
        let workers = (0..self.flags.connections).map(|nth| async move {
            let worker = Worker { load: self, client: Client::new(&self.endpoint), window, tally: Tally::default() };
            match scenario {
                Scenario::Send => worker.send(&queues[0]).await,
                Scenario::SendBatch => worker.send_batches(&queues[0]).await,
                _ => worker.round_trips(queues.iter().cycle().skip(nth).step_by(self.flags.connections)).await,
            }
        });
        let (tally, usage) = tokio::join!(total(workers), Usage::within(window, self.flags.server_pid));
        Ok(Report::new(scenario.title(), self.flags.connections, window, tally, usage))
    }

    async fn fill_and_load(&self, queues: &[Queue]) -> Result<Report, String> {
        let before = Usage::of(self.flags.server_pid);
        let left = Cell::new(self.flags.depth.div_ceil(10));
        let fillers = (0..self.flags.connections).map(|_| async {
            let (mut client, mut body) = (Client::new(&self.endpoint), String::new());
            while left.get() > 0 {
                left.set(left.get() - 1);
                queues[0].send_batch(&mut body, self.number(10));
                client.call("SendMessageBatch", &body).await.and_then(check_batch)?;
            }
            Ok(())
        });
        let filled: FuturesUnordered<_> = fillers.collect();
        filled.collect::<Vec<_>>().await.into_iter().collect::<Result<(), String>>()?;
        let after = Usage::of(self.flags.server_pid);
        let mut report = self.load(Scenario::Deep, queues).await?;
        report.growth(before, after, self.flags.depth);
        Ok(report)
    }

    async fn put_events(&self, queue: &Queue) -> Result<Report, String> {
        let bus = Bus::new(self.run, self.flags.rules, self.flags.size);
        let mut client = Client::new(&self.endpoint);
        let report = match bus.create(&mut client, queue).await {
            Ok(()) => self.put_and_count(&bus, queue).await,
            Err(refused) => Err(refused),
        };
        bus.delete(&mut client).await.and(report)
    }

    async fn put_and_count(&self, bus: &Bus, queue: &Queue) -> Result<Report, String> {
        let window = self.window();
        let put = Cell::new(0);
        let workers = (0..self.flags.connections).map(|_| {
            let worker = Worker { load: self, client: Client::new(&self.endpoint), window, tally: Tally::default() };
            worker.put_events(bus, &put)
        });
        let (mut tally, usage) = tokio::join!(total(workers), Usage::within(window, self.flags.server_pid));
        // What was put must lie in the queue, as a delivery is part of the work.
        let arrived = self.arrived(queue).await?;
        if arrived != put.get() {
            tally.failed(format!("{} events were put, and {arrived} arrived", put.get()));
        }
        Ok(Report::new(Scenario::Events.title(), self.flags.connections, window, tally, usage))
    }

    /// How many messages lie in a queue.
    async fn arrived(&self, queue: &Queue) -> Result<u64, String> {
        let mut client = Client::new(&self.endpoint);
        let asked = json!({ "QueueUrl": queue.url(), "AttributeNames": ["ApproximateNumberOfMessages"] });
        let answer = client.call("GetQueueAttributes", &asked.to_string()).await?;
        let counted: Counted =
            serde_json::from_slice(answer).map_err(|error| format!("GetQueueAttributes: {error}"))?;
        Ok(counted.attributes.values().next().and_then(|count| count.parse().ok()).unwrap_or(0))
    }

    /// Makes schedules, lists them, and has them all fire: a report each.
    async fn schedule(&self, queue: &Queue) -> Result<Vec<Report>, String> {
        let schedules = Schedules::new(self.run, self.flags.schedules, queue);
        let mut client = Client::new(&self.endpoint);
        let reports = self.make_list_and_fire(&schedules, &mut client, queue).await;
        // Both are undone whatever happened. The connection may have been idle for too long.
        let mut client = Client::new(&self.endpoint);
        let gone = schedules.delete(&mut client).await;
        let back = schedules::set_clock_back(&mut client).await;
        gone.and(back).and(reports)
    }

    async fn make_list_and_fire(
        &self,
        schedules: &Schedules,
        client: &mut Client<'_>,
        queue: &Queue,
    ) -> Result<Vec<Report>, String> {
        let pid = self.flags.server_pid;
        let fires = schedules.prepare(client).await?;

        let (before, mut window) = (Usage::of(pid), Window::open());
        let left = Cell::new(0);
        let workers = (0..self.flags.connections).map(|_| async {
            let mut worker = self.worker(window);
            while let Some(nth) = Some(left.get()).filter(|nth| *nth < schedules.count()) {
                left.set(nth + 1);
                let (path, body) = schedules.create(nth, &fires);
                worker.call_path("POST", &path, &body, 1).await;
            }
            worker.tally
        });
        let tally = total(workers).await;
        window.close();
        let usage = Usage::since(before, pid);
        let title = ("schedules-create", "schedules created");
        let mut created = Report::new(title, self.flags.connections, window, tally, usage);
        created.growth(before, usage, schedules.count());

        let (before, mut window) = (Usage::of(pid), Window::open());
        let mut lister = self.worker(window);
        let found = schedules.list(&mut lister).await;
        window.close();
        if found != schedules.count() {
            lister.tally.failed(format!("{} schedules were made, and {found} listed", schedules.count()));
        }
        let title = ("schedules-list", "schedules listed, 100 a page");
        let listed = Report::new(title, 1, window, lister.tally, Usage::since(before, pid));

        let (before, mut window) = (Usage::of(pid), Window::open());
        let mut mover = self.worker(window);
        schedules.fire(&mut mover).await;
        window.close();
        let arrived = self.arrived(queue).await?;
        if arrived != schedules.count() as u64 {
            mover.tally.failed(format!("{} schedules were made, and {arrived} messages arrived", schedules.count()));
        }
        let title = ("schedules-fire", "schedules fired and delivered");
        let fired = Report::new(title, 1, window, mover.tally, Usage::since(before, pid));
        Ok(vec![created, listed, fired])
    }

    fn worker(&self, window: Window) -> Worker<'_> {
        Worker { load: self, client: Client::new(&self.endpoint), window, tally: Tally::default() }
    }

    async fn execute(&self, scenario: Scenario) -> Result<Report, String> {
        let (mut client, size) = (Client::new(&self.endpoint), self.flags.size);
        let machine = match scenario {
            Scenario::SfnSync => Machine::create(&mut client, self.run, "EXPRESS", size).await?,
            Scenario::SfnWaiting => Machine::create_waiting(&mut client, self.run, size).await?,
            _ => Machine::create(&mut client, self.run, "STANDARD", size).await?,
        };
        let (before, first) = (Usage::of(self.flags.server_pid), self.number(0));
        let depth = u64::try_from(self.flags.depth).unwrap_or(u64::MAX);
        let most = if scenario == Scenario::SfnWaiting { first.saturating_add(depth) } else { u64::MAX };
        let window = self.window();
        let workers = (0..self.flags.connections).map(|_| {
            let worker = Worker { load: self, client: Client::new(&self.endpoint), window, tally: Tally::default() };
            worker.execute(scenario, &machine, most)
        });
        let (mut tally, usage) = tokio::join!(total(workers), Usage::within(window, self.flags.server_pid));
        // What was started must have succeeded, as running is the work.
        if scenario == Scenario::SfnPass && machine.has_others(&mut client).await? {
            tally.failed("an execution hasn't succeeded".to_owned());
        }
        let begun = usize::try_from(self.number(0) - first).unwrap_or(usize::MAX);
        let mut report = Report::new(scenario.title(), self.flags.connections, window, tally, usage);
        report.growth(before, Usage::of(self.flags.server_pid), begun);
        machine.delete(&mut client).await?;
        Ok(report)
    }

    /// A poll on every queue; with [`Scenario::WakeUp`] one after the other is woken.
    async fn poll_all(&self, scenario: Scenario, queues: &[Queue]) -> Result<Report, String> {
        let before = Usage::of(self.flags.server_pid);
        let mut clients: Vec<_> = queues.iter().map(|_| Client::new(&self.endpoint)).collect();
        for client in &mut clients {
            client.connect().await?;
        }
        let window = self.window();
        let worker = |client| Worker { load: self, client, window, tally: Tally::default() };
        let (woken, wakings) = unbounded_channel();
        let pollers = queues.iter().zip(clients).map(|(queue, client)| worker(client).poll(queue, woken.clone()));
        let waker = async {
            match scenario {
                Scenario::WakeUp => worker(Client::new(&self.endpoint)).wake(queues, wakings).await,
                _ => Tally::default(),
            }
        };
        let usage = Usage::within(window, self.flags.server_pid);
        let (mut tally, woken, usage) = tokio::join!(total(pollers), waker, usage);
        tally.add(woken);
        let mut report = Report::new(scenario.title(), queues.len(), window, tally, usage);
        report.growth(before, usage, queues.len());
        Ok(report)
    }

    fn window(&self) -> Window {
        let seconds = |seconds: f64| Duration::try_from_secs_f64(seconds).unwrap_or_default();
        Window::new(seconds(self.flags.warm_up), seconds(self.flags.seconds))
    }

    /// The first of the next `count` messages' numbers.
    fn number(&self, count: u64) -> u64 {
        self.messages.replace(self.messages.get() + count)
    }

    async fn create_queues(&self, scenario: Scenario, count: usize, groups: usize) -> Result<Vec<Queue>, String> {
        let mut client = Client::new(&self.endpoint);
        let mut queues = Vec::with_capacity(count);
        for nth in 0..count {
            let name = format!("load-{}-{}-{nth}", self.run, scenario.title().0);
            let body = match groups {
                0 => json!({ "QueueName": name }),
                _ => json!({ "QueueName": format!("{name}.fifo"), "Attributes": { "FifoQueue": "true" } }),
            };
            let answer = client.call("CreateQueue", &body.to_string()).await?;
            let created: Created = serde_json::from_slice(answer).map_err(|error| format!("CreateQueue: {error}"))?;
            queues.push(Queue::new(created.queue_url, groups, self.flags.size));
        }
        Ok(queues)
    }

    async fn delete_queues(&self, queues: &[Queue]) -> Result<(), String> {
        let mut client = Client::new(&self.endpoint);
        for queue in queues {
            client.call("DeleteQueue", &json!({ "QueueUrl": queue.url() }).to_string()).await?;
        }
        Ok(())
    }
}

/// One connection at work.
pub struct Worker<'l> {
    load: &'l Load,
    client: Client<'l>,
    window: Window,
    pub tally: Tally,
}

impl Worker<'_> {
    async fn send(mut self, queue: &Queue) -> Tally {
        let mut body = String::new();
        while !self.window.is_over() {
            queue.send(&mut body, self.load.number(1));
            self.call("SendMessage", &body, 1).await;
        }
        self.tally
    }

    async fn send_batches(mut self, queue: &Queue) -> Tally {
        let mut body = String::new();
        while !self.window.is_over() {
            queue.send_batch(&mut body, self.load.number(10));
            self.call_batch("SendMessageBatch", &body, 10).await;
        }
        self.tally
    }

    async fn put_events(mut self, bus: &Bus, put: &Cell<u64>) -> Tally {
        let mut body = String::new();
        while !self.window.is_over() {
            bus.put_events(&mut body, self.load.number(10));
            let began = Instant::now();
            let answer = self.client.call_service(Service::Events, "PutEvents", &body).await;
            let outcome = answer.and_then(|answer| match serde_json::from_slice::<PutAnswer>(answer) {
                Ok(PutAnswer { failed_entry_count: 0 }) => Ok(()),
                _ => Err(format!("events failed: {}", String::from_utf8_lossy(answer))),
            });
            match outcome {
                Ok(()) => {
                    put.set(put.get() + 10);
                    self.tally.answered(&self.window, began, Instant::now(), 10);
                }
                Err(failure) => self.fail(failure).await,
            }
        }
        self.tally
    }

    async fn execute(mut self, scenario: Scenario, machine: &Machine, most: u64) -> Tally {
        let mut body = String::new();
        let operation = if scenario == Scenario::SfnSync { "StartSyncExecution" } else { "StartExecution" };
        while !self.window.is_over() && self.load.messages.get() < most {
            machine.start(&mut body, self.load.number(1));
            let began = Instant::now();
            let answer = self.client.call_service(Service::States, operation, &body).await;
            let outcome = answer.and_then(|answer| match (scenario, serde_json::from_slice::<Ended<'_>>(answer)) {
                (Scenario::SfnSync, Ok(Ended { status: "SUCCEEDED" }))
                | (Scenario::SfnPass | Scenario::SfnWaiting, _) => Ok(()),
                _ => Err(format!("an execution failed: {}", String::from_utf8_lossy(answer))),
            });
            match outcome {
                Ok(()) => self.tally.answered(&self.window, began, Instant::now(), 1),
                Err(failure) => self.fail(failure).await,
            }
        }
        self.tally
    }

    async fn round_trips<'q>(mut self, queues: impl Iterator<Item = &'q Queue>) -> Tally {
        let mut body = String::new();
        for queue in queues {
            if self.window.is_over() {
                break;
            }
            for _ in 0..10 {
                queue.send(&mut body, self.load.number(1));
                self.call("SendMessage", &body, 0).await;
            }
            queue.receive(&mut body, 0);
            let Some(answer) = self.call("ReceiveMessage", &body, 0).await else { continue };
            let received: Received<'_> = match serde_json::from_slice(answer) {
                Ok(received) => received,
                Err(error) => {
                    self.tally.failed(format!("ReceiveMessage: {error}"));
                    continue;
                }
            };
            let count = received.messages.len() as u64;
            if count > 0 {
                queue.delete_batch(&mut body, &received);
                self.call_batch("DeleteMessageBatch", &body, count).await;
            }
        }
        self.tally
    }

    /// Polls until the window closes; says when a poll was answered with a message.
    async fn poll(mut self, queue: &Queue, woken: UnboundedSender<Instant>) -> Tally {
        let (mut poll, mut body) = (String::new(), String::new());
        queue.receive(&mut poll, 20);
        loop {
            // A poll still open at the end is simply left.
            let call = timeout_at(self.window.closes, self.client.call("ReceiveMessage", &poll)).await;
            let now = Instant::now();
            let Ok(outcome) = call else { return self.tally };
            let received = outcome.and_then(|answer| {
                serde_json::from_slice::<Received<'_>>(answer).map_err(|error| format!("ReceiveMessage: {error}"))
            });
            match received {
                Ok(received) if received.messages.is_empty() => self.tally.answered(&self.window, now, now, 1),
                Ok(received) => {
                    queue.delete_batch(&mut body, &received);
                    if let Err(failure) = self.client.call("DeleteMessageBatch", &body).await.and_then(check_batch) {
                        self.tally.failed(failure);
                    }
                    // The one who wakes has left when the window is over.
                    let _ = woken.send(now);
                }
                Err(failure) => self.fail(failure).await,
            }
        }
    }

    /// Wakes the polls, one at a time.
    async fn wake(mut self, queues: &[Queue], mut woken: UnboundedReceiver<Instant>) -> Tally {
        let mut body = String::new();
        for queue in queues.iter().cycle() {
            let began = Instant::now();
            if began >= self.window.closes {
                break;
            }
            queue.send(&mut body, self.load.number(1));
            match self.client.call("SendMessage", &body).await {
                Ok(_) => match timeout(WAKE_UP_TIME, woken.recv()).await {
                    Ok(Some(ended)) => self.tally.answered(&self.window, began, ended, 1),
                    _ if self.window.is_over() => break,
                    _ => self.tally.failed("a message woke no poll".to_owned()),
                },
                Err(failure) => self.fail(failure).await,
            }
        }
        self.tally
    }

    /// Calls and counts.
    async fn call(&mut self, operation: &str, body: &str, units: u64) -> Option<&[u8]> {
        let began = Instant::now();
        let outcome = self.client.call(operation, body).await;
        counted(&mut self.tally, &self.window, began, outcome, units).await
    }

    /// Calls a path, and counts.
    pub async fn call_path(&mut self, method: &str, path: &str, body: &str, units: u64) -> Option<&[u8]> {
        let began = Instant::now();
        let outcome = self.client.call_path(method, path, body).await;
        counted(&mut self.tally, &self.window, began, outcome, units).await
    }

    async fn call_batch(&mut self, operation: &str, body: &str, units: u64) {
        if let Some(Err(failure)) = self.call(operation, body, units).await.map(check_batch) {
            self.tally.failed(failure);
        }
    }

    /// Counts a failure, and waits a little so that a server in trouble isn't flooded.
    async fn fail(&mut self, failure: String) {
        self.tally.failed(failure);
        sleep(Duration::from_millis(10)).await;
    }
}

/// Counts what a call answered, or waits a little after a failure.
async fn counted<'a>(
    tally: &mut Tally,
    window: &Window,
    began: Instant,
    outcome: Result<&'a [u8], String>,
    units: u64,
) -> Option<&'a [u8]> {
    match outcome {
        Ok(answer) => {
            tally.answered(window, began, Instant::now(), units);
            Some(answer)
        }
        Err(failure) => {
            tally.failed(failure);
            sleep(Duration::from_millis(10)).await;
            None
        }
    }
}

fn check_batch(answer: &[u8]) -> Result<(), String> {
    match serde_json::from_slice::<Batch>(answer) {
        Ok(batch) if batch.failed.is_empty() => Ok(()),
        _ => Err(format!("a batch failed: {}", String::from_utf8_lossy(answer))),
    }
}

/// Runs all workers at the same time, and adds up what they did.
async fn total(workers: impl Iterator<Item = impl Future<Output = Tally>>) -> Tally {
    let mut running: FuturesUnordered<_> = workers.collect();
    let mut total = Tally::default();
    while let Some(tally) = running.next().await {
        total.add(tally);
    }
    total
}
